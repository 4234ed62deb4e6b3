import ContactMapping
import ContactModel
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// The first e-mail address of a contact with this value for it, and what is said of it.
private func email(
  _ text: String
) -> (email: Contact.Email?, rest: [String], warnings: [ContactWarning]) {
  let (contact, warnings) = ContactMapper.map(
    Element(WBXML.Tag.AirSync.applicationData, [Element(C.email1Address, text)]))
  return (contact.emails.first, contact.extensions.map(\.value), warnings)
}

@Suite struct `An e-mail value` {
  @Test(arguments: [
    ("\"5'11\" Tom\" <tom@x.org>", "tom@x.org", "5'11\" Tom"),
    ("\"a\" b\" <q@x.org>", "q@x.org", "a\" b"),
    ("\"ends\\\" <e@x.org>", "e@x.org", "ends\\"),
    ("\"CONTOSO\\bob\" <bob@x.org>", "bob@x.org", "CONTOSO\\bob"),
    ("\"a \\\"b\\\" \\\\ \\c\" <q@x.org>", "q@x.org", "a \"b\" \\ \\c"),
    ("\"unclosed <q@x.org>", "q@x.org", "\"unclosed"),
    ("un\"closed <q@x.org>", "q@x.org", "un\"closed"),
    ("\"<a@b.c>\" <q@x.org>", "q@x.org", "<a@b.c>"),
    ("a > b < c <q@x.org>", "q@x.org", "a > b < c"),
    ("Smith, Anna <q@x.org>", "q@x.org", "Smith, Anna"),
    (";-) Tom <q@x.org>,", "q@x.org", ";-) Tom"),
    ("Anna<q@x.org>", "q@x.org", "Anna"),
    ("Anna <<q@x.org>>", "q@x.org", "Anna"),
    ("Anna < q@x.org >", "q@x.org", "Anna"),
    ("Anna <q@x.org", "q@x.org", "Anna"),
    ("Anna <mailto:q@x.org>", "q@x.org", "Anna"),
    ("Anna <\"q@x.org\">", "q@x.org", "Anna"),
    ("Anna [SMTP:q@x.org]", "q@x.org", "Anna"),
    ("Anna [mailto:q@x.org]", "q@x.org", "Anna"),
    ("q@x.org <Anna>", "q@x.org", "Anna"),
    ("q@x.org (Anna Smith)", "q@x.org", "Anna Smith"),
    ("\"山田 太郎\" <q@x.org>", "q@x.org", "山田 太郎"),
  ])
  func `has the name beside the address, as it is`(text: String, address: String, name: String) {
    let (email, rest, warnings) = email(text)
    #expect(email == Contact.Email(rank: 1, address: address, displayName: name))
    #expect(rest.isEmpty && warnings.isEmpty)
  }

  @Test(arguments: [
    "anna@x.org", "<anna@x.org>", "\"anna@x.org\"", "'anna@x.org'", "\"'anna@x.org'\"",
    "anna@x.org,",
    ", anna@x.org;", "mailto:anna@x.org", "MAILTO:anna@x.org", "mailto:anna%40x.org",
    "mailto://anna@x.org", "smtp:anna@x.org", "SMTP:anna@x.org", "[SMTP:anna@x.org]",
    "[mailto:anna@x.org]", "<smtp:anna@x.org>", "'anna@x.org' <anna@x.org>", "anna@x.org\"",
    "\"anna@x.org", "\"mailto:Anna@X.org\" <anna@x.org>", "anna@x.org <anna@x.org>",
    "\"\" <anna@x.org>", "mailto:anna@x.org?",
  ])
  func `is an address alone, whatever stands around it`(text: String) {
    let (email, rest, warnings) = email(text)
    #expect(email == Contact.Email(rank: 1, address: "anna@x.org"))
    #expect(rest.isEmpty && warnings.isEmpty)
  }

  @Test(arguments: [
    "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{200E}", "\u{200F}",
    "\u{202A}", "\u{202C}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{61C}",
  ])
  func `loses what nobody sees in and around its address, with a warning`(sign: String) {
    for text in [
      sign + "anna@x.org", "anna@x.org" + sign, "an" + sign + "na@x.org", "anna@x" + sign + ".org",
      "anna" + sign + "@x.org", " " + sign + " <anna@x.org>", "<" + sign + "anna@x.org>",
      "mailto:" + sign + "anna@x.org", sign + "mailto:anna@x.org", "<anna@x.org>" + sign,
      "\"" + sign + "anna@x.org\"",
    ] {
      let (email, rest, warnings) = email(text)
      #expect(email == Contact.Email(rank: 1, address: "anna@x.org"), "\(text.debugDescription)")
      #expect(rest.isEmpty)
      #expect(warnings.map(\.code) == [.cleanedText], "\(text.debugDescription)")
    }
  }

  @Test func `keeps a joiner that the name of a domain needs`() {
    #expect(email("a@نامه\u{200C}ای.ir").email?.address == "a@نامه\u{200C}ای.ir")
    #expect(email("a@\u{200C}نامه.ir").email?.address == "a@نامه.ir")
  }

  @Test(arguments: [
    ("anna@x.org, bob@x.org", "anna@x.org", nil), ("anna@x.org;bob@x.org", "anna@x.org", nil),
    ("smith,anna@x.org", "anna@x.org", nil), ("Anna <anna@x.org> (work)", "anna@x.org", "Anna"),
    ("mailto:anna@x.org?subject=Hello%20you", "anna@x.org", nil),
    ("mailto:anna@x.org,bob@x.org", "anna@x.org", nil),
  ])
  func `that says more is kept whole beside its first address`(
    text: String, address: String, name: String?
  ) {
    let (email, rest, warnings) = email(text)
    #expect(email == Contact.Email(rank: 1, address: address, displayName: name))
    #expect(rest == [text])
    #expect(warnings.map(\.code) == [.invalidValue])
  }

  @Test(arguments: [
    "sip:anna@x.test", "https://x.test/@anna", "anna", "anna@", "@x.org", "a b@x.org", "a@b@c",
    "Anna <anna>", "<>", "\"\"", "anna@x org", "mailto:", "%40",
    "anna\u{A0}b@x.org", "tel:+49@", "<@>",
  ])
  func `that has none is kept as it is`(text: String) {
    let (email, rest, warnings) = email(text)
    #expect(email == nil)
    #expect(rest == [text])
    #expect(warnings.map(\.code) == [.invalidValue])
  }

  @Test(arguments: [
    "o'brien@x.org", "'anna@x.org", "a+b=c@x.org", "anna@[192.0.2.1]", "\"a,b\"@x.org",
    "jürgen@müller.example", "a/b@x.org", "{a|b}~!#$%&*?^`@x.org", "a@b", "anna@x.org.",
  ])
  func `that is an address of the rarer kind stays as it is`(text: String) {
    let (email, rest, warnings) = email(text)
    #expect(email == Contact.Email(rank: 1, address: text))
    #expect(rest.isEmpty && warnings.isEmpty)
  }

  /// Whatever a name has in it, and whatever quotation marks there are.
  @Test func `ends in an address whatever its name is`() {
    for seed in 0..<2_000 {
      var contacts = TroublesomeContacts(seed: UInt64(seed), clean: true)
      let quotes = ["", "\"", "'", "\\\"", "\"\"", "\\"]
      let name =
        (quotes.randomElement(using: &contacts.random) ?? "") + contacts.text()
        + (quotes.randomElement(using: &contacts.random) ?? "")
      for space in ["", " "] {
        let (email, _, _) = email(name + space + "<a@b.c>")
        #expect(email?.address == "a@b.c", "seed \(seed): \(name.debugDescription)")
      }
    }
  }

  /// One space is what Exchange writes.
  @Test func `has the same name and address however many spaces are between them`() {
    for seed in 0..<2_000 {
      var contacts = TroublesomeContacts(seed: UInt64(seed), clean: true)
      for name in ["Anna \(seed)", contacts.text(), contacts.text() + contacts.text()] {
        for address in ["a@b.c", "A_b+c@x-y.org", "a b@c", "a@b.c>", "(a)@b"] {
          let (one, rest, warnings) = email("\"\(name)\" <\(address)>")
          let (other, otherRest, otherWarnings) = email("\"\(name)\"  <\(address)>")
          #expect(one == other, "seed \(seed): \(name.debugDescription) \(address)")
          #expect(rest.isEmpty == otherRest.isEmpty && warnings == otherWarnings)
        }
      }
    }
  }

  @Test func `of any depth and length is done with at once`() {
    let many = 300_000
    for text in [
      String(repeating: "<", count: many) + "a@b.c" + String(repeating: ">", count: many),
      String(repeating: "\"", count: many) + "@", String(repeating: "mailto:", count: many) + "a@b",
      String(repeating: "a@b,", count: many), String(repeating: "\u{200B}", count: many) + "a@b.c",
      String(repeating: ",", count: many) + "@", String(repeating: "(<[", count: many) + "@)",
    ] {
      let (email, rest, _) = email(text)
      #expect(email != nil || rest.count == 1)
    }
  }
}
