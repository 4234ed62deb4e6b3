/// What the RFCs say of each property: the kind of its value, and whether it may come again.
enum VCardLintRules {
  enum Version: String {
    case three = "3.0"
    case four = "4.0"
  }

  /// The kinds of value that are checked in different ways.
  enum Rule: Equatable {
    /// One text.
    case text
    /// Texts with commas between.
    case list
    /// Exactly so many parts with semicolons between, each of which may be a list.
    case parts(Int)
    /// Texts with semicolons between.
    case structure
    case uri
    case date
    case timestamp
    /// Bytes in base 64 or a URI, as 3.0 has images.
    case binary
    /// Anything; only its escapes are looked at.
    case other
  }

  /// `nil` for a property that isn't registered and doesn't begin with `X-`.
  static func rule(for name: String, in version: Version) -> Rule? {
    if let rule = (version == .four ? four : three)[name] { return rule }
    guard name.hasPrefix("X-"), name.utf8.count > 2 else { return nil }
    return name.hasPrefix("X-EAS-") || name.hasPrefix("X-PHONETIC-") ? .text : .other
  }

  /// Whether a card has the property once at most, alternatives with the same ALTID taken as one.
  static func isOnce(_ name: String, in version: Version) -> Bool {
    (version == .four ? onceInFour : onceInThree).contains(name)
  }

  /// RFC 6350 section 6, and RFC 6474, 6715, 8605, 9554 and 9555.
  private static let four: [String: Rule] = [
    "SOURCE": .uri, "KIND": .text, "XML": .text, "FN": .text, "N": .parts(5), "NICKNAME": .list,
    "PHOTO": .uri, "BDAY": .date, "ANNIVERSARY": .date, "GENDER": .structure, "ADR": .parts(7),
    "TEL": .text, "EMAIL": .text, "IMPP": .uri, "LANG": .text, "TZ": .text, "GEO": .uri,
    "TITLE": .text, "ROLE": .text, "LOGO": .uri, "ORG": .structure, "MEMBER": .uri,
    "RELATED": .uri, "CATEGORIES": .list, "NOTE": .text, "PRODID": .text, "REV": .timestamp,
    "SOUND": .uri, "UID": .uri, "CLIENTPIDMAP": .structure, "URL": .uri, "KEY": .uri,
    "FBURL": .uri, "CALADRURI": .uri, "CALURI": .uri,
    "BIRTHPLACE": .text, "DEATHPLACE": .text, "DEATHDATE": .date,
    "EXPERTISE": .text, "HOBBY": .text, "INTEREST": .text, "ORG-DIRECTORY": .uri,
    "CONTACT-URI": .uri,
    "CREATED": .timestamp, "GRAMGENDER": .text, "LANGUAGE": .text, "PRONOUNS": .text,
    "SOCIALPROFILE": .uri, "JSPROP": .other,
  ]

  private static let onceInFour: Set<String> = [
    "KIND", "N", "BDAY", "ANNIVERSARY", "GENDER", "PRODID", "REV", "UID", "BIRTHPLACE",
    "DEATHPLACE", "DEATHDATE", "CREATED", "LANGUAGE",
  ]

  /// RFC 2426 section 3, RFC 4770 (IMPP) and RFC 2739 (the addresses of calendars).
  private static let three: [String: Rule] = [
    "FN": .text, "N": .parts(5), "NICKNAME": .list, "PHOTO": .binary, "BDAY": .date,
    "ADR": .parts(7), "LABEL": .text, "TEL": .text, "EMAIL": .text, "MAILER": .text,
    "TZ": .other, "GEO": .parts(2), "TITLE": .text, "ROLE": .text, "LOGO": .binary,
    "AGENT": .other, "ORG": .structure, "CATEGORIES": .list, "NOTE": .text, "PRODID": .text,
    "REV": .timestamp, "SORT-STRING": .text, "SOUND": .binary, "UID": .text, "URL": .uri,
    "CLASS": .text, "KEY": .binary, "SOURCE": .uri, "NAME": .text, "PROFILE": .text,
    "IMPP": .uri, "FBURL": .uri, "CALURI": .uri, "CALADRURI": .uri, "CAPURI": .uri,
  ]

  /// RFC 2426 leaves most of it unsaid: what can only be true once.
  private static let onceInThree: Set<String> = [
    "FN", "N", "BDAY", "PRODID", "REV", "SORT-STRING", "UID", "CLASS", "NAME", "PROFILE",
  ]
}
