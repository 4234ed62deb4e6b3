import ContactModel
import TextBytes

/// Spells properties as the text of a vCard, 4.0 (RFC 6350) or 3.0 (RFC 2426): escaping, quoting,
/// folding.
///
/// Whatever the strings hold, what comes out is a card: control characters that no card may have
/// are left out (`cleaned` tells), every line break is spelled `\n`.
struct VCardTextSerializer: VCardSerializer {
  private var bytes: [UInt8] = []
  /// The line that is being folded.
  private var line: [UInt8] = []
  private let text: VCardText
  /// The names of the properties whose text held control characters.
  private(set) var cleaned: [String] = []

  /// The most bytes a line has, its line end not counted (RFC 6350 section 3.2).
  private static let lineLength = 75

  init(version: VCardOptions.Version) {
    text = VCardText(version: version)
  }

  /// Takes the bytes and leaves nothing, for an array that two hold is copied when one appends.
  mutating func start(after bytes: inout [UInt8]) {
    swap(&self.bytes, &bytes)
    append(
      text.version == .four
        ? "BEGIN:VCARD\r\nVERSION:4.0\r\n" : "BEGIN:VCARD\r\nVERSION:3.0\r\n")
  }

  mutating func finish(after bytes: inout [UInt8]) {
    append("END:VCARD\r\n")
    swap(&self.bytes, &bytes)
  }

  private mutating func append(_ lines: StaticString) {
    bytes.append(addingCapacity: lines.utf8CodeUnitCount) { $0.append(copying: lines) }
  }

  // MARK: Lines

  /// Writes a line whose value takes no more bytes than `bound` and is appended by `value`.
  @inline(__always)
  private mutating func line(
    _ head: VCardHead, bound: Int,
    _ value: (VCardText, inout OutputSpan<UInt8>, inout Bool) -> Void
  ) {
    let start = bytes.count
    var isCleaned = false
    var isEmpty = false
    bytes.append(addingCapacity: VCardText.bound(of: head) + bound + 2) { [text] output in
      text.append(head, to: &output, &isCleaned)
      let valueStart = output.count
      value(text, &output, &isCleaned)
      isEmpty = output.count == valueStart
      output.append(copying: "\r\n")
    }
    if isCleaned { cleaned.append(head.name) }
    if isEmpty {
      // Nothing but control characters.
      bytes.removeSubrange(start...)
    } else if bytes.count - start > Self.lineLength + 2 {
      fold(from: start)
    }
  }

  /// Breaks the line that was written last; a continuation line begins with a space.
  @inline(never)
  private mutating func fold(from lineStart: Int) {
    // Without the line end.
    let length = bytes.count - 2 - lineStart
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: bytes[lineStart...])
    bytes.removeSubrange(lineStart...)
    // No piece is as short as 32 bytes.
    bytes.append(addingCapacity: line.count + 3 * (1 + length / 32)) { [line] output in
      let line = line.span
      var start = 0
      var limit = Self.lineLength
      while limit < length {
        let end = Self.breakPoint(in: line, after: start, before: limit)
        output.append(copying: line.extracting(start..<end))
        output.append(copying: "\r\n ")
        start = end
        limit = start + Self.lineLength - 1
      }
      output.append(copying: line.extracting(start...))
    }
  }

  /// The last place to break at that is no later than `limit`: never inside a character, and, if
  /// one is near, where readers that unfold poorly are not led astray, which is neither before a
  /// colon or white space nor after a backslash.
  private static func breakPoint(in line: Span<UInt8>, after start: Int, before limit: Int) -> Int {
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

// MARK: - Values

extension VCardTextSerializer {
  @inline(never)
  mutating func append(_ head: VCardHead, text value: String) {
    line(head, bound: VCardText.bound(of: value)) { $0.append(value, .text, to: &$1, &$2) }
  }

  mutating func append(_ head: VCardHead, list: [String]) {
    line(head, bound: VCardText.bound(of: list)) { $0.append(list: list, to: &$1, &$2) }
  }

  @inline(never)
  mutating func append(_ head: VCardHead, name: Contact.Name) {
    let bound =
      VCardText.bound(of: name.family) + VCardText.bound(of: name.given)
      + VCardText.bound(of: name.middle) + VCardText.bound(of: name.prefix)
      + VCardText.bound(of: name.suffix)
    line(head, bound: bound) { text, output, isCleaned in
      text.append(component: name.family, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: name.given, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: name.middle, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: name.prefix, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: name.suffix, to: &output, &isCleaned)
    }
  }

  /// Post office box and extension stay empty (RFC 6350 section 6.3.1).
  @inline(never)
  mutating func append(_ head: VCardHead, address: Contact.PostalAddress) {
    let bound =
      VCardText.bound(of: address.street) + VCardText.bound(of: address.city)
      + VCardText.bound(of: address.region) + VCardText.bound(of: address.postalCode)
      + VCardText.bound(of: address.country) + 2
    line(head, bound: bound) { text, output, isCleaned in
      output.append(Byte.semicolon)
      output.append(Byte.semicolon)
      text.append(component: address.street, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: address.city, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: address.region, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: address.postalCode, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      text.append(component: address.country, to: &output, &isCleaned)
    }
  }

  @inline(never)
  mutating func append(_ head: VCardHead, organization: String?, unit: String?) {
    let bound = VCardText.bound(of: organization) + VCardText.bound(of: unit)
    line(head, bound: bound) { text, output, isCleaned in
      text.append(component: organization, to: &output, &isCleaned)
      guard let unit else { return }
      output.append(Byte.semicolon)
      text.append(component: unit, to: &output, &isCleaned)
    }
  }

  mutating func append(_ head: VCardHead, parts: [String]) {
    line(head, bound: VCardText.bound(of: parts)) {
      $0.append(parts, .text, separator: Byte.semicolon, to: &$1, &$2)
    }
  }

  @inline(never)
  mutating func append(_ head: VCardHead, uri: String) {
    line(head, bound: VCardText.bound(of: uri)) { $0.append(uri, .uri, to: &$1, &$2) }
  }

  /// `urn:uuid:` belongs to 4.0.
  mutating func append(_ head: VCardHead, uuid: String) {
    let scheme: StaticString = "urn:uuid:"
    let bound = scheme.utf8CodeUnitCount + VCardText.bound(of: uuid)
    line(head, bound: bound) { text, output, isCleaned in
      if text.version == .four { output.append(copying: scheme) }
      text.append(uuid, .uri, to: &output, &isCleaned)
    }
  }

  @inline(never)
  mutating func append(_ head: VCardHead, date: ContactDate) {
    line(head, bound: VCardText.dateLength) { text, output, _ in
      VCardText.append(date, hyphens: text.version == .three, to: &output)
    }
  }

  /// `20261122T020000Z`, in 3.0 `2026-11-22T02:00:00Z`.
  mutating func append(_ head: VCardHead, timestamp: String) {
    append(head, uri: text.version == .four ? timestamp : timestamp.extendedTimestamp)
  }

  /// `data:image/jpeg;base64\,` and base 64, for a comma in a value is escaped, even here (RFC 6350
  /// section 3.4, erratum 3845); python-vobject and khard cut the photo off otherwise. In 3.0 the
  /// parameters `ENCODING=b;TYPE=JPEG` and base 64 (RFC 2426 section 3.1.4).
  mutating func append(_ head: VCardHead, image: Contact.Photo) {
    var start = ""
    var parameters = head.parameters
    let mediaType = image.safeMediaType
    if text.version == .four {
      start = "data:\(mediaType);base64\\,"
    } else {
      parameters.append(VCardParameter("ENCODING", "b"))
      if mediaType.hasPrefix("image/") {
        parameters.append(.type(String(mediaType.dropFirst("image/".count))))
      }
    }
    let head = VCardHead(head.name, parameters, group: head.group)
    let bound = start.utf8.count + Base64.bound(of: image.bytes.count)
    line(head, bound: bound) { text, output, _ in
      text.append(plain: start, to: &output)
      Base64.append(image.bytes.span, to: &output)
    }
  }
}
