import ContactModel

/// The heads that most cards have.
extension VCardHead {
  static var productID: VCardHead { .spelled("PRODID:") }
  static var uid: VCardHead { .spelled("UID:") }
  static var revision: VCardHead { .spelled("REV:") }
  static var formattedName: VCardHead { .spelled("FN:") }
  static var name: VCardHead { .spelled("N:") }
  static var fileAs: VCardHead { .spelled("X-EAS-FILEAS:") }
  static var nickname: VCardHead { .spelled("NICKNAME:") }
  static var organization: VCardHead { .spelled("ORG:") }
  static var title: VCardHead { .spelled("TITLE:") }
  static var office: VCardHead { .spelled("X-EAS-OFFICELOCATION:") }
  static var instantMessaging: VCardHead { .spelled("IMPP:") }
  static var webPage: VCardHead { .spelled("URL:") }
  static var birthday: VCardHead { .spelled("BDAY:") }
  static var anniversary: VCardHead { .spelled("ANNIVERSARY:") }
  static var categories: VCardHead { .spelled("CATEGORIES:") }
  static var note: VCardHead { .spelled("NOTE:") }
  static var photo: VCardHead { .spelled("PHOTO:") }

  static var spouse: VCardHead { .spelled("RELATED;TYPE=spouse;VALUE=text:") }
  static var child: VCardHead { .spelled("RELATED;TYPE=child;VALUE=text:") }
  static var assistant: VCardHead { .spelled("RELATED;TYPE=agent;VALUE=text:") }
  static var manager: VCardHead { .spelled("RELATED;TYPE=x-manager;VALUE=text:") }

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

  private static var firstEmail: VCardHead { .spelled("EMAIL;PREF=1:") }
  private static var secondEmail: VCardHead { .spelled("EMAIL;PREF=2:") }
  private static var thirdEmail: VCardHead { .spelled("EMAIL;PREF=3:") }

  static var internetEmail: VCardHead { .spelled("EMAIL;TYPE=internet:") }
  static var preferredInternetEmail: VCardHead { .spelled("EMAIL;TYPE=internet,pref:") }

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

  private static var workPhone: VCardHead { .spelled("TEL;TYPE=work,voice:") }
  private static var homePhone: VCardHead { .spelled("TEL;TYPE=home,voice:") }
  private static var cell: VCardHead { .spelled("TEL;TYPE=cell:") }
  private static var pager: VCardHead { .spelled("TEL;TYPE=pager:") }
  private static var workFax: VCardHead { .spelled("TEL;TYPE=fax,work:") }
  private static var homeFax: VCardHead { .spelled("TEL;TYPE=fax,home:") }
  private static var car: VCardHead { .spelled("TEL;TYPE=car:") }
  private static var ownCar: VCardHead { .spelled("TEL;TYPE=x-car:") }
  private static var radio: VCardHead { .spelled("TEL;TYPE=x-radio:") }
  private static var assistantPhone: VCardHead { .spelled("TEL;TYPE=x-assistant:") }
  private static var companyMain: VCardHead { .spelled("TEL;TYPE=work,x-company-main:") }
  static var textPhone: VCardHead { .spelled("TEL;TYPE=text:") }

  // MARK: Addresses

  static func address(_ kind: Contact.PostalAddress.Kind) -> VCardHead {
    switch kind {
    case .work: workAddress
    case .home: homeAddress
    case .other: otherAddress
    }
  }

  private static var workAddress: VCardHead { .spelled("ADR;TYPE=work:") }
  private static var homeAddress: VCardHead { .spelled("ADR;TYPE=home:") }
  // No registered type, but one that Evolution, DavMail and Nextcloud know; Evolution 3.46 drops
  // an address without any type.
  private static var otherAddress: VCardHead { .spelled("ADR;TYPE=other:") }
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
