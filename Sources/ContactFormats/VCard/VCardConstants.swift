import ContactModel

/// The parameters that many cards share, made once.
enum VCardConstants {
  /// Fax, cell and pager come first: Thunderbird takes the first type it knows.
  static func types(
    of kind: Contact.Phone.Kind, in version: VCardOptions.Version
  ) -> [VCardParameter] {
    switch kind {
    case .work: workVoice
    case .home: homeVoice
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

  static func types(of kind: Contact.PostalAddress.Kind) -> [VCardParameter] {
    switch kind {
    case .work: work
    case .home: home
    case .other: other
    }
  }

  /// `PREF=1` for the first; from 1 to 100 by the RFC, of which some readers take two digits only.
  static func preference(_ rank: Int) -> [VCardParameter] {
    preferences[min(max(rank, 1), preferences.count) - 1]
  }

  private static let workVoice = [VCardParameter.type("work,voice")]
  private static let homeVoice = [VCardParameter.type("home,voice")]
  private static let cell = [VCardParameter.type("cell")]
  private static let pager = [VCardParameter.type("pager")]
  private static let workFax = [VCardParameter.type("fax,work")]
  private static let homeFax = [VCardParameter.type("fax,home")]
  private static let car = [VCardParameter.type("car")]
  private static let ownCar = [VCardParameter.type("x-car")]
  private static let radio = [VCardParameter.type("x-radio")]
  private static let assistantPhone = [VCardParameter.type("x-assistant")]
  private static let companyMain = [VCardParameter.type("work,x-company-main")]
  static let text = [VCardParameter.type("text")]

  static let work = [VCardParameter.type("work")]
  private static let home = [VCardParameter.type("home")]
  // No registered type, but one that Evolution, DavMail and Nextcloud know; Evolution 3.46 drops
  // an address without any type.
  private static let other = [VCardParameter.type("other")]

  static let internet = [VCardParameter.type("internet")]
  static let preferredInternet = [VCardParameter.type("internet,pref")]

  static let spouse = related("spouse")
  static let child = related("child")
  static let assistant = related("agent")
  static let manager = related("x-manager")

  private static func related(_ type: String) -> [VCardParameter] {
    [.type(type), VCardParameter(name: "VALUE", values: .tokens("text"))]
  }

  private static let preferences = (1...99).map {
    [VCardParameter(name: "PREF", values: .tokens(String($0)))]
  }
}
