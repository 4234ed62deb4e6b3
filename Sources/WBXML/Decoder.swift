import TextBytes

/// What a document may hold at most; a server can't make the client use more.
package struct Limits: Sendable {
  /// Bytes of the whole document.
  package var document: Int
  /// Elements inside one another.
  package var depth: Int
  /// Bytes of one string or opaque block, and of all strings taken from the string table.
  package var string: Int
  /// Elements of the whole document.
  package var elements: Int

  package init(
    document: Int = 64 << 20, depth: Int = 64, string: Int = 32 << 20, elements: Int = 1 << 20
  ) {
    self.document = document
    self.depth = depth
    self.string = string
    self.elements = elements
  }
}

/// Reads a WBXML document into its tree of elements (WAP-192-WBXML as MS-ASWBXML narrows it).
///
///     03 01 6A 00  00 07  56  52 03 30 00 01  01
///     header       page 7 FolderSync  SyncKey "0"
///
/// Unknown tokens are kept with page and number. SWITCH_PAGE holds until the next one, across
/// the borders of elements. Everything else that is unexpected throws.
package struct Decoder {
  private typealias Token = GlobalToken

  private let bytes: [UInt8]
  private let limits: Limits
  private var position = 0
  private var page: UInt8 = 0
  private var stringTable = 0..<0
  /// Of all strings taken from the table, each time they were.
  private var tableStringBytes = 0
  private var nodes: [Document.Node] = []
  /// The nodes whose END is still to come.
  private var open: [Int] = []
  /// Texts that came in pieces, each joined.
  private var joined: [UInt8] = []

  /// Decodes a whole document.
  ///
  /// - Throws: ``DecodingError`` with the offset of the byte that is wrong.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) throws(DecodingError) -> Element {
    var decoder = Decoder(bytes: bytes, limits: limits)
    return Element(try decoder.document(), node: 0)
  }

  /// Decodes the beginning of a document that is cut, or beyond a limit: every element that began before
  /// that, without the text in which it broke.
  ///
  /// - Returns: `nil` where not even the root came.
  package static func decodeBeginning(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) -> Element? {
    var decoder = Decoder(bytes: bytes, limits: limits)
    do {
      return Element(try decoder.document(), node: 0)
    } catch {
      guard !decoder.nodes.isEmpty else { return nil }
      for node in decoder.open { decoder.nodes[node].end = UInt32(decoder.nodes.count) }
      return Element(
        Document(
          bytes: decoder.joined.isEmpty ? bytes : bytes + decoder.joined, nodes: decoder.nodes),
        node: 0)
    }
  }

  private init(bytes: [UInt8], limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  private mutating func document() throws(DecodingError) -> Document {
    // Nodes count bytes with 32 bits.
    let limit = min(limits.document, Int(Int32.max))
    guard bytes.count <= limit else {
      throw DecodingError(.limitExceeded("document", limit), offset: limit)
    }
    try header()
    // An element has about as many bytes.
    nodes.reserveCapacity(min(bytes.count / 24, limits.elements))
    try elements()
    guard position == bytes.count else {
      throw DecodingError(.trailingBytes(bytes.count - position), offset: position)
    }
    return Document(bytes: joined.isEmpty ? bytes : bytes + joined, nodes: nodes)
  }

  // MARK: - Header

  /// Version, public identifier, charset, string table (WAP-192-WBXML section 5.4).
  private mutating func header() throws(DecodingError) {
    guard let version = bytes.first else { throw DecodingError(.empty, offset: 0) }
    guard (0x01...0x03).contains(version) else {
      throw DecodingError(.notWBXML(firstByte: version), offset: 0)
    }
    position = 1
    // The public identifier 0 stands for one given as a string; which one doesn't matter.
    if try number() == 0 { _ = try number() }
    let charsetOffset = position
    let charset = try number()
    guard charset == 106 || charset == 3 else {
      throw DecodingError(.unsupportedCharset(charset), offset: charsetOffset)
    }
    let length = Int(try number())
    guard length <= bytes.count - position else {
      throw DecodingError(.truncated, offset: bytes.count)
    }
    stringTable = position..<(position + length)
    position += length
  }

  // MARK: - Elements

  /// The root and all within it.
  private mutating func elements() throws(DecodingError) {
    var token = try nextToken()
    if token == Token.end || Self.isText(token) {
      throw DecodingError(.noRoot, offset: position - 1)
    }
    while true {
      if let first = try element(token) {
        token = first
        continue
      }
      repeat {
        guard let parent = open.last else { return }
        token = try nextToken()
        if token == Token.end {
          nodes[parent].end = UInt32(nodes.count)
          open.removeLast()
        }
      } while token == Token.end
      guard !Self.isText(token) else {
        throw DecodingError(.mixedContent, offset: position - 1)
      }
    }
  }

  /// One element up to its END, or up to its first child, whose token is returned.
  private mutating func element(_ token: UInt8) throws(DecodingError) -> UInt8? {
    let start = position - 1
    guard token & Token.attributeBit == 0, token & 0x3F >= 0x05 else {
      throw DecodingError(.unsupportedToken(token), offset: start)
    }
    guard open.count < limits.depth else {
      throw DecodingError(.limitExceeded("depth", limits.depth), offset: start)
    }
    guard nodes.count < limits.elements else {
      throw DecodingError(.limitExceeded("elements", limits.elements), offset: start)
    }
    let tag = Tag(page: page, token: token & 0x3F)
    guard token & Token.contentBit != 0 else {
      append(tag, .empty, 0..<0)
      return nil
    }
    let first = try nextToken()
    if Self.isText(first) {
      try text(of: tag, startingWith: first)
      return nil
    }
    // The END sets where it ends.
    append(tag, .elements, 0..<(nodes.count + 1))
    if first == Token.end { return nil }
    open.append(nodes.count - 1)
    return first
  }

  private mutating func append(_ tag: Tag, _ kind: Document.Node.Kind, _ range: Range<Int>) {
    nodes.append(
      Document.Node(
        tag: tag, kind: kind, start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
  }

  /// The next byte that is no SWITCH_PAGE.
  private mutating func nextToken() throws(DecodingError) -> UInt8 {
    var token = try byte()
    while token == Token.switchPage {
      page = try byte()
      token = try byte()
    }
    return token
  }

  // MARK: - Text

  private static func isText(_ token: UInt8) -> Bool {
    token == Token.inlineString || token == Token.opaque || token == Token.tableString
      || token == Token.entity
  }

  /// All text up to the element's END. A single string, by far the most common, stays where it is.
  private mutating func text(of tag: Tag, startingWith first: UInt8) throws(DecodingError) {
    let joinedStart = joined.count
    var (single, isPlain) = (0..<0, false)
    var (isOpaque, isJoined) = (true, false)
    var token = first
    while true {
      let start = position - 1
      isOpaque = isOpaque && token == Token.opaque
      if token == Token.entity {
        isJoined = true
        joined.append(contentsOf: try entityCharacter().utf8)
      } else {
        (single, isPlain) = try piece(token)
        if isJoined { joined.append(contentsOf: bytes[single]) }
      }
      guard joined.count - joinedStart <= limits.string else {
        throw DecodingError(.limitExceeded("string", limits.string), offset: start)
      }
      token = try nextToken()
      if token == Token.end { break }
      guard Self.isText(token) else {
        throw DecodingError(.mixedContent, offset: position - 1)
      }
      if !isJoined { joined.append(contentsOf: bytes[single]) }
      isJoined = true
    }
    guard isJoined else {
      append(tag, isOpaque ? .opaque : isPlain ? .plain : Self.kind(of: bytes, single), single)
      return
    }
    let range = joinedStart..<joined.count
    // A NUL, of an entity or of a block beside a string, has no place in a string.
    let isBinary = isOpaque || joined[range].contains(0)
    append(
      tag, isBinary ? .opaque : Self.kind(of: joined, range),
      (bytes.count + range.lowerBound)..<(bytes.count + range.upperBound))
  }

  /// Text where it is valid UTF-8, the bytes of a string as they are where it isn't.
  private static func kind(of bytes: [UInt8], _ range: Range<Int>) -> Document.Node.Kind {
    (try? UTF8Span(validating: bytes.span.extracting(range))) == nil ? .string : .utf8
  }

  /// Where the bytes of a string or an opaque block are, behind its token.
  private mutating func piece(
    _ token: UInt8
  ) throws(DecodingError) -> (range: Range<Int>, isPlain: Bool) {
    switch token {
    case Token.inlineString:
      let string = try string(from: position, in: bytes.count)
      position = string.range.upperBound + 1
      return string
    case Token.tableString: return try tableStringRange()
    default: return (try opaqueRange(), false)
    }
  }

  /// A string up to its NUL, which must come before `limit`.
  private func string(
    from start: Int, in limit: Int
  ) throws(DecodingError) -> (range: Range<Int>, isPlain: Bool) {
    var index = start
    var isPlain = true
    while limit - index >= 8 {
      let eight = EightBytes(bytes.span, at: index)
      let count = eight.countBeforeNUL
      index += count
      if count < 8 {
        isPlain = isPlain && eight.prefix(count).arePrintable
        break
      }
      isPlain = isPlain && eight.arePrintable
    }
    while index < limit, bytes[index] != 0 {
      isPlain = isPlain && EightBytes(bytes[index]).arePrintable
      index += 1
    }
    guard index < limit else { throw DecodingError(.truncated, offset: limit) }
    guard index - start <= limits.string else {
      throw DecodingError(.limitExceeded("string", limits.string), offset: start)
    }
    return (start..<index, isPlain)
  }

  private mutating func tableStringRange() throws(DecodingError) -> (
    range: Range<Int>, isPlain: Bool
  ) {
    let start = position
    let offset = try number()
    guard Int(offset) < stringTable.count else {
      throw DecodingError(.stringTableOffset(offset), offset: start)
    }
    let string = try string(
      from: stringTable.lowerBound + Int(offset), in: stringTable.upperBound)
    // Three bytes may stand for a long string as often as a document has room for them.
    tableStringBytes += string.range.count
    guard tableStringBytes <= limits.string else {
      throw DecodingError(.limitExceeded("string", limits.string), offset: start)
    }
    return string
  }

  private mutating func opaqueRange() throws(DecodingError) -> Range<Int> {
    let start = position
    let length = Int(try number())
    guard length <= limits.string else {
      throw DecodingError(.limitExceeded("string", limits.string), offset: start)
    }
    guard length <= bytes.count - position else {
      throw DecodingError(.truncated, offset: bytes.count)
    }
    defer { position += length }
    return position..<(position + length)
  }

  private mutating func entityCharacter() throws(DecodingError) -> String {
    let start = position
    let code = try number()
    guard let scalar = Unicode.Scalar(code) else {
      throw DecodingError(.invalidEntity(code), offset: start)
    }
    return String(scalar)
  }

  // MARK: - Bytes

  private mutating func byte() throws(DecodingError) -> UInt8 {
    guard position < bytes.count else { throw DecodingError(.truncated, offset: position) }
    defer { position += 1 }
    return bytes[position]
  }

  /// A multi-byte integer, `mb_u_int32`: seven bits a byte, the high bit says that more follow.
  private mutating func number() throws(DecodingError) -> UInt32 {
    let start = position
    var value: UInt64 = 0
    for _ in 0..<5 {
      let next = try byte()
      value = value << 7 | UInt64(next & 0x7F)
      if next & 0x80 == 0 {
        guard let number = UInt32(exactly: value) else { break }
        return number
      }
    }
    throw DecodingError(.numberTooLarge, offset: start)
  }
}
