import ContactFormats
import ContactModel
import Foundation
import TestSupport
import Testing

/// Whatever a contact holds, its card can be read, and every value is in it.
struct VCardPropertyTests {
  @Test(arguments: 0..<400)
  func `every value of any contact is read back from its card`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let contact = generator.contact()
    let bytes = VCardWriter(options: VCardOptions(sensitive: [.governmentID]))
      .card(for: contact, uid: SampleContact.uid, revision: SampleContact.revision).bytes
    // Of a contact that breaks its promises, empty texts may leave an address without a part.
    let empty = ["ADR has no value", "ORG has no value", "an empty parameter of EMAIL"]
    #expect(
      VCardLinter.findings(in: bytes).filter { generator.isClean || !empty.contains($0.text) }
        == [])
    let lines = try CardReader.lines(of: bytes)
    let reading = Reading(lines: lines)

    #expect(reading.values("PRODID") == ["-//cardferry//EN"])
    #expect(reading.values("UID") == ["urn:uuid:" + SampleContact.uid])
    #expect(reading.values("REV") == [SampleContact.revision])
    #expect(try reading.texts("FN").map(\.isEmpty) == [false])
    let name = contact.name
    #expect(
      try reading.components("N")
        == [
          [name.family, name.given, name.middle, name.prefix, name.suffix].map { clean($0 ?? "") }
        ])
    #expect(try reading.texts("X-EAS-FILEAS") == cleaned([contact.fileAs]))
    #expect(try reading.texts("NICKNAME") == cleaned([contact.nickname]))
    #expect(try reading.texts("X-EAS-YOMIFIRSTNAME") == cleaned([contact.phoneticName.given]))
    #expect(try reading.texts("X-EAS-YOMILASTNAME") == cleaned([contact.phoneticName.family]))
    #expect(try reading.texts("X-EAS-YOMICOMPANYNAME") == cleaned([contact.phoneticName.company]))
    #expect(try reading.texts("TITLE") == cleaned([contact.jobTitle]))
    #expect(try reading.texts("X-EAS-OFFICELOCATION") == cleaned([contact.office]))
    var organization: [[String]] = []
    if contact.company != nil || contact.department != nil {
      organization = [[clean(contact.company ?? "")]]
      if let department = contact.department { organization[0].append(clean(department)) }
      if organization == [[""]] { organization = [] }
    }
    #expect(try reading.components("ORG") == organization)

    #expect(try reading.texts("EMAIL") == cleaned(contact.emails.map(\.address)))
    try checkPhones(contact, reading)
    #expect(
      try reading.components("ADR")
        == contact.addresses.map { address in
          let parts = [
            address.street, address.city, address.region, address.postalCode, address.country,
          ]
          return ["", ""] + parts.map { clean($0 ?? "") }
        })

    #expect(try reading.texts("NOTE") == cleaned([contact.note]))
    let categories = cleaned(contact.categories)
    #expect(
      try reading.lines("CATEGORIES").flatMap { try CardReader.texts($0.value, separator: ",") }
        == categories)
    #expect(
      try reading.texts("RELATED")
        == cleaned([contact.spouse] + contact.children + [contact.assistant, contact.manager]))
    #expect(try reading.texts("X-EAS-CUSTOMERID") == cleaned([contact.customerID]))
    #expect(try reading.texts("X-EAS-GOVERNMENTID") == cleaned([contact.governmentID]))
    #expect(try reading.texts("X-EAS-ACCOUNTNAME") == cleaned([contact.accountName]))
    #expect(try reading.texts("X-EAS-ALIAS") == cleaned([contact.alias]))
    #expect(try reading.texts("X-EAS-WEIGHTEDRANK") == cleaned([contact.weightedRank]))
    checkDate(contact.birthday, reading.values("BDAY"))
    checkDate(contact.anniversary, reading.values("ANNIVERSARY"))
    try checkAddressesThatMayBeURIs(contact, reading)
    try checkPhoto(contact, reading)
    let extensions = Set(cleaned(contact.extensions.map(\.value)))
    let all = Set(
      try lines.filter { $0.name.hasPrefix("X-EAS-") }.flatMap { try CardReader.texts($0.value) })
    #expect(extensions.isSubset(of: all))
  }

  private func checkPhones(_ contact: Contact, _ reading: Reading) throws {
    let types: [Contact.Phone.Kind: String] = [
      .work: "work,voice", .home: "home,voice", .mobile: "cell", .pager: "pager",
      .workFax: "fax,work", .homeFax: "fax,home", .car: "x-car", .radio: "x-radio",
      .assistant: "x-assistant", .companyMain: "work,x-company-main",
    ]
    for kind in Contact.Phone.Kind.allCases {
      let lines = reading.lines("TEL").filter { $0.parameters["TYPE"] == types[kind] }
      #expect(
        try lines.flatMap { try CardReader.texts($0.value) }
          == cleaned(contact.phones.filter { $0.kind == kind }.map(\.number)))
    }
    let mms =
      try reading.texts("X-EAS-MMS")
      + reading.lines("TEL").filter { $0.parameters["TYPE"] == "text" }.map(\.value)
    #expect(Set(cleaned([contact.mms])).isSubset(of: mms))
  }

  private func checkDate(_ date: ContactDate?, _ values: [String]) {
    guard let date, date.isInCalendar else {
      #expect(values.isEmpty)
      return
    }
    let year = date.year.map { String(format: "%04d", $0) } ?? "--"
    #expect(values == [year + String(format: "%02d%02d", date.month, date.day)])
  }

  private func checkAddressesThatMayBeURIs(_ contact: Contact, _ reading: Reading) throws {
    let chats =
      try reading.texts("IMPP")
      + ["", "2", "3"].flatMap { try reading.texts("X-EAS-IMADDRESS" + $0) }
    for account in cleaned(contact.instantMessaging.map(\.address)) {
      let decoded = chats.map(percentDecoded)
      let wanted = percentDecoded(account)
      #expect(decoded.contains(wanted) || decoded.contains("im:" + wanted))
    }
    let pages = try reading.texts("URL") + reading.texts("X-EAS-WEBPAGE")
    for page in cleaned([contact.webPage]) {
      let decoded = pages.map(percentDecoded)
      let wanted = percentDecoded(page)
      #expect(
        decoded.contains(wanted) || decoded.contains("http://" + wanted) || pages.contains(page),
        "\(page.debugDescription) \(pages)")
    }
    for uri in try reading.texts("URL") + reading.texts("IMPP") {
      #expect(uri.utf8.allSatisfy { 0x21...0x7E ~= $0 }, "\(uri)")
    }
  }

  private func checkPhoto(_ contact: Contact, _ reading: Reading) throws {
    let photos = try reading.lines("PHOTO").map { line in
      let uri = line.value.replacingOccurrences(of: "\\,", with: ",")
      let parts = uri.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      #expect(parts[0].hasPrefix("data:") && parts[0].hasSuffix(";base64"))
      return Array(try #require(Data(base64Encoded: String(parts[1]))))
    }
    #expect(photos == [contact.photo?.bytes].compactMap(\.self).filter { !$0.isEmpty })
  }

  /// The lines of a card by name.
  private struct Reading {
    let lines: [CardReader.Line]

    func lines(_ name: String) -> [CardReader.Line] { lines.filter { $0.name == name } }
    func values(_ name: String) -> [String] { lines(name).map(\.value) }
    func texts(_ name: String) throws -> [String] {
      try lines(name).flatMap { try CardReader.texts($0.value) }
    }
    func components(_ name: String) throws -> [[String]] {
      try lines(name).map { try CardReader.texts($0.value, separator: ";") }
    }
  }
}

/// The text as a card holds it, worked out scalar by scalar: line breaks of every kind are one, no
/// control character but TAB is left.
private func clean(_ text: String) -> String {
  var clean = String.UnicodeScalarView()
  var previous: Unicode.Scalar = " "
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n" where previous == "\r": break
    case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": clean.append("\n")
    case "\t": clean.append(scalar)
    default: if scalar.properties.generalCategory != .control { clean.append(scalar) }
    }
    previous = scalar
  }
  return String(clean)
}

private func cleaned(_ texts: [String?]) -> [String] {
  texts.compactMap { $0.map(clean) }.filter { !$0.isEmpty }
}

/// The text with every valid percent-encoding undone; Foundation would take a byte order mark away.
private func percentDecoded(_ text: String) -> String {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(value)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
