import TextBytes

/// Base 64 as RFC 4648 section 4 has it, padded and without line breaks.
enum Base64 {
  static func append(_ data: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: bound(of: data.count)) { output in
      append(data, to: &output)
    }
  }

  /// The room that the base 64 of so many bytes needs.
  static func bound(of count: Int) -> Int { (count + 11) / 12 * 16 }

  /// - Precondition: There is room for ``bound(of:)``.
  static func append(_ data: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
    var index = 0
    var rest = (data.count * 4 + 2) / 3
    while index < data.count {
      // Six bytes become eight characters, two times at once.
      let words = characters(of: SIMD2(bits(of: data, at: index), bits(of: data, at: index + 6)))
      output.append(word: words[0], count: min(8, rest))
      output.append(word: words[1], count: max(0, min(8, rest - 8)))
      index += 12
      rest -= 16
    }
    for _ in 0..<(3 - data.count % 3) % 3 { output.append(Byte.equals) }
  }

  /// Six bytes, the first one highest, zeros beyond the end.
  @inline(__always)
  private static func bits(of data: Span<UInt8>, at index: Int) -> UInt64 {
    let bytes = unsafe data.bytes
    let rest = data.count - index
    if rest >= 8 {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      return UInt64(bigEndian: word) >> 16
    }
    if rest <= 0 { return 0 }
    var word: UInt64 = 0
    if data.count >= 8 {
      word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: data.count - 8, as: UInt64.self)
      word = UInt64(bigEndian: word)
    } else {
      for index in data.indices { word = word << 8 | UInt64(data[index]) }
    }
    return (word << UInt64(8 * (8 - rest))) >> 16
  }

  /// The characters of 48 bits each, the first one in the lowest byte.
  @inline(__always)
  private static func characters(of bits: SIMD2<UInt64>) -> SIMD2<UInt64> {
    // Each six bits to a byte of their own: halves, quarters, eighths.
    let halves = (bits & both(0xFF_FFFF)) | ((bits & both(0xFFFF_FF00_0000)) &<< both(8))
    let quarters =
      (halves & both(0x0000_0FFF_0000_0FFF)) | ((halves & both(0x00FF_F000_00FF_F000)) &<< both(4))
    let eighths =
      (quarters & both(0x003F_003F_003F_003F))
      | ((quarters & both(0x0FC0_0FC0_0FC0_0FC0)) &<< both(2))
    let values = unsafe unsafeBitCast(eighths, to: SIMD16<Int8>.self)
    // From `A`, with a step where the alphabet goes on with `a`, `0`, `+` and `/`.
    let characters =
      values &+ every(0x41) &+ step(6, from: 26, in: values) &+ step(-75, from: 52, in: values)
      &+ step(-15, from: 62, in: values) &+ step(3, from: 63, in: values)
    let words = unsafe unsafeBitCast(characters, to: SIMD2<UInt64>.self)
    return SIMD2(words[0].byteSwapped, words[1].byteSwapped)
  }

  @inline(__always)
  private static func step(
    _ size: Int8, from limit: Int8, in values: SIMD16<Int8>
  ) -> SIMD16<Int8> {
    unsafe unsafeBitCast(values .>= every(limit), to: SIMD16<Int8>.self) & every(size)
  }

  @inline(__always)
  private static func both(_ word: UInt64) -> SIMD2<UInt64> { SIMD2(repeating: word) }

  @inline(__always)
  private static func every(_ byte: Int8) -> SIMD16<Int8> { SIMD16(repeating: byte) }
}
