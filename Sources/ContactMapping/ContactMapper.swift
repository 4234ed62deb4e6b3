package import ContactModel
package import WBXML

/// Turns the ApplicationData of an item into a contact: every element of Contacts (page 1),
/// Contacts2 (page 12) and the Body of AirSyncBase (page 17), as MS-ASCNTC section 2.2.2 lists
/// them.
///
/// Empty elements are absent ones. An element that no specification has is kept as an extension.
/// What can't be taken over as it is becomes a warning.
package struct ContactMapper {
  var warnings: [ContactWarning] = []
  /// Whether a warning says already that some text was not UTF-8.
  var hasWarnedOfEncoding = false
  /// How many numbers of each element came, in the order in which a contact has them.
  private var phoneCounts = InlineArray<12, Int>(repeating: 0)
  /// The numbers behind the first ``phonesInPlace``, in the same order; empty while there are none.
  private var furtherPhones: [[Contact.Phone]] = []

  /// How many numbers are put into their places as they come. To move a few is cheaper than anything
  /// else, to move many would take the square of their number.
  private static let phonesInPlace = 16

  package static func map(
    _ applicationData: Element
  ) -> (contact: Contact, warnings: [ContactWarning]) {
    var contact = Contact()
    let warnings = fill(&contact, from: applicationData)
    return (contact, warnings)
  }

  /// A function of its own, for a contact that a closure holds is copied when it is returned, and
  /// each of its fields retained.
  @inline(never)
  private static func fill(
    _ contact: inout Contact, from applicationData: Element
  ) -> [ContactWarning] {
    var mapper = ContactMapper()
    applicationData.forEachChild { mapper.take($0, &contact) }
    mapper.addFurtherPhones(to: &contact)
    tidy(&contact)
    return mapper.warnings
  }

  // MARK: - Elements

  private mutating func take(_ element: Element, _ contact: inout Contact) {
    switch element.tag.page {
    case 1: takeContacts(element, &contact)
    case 12: takeContacts2(element, &contact)
    case 17: takeAirSyncBase(element, &contact)
    default: takeUnknown(element, &contact)
    }
  }

  private mutating func takeContacts(_ element: Element, _ contact: inout Contact) {
    typealias Tags = Tag.Contacts
    switch element.tag {
    case Tags.lastName: contact.name.family = text(element)
    case Tags.firstName: contact.name.given = text(element)
    case Tags.middleName: contact.name.middle = text(element)
    // "Business title" in MS-ASCNTC, "Dr." in every mailbox.
    case Tags.title: contact.name.prefix = text(element)
    case Tags.suffix: contact.name.suffix = text(element)
    case Tags.fileAs: contact.fileAs = text(element)
    case Tags.yomiLastName: contact.phoneticName.family = text(element)
    case Tags.yomiFirstName: contact.phoneticName.given = text(element)
    case Tags.yomiCompanyName: contact.phoneticName.company = text(element)
    case Tags.companyName: contact.company = text(element)
    case Tags.department: contact.department = text(element)
    case Tags.officeLocation: contact.office = text(element)
    case Tags.jobTitle: contact.jobTitle = text(element)
    case Tags.email1Address: takeEmail(element, rank: 1, &contact)
    case Tags.email2Address: takeEmail(element, rank: 2, &contact)
    case Tags.email3Address: takeEmail(element, rank: 3, &contact)
    case Tags.webPage: contact.webPage = webPage(element)
    case Tags.spouse: contact.spouse = text(element)
    case Tags.children: contact.children = list(element, of: Tags.child, &contact)
    case Tags.categories: contact.categories = list(element, of: Tags.category, &contact)
    case Tags.assistantName: contact.assistant = text(element)
    case Tags.birthday: contact.birthday = date(element, &contact)
    case Tags.anniversary: contact.anniversary = date(element, &contact)
    case Tags.picture: takePicture(element, &contact)
    case Tags.alias: contact.alias = text(element)
    case Tags.weightedRank: contact.weightedRank = text(element)
    case Tags.body: contact.note = note(element)
    case Tags.bodyTruncated where element.text == "1": warn(.truncated, element, Self.truncated)
    case Tags.bodySize, Tags.bodyTruncated: break
    // The note of version 2.5 with its formatting, which no output can show.
    case Tags.compressedRTF: takeExtension(element, &contact)
    default: takePhoneOrAddress(element, &contact)
    }
  }

  private mutating func takePhoneOrAddress(_ element: Element, _ contact: inout Contact) {
    typealias Tags = Tag.Contacts
    switch element.tag {
    case Tags.businessPhoneNumber: takePhone(element, .work, order: 0, &contact)
    case Tags.business2PhoneNumber: takePhone(element, .work, order: 1, &contact)
    case Tags.homePhoneNumber: takePhone(element, .home, order: 2, &contact)
    case Tags.home2PhoneNumber: takePhone(element, .home, order: 3, &contact)
    case Tags.mobilePhoneNumber: takePhone(element, .mobile, order: 4, &contact)
    case Tags.pagerNumber: takePhone(element, .pager, order: 5, &contact)
    case Tags.businessFaxNumber: takePhone(element, .workFax, order: 6, &contact)
    case Tags.homeFaxNumber: takePhone(element, .homeFax, order: 7, &contact)
    case Tags.carPhoneNumber: takePhone(element, .car, order: 8, &contact)
    case Tags.radioPhoneNumber: takePhone(element, .radio, order: 9, &contact)
    case Tags.assistantPhoneNumber: takePhone(element, .assistant, order: 10, &contact)
    case Tags.businessAddressStreet: takeStreet(element, .work, &contact)
    case Tags.businessAddressCity: takeAddress(element, .work, &contact) { $0.city = $1 }
    case Tags.businessAddressState: takeAddress(element, .work, &contact) { $0.region = $1 }
    case Tags.businessAddressPostalCode:
      takeAddress(element, .work, &contact) { $0.postalCode = $1 }
    case Tags.businessAddressCountry: takeAddress(element, .work, &contact) { $0.country = $1 }
    case Tags.homeAddressStreet: takeStreet(element, .home, &contact)
    case Tags.homeAddressCity: takeAddress(element, .home, &contact) { $0.city = $1 }
    case Tags.homeAddressState: takeAddress(element, .home, &contact) { $0.region = $1 }
    case Tags.homeAddressPostalCode: takeAddress(element, .home, &contact) { $0.postalCode = $1 }
    case Tags.homeAddressCountry: takeAddress(element, .home, &contact) { $0.country = $1 }
    case Tags.otherAddressStreet: takeStreet(element, .other, &contact)
    case Tags.otherAddressCity: takeAddress(element, .other, &contact) { $0.city = $1 }
    case Tags.otherAddressState: takeAddress(element, .other, &contact) { $0.region = $1 }
    case Tags.otherAddressPostalCode: takeAddress(element, .other, &contact) { $0.postalCode = $1 }
    case Tags.otherAddressCountry: takeAddress(element, .other, &contact) { $0.country = $1 }
    default: takeUnknown(element, &contact)
    }
  }

  private mutating func takeContacts2(_ element: Element, _ contact: inout Contact) {
    typealias Tags = Tag.Contacts2
    switch element.tag {
    case Tags.customerId: contact.customerID = text(element)
    case Tags.governmentId: contact.governmentID = text(element)
    case Tags.imAddress: takeInstantMessaging(element, rank: 1, &contact)
    case Tags.imAddress2: takeInstantMessaging(element, rank: 2, &contact)
    case Tags.imAddress3: takeInstantMessaging(element, rank: 3, &contact)
    case Tags.managerName: contact.manager = text(element)
    case Tags.companyMainPhone: takePhone(element, .companyMain, order: 11, &contact)
    case Tags.accountName: contact.accountName = text(element)
    case Tags.nickName: contact.nickname = text(element)
    case Tags.mms: contact.mms = text(element)
    default: takeUnknown(element, &contact)
    }
  }

  private mutating func takeAirSyncBase(_ element: Element, _ contact: inout Contact) {
    typealias Tags = Tag.AirSyncBase
    switch element.tag {
    case Tags.nativeBodyType: break
    case Tags.body:
      if let data = element.first(Tags.data) { contact.note = note(data, named: element) }
      // Only a note can be cut: servers say so of empty ones as well.
      if element.first(Tags.truncated)?.text == "1",
        contact.note != nil || (Int(element.first(Tags.estimatedDataSize)?.text ?? "") ?? 0) > 0
      {
        warn(.truncated, element, Self.truncated)
      }
      if contact.note != nil, let type = element.first(Tags.type)?.text, type != "1" {
        warn(.invalidValue, element, "not plain text, kept with its markup")
      }
    default: takeUnknown(element, &contact)
    }
  }

  private static let truncated = "the server sent a part of the note"

  // MARK: - Values

  /// Servers send numbers in any order; a contact has them kind by kind, the main one first.
  private mutating func takePhone(
    _ element: Element, _ kind: Contact.Phone.Kind, order: Int, _ contact: inout Contact
  ) {
    guard let number = text(element) else { return }
    guard contact.phones.count < Self.phonesInPlace else {
      if furtherPhones.isEmpty {
        furtherPhones = Array(repeating: [], count: phoneCounts.count)
      }
      furtherPhones[order].append(Contact.Phone(kind, number))
      return
    }
    var place = 0
    for element in 0...order { place += phoneCounts[element] }
    phoneCounts[order] += 1
    // As many as most have.
    if contact.phones.isEmpty { contact.phones.reserveCapacity(6) }
    contact.phones.append(Contact.Phone(kind, number))
    for index in stride(from: contact.phones.count - 1, to: place, by: -1) {
      contact.phones.swapAt(index, index - 1)
    }
  }

  private func addFurtherPhones(to contact: inout Contact) {
    if furtherPhones.isEmpty { return }
    var phones: [Contact.Phone] = []
    var rest = contact.phones[...]
    for (order, further) in furtherPhones.enumerated() {
      phones += rest.prefix(phoneCounts[order])
      rest = rest.dropFirst(phoneCounts[order])
      phones += further
    }
    contact.phones = phones
  }

  private mutating func takeStreet(
    _ element: Element, _ kind: Contact.PostalAddress.Kind, _ contact: inout Contact
  ) {
    if let value = note(element) { set(value, in: kind, &contact) { $0.street = $1 } }
  }

  private mutating func takeAddress(
    _ element: Element, _ kind: Contact.PostalAddress.Kind, _ contact: inout Contact,
    _ setPart: (inout Contact.PostalAddress, String) -> Void
  ) {
    if let value = text(element) { set(value, in: kind, &contact, setPart) }
  }

  private mutating func set(
    _ value: String, in kind: Contact.PostalAddress.Kind, _ contact: inout Contact,
    _ setPart: (inout Contact.PostalAddress, String) -> Void
  ) {
    // Most often that of the part before.
    let last = contact.addresses.count - 1
    if last >= 0, contact.addresses[last].kind == kind {
      return setPart(&contact.addresses[last], value)
    }
    let known = contact.firstAddress(kind)
    if known == nil {
      if contact.addresses.isEmpty { contact.addresses.reserveCapacity(3) }
      contact.addresses.append(Contact.PostalAddress(kind))
    }
    setPart(&contact.addresses[known ?? contact.addresses.endIndex - 1], value)
  }

  /// Servers send elements in any order, most often in this one; a contact has its lists in a fixed
  /// one. The sort leaves those of a kind in the order in which they came.
  private static func tidy(_ contact: inout Contact) {
    if !Self.isSorted(contact.emails.span, by: { $0.rank }) {
      contact.emails.sort { $0.rank < $1.rank }
    }
    if !Self.isSorted(contact.instantMessaging.span, by: { $0.rank }) {
      contact.instantMessaging.sort { $0.rank < $1.rank }
    }
    if !Self.isSorted(contact.addresses.span, by: { Self.order(of: $0.kind) }) {
      contact.addresses.sort { Self.order(of: $0.kind) < Self.order(of: $1.kind) }
    }
  }

  private static func isSorted<T>(_ values: Span<T>, by number: (borrowing T) -> Int) -> Bool {
    for index in values.indices.dropFirst() where number(values[index - 1]) > number(values[index])
    {
      return false
    }
    return true
  }

  private static func order(of kind: Contact.PostalAddress.Kind) -> Int {
    switch kind {
    case .work: 0
    case .home: 1
    case .other: 2
    }
  }
}
