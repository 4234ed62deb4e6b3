/// Base 64 as RFC 4648 section 4 has it, padded and without line breaks.
enum Base64 {
  static func append(_ data: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: bound(of: data.count)) { output in
      append(data, to: &output)
    }
  }

  /// The room that the base 64 of so many bytes needs.
  static func bound(of count: Int) -> Int { (count + 5) / 6 * 8 }

  /// - Precondition: There is room for ``bound(of:)``.
  static func append(_ data: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
    let bytes = unsafe data.bytes
    var index = 0
    // Six bytes make eight characters; two more are read than taken.
    while index + 8 <= data.count {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      output.append(word: characters(of: UInt64(bigEndian: word) >> 16), count: 8)
      index += 6
    }
    while index < data.count {
      let count = min(6, data.count - index)
      var bits: UInt64 = 0
      for offset in 0..<6 {
        bits = bits << 8 | (offset < count ? UInt64(data[index + offset]) : 0)
      }
      output.append(word: characters(of: bits), count: (count * 4 + 2) / 3)
      for _ in 0..<(6 - count) % 3 { output.append(Byte.equals) }
      index += count
    }
  }

  /// The characters of 48 bits, the first one in the lowest byte.
  private static func characters(of bits: UInt64) -> UInt64 {
    // Each six bits to a byte of their own: halves, quarters, eighths.
    let halves = bits & 0xFF_FFFF | (bits & 0xFFFF_FF00_0000) << 8
    let quarters = halves & 0x0000_0FFF_0000_0FFF | (halves & 0x00FF_F000_00FF_F000) << 4
    let values = quarters & 0x003F_003F_003F_003F | (quarters & 0x0FC0_0FC0_0FC0_0FC0) << 2
    // From `A`, with a step where the alphabet goes on with `a`, `0`, `+` and `/`.
    let characters =
      values &+ every(0x41) &+ reached(26, values) &* 6 &- reached(52, values) &* 75
      &- reached(62, values) &* 15 &+ reached(63, values) &* 3
    return characters.byteSwapped
  }

  /// A one for each byte that is no less than the limit, of bytes below 128.
  private static func reached(_ limit: UInt8, _ values: UInt64) -> UInt64 {
    (values &+ every(128 - limit)) >> 7 & every(1)
  }

  private static func every(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
