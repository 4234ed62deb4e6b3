/// The text of a file that a person wrote.
package enum UserText {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Without the byte order mark that some editors begin a file with; `nil` for bytes that aren't
  /// UTF-8.
  package static func decode(_ bytes: [UInt8]) -> String? {
    let mark = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    return String(validating: bytes.dropFirst(mark), as: UTF8.self)
  }
}
