import ContactModel
import TextBytes

/// The properties of a contact's card: the one place that decides what goes where.
///
/// Every field of a contact ends in a property of the version's RFC, 6350 or 2426, or in one of
/// the project's own, whose names begin with `X-EAS-`, so that a card holds all that the mailbox
/// does. Version 3.0 has four names more that many programs use: `X-ANNIVERSARY`, `X-SPOUSE`,
/// `X-ASSISTANT`, `X-MANAGER`. A dialect adds the properties of its family, and where its readers
/// look for it a type or a group to a telephone number, an address or a web page.
///
/// The properties go one by one to a serializer, which spells a notation.
struct VCardMapping<Serializer: VCardSerializer> {
  var serializer: Serializer
  var warnings: [ContactWarning] = []
  let options: VCardOptions
  let version: VCardOptions.Version
  private var groupCount = 10

  init(into serializer: Serializer, options: VCardOptions) {
    self.serializer = serializer
    self.options = options
    version = options.effectiveVersion
  }

  /// All but `BEGIN`, `VERSION` and `END`, which are a notation's own.
  mutating func map(_ contact: Contact, uid: String, revision: String?) {
    // No version number: the first run of a new version would rewrite every card.
    add(.productID, "-//cardferry//EN")
    serializer.append(.uid, uuid: uid)
    if let revision { serializer.append(.revision, timestamp: revision) }

    let formattedName = contact.formattedName.text
    add(.formattedName, formattedName)
    addNames(of: contact)
    addOrganization(of: contact)
    addEmails(of: contact, formattedName: formattedName)
    addPhones(of: contact)
    addAddresses(of: contact)
    addInstantMessaging(of: contact)
    addWebPage(contact.webPage)
    addDates(of: contact)
    addRelations(of: contact)
    if !contact.categories.isEmpty {
      serializer.append(.categories, list: contact.categories)
    }
    add(.note, contact.note)
    addOwn(of: contact)
    if options.includesPhotos { addPhoto(contact.photo) }
    if !options.dialects.isEmpty { addDialects(of: contact) }
  }

  mutating func add(
    _ name: String, _ text: String?, _ parameters: [VCardParameter] = [], group: String? = nil
  ) {
    guard let text, !text.isEmpty else { return }
    serializer.append(VCardHead(name, parameters, group: group), text: text)
  }

  @inline(__always)
  mutating func add(_ head: VCardHead, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    serializer.append(head, text: text)
  }

  func has(_ dialect: VCardOptions.Dialect) -> Bool { options.dialects.contains(dialect) }

  /// The name of a group that no other line has. From `item11`: sabre/vobject, which hands cards
  /// on as 3.0, makes an `item1` of its own without looking for another.
  mutating func nextGroup() -> String {
    groupCount += 1
    return "item\(groupCount)"
  }
}

// MARK: - Names and organization

extension VCardMapping {
  private mutating func addNames(of contact: Contact) {
    let sortKeys = sortKeys(of: contact)
    // N even without any part: vCard 3.0 requires it, and servers hand cards on as 3.0. Once:
    // RFC 9554 would repeat it for the reading of a name, which several readers refuse.
    serializer.append(head(.name, sortKeys), name: contact.name)
    if version == .three { add("SORT-STRING", sortKeys.first { !$0.isEmpty }) }
    add(.fileAs, contact.fileAs)
    add(.nickname, contact.nickname)
    add("X-EAS-YOMIFIRSTNAME", contact.phoneticName.given)
    add("X-EAS-YOMILASTNAME", contact.phoneticName.family)
  }

  /// Family and given name to sort by where sorting by N as it stands would be wrong: by the
  /// reading of a name, or by a family name without its particle.
  private func sortKeys(of contact: Contact) -> [String] {
    let name = contact.name
    let reading = contact.phoneticName
    if reading.family != nil || reading.given != nil {
      return sortKeys([reading.family ?? name.family, reading.given ?? name.given])
    }
    guard let fileAs = contact.fileAs, let family = name.family, name.given != nil,
      Self.hasSpace(family), !fileAs.utf8.starts(with: family.utf8)
    else { return [] }
    let keys = fileAs.split(separator: ",", omittingEmptySubsequences: false)
    guard keys.count == 2, keys[1].utf8.first == Byte.space else { return [] }
    let given = keys[1].dropFirst()
    guard !keys[0].isEmpty, !given.isEmpty, family.hasSuffix(" " + keys[0]) else { return [] }
    return sortKeys([String(keys[0]), String(given)])
  }

  private static func hasSpace(_ text: String) -> Bool {
    text.utf8.span.contains { $0 == Byte.space }
  }

  /// The comma parts the components, so one inside a component becomes a space, and so does what
  /// is of no use to sorting.
  private func sortKeys(_ keys: [String?]) -> [String] {
    var keys = keys.map { key in
      if let key, Self.isSortKey(key) { return key }
      // By scalars: a comma with a combining mark is a comma in the card.
      return (key ?? "").unicodeScalars.split {
        $0 == "," || $0 == "\"" || $0.properties.isWhitespace
          || $0.properties.generalCategory == .control
      }.map { String($0) }.joined(separator: " ")
    }
    while keys.last == "" { keys.removeLast() }
    return keys
  }

  /// Whether there is surely nothing to replace.
  private static func isSortKey(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return bytes.indices.allSatisfy { index in
      bytes[index] != Byte.comma && bytes[index] != Byte.quote && !bytes.mayBeSpace(at: index)
    }
  }

  /// `SORT-AS="Family,Given"` (RFC 6350 section 5.9).
  private func head(_ head: VCardHead, _ sortKeys: [String]) -> VCardHead {
    if sortKeys.isEmpty || version == .three { return head }
    return VCardHead(head.name, [VCardParameter(name: "SORT-AS", values: .list(sortKeys))])
  }

  private mutating func addOrganization(of contact: Contact) {
    let reading = contact.phoneticName.company
    if contact.company != nil || contact.department != nil {
      let sortKeys = reading == nil ? [] : sortKeys([reading])
      serializer.append(
        head(.organization, sortKeys), organization: contact.company, unit: contact.department)
    }
    add("X-EAS-YOMICOMPANYNAME", reading)
    add(.title, contact.jobTitle)
    add(.office, contact.office)
  }
}
