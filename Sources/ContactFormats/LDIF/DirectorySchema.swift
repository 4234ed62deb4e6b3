/// What the schemas that directories commonly have say about attributes and object classes, as
/// far as a template can go wrong by it: RFC 2079, 2798, 4519 and 4524, `mozillaAbPersonAlpha` and
/// `evolutionPerson`. An attribute that isn't here is taken as the template describes it.
enum DirectorySchema {
  struct Attribute {
    let syntax: AttributeSyntax
    let isSingle: Bool

    init(_ syntax: AttributeSyntax, isSingle: Bool = false) {
      self.syntax = syntax
      self.isSingle = isSingle
    }
  }

  /// The attributes that an entry of the class must have; `nil` for a class unknown here.
  static func requiredAttributes(of objectClass: String) -> [String]? {
    required[objectClass.lowercased()]
  }

  static func attribute(_ name: String) -> Attribute? {
    attributes[baseName(name)]
  }

  /// Why a mailbox can't have a value for the attribute; `nil` for most.
  static func obstacle(_ name: String) -> String? {
    let name = baseName(name)
    if name == "objectclass" { return "the object classes have a key of their own, object-classes" }
    if namesOfEntries.contains(name) {
      return "it holds the names of other entries, and a mailbox knows people by plain names only"
    }
    return unsuited[name]
  }

  /// Without options and case: `sn;lang-ja` is an `sn`.
  private static func baseName(_ name: String) -> String {
    name.lowercased().split(separator: ";").first.map(String.init) ?? ""
  }

  private static let required: [String: [String]] = [
    "top": [],
    "person": ["sn", "cn"],
    "organizationalperson": ["sn", "cn"],
    "inetorgperson": ["sn", "cn"],
    "evolutionperson": ["sn", "cn"],
    "mozillaabpersonalpha": ["cn"],
    "mozillaorgperson": [],
    "uidobject": ["uid"],
    "account": ["uid"],
    "contact": ["cn"],
    "labeleduriobject": [],
  ]

  /// Attributes of DN syntax.
  private static let namesOfEntries: Set<String> = [
    "aliasedobjectname", "assistant", "associatedname", "contact", "directreports",
    "distinguishedname",
    "documentauthor", "manager", "member", "memberof", "owner", "roleoccupant", "secretary",
    "seealso", "uniquemember",
  ]

  private static let unsuited: [String: String] = [
    "audio": "it holds a sound",
    "c": "it takes a two-letter code, and a mailbox has the country as people write it",
    "countryname": "it takes a two-letter code, and a mailbox has the country as people write it",
    "photo": "it holds a fax image; photos go into jpegPhoto",
    "usercertificate": "it holds a certificate",
    "userpassword": "it holds a password",
    "userpkcs12": "it holds a key",
    "usersmimecertificate": "it holds a certificate",
  ]

  private static let attributes: [String: Attribute] = [
    "cn": Attribute(.directoryString),
    "commonname": Attribute(.directoryString),
    "sn": Attribute(.directoryString),
    "surname": Attribute(.directoryString),
    "givenname": Attribute(.directoryString),
    "displayname": Attribute(.directoryString, isSingle: true),
    "uid": Attribute(.directoryString),
    "title": Attribute(.directoryString),
    "o": Attribute(.directoryString),
    "ou": Attribute(.directoryString),
    "description": Attribute(.directoryString),
    "employeenumber": Attribute(.directoryString, isSingle: true),
    "preferredlanguage": Attribute(.directoryString, isSingle: true),
    "street": Attribute(.directoryString),
    "streetaddress": Attribute(.directoryString),
    "l": Attribute(.directoryString),
    "st": Attribute(.directoryString),
    "postalcode": Attribute(.directoryString),
    "postofficebox": Attribute(.directoryString),
    "physicaldeliveryofficename": Attribute(.directoryString),
    "postaladdress": Attribute(.postalAddress),
    "homepostaladdress": Attribute(.postalAddress),
    "registeredaddress": Attribute(.postalAddress),
    "mail": Attribute(.ia5),
    "rfc822mailbox": Attribute(.ia5),
    "telephonenumber": Attribute(.telephone),
    "homephone": Attribute(.telephone),
    "hometelephonenumber": Attribute(.telephone),
    "mobile": Attribute(.telephone),
    "mobiletelephonenumber": Attribute(.telephone),
    "pager": Attribute(.telephone),
    "pagertelephonenumber": Attribute(.telephone),
    "facsimiletelephonenumber": Attribute(.telephone),
    "fax": Attribute(.telephone),
    "labeleduri": Attribute(.uri),
    "jpegphoto": Attribute(.jpeg),

    "mozillacustom1": Attribute(.directoryString, isSingle: true),
    "mozillacustom2": Attribute(.directoryString, isSingle: true),
    "mozillacustom3": Attribute(.directoryString, isSingle: true),
    "mozillacustom4": Attribute(.directoryString, isSingle: true),
    "mozillasecondemail": Attribute(.ia5, isSingle: true),
    "mozillahomestreet": Attribute(.directoryString, isSingle: true),
    "mozillahomestreet2": Attribute(.directoryString, isSingle: true),
    "mozillahomelocalityname": Attribute(.directoryString, isSingle: true),
    "mozillahomestate": Attribute(.directoryString, isSingle: true),
    "mozillahomepostalcode": Attribute(.directoryString, isSingle: true),
    "mozillahomecountryname": Attribute(.directoryString, isSingle: true),
    "mozillahomeurl": Attribute(.directoryString, isSingle: true),
    "mozillanickname": Attribute(.directoryString),
    "mozillaworkstreet2": Attribute(.directoryString, isSingle: true),
    "mozillaworkurl": Attribute(.directoryString, isSingle: true),
    "nsaimid": Attribute(.telephone),

    "assistantphone": Attribute(.telephone),
    "callbackphone": Attribute(.telephone),
    "carphone": Attribute(.telephone, isSingle: true),
    "companyphone": Attribute(.telephone),
    "homefacsimiletelephonenumber": Attribute(.telephone),
    "homefax": Attribute(.telephone),
    "otherfacsimiletelephonenumber": Attribute(.telephone),
    "otherfax": Attribute(.telephone),
    "otherphone": Attribute(.telephone),
    "otherpostaladdress": Attribute(.postalAddress),
    "primaryphone": Attribute(.directoryString, isSingle: true),
    "radio": Attribute(.telephone),
    "spousename": Attribute(.directoryString, isSingle: true),
  ]
}
