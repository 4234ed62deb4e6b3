extension Substring {
  /// The text with `%41` turned into `A` (RFC 3986 section 2.1); `nil` where a `%` isn't followed
  /// by two hexadecimal digits, or the bytes are not UTF-8.
  var percentDecoded: String? {
    var bytes: [UInt8] = []
    var rest = utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let decoded = UInt8(Substring(rest.prefix(2)), radix: 16) else {
        return nil
      }
      rest.removeFirst(2)
      bytes.append(decoded)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
