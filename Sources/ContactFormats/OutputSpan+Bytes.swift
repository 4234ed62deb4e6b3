/// Bytes copied many at a time: the writing of cards spends most of its time on it.
///
/// The only code of the target that touches memory by its address. What it reads and writes lies
/// within the span and the room that it checks first.
extension OutputSpan<UInt8> {
  /// How much more room than its bytes a text needs in ``append(_:from:)``.
  static var slack: Int { 16 }

  /// Appends the bytes as they are.
  @inline(__always)
  mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { source in
      guard let from = source.baseAddress else { return }
      unsafe append(from, source.count)
    }
  }

  @inline(__always)
  mutating func append(copying text: StaticString) {
    unsafe append(UnsafeRawPointer(text.utf8Start), text.utf8CodeUnitCount)
  }

  @inline(__always)
  private mutating func append(_ from: UnsafeRawPointer, _ length: Int) {
    precondition(length <= freeCapacity)
    unsafe withUnsafeMutableBufferPointer { target, count in
      guard let base = target.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base + count).copyMemory(from: from, byteCount: length)
      count += length
    }
  }

  /// Appends the bytes from `start` to the first that may be other than itself in a card.
  ///
  /// - Precondition: There is room for as many bytes and ``slack``.
  /// - Returns: The index of that byte, or that of the end.
  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let length = bytes.count - start
    precondition(start >= 0 && length + Self.slack <= freeCapacity)
    var done = 0
    unsafe withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBytes { source in
        guard let base = target.baseAddress, let from = source.baseAddress else { return }
        let to = unsafe UnsafeMutableRawPointer(base + count)
        while done < length {
          let pair = unsafe Self.pair(at: from + (start + done), length - done)
          // What lies beyond the text is room that the next bytes take.
          unsafe (to + done).storeBytes(of: pair, as: Pair.self)
          let plain = Self.plainCount(in: pair)
          done += plain
          if plain < 16 { break }
        }
      }
      count += done
    }
    return start + done
  }

  /// Sixteen bytes, the first in the lowest place: all machines that Swift runs on with Linux have
  /// the low byte first.
  private typealias Pair = SIMD2<UInt64>

  /// The next bytes; zeros behind the last of the text.
  @inline(__always)
  private static func pair(at address: UnsafeRawPointer, _ length: Int) -> Pair {
    if length >= 16 { return unsafe address.loadUnaligned(as: Pair.self) }
    if length <= 8 { return unsafe Pair(word(at: address, length), 0) }
    return unsafe Pair(word(at: address, 8), word(at: address + 8, length - 8))
  }

  /// The next eight bytes, or as many as there are and zeros.
  @inline(__always)
  private static func word(at address: UnsafeRawPointer, _ length: Int) -> UInt64 {
    if length >= 8 { return unsafe address.loadUnaligned(as: UInt64.self) }
    var word: UInt64 = 0
    var end = length
    if length & 1 != 0 {
      end -= 1
      word = unsafe UInt64(address.load(fromByteOffset: end, as: UInt8.self))
    }
    if length & 2 != 0 {
      end -= 2
      let two = unsafe address.loadUnaligned(fromByteOffset: end, as: UInt16.self)
      word = word << 16 | UInt64(two)
    }
    if length & 4 != 0 {
      let four = unsafe address.loadUnaligned(as: UInt32.self)
      word = word << 32 | UInt64(four)
    }
    return word
  }

  /// How many bytes stand before the first that needs care: a control character, `,`, `;`, `\`, or
  /// the first byte of a line break or control character beyond ASCII. The few that stop here for
  /// nothing, as `_` does, buy a comparison fewer.
  ///
  /// A byte is found by what taking away borrows from its highest bit. That reaches into bytes
  /// behind it, never into those before: the first one found is right.
  @inline(__always)
  private static func plainCount(in pair: Pair) -> Int {
    // Below U+0020.
    var found = (pair &- every(0x20)) & ~pair
    found |= zeros(in: pair ^ every(Byte.comma))
    found |= zeros(in: pair ^ every(Byte.semicolon))
    // The backslash, DEL, and `]^_|}~`.
    found |= zeros(in: (pair | every(0x23)) ^ every(Byte.delete))
    // C2 and E2.
    found |= zeros(in: (pair | every(0x20)) ^ every(0xE2))
    found &= every(0x80)
    return found[0] != 0
      ? found[0].trailingZeroBitCount / 8 : 8 + found[1].trailingZeroBitCount / 8
  }

  @inline(__always)
  private static func every(_ byte: UInt8) -> Pair {
    Pair(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
  }

  /// The highest bit of each byte that is zero, and perhaps of others behind the first.
  @inline(__always)
  private static func zeros(in pair: Pair) -> Pair { (pair &- every(1)) & ~pair }
}
