import Foundation
import Steps

/// Follows what a power cut would take at each moment of a run, and what must not be lost then.
struct Durability {
  /// The directory that the run works in, and that of its state.
  let folder: String
  let state: String

  /// Files that were written since they were last synced.
  private var contents: Set<String> = []
  /// What came under its name or lost it, and whose directory was not synced since; whether it is
  /// there.
  private var names: [String: Bool] = [:]
  private(set) var violations: [String] = []

  init(of trace: SystemCallTrace, in folder: String) {
    self.folder = folder
    state = folder + "/state"
    for event in trace.events { apply(event) }
  }

  private mutating func apply(_ event: SystemCallTrace.Event) {
    switch event {
    case .made(let path): note(path, isThere: true)
    case .wrote(let path): if isOurs(path) { contents.insert(path) }
    case .removed(let path):
      // What was in a directory is gone with it.
      names = names.filter { parent($0.key) != path }
      note(path, isThere: false)
      contents.remove(path)
    case .renamed(let old, let new):
      note(old, isThere: false)
      note(new, isThere: true)
      if contents.remove(old) != nil {
        violations.append("\(short(new)) got its name before its contents were durable")
      }
    case .synced(let path):
      contents.remove(path)
      names = names.filter { parent($0.key) != path }
    case .syncedAll:
      contents = []
      names = [:]
    case .passed(let step): check(step)
    }
  }

  private mutating func note(_ path: String, isThere: Bool) {
    if isOurs(path) { names[path] = isThere }
  }

  /// Locks hold nothing that lasts, and SQLite sees to the files that it has beside the state.
  /// `taken` is what the program behind a delivery writes.
  private func isOurs(_ path: String) -> Bool {
    path.hasPrefix(folder + "/") && !path.hasSuffix(".lock") && !path.hasSuffix("-shm")
      && path != folder + "/taken"
  }

  private func parent(_ path: String) -> String {
    URL(filePath: path).deletingLastPathComponent().path
  }

  private func short(_ path: String) -> String { String(path.dropFirst(folder.count + 1)) }

  // MARK: - Rules

  private mutating func check(_ step: Step) {
    violations += notDurable.filter { mustLast($0.path, at: step) }
      .map { "\(step.rawValue): \($0.what) of \(short($0.path)) is not durable" }
  }

  /// What a power cut would take now.
  private var notDurable: [(what: String, path: String)] {
    contents.sorted().map { ("what was written", $0) }
      + names.sorted { $0.key < $1.key }.map { ($0.value ? "the name" : "the removal", $0.key) }
  }

  private func mustLast(_ path: String, at step: Step) -> Bool {
    switch step {
    // What stands in the state, and the way to it.
    case .accountSaved, .foldersApplied, .folderRestarted, .windowApplied, .everythingRestarted,
      .contactsAdopted, .contentsCompleted, .cardsAnnounced, .contentAnnounced, .stateMigrated,
      .stateRewritten,
      .everythingDeleted, .goneForgotten:
      isOfState(path) && !isLeftover(path)
    // Outputs before cursors, and change files before the note that they are to be published.
    case .cursorStored, .changesDecided: !isLeftover(path)
    // Whoever applies a file must not get another one under its number after a power cut.
    case .deliveryStarting: !isOfState(path) && !isLeftover(path)
    // Nothing is left that was said to be gone.
    case .wipeAcknowledging: true
    default: false
    }
  }

  private func isOfState(_ path: String) -> Bool { path == state || path.hasPrefix(state + "/") }

  /// What a power cut may bring back without harm: a file that nobody reads and that the next run
  /// removes, and the log that SQLite removes when it closes the state.
  private func isLeftover(_ path: String) -> Bool {
    names[path] == false && (path.hasSuffix(".tmp") || path.hasSuffix("-wal"))
  }
}
