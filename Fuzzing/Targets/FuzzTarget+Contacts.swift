import ContactMapping
import ContactFormats
import ContactModel
import ExportPipeline
import Foundation
import SafeXML
import WBXML

private let items = "Tests/FuzzTargetsTests/Fixtures/items"
private let uid = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"

/// From an item of the mailbox to what is written.
extension FuzzTarget {
  /// The contact keeps what `Contact` promises to the writers.
  static let mapping = FuzzTarget(name: "mapping", maximumLength: 2048, seeds: [items]) { bytes in
    let element = FuzzedItem(bytes).element
    let stored = try ApplicationData.decode(ApplicationData.encode(element))
    try require(stored == element, "the state gives back something else")
    try checkContact(of: element)
  }

  /// The linter finds nothing in a card, in any version and dialect, and other notations can be
  /// read.
  static let cards = FuzzTarget(name: "cards", maximumLength: 2048, seeds: [items]) { bytes in
    let item = FuzzedItem(bytes)
    let contact = ContactMapper.map(item.element).contact
    var dialects: Set<VCardOptions.Dialect> = []
    for (bit, dialect) in VCardOptions.Dialect.allCases.enumerated()
    where item.choice >> bit & 1 == 1 { dialects.insert(dialect) }
    var options = VCardOptions(dialects: dialects, sensitive: [.governmentID])
    for version in VCardOptions.Version.allCases {
      options.version = version
      try check(card(of: contact, options), VCardLinter.findings, version.rawValue)
    }
    options.notation = .jCard
    _ = try JSONSerialization.jsonObject(with: Data(card(of: contact, options)))
    options.notation = .xCard
    _ = try XMLReader.read(card(of: contact, options))
  }

  private static func card(of contact: Contact, _ options: VCardOptions) throws -> [UInt8] {
    let (bytes, warnings) = VCardWriter(options: options)
      .card(for: contact, uid: uid, revision: "20261122T020000Z")
    for warning in warnings { try requireOneLine("\(warning)", "a warning") }
    return bytes
  }

  /// The linter finds nothing in the records of any template.
  static let records = FuzzTarget(name: "records", maximumLength: 2048, seeds: [items]) { bytes in
    let item = FuzzedItem(bytes)
    let contact = ContactMapper.map(item.element).contact
    let format =
      switch item.choice & 3 {
      case 0: PhoneFormat.asIs
      case 1: try PhoneFormat(style: .digits)
      case 2: try PhoneFormat(style: .e164)
      default: try PhoneFormat(style: .e164, region: "DE")
      }
    let base = item.otherText.flatMap { try? DistinguishedName(parsing: $0) }
    if let base, let entry = try? LDIFEntry.base(for: base) {
      try check(file([.content(entry)]), LDIFLinter.findings, "base")
    }
    for name in LDIFTemplate.builtInNames {
      guard let template = try LDIFTemplate.named(name) else { continue }
      try checkRecords(
        of: contact, template, phoneFormat: format,
        base: base?.description ?? "ou=contacts,dc=example,dc=test")
    }
  }

  /// The entry itself, and the changes that add, replace and delete it.
  static func checkRecords(
    of contact: Contact, _ template: LDIFTemplate, phoneFormat: PhoneFormat, base: String
  ) throws {
    let (entry, warnings) = template.entry(
      for: contact, uid: uid, base: base, phoneFormat: phoneFormat)
    for warning in warnings { try requireOneLine("\(warning)", "a warning") }
    try check(file([.content(entry)]), LDIFLinter.findings, "content")
    let replaced = entry.attributes.filter { $0.name != template.namingAttribute }
    let changes: [LDIFRecord] = [
      .add(entry), .modify(dn: entry.dn, replacing: replaced), .delete(dn: entry.dn),
    ]
    try check(file(changes), LDIFLinter.findings, "changes")
  }

  private static func file(_ records: [LDIFRecord]) -> [UInt8] {
    let writer = LDIFWriter(versionLine: true)
    var bytes = writer.header()
    for record in records { writer.append(record, to: &bytes) }
    return bytes
  }

  private static func check(
    _ file: [UInt8], _ findings: ([UInt8]) -> [LintFinding], _ kind: String
  ) throws(Violation) {
    let found = findings(file)
    try require(
      found.isEmpty,
      "\(kind): the linter finds \(found) in\n\(String(decoding: file, as: UTF8.self))")
  }
}

// MARK: - What a contact promises

/// Maps an item and checks the contact by what `Contact` promises.
func checkContact(of element: Element) throws {
  let (contact, warnings) = ContactMapper.map(element)
  // As it was made and as it is read, an item says the same.
  let read = try ApplicationData.decode(ApplicationData.encode(element))
  try require(ContactMapper.map(read) == (contact, warnings), "an item that was read")
  for warning in warnings { try requireOneLine("\(warning)", "a warning") }
  for field in ContactField.allCases {
    for value in contact.values(of: field) { try check(value, of: field) }
  }
  try require(
    contact.emails.map(\.rank) == Set(contact.emails.map(\.rank)).sorted(), "the ranks of addresses"
  )
  for email in contact.emails {
    // By bytes: with a joiner behind it, it is part of another character.
    try require(
      email.address.utf8.count { $0 == UInt8(ascii: "@") } == 1, "an address without one @")
    // A tab is text, as in every other field.
    try requireOneLine((email.displayName ?? "-").replacing("\t", with: " "), "a display name")
    try require(email.displayName != "", "an empty display name")
  }
  try require(
    contact.instantMessaging.map(\.rank) == Set(contact.instantMessaging.map(\.rank)).sorted(),
    "the ranks of accounts")
  try require(
    Set(contact.addresses.map(\.kind)).count == contact.addresses.count
      && !contact.addresses.contains(where: \.isEmpty), "the addresses")
  for date in [contact.birthday, contact.anniversary] {
    try require(date?.isInCalendar ?? true, "a day that there isn't")
  }
  for item in contact.extensions {
    let isName = item.name.utf8.allSatisfy {
      (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
    try require(!item.name.isEmpty && isName, "an extension of the name \(item.name)")
  }
}

private func check(_ value: FieldValue, of field: ContactField) throws(Violation) {
  switch value {
  case .text(let text):
    try require(!text.isEmpty, "\(field) is empty")
    let isClean = text.unicodeScalars.allSatisfy { scalar in
      scalar == "\t" || scalar == "\n"
        || scalar.properties.generalCategory != .control && !("\u{2028}"..."\u{2029}" ~= scalar)
    }
    try require(isClean, "\(field) has control characters: \(text.debugDescription)")
  case .photo(let photo): try require(!photo.bytes.isEmpty, "a photo without bytes")
  case .date, .address: break
  }
}
