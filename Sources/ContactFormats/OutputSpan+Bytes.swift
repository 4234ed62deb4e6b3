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

  /// Appends the first bytes of a word, from the lowest on.
  ///
  /// - Precondition: There is room for all eight.
  @inline(__always)
  mutating func append(word: UInt64, count length: Int) {
    precondition(0...8 ~= length && freeCapacity >= 8)
    unsafe withUnsafeMutableBufferPointer { target, count in
      guard let base = target.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base + count).storeBytes(
        of: word.littleEndian, as: UInt64.self)
      count += length
    }
  }

  /// Breaks all that was appended since `start` into lines, each but the first behind a space.
  ///
  /// - Precondition: There is room for two bytes a break.
  mutating func fold(from start: Int, length: Int) {
    let last = count - start
    let breaks = (last - 2) / (length - 1)
    precondition(start >= 0 && length > 1 && last > 1 && breaks * 2 <= freeCapacity)
    unsafe withUnsafeMutableBufferPointer { target, count in
      guard let base = target.baseAddress else { return }
      var end = last
      // From behind, for no byte is to be written over before it has moved.
      for number in stride(from: breaks, to: 0, by: -1) {
        let from = length + (number - 1) * (length - 1)
        let to = unsafe UnsafeMutableRawPointer(base + start + from + 2 * number)
        unsafe to.copyMemory(from: base + start + from, byteCount: end - from)
        unsafe to.storeBytes(of: Byte.lineFeed, toByteOffset: -2, as: UInt8.self)
        unsafe to.storeBytes(of: Byte.space, toByteOffset: -1, as: UInt8.self)
        end = from
      }
      count += breaks * 2
    }
  }

  /// Appends the bytes as they are.
  ///
  /// - Precondition: There is room for as many bytes and ``slack``.
  /// - Returns: Whether all of them are characters of ASCII that can be seen, or spaces.
  @inline(__always)
  mutating func append(visible bytes: Span<UInt8>) -> Bool {
    let length = bytes.count
    precondition(length + Self.slack <= freeCapacity)
    var others: UInt64 = 0
    unsafe withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBytes { source in
        guard let base = target.baseAddress, let from = source.baseAddress else { return }
        let to = unsafe UnsafeMutableRawPointer(base + count)
        var done = 0
        while done &+ 8 <= length {
          let word = unsafe from.loadUnaligned(fromByteOffset: done, as: UInt64.self)
          unsafe to.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
          others |= ASCII.others(in: word)
          done &+= 8
        }
        if done < length {
          let rest = length &- done
          let word = unsafe Self.word(at: from + done, rest)
          unsafe to.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
          // Spaces for the zeros behind the end.
          let spaces = ASCII.spaces &<< UInt64(truncatingIfNeeded: rest &* 8)
          others |= ASCII.others(in: word | spaces)
        }
      }
      count += length
    }
    return others == 0
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
          let block = unsafe Self.block(at: from + (start &+ done), length &- done)
          // What lies beyond the text is room that the next bytes take.
          unsafe (to + done).storeBytes(of: block, as: Block.self)
          let plain = Self.plainCount(in: block)
          done &+= plain
          if plain < 16 { break }
        }
      }
      count += done
    }
    return start + done
  }

  private typealias Block = SIMD16<UInt8>

  /// The next sixteen bytes, or as many as there are and zeros.
  @inline(__always)
  private static func block(at address: UnsafeRawPointer, _ length: Int) -> Block {
    if length >= 16 { return unsafe address.loadUnaligned(as: Block.self) }
    let words = unsafe SIMD2(
      word(at: address, min(length, 8)), length > 8 ? lastWord(at: address, length) : 0)
    return unsafe unsafeBitCast(words, to: Block.self)
  }

  /// The bytes from the ninth on, and zeros: all machines that Swift runs on with Linux have the
  /// low byte first.
  @inline(__always)
  private static func lastWord(at address: UnsafeRawPointer, _ length: Int) -> UInt64 {
    let word = unsafe address.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    return word &>> UInt64(truncatingIfNeeded: (16 &- length) &* 8)
  }

  /// The first bytes, one to eight, and zeros. What is read twice is the same both times.
  @inline(__always)
  private static func word(at address: UnsafeRawPointer, _ length: Int) -> UInt64 {
    if length == 8 { return unsafe address.loadUnaligned(as: UInt64.self) }
    if length >= 4 {
      let first = unsafe address.loadUnaligned(as: UInt32.self)
      let last = unsafe address.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: (length &- 4) &* 8)
    }
    let (middle, end) = (length / 2, length &- 1)
    let first = unsafe address.load(as: UInt8.self)
    let second = unsafe address.load(fromByteOffset: middle, as: UInt8.self)
    let last = unsafe address.load(fromByteOffset: end, as: UInt8.self)
    return UInt64(first) | UInt64(second) &<< UInt64(truncatingIfNeeded: middle &* 8)
      | UInt64(last) &<< UInt64(truncatingIfNeeded: end &* 8)
  }

  /// How many bytes stand before the first that needs care: a control character, `,`, `;`, `\`, or
  /// the first byte of a line break or control character beyond ASCII.
  @inline(__always)
  private static func plainCount(in block: Block) -> Int {
    let found =
      (block .< every(0x20)) .| (block .== every(Byte.comma)) .| (block .== every(Byte.semicolon))
      .| (block .== every(Byte.backslash)) .| (block .== every(Byte.delete))
      .| (block .== every(0xC2)) .| (block .== every(0xE2))
    let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
    return words[0] != 0
      ? words[0].trailingZeroBitCount / 8 : 8 &+ words[1].trailingZeroBitCount / 8
  }

  @inline(__always)
  private static func every(_ byte: UInt8) -> Block { Block(repeating: byte) }
}
