import ActiveSync
import ContactFormats
import ExportPipeline
import FakeExchange
import Foundation
import HTTPTransport
import Logging
import TestSupport
import Testing

/// An export that runs every night against a server that people work on, and what must be true of
/// its outputs after each run.
struct Nights: ~Copyable {
  static let folders = ["2", "20"]

  let server: FakeExchange
  private(set) var people: People
  private(set) var runs = 0
  /// Those that ended without a failure.
  private(set) var successes = 0
  /// Those of these whose outputs had to be the server's truth.
  private(set) var comparisons = 0
  private let folder: TemporaryFolder
  private var job: Job
  private let template: LDIFTemplate
  /// Each run is a day after the one before.
  private var today = Date(timeIntervalSince1970: 1_800_000_000)
  private var tree: FileTree
  /// The directory that somebody has loaded and keeps up with the change files.
  private var directory = LDIFDirectory()
  private var appliedFiles: [String] = []
  /// Since everything was last brought over: the times of the runs, and the folders that got new
  /// ids.
  private var times: Set<String> = []
  private var renumbered: Set<String> = []
  private var mayBeLate = false
  /// Whether the run before went well, and something may have been late.
  private(set) var mayHaveMore = false

  init(seed: UInt64, server: FakeExchange) throws {
    let template = try #require(try LDIFTemplate.named("inetorgperson"))
    let folder = try TemporaryFolder()
    let tree = try FileTree(folder.path)
    var account = Job.Account(
      name: "contoso", endpoint: try Endpoint(parsing: server.url), user: "anna@contoso.com",
      signIn: .basic(user: "anna@contoso.com") { "secret" })
    self.server = server
    self.template = template
    self.folder = folder
    self.tree = tree
    people = People(seed: seed, folders: Self.folders)
    // Failed runs may leave much to be deleted to the next one.
    account.maximumDeletion = 100
    let ldif = LDIFContent(
      template: template, base: Truth.base, file: folder.path("contacts.ldif"))
    job = Job(
      stateDirectory: folder.path("state"), accounts: [account],
      outputs: [
        .init(name: "cards", kind: CardDirectory(path: folder.path("contacts"), Truth.cards)),
        .init(name: "ldap", kind: ContentFileKind(ldif, changes: folder.path("changes"))),
      ])
  }

  deinit { folder.remove() }

  mutating func add(_ count: Int) throws {
    for _ in 0..<count { try people.add(to: server) }
  }

  mutating func edit(_ count: Int) throws {
    for _ in 0..<count { try people.edit(server) }
  }

  /// Runs an export while these events happen.
  ///
  /// - Returns: What is wrong after it; empty where nothing is.
  mutating func run(_ events: [Weather.Event]) async throws -> [String] {
    today += 86_400
    // Few, so that most nights take several windows.
    job.accounts[0].windowSize = 1 + runs % 3
    renumbered.formUnion(events.compactMap(\.renumbered))
    server.begin(events)
    let report = await Exporter(
      job: job, transport: { CurlTransport(limits: $0.limits, options: $0.connection) },
      logger: Logger(label: "soak") { _ in SwiftLogNoOpLogHandler() },
      now: { [today] in today }, sleep: { _ in }
    ).run()
    server.calmDown()
    times.insert(today.formatted(Self.revision))
    let before = tree
    tree = try FileTree(folder.path).filter { !$0.hasPrefix("state/") }
    var problems = harm(since: before) + changeFileProblems()
    let failures = report.failures
    runs += 1
    if failures.isEmpty { successes += 1 }
    if !failures.isEmpty && events.isEmpty {
      problems.append("failed on a calm night: \(failures)")
    }
    // An answer without a body says that nothing is new; who gets new ids behind the last look at the
    // folder is seen by the next run; and the server ends what it had begun to tell a run that failed
    // before it tells what is new. What is late comes with the run after that.
    let isLate = events.contains { $0.isMute || $0.renumbered != nil && $0.isLate }
    mayHaveMore = failures.isEmpty && (isLate || mayBeLate)
    if failures.isEmpty && !mayHaveMore {
      comparisons += 1
      let truth = Truth(
        of: server.mailbox, directories: ["2": "Contacts", "20": "Kunden"], template: template,
        in: tree)
      problems += truth.differences(from: tree) + revisionProblems()
      people.settle()
      times = []
      renumbered = []
    }
    mayBeLate = isLate || !failures.isEmpty
    problems += failures.filter { !Self.isClear($0) }.map { "not clear: \($0)" }
    return problems
  }

  private static let revision = Date.VerbatimFormatStyle(
    format: """
      \(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)T\
      \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\
      \(second: .twoDigits)Z
      """, timeZone: .gmt, calendar: Calendar(identifier: .gregorian))

  /// A line that says of the server what is wrong; nothing of the state or the outputs fails.
  private static func isClear(_ failure: Failure) -> Bool {
    [.unreachable, .protocolViolation, .policy].contains(failure.kind)
      && !failure.message.isEmpty && !failure.message.contains("\n")
  }

  /// Nobody to whom nothing was done may lose a card, or have it written anew; and whom something
  /// was done to keeps it where that is possible.
  private func harm(since before: FileTree) -> [String] {
    let now = Truth.Card.all(in: tree)
    let stays = before.files.keys.filter { !$0.hasSuffix(".vcf") && $0.hasPrefix("contacts/") }
      .filter { before.files[$0] != tree.files[$0] }.map { "\($0) was written" }
    return stays
      + Truth.Card.all(in: before).flatMap { person, cards -> [String] in
        guard !people.deleted.contains(person), !people.moved.contains(person) else { return [] }
        let paths = cards.map(\.path)
        guard now[person]?.map(\.path) == paths else {
          // Under a new id, and saying something new, somebody is nobody that is known.
          let mayBeNew = people.edited.contains(person) && !renumbered.isEmpty
          let kept = now[person]?.map(\.path) ?? []
          return mayBeNew && kept.count == 1 ? [] : ["\(person): \(paths) became \(kept)"]
        }
        guard !people.edited.contains(person) else { return [] }
        return paths.filter { before.files[$0] != tree.files[$0] }
          .map { "\($0) of \(person) was written for nothing" }
      }
  }

  /// Whoever was changed has the time of a run that saw it.
  private func revisionProblems() -> [String] {
    let cards = Truth.Card.all(in: tree)
    return people.edited.sorted().flatMap { person in
      (cards[person] ?? []).filter { !times.contains($0.revision) }
        .map { "\(person) has REV \($0.revision)" }
    }
  }

  /// Applies what is new to the directory, which must hold the content file's entries then.
  private mutating func changeFileProblems() -> [String] {
    let paths = tree.files.keys.filter { $0.hasPrefix("changes/") }.sorted()
    guard Array(paths.prefix(appliedFiles.count)) == appliedFiles else {
      return ["change files became \(paths)"]
    }
    var wanted = LDIFDirectory()
    do {
      try wanted.apply(tree.files["contacts.ldif"]?.text ?? "")
      if directory.entries.isEmpty { directory = wanted }
      for path in paths.dropFirst(appliedFiles.count) {
        try directory.apply(tree.files[path]?.text ?? "")
        appliedFiles.append(path)
        guard path.hasPrefix("changes/" + Self.digits(appliedFiles.count)) else {
          return ["\(path) is file \(appliedFiles.count)"]
        }
      }
    } catch {
      return ["change files can't be applied: \(error)"]
    }
    return directory.entries == wanted.entries ? [] : ["change files lead elsewhere"]
  }

  private static func digits(_ number: Int) -> String {
    String(repeating: "0", count: 6 - String(number).count) + "\(number)-"
  }
}
