/// What is to be finished after a crash: `CURSOR` or `CURSOR FILE`.
struct Pending: Equatable {
  var cursor: Int64
  var file: String?

  init(cursor: Int64, file: String?) {
    self.cursor = cursor
    self.file = file
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard let first = parts.first, let cursor = Int64(first) else { return nil }
    self.init(cursor: cursor, file: parts.count > 1 ? String(parts[1]) : nil)
  }

  var text: String { file.map { "\(cursor) \($0)" } ?? "\(cursor)" }
}
