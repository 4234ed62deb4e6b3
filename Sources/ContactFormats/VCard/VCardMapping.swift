import ContactModel

/// The properties of a contact's card: the one place that decides what goes where.
///
/// Every field of a contact ends in a property of RFC 6350 or in one of the project's own, whose
/// names begin with `X-EAS-`, so that a card holds all that the mailbox does.
///
/// The properties go to a sink one by one: a serializer, which spells a version of the format.
struct VCardMapping<Sink: VCardPropertySink> {
  var sink: Sink
  private(set) var warnings: [ContactWarning] = []

  init(into sink: Sink) {
    self.sink = sink
  }

  /// All but `BEGIN`, `VERSION` and `END`, which are a version's own.
  mutating func map(_ contact: Contact, uid: String, revision: String?, options: VCardOptions) {
    // No version number: the first run of a new version would rewrite every card.
    add("PRODID", "-//cardferry//EN")
    sink.append(VCardProperty("UID", .uri("urn:uuid:" + uid)))
    if let revision { sink.append(VCardProperty("REV", .timestamp(revision))) }

    let formattedName = contact.formattedName.text
    add("FN", formattedName)
    addNames(of: contact)
    addOrganization(of: contact)
    addEmails(of: contact, formattedName: formattedName)
    addPhones(of: contact)
    addAddresses(of: contact)
    addInstantMessaging(of: contact)
    addWebPage(contact.webPage)
    addDate("BDAY", contact.birthday, field: .birthday)
    addDate("ANNIVERSARY", contact.anniversary, field: .anniversary)
    addRelations(of: contact)
    if !contact.categories.isEmpty {
      sink.append(VCardProperty("CATEGORIES", .list(contact.categories)))
    }
    add("NOTE", contact.note)
    addOwn(of: contact, options: options)
    addPhoto(contact.photo)
  }

  private mutating func add(
    _ name: String, _ text: String?, _ parameters: [VCardParameter] = []
  ) {
    guard let text, !text.isEmpty else { return }
    sink.append(VCardProperty(name, .text(text), parameters))
  }
}

// MARK: - Names and organization

extension VCardMapping {
  private mutating func addNames(of contact: Contact) {
    // N even without any part: vCard 3.0 requires it, and servers hand cards on as 3.0.
    sink.append(VCardProperty("N", .name(contact.name), sortAs(contact)))
    // Evolution reads and writes this one.
    add("X-EVOLUTION-FILE-AS", contact.fileAs)
    add("NICKNAME", contact.nickname)
    // The names Apple, Nextcloud and DAVx5 use. RFC 9554 would repeat N, which several readers
    // refuse.
    add("X-PHONETIC-FIRST-NAME", contact.phoneticName.given)
    add("X-PHONETIC-LAST-NAME", contact.phoneticName.family)
  }

  /// `SORT-AS="Family,Given"` (RFC 6350 section 5.9) where sorting by N as it stands would be
  /// wrong: by the reading of a name, or by a family name without its particle.
  private func sortAs(_ contact: Contact) -> [VCardParameter] {
    let name = contact.name
    let reading = contact.phoneticName
    if reading.family != nil || reading.given != nil {
      return sortAs([reading.family ?? name.family, reading.given ?? name.given])
    }
    guard let fileAs = contact.fileAs, let family = name.family, name.given != nil,
      family.utf8.contains(Byte.space), !fileAs.utf8.starts(with: family.utf8)
    else { return [] }
    let keys = fileAs.split(separator: ",", omittingEmptySubsequences: false)
    guard keys.count == 2, keys[1].utf8.first == Byte.space else { return [] }
    let given = keys[1].dropFirst()
    guard !keys[0].isEmpty, !given.isEmpty, family.hasSuffix(" " + keys[0]) else { return [] }
    return sortAs([String(keys[0]), String(given)])
  }

  /// The comma parts the components, so one inside a component becomes a space, and so does what
  /// is of no use to sorting.
  private func sortAs(_ keys: [String?]) -> [VCardParameter] {
    var keys = keys.map { key in
      (key ?? "").split { $0 == "," || $0 == "\"" || $0.isWhitespace || Self.isControl($0) }
        .joined(separator: " ")
    }
    while keys.last == "" { keys.removeLast() }
    if keys.isEmpty { return [] }
    return [VCardParameter(name: "SORT-AS", values: .text(keys.joined(separator: ",")))]
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
  }

  private mutating func addOrganization(of contact: Contact) {
    let reading = contact.phoneticName.company
    if contact.company != nil || contact.department != nil {
      sink.append(
        VCardProperty(
          "ORG", .organization(contact.company, unit: contact.department),
          reading == nil ? [] : sortAs([reading])))
    }
    add("X-PHONETIC-ORG", reading)
    add("TITLE", contact.jobTitle)
    add("X-EAS-OFFICELOCATION", contact.office)
  }
}

// MARK: - How to reach a contact

extension VCardMapping {
  private mutating func addEmails(of contact: Contact, formattedName: String) {
    for email in contact.emails {
      var parameters = VCardConstants.preference(email.rank)
      if let name = email.displayName, !name.isEmpty, name != formattedName {
        parameters.append(VCardParameter(name: "X-EAS-DISPLAY", values: .text(name)))
      }
      add("EMAIL", email.address, parameters)
    }
  }

  /// As text: of the readers tried, one shows the `tel:` of a URI and one breaks its `;ext=`.
  private mutating func addPhones(of contact: Contact) {
    for phone in contact.phones { add("TEL", phone.number, VCardConstants.types(of: phone.kind)) }
    guard let mms = contact.mms else { return }
    if Self.isPhoneNumber(mms) {
      add("TEL", mms, VCardConstants.text)
    } else {
      add("X-EAS-MMS", mms)
    }
  }

  private static func isPhoneNumber(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case Byte.space, 0x28, 0x29, 0x2B, 0x2D, 0x2E, 0x2F: break
      default: return false
      }
    }
    return digits >= 3
  }

  private mutating func addAddresses(of contact: Contact) {
    for address in contact.addresses where !address.isEmpty {
      sink.append(
        VCardProperty("ADR", .address(address), VCardConstants.types(of: address.kind)))
    }
  }

  private mutating func addInstantMessaging(of contact: Contact) {
    for account in contact.instantMessaging {
      if let uri = URIText.instantMessaging(account.address) {
        sink.append(VCardProperty("IMPP", .uri(uri)))
      } else {
        add("X-EAS-IMADDRESS" + (account.rank == 1 ? "" : String(account.rank)), account.address)
      }
    }
  }

  private mutating func addWebPage(_ page: String?) {
    guard let page else { return }
    if let uri = URIText.webPage(page) {
      sink.append(VCardProperty("URL", .uri(uri)))
    } else {
      add("X-EAS-WEBPAGE", page)
    }
  }
}

// MARK: - Dates, people, photo and what vCard has no property for

extension VCardMapping {
  private mutating func addDate(_ name: String, _ date: ContactDate?, field: ContactField) {
    guard let date else { return }
    if date.isInCalendar {
      sink.append(VCardProperty(name, .date(date)))
    } else {
      warnings.append(
        ContactWarning(.invalidValue, field: field.rawValue, "no day of the calendar; left out"))
    }
  }

  private mutating func addRelations(of contact: Contact) {
    add("RELATED", contact.spouse, VCardConstants.spouse)
    for child in contact.children { add("RELATED", child, VCardConstants.child) }
    add("RELATED", contact.assistant, VCardConstants.assistant)
    add("RELATED", contact.manager, VCardConstants.manager)
  }

  private mutating func addOwn(of contact: Contact, options: VCardOptions) {
    add("X-EAS-CUSTOMERID", contact.customerID)
    if options.sensitive?.contains(.governmentID) ?? false {
      add("X-EAS-GOVERNMENTID", contact.governmentID)
    }
    add("X-EAS-ACCOUNTNAME", contact.accountName)
    add("X-EAS-ALIAS", contact.alias)
    add("X-EAS-WEIGHTEDRANK", contact.weightedRank)
    for field in contact.extensions { add("X-EAS-" + Self.name(of: field), field.value) }
  }

  private static func name(of field: Contact.ExtensionField) -> String {
    let name = field.name.utf8.map { byte in
      if Byte.isLetter(byte) { return byte & 0xDF }
      return Byte.isDigit(byte) ? byte : UInt8(ascii: "-")
    }
    return name.isEmpty ? "FIELD" : String(decoding: name, as: UTF8.self)
  }

  private mutating func addPhoto(_ photo: Contact.Photo?) {
    guard let photo else { return }
    if photo.bytes.isEmpty {
      warnings.append(
        ContactWarning(
          .invalidValue, field: ContactField.photo.rawValue, "an image without bytes; left out"))
    } else {
      sink.append(VCardProperty("PHOTO", .image(photo)))
    }
  }
}
