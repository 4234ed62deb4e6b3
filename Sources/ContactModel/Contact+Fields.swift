extension Contact {
  /// The values of a field in their order; none where the contact has none. Empty text is none.
  package func values(of field: ContactField) -> [FieldValue] {
    var values: [FieldValue] = []
    forEachValue(of: field) {
      values.append(.text($0))
    } other: {
      values.append($0)
    }
    return values
  }

  /// Calls `text` or `other` with each of ``values(of:)``; text is what most of them are.
  package func forEachValue(
    of field: ContactField, text body: (String) -> Void, other: (FieldValue) -> Void
  ) {
    switch field {
    case .formattedName: body(formattedName.text)
    case .namePrefix: text(name.prefix, body)
    case .givenName: text(name.given, body)
    case .middleName: text(name.middle, body)
    case .familyName: text(name.family, body)
    case .nameSuffix: text(name.suffix, body)
    case .fileAs: text(fileAs, body)
    case .nickname: text(nickname, body)
    case .phoneticGivenName: text(phoneticName.given, body)
    case .phoneticFamilyName: text(phoneticName.family, body)
    case .phoneticCompany: text(phoneticName.company, body)
    case .company: text(company, body)
    case .department: text(department, body)
    case .office: text(office, body)
    case .jobTitle: text(jobTitle, body)
    case .email1: email(rank: 1, body)
    case .email2: email(rank: 2, body)
    case .email3: email(rank: 3, body)
    case .emailNames: emailNames(body)
    case .workPhone: numbers(.work, body)
    case .homePhone: numbers(.home, body)
    case .mobilePhone: numbers(.mobile, body)
    case .pager: numbers(.pager, body)
    case .workFax: numbers(.workFax, body)
    case .homeFax: numbers(.homeFax, body)
    case .carPhone: numbers(.car, body)
    case .radioPhone: numbers(.radio, body)
    case .assistantPhone: numbers(.assistant, body)
    case .companyMainPhone: numbers(.companyMain, body)
    case .mms: text(mms, body)
    case .workAddress: address(.work, other)
    case .workStreet: part(of: .work, { $0.street }, body)
    case .workStreet1: streetLines(of: .work, { $0.prefix(1) }, body)
    case .workStreet2: streetLines(of: .work, { $0.dropFirst() }, body)
    case .workCity: part(of: .work, { $0.city }, body)
    case .workRegion: part(of: .work, { $0.region }, body)
    case .workPostalCode: part(of: .work, { $0.postalCode }, body)
    case .workCountry: part(of: .work, { $0.country }, body)
    case .homeAddress: address(.home, other)
    case .homeStreet: part(of: .home, { $0.street }, body)
    case .homeStreet1: streetLines(of: .home, { $0.prefix(1) }, body)
    case .homeStreet2: streetLines(of: .home, { $0.dropFirst() }, body)
    case .homeCity: part(of: .home, { $0.city }, body)
    case .homeRegion: part(of: .home, { $0.region }, body)
    case .homePostalCode: part(of: .home, { $0.postalCode }, body)
    case .homeCountry: part(of: .home, { $0.country }, body)
    case .otherAddress: address(.other, other)
    case .otherStreet: part(of: .other, { $0.street }, body)
    case .otherStreet1: streetLines(of: .other, { $0.prefix(1) }, body)
    case .otherStreet2: streetLines(of: .other, { $0.dropFirst() }, body)
    case .otherCity: part(of: .other, { $0.city }, body)
    case .otherRegion: part(of: .other, { $0.region }, body)
    case .otherPostalCode: part(of: .other, { $0.postalCode }, body)
    case .otherCountry: part(of: .other, { $0.country }, body)
    case .instantMessaging1: instantMessaging(rank: 1, body)
    case .instantMessaging2: instantMessaging(rank: 2, body)
    case .instantMessaging3: instantMessaging(rank: 3, body)
    case .webPage: text(webPage, body)
    case .note: text(note, body)
    case .categories: for category in categories { text(category, body) }
    case .birthday: if let birthday { other(.date(birthday)) }
    case .anniversary: if let anniversary { other(.date(anniversary)) }
    case .spouse: text(spouse, body)
    case .children: for child in children { text(child, body) }
    case .assistant: text(assistant, body)
    case .manager: text(manager, body)
    case .photo: if let photo { other(.photo(photo)) }
    case .customerID: text(customerID, body)
    case .governmentID: text(governmentID, body)
    case .accountName: text(accountName, body)
    case .alias: text(alias, body)
    case .weightedRank: text(weightedRank, body)
    case .extensions: for field in extensions { body("\(field.name): \(field.value)") }
    }
  }

  private func text(_ value: String?, _ body: (String) -> Void) {
    if let value, !value.isEmpty { body(value) }
  }

  private func email(rank: Int, _ body: (String) -> Void) {
    for email in emails where email.rank == rank { return text(email.address, body) }
  }

  private func emailNames(_ body: (String) -> Void) {
    guard emails.contains(where: { $0.displayName != nil }) else { return }
    let shown = formattedName.text
    for email in emails where email.displayName != shown { text(email.displayName, body) }
  }

  // Through spans: an element that a loop takes out of an array is copied.

  private func numbers(_ kind: Phone.Kind, _ body: (String) -> Void) {
    let phones = phones.span
    for index in phones.indices where phones[index].kind == kind {
      text(phones[index].number, body)
    }
  }

  private func address(_ kind: PostalAddress.Kind, _ body: (FieldValue) -> Void) {
    let addresses = addresses.span
    for index in addresses.indices where addresses[index].kind == kind {
      if !addresses[index].isEmpty { body(.address(addresses[index])) }
      return
    }
  }

  private func part(
    of kind: PostalAddress.Kind, _ part: (borrowing PostalAddress) -> String?,
    _ body: (String) -> Void
  ) {
    let addresses = addresses.span
    for index in addresses.indices where addresses[index].kind == kind {
      return text(part(addresses[index]), body)
    }
  }

  private func streetLines(
    of kind: PostalAddress.Kind, _ lines: ([Substring]) -> ArraySlice<Substring>,
    _ body: (String) -> Void
  ) {
    part(of: kind, { $0.street }) {
      text(lines($0.split(separator: "\n")).joined(separator: ", "), body)
    }
  }

  private func instantMessaging(rank: Int, _ body: (String) -> Void) {
    for address in instantMessaging where address.rank == rank {
      return text(address.address, body)
    }
  }
}
