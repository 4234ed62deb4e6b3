import ContactFormats
import ContactModel
import TestSupport
import Testing

/// The entries that the templates of the product make.
struct BuiltInTemplateTests {
  private static let base = "ou=contacts,dc=example,dc=test"

  private static let templates = LDIFTemplate.builtInNames.reduce(into: [:]) { templates, name in
    templates[name] = try? LDIFTemplate.named(name)
  }

  private func builtIn(_ name: String) throws -> LDIFTemplate {
    try #require(Self.templates[name])
  }

  // MARK: One contact

  @Test(arguments: LDIFTemplate.builtInNames)
  func `a contact with every field set becomes the golden entry`(_ name: String) throws {
    let entry = try builtIn(name).entry(
      for: SampleContact.full, uid: SampleContact.uid, base: Self.base
    ).entry
    var bytes: [UInt8] = []
    LDIFWriter().append(.content(entry), to: &bytes)
    let golden = try Fixture.text("full-\(name).ldif").split(separator: "\n")
    #expect(String(decoding: bytes, as: UTF8.self).split(separator: "\n") == golden)
    #expect(bytes == (try Fixture.bytes("full-\(name).ldif")))
  }

  @Test(arguments: [
    (
      "inetorgperson", "mail, telephoneNumber",
      "nickname, phoneticGivenName, phoneticFamilyName, phoneticCompany, emailNames, homeFax, "
        + "carPhone, radioPhone, assistantPhone, mms, instantMessaging1, instantMessaging2, "
        + "instantMessaging3, categories, birthday, anniversary, spouse, children, assistant, "
        + "manager, customerID, accountName, alias, extensions, otherAddress"
    ),
    (
      "mozilla", "mail, mozillaSecondEmail, telephoneNumber",
      "phoneticGivenName, phoneticFamilyName, phoneticCompany, emailNames, homeFax, carPhone, "
        + "radioPhone, assistantPhone, mms, instantMessaging1, instantMessaging2, "
        + "instantMessaging3, categories, birthday, anniversary, spouse, children, assistant, "
        + "manager, alias, extensions, otherAddress"
    ),
    (
      "evolution", "mail, telephoneNumber",
      "phoneticGivenName, phoneticFamilyName, phoneticCompany, emailNames, mms, "
        + "instantMessaging1, instantMessaging2, instantMessaging3, children, customerID, "
        + "accountName, alias, extensions"
    ),
    (
      "activedirectory", "otherMailbox, otherTelephone",
      "nickname, emailNames, assistantPhone, mms, instantMessaging1, instantMessaging2, "
        + "instantMessaging3, categories, birthday, anniversary, spouse, children, manager, "
        + "customerID, accountName, alias, extensions, otherAddress"
    ),
  ])
  func `what is mended and what has no place is told`(
    _ name: String, _ mended: String, _ left: String
  ) throws {
    let warnings = try builtIn(name).entry(
      for: SampleContact.full, uid: SampleContact.uid, base: Self.base
    ).warnings
    let fields = { (code: ContactWarning.Code) in
      warnings.filter { $0.code == code }.map(\.field).joined(separator: ", ")
    }
    #expect(fields(.mended) == mended)
    #expect(fields(.notRepresentable) == left)
    #expect(fields(.leftOut) == "")
  }

  @Test(arguments: LDIFTemplate.builtInNames)
  func `nothing sensitive is written, and nothing warns about it`(_ name: String) throws {
    let (entry, warnings) = try builtIn(name).entry(
      for: SampleContact.contact { $0.governmentID = "078-05-1120" }, uid: SampleContact.uid,
      base: Self.base)
    for value in entry.attributes.flatMap(\.values) {
      #expect(!String(decoding: value, as: UTF8.self).contains("078"))
    }
    #expect(warnings.isEmpty)
  }

  @Test func `what Active Directory limits is cut, and a long number left out`() throws {
    let long = String(repeating: "ü", count: 1030)
    let (entry, warnings) = try builtIn("activedirectory").entry(
      for: SampleContact.contact {
        $0.name.family = long
        $0.note = long
        $0.phones = [Contact.Phone(.mobile, String(repeating: "1", count: 65))]
        $0.photo = Contact.Photo(
          mediaType: "image/jpeg",
          bytes: [0xFF, 0xD8, 0xFF] + Array(repeating: 0, count: 102_400))
      }, uid: SampleContact.uid, base: Self.base)
    let lengths = Dictionary(
      uniqueKeysWithValues: entry.attributes.map {
        ($0.name, String(decoding: $0.values[0], as: UTF8.self).count)
      })
    #expect(lengths["sn"] == 64)
    #expect(lengths["displayName"] == 256)
    #expect(lengths["info"] == 1024)
    #expect(lengths["mobile"] == nil)
    #expect(lengths["thumbnailPhoto"] == nil)
    #expect(
      warnings.map(\.description) == [
        "displayName: cut to 256 characters (mended)", "sn: cut to 64 characters (mended)",
        "mobile: longer than 64 characters (left-out)",
        "info: cut to 1024 characters (mended)",
        "thumbnailPhoto: longer than 102400 bytes (left-out)",
      ])
  }

  // MARK: Any contact

  private static let cases = LDIFTemplate.builtInNames.flatMap { name in
    (0..<300).map { (name, UInt64($0)) }
  }

  @Test(arguments: cases)
  func `the entry of any contact is one that a server takes`(
    _ name: String, _ seed: UInt64
  ) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let template = try builtIn(name)
    let (entry, warnings) = template.entry(
      for: generator.contact(), uid: SampleContact.uid, base: Self.base)
    #expect(entry.attributes.first?.name == "objectClass")
    let names = entry.attributes.map(\.name)
    let required = template.attributes.filter(\.isRequired).map(\.name)
    #expect(Set(names).isSuperset(of: required + [template.namingAttribute]))
    #expect(Set(names).count == names.count)
    for attribute in entry.attributes.dropFirst() {
      let mapping = try #require(template.attributes.first { $0.name == attribute.name })
      #expect(!attribute.values.isEmpty && attribute.values.allSatisfy { !$0.isEmpty })
      #expect(attribute.values.count == 1 || !mapping.isSingle, "\(attribute.name)")
      for value in attribute.values { check(value, mapping) }
      if mapping.syntax == .telephone || mapping.syntax == .directoryString {
        let keys = attribute.values.map { value in
          String(decoding: value, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "-" }
        }
        #expect(Set(keys).count == keys.count || mapping.syntax != .telephone, "\(keys)")
      }
    }
    // Warnings go into logs: no value may be in one.
    for warning in warnings { #expect(Self.isKnown(warning.text), "\(warning)") }
    var bytes: [UInt8] = []
    LDIFWriter().append(.content(entry), to: &bytes)
    #expect(try LDIFReader.records(bytes) == [.content(entry)])
  }

  private func check(_ value: [UInt8], _ mapping: LDIFTemplate.Attribute) {
    let printable = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?".utf8)
    if let length = mapping.length {
      let text = String(decoding: value, as: UTF8.self)
      #expect(mapping.syntax == .jpeg ? value.count <= length : text.utf16.count <= length)
    }
    switch mapping.syntax {
    case .jpeg: #expect(value.starts(with: [0xFF, 0xD8, 0xFF]))
    case .ia5, .uri: #expect(value.allSatisfy { 0x20..<0x7F ~= $0 })
    case .telephone:
      #expect(value.allSatisfy(printable.contains))
    case .directoryString, .postalAddress:
      let text = String(validating: value, as: UTF8.self)
      #expect(text?.isEmpty == false)
      for scalar in (text ?? "").unicodeScalars where scalar != "\n" && scalar != "\t" {
        #expect(scalar.properties.generalCategory != .control)
      }
    }
  }

  private static func isKnown(_ text: String) -> Bool {
    if text.hasPrefix("longer than ") || text.hasPrefix("cut to ") {
      return text.contains { $0.isNumber }
    }
    return warningTexts.contains(text)
  }

  private static let warningTexts: Set<String> = [
    "no attribute for it in the template", "more values than the template has places for",
    "control characters taken out", "line breaks and control characters taken out",
    "the domain spelled in ASCII", "the part before the @ is not ASCII", "not ASCII",
    "the domain has no spelling in ASCII", "characters replaced that a number can't have here",
    "* and # are not allowed in a number here", "neither digit nor letter", "no URI",
    "an address, no number",
    "a photo in another format than JPEG", "no day of the calendar",
  ]
}
