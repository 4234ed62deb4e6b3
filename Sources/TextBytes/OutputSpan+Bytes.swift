/// Bytes copied many at a time: reading notes and writing cards spend most of their time on it.
///
/// The code here touches memory by its address. What it reads and writes lies within the span and the
/// room that it checks first. `public` as ``EightBytes`` is.
extension OutputSpan<UInt8> {
  /// How much more room than its bytes a text needs in ``append(_:from:until:)``.
  @inlinable public static var slack: Int { 16 }

  /// Appends the bytes as they are.
  @inline(__always) @inlinable
  public mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { source in
      guard let from = source.baseAddress else { return }
      unsafe append(from, source.count)
    }
  }

  /// Appends the bytes of a literal.
  @inline(__always) @inlinable
  public mutating func append(copying text: StaticString) {
    unsafe append(UnsafeRawPointer(text.utf8Start), text.utf8CodeUnitCount)
  }

  @inline(__always) @inlinable
  mutating func append(_ from: UnsafeRawPointer, _ length: Int) {
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
  @inline(__always) @inlinable
  public mutating func append(word: UInt64, count length: Int) {
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
  public mutating func fold(from start: Int, length: Int) {
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
        unsafe to.storeBytes(of: 0x0A, toByteOffset: -2, as: UInt8.self)
        unsafe to.storeBytes(of: 0x20, toByteOffset: -1, as: UInt8.self)
        end = from
      }
      count += breaks * 2
    }
  }

  /// Appends the bytes as they are.
  ///
  /// - Precondition: There is room for as many bytes and ``slack``.
  /// - Returns: Whether all of them are characters of ASCII that can be seen, or spaces.
  @inline(__always) @inlinable
  public mutating func append(visible bytes: Span<UInt8>) -> Bool {
    let length = bytes.count
    precondition(length + Self.slack <= freeCapacity)
    var others: UInt64 = 0
    unsafe withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBytes { source in
        guard let base = target.baseAddress, let from = source.baseAddress else { return }
        let to = unsafe UnsafeMutableRawPointer(base + count)
        if length < 8 {
          if length == 0 { return }
          let word = unsafe SixteenBytes.word(at: from, length)
          unsafe to.storeBytes(of: word, as: UInt64.self)
          others = EightBytes(value: word).prefix(length).unprintable
        } else {
          let last = length &- 8
          var start = 0
          while start < last {
            others |= unsafe Self.copyWord(at: start, from, to)
            start &+= 8
          }
          // The last eight overlap those before.
          others |= unsafe Self.copyWord(at: last, from, to)
        }
      }
      count += length
    }
    return others == 0
  }

  /// Copies eight bytes, and returns which of them can't be seen.
  @inline(__always) @inlinable
  static func copyWord(
    at offset: Int, _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer
  ) -> UInt64 {
    let word = unsafe from.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    unsafe to.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
    return EightBytes(value: word).unprintable
  }

  /// Appends the bytes from `start` to the first one that is special.
  ///
  /// - Precondition: There is room for as many bytes and ``slack``.
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Where in it to begin.
  ///   - isSpecial: Which of sixteen bytes are.
  /// - Returns: The index of that byte, or that of the end.
  @inline(__always) @inlinable
  public mutating func append(
    _ bytes: Span<UInt8>, from start: Int, until isSpecial: (SixteenBytes) -> SixteenBytes.Mask
  ) -> Int {
    let length = bytes.count - start
    precondition(start >= 0 && length + Self.slack <= freeCapacity)
    var done = 0
    unsafe withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBytes { source in
        guard let base = target.baseAddress, let from = source.baseAddress else { return }
        let to = unsafe UnsafeMutableRawPointer(base + count)
        while done < length {
          let block = unsafe SixteenBytes(at: from + (start &+ done), length &- done)
          // What lies beyond the text is room that the next bytes take.
          unsafe (to + done).storeBytes(of: block.value, as: SIMD16<UInt8>.self)
          let plain = min(SixteenBytes.countBefore(isSpecial(block)), length &- done)
          done &+= plain
          if plain < 16 { break }
        }
      }
      count += done
    }
    return start + done
  }
}
