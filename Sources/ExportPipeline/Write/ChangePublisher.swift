import ContactFormats
import DurableFiles
import Foundation
import StateStore
import Steps

/// The change files of an output while it is written: it collects the changes of an account, gives each
/// file a number that no other one ever had, and its name once the account's state knows of it.
struct ChangePublisher: ~Copyable {
  /// Where change files go; `nil` where the configuration wants none.
  let files: ChangeFiles?
  /// What is known of the output.
  var output: OutputStore.Record
  private let run: OutputRun
  private let baseEntry: LDIFEntry?
  /// The change file that is being written.
  private var draft: ChangeFiles.Draft?

  /// - Throws: ``StateError``.
  init(files: ChangeFiles?, baseEntry: LDIFEntry?, run: OutputRun) throws {
    self.files = files
    self.baseEntry = baseEntry
    self.run = run
    output = try run.store.record() ?? OutputStore.Record()
  }

  /// Stores where change files go before one is decided on, and says what waits where they went before.
  ///
  /// - Throws: ``FileError``, ``StateError``.
  mutating func noteDirectory() throws {
    guard output.changes != files?.directory else { return }
    if let old = output.changes, let files, run.output.kind.delivery != nil {
      let waiting = try ChangeFiles(directory: old).waiting().count
      if waiting > 0 {
        run.tell(
          "\(waiting) change files of '\(run.output.name)' wait in \(old), where nobody takes them any "
            + "more; move them to \(files.directory)")
      }
    }
    output.changes = files?.directory
    try run.store.commit(output, step: .outputStored)
  }

  // MARK: - Collecting

  /// Adds a change to the file that is being written.
  ///
  /// - Throws: ``FileError``.
  mutating func append(_ record: LDIFRecord) throws {
    guard let files else { return }
    if draft == nil {
      // One may have been handed over and removed since.
      let number = max(output.lastChangeFile, try files.lastNumber()) + 1
      draft = try files.draft(number: number, now: run.now)
    }
    try draft?.append(record)
  }

  /// Adds the entry above all others, where nobody has told of it yet.
  ///
  /// - Parameter anew: Whether it is told of once more.
  /// - Throws: ``FileError``.
  mutating func appendBaseEntry(anew: Bool) throws {
    guard let baseEntry, anew || output.baseEntry != baseEntry.dn else { return }
    try append(.add(baseEntry))
    output.baseEntry = baseEntry.dn
  }

  /// Gives up what was collected, and what was told of the entry above all others with it.
  mutating func discard(returningTo base: String?) {
    draft = nil
    output.baseEntry = base
  }

  // MARK: - Publishing

  /// Makes the file that was collected durable under a hidden name.
  ///
  /// - Returns: The name that it is to get; `nil` where no change was collected.
  /// - Throws: ``FileError``.
  mutating func finish() throws(FileError) -> String? {
    guard var draft = draft.take() else { return nil }
    try draft.finish()
    return draft.name
  }

  /// Gives a change file that is decided on its number and its name; an earlier run may have begun with
  /// that.
  ///
  /// - Parameters:
  ///   - name: The name of the file.
  ///   - account: Whose changes are in it.
  /// - Throws: ``FileError``, ``StateError``.
  mutating func publish(_ name: String, of account: String) throws {
    guard
      let files = files ?? output.changes.map({ ChangeFiles(directory: $0, mode: run.output.mode) })
    else { return }
    let number = ChangeFiles.number(of: name) ?? 0
    if number > output.lastChangeFile {
      output.lastChangeFile = number
      if let baseEntry, output.baseEntry != baseEntry.dn,
        try files.addsFirst(baseEntry, name, from: output.changes)
      {
        output.baseEntry = baseEntry.dn
      }
      try run.store.number(
        output, changeFile: name, of: account,
        among: Set(try files.paths().map { FileSystem.split($0).name }))
    }
    try files.publish(name, from: output.changes)
  }
}
