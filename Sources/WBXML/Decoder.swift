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
  private static let switchPage: UInt8 = 0x00
  private static let end: UInt8 = 0x01
  private static let entity: UInt8 = 0x02
  private static let inlineString: UInt8 = 0x03
  private static let tableString: UInt8 = 0x83
  private static let opaque: UInt8 = 0xC3
  private static let contentBit: UInt8 = 0x40
  private static let attributeBit: UInt8 = 0x80

  private let bytes: [UInt8]
  private let limits: Limits
  private var position = 0
  private var page: UInt8 = 0
  private var stringTable = 0..<0
  /// Of all strings taken from the table, each time they were.
  private var tableStringBytes = 0
  private var elementCount = 0
  /// By depth, how many children the last element had: its neighbour has about as many, and an array
  /// that doesn't grow costs one allocation. What is too much is at most as much as that one holds.
  private var childCounts: [Int] = []

  /// Decodes a whole document.
  ///
  /// - Throws: ``DecodingError`` with the offset of the byte that is wrong.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) throws(DecodingError) -> Element {
    var decoder = Decoder(bytes: bytes, limits: limits)
    return try decoder.document()
  }

  private init(bytes: [UInt8], limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  private mutating func document() throws(DecodingError) -> Element {
    guard bytes.count <= limits.document else {
      throw DecodingError(.limitExceeded("document", limits.document), offset: limits.document)
    }
    try header()
    let token = try elementToken()
    let root = try element(token, depth: 1)
    guard position == bytes.count else {
      throw DecodingError(.trailingBytes(bytes.count - position), offset: position)
    }
    return root
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

  /// The next byte that is no SWITCH_PAGE; where an element is the only thing allowed.
  private mutating func elementToken() throws(DecodingError) -> UInt8 {
    let token = try nextToken()
    if token == Self.end || Self.isText(token) {
      throw DecodingError(.noRoot, offset: position - 1)
    }
    return token
  }

  private mutating func nextToken() throws(DecodingError) -> UInt8 {
    var token = try byte()
    while token == Self.switchPage {
      page = try byte()
      token = try byte()
    }
    return token
  }

  private mutating func element(_ token: UInt8, depth: Int) throws(DecodingError) -> Element {
    let start = position - 1
    guard token & Self.attributeBit == 0, token & 0x3F >= 0x05 else {
      throw DecodingError(.unsupportedToken(token), offset: start)
    }
    guard depth <= limits.depth else {
      throw DecodingError(.limitExceeded("depth", limits.depth), offset: start)
    }
    elementCount += 1
    guard elementCount <= limits.elements else {
      throw DecodingError(.limitExceeded("elements", limits.elements), offset: start)
    }
    let tag = Tag(page: page, token: token & 0x3F)
    guard token & Self.contentBit != 0 else { return Element(tag) }

    let first = try nextToken()
    if first == Self.end { return Element(tag, .elements([])) }
    if Self.isText(first) { return Element(tag, try text(startingWith: first)) }
    while childCounts.count <= depth { childCounts.append(0) }
    var children: [Element] = []
    children.reserveCapacity(childCounts[depth])
    children.append(try element(first, depth: depth + 1))
    while true {
      let next = try nextToken()
      if next == Self.end {
        childCounts[depth] = children.count
        return Element(tag, .elements(children))
      }
      guard !Self.isText(next) else {
        throw DecodingError(.mixedContent, offset: position - 1)
      }
      children.append(try element(next, depth: depth + 1))
    }
  }

  // MARK: - Text

  private static func isText(_ token: UInt8) -> Bool {
    token == inlineString || token == opaque || token == tableString || token == entity
  }

  /// All text up to the element's END. A single string, by far the most common, is copied once.
  private mutating func text(
    startingWith first: UInt8
  ) throws(DecodingError) -> Element.Content {
    var pieces: [UInt8]?
    var isOpaque = true
    var token = first
    while true {
      let start = position - 1
      let range: Range<Int>
      switch token {
      case Self.inlineString: range = try stringRange(from: position, in: bytes.count)
      case Self.tableString: range = try tableStringRange()
      case Self.opaque: range = try opaqueRange()
      default: range = 0..<0
      }
      isOpaque = isOpaque && token == Self.opaque
      if token == Self.inlineString { position = range.upperBound + 1 }
      if token == Self.entity {
        let character = try entityCharacter()
        if pieces == nil { pieces = [] }
        pieces?.append(contentsOf: character.utf8)
      } else {
        pieces?.append(contentsOf: bytes[range])
      }
      guard pieces?.count ?? 0 <= limits.string else {
        throw DecodingError(.limitExceeded("string", limits.string), offset: start)
      }
      let next = try nextToken()
      if next == Self.end {
        if let pieces {
          // A NUL, of an entity or of a block beside a string, has no place in a string.
          let isBinary = isOpaque || pieces.contains(0)
          return Self.content(pieces, 0..<pieces.count, isOpaque: isBinary)
        }
        return Self.content(bytes, range, isOpaque: isOpaque)
      }
      guard Self.isText(next) else {
        throw DecodingError(.mixedContent, offset: position - 1)
      }
      if pieces == nil { pieces = Array(bytes[range]) }
      token = next
    }
  }

  /// Text where it is valid UTF-8, the bytes as they are where it isn't.
  private static func content(
    _ bytes: [UInt8], _ range: Range<Int>, isOpaque: Bool
  ) -> Element.Content {
    if !isOpaque, let utf8 = try? UTF8Span(validating: bytes.span.extracting(range)) {
      return .text(String(copying: utf8))
    }
    return .opaque(Array(bytes[range]))
  }

  /// A string up to its NUL, which must come before `limit`.
  private func stringRange(from start: Int, in limit: Int) throws(DecodingError) -> Range<Int> {
    let bytes = bytes.span
    // Most strings are short, photos and notes are not.
    let near = min(start + 16, limit)
    var index = start
    while index < near, bytes[index] != 0 { index += 1 }
    if index == near {
      index = Self.skipBlocks(in: bytes, from: index, to: limit)
      while index < limit, bytes[index] != 0 { index += 1 }
    }
    guard index < limit else { throw DecodingError(.truncated, offset: limit) }
    guard index - start <= limits.string else {
      throw DecodingError(.limitExceeded("string", limits.string), offset: start)
    }
    return start..<index
  }

  /// Passes over blocks without a NUL: without a way out of a block the compiler looks at all of it
  /// at once.
  private static func skipBlocks(in bytes: Span<UInt8>, from start: Int, to limit: Int) -> Int {
    var index = start
    while limit - index >= 32 {
      let block = bytes.extracting(index..<(index + 32))
      var least = UInt8.max
      for index in 0..<32 { least = min(least, block[index]) }
      if least == 0 { break }
      index += 32
    }
    return index
  }

  private mutating func tableStringRange() throws(DecodingError) -> Range<Int> {
    let start = position
    let offset = try number()
    guard Int(offset) < stringTable.count else {
      throw DecodingError(.stringTableOffset(offset), offset: start)
    }
    let range = try stringRange(
      from: stringTable.lowerBound + Int(offset), in: stringTable.upperBound)
    // Three bytes may stand for a long string as often as a document has room for them.
    tableStringBytes += range.count
    guard tableStringBytes <= limits.string else {
      throw DecodingError(.limitExceeded("string", limits.string), offset: start)
    }
    return range
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
