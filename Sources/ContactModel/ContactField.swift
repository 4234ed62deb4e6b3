/// The fields of a contact by name, as output templates call them.
///
/// Most name one stored value or list. The *composed* ones are made of others: `formattedName`,
/// whole addresses, and streets of several lines.
package enum ContactField: String, CaseIterable, Sendable {
  /// The name to show; never without a value. See `Contact.formattedName`.
  case formattedName
  case namePrefix, givenName, middleName, familyName, nameSuffix
  case fileAs, nickname
  case phoneticGivenName, phoneticFamilyName, phoneticCompany
  case company, department, office, jobTitle

  case email1, email2, email3
  /// The names beside the addresses, where they differ from the name of the contact.
  case emailNames

  case workPhone, homePhone, mobilePhone, pager, workFax, homeFax
  case carPhone, radioPhone, assistantPhone, companyMainPhone
  case mms

  case workAddress, workStreet, workCity, workRegion, workPostalCode, workCountry
  case homeAddress, homeStreet, homeCity, homeRegion, homePostalCode, homeCountry
  case otherAddress, otherStreet, otherCity, otherRegion, otherPostalCode, otherCountry
  /// The first line of a street, and what follows it, as one line.
  case workStreet1, workStreet2, homeStreet1, homeStreet2, otherStreet1, otherStreet2

  case instantMessaging1, instantMessaging2, instantMessaging3
  case webPage, note, categories
  case birthday, anniversary
  case spouse, children, assistant, manager
  case photo
  case customerID, governmentID, accountName, alias, weightedRank
  /// Every extension field, as `NAME: value`.
  case extensions
}

extension ContactField {
  /// The fields this one is composed of; empty for a field that is stored as such.
  package var parts: [ContactField] {
    switch self {
    case .formattedName: [.namePrefix, .givenName, .middleName, .familyName, .nameSuffix]
    case .workStreet: [.workStreet1, .workStreet2]
    case .homeStreet: [.homeStreet1, .homeStreet2]
    case .otherStreet: [.otherStreet1, .otherStreet2]
    case .workAddress:
      Self.workStreet.parts + [.workCity, .workRegion, .workPostalCode, .workCountry]
    case .homeAddress:
      Self.homeStreet.parts + [.homeCity, .homeRegion, .homePostalCode, .homeCountry]
    case .otherAddress:
      Self.otherStreet.parts + [.otherCity, .otherRegion, .otherPostalCode, .otherCountry]
    default: []
    }
  }
}

/// One value of a field.
package enum FieldValue: Equatable, Sendable {
  case text(String)
  case date(ContactDate)
  case address(Contact.PostalAddress)
  case photo(Contact.Photo)
}
