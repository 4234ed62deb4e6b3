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
    case .workStreet: readPart(of: .work, by: &reader) { $0.street }
    case .workStreet1: readStreet(of: .work, isFirst: true, by: &reader)
    case .workStreet2: readStreet(of: .work, isFirst: false, by: &reader)
    case .workCity: readPart(of: .work, by: &reader) { $0.city }
    case .workRegion: readPart(of: .work, by: &reader) { $0.region }
    case .workPostalCode: readPart(of: .work, by: &reader) { $0.postalCode }
    case .workCountry: readPart(of: .work, by: &reader) { $0.country }
    case .homeAddress: readAddress(.home, by: &reader)
    case .homeStreet: readPart(of: .home, by: &reader) { $0.street }
    case .homeStreet1: readStreet(of: .home, isFirst: true, by: &reader)
    case .homeStreet2: readStreet(of: .home, isFirst: false, by: &reader)
    case .homeCity: readPart(of: .home, by: &reader) { $0.city }
    case .homeRegion: readPart(of: .home, by: &reader) { $0.region }
    case .homePostalCode: readPart(of: .home, by: &reader) { $0.postalCode }
    case .homeCountry: readPart(of: .home, by: &reader) { $0.country }
    case .otherAddress: readAddress(.other, by: &reader)
    case .otherStreet: readPart(of: .other, by: &reader) { $0.street }
    case .otherStreet1: readStreet(of: .other, isFirst: true, by: &reader)
    case .otherStreet2: readStreet(of: .other, isFirst: false, by: &reader)
    case .otherCity: readPart(of: .other, by: &reader) { $0.city }
    case .otherRegion: readPart(of: .other, by: &reader) { $0.region }
    case .otherPostalCode: readPart(of: .other, by: &reader) { $0.postalCode }
    case .otherCountry: readPart(of: .other, by: &reader) { $0.country }
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
    if let index = firstAddress(kind), !addresses[index].isEmpty { reader.read(addresses[index]) }
  }

  @inline(__always)
  private func readPart(
    of kind: PostalAddress.Kind, by reader: inout some FieldReader,
    _ part: (borrowing PostalAddress) -> String?
  ) {
    let addresses = addresses.span
    if let index = firstAddress(kind) { read(part(addresses[index]), by: &reader) }
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
  mutating func read(_ address: borrowing Contact.PostalAddress)
  mutating func read(_ value: FieldValue)
}

extension FieldReader {
  mutating func read(_ address: borrowing Contact.PostalAddress) { read(.address(copy address)) }
}

private struct FieldValueList: FieldReader {
  var values: [FieldValue] = []

  mutating func read(_ text: String) { values.append(.text(text)) }

  mutating func read(_ value: FieldValue) { values.append(value) }
}
