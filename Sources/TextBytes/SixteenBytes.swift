/// Sixteen bytes of a text, looked at at once.
///
/// `public` as ``EightBytes`` is.
public struct SixteenBytes {
  /// All bits of each byte that was found, none of the others.
  public typealias Mask = SIMDMask<SIMD16<Int8>>

  @usableFromInline let value: SIMD16<UInt8>

  @inline(__always) @inlinable
  init(value: SIMD16<UInt8>) { self.value = value }

  /// The next sixteen bytes, or as many as there are and zeros.
  @inline(__always) @inlinable
  init(at address: UnsafeRawPointer, _ length: Int) {
    if length >= 16 {
      value = unsafe address.loadUnaligned(as: SIMD16<UInt8>.self)
      return
    }
    let words = unsafe SIMD2(
      Self.word(at: address, min(length, 8)), length > 8 ? Self.lastWord(at: address, length) : 0)
    value = unsafe unsafeBitCast(words, to: SIMD16<UInt8>.self)
  }

  /// Which bytes are a given one.
  @inline(__always) @inlinable
  public static func == (bytes: SixteenBytes, byte: UInt8) -> Mask {
    bytes.value .== SIMD16(repeating: byte)
  }

  /// Which bytes are below a given one.
  @inline(__always) @inlinable
  public static func < (bytes: SixteenBytes, byte: UInt8) -> Mask {
    bytes.value .< SIMD16(repeating: byte)
  }

  /// Which bytes are above a given one.
  @inline(__always) @inlinable
  public static func > (bytes: SixteenBytes, byte: UInt8) -> Mask {
    bytes.value .> SIMD16(repeating: byte)
  }

  /// Which bytes are from the one to the other.
  @inline(__always) @inlinable
  public func isIn(_ range: ClosedRange<UInt8>) -> Mask {
    // Both sides are vectors: with a byte on one of them the sixteen are gone through one by one.
    value &- SIMD16(repeating: range.lowerBound)
      .<= SIMD16(repeating: range.upperBound - range.lowerBound)
  }

  /// Which bytes are digits of ASCII.
  @inline(__always) @inlinable
  public func isDigit() -> Mask { isIn(0x30...0x39) }

  /// Which bytes are letters of ASCII.
  @inline(__always) @inlinable
  public func isLetter() -> Mask {
    SixteenBytes(value: value | SIMD16(repeating: 0x20)).isIn(0x61...0x7A)
  }

  /// How many bytes stand before the first that was found; 16 where none was.
  @inline(__always) @inlinable
  static func countBefore(_ found: Mask) -> Int {
    let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
    return words[0] != 0
      ? words[0].trailingZeroBitCount / 8 : 8 &+ words[1].trailingZeroBitCount / 8
  }

  /// The bytes from the ninth on, and zeros: all machines that Swift runs on with Linux have the
  /// low byte first.
  @inline(__always) @inlinable
  static func lastWord(at address: UnsafeRawPointer, _ length: Int) -> UInt64 {
    let word = unsafe address.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    return word &>> UInt64(truncatingIfNeeded: (16 &- length) &* 8)
  }

  /// The first bytes, one to eight, and zeros. What is read twice is the same both times.
  @inline(__always) @inlinable
  static func word(at address: UnsafeRawPointer, _ length: Int) -> UInt64 {
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

  @inline(__always) @inlinable
  static func isAny(_ found: Mask) -> Bool {
    let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
    return words[0] | words[1] != 0
  }
}
