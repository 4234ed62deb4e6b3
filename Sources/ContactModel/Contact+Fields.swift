extension Contact {
  /// The values of a field in their order; none where the contact has none. Empty text is none.
  package func values(of field: ContactField) -> [FieldValue] {
    switch field {
    case .formattedName: [.text(formattedName.text)]
    case .namePrefix: text(name.prefix)
    case .givenName: text(name.given)
    case .middleName: text(name.middle)
    case .familyName: text(name.family)
    case .nameSuffix: text(name.suffix)
    case .fileAs: text(fileAs)
    case .nickname: text(nickname)
    case .phoneticGivenName: text(phoneticName.given)
    case .phoneticFamilyName: text(phoneticName.family)
    case .phoneticCompany: text(phoneticName.company)
    case .company: text(company)
    case .department: text(department)
    case .office: text(office)
    case .jobTitle: text(jobTitle)
    case .email1: email(rank: 1)
    case .email2: email(rank: 2)
    case .email3: email(rank: 3)
    case .emailNames: emailNames
    case .workPhone: numbers(.work)
    case .homePhone: numbers(.home)
    case .mobilePhone: numbers(.mobile)
    case .pager: numbers(.pager)
    case .workFax: numbers(.workFax)
    case .homeFax: numbers(.homeFax)
    case .carPhone: numbers(.car)
    case .radioPhone: numbers(.radio)
    case .assistantPhone: numbers(.assistant)
    case .companyMainPhone: numbers(.companyMain)
    case .mms: text(mms)
    case .workAddress: address(.work)
    case .workStreet: part(of: .work) { $0.street }
    case .workStreet1: streetLines(of: .work) { $0.prefix(1) }
    case .workStreet2: streetLines(of: .work) { $0.dropFirst() }
    case .workCity: part(of: .work) { $0.city }
    case .workRegion: part(of: .work) { $0.region }
    case .workPostalCode: part(of: .work) { $0.postalCode }
    case .workCountry: part(of: .work) { $0.country }
    case .homeAddress: address(.home)
    case .homeStreet: part(of: .home) { $0.street }
    case .homeStreet1: streetLines(of: .home) { $0.prefix(1) }
    case .homeStreet2: streetLines(of: .home) { $0.dropFirst() }
    case .homeCity: part(of: .home) { $0.city }
    case .homeRegion: part(of: .home) { $0.region }
    case .homePostalCode: part(of: .home) { $0.postalCode }
    case .homeCountry: part(of: .home) { $0.country }
    case .otherAddress: address(.other)
    case .otherStreet: part(of: .other) { $0.street }
    case .otherStreet1: streetLines(of: .other) { $0.prefix(1) }
    case .otherStreet2: streetLines(of: .other) { $0.dropFirst() }
    case .otherCity: part(of: .other) { $0.city }
    case .otherRegion: part(of: .other) { $0.region }
    case .otherPostalCode: part(of: .other) { $0.postalCode }
    case .otherCountry: part(of: .other) { $0.country }
    case .instantMessaging1: instantMessaging(rank: 1)
    case .instantMessaging2: instantMessaging(rank: 2)
    case .instantMessaging3: instantMessaging(rank: 3)
    case .webPage: text(webPage)
    case .note: text(note)
    case .categories: categories.flatMap { text($0) }
    case .birthday: birthday.map { [.date($0)] } ?? []
    case .anniversary: anniversary.map { [.date($0)] } ?? []
    case .spouse: text(spouse)
    case .children: children.flatMap { text($0) }
    case .assistant: text(assistant)
    case .manager: text(manager)
    case .photo: photo.map { [.photo($0)] } ?? []
    case .customerID: text(customerID)
    case .governmentID: text(governmentID)
    case .accountName: text(accountName)
    case .alias: text(alias)
    case .weightedRank: text(weightedRank)
    case .extensions: extensions.map { .text("\($0.name): \($0.value)") }
    }
  }

  private func text(_ value: String?) -> [FieldValue] {
    guard let value, !value.isEmpty else { return [] }
    return [.text(value)]
  }

  private func email(rank: Int) -> [FieldValue] {
    emails.first { $0.rank == rank }.map { text($0.address) } ?? []
  }

  private var emailNames: [FieldValue] {
    guard emails.contains(where: { $0.displayName != nil }) else { return [] }
    let shown = formattedName.text
    return emails.flatMap { $0.displayName == shown ? [] : text($0.displayName) }
  }

  private func numbers(_ kind: Phone.Kind) -> [FieldValue] {
    var values: [FieldValue] = []
    for phone in phones where phone.kind == kind && !phone.number.isEmpty {
      values.append(.text(phone.number))
    }
    return values
  }

  private func address(_ kind: PostalAddress.Kind) -> [FieldValue] {
    guard let address = addresses.first(where: { $0.kind == kind }), !address.isEmpty else {
      return []
    }
    return [.address(address)]
  }

  private func part(
    of kind: PostalAddress.Kind, _ part: (PostalAddress) -> String?
  ) -> [FieldValue] {
    for address in addresses where address.kind == kind { return text(part(address)) }
    return []
  }

  private func streetLines(
    of kind: PostalAddress.Kind, _ lines: ([Substring]) -> ArraySlice<Substring>
  ) -> [FieldValue] {
    for address in addresses where address.kind == kind {
      guard let street = address.street else { return [] }
      return text(lines(street.split(separator: "\n")).joined(separator: ", "))
    }
    return []
  }

  private func instantMessaging(rank: Int) -> [FieldValue] {
    instantMessaging.first { $0.rank == rank }.map { text($0.address) } ?? []
  }
}
