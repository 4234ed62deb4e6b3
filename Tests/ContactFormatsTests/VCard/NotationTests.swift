import ContactFormats
import ContactModel
import Foundation
import SafeXML
import TestSupport
import Testing

/// jCard and xCard say what the text of a vCard 4.0 says.
struct NotationTests {
  private func fragment(_ contact: Contact, _ notation: VCardOptions.Notation) -> [UInt8] {
    let options = VCardOptions(
      notation: notation, dialects: Set(VCardOptions.Dialect.allCases), sensitive: [.governmentID])
    return VCardWriter(options: options).card(
      for: contact, uid: SampleContact.uid, revision: SampleContact.revision
    ).bytes
  }

  @Test(arguments: 0..<200)
  func `the jCard of any contact has the properties of its vCard`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let contact = generator.contact()
    let said = try self.said(by: JSON(reading: fragment(contact, .jCard)))
    try expect(said, contact, dates: .extended)
  }

  @Test(arguments: 0..<200)
  func `the xCard of any contact has the properties of its vCard`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let contact = generator.contact()
    let root = try XMLReader.read(fragment(contact, .xCard))
    #expect(root.name == "vcards" && root.namespace == "urn:ietf:params:xml:ns:vcard-4.0")
    let properties = try #require(root.children.first).children.flatMap { child in
      child.name == "group"
        ? child.children.map { (child.attribute("name"), $0) } : [(nil, child)]
    }
    let said = properties.map { group, property in
      let parameters = property.children.first { $0.name == "parameters" }?.children ?? []
      return Said(
        group: group, name: property.name,
        parameters: Dictionary(
          parameters.map { ($0.name, $0.children.map(\.text)) }, uniquingKeysWith: { $1 }),
        values: property.children.filter { $0.name != "parameters" }.map(\.text))
    }
    try expect(said, contact, dates: .basic)
  }

  private func said(by card: JSON) throws -> [Said] {
    #expect(card.members.first?.texts == ["vcard"])
    let properties = card.members.last?.members ?? []
    #expect(
      properties.first == .array([.text("version"), .object([:]), .text("text"), .text("4.0")]))
    return try properties.dropFirst().map { property in
      guard case .object(var parameters) = property.members[1] else {
        throw CardReader.Failure(description: "no parameters")
      }
      let group = parameters.removeValue(forKey: "group")?.texts.first
      return Said(
        group: group, name: property.members[0].texts.joined(),
        parameters: parameters.mapValues(\.texts),
        values: property.members.dropFirst(3).flatMap(\.texts))
    }
  }

  private func expect(_ said: [Said], _ contact: Contact, dates: Dates) throws {
    let wanted = try text(contact, dates: dates)
    for (property, other) in zip(said, wanted) { #expect(property == other) }
    #expect(said.map(\.name) == wanted.map(\.name))
  }

  /// One property, its values free of all escapes.
  private struct Said: Equatable, CustomStringConvertible {
    var group: String?
    var name: String
    var parameters: [String: [String]]
    var values: [String]

    var description: String { "\(group ?? "") \(name) \(parameters) \(values)" }
  }

  private enum Dates { case basic, extended }

  private func text(_ contact: Contact, dates: Dates) throws -> [Said] {
    let structured: Set = ["N", "ADR", "ORG", "X-ANDROID-CUSTOM"]
    return try CardReader.lines(of: fragment(contact, .text)).map { line in
      let separator: Unicode.Scalar? =
        structured.contains(line.name) ? ";" : line.name == "CATEGORIES" ? "," : nil
      var values = try CardReader.texts(line.value, separator: separator)
      if dates == .extended,
        ["BDAY", "ANNIVERSARY", "X-ABDATE", "REV"].contains(line.name)
          || line.name.hasSuffix("-ANNIVERSARY")
      {
        values = values.map(extended)
      }
      var parameters: [String: [String]] = [:]
      for (name, value) in line.parameters where name != "VALUE" {
        let isList = ["TYPE", "SORT-AS"].contains(name)
        let text = try CardReader.parameterText(value)
        parameters[name.lowercased()] =
          isList
          ? text.unicodeScalars.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0) } : [text]
      }
      return Said(
        group: line.group, name: line.name.lowercased(), parameters: parameters, values: values)
    }
  }

  /// `20010917` and `--0917` with hyphens, moments with colons too.
  private func extended(_ text: String) -> String {
    text.replacing(/^(\d{4}|-)-?(\d\d)(\d\d)/) { match in
      "\(match.1)-\(match.2)-\(match.3)"
    }.replacing(/T(\d\d)(\d\d)(\d\d)Z$/) { "T\($0.1):\($0.2):\($0.3)Z" }
  }

  // MARK: Files

  @Test func `the extension of a file tells its notation`() {
    let extensions = VCardOptions.Notation.allCases.map {
      VCardWriter(options: VCardOptions(notation: $0)).fileExtension
    }
    #expect(extensions == ["vcf", "json", "xml"])
  }

  private func file(_ notation: VCardOptions.Notation, names: [String]) -> [UInt8] {
    let writer = VCardWriter(options: VCardOptions(notation: notation))
    var bytes = writer.frame.opening
    for (index, name) in names.enumerated() {
      if index > 0 { bytes += writer.frame.separator }
      let contact = SampleContact.contact { $0.name.given = name }
      #expect(writer.append(contact, uid: "u", to: &bytes).isEmpty)
    }
    return bytes + writer.frame.closing
  }

  @Test(arguments: [[], ["Ann"], ["Ann", "Bob", "Cid"]])
  func `a file takes any number of cards`(_ names: [String]) throws {
    let lines = try CardReader.unfolded(file(.text, names: names))
    #expect(lines.filter { $0.hasPrefix("FN:") } == names.map { "FN:" + $0 })

    let cards = try JSON(reading: file(.jCard, names: names)).members
    #expect(
      try cards.map { try self.said(by: $0).first { $0.name == "fn" }?.values }
        == names.map { [$0] })

    let root = try XMLReader.read(file(.xCard, names: names))
    #expect(root.name == "vcards")
    #expect(
      root.children.compactMap { card in
        card.children.first { $0.name == "fn" }?.children.last?.text
      }
        == names)
  }

  @Test func `characters that XML has no place for are taken out of an xCard with a warning`()
    throws
  {
    let contact = SampleContact.contact { $0.note = "a\u{FFFE}b\u{FFFF}" }
    let options = VCardOptions(notation: .xCard)
    let (bytes, warnings) = VCardWriter(options: options).card(for: contact, uid: "u")
    let root = try XMLReader.read(bytes)
    #expect(root.children[0].children.last?.children.first?.text == "ab")
    #expect(warnings.map(\.description) == ["NOTE: control characters taken out (cleaned-text)"])
  }

  @Test func `jCard and xCard are 4.0 whatever the version`() throws {
    for notation in [VCardOptions.Notation.jCard, .xCard] {
      let cards = VCardOptions.Version.allCases.map {
        VCardWriter(options: VCardOptions(notation: notation, version: $0))
          .card(for: SampleContact.full, uid: "u").bytes
      }
      #expect(cards[0] == cards[1])
    }
  }
}

/// Read by Foundation's decoder, which keeps a byte order mark that `JSONSerialization` takes away.
private enum JSON: Decodable, Equatable {
  case text(String)
  case array([JSON])
  case object([String: JSON])

  init(reading bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let members = try? container.decode([JSON].self) {
      self = .array(members)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  var members: [JSON] {
    if case .array(let members) = self { members } else { [] }
  }

  /// The text, or all that are in the array.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .array(let members): members.flatMap(\.texts)
    case .object: ["?"]
    }
  }
}
