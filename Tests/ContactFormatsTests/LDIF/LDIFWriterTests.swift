import ContactFormats
import Foundation
import TestSupport
import Testing

struct LDIFWriterTests {
  private func text(_ records: LDIFRecord...) -> String {
    var bytes: [UInt8] = []
    for record in records { LDIFWriter().append(record, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func attribute(_ name: String, _ values: String...) -> LDIFAttribute {
    LDIFAttribute(name: name, values: values.map { Array($0.utf8) })
  }

  @Test func `a content record is the name, the attributes and an empty line`() {
    let entry = LDIFEntry(
      dn: "uid=1,dc=test", attributes: [attribute("cn", "Mark"), attribute("mail", "a@b", "c@d")])
    #expect(
      text(.content(entry), .content(LDIFEntry(dn: "dc=test", attributes: []))) == """
        dn: uid=1,dc=test
        cn: Mark
        mail: a@b
        mail: c@d

        dn: dc=test


        """)
  }

  @Test func `an added entry is a change record`() {
    let entry = LDIFEntry(dn: "uid=1,dc=test", attributes: [attribute("cn", "Mark")])
    #expect(text(.add(entry)) == "dn: uid=1,dc=test\nchangetype: add\ncn: Mark\n\n")
  }

  @Test func `a modification only ever replaces`() {
    let record = LDIFRecord.modify(
      dn: "uid=1,dc=test", replacing: [attribute("title", "Boss", "Head"), attribute("mobile")])
    #expect(
      text(record) == """
        dn: uid=1,dc=test
        changetype: modify
        replace: title
        title: Boss
        title: Head
        -
        replace: mobile
        -


        """)
  }

  @Test func `a modification of nothing is no record`() {
    #expect(text(.modify(dn: "uid=1,dc=test", replacing: [])).isEmpty)
  }

  @Test func `a deletion is a name and a word`() {
    #expect(text(.delete(dn: "uid=1,dc=test")) == "dn: uid=1,dc=test\nchangetype: delete\n\n")
  }

  @Test func `a version line is written on demand only, and without an empty line`() {
    #expect(LDIFWriter().header().isEmpty)
    #expect(LDIFWriter(versionLine: true).header() == Array("version: 1\n".utf8))
  }

  @Test(arguments: [
    ("plain", "plain"), ("a:b<c #d", "a:b<c #d"), ("#a", "#a"), ("", nil), ("ü", ":w7w="),
    (" a", ":IGE="), ("a ", ":YSA="), (":a", ":OmE="), ("<a", ":PGE="), ("a\nb", ":YQpi"),
    ("a\rb", ":YQ1i"), ("a\tb", ":YQli"), ("a\u{0}", ":YQA="), ("\u{7F}", ":fw=="),
    ("a\u{1B}b", ":YRti"),
  ])
  func `what is no safe string is written in base 64`(_ value: String, _ spelled: String?) {
    let entry = LDIFEntry(dn: "dc=x", attributes: [attribute("a", value)])
    let line =
      switch spelled {
      case nil: "a:"
      case let spelled? where spelled.hasPrefix(":") && value != spelled:
        "a:: " + spelled.dropFirst()
      case let spelled?: "a: " + spelled
      }
    #expect(text(.content(entry)) == "dn: dc=x\n\(line)\n\n")
  }

  @Test(arguments: 1...17)
  func `what is no safe string is found wherever it stands`(_ length: Int) {
    for position in 0..<length {
      for byte in 0...UInt8.max {
        var value = Array(repeating: UInt8(ascii: "$"), count: length)
        value[position] = byte
        let entry = LDIFEntry(dn: "dc=x", attributes: [LDIFAttribute(name: "a", values: [value])])
        let isSafe =
          switch byte {
          case UInt8(ascii: ":"), UInt8(ascii: "<"): position > 0
          case UInt8(ascii: " "): position > 0 && position < length - 1
          default: 0x21..<0x7F ~= byte
          }
        let line =
          isSafe
          ? "a: " + String(decoding: value, as: UTF8.self)
          : "a:: " + Data(value).base64EncodedString()
        let content = text(.content(entry))
        #expect(content == "dn: dc=x\n\(line)\n\n")
      }
    }
  }

  @Test func `a name beyond ASCII is written in base 64`() {
    #expect(text(.delete(dn: "cn=ü")) == "dn:: Y249w7w=\nchangetype: delete\n\n")
  }

  @Test(arguments: [73, 74, 75, 148, 149, 150, 1000])
  func `lines are folded at 76 columns`(_ length: Int) throws {
    let value = String((0..<length).map { Character(String($0 % 10)) })
    let entry = LDIFEntry(dn: "dc=x", attributes: [attribute("a", value)])
    let lines = text(.content(entry)).split(separator: "\n").dropFirst()
    #expect(lines.dropLast().allSatisfy { $0.utf8.count == 76 })
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") && $0.utf8.count > 1 })
    #expect(lines.map { $0.drop { $0 == " " } }.joined() == "a: " + value)
  }

  @Test(arguments: 0..<300)
  func `every record is read back as it was`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed)
    func attributes(_ counts: ClosedRange<Int>) -> [LDIFAttribute] {
      (0..<Int.random(in: 1...5, using: &generator.random)).map { index in
        let count = Int.random(in: counts, using: &generator.random)
        return LDIFAttribute(
          name: "a\(index)",
          values: (0..<count).map { _ in
            Bool.random(using: &generator.random)
              ? Array(generator.text().utf8)
              : (0..<Int.random(in: 0...90, using: &generator.random)).map { _ in
                UInt8.random(in: 0...255, using: &generator.random)
              }
          })
      }
    }
    let dn = generator.text()
    let entry = LDIFEntry(dn: dn, attributes: attributes(1...3))
    let content = [LDIFRecord.content(entry), .content(entry)]
    let changes = [
      LDIFRecord.add(entry), .modify(dn: dn, replacing: attributes(0...3)), .delete(dn: dn),
    ]
    for records in [content, changes] {
      var bytes: [UInt8] = []
      for record in records { LDIFWriter().append(record, to: &bytes) }
      #expect(try LDIFReader.records(bytes) == records, "seed \(seed)")
    }
  }
}
