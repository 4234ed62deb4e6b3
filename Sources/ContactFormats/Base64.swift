/// Base 64 as RFC 4648 section 4 has it, padded and without line breaks.
enum Base64 {
  static func append(_ data: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: length(of: data.count)) { output in
      append(data, to: &output)
    }
  }

  /// How many bytes the base 64 of so many takes.
  static func length(of count: Int) -> Int { (count + 2) / 3 * 4 }

  static func append(_ data: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
    let alphabet = alphabet
    var index = 0
    while index < data.count {
      let rest = data.count - index
      let second = rest > 1 ? data[index + 1] : 0
      let third = rest > 2 ? data[index + 2] : 0
      let group = UInt32(data[index]) << 16 | UInt32(second) << 8 | UInt32(third)
      output.append(alphabet[Int(group >> 18)])
      output.append(alphabet[Int(group >> 12 & 0x3F)])
      output.append(rest > 1 ? alphabet[Int(group >> 6 & 0x3F)] : Byte.equals)
      output.append(rest > 2 ? alphabet[Int(group & 0x3F)] : Byte.equals)
      index += 3
    }
  }

  private static let alphabet = [UInt8](
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
