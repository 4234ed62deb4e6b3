import TextBytes

/// The names of attributes, and as they stand before a value: with a colon and a space.
///
/// A class, for it is counted once and not three times whenever an entry is handed on.
final class LDIFNames: Sendable {
  let all: [String]
  let text: [UInt8]
  /// Where each of them is in the text.
  let heads: [Range<Int>]

  init(_ names: [String]) {
    all = names
    var text: [UInt8] = []
    heads = names.map { name in
      let start = text.count
      text += Array("\(name): ".utf8)
      return start..<text.count
    }
    self.text = text
  }

  @inline(__always)
  func append(_ head: Range<Int>, to output: inout OutputSpan<UInt8>) {
    let text = text
    output.append(copying: text.span.extracting(head))
  }
}

extension LDIFNames: Equatable {
  static func == (left: LDIFNames, right: LDIFNames) -> Bool { left.all == right.all }
}
