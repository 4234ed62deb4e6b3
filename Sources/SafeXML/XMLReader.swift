import CLibXML2

/// What a document may hold at most.
package struct XMLLimits: Sendable {
  /// Bytes of the whole document.
  package var document: Int
  /// Elements inside one another; libxml2 itself allows 256.
  package var depth: Int
  /// Bytes of one start tag: libxml2 compares each attribute with all others.
  package var tag: Int

  package init(document: Int = 1 << 20, depth: Int = 64, tag: Int = 32 << 10) {
    self.document = document
    self.depth = depth
    self.tag = tag
  }
}

/// Reads an XML 1.0 document that may come from anyone.
///
/// No DOCTYPE, so no entities but the five of XML and character references; nothing is loaded
/// from the network or from a file, and there is no XInclude.
package struct XMLReader {
  /// libxml2 refuses pieces beyond 10 MB.
  private static let pieceSize = 64 << 10
  private static let isInitialized: Bool = {
    xmlInitParser()
    return true
  }()

  /// - Throws: ``XMLError`` with the line, and at the first error.
  package static func read(
    _ bytes: [UInt8], limits: XMLLimits = XMLLimits()
  ) throws(XMLError) -> XMLElement {
    guard bytes.count <= limits.document else {
      throw XMLError(.limitExceeded("document", limits.document))
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw XMLError(.empty) }
    guard !hasTag(longerThan: limits.tag, in: bytes.span) else {
      throw XMLError(.limitExceeded("tag", limits.tag))
    }
    guard isInitialized else { throw XMLError(.outOfMemory) }
    cardferry_silence_libxml2()

    let builder = XMLTreeBuilder(depthLimit: limits.depth)
    var handler = XMLTreeBuilder.handler()
    let data = Unmanaged.passUnretained(builder).toOpaque()
    guard let parser = xmlCreatePushParserCtxt(&handler, data, nil, 0, nil) else {
      throw XMLError(.outOfMemory)
    }
    defer { xmlFreeParserCtxt(parser) }
    xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    builder.parser = parser

    parse(bytes, with: parser, builder)
    withExtendedLifetime(builder) {}
    if let error = builder.error { throw error }
    guard parser.pointee.wellFormed == 1, let root = builder.root else {
      throw XMLError(.notWellFormed("the document ends too early"))
    }
    return root
  }

  /// What looks like one in a comment counts as well.
  private static func hasTag(longerThan limit: Int, in bytes: Span<UInt8>) -> Bool {
    var start: Int?
    var quote: UInt8?
    for index in bytes.indices {
      let byte = bytes[index]
      if let begin = start {
        if index - begin > limit { return true }
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          start = nil
        }
      } else if byte == UInt8(ascii: "<"), index + 1 < bytes.count {
        // Neither an end tag nor a comment, a declaration or an instruction.
        let next = bytes[index + 1]
        if next != UInt8(ascii: "/"), next != UInt8(ascii: "!"), next != UInt8(ascii: "?") {
          start = index
        }
      }
    }
    return false
  }

  private static func parse(
    _ bytes: [UInt8], with parser: xmlParserCtxtPtr, _ builder: XMLTreeBuilder
  ) {
    bytes.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count, builder.error == nil {
        let piece = bytes[start..<min(start + pieceSize, bytes.count)]
        let characters = UnsafeRawBufferPointer(rebasing: piece).bindMemory(to: CChar.self)
        xmlParseChunk(parser, characters.baseAddress, Int32(characters.count), 0)
        start = piece.endIndex
      }
    }
    builder.checkIsClosed()
    if builder.error == nil { xmlParseChunk(parser, nil, 0, 1) }
  }
}
