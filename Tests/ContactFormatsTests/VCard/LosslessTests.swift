import ContactFormats
import ContactModel
import Foundation
import Testing

/// A 4.0 card without dialect holds every field of its contact.
struct LosslessTests {
  @Test(arguments: ContactField.allCases)
  func `every field is read back from the card`(_ field: ContactField) throws {
    for contact in [Self.full, Self.sparse, Contact()] {
      let bytes = VCardWriter(options: VCardOptions(sensitive: [.governmentID]))
        .card(for: contact, uid: SampleContact.uid).bytes
      let card = ReadCard(lines: try CardReader.lines(of: bytes))
      #expect(try card.values(of: field) == contact.values(of: field))
    }
  }

  /// With addresses that are URIs: without a scheme they are given one.
  private static var full: Contact {
    var contact = SampleContact.full
    contact.webPage = "https://www.contoso.com/mark,j?a=b;c"
    contact.instantMessaging[1].address = "xmpp:mark@contoso.com"
    contact.addresses[1].region = "Wien"
    contact.addresses[2] = SampleContact.address(.other, ["a\nb", "c", "d", "e", "f"])
    return contact
  }

  /// What the order alone would not tell.
  private static var sparse: Contact {
    SampleContact.contact {
      $0.emails = [Contact.Email(rank: 3, address: "a@b.c")]
      $0.instantMessaging = [
        Contact.InstantMessaging(rank: 2, address: "markh"),
        Contact.InstantMessaging(rank: 3, address: "sip:mark@contoso.com"),
      ]
      $0.mms = "anna@mms.example"
      $0.webPage = "see our site"
      $0.department = "Sales"
      $0.phoneticName.company = "コントソ"
      $0.birthday = ContactDate(year: nil, month: 2, day: 29)
      $0.anniversary = ContactDate(year: 2001, month: 9, day: 17)
      $0.addresses = [SampleContact.address(.other, [nil, nil, nil, nil, "X"])]
    }
  }
}

/// The fields of a contact, looked up in a card by the project's table of fields.
private struct ReadCard {
  let lines: [CardReader.Line]

  func values(of field: ContactField) throws -> [FieldValue] {
    switch field {
    case .formattedName: try texts("FN")
    case .namePrefix: try component(3, of: "N")
    case .givenName: try component(1, of: "N")
    case .middleName: try component(2, of: "N")
    case .familyName: try component(0, of: "N")
    case .nameSuffix: try component(4, of: "N")
    case .fileAs: try texts("X-EAS-FILEAS")
    case .nickname: try texts("NICKNAME")
    case .phoneticGivenName: try texts("X-EAS-YOMIFIRSTNAME")
    case .phoneticFamilyName: try texts("X-EAS-YOMILASTNAME")
    case .phoneticCompany: try texts("X-EAS-YOMICOMPANYNAME")
    case .company: try component(0, of: "ORG")
    case .department: try component(1, of: "ORG")
    case .office: try texts("X-EAS-OFFICELOCATION")
    case .jobTitle: try texts("TITLE")
    case .email1: try texts("EMAIL", "PREF", "1")
    case .email2: try texts("EMAIL", "PREF", "2")
    case .email3: try texts("EMAIL", "PREF", "3")
    case .emailNames:
      try lines.compactMap { try $0.parameters["X-EAS-DISPLAY"].map(CardReader.parameterText) }
        .map { .text($0) }
    case .workPhone: try texts("TEL", "TYPE", "work,voice")
    case .homePhone: try texts("TEL", "TYPE", "home,voice")
    case .mobilePhone: try texts("TEL", "TYPE", "cell")
    case .pager: try texts("TEL", "TYPE", "pager")
    case .workFax: try texts("TEL", "TYPE", "fax,work")
    case .homeFax: try texts("TEL", "TYPE", "fax,home")
    case .carPhone: try texts("TEL", "TYPE", "x-car")
    case .radioPhone: try texts("TEL", "TYPE", "x-radio")
    case .assistantPhone: try texts("TEL", "TYPE", "x-assistant")
    case .companyMainPhone: try texts("TEL", "TYPE", "work,x-company-main")
    case .mms: try texts("TEL", "TYPE", "text") + texts("X-EAS-MMS")
    case .workAddress: try address(.work)
    case .homeAddress: try address(.home)
    case .otherAddress: try address(.other)
    case .workStreet: try component(2, of: "ADR", "work")
    case .workStreet1: try streetLines("work") { $0.prefix(1) }
    case .workStreet2: try streetLines("work") { $0.dropFirst() }
    case .workCity: try component(3, of: "ADR", "work")
    case .workRegion: try component(4, of: "ADR", "work")
    case .workPostalCode: try component(5, of: "ADR", "work")
    case .workCountry: try component(6, of: "ADR", "work")
    case .homeStreet: try component(2, of: "ADR", "home")
    case .homeStreet1: try streetLines("home") { $0.prefix(1) }
    case .homeStreet2: try streetLines("home") { $0.dropFirst() }
    case .homeCity: try component(3, of: "ADR", "home")
    case .homeRegion: try component(4, of: "ADR", "home")
    case .homePostalCode: try component(5, of: "ADR", "home")
    case .homeCountry: try component(6, of: "ADR", "home")
    case .otherStreet: try component(2, of: "ADR", "other")
    case .otherStreet1: try streetLines("other") { $0.prefix(1) }
    case .otherStreet2: try streetLines("other") { $0.dropFirst() }
    case .otherCity: try component(3, of: "ADR", "other")
    case .otherRegion: try component(4, of: "ADR", "other")
    case .otherPostalCode: try component(5, of: "ADR", "other")
    case .otherCountry: try component(6, of: "ADR", "other")
    case .instantMessaging1: try instantMessaging(rank: 1)
    case .instantMessaging2: try instantMessaging(rank: 2)
    case .instantMessaging3: try instantMessaging(rank: 3)
    case .webPage:
      // No address has a bare comma in a card.
      try texts("URL").map { value in
        guard case .text(let uri) = value else { return value }
        return .text(uri.replacing("%2C", with: ","))
      } + texts("X-EAS-WEBPAGE")
    case .note: try texts("NOTE")
    case .categories:
      try all("CATEGORIES").flatMap { try CardReader.texts($0.value, separator: ",") }
        .map { .text($0) }
    case .birthday: date("BDAY")
    case .anniversary: date("ANNIVERSARY")
    case .spouse: try texts("RELATED", "TYPE", "spouse")
    case .children: try texts("RELATED", "TYPE", "child")
    case .assistant: try texts("RELATED", "TYPE", "agent")
    case .manager: try texts("RELATED", "TYPE", "x-manager")
    case .photo: try photo()
    case .customerID: try texts("X-EAS-CUSTOMERID")
    case .governmentID: try texts("X-EAS-GOVERNMENTID")
    case .accountName: try texts("X-EAS-ACCOUNTNAME")
    case .alias: try texts("X-EAS-ALIAS")
    case .weightedRank: try texts("X-EAS-WEIGHTEDRANK")
    case .extensions: try extensions()
    }
  }

  private func streetLines(
    _ kind: String, _ part: (ArraySlice<Substring>) -> ArraySlice<Substring>
  ) throws -> [FieldValue] {
    try component(2, of: "ADR", kind).flatMap { value in
      guard case .text(let street) = value else { return [] as [FieldValue] }
      let text = part(street.split(separator: "\n")[...]).joined(separator: ", ")
      return text.isEmpty ? [] : [.text(text)]
    }
  }

  private func all(_ name: String) -> [CardReader.Line] { lines.filter { $0.name == name } }

  private func texts(
    _ name: String, _ parameter: String? = nil, _ value: String? = nil
  ) throws -> [FieldValue] {
    try all(name).filter { line in parameter.map { line.parameters[$0] == value } ?? true }
      .flatMap { try CardReader.texts($0.value) }.map { .text($0) }
  }

  private func components(_ name: String, _ type: String?) throws -> [String]? {
    try all(name).first { $0.parameters["TYPE"] == type }
      .map { try CardReader.texts($0.value, separator: ";") }
  }

  private func component(
    _ index: Int, of name: String, _ type: String? = nil
  ) throws -> [FieldValue] {
    guard let components = try components(name, type), index < components.count,
      !components[index].isEmpty
    else { return [] }
    return [.text(components[index])]
  }

  private func address(_ kind: Contact.PostalAddress.Kind) throws -> [FieldValue] {
    guard let parts = try components("ADR", kind.rawValue) else { return [] }
    let address = SampleContact.address(kind, parts.dropFirst(2).map { $0.isEmpty ? nil : $0 })
    return [.address(address)]
  }

  /// The rank is in the name or in PREF, or the order tells it.
  private func instantMessaging(rank: Int) throws -> [FieldValue] {
    let others = try texts("X-EAS-IMADDRESS" + (rank == 1 ? "" : String(rank)))
    let uris = all("IMPP").enumerated().filter { index, line in
      line.parameters["PREF"].map { $0 == String(rank) } ?? (index + 1 == rank)
    }
    return try others + uris.flatMap { try CardReader.texts($1.value) }.map { .text($0) }
  }

  private func date(_ name: String) -> [FieldValue] {
    all(name).map { line in
      let digits = line.value.filter(\.isNumber)
      let end = digits.suffix(4)
      return .date(
        ContactDate(
          year: Int(digits.dropLast(4)), month: Int(end.prefix(2)) ?? 0,
          day: Int(end.suffix(2)) ?? 0))
    }
  }

  private func photo() throws -> [FieldValue] {
    try texts("PHOTO").compactMap { value in
      guard case .text(let uri) = value, let comma = uri.firstIndex(of: ",") else { return nil }
      let head = uri[..<comma].dropFirst("data:".count).dropLast(";base64".count)
      let data = try #require(Data(base64Encoded: String(uri[comma...].dropFirst())))
      return .photo(Contact.Photo(mediaType: String(head), bytes: Array(data)))
    }
  }

  /// The names that are not those of the project's table of fields.
  private func extensions() throws -> [FieldValue] {
    let own = [
      "FILEAS", "YOMIFIRSTNAME", "YOMILASTNAME", "YOMICOMPANYNAME", "OFFICELOCATION", "MMS",
      "IMADDRESS", "IMADDRESS2", "IMADDRESS3", "WEBPAGE", "CUSTOMERID", "GOVERNMENTID",
      "ACCOUNTNAME", "ALIAS", "WEIGHTEDRANK",
    ]
    return try lines.filter {
      $0.name.hasPrefix("X-EAS-") && !own.contains(String($0.name.dropFirst(6)))
    }
    .map { .text("\($0.name.dropFirst(6)): \(try CardReader.texts($0.value).joined())") }
  }
}
