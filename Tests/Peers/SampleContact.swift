/// A contact that a test puts into a mailbox, in the terms of MS-ASCNTC.
struct SampleContact: Sendable {
  /// An element of the Contacts class; the raw value is its name.
  enum Field: String, CaseIterable, Sendable {
    case lastName = "LastName"
    case firstName = "FirstName"
    case middleName = "MiddleName"
    case title = "Title"
    case suffix = "Suffix"
    case fileAs = "FileAs"
    case nickName = "NickName"
    case yomiFirstName = "YomiFirstName"
    case yomiLastName = "YomiLastName"
    case yomiCompanyName = "YomiCompanyName"

    case companyName = "CompanyName"
    case department = "Department"
    case officeLocation = "OfficeLocation"
    case jobTitle = "JobTitle"

    case email1 = "Email1Address"
    case email2 = "Email2Address"
    case email3 = "Email3Address"
    case imAddress = "IMAddress"
    case imAddress2 = "IMAddress2"
    case imAddress3 = "IMAddress3"
    case mms = "MMS"
    case webPage = "WebPage"

    case businessPhone = "BusinessPhoneNumber"
    case business2Phone = "Business2PhoneNumber"
    case businessFax = "BusinessFaxNumber"
    case companyMainPhone = "CompanyMainPhone"
    case homePhone = "HomePhoneNumber"
    case home2Phone = "Home2PhoneNumber"
    case homeFax = "HomeFaxNumber"
    case mobilePhone = "MobilePhoneNumber"
    case pager = "PagerNumber"
    case carPhone = "CarPhoneNumber"
    case radioPhone = "RadioPhoneNumber"
    case assistantPhone = "AssistantPhoneNumber"

    case businessStreet = "BusinessAddressStreet"
    case businessCity = "BusinessAddressCity"
    case businessState = "BusinessAddressState"
    case businessPostalCode = "BusinessAddressPostalCode"
    case businessCountry = "BusinessAddressCountry"
    case homeStreet = "HomeAddressStreet"
    case homeCity = "HomeAddressCity"
    case homeState = "HomeAddressState"
    case homePostalCode = "HomeAddressPostalCode"
    case homeCountry = "HomeAddressCountry"
    case otherStreet = "OtherAddressStreet"
    case otherCity = "OtherAddressCity"
    case otherState = "OtherAddressState"
    case otherPostalCode = "OtherAddressPostalCode"
    case otherCountry = "OtherAddressCountry"

    /// Days, `2001-09-17`.
    case birthday = "Birthday"
    case anniversary = "Anniversary"
    case spouse = "Spouse"
    case assistantName = "AssistantName"
    case managerName = "ManagerName"
    /// Members are separated by line breaks.
    case children = "Children"
    case categories = "Categories"

    /// The text of AirSyncBase:Body.
    case body = "Body"
    /// In base64.
    case picture = "Picture"

    case customerID = "CustomerId"
    case governmentID = "GovernmentId"
    case accountName = "AccountName"
  }

  /// The contact's name on the server, of characters that need no escaping anywhere.
  let id: String
  var fields: [Field: String]

  init(_ id: String, _ fields: [Field: String]) {
    self.id = id
    self.fields = fields
  }

  subscript(field: Field) -> String? {
    get { fields[field] }
    set { fields[field] = newValue }
  }

  /// The same contact with some fields changed; an empty value takes the field away.
  func with(_ changes: [Field: String]) -> SampleContact {
    SampleContact(id, fields.merging(changes) { $1 }.filter { !$1.isEmpty })
  }

  /// What arrives from a server that doesn't hand on all fields.
  func without(_ dropped: Set<Field>) -> SampleContact {
    SampleContact(id, fields.filter { !dropped.contains($0.key) })
  }

  /// The names in the order in which people write them.
  var fullName: String {
    // Of the samples, those from China, Japan and Korea have no letters of others.
    let isFamilyFirst = self[.lastName]?.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? false
    let names: [Field] =
      isFamilyFirst
      ? [.title, .lastName, .firstName, .middleName, .suffix]
      : [.title, .firstName, .middleName, .lastName, .suffix]
    return names.compactMap { self[$0] }.joined(separator: " ")
  }
}
