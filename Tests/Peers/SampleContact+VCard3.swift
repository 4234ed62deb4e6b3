extension SampleContact {
  /// As a CardDAV server takes it: vCard 3.0 (RFC 2426), with the properties that SOGo reads.
  var vCard3: String {
    var lines = ["BEGIN:VCARD", "VERSION:3.0", "UID:\(id)"]
    let names = [Field.lastName, .firstName, .middleName, .title, .suffix]
    lines.append("N:" + structured(names))
    lines.append("FN:" + Self.escaped(fullName.isEmpty ? self[.fileAs] ?? id : fullName))
    if self[.companyName] != nil || self[.department] != nil {
      lines.append("ORG:" + structured([.companyName, .department]))
    }
    for (field, property) in Self.textProperties {
      if let value = self[field] { lines.append("\(property):\(Self.escaped(value))") }
    }
    if let categories = self[.categories] {
      let members = categories.split(separator: "\n").map { Self.escaped(String($0)) }
      lines.append("CATEGORIES:" + members.joined(separator: ","))
    }
    for (type, fields) in Self.addresses where fields.contains(where: { self[$0] != nil }) {
      lines.append("ADR\(type):;;" + structured(fields))
    }
    if let picture = self[.picture] {
      lines.append("PHOTO;ENCODING=b;TYPE=JPEG:\(picture)")
    }
    lines.append("END:VCARD")
    return lines.map { $0 + "\r\n" }.joined()
  }

  private static let textProperties: [(Field, String)] = [
    (.nickName, "NICKNAME"), (.jobTitle, "TITLE"), (.birthday, "BDAY"), (.body, "NOTE"),
    (.webPage, "URL;TYPE=work"), (.email1, "EMAIL;TYPE=work,pref"), (.email2, "EMAIL;TYPE=home"),
    (.email3, "EMAIL;TYPE=other"), (.imAddress, "X-AIM"), (.businessPhone, "TEL;TYPE=work,voice"),
    (.homePhone, "TEL;TYPE=home,voice"), (.businessFax, "TEL;TYPE=work,fax"),
    (.mobilePhone, "TEL;TYPE=cell"), (.pager, "TEL;TYPE=pager"),
    (.yomiFirstName, "X-PHONETIC-FIRST-NAME"), (.yomiLastName, "X-PHONETIC-LAST-NAME"),
  ]

  private static let addresses: [(type: String, fields: [Field])] = [
    (
      ";TYPE=work",
      [
        .businessStreet, .businessCity, .businessState, .businessPostalCode,
        .businessCountry,
      ]
    ),
    (";TYPE=home", [.homeStreet, .homeCity, .homeState, .homePostalCode, .homeCountry]),
    ("", [.otherStreet, .otherCity, .otherState, .otherPostalCode, .otherCountry]),
  ]

  private func structured(_ fields: [Field]) -> String {
    fields.map { Self.escaped(self[$0] ?? "") }.joined(separator: ";")
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\", ",", ";": escaped += "\\" + String(character)
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
