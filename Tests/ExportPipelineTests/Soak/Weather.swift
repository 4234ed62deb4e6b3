import FakeExchange
import Synchronization
import TestSupport

/// What befalls a server and the way to it during a run, at random, the same for the same seed.
struct Weather {
  /// One thing that happens.
  enum Event: Sendable {
    /// An answer goes wrong.
    case fault(Fault)
    /// The mailbox moves to another machine, once it has answered so many requests of the run:
    /// every contact of a folder gets another id.
    case renumbering(String, after: Int)
    /// The server loses its keys of a folder, once it has answered so many requests.
    case lostKeys(String, after: Int)
    /// The server lists a whole folder out of the blue, under a key that stays valid.
    case listing(String)
    /// All windows of a load have the key of the first, and a lost one is lost.
    case repeatedKeys
  }

  private let folders: [String]
  private var random: SeededGenerator

  init(seed: UInt64, folders: [String]) {
    self.folders = folders
    random = SeededGenerator(seed: seed)
  }

  /// From one to three events.
  mutating func roll() -> [Event] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in event() }
  }

  private mutating func event() -> Event {
    let folder = pick(folders)
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return .renumbering(folder, after: 0)
    case 1: return .renumbering(folder, after: number(below: 12))
    case 2: return .lostKeys(folder, after: number(below: 12))
    case 3: return .listing(folder)
    case 4: return .repeatedKeys
    default: return .fault(fault())
    }
  }

  private mutating func fault() -> Fault {
    let effect: Fault.Effect
    var delay = 0
    var command: String? = pick(["Sync", "Sync", "Sync", "Sync", "FolderSync", "ItemOperations"])
    switch number(below: 9) {
    case 0: effect = .drop(.before)
    case 1: effect = .drop(.after)
    case 2: effect = .drop(.bytes(number(below: 600)))
    case 3: effect = .truncate(number(below: 600))
    case 4:
      // Longer than a minute is left to the next run.
      effect = .http(status: 503, headers: ["Retry-After": "\(number(below: 90))"])
    case 5: effect = .http(status: pick([429, 500, 502, 503]))
    case 6: effect = .http(status: 449)
    case 7:
      effect = .status(pick([3, 3, 5, 16]), scope: .collection)
      command = "Sync"
    default:
      let drips = number(below: 4) == 0
      effect = drips ? .drip(1) : .none
      if drips { command = "FolderSync" } else { delay = 1 + number(below: 30) }
    }
    return Fault(
      effect, command: number(below: 8) == 0 ? nil : command, skip: number(below: 8),
      times: 1 + number(below: 3), delay: delay)
  }

  private mutating func number(below bound: Int) -> Int {
    Int.random(in: 0..<bound, using: &random)
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[number(below: values.count)]
  }
}

extension Weather.Event {
  /// The folder that gets new ids.
  var renumbered: String? {
    if case .renumbering(let folder, _) = self { folder } else { nil }
  }

  /// Whether it happens while the run is under way, maybe behind its last look at the folder.
  var isLate: Bool {
    switch self {
    case .renumbering(_, let count), .lostKeys(_, let count): count > 0
    default: false
    }
  }

  /// `count`: how many requests of the run were answered.
  func happen(to server: FakeExchange, after count: Int) {
    switch self {
    case .fault(let fault) where count == 0: server.add(fault)
    case .renumbering(let folder, count): server.renumber(folder)
    case .lostKeys(let folder, count): server.invalidateSyncKeys(of: folder)
    case .listing(let folder) where count == 0: server.listAgain(folder)
    case .repeatedKeys where count == 0: server.quirks.repeatsSyncKeys = true
    default: break
    }
  }
}

extension FakeExchange {
  /// Lets events happen from now on, until it is calm again.
  func begin(_ events: [Weather.Event]) {
    for event in events { event.happen(to: self, after: 0) }
    guard events.contains(where: \.isLate) else { return }
    let count = Mutex(0)
    observe { [unowned self] _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      for event in events { event.happen(to: self, after: number) }
    }
  }

  func calmDown() {
    removeFaults()
    quirks = Quirks()
    observe { _ in }
  }
}
