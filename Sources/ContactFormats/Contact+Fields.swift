package import ContactModel

extension Contact {
  /// The values of a field in their order; none where the contact has none. Empty text is none.
  package func values(of field: ContactField) -> [FieldValue] {
    var list = FieldValueList()
    read(field, by: &list)
    return list.values
  }

  /// Hands each of ``values(of:)`` to a reader.
  func read(_ field: ContactField, by reader: inout some FieldReader) {
    switch field {
    case .formattedName: reader.read(formattedName.text)
    case .namePrefix: read(name.prefix, by: &reader)
    case .givenName: read(name.given, by: &reader)
    case .middleName: read(name.middle, by: &reader)
    case .familyName: read(name.family, by: &reader)
    case .nameSuffix: read(name.suffix, by: &reader)
    case .fileAs: read(fileAs, by: &reader)
    case .nickname: read(nickname, by: &reader)
    case .phoneticGivenName: read(phoneticName.given, by: &reader)
    case .phoneticFamilyName: read(phoneticName.family, by: &reader)
    case .phoneticCompany: read(phoneticName.company, by: &reader)
    case .company: read(company, by: &reader)
    case .department: read(department, by: &reader)
    case .office: read(office, by: &reader)
    case .jobTitle: read(jobTitle, by: &reader)
    case .email1: readEmail(rank: 1, by: &reader)
    case .email2: readEmail(rank: 2, by: &reader)
    case .email3: readEmail(rank: 3, by: &reader)
    case .emailNames: readEmailNames(besides: formattedName.text, by: &reader)
    case .workPhone: readNumbers(.work, by: &reader)
    case .homePhone: readNumbers(.home, by: &reader)
    case .mobilePhone: readNumbers(.mobile, by: &reader)
    case .pager: readNumbers(.pager, by: &reader)
    case .workFax: readNumbers(.workFax, by: &reader)
    case .homeFax: readNumbers(.homeFax, by: &reader)
    case .carPhone: readNumbers(.car, by: &reader)
    case .radioPhone: readNumbers(.radio, by: &reader)
    case .assistantPhone: readNumbers(.assistant, by: &reader)
    case .companyMainPhone: readNumbers(.companyMain, by: &reader)
    case .mms: read(mms, by: &reader)
    case .workAddress: readAddress(.work, by: &reader)
    case .workStreet: readPart(.street, of: .work, by: &reader)
    case .workStreet1: readStreet(of: .work, isFirst: true, by: &reader)
    case .workStreet2: readStreet(of: .work, isFirst: false, by: &reader)
    case .workCity: readPart(.city, of: .work, by: &reader)
    case .workRegion: readPart(.region, of: .work, by: &reader)
    case .workPostalCode: readPart(.postalCode, of: .work, by: &reader)
    case .workCountry: readPart(.country, of: .work, by: &reader)
    case .homeAddress: readAddress(.home, by: &reader)
    case .homeStreet: readPart(.street, of: .home, by: &reader)
    case .homeStreet1: readStreet(of: .home, isFirst: true, by: &reader)
    case .homeStreet2: readStreet(of: .home, isFirst: false, by: &reader)
    case .homeCity: readPart(.city, of: .home, by: &reader)
    case .homeRegion: readPart(.region, of: .home, by: &reader)
    case .homePostalCode: readPart(.postalCode, of: .home, by: &reader)
    case .homeCountry: readPart(.country, of: .home, by: &reader)
    case .otherAddress: readAddress(.other, by: &reader)
    case .otherStreet: readPart(.street, of: .other, by: &reader)
    case .otherStreet1: readStreet(of: .other, isFirst: true, by: &reader)
    case .otherStreet2: readStreet(of: .other, isFirst: false, by: &reader)
    case .otherCity: readPart(.city, of: .other, by: &reader)
    case .otherRegion: readPart(.region, of: .other, by: &reader)
    case .otherPostalCode: readPart(.postalCode, of: .other, by: &reader)
    case .otherCountry: readPart(.country, of: .other, by: &reader)
    case .instantMessaging1: readInstantMessaging(rank: 1, by: &reader)
    case .instantMessaging2: readInstantMessaging(rank: 2, by: &reader)
    case .instantMessaging3: readInstantMessaging(rank: 3, by: &reader)
    case .webPage: read(webPage, by: &reader)
    case .note: read(note, by: &reader)
    case .categories: read(categories, by: &reader)
    case .birthday: if let birthday { reader.read(.date(birthday)) }
    case .anniversary: if let anniversary { reader.read(.date(anniversary)) }
    case .spouse: read(spouse, by: &reader)
    case .children: read(children, by: &reader)
    case .assistant: read(assistant, by: &reader)
    case .manager: read(manager, by: &reader)
    case .photo: if let photo { reader.read(.photo(photo)) }
    case .customerID: read(customerID, by: &reader)
    case .governmentID: read(governmentID, by: &reader)
    case .accountName: read(accountName, by: &reader)
    case .alias: read(alias, by: &reader)
    case .weightedRank: read(weightedRank, by: &reader)
    case .extensions:
      for field in extensions { reader.read("\(field.name): \(field.value)") }
    }
  }

  @inline(__always)
  private func read(_ text: String?, by reader: inout some FieldReader) {
    if let text, !text.isEmpty { reader.read(text) }
  }

  private func read(_ texts: [String], by reader: inout some FieldReader) {
    for text in texts { read(text, by: &reader) }
  }

  // Through spans: an element that a loop takes out of an array is copied.

  private func readEmail(rank: Int, by reader: inout some FieldReader) {
    let emails = emails.span
    for index in emails.indices where emails[index].rank == rank {
      return read(emails[index].address, by: &reader)
    }
  }

  /// The names beside the addresses, but for the one that is shown anyway.
  func readEmailNames(besides shown: String, by reader: inout some FieldReader) {
    let emails = emails.span
    for index in emails.indices where emails[index].displayName != shown {
      read(emails[index].displayName, by: &reader)
    }
  }

  private func readNumbers(_ kind: Phone.Kind, by reader: inout some FieldReader) {
    let phones = phones.span
    var start = 0
    while let index = nextPhone(kind, from: start) {
      read(phones[index].number, by: &reader)
      start = index + 1
    }
  }

  private func readAddress(_ kind: PostalAddress.Kind, by reader: inout some FieldReader) {
    let addresses = addresses.span
    guard let index = firstAddress(kind) else { return }
    if AddressPart.allCases.contains(where: { addresses.text(of: $0, at: index) != nil }) {
      reader.read(addresses, at: index)
    }
  }

  @inline(__always)
  private func readPart(
    _ part: AddressPart, of kind: PostalAddress.Kind, by reader: inout some FieldReader
  ) {
    let addresses = addresses.span
    if let index = firstAddress(kind) { read(addresses.text(of: part, at: index), by: &reader) }
  }

  private func readStreet(
    of kind: PostalAddress.Kind, isFirst: Bool, by reader: inout some FieldReader
  ) {
    let addresses = addresses.span
    guard let index = firstAddress(kind), let street = addresses[index].street else { return }
    let lines = street.split(separator: "\n")
    let chosen = isFirst ? lines.prefix(1) : lines.dropFirst()
    read(chosen.joined(separator: ", "), by: &reader)
  }

  private func readInstantMessaging(rank: Int, by reader: inout some FieldReader) {
    let addresses = instantMessaging.span
    for index in addresses.indices where addresses[index].rank == rank {
      return read(addresses[index].address, by: &reader)
    }
  }
}

/// What takes the values of a field, one after the other.
protocol FieldReader {
  /// What most values are.
  mutating func read(_ text: String)
  /// The address where it is: taken out of there, it would be copied.
  mutating func read(_ addresses: Span<Contact.PostalAddress>, at index: Int)
  mutating func read(_ value: FieldValue)
}

extension FieldReader {
  mutating func read(_ addresses: Span<Contact.PostalAddress>, at index: Int) {
    read(.address(addresses[index]))
  }
}

/// The parts of an address in the order of their lines.
enum AddressPart: CaseIterable {
  case street, city, region, postalCode, country
}

extension Span<Contact.PostalAddress> {
  @inline(__always)
  func text(of part: AddressPart, at index: Int) -> String? {
    switch part {
    case .street: self[index].street
    case .city: self[index].city
    case .region: self[index].region
    case .postalCode: self[index].postalCode
    case .country: self[index].country
    }
  }
}

private struct FieldValueList: FieldReader {
  var values: [FieldValue] = []

  mutating func read(_ text: String) { values.append(.text(text)) }

  mutating func read(_ value: FieldValue) { values.append(value) }
}

// MARK: - Which there are

extension Contact {
  /// The fields that may have values. All others have none, as ``values(of:)`` has it.
  var fields: FieldSet {
    var fields: FieldSet = []
    fields.insert(.formattedName)
    fields.insert(.namePrefix, if: name.prefix != nil)
    fields.insert(.givenName, if: name.given != nil)
    fields.insert(.middleName, if: name.middle != nil)
    fields.insert(.familyName, if: name.family != nil)
    fields.insert(.nameSuffix, if: name.suffix != nil)
    fields.insert(.fileAs, if: fileAs != nil)
    fields.insert(.nickname, if: nickname != nil)
    fields.insert(.phoneticGivenName, if: phoneticName.given != nil)
    fields.insert(.phoneticFamilyName, if: phoneticName.family != nil)
    fields.insert(.phoneticCompany, if: phoneticName.company != nil)
    fields.insert(.company, if: company != nil)
    fields.insert(.department, if: department != nil)
    fields.insert(.office, if: office != nil)
    fields.insert(.jobTitle, if: jobTitle != nil)
    fields.insert(.mms, if: mms != nil)
    fields.insert(.webPage, if: webPage != nil)
    fields.insert(.note, if: note != nil)
    fields.insert(.categories, if: !categories.isEmpty)
    fields.insert(.birthday, if: birthday != nil)
    fields.insert(.anniversary, if: anniversary != nil)
    fields.insert(.spouse, if: spouse != nil)
    fields.insert(.children, if: !children.isEmpty)
    fields.insert(.assistant, if: assistant != nil)
    fields.insert(.manager, if: manager != nil)
    fields.insert(.photo, if: photo != nil)
    fields.insert(.customerID, if: customerID != nil)
    fields.insert(.governmentID, if: governmentID != nil)
    fields.insert(.accountName, if: accountName != nil)
    fields.insert(.alias, if: alias != nil)
    fields.insert(.weightedRank, if: weightedRank != nil)
    fields.insert(.extensions, if: !extensions.isEmpty)

    let emails = emails.span
    for index in emails.indices {
      fields.insert(.email1, if: emails[index].rank == 1)
      fields.insert(.email2, if: emails[index].rank == 2)
      fields.insert(.email3, if: emails[index].rank == 3)
      fields.insert(.emailNames, if: emails[index].displayName != nil)
    }
    let chats = instantMessaging.span
    for index in chats.indices {
      fields.insert(.instantMessaging1, if: chats[index].rank == 1)
      fields.insert(.instantMessaging2, if: chats[index].rank == 2)
      fields.insert(.instantMessaging3, if: chats[index].rank == 3)
    }
    let phones = phones.span
    for index in phones.indices { fields.insert(phones[index].kind.field) }
    let addresses = addresses.span
    for index in addresses.indices { fields.formUnion(addresses[index].kind.fields) }
    return fields
  }
}

extension Contact.Phone.Kind {
  fileprivate var field: ContactField {
    switch self {
    case .work: .workPhone
    case .home: .homePhone
    case .mobile: .mobilePhone
    case .pager: .pager
    case .workFax: .workFax
    case .homeFax: .homeFax
    case .car: .carPhone
    case .radio: .radioPhone
    case .assistant: .assistantPhone
    case .companyMain: .companyMainPhone
    }
  }
}

extension Contact.PostalAddress.Kind {
  /// The whole address, its street and all parts.
  fileprivate var fields: FieldSet {
    switch self {
    case .work: Self.workFields
    case .home: Self.homeFields
    case .other: Self.otherFields
    }
  }

  private static let workFields = FieldSet(
    [.workAddress, .workStreet] + ContactField.workAddress.parts)
  private static let homeFields = FieldSet(
    [.homeAddress, .homeStreet] + ContactField.homeAddress.parts)
  private static let otherFields = FieldSet(
    [.otherAddress, .otherStreet] + ContactField.otherAddress.parts)
}
