import ContactModel

/// Spells properties as the text of a vCard, 4.0 (RFC 6350) or 3.0 (RFC 2426): escaping, quoting,
/// folding.
///
/// Whatever the strings hold, what comes out is a card: control characters that no card may have
/// are left out (`cleaned` tells), every line break is spelled `\n`.
struct VCardTextSerializer: VCardSerializer {
  private var bytes: [UInt8] = []
  private let text: VCardText
  /// The names of the properties whose text held control characters.
  private(set) var cleaned: [String] = []

  /// The most bytes a line has, its line end not counted (RFC 6350 section 3.2).
  private static let lineLength = 75

  init(version: VCardOptions.Version) {
    text = VCardText(version: version)
    bytes.reserveCapacity(2048)
    bytes.append(contentsOf: "BEGIN:VCARD\r\nVERSION:\(version.rawValue)\r\n".utf8)
  }

  consuming func finished() -> [UInt8] {
    bytes.append(contentsOf: "END:VCARD\r\n".utf8)
    return bytes
  }

  mutating func append(_ property: VCardProperty) {
    let start = bytes.count
    var isCleaned = false
    var isEmpty = false
    bytes.append(addingCapacity: VCardText.bound(of: property)) { [text] output in
      text.appendHead(of: property, to: &output, &isCleaned)
      let head = output.count
      text.append(property.value, to: &output, &isCleaned)
      isEmpty = output.count == head
    }
    if case .image(let photo) = property.value {
      Base64.append(photo.bytes, to: &bytes)
      isEmpty = false
    }
    if isCleaned { cleaned.append(property.name) }
    if isEmpty {
      // Nothing but control characters.
      bytes.removeSubrange(start...)
    } else {
      endLine(from: start)
    }
  }

  // MARK: Lines

  private mutating func endLine(from start: Int) {
    if bytes.count - start > Self.lineLength { fold(from: start) }
    bytes.append(Byte.carriageReturn)
    bytes.append(Byte.lineFeed)
  }

  /// Breaks the line that was written last; a continuation line begins with a space.
  private mutating func fold(from lineStart: Int) {
    let line = [UInt8](bytes[lineStart...])
    var start = Self.breakPoint(in: line, after: 0, before: Self.lineLength)
    bytes.removeSubrange((lineStart + start)...)
    while start < line.count {
      let limit = start + Self.lineLength - 1
      let end =
        limit < line.count ? Self.breakPoint(in: line, after: start, before: limit) : line.count
      bytes.append(Byte.carriageReturn)
      bytes.append(Byte.lineFeed)
      bytes.append(Byte.space)
      bytes.append(contentsOf: line[start..<end])
      start = end
    }
  }

  /// The last place to break at that is no later than `limit`: never inside a character, and, if
  /// one is near, where readers that unfold poorly are not led astray, which is neither before a
  /// colon or white space nor after a backslash.
  private static func breakPoint(in line: [UInt8], after start: Int, before limit: Int) -> Int {
    var hard = limit
    while Byte.isContinuation(line[hard]) { hard -= 1 }
    var soft = hard
    while soft > hard - 16, soft > start + 1 {
      let next = line[soft]
      let isGood =
        next != Byte.colon && next != Byte.space && next != Byte.tab
        && !Byte.isContinuation(next) && line[soft - 1] != Byte.backslash
      if isGood { return soft }
      soft -= 1
    }
    return hard
  }
}
