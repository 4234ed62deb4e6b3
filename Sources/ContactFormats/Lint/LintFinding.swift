/// Something in a file that a reader could stumble over.
package struct LintFinding: Equatable, Sendable {
  /// From 1; of a folded line the first.
  package let line: Int
  /// What is wrong, in a few words: names of properties and attributes may be in it, values never.
  package let text: String

  package init(line: Int, _ text: String) {
    self.line = line
    self.text = text
  }
}

extension LintFinding: CustomStringConvertible {
  package var description: String { "\(line): \(text)" }
}

/// One line of a file as it stands there, before any unfolding.
struct PhysicalLine {
  enum End {
    case crlf, lf, none
  }

  /// From 1.
  let number: Int
  /// Without the line end; a CR that no LF follows is part of it.
  let bytes: ArraySlice<UInt8>
  let end: End

  /// The lines of a file; nothing follows the last line end.
  static func lines(of file: ArraySlice<UInt8>) -> [PhysicalLine] {
    var lines: [PhysicalLine] = []
    var rest = file
    while !rest.isEmpty {
      let number = lines.count + 1
      guard let end = rest.firstIndex(of: Byte.lineFeed) else {
        lines.append(PhysicalLine(number: number, bytes: rest, end: .none))
        break
      }
      let bytes = rest[..<end]
      lines.append(
        bytes.last == Byte.carriageReturn
          ? PhysicalLine(number: number, bytes: bytes.dropLast(), end: .crlf)
          : PhysicalLine(number: number, bytes: bytes, end: .lf))
      rest = rest[(end + 1)...]
    }
    return lines
  }
}

/// A line after unfolding, with the number of the first line it is made of.
struct LogicalLine {
  let number: Int
  var bytes: [UInt8]
}

/// What both linters ask of bytes.
enum LintBytes {
  static func withoutByteOrderMark(_ file: [UInt8]) -> ArraySlice<UInt8>? {
    file.starts(with: [0xEF, 0xBB, 0xBF]) ? file.dropFirst(3) : nil
  }

  static func isUTF8(_ bytes: some Sequence<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// A letter, a digit or a hyphen, as names in both formats are made of.
  static func isNameByte(_ byte: UInt8) -> Bool {
    Byte.isLetter(byte) || Byte.isDigit(byte) || byte == 0x2D
  }
}
