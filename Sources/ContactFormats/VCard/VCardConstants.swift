import ContactModel

/// The heads that most cards have, made once.
extension VCardHead {
  static let productID = VCardHead(shared: "PRODID")
  static let uid = VCardHead(shared: "UID")
  static let revision = VCardHead(shared: "REV")
  static let formattedName = VCardHead(shared: "FN")
  static let name = VCardHead(shared: "N")
  static let fileAs = VCardHead(shared: "X-EAS-FILEAS")
  static let nickname = VCardHead(shared: "NICKNAME")
  static let organization = VCardHead(shared: "ORG")
  static let title = VCardHead(shared: "TITLE")
  static let office = VCardHead(shared: "X-EAS-OFFICELOCATION")
  static let instantMessaging = VCardHead(shared: "IMPP")
  static let webPage = VCardHead(shared: "URL")
  static let birthday = VCardHead(shared: "BDAY")
  static let anniversary = VCardHead(shared: "ANNIVERSARY")
  static let categories = VCardHead(shared: "CATEGORIES")
  static let note = VCardHead(shared: "NOTE")
  static let photo = VCardHead(shared: "PHOTO")

  static let spouse = related("spouse")
  static let child = related("child")
  static let assistant = related("agent")
  static let manager = related("x-manager")

  private static func related(_ type: String) -> VCardHead {
    VCardHead(shared: "RELATED", [.type(type), VCardParameter("VALUE", "text")])
  }

  // MARK: E-mail

  /// `PREF=1` for the first; from 1 to 100 by the RFC, of which some readers take two digits only.
  static func email(rank: Int) -> VCardHead {
    switch rank {
    case ...1: firstEmail
    case 2: secondEmail
    case 3: thirdEmail
    default: VCardHead("EMAIL", [.preference(rank)])
    }
  }

  private static let firstEmail = VCardHead(shared: "EMAIL", [.preference(1)])
  private static let secondEmail = VCardHead(shared: "EMAIL", [.preference(2)])
  private static let thirdEmail = VCardHead(shared: "EMAIL", [.preference(3)])

  static let internetEmail = VCardHead(shared: "EMAIL", [.type("internet")])
  static let preferredInternetEmail = VCardHead(shared: "EMAIL", [.type("internet,pref")])

  // MARK: Phones

  /// Fax, cell and pager come first: Thunderbird takes the first type it knows.
  static func phone(_ kind: Contact.Phone.Kind, in version: VCardOptions.Version) -> VCardHead {
    switch kind {
    case .work: workPhone
    case .home: homePhone
    case .mobile: cell
    case .pager: pager
    case .workFax: workFax
    case .homeFax: homeFax
    // RFC 2426 section 3.3.1 lists the car, RFC 6350 doesn't.
    case .car: version == .three ? car : ownCar
    case .radio: radio
    case .assistant: assistantPhone
    case .companyMain: companyMain
    }
  }

  private static let workPhone = phone("work,voice")
  private static let homePhone = phone("home,voice")
  private static let cell = phone("cell")
  private static let pager = phone("pager")
  private static let workFax = phone("fax,work")
  private static let homeFax = phone("fax,home")
  private static let car = phone("car")
  private static let ownCar = phone("x-car")
  private static let radio = phone("x-radio")
  private static let assistantPhone = phone("x-assistant")
  private static let companyMain = phone("work,x-company-main")
  static let textPhone = phone("text")

  private static func phone(_ types: String) -> VCardHead {
    VCardHead(shared: "TEL", [.type(types)])
  }

  // MARK: Addresses

  static func address(_ kind: Contact.PostalAddress.Kind) -> VCardHead {
    switch kind {
    case .work: workAddress
    case .home: homeAddress
    case .other: otherAddress
    }
  }

  private static let workAddress = VCardHead(shared: "ADR", [.type("work")])
  private static let homeAddress = VCardHead(shared: "ADR", [.type("home")])
  // No registered type, but one that Evolution, DavMail and Nextcloud know; Evolution 3.46 drops
  // an address without any type.
  private static let otherAddress = VCardHead(shared: "ADR", [.type("other")])
}

extension VCardParameter {
  init(_ name: String, _ tokens: String) {
    self.init(name: name, values: .tokens(tokens))
  }

  static func type(_ types: String) -> VCardParameter { VCardParameter("TYPE", types) }

  static func preference(_ rank: Int) -> VCardParameter {
    VCardParameter("PREF", String(min(max(rank, 1), 99)))
  }
}
