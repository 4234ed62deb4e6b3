import StateStore
import Steps

/// The contacts of one account that stand in an output, read in parts.
struct ExportedContacts {
  let source: OutputSource
  let output: String
  private let partSize: Int
  private var part: ArraySlice<FeedItem> = []
  private var last = ""
  /// A hundred contacts, which an account of a large fleet may have: its state is opened once for them.
  private static let smallestPart = 1 << 16
  private static let allParts = 16 << 20
  private var isAtEnd = false

  /// `count`: of how many accounts parts are held at the same time, this one included.
  init(source: OutputSource, output: String, amongst count: Int) {
    self.source = source
    self.output = output
    partSize = min(AccountStore.partSize, max(Self.smallestPart, Self.allParts / count))
  }

  mutating func peek() throws -> FeedItem? {
    if part.isEmpty && !isAtEnd {
      let next = try source.store.exported(
        to: output, after: last, limit: BatchSizes.contacts, bytes: partSize)
      isAtEnd = next.isEmpty
      last = next.last?.contact.uuid ?? last
      part = next[...]
    }
    return part.first
  }

  mutating func pop() throws -> FeedItem? {
    guard try peek() != nil else { return nil }
    return part.removeFirst()
  }
}
