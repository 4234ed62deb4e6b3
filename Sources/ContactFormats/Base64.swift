/// Base 64 as RFC 4648 section 4 has it, padded and without line breaks.
enum Base64 {
  static func append(_ data: [UInt8], to bytes: inout [UInt8]) {
    var index = 0
    while index + 2 < data.count {
      let group = UInt32(data[index]) << 16 | UInt32(data[index + 1]) << 8 | UInt32(data[index + 2])
      append(group, digits: 4, to: &bytes)
      index += 3
    }
    switch data.count - index {
    case 1:
      append(UInt32(data[index]) << 16, digits: 2, to: &bytes)
      bytes.append(UInt8(ascii: "="))
      bytes.append(UInt8(ascii: "="))
    case 2:
      append(UInt32(data[index]) << 16 | UInt32(data[index + 1]) << 8, digits: 3, to: &bytes)
      bytes.append(UInt8(ascii: "="))
    default:
      break
    }
  }

  /// The first digits of the four that 24 bits make.
  private static func append(_ group: UInt32, digits: Int, to bytes: inout [UInt8]) {
    var shift: UInt32 = 18
    for _ in 0..<digits {
      bytes.append(alphabet[Int(group >> shift & 0x3F)])
      shift = shift &- 6
    }
  }

  private static let alphabet = [UInt8](
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
