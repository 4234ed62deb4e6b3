/// Bytes looked for, sixteen at once. `public` as ``EightBytes`` is.
extension Span<UInt8> {
  /// Looks for the first byte from `start` on.
  ///
  /// - Parameters:
  ///   - start: Where to begin.
  ///   - isFound: Which of sixteen bytes are looked for.
  /// - Returns: Its index, or that of the end.
  @inline(__always) @inlinable
  public func firstIndex(
    from start: Int, where isFound: (SixteenBytes) -> SixteenBytes.Mask
  ) -> Int {
    precondition(start >= 0)
    var index = start
    unsafe withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      while index < count {
        let before = unsafe SixteenBytes.countBefore(
          isFound(SixteenBytes(at: base + index, count &- index)))
        index &+= before
        if before < 16 { break }
      }
    }
    // Behind the end there were zeros.
    return Swift.min(index, count)
  }

  /// Looks for any byte, which is quicker than to look for the first.
  ///
  /// - Parameter isFound: Which of sixteen bytes are. It may be asked of a byte more than once.
  /// - Returns: Whether there is one.
  @inline(__always) @inlinable
  public func contains(_ isFound: (SixteenBytes) -> SixteenBytes.Mask) -> Bool {
    if isEmpty { return false }
    let last = count - 16
    if last < 0 { return SixteenBytes.isAny(isFound(onlyBlock)) }
    let bytes = unsafe bytes
    // The last sixteen overlap those before.
    var all = unsafe isFound(
      SixteenBytes(value: bytes.unsafeLoadUnaligned(fromByteOffset: last, as: SIMD16.self)))
    var start = 0
    while start < last {
      all .|= unsafe isFound(
        SixteenBytes(value: bytes.unsafeLoadUnaligned(fromByteOffset: start, as: SIMD16.self)))
      start += 16
    }
    return SixteenBytes.isAny(all)
  }

  /// All bytes, one to fifteen, some of them twice.
  @inline(__always) @inlinable
  var onlyBlock: SixteenBytes {
    let bytes = unsafe bytes
    let words: SIMD2<UInt64>
    if count >= 8 {
      words = unsafe SIMD2(
        bytes.unsafeLoadUnaligned(as: UInt64.self),
        bytes.unsafeLoadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    } else if count >= 4 {
      let first = unsafe bytes.unsafeLoadUnaligned(as: UInt32.self)
      let last = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      words = SIMD2(repeating: UInt64(first) | UInt64(last) << 32)
    } else {
      let three = UInt64(self[0]) | UInt64(self[count / 2]) << 8 | UInt64(self[count - 1]) << 16
      words = SIMD2(repeating: three | three << 24 | three << 48)
    }
    return unsafe SixteenBytes(value: unsafeBitCast(words, to: SIMD16<UInt8>.self))
  }
}
