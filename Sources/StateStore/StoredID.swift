import GRDB

/// A server's name of a folder or a contact, as the tables hold it.
///
/// SQLite takes a NUL for the end of a text, which would make one name of two. A name is the same as
/// another only if its bytes are: Swift compares texts by what they look like.
struct StoredID: Hashable, DatabaseValueConvertible {
  let serverID: String

  init(_ serverID: String) {
    self.serverID = serverID
  }

  static func == (left: Self, right: Self) -> Bool {
    left.serverID.utf8.elementsEqual(right.serverID.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in serverID.utf8 { hasher.combine(byte) }
  }

  /// U+0001 announces that what follows stands for another: 0 for a NUL, 1 for U+0001 itself.
  var text: String {
    guard serverID.utf8.contains(where: { $0 <= 1 }) else { return serverID }
    let bytes = serverID.utf8.flatMap { $0 <= 1 ? [1, 0x30 + $0] : [$0] }
    return String(decoding: bytes, as: UTF8.self)
  }

  var databaseValue: DatabaseValue { text.databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> StoredID? {
    guard let text = String.fromDatabaseValue(value) else { return nil }
    guard text.utf8.contains(1) else { return StoredID(text) }
    var bytes: [UInt8] = []
    var isAnnounced = false
    for byte in text.utf8 {
      if !isAnnounced, byte == 1 {
        isAnnounced = true
      } else {
        bytes.append(isAnnounced ? byte & 1 : byte)
        isAnnounced = false
      }
    }
    return StoredID(String(decoding: bytes, as: UTF8.self))
  }
}
