import StateStore

/// The contacts of one account that stand in an output, read in parts.
struct ExportedContacts {
  let source: OutputSource
  let output: String
  private var part: ArraySlice<ContactRecord> = []
  private var last = ""
  private var isAtEnd = false

  init(source: OutputSource, output: String) {
    self.source = source
    self.output = output
  }

  mutating func peek() throws -> ContactRecord? {
    if part.isEmpty && !isAtEnd {
      let next = try source.store.exported(
        to: output, after: last, limit: OutputStage.batchSize)
      isAtEnd = next.isEmpty
      last = next.last?.uuid ?? last
      part = next[...]
    }
    return part.first
  }

  mutating func pop() throws -> ContactRecord? {
    guard try peek() != nil else { return nil }
    return part.removeFirst()
  }
}
