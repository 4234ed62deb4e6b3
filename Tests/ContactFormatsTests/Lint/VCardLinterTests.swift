import ContactFormats
import Testing

/// Each rule has a card that breaks it and nothing else.
struct VCardLinterTests {
  private static let uid = "UID:urn:uuid:6f9619ff-8b86-4011-b42d-00cf4fc964ff"

  private func findings(_ text: String) -> [String] {
    findings(Array(text.utf8))
  }

  private func findings(_ file: [UInt8]) -> [String] {
    VCardLinter.findings(in: file).map(\.description)
  }

  /// A card with these lines from the fifth on.
  private func card(_ lines: String..., version: String = "4.0") -> String {
    let head = ["BEGIN:VCARD", "VERSION:" + version, Self.uid, "FN:Anna"]
    let name = version == "3.0" ? ["N:;Anna;;;"] : []
    return (head + lines + name + ["END:VCARD", ""]).joined(separator: "\r\n")
  }

  @Test(arguments: ["full", "full-dialects", "full-3.0", "full-3.0-apple-outlook"])
  func `the card with every field is clean`(_ name: String) throws {
    #expect(findings(try Fixture.bytes("\(name).vcf")) == [])
  }

  @Test(arguments: [
    "BDAY:19800415", "BDAY:--0415", "BDAY:---15", "BDAY:1980", "BDAY:1980-04", "BDAY:--04",
    "BDAY:19800415T1015", "BDAY:T10", "BDAY:T-15", "BDAY:19800415T101500Z",
    "BDAY:--0229", "BDAY;VALUE=text:circa 1800", "REV:20261122T020000Z", "REV:20261122T020000+0100",
    "ORG:Contoso;Finance\\, Food", "N:Hassall,Müller;Mark;;;", "NICKNAME:Hass,the",
    "RELATED;TYPE=agent;VALUE=text:Sue", "TEL;VALUE=uri;TYPE=\"work\":tel:+49-30-123;ext=5",
    "item1.URL:http://contoso.com/\r\nitem1.X-ABLABEL:_$!<HomePage>!$_",
    "EMAIL;PREF=1;X-EAS-DISPLAY=\"A ^'B^' ^^ ^n, c\":a@contoso.com", "",
    "NOTE:a\\nb\\N\\\\\\,\\;\tü", "X-OWN:a,b;c", "ADR;TYPE=work:;;Street 1;;;;",
    "BDAY;ALTID=1:19800415\r\nBDAY;ALTID=1;LANGUAGE=en:19800415", "TEL;TYPE=a;TYPE=b:1",
    "TEL;TYPE=work,x-company_main:1",
    "SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://example.com/@a",
    "PHOTO:data:image/png;base64\\,QUI=", "PHOTO:https://example.com/a.png",
  ])
  func `what RFC 6350 allows is clean`(_ lines: String) {
    let text = lines.isEmpty ? card() : card(lines)
    #expect(findings(text) == [])
  }

  @Test(arguments: [
    "BDAY:1980-04-15", "BDAY:19800415", "BDAY:1980-04-15T10:15:00Z", "REV:20261122T020000Z",
    "REV:2026-11-22T02:00:00.5+01:00", "PHOTO;ENCODING=b;TYPE=JPEG:QUI=",
    "PHOTO;VALUE=uri:http://example.com/a.jpg", "LABEL;TYPE=WORK:a\\nb", "SORT-STRING:Anna",
    "TEL;TYPE=WORK,VOICE:1", "TEL;TYPE=WORK,X-COMPANY_MAIN:1", "URL:http://contoso.com/a,b",
    "IMPP:sip:a@contoso.com",
    "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-15", "GEO:37.38;-122.08", "",
    "item1.X-ABDATE:2001-09-17\r\nitem1.X-ABLABEL:_$!<Anniversary>!$_",
  ])
  func `what RFC 2426 allows is clean`(_ lines: String) {
    let text = lines.isEmpty ? card(version: "3.0") : card(lines, version: "3.0")
    #expect(findings(text) == [])
  }

  @Test func `a file may hold many cards, or none`() {
    #expect(findings(card() + otherCard).isEmpty)
    #expect(findings("").isEmpty)
  }

  @Test func `no two cards of a file have the same UID, in whatever case`() {
    #expect(findings(card() + card()) == ["8: a second card with the same UID"])
    let upper = card().replacing(Self.uid, with: "UID:" + Self.uid.dropFirst(4).uppercased())
    #expect(findings(card() + otherCard + upper).contains("13: a second card with the same UID"))
  }

  private var otherCard: String {
    card().replacing(Self.uid, with: "UID:urn:uuid:00000000-8b86-4011-b42d-00c04fc964ff")
  }

  // MARK: Lines

  @Test func `line ends are CRLF`() {
    #expect(
      findings(card().replacing("\r\n", with: "\n")) == ["1: a line end of LF alone, not CRLF"])
    #expect(
      findings(card("NOTE:a\nTITLE:b")) == ["5: a line end of LF alone, not CRLF"])
    #expect(findings(String(card().dropLast())) == ["5: no line end after the last line"])
    #expect(findings(card("NOTE:a\rb")) == ["5: a control character"])
  }

  @Test func `folds are at 75 octets, between characters, and hold something`() {
    let long = "NOTE:" + String(repeating: "a", count: 70)
    #expect(findings(card(long)).isEmpty)
    #expect(findings(card(long + "a")) == ["5: a line of 76 octets, more than 75"])
    #expect(findings(card(long + "\r\n " + long)) == ["6: a line of 76 octets, more than 75"])
    #expect(findings(card("NOTE:a\r\n b\r\n\tc")).isEmpty)
    #expect(findings(card("NOTE:a\r\n ")) == ["6: a continuation line without content"])
    #expect(findings(" a\r\n" + card()) == ["1: a continuation of nothing"])
    var broken = Array(card("NOTE:ü").utf8)
    if let index = broken.firstIndex(of: 0xBC) {
      broken.insert(contentsOf: "\r\n ".utf8, at: index)
    }
    #expect(findings(broken) == ["5: a fold inside a character"])
  }

  @Test func `bytes are UTF-8 without a byte order mark`() {
    let latin = Array(card("NOTE:ü").utf8).filter { $0 != 0xC3 }
    #expect(findings(latin) == ["5: bytes that are not UTF-8"])
    #expect(findings("\u{FEFF}" + card()) == ["1: a byte order mark before the card"])
  }

  @Test(arguments: ["\u{0}", "\u{B}", "\u{1B}", "\u{1F}", "\u{7F}"])
  func `control characters are found`(_ character: String) {
    #expect(findings(card("NOTE:a\(character)b")) == ["5: a control character"])
  }

  @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
  func `line separators of Unicode are found`(_ character: String) {
    #expect(
      findings(card("TITLE:x", "NOTE:a\(character)b"))
        == ["6: a line separator of Unicode, at which some readers split lines"])
  }

  @Test func `lines have a name, parameters and a colon`() {
    #expect(findings(card("")) == ["5: an empty line"])
    #expect(findings(card(":a")) == ["5: a line without the name of a property"])
    #expect(findings(card("a note that goes on")) == ["5: no colon after the name"])
    #expect(findings(card("X_OWN:a")) == ["5: no colon after the name"])
    #expect(findings(card("item_1.NOTE:a")) == ["5: no colon after the name"])
    #expect(findings(card("item1.:a")) == ["5: a line without the name of a property"])
    #expect(findings(card("TEL;WORK:1")) == ["5: a parameter without name or value"])
    #expect(findings(card("TEL;X-A=\"b:1")) == ["5: a parameter whose quotes don't end"])
    #expect(findings(card("TEL;X-A=\"b\"c\":1")) == ["5: a quote inside a parameter"])
    #expect(findings(card("TEL;X-A=b\"c:1")) == ["5: a quote inside a parameter"])
  }

  // MARK: Cards

  @Test func `BEGIN and END match`() {
    let end = "END:VCARD\r\n"
    #expect(findings(String(card().dropLast(end.utf8.count - 1))) == ["1: a card without END"])
    #expect(
      findings(card().replacing(end, with: "") + otherCard) == ["1: a card without END"])
    #expect(findings(card() + end) == ["6: END without BEGIN"])
    #expect(findings("NOTE:a\r\n" + card()) == ["1: a property outside of a card"])
    #expect(
      findings(card().replacing("BEGIN:VCARD", with: "BEGIN:VEVENT"))
        == ["1: BEGIN of something else than a VCARD"])
    #expect(
      findings(card().replacing(end, with: "END:VEVENT\r\n"))
        == ["5: END of something else than a VCARD"])
  }

  @Test func `VERSION is the second line and known`() {
    #expect(
      findings(card(version: "2.1")) == ["2: a VERSION other than 3.0 and 4.0"])
    #expect(
      findings(card().replacing("VERSION:4.0\r\n", with: "")) == ["1: a card without VERSION"])
    #expect(findings(card("VERSION:4.0")) == ["5: VERSION twice"])
    #expect(
      findings(card().replacing("VERSION:4.0\r\nUID", with: "PRODID:x\r\nVERSION:4.0\r\nUID"))
        == ["3: VERSION is not in the second line"])
  }

  @Test func `a card has what it must have`() {
    #expect(findings(card().replacing("FN:Anna\r\n", with: "")) == ["1: a card without FN"])
    #expect(findings(card().replacing(Self.uid + "\r\n", with: "")) == ["1: a card without UID"])
    #expect(
      findings(card(version: "3.0").replacing("N:;Anna;;;\r\n", with: ""))
        == ["1: a card without N"])
  }

  @Test(arguments: [
    ("KIND:individual", "KIND:org"), ("N:a;;;;", "N:b;;;;"), ("BDAY:1980", "BDAY:1981"),
    ("ANNIVERSARY:1980", "ANNIVERSARY:1981"), ("GENDER:M", "GENDER:F"), ("PRODID:a", "PRODID:b"),
    ("REV:20261122T020000Z", "REV:20261122T020001Z"), ("BDAY;ALTID=1:1980", "BDAY;ALTID=2:1981"),
    ("BDAY;ALTID=1:1980", "BDAY:1981"),
  ])
  func `what is there once at most isn't there twice`(_ first: String, _ second: String) {
    let name = first.prefix { $0 != ":" && $0 != ";" }
    #expect(findings(card(first, second)) == ["6: \(name) twice"])
  }

  @Test func `a contact may have the same number twice`() {
    #expect(findings(card("TEL:1", "TEL:1")).isEmpty)
  }

  @Test func `names are registered for the version, or begin with X-`() {
    #expect(
      findings(card("OWN:a")) == ["5: a property that is neither registered for 4.0 nor X-"])
    #expect(findings(card("X-:a")) == ["5: a property that is neither registered for 4.0 nor X-"])
    #expect(
      findings(card("LABEL:a")) == ["5: a property that is neither registered for 4.0 nor X-"])
    #expect(
      findings(card("RELATED:a", version: "3.0"))
        == ["5: a property that is neither registered for 3.0 nor X-"])
  }

  @Test func `a label has a property in its group`() {
    #expect(
      findings(card("item1.TEL:1", "item2.X-ABLABEL:a"))
        == ["6: X-ABLABEL for a group without a property"])
  }

  // MARK: Parameters

  @Test(arguments: [
    ("TEL;PREF=0:1", "PREF of TEL is not a number from 1 to 100"),
    ("TEL;PREF=101:1", "PREF of TEL is not a number from 1 to 100"),
    ("TEL;PREF=1;PREF=2:1", "a parameter of TEL twice"),
    ("TEL;TYPE=:1", "an empty parameter of TEL"),
    ("ADR;LABEL=\"\":;;a;;;;", "an empty parameter of ADR"),
    ("TEL;TYPE=\"work,voice\":1", "a quoted list as TYPE of TEL, one type to most readers"),
    ("TEL;TYPE=x_car:1", "a TYPE of TEL that is no name"),
    ("NOTE;X-A=\"a ^ b\":1", "a ^ in a parameter of NOTE that escapes nothing"),
    ("NOTE;X-A=\"a^\":1", "a ^ in a parameter of NOTE that escapes nothing"),
    ("NOTE;ENCODING=b:QUI=", "ENCODING of NOTE, which 4.0 doesn't have"),
    ("NOTE;CHARSET=UTF-8:a", "CHARSET of NOTE, which vCard 2.1 alone has"),
  ])
  func `parameters of 4-0 are checked`(_ line: String, _ finding: String) {
    #expect(findings(card(line)) == ["5: " + finding])
  }

  // MARK: Values

  @Test(arguments: [
    ("NOTE:", "NOTE has no value"), ("ADR:;;;;;;", "ADR has no value"),
    ("ORG:;", "ORG has no value"),
    ("NOTE:a,b", "a bare comma in NOTE"), ("NOTE:a;b;c", "a bare semicolon in NOTE"),
    ("X-EAS-ALIAS:a,b", "a bare comma in X-EAS-ALIAS"),
    ("CATEGORIES:a;b", "a bare semicolon in CATEGORIES"), ("ORG:a,b;c", "a bare comma in ORG"),
    ("NOTE:a\\tb", "an unknown escape in NOTE"), ("NOTE:a\\", "an unknown escape in NOTE"),
    ("X-OWN:\\:", "an unknown escape in X-OWN"), ("N:a\\b;;;;", "an unknown escape in N"),
    ("N:a;b;c;d", "N has 4 parts, not 5"), ("N:a\\;b;;;;;", "N has 6 parts, not 5"),
    ("ADR:;;a;b;c;d", "ADR has 6 parts, not 7"),
    ("URL:www.contoso.com", "URL is a URI without a scheme"),
    ("URL:http://contoso.com/a b", "URL has characters that no URI has"),
    ("URL:http://contoso.com/ü", "URL has characters that no URI has"),
    ("URL:http://contoso.com/a,b", "a bare comma in URL"),
    ("IMPP:anna", "IMPP is a URI without a scheme"),
    ("RELATED:Maria", "RELATED is a URI without a scheme"),
    ("MEMBER:urn:uuid:6f9619ff-8b86", "MEMBER has no UUID after urn:uuid:"),
    ("PHOTO:data:image/png;base64,QUI=", "a bare comma in PHOTO"),
    ("PHOTO:data:image/png;base64\\,QUI", "broken base 64 in PHOTO"),
    ("PHOTO:data:image/png;base64", "PHOTO is a data: URI without data"),
    ("PHOTO:QUI=", "PHOTO is a URI without a scheme"),
    ("REV:20261122", "REV is no timestamp as 4.0 writes it"),
    ("REV:2026-11-22T02:00:00Z", "REV is no timestamp as 4.0 writes it"),
    ("REV:20261122T250000Z", "REV is no timestamp as 4.0 writes it"),
  ])
  func `values of 4-0 are checked`(_ line: String, _ finding: String) {
    #expect(findings(card(line)) == ["5: " + finding])
  }

  @Test(arguments: [
    "1980-04-15", "198004", "19801315", "19800230", "19810229", "--0431", "--0015", "---32",
    "-0415",
    "15.4.1980", "19800415T", "19800415T24", "19800415T101500X", "19800415T101500+25", "T-60",
    "1604-04-15T00:00:00Z", "--04-15",
  ])
  func `dates of 4-0 are in basic form and in the calendar`(_ date: String) {
    #expect(findings(card("BDAY:" + date)) == ["5: BDAY is no date as 4.0 writes it"])
  }

  @Test(arguments: [
    ("BDAY:--0415", "BDAY is no date as 3.0 writes it"),
    ("BDAY:1980-0415", "BDAY is no date as 3.0 writes it"),
    ("BDAY:1980-02-30", "BDAY is no date as 3.0 writes it"),
    ("BDAY:1980-04-15T10:15:00.Z", "BDAY is no date as 3.0 writes it"),
    ("REV:yesterday", "REV is no timestamp as 3.0 writes it"),
    ("PHOTO:QUI=", "PHOTO has neither ENCODING=b nor VALUE=uri"),
    ("URL:http://contoso.com/a\\,b", "URL has characters that no URI has"),
    ("IMPP:sip:a\\,b@contoso.com", "IMPP has characters that no URI has"),
    ("PHOTO;ENCODING=b:QUI", "broken base 64 in PHOTO"),
    ("PHOTO;ENCODING=BASE64:QUI=", "ENCODING of PHOTO is not b"),
    ("NOTE:a;b", "a bare semicolon in NOTE"), ("N;X-A=1:a;b", "N has 2 parts, not 5"),
    ("FN:Other", "FN twice"),
  ])
  func `values of 3-0 are checked`(_ line: String, _ finding: String) {
    let text = card(line, version: "3.0")
    let isName = line.hasPrefix("N;")
    #expect(
      findings(isName ? text.replacing("N:;Anna;;;\r\n", with: "") : text) == ["5: " + finding])
  }

  @Test func `no finding holds anything of a line but a registered name`() {
    let words = ["Secret", "SECRET", "secret"]
    for line in [
      "Secret:a", "Secret.Secret:Secret", "NOTE;Secret=\"Secret:a", "NOTE:Secret\\Secret",
      "Secret words", "TEL;Secret=1;Secret=1:1", "BDAY:Secret", "URL:Secret",
    ] {
      let text = findings(card(line)).joined()
      #expect(!text.isEmpty)
      for word in words { #expect(!text.contains(word), "\(line)") }
    }
  }
}
