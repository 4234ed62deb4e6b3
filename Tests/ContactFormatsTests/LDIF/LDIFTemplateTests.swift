import ContactFormats
import ContactModel
import Testing

struct LDIFTemplateTests {
  @Test func `every built-in template is found by its name, and no other`() throws {
    #expect(
      LDIFTemplate.builtInNames == ["inetorgperson", "mozilla", "evolution", "activedirectory"])
    for name in LDIFTemplate.builtInNames { #expect(try LDIFTemplate.named(name) != nil) }
    #expect(try LDIFTemplate.named("nosuch") == nil)
  }

  @Test func `the built-in template says what it maps`() throws {
    let template = try #require(try LDIFTemplate.named("inetorgperson"))
    #expect(
      template.objectClasses == ["inetOrgPerson", "organizationalPerson", "person", "top"])
    #expect(template.namingAttribute == "uid")
    #expect(
      template.attributes.map(\.name) == [
        "uid", "cn", "sn", "givenName", "displayName", "mail", "telephoneNumber", "homePhone",
        "mobile", "pager", "facsimileTelephoneNumber", "street", "l", "st", "postalCode",
        "postalAddress", "homePostalAddress", "o", "ou", "title", "physicalDeliveryOfficeName",
        "labeledURI", "description", "jpegPhoto",
      ])
    #expect(template.omitted == [.fileAs, .weightedRank, .governmentID])
  }

  /// A user edits a copy by its comments alone.
  @Test func `the comments of the built-in template name every key, syntax and field`() throws {
    let text = try #require(LDIFTemplate.builtInText("inetorgperson"))
    let comments = text.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "#").map { line[$0...] }
    }.joined(separator: " ")
    let words = Set(comments.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map { String($0) })
    let keys = [
      "first", "all", "rest", "join", "literal", "separator", "syntax", "values", "single",
      "multiple",
      "length", "required", "uid",
    ]
    let syntaxes = AttributeSyntax.allCases.map(\.rawValue)
    let fields = ContactField.allCases.map(\.rawValue)
    for word in keys + syntaxes + fields { #expect(words.contains(word), "\(word)") }
    for key in ["object-classes:", "rdn:", "attributes:", "omit:"] {
      #expect(text.contains("\n" + key))
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `the fingerprint tells templates apart that make different entries`() throws {
    func fingerprint(_ attributes: String) throws -> String {
      try LDIFTemplate(
        yaml: """
          object-classes: [x]
          rdn: uid
          attributes:
            uid: {first: [uid]}
            \(attributes)
          """,
        file: "t.yaml"
      ).fingerprint
    }
    let variants = [
      "a: {first: [note]}", "a: {all: [note]}", "a: {rest: [note]}", "a: {join: [note]}",
      "a: {join: [note], separator: x}", "a: {literal: note}", "a: {first: [office]}",
      "a: {first: [note], length: 5}", "a: {first: [note], values: single}",
      "a: {first: [note], required: true}", "a: {first: [note], syntax: ia5}", "b: {first: [note]}",
      "a: {first: [note, office]}", "a: {first: [{literal: note}]}",
    ]
    let fingerprints = try variants.map { try fingerprint($0) }
    #expect(Set(fingerprints).count == variants.count)
    #expect(fingerprints[0] == (try fingerprint("a:   {first: [note], values: multiple}   # x")))
    #expect(fingerprints.allSatisfy { $0.utf8.count == 16 })
  }

  /// Another value here makes every directory entry be written anew by the next run.
  @Test(arguments: [
    ("inetorgperson", "93e7be7a3692adeb"), ("mozilla", "ca310343fe208a9c"),
    ("evolution", "1f6a3a428d4201e0"),
    ("activedirectory", "4bc9507558985ba6"),
  ])
  func `the fingerprint of a built-in template changes only on purpose`(
    _ name: String, _ fingerprint: String
  ) throws {
    let template = try #require(try LDIFTemplate.named(name))
    #expect(template.fingerprint == fingerprint)
  }

  @Test(arguments: LDIFTemplate.builtInNames.dropFirst())
  func `the other built-in templates say what they are for and where the keys are explained`(
    _ name: String
  ) throws {
    let text = try #require(LDIFTemplate.builtInText(name))
    #expect(text.hasPrefix("# Contacts for "))
    #expect(text.contains("`cardferry template show inetorgperson`"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(try LDIFTemplate.named(name)?.omitted.contains(.governmentID) == true)
  }
}
