import CLibXML2

/// Puts together the tree from what libxml2 calls back with while it reads (SAX2).
final class XMLTreeBuilder {
  private let depthLimit: Int
  /// Set right after the parser is made, which needs the builder first.
  var parser: xmlParserCtxtPtr?
  private(set) var root: XMLElement?
  /// The first one; reading stops there.
  private(set) var error: XMLError?

  private var open: [XMLElement] = []
  /// Text since the last tag; libxml2 hands it over in pieces that may split a character.
  private var text: [UInt8] = []

  init(depthLimit: Int) {
    self.depthLimit = depthLimit
  }

  private var line: Int {
    Int(xmlSAX2GetLineNumber(parser))
  }

  private func fail(_ reason: XMLError.Reason, line: Int) {
    guard error == nil else { return }
    error = XMLError(reason, line: max(1, line))
    if let parser { xmlStopParser(parser) }
  }

  /// To be called behind the last byte; libxml2's own words for this are misleading.
  func checkIsClosed() {
    guard let last = open.last else { return }
    fail(
      .notWellFormed("the document ends inside of the element that begins on line \(last.line)"),
      line: line)
  }

  private func start(_ element: XMLElement) {
    guard error == nil else { return }
    guard open.count < depthLimit else {
      return fail(.limitExceeded("depth", depthLimit), line: line)
    }
    closeText()
    open.append(element)
  }

  private func end() {
    guard error == nil else { return }
    closeText()
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].nodes.append(.element(element))
    }
  }

  private func closeText() {
    guard !text.isEmpty, !open.isEmpty else { return }
    open[open.count - 1].nodes.append(.text(String(decoding: text, as: UTF8.self)))
    text.removeAll(keepingCapacity: true)
  }

  // MARK: - Callbacks

  /// Whatever is not here, libxml2 leaves out: comments, processing instructions, declarations.
  static func handler() -> xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.internalSubset = { data, _, _, _ in
      guard let builder = XMLTreeBuilder.at(data) else { return }
      builder.fail(.documentType, line: builder.line)
    }
    handler.startElementNs = { data, name, _, uri, _, _, count, _, attributes in
      guard let builder = XMLTreeBuilder.at(data), let name else { return }
      builder.start(
        XMLElement(
          String(cString: name), namespace: uri.map { String(cString: $0) },
          attributes: XMLTreeBuilder.attributes(attributes, count: Int(count)),
          line: builder.line))
    }
    handler.endElementNs = { data, _, _, _ in XMLTreeBuilder.at(data)?.end() }
    handler.characters = { data, bytes, count in
      XMLTreeBuilder.at(data)?.text.append(
        contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    handler.ignorableWhitespace = handler.characters
    handler.cdataBlock = handler.characters
    handler.serror = { data, error in
      // Warnings are left out, such as that `AirSync:` is a strange URI.
      guard let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
      let isEmpty = error.pointee.code == XML_ERR_DOCUMENT_EMPTY.rawValue
      let message =
        isEmpty
        ? "it doesn't begin with an element"
        : error.pointee.message.map { String(cString: $0) } ?? ""
      // Further lines of a message repeat bytes of the document.
      let firstLine = message.unicodeScalars.prefix { !$0.properties.isWhitespace || $0 == " " }
      let plain = firstLine.map { scalar in
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
      }
      XMLTreeBuilder.at(data)?.fail(
        .notWellFormed(String(String.UnicodeScalarView(plain))), line: Int(error.pointee.line))
    }
    return handler
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
    pointer.map { Unmanaged<XMLTreeBuilder>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Five pointers each: name, prefix, URI, start and end of the value.
  private static func attributes(
    _ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int
  ) -> [XMLAttribute] {
    guard let pointers, count > 0 else { return [] }
    return (0..<count).compactMap { index in
      let fields = pointers + index * 5
      guard let name = fields[0], let start = fields[3], let end = fields[4] else { return nil }
      let value = UnsafeBufferPointer(start: start, count: end - start)
      return XMLAttribute(
        String(cString: name), namespace: fields[2].map { String(cString: $0) },
        String(decoding: value, as: UTF8.self))
    }
  }
}
