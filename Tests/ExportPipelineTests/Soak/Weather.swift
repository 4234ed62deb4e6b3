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
    /// All windows have the key of the first, and one that is lost is lost, as with SOGo.
    case repeatedKeys
  }

  private let folders: [String]
  private var random: SeededGenerator

  init(seed: UInt64, folders: [String]) {
    self.folders = folders
    random = SeededGenerator(seed: seed)
  }

  /// From one to three events, in every other night with a server like SOGo.
  mutating func roll() -> [Event] {
    var events: [Event] = number(below: 2) == 0 ? [.repeatedKeys] : []
    for _ in 0..<(1 + number(below: 3)) {
      let event = event()
      // An answer without a body says that nothing is new. It isn't believed where more was to
      // come, unless it is given twice.
      if !event.isMute || !events.contains(where: \.isMute) { events.append(event) }
    }
    return events
  }

  private mutating func event() -> Event {
    let folder = pick(folders)
    switch number(below: 13) {
    case 0: return .renumbering(folder, after: 0)
    case 1: return .renumbering(folder, after: 1 + number(below: 12))
    case 2: return .lostKeys(folder, after: number(below: 12))
    case 3: return .listing(folder)
    default: return .fault(fault())
    }
  }

  private mutating func fault() -> Fault {
    let command: String? = pick(["Sync", "Sync", "Sync", "FolderSync", "ItemOperations", nil])
    let skip = command == "ItemOperations" ? 0 : number(below: 6)
    func fault(_ effect: Fault.Effect, times: Int, delay: Int = 0) -> Fault {
      Fault(effect, command: command, skip: skip, times: times, delay: delay)
    }
    let times = 1 + number(below: 3)
    switch number(below: 9) {
    case 0: return fault(.drop(.before), times: times)
    case 1: return fault(.drop(.after), times: times)
    case 2: return fault(.drop(.bytes(number(below: 600))), times: times)
    // Who gives no single item twice is asked for no more of them: the README says what comes of it.
    case 3: return fault(.truncate(1 + number(below: 600)), times: command == "Sync" ? times : 1)
    case 4: return fault(.truncate(0), times: 1)
    case 5:
      // Longer than a minute is left to the next run.
      let seconds = number(below: 90)
      return fault(.http(status: 503, headers: ["Retry-After": "\(seconds)"]), times: times)
    case 6: return fault(.http(status: pick([429, 449, 502])), times: times)
    case 7:
      let status = pick([3, 3, 5, 16])
      return Fault(
        .status(status, scope: .collection), command: "Sync", skip: skip, times: times)
    default:
      if command == "FolderSync" { return fault(.drip(1), times: 1) }
      return fault(.none, times: times, delay: 1 + number(below: 30))
    }
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

  /// Whether an answer comes without its body, which ActiveSync has for "nothing is new".
  var isMute: Bool {
    if case .fault(let fault) = self { fault.effect == .truncate(0) } else { false }
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
