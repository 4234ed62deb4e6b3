import ContactModel

/// Spells properties as vCard 4.0 (RFC 6350): escaping, quoting, folding.
///
/// Whatever the strings hold, what comes out is a card: control characters that no card may have
/// are left out (`cleaned` tells), every line break is spelled `\n`.
struct VCardSerializer {
  private(set) var bytes: [UInt8] = []
  /// The names of the properties whose text held control characters.
  private(set) var cleaned: [String] = []

  private var lineStart = 0
  private var isCleaned = false

  /// The most bytes a line has, its line end not counted (RFC 6350 section 3.2).
  private static let lineLength = 75

  init() {
    bytes.reserveCapacity(2048)
  }

  /// The whole card.
  mutating func append(card properties: [VCardProperty]) {
    bytes.append(contentsOf: "BEGIN:VCARD\r\nVERSION:4.0\r\n".utf8)
    for property in properties { append(property) }
    bytes.append(contentsOf: "END:VCARD\r\n".utf8)
  }

  private mutating func append(_ property: VCardProperty) {
    lineStart = bytes.count
    isCleaned = false
    if let group = property.group {
      bytes.append(contentsOf: group.utf8)
      bytes.append(UInt8(ascii: "."))
    }
    bytes.append(contentsOf: property.name.utf8)
    for parameter in property.parameters { append(parameter) }
    bytes.append(Byte.colon)
    let valueStart = bytes.count
    append(property.value)
    if isCleaned { cleaned.append(property.name) }
    if bytes.count == valueStart {
      // Nothing but control characters.
      bytes.removeSubrange(lineStart...)
    } else {
      endLine()
    }
  }

  private mutating func append(_ parameter: VCardParameter) {
    bytes.append(Byte.semicolon)
    bytes.append(contentsOf: parameter.name.utf8)
    bytes.append(Byte.equals)
    switch parameter.values {
    case .tokens(let tokens):
      for (index, token) in tokens.enumerated() {
        if index > 0 { bytes.append(Byte.comma) }
        bytes.append(contentsOf: token.utf8)
      }
    case .text(let text):
      bytes.append(Byte.quote)
      append(text, .parameter)
      bytes.append(Byte.quote)
    }
  }

  private mutating func append(_ value: VCardProperty.Value) {
    switch value {
    case .text(let text): append(text, .text)
    case .list(let texts): append(list: texts)
    case .components(let texts): append(components: texts)
    case .uri(let uri): append(uri, .uri)
    case .timestamp(let moment): append(moment, .uri)
    case .date(let date): append(date)
    case .image(let photo): append(photo)
    }
  }

  private mutating func append(components texts: [String]) {
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(Byte.semicolon) }
      append(text, .text)
    }
  }

  private mutating func append(list texts: [String]) {
    let listStart = bytes.count
    for text in texts {
      let end = bytes.count
      if end > listStart { bytes.append(Byte.comma) }
      let start = bytes.count
      append(text, .text)
      if bytes.count == start { bytes.removeSubrange(end...) }
    }
  }

  /// `19800415`, or `--0415` without a year; 4.0 allows no hyphens in a full date (section 4.3.1).
  private mutating func append(_ date: ContactDate) {
    if let year = date.year {
      append(digits: year / 100)
      append(digits: year % 100)
    } else {
      bytes.append(contentsOf: "--".utf8)
    }
    append(digits: date.month)
    append(digits: date.day)
  }

  private mutating func append(digits number: Int) {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// `data:image/jpeg;base64\,…`: a comma in a value is escaped, even here (RFC 6350 section 3.4,
  /// erratum 3845); python-vobject and khard cut the photo off otherwise.
  private mutating func append(_ photo: Contact.Photo) {
    bytes.append(contentsOf: "data:".utf8)
    bytes.append(contentsOf: Self.mediaType(of: photo).utf8)
    bytes.append(contentsOf: ";base64\\,".utf8)
    Base64.append(photo.bytes, to: &bytes)
  }

  private static func mediaType(of photo: Contact.Photo) -> String {
    let isName = photo.mediaType.utf8.allSatisfy {
      Byte.isLetter($0) || Byte.isDigit($0) || 0x2B...0x2F ~= $0 && $0 != Byte.comma
    }
    return isName && !photo.mediaType.isEmpty ? photo.mediaType : "application/octet-stream"
  }
}

// MARK: - Text

extension VCardSerializer {
  private enum Context {
    case text, uri, parameter
  }

  private mutating func append(_ text: String, _ context: Context) {
    let characters = text.utf8Span.span
    // Letters, digits and most punctuation go over in runs; `start` is where the run begins.
    var start = 0
    var index = 0
    while index < characters.count {
      let byte = characters[index]
      guard Self.needsCare(byte) else {
        index += 1
        continue
      }
      let next = index + 1 < characters.count ? characters[index + 1] : 0
      var length = 1
      switch byte {
      case Byte.tab:
        index += 1
        continue
      case Byte.lineFeed, 0x0B, 0x0C:
        append(text, start, index)
        appendLineBreak(context)
      case Byte.carriageReturn:
        append(text, start, index)
        appendLineBreak(context)
        if next == Byte.lineFeed { length = 2 }
      case ..<0x20, Byte.delete:
        append(text, start, index)
        isCleaned = true
      case 0xC2 where next < 0xA0:
        append(text, start, index)
        // U+0085 is a line break, its neighbours are control characters.
        if next == 0x85 { appendLineBreak(context) } else { isCleaned = true }
        length = 2
      case 0xE2 where next == 0x80 && characters[index + 2] | 1 == 0xA9:
        // U+2028 and U+2029.
        append(text, start, index)
        appendLineBreak(context)
        length = 3
      case Byte.comma where context != .parameter,
        Byte.semicolon where context == .text, Byte.backslash where context == .text:
        append(text, start, index)
        bytes.append(Byte.backslash)
        bytes.append(byte)
      case Byte.quote where context == .parameter:
        append(text, start, index)
        bytes.append(contentsOf: "^'".utf8)
      case Byte.caret where context == .parameter:
        append(text, start, index)
        bytes.append(contentsOf: "^^".utf8)
      default:
        index += 1
        continue
      }
      index += length
      start = index
    }
    append(text, start, index)
  }

  private static func needsCare(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<0x20, Byte.quote, Byte.comma, Byte.semicolon, Byte.backslash, Byte.caret, Byte.delete,
      0xC2, 0xE2:
      true
    default: false
    }
  }

  /// In a value `\n` (RFC 6350 section 3.4), in a parameter `^n` (RFC 6868), in a URI nothing.
  private mutating func appendLineBreak(_ context: Context) {
    switch context {
    case .text: bytes.append(contentsOf: "\\n".utf8)
    case .parameter: bytes.append(contentsOf: "^n".utf8)
    case .uri: isCleaned = true
    }
  }

  private mutating func append(_ text: String, _ start: Int, _ end: Int) {
    if start == end { return }
    let utf8 = text.utf8
    if start == 0 && end == utf8.count {
      bytes.append(contentsOf: utf8)
    } else {
      let first = utf8.index(utf8.startIndex, offsetBy: start)
      bytes.append(contentsOf: utf8[first..<utf8.index(first, offsetBy: end - start)])
    }
  }
}

// MARK: - Lines

extension VCardSerializer {
  private mutating func endLine() {
    if bytes.count - lineStart > Self.lineLength { fold() }
    bytes.append(Byte.carriageReturn)
    bytes.append(Byte.lineFeed)
  }

  /// Breaks the line that was written last; a continuation line begins with a space.
  private mutating func fold() {
    let line = [UInt8](bytes[lineStart...])
    bytes.removeSubrange(lineStart...)
    var start = 0
    var room = Self.lineLength
    while line.count - start > room {
      let end = Self.breakPoint(in: line, after: start, before: start + room)
      bytes.append(contentsOf: line[start..<end])
      bytes.append(Byte.carriageReturn)
      bytes.append(Byte.lineFeed)
      bytes.append(Byte.space)
      start = end
      room = Self.lineLength - 1
    }
    bytes.append(contentsOf: line[start...])
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
