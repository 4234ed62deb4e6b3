import ContactFormats
import TestSupport
import Testing

struct DistinguishedNameTests {
  @Test(arguments: [
    ("plain", "plain"), ("Hassall, Mark", "Hassall\\, Mark"),
    ("a+b\"c\\d<e>f;g", #"a\+b\"c\\d\<e\>f\;g"#),
    ("#a#", "\\#a#"), (" a b ", "\\ a b\\ "), (" ", "\\ "), ("a=b", "a=b"),
    ("a\u{0}\n\u{7F}", "a\\00\\0A\\7F"),
    ("ü山", "ü山"), ("", ""),
  ])
  func `a value is escaped where RFC 4514 says so`(_ value: String, _ escaped: String) {
    #expect(DistinguishedName.escaped(value) == escaped)
  }

  @Test(arguments: [
    ("ou=contacts,dc=example,dc=test", "ou=contacts,dc=example,dc=test"),
    (" ou = contacts , dc=example ,dc = test ", "ou=contacts,dc=example,dc=test"),
    (#"o=Contoso\, Ltd.,c=US"#, #"o=Contoso\, Ltd.,c=US"#),
    (#"o=Contoso\2C Ltd."#, #"o=Contoso\, Ltd."#),
    (#"cn=M\C3\BCller+uid=7,dc=x"#, "cn=Müller+uid=7,dc=x"),
    (#"cn=\20a\ "#, #"cn=\ a\ "#),
    ("2.5.4.11=contacts", "2.5.4.11=contacts"),
    ("ou=a=b", "ou=a=b"),
    (##"ou=\#1"##, ##"ou=\#1"##),
    (#"ou=a\+b"#, #"ou=a\+b"#),
  ])
  func `a name is read and written in one spelling`(_ text: String, _ spelling: String) throws {
    let name = try DistinguishedName(parsing: text)
    #expect(name.description == spelling)
    #expect(try DistinguishedName(parsing: spelling) == name)
  }

  @Test(arguments: [
    ("", "an empty name; write one such as ou=contacts,dc=example,dc=org"),
    ("  ", "an empty name; write one such as ou=contacts,dc=example,dc=org"),
    (
      "contacts",
      #""contacts" has no "="; a part is a type and a value, as in ou=contacts, and a comma "#
        + #"inside a value is written \,"#
    ),
    (
      "o=Contoso, Ltd.,dc=x",
      #""Ltd." has no "="; a part is a type and a value, as in ou=contacts, and a comma inside "#
        + #"a value is written \,"#
    ),
    ("ou=a,", "a part without type and value; take out the comma too many"),
    ("ou=a,,dc=b", "a part without type and value; take out the comma too many"),
    ("o u=a", #""o u" is no attribute type; write one such as ou, dc or o"#),
    ("=a", #""" is no attribute type; write one such as ou, dc or o"#),
    ("ou=", "ou has no value; write one, as in ou=contacts"),
    ("ou=,dc=x", "ou has no value; write one, as in ou=contacts"),
    (
      "ou=#04024869",
      ##"the value of ou is in hexadecimal; write it as text, and a leading "#" that is meant as \#"##
    ),
    ("ou=a;dc=b", #"the character ; in the value of ou; escape it, as in \3B"#),
    ("ou=\"a\"", #"the character " in the value of ou; escape it, as in \22"#),
    ("ou=a\nb", #"a control character in the value of ou; escape it, as in \0A"#),
    (#"ou=a\x"#, #"a lone backslash in the value of ou; write it as \5C"#),
    (#"ou=a\"#, #"a lone backslash in the value of ou; write it as \5C"#),
    (#"ou=\FF"#, "the value of ou is not UTF-8; correct what is escaped in it"),
  ])
  func `text that is no name is refused with a remedy`(_ text: String, _ description: String) {
    let error = #expect(throws: DistinguishedNameError.self) {
      try DistinguishedName(parsing: text)
    }
    #expect(error?.description == description)
  }

  @Test(arguments: 0..<200)
  func `any value survives a name`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed)
    let value = generator.text()
    if value.isEmpty { return }
    let text = "cn=\(DistinguishedName.escaped(value)),dc=x"
    let pair = try DistinguishedName(parsing: text).relatives[0].pairs[0]
    #expect(Array(pair.value.utf8) == Array(value.utf8))
  }
}
