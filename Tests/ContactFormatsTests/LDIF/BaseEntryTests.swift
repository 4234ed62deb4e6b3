import ContactFormats
import Testing

struct BaseEntryTests {
  @Test(arguments: [
    ("ou=contacts,dc=example,dc=test", "organizationalUnit", "ou: contacts"),
    ("OU = contacts , dc=example", "organizationalUnit", "ou: contacts"),
    ("2.5.4.11=contacts", "organizationalUnit", "ou: contacts"),
    (#"o=Contoso\, Ltd.,c=US"#, "organization", "o: Contoso, Ltd."),
    ("ou=Bücher", "organizationalUnit", "ou:: QsO8Y2hlcg=="),
    ("dc=example,dc=test", "domain", "dc: example"),
    ("l=Kiel,c=DE", "locality", "l: Kiel"),
    ("c=DE", "country", "c: DE"),
  ])
  func `a base has an entry of the object class that its name tells`(
    _ text: String, _ objectClass: String, _ naming: String
  ) throws {
    let name = try DistinguishedName(parsing: text)
    let entry = try LDIFEntry.base(for: name)
    #expect(entry.dn == name.description)
    var bytes: [UInt8] = []
    LDIFWriter().append(.content(entry), to: &bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
    #expect(lines.map(String.init) == ["objectClass: \(objectClass)", "objectClass: top", naming])
  }

  private static let byHand = ", or add its entry to the directory yourself"

  @Test(arguments: [
    (
      "cn=contacts,dc=example",
      "cn tells no object class, as ou, o, dc, l, c do; name the base by one of them"
    ),
    ("ou=contacts+l=Kiel,c=DE", "ou is not alone in the name; name the base by one attribute"),
    ("c=Germany", "c takes a code of two letters, as in c=DE; correct it"),
    ("c=D1", "c takes a code of two letters, as in c=DE; correct it"),
    ("dc=bücher,dc=test", "dc takes ASCII without spaces; write it as in dc=xn--bcher-kva"),
    ("dc=a b", "dc takes ASCII without spaces; write it as in dc=xn--bcher-kva"),
  ])
  func `a base whose entry can't be told is refused with a remedy`(
    _ text: String, _ description: String
  ) throws {
    let name = try DistinguishedName(parsing: text)
    let error = #expect(throws: DistinguishedNameError.self) { try LDIFEntry.base(for: name) }
    #expect(error?.description == description + Self.byHand)
  }
}
