import Testing
import TestSupport
import TextBytes

/// Bytes seen many at a time must be those that are seen one by one.
@Suite struct `Many bytes at a time` {
  /// Texts of 0 to 70 bytes, most of which are letters.
  private static func texts() -> [[UInt8]] {
    var random = SeededGenerator(seed: 7)
    return (0..<500).map { index in
      (0..<index % 71).map { _ in
        Int.random(in: 0..<12, using: &random) > 0
          ? 0x61 : UInt8.random(in: 0...255, using: &random)
      }
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x2C || byte > 0x7F
  }

  @Test func `are found where they stand`() {
    for text in Self.texts() {
      for start in 0...text.count {
        let found = text.span.firstIndex(from: start) {
          ($0 < 0x20) .| ($0 == 0x2C) .| ($0 > 0x7F)
        }
        #expect(found == text[start...].firstIndex(where: Self.isSpecial) ?? text.count)
      }
    }
  }

  @Test func `are found, wherever they stand`() {
    for text in Self.texts() {
      let isFound = text.span.contains { $0.isDigit() .| $0.isLetter() .| ($0 == 0x2C) }
      #expect(
        isFound
          == text.contains {
            0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || $0 == 0x2C
          })
      let others = text.span.contains { .!$0.isIn(0x20...0x7E) }
      #expect(others == text.contains { !(0x20...0x7E ~= $0) })
    }
  }

  @Test func `are copied up to the first special one`() {
    for text in Self.texts() {
      for start in 0...text.count {
        var (copy, end): ([UInt8], Int) = ([0x7A], 0)
        copy.append(addingCapacity: text.count + OutputSpan<UInt8>.slack) { output in
          end = output.append(text.span, from: start) {
            ($0 < 0x20) .| ($0 == 0x2C) .| ($0 > 0x7F)
          }
        }
        #expect(end == text[start...].firstIndex(where: Self.isSpecial) ?? text.count)
        #expect(copy == [0x7A] + text[start..<end])
      }
    }
  }

  @Test func `are copied, and whether all can be seen is told`() {
    for text in Self.texts() {
      var (copy, areVisible): ([UInt8], Bool) = ([], false)
      copy.append(addingCapacity: text.count + OutputSpan<UInt8>.slack) { output in
        areVisible = output.append(visible: text.span)
      }
      #expect(areVisible == text.allSatisfy { 0x20..<0x7F ~= $0 })
      #expect(copy == text)
    }
  }

  @Test func `are eight, of which the first NUL is found, and whether all are printable is told`() {
    for text in Self.texts() where text.count >= 8 {
      for start in 0...text.count - 8 {
        let eight = EightBytes(text.span, at: start)
        let bytes = text[start..<start + 8]
        #expect(eight.arePrintable == bytes.allSatisfy { 0x20..<0x7F ~= $0 })
        let nul = bytes.firstIndex(of: 0) ?? start + 8
        #expect(eight.countBeforeNUL == nul - start)
      }
    }
  }
}
