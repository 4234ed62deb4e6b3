import ContactFormats
import Testing

/// Each rule has a file that breaks it and nothing else.
struct LDIFLinterTests {
  private func findings(_ text: String) -> [String] {
    LDIFLinter.findings(in: Array(text.utf8)).map(\.description)
  }

  /// An entry with these lines from the fourth on.
  private func entry(_ lines: String...) -> String {
    (["dn: cn=Anna,dc=test", "objectClass: person", "cn: Anna"] + lines + ["", ""])
      .joined(separator: "\n")
  }

  private var other: String { entry().replacing("Anna", with: "Berta") }

  private func change(_ lines: String...) -> String {
    (["dn: cn=Anna,dc=test"] + lines + ["", ""]).joined(separator: "\n")
  }

  @Test(arguments: ["inetorgperson", "mozilla", "evolution", "activedirectory"])
  func `the entry with every field is clean`(_ template: String) throws {
    #expect(LDIFLinter.findings(in: try Fixture.bytes("full-\(template).ldif")) == [])
  }

  @Test(arguments: [
    "sn: a:b <c> #d", "sn:: w7w=", "sn:: QUI=", "sn;lang-ja:: 44OP", "2.5.4.4: Hassall",
    "# anything: goes\n here", "jpegPhoto:: /9j/\n 4AAB", "sn: a\nsn: b", "mail: a@b\nsn: A@B",
    "labeledURI: http://a/B\nlabeledURI: http://a/b",
  ])
  func `what RFC 2849 allows is clean`(_ lines: String) {
    #expect(findings(entry(lines)) == [])
  }

  @Test func `files of changes are clean`() {
    #expect(
      findings(
        change(
          "changetype: modify", "replace: sn", "sn: A", "-", "replace: mail", "-", "add: title",
          "title: Head", "title: Boss", "-", "delete: mobile", "-")
          + change("changetype: delete")
          + change("control: 1.2.840.113556.1.4.805 true", "changetype: delete")
          + change("changetype: add", "objectClass: person", "cn:: QW5uYQ==")
          + change("changetype: modrdn", "newrdn: cn=Eva", "deleteoldrdn: 1")) == [])
  }

  @Test func `a version, CRLF, comments and no record at all are clean`() {
    #expect(findings("") == [])
    #expect(findings("version: 1\n" + entry()) == [])
    #expect(findings("version: 1\n\n" + entry()) == [])
    #expect(findings("# by hand\n\n" + entry()) == [])
    #expect(findings(entry().replacing("\n", with: "\r\n")) == [])
    #expect(findings(entry() + other.dropLast()) == [])
  }

  @Test func `no two entries have the same name, in whatever case`() {
    #expect(findings(entry() + other) == [])
    #expect(findings(entry() + entry()) == ["5: a second entry with the same dn"])
    #expect(
      findings(
        entry() + other + entry().replacing("dn: cn=Anna,dc=test", with: "dn: CN=anna,dc=TEST"))
        == ["9: a second entry with the same dn"])
    // Changes of one entry may be many.
    #expect(findings(change("changetype: delete") + change("changetype: delete")) == [])
  }

  // MARK: Lines

  @Test func `line ends are the same throughout, up to the last line`() {
    #expect(
      findings("dn: cn=Anna,dc=test\r\nobjectClass: person\ncn: Anna\n")
        == ["2: a line end other than that of the first line"])
    #expect(findings(String(entry().dropLast(2))) == ["3: no line end after the last line"])
    #expect(
      findings(entry("sn: a\rb")) == ["4: a control character in sn that is not in base 64"])
  }

  @Test func `no byte order mark`() {
    #expect(findings("\u{FEFF}" + entry()) == ["1: a byte order mark before the first record"])
  }

  @Test func `one empty line is between records`() {
    #expect(findings("\n" + entry()) == ["1: an empty line at the start"])
    #expect(findings(entry() + "\n" + other) == ["5: a second empty line"])
    #expect(
      findings(String(entry().dropLast()) + entry())
        == ["4: dn inside a record: an empty line is missing before it"])
  }

  @Test func `folded lines go on with a space and something`() {
    let long = "sn: " + String(repeating: "a", count: 76)
    #expect(findings(entry(long)) == [])
    #expect(findings(entry(long + "a")) == ["4: a line of 81 octets, more than 80"])
    #expect(findings(entry("sn: a", " ")) == ["5: a continuation line without content"])
    #expect(findings(" a\n" + entry()) == ["1: a continuation of nothing"])
    #expect(findings(entry("sn: a", "\tb")) == ["5: a line without a colon"])
  }

  @Test func `a record begins with dn, a file with its version`() {
    #expect(
      findings("cn: Anna\n\n" + entry()) == ["1: a record that doesn't begin with dn"])
    #expect(findings("version: 2\n" + entry()) == ["1: a version other than 1"])
    #expect(
      findings(entry() + "version: 1\n" + entry()) == ["5: a record that doesn't begin with dn"])
    #expect(findings(entry("version: 1")) == ["4: version elsewhere than in the first line"])
  }

  // MARK: Fields

  @Test(arguments: [
    ("sn", "a line without a colon"), ("sn : a", "a space before the colon"),
    ("s_n: a", "a line that begins with no attribute"),
    ("1.02: a", "a line that begins with no attribute"),
    ("sn;: a", "a line that begins with no attribute"),
    ("sn:a", "no space after the colon of sn"), ("sn::QUI=", "no space after the colon of sn"),
    ("sn:  a", "more than one space after the colon of sn"),
    ("sn: a ", "a space at the end of sn"), ("sn: ü", "sn is not ASCII and not in base 64"),
    ("sn: a\tb", "a control character in sn that is not in base 64"),
    ("sn: a\u{0}b", "a control character in sn that is not in base 64"),
    ("sn: :a", "sn begins with a sign that is safe in base 64 only"),
    ("sn: <a", "sn begins with a sign that is safe in base 64 only"),
    ("sn:< file:///etc/passwd", "sn is taken from a URL, which readers may fetch"),
    ("sn:: QUI", "broken base 64 in sn"), ("sn:: Q U I", "broken base 64 in sn"),
    ("sn:", "sn has an empty value"), ("sn: ", "sn has an empty value"),
    ("sn:: ", "sn has an empty value"),
  ])
  func `fields are spelled as they must be`(_ line: String, _ finding: String) {
    #expect(findings(entry(line)) == ["4: " + finding])
  }

  @Test(arguments: [
    ("cn: ANNA", "the same value of cn as in line 3"),
    ("CN: anna", "the same value of CN as in line 3"),
    ("cn:: QW5uYQ==", "the same value of cn as in line 3"),
    ("jpegPhoto:: QUI=\njpegPhoto:: QUI=", "the same value of jpegPhoto as in line 4"),
    ("sn: a b\nsn: A  B", "the same value of sn as in line 4"),
    ("sn:: w7w=\nsn:: w5w=", "the same value of sn as in line 4"),
    (
      "telephoneNumber: +49 30 123\ntelephoneNumber: +4930-123",
      "the same value of telephoneNumber as in line 4"
    ),
  ])
  func `no attribute has a value twice`(_ lines: String, _ finding: String) {
    let last = lines.contains("\n") ? 5 : 4
    #expect(findings(entry(lines)) == ["\(last): " + finding])
  }

  @Test func `an entry has a class and the value of its name`() {
    #expect(
      findings(entry().replacing("objectClass: person\n", with: ""))
        == ["1: an entry without objectClass"])
    #expect(
      findings(entry().replacing("cn: Anna", with: "cn: Eva"))
        == ["1: the value of cn in dn is none of the entry's"])
    #expect(
      findings(entry("sn: x\\, y").replacing("cn=Anna", with: "CN=anna+sn=x\\5C\\2C y")) == [])
  }

  @Test(arguments: [
    ("Anna,dc=test", "dn: a part without an equals sign"),
    ("cn=Anna,", "dn: a part without an equals sign"),
    ("c_n=Anna", "dn: a part with no attribute type"),
    ("cn=Anna, dc=test", "dn: a part with no attribute type"),
    ("cn=,dc=test", "dn: a part without a value"),
    ("cn= Anna", "dn: a space that is not escaped before a value"),
    ("cn=Anna ,dc=test", "dn: a space that is not escaped after a value"),
    ("cn=#41", "dn: a number sign that is not escaped"),
    ("cn=An;na", "dn: a character that is not escaped"),
    ("cn=An\"na", "dn: a character that is not escaped"),
    ("cn=An\\na", "dn: a backslash that escapes nothing"),
    ("cn=An\\FFna", "dn: an escaped value that is not UTF-8"),
  ])
  func `names are as RFC 4514 has them`(_ name: String, _ finding: String) {
    #expect(findings("dn: \(name)\nchangetype: delete\n") == ["1: " + finding])
  }

  @Test func `names that escape what they must are clean`() {
    for name in [
      "cn=Hassall\\, Mark", "cn=\\ a\\ ,dc=x", "cn=\\#1 #2", "cn=a\\00b", "cn=a\\C3\\BC",
      "2.5.4.3=a", "cn=a=b+sn=c,dc=x",
    ] {
      #expect(findings("dn: \(name)\nchangetype: delete\n") == [])
    }
    #expect(findings("dn:: Y249w7w=\nchangetype: delete\n") == [])
    #expect(
      findings("dn:: Y249/A==\nchangetype: delete\n") == ["1: dn: a name that is not UTF-8"])
  }

  // MARK: Changes

  @Test func `a file holds content or changes`() {
    #expect(
      findings(entry() + change("changetype: delete")) == ["5: a change in a file of content"])
    #expect(
      findings(change("changetype: delete") + entry()) == ["4: content in a file of changes"])
  }

  @Test(arguments: [
    (["changetype: remove"], "2: an unknown changetype"),
    (["control: 1.2.3"], "1: control without changetype"),
    (["changetype: delete", "cn: Anna"], "3: a line after changetype: delete"),
    (["changetype: modify"], "2: a modification of nothing"),
    (["changetype: modify", "replace: sn", "sn: a"], "3: a modification that no hyphen ends"),
    (
      ["changetype: modify", "replace: sn", "title: a", "-"],
      "4: a value of another attribute than the modification's"
    ),
    (
      ["changetype: modify", "replace: sn", "sn: a", "replace: mail", "mail: b", "-"],
      "5: a value of another attribute than the modification's"
    ),
    (
      ["changetype: modify", "sn: a", "-"],
      "3: neither add, delete nor replace where a modification begins"
    ),
    (
      ["changetype: modify", "replace: sn", "-", "-"],
      "5: neither add, delete nor replace where a modification begins"
    ),
    (["changetype: modify", "add: sn", "-"], "3: add of sn without values"),
    (["changetype: modify", "replace: s n", "-"], "3: replace of what is no attribute"),
    (
      ["changetype: modify", "replace: sn", "sn: a", "sn: A", "-"],
      "5: the same value of sn as in line 4"
    ),
    (["changetype: add", "cn: Anna"], "1: an entry without objectClass"),
    (
      ["changetype: delete", "changetype: delete"], "3: changetype elsewhere than after dn"
    ),
    (
      ["changetype: modrdn", "newrdn: cn=Eva"],
      "2: a renaming other than newrdn, deleteoldrdn and perhaps newsuperior"
    ),
    (
      ["changetype: modrdn", "newrdn: Eva", "deleteoldrdn: 1"],
      "3: newrdn: a part without an equals sign"
    ),
  ])
  func `changes have their shape`(_ lines: [String], _ finding: String) {
    #expect(
      findings((["dn: cn=Anna,dc=test"] + lines + ["", ""]).joined(separator: "\n")) == [finding])
  }
}
