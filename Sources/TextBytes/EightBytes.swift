/// Eight bytes of a text, looked at at once.
///
/// `public`, so that other targets have it inlined: a call for each eight
/// bytes would cost more than looking at them.
public struct EightBytes: Sendable {
  @usableFromInline static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  /// The first byte is the lowest.
  @usableFromInline let value: UInt64

  @inline(__always) @inlinable init(value: UInt64) {
    self.value = value
  }

  /// From a place that has eight bytes.
  @inline(__always) @inlinable public init(_ bytes: Span<UInt8>, at offset: Int) {
    // The load is bounds checked; "unsafe" are types that not every byte is a value of. Byte by byte
    // a string takes four times as long.
    value = unsafe UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// One byte and seven spaces.
  @inline(__always) @inlinable public init(_ byte: UInt8) {
    value = 0x2020_2020_2020_2000 | UInt64(byte)
  }

  /// How many bytes stand before the first NUL; 8 where there is none.
  @inline(__always) @inlinable public var countBeforeNUL: Int {
    // A byte borrows from the next one where it was NUL, so the lowest bit is that of the first.
    let zeros = (value &- 0x0101_0101_0101_0101) & ~value & Self.highBits
    return zeros.trailingZeroBitCount / 8
  }

  /// The first bytes, fewer than eight, and spaces.
  @inline(__always) @inlinable public func prefix(_ count: Int) -> EightBytes {
    let mask: UInt64 = 1 << (count * 8) - 1
    return EightBytes(value: value & mask | 0x2020_2020_2020_2020 & ~mask)
  }

  /// Whether all are printable ASCII, 20 to 7E.
  @inline(__always) @inlinable public var arePrintable: Bool { unprintable == 0 }

  /// The high bit of the first byte that isn't printable ASCII, and of some behind it.
  @inline(__always) @inlinable var unprintable: UInt64 {
    // The high bit of a byte is set by itself, by what is taken from a lower one than 20, or by what
    // is added to 7F. What these carry over goes to bytes behind.
    (value | (value &- 0x2020_2020_2020_2020) | (value &+ 0x0101_0101_0101_0101)) & Self.highBits
  }
}
