import Testing

extension Card {
  /// Whether the card holds a field of the mailbox where the project's table of fields says.
  func holds(_ field: SampleContact.Field, _ value: String) -> Bool {
    switch field {
    case .lastName: component(0, of: "N") == value
    case .firstName: component(1, of: "N") == value
    case .middleName: component(2, of: "N") == value
    case .title: component(3, of: "N") == value
    case .suffix: component(4, of: "N") == value
    case .fileAs: text("X-EAS-FILEAS") == value
    case .nickName: text("NICKNAME") == value
    case .yomiFirstName: text("X-EAS-YOMIFIRSTNAME") == value
    case .yomiLastName: text("X-EAS-YOMILASTNAME") == value
    case .yomiCompanyName: text("X-EAS-YOMICOMPANYNAME") == value

    case .companyName: component(0, of: "ORG") == value
    case .department: component(1, of: "ORG") == value
    case .officeLocation: text("X-EAS-OFFICELOCATION") == value
    case .jobTitle: text("TITLE") == value

    case .email1: holdsEmail(value, rank: 1)
    case .email2: holdsEmail(value, rank: 2)
    case .email3: holdsEmail(value, rank: 3)
    case .imAddress, .imAddress2, .imAddress3: holdsIM(value)
    case .mms: holdsPhone(value, ["text"])
    case .webPage: first("URL")?.value == value

    case .businessPhone, .business2Phone: holdsPhone(value, ["work", "voice"])
    case .businessFax: holdsPhone(value, ["fax", "work"])
    case .companyMainPhone: holdsPhone(value, ["work", "x-company-main"])
    case .homePhone, .home2Phone: holdsPhone(value, ["home", "voice"])
    case .homeFax: holdsPhone(value, ["fax", "home"])
    case .mobilePhone: holdsPhone(value, ["cell"])
    case .pager: holdsPhone(value, ["pager"])
    case .carPhone: holdsPhone(value, ["x-car"])
    case .radioPhone: holdsPhone(value, ["x-radio"])
    case .assistantPhone: holdsPhone(value, ["x-assistant"])

    case .businessStreet, .businessCity, .businessState, .businessPostalCode, .businessCountry:
      holdsAddress(value, "work", part: field)
    case .homeStreet, .homeCity, .homeState, .homePostalCode, .homeCountry:
      holdsAddress(value, "home", part: field)
    case .otherStreet, .otherCity, .otherState, .otherPostalCode, .otherCountry:
      holdsAddress(value, "other", part: field)

    case .birthday: first("BDAY")?.value == value.filter { $0 != "-" }
    case .anniversary: first("ANNIVERSARY")?.value == value.filter { $0 != "-" }
    case .spouse: relations("spouse") == [value]
    case .assistantName: relations("agent") == [value]
    case .managerName: relations("x-manager") == [value]
    case .children: relations("child").joined(separator: "\n") == value
    case .categories: first("CATEGORIES")?.list.joined(separator: "\n") == value

    case .body: text("NOTE") == value
    case .picture: text("PHOTO") == "data:image/jpeg;base64,\(value)"

    case .customerID: text("X-EAS-CUSTOMERID") == value
    case .governmentID: text("X-EAS-GOVERNMENTID") == value
    case .accountName: text("X-EAS-ACCOUNTNAME") == value
    }
  }

  /// Expects every field of the contact in the card, and names those that are not there.
  func expect(_ contact: SampleContact, sourceLocation: SourceLocation = #_sourceLocation) {
    let missing = contact.fields.filter { !holds($0.key, $0.value) }.map(\.key.rawValue)
    #expect(
      missing.isEmpty, "\(contact.id): \(missing.sorted()) in \(properties.map(\.name))",
      sourceLocation: sourceLocation)
  }

  private func component(_ number: Int, of name: String) -> String? {
    guard let components = first(name)?.components, number < components.count else { return nil }
    return components[number]
  }

  private func holdsEmail(_ address: String, rank: Int) -> Bool {
    all("EMAIL").contains { $0.text == address && $0.parameters["PREF"] == ["\(rank)"] }
  }

  private func holdsPhone(_ number: String, _ types: Set<String>) -> Bool {
    all("TEL").contains { $0.text == number && $0.isOf(types: types) }
  }

  /// An address without a scheme is one of `im:` (RFC 3860).
  private func holdsIM(_ address: String) -> Bool {
    all("IMPP").contains { $0.value == (address.contains(":") ? address : "im:" + address) }
  }

  private func holdsAddress(_ value: String, _ type: String, part: SampleContact.Field) -> Bool {
    let parts = ["Street": 2, "City": 3, "State": 4, "PostalCode": 5, "Country": 6]
    let name = part.rawValue
    guard let number = parts.first(where: { name.hasSuffix($0.key) })?.value else { return false }
    return all("ADR").contains { address in
      address.isOf(types: [type]) && address.components.count == 7
        && address.components[number] == value
    }
  }

  private func relations(_ type: String) -> [String] {
    all("RELATED").filter { $0.isOf(types: [type]) }.map(\.text)
  }
}
