import FoundationEssentials
import WBXML

/// Makes up contacts as an office has them: the same ones for the same seed, each by its index
/// alone.
///
/// Of a hundred, about 90 have an employer, 80 a business address, 55 a home address, 60 a note,
/// 40 categories, 25 a birthday, 4 Yomi names; ApplicationData comes to about 600 bytes without
/// the photo. Names, companies and numbers are those that Microsoft and the telephone companies
/// keep for fiction.
package struct ContactGenerator: Sendable {
  package var seed: UInt64
  /// The size of each contact's photo in bytes, a JPEG with a comment that fills it up; 0 for
  /// none. The smallest photo has ``tinyJPEG``'s size.
  package var photoBytes: Int

  package init(seed: UInt64 = 1, photoBytes: Int = 0) {
    self.seed = seed
    self.photoBytes = photoBytes
  }

  /// The contact with this index, 0 and upwards.
  package func contact(_ index: Int) -> MailboxContact {
    var random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(index))
    var contact = MailboxContact(elements: [])
    if random.chance(4) {
      Self.putJapaneseName(into: &contact, &random)
    } else {
      Self.putName(into: &contact, index, &random)
    }
    if random.chance(90) { Self.putEmployer(into: &contact, &random) }
    if random.chance(80) { Self.putAddress("Business", into: &contact, &random) }
    if random.chance(55) { Self.putAddress("Home", into: &contact, &random) }
    Self.putNumbers(into: &contact, &random)
    Self.putPersonal(into: &contact, &random)
    if photoBytes > 0 { contact.setPicture(photo(&random)) }
    contact.elements.sort { ($0.tag.page, $0.tag.token) < ($1.tag.page, $1.tag.token) }
    return contact
  }

  // MARK: - Parts

  private static func putName(
    into contact: inout MailboxContact, _ index: Int, _ random: inout SplitMix64
  ) {
    let first = random.pick(firstNames)
    let last = random.pick(lastNames)
    contact[.Contacts.firstName] = first
    contact[.Contacts.lastName] = last
    if random.chance(30) { contact[.Contacts.middleName] = random.pick(initials) }
    if random.chance(10) { contact[.Contacts.title] = random.pick(["Dr.", "Prof.", "Ms.", "Mr."]) }
    contact[.Contacts.fileAs] = "\(last), \(first)"
    let address = "\(ascii(first)).\(ascii(last))\(index)@\(random.pick(domains))"
    contact[.Contacts.email1Address] =
      random.chance(70) ? "\"\(first) \(last)\" <\(address)>" : address
    if random.chance(40) { contact[.Contacts2.imAddress] = "sip:\(address)" }
    if random.chance(40) {
      contact[.Contacts.email2Address] = "\(ascii(first))\(index)@example.net"
    }
  }

  private static func putJapaneseName(
    into contact: inout MailboxContact, _ random: inout SplitMix64
  ) {
    let (last, yomiLast) = random.pick(japaneseLastNames)
    let (first, yomiFirst) = random.pick(japaneseFirstNames)
    contact[.Contacts.lastName] = last
    contact[.Contacts.firstName] = first
    contact[.Contacts.yomiLastName] = yomiLast
    contact[.Contacts.yomiFirstName] = yomiFirst
    contact[.Contacts.fileAs] = last + " " + first
    contact[.Contacts.email1Address] = "contact@example.jp"
  }

  private static func putEmployer(into contact: inout MailboxContact, _ random: inout SplitMix64) {
    let company = random.pick(companies)
    contact[.Contacts.companyName] = company
    contact[.Contacts.jobTitle] = random.pick(jobTitles)
    if random.chance(85) { contact[.Contacts.department] = random.pick(departments) }
    if random.chance(60) {
      contact[.Contacts.officeLocation] = "\(random.below(9) + 1)/\(random.below(900) + 100)"
    }
    if random.chance(65) {
      contact[.Contacts.webPage] = "http://www.\(random.pick(domains))/"
    }
    if random.chance(45) {
      contact[.Contacts2.managerName] = "\(random.pick(firstNames)) \(random.pick(lastNames))"
    }
    if random.chance(25) {
      contact[.Contacts.assistantName] = "\(random.pick(firstNames)) \(random.pick(lastNames))"
      contact[.Contacts.assistantPhoneNumber] = number(&random)
    }
  }

  private static func putAddress(
    _ kind: String, into contact: inout MailboxContact, _ random: inout SplitMix64
  ) {
    let (city, state, code, country) = random.pick(places)
    let isHome = kind == "Home"
    let street = "\(random.below(980) + 1) \(random.pick(streets))"
    contact[isHome ? .Contacts.homeAddressStreet : .Contacts.businessAddressStreet] =
      random.chance(15) ? street + "\r\nSuite \(random.below(400) + 100)" : street
    contact[isHome ? .Contacts.homeAddressCity : .Contacts.businessAddressCity] = city
    if !state.isEmpty {
      contact[isHome ? .Contacts.homeAddressState : .Contacts.businessAddressState] = state
    }
    contact[isHome ? .Contacts.homeAddressPostalCode : .Contacts.businessAddressPostalCode] = code
    contact[isHome ? .Contacts.homeAddressCountry : .Contacts.businessAddressCountry] = country
  }

  private static func putNumbers(into contact: inout MailboxContact, _ random: inout SplitMix64) {
    if random.chance(95) { contact[.Contacts.businessPhoneNumber] = number(&random) }
    if random.chance(85) { contact[.Contacts.mobilePhoneNumber] = number(&random) }
    if random.chance(50) { contact[.Contacts.homePhoneNumber] = number(&random) }
    if random.chance(45) { contact[.Contacts.businessFaxNumber] = number(&random) }
    if random.chance(15) { contact[.Contacts.business2PhoneNumber] = number(&random) }
    if random.chance(35) { contact[.Contacts2.companyMainPhone] = number(&random) }
  }

  private static func putPersonal(into contact: inout MailboxContact, _ random: inout SplitMix64) {
    if random.chance(25) {
      let year = random.chance(10) ? 1604 : 1935 + random.below(70)
      contact[.Contacts.birthday] =
        "\(year)-\(twoDigits(random.below(12) + 1))-\(twoDigits(random.below(28) + 1))"
        + (random.chance(50) ? "T11:59:00.000Z" : "T00:00:00.000Z")
    }
    if random.chance(12) { contact[.Contacts.spouse] = random.pick(firstNames) }
    if random.chance(5) {
      contact.children = (0...random.below(3)).map { _ in random.pick(firstNames) }
    }
    if random.chance(10) { contact[.Contacts2.nickName] = random.pick(firstNames) }
    if random.chance(40) {
      contact.categories = Array(categoryNames.shuffled(using: &random).prefix(1 + random.below(3)))
    }
    if random.chance(60) {
      let count = 1 + random.below(12)
      contact.body = (0..<count).map { _ in random.pick(sentences) }.joined(separator: "\r\n")
    }
  }

  private static func number(_ random: inout SplitMix64) -> String {
    "(\(random.pick(areaCodes))) 555-01" + twoDigits(random.below(100))
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }

  /// A name as it stands in an address: small letters, without marks.
  private static func ascii(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.compactMap { marks[$0] ?? ($0.isASCII ? $0 : nil) }))
  }

  // MARK: - Photo

  /// A JPEG of 16 by 16 pixels.
  package static let tinyJPEG = [UInt8](
    Data(base64Encoded: tinyJPEGBase64) ?? Data())

  /// ``tinyJPEG`` with comment segments of made-up bytes behind its first marker (ITU T.81,
  /// annex B), up to the size asked for.
  private func photo(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = Array(Self.tinyJPEG.prefix(2))
    var missing = photoBytes - Self.tinyJPEG.count
    while missing > 4 {
      let count = min(missing - 4, 65_533)
      bytes += [0xFF, 0xFE, UInt8((count + 2) >> 8), UInt8((count + 2) & 0xFF)]
      var filled = 0
      while filled < count {
        var word = random.next()
        for _ in 0..<min(8, count - filled) {
          bytes.append(UInt8(truncatingIfNeeded: word))
          word >>= 8
        }
        filled += 8
      }
      missing -= count + 4
    }
    return bytes + Self.tinyJPEG.dropFirst(2)
  }
}

extension SplitMix64 {
  /// True in so many of a hundred cases.
  fileprivate mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  fileprivate mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
