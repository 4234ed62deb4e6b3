import ContactFormats
import ContactModel
import TestSupport
import Testing

/// A number as somebody typed it, and what the number formats make of it.
struct NumberFixture: CustomTestStringConvertible, Sendable {
  let number: String
  /// With a region of Germany.
  let e164: String
  let digits: String

  init(_ number: String, e164: String, digits: String) {
    self.number = number
    self.e164 = e164
    self.digits = digits
  }

  var testDescription: String { number.debugDescription }
}

struct PhoneFormatTests {
  private let template: LDIFTemplate

  init() throws {
    template = try LDIFTemplate(
      yaml: """
        object-classes: [xPerson]
        rdn: uid
        attributes:
          uid: {first: [uid]}
          phone: {all: [workPhone], syntax: telephone}
          text: {all: [homePhone]}
          standing: {literal: 0431 1, syntax: telephone}
        """,
      file: "t.yaml")
  }

  private func write(
    _ numbers: [String], _ format: PhoneFormat
  ) -> (values: [String], warnings: [String]) {
    let (entry, warnings) = template.entry(
      for: SampleContact.contact { $0.phones = numbers.map { Contact.Phone(.work, $0) } },
      uid: SampleContact.uid, base: "", phoneFormat: format)
    let attribute = entry.attributes.first { $0.name == "phone" }
    return (
      attribute?.values.map { String(decoding: $0, as: UTF8.self) } ?? [],
      warnings.map(\.description)
    )
  }

  @Test(arguments: Self.numbers)
  func `a number is written in the format that was asked for`(_ fixture: NumberFixture) throws {
    let e164 = write([fixture.number], try PhoneFormat(style: .e164, region: "DE"))
    #expect(e164.values == [fixture.e164])
    #expect(e164.warnings.isEmpty)
    let digits = write([fixture.number], try PhoneFormat(style: .digits))
    #expect(digits.values == [fixture.digits])
    #expect(digits.warnings.isEmpty)
    let asIs = write([fixture.number], .asIs)
    #expect(try asIs == write([fixture.number], PhoneFormat(style: .asIs)))
  }

  static let numbers: [NumberFixture] = [
    NumberFixture("030 1234567", e164: "+49301234567", digits: "0301234567"),
    NumberFixture("+49 30 1234567", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("0049 30 1234567", e164: "+49301234567", digits: "0049301234567"),
    NumberFixture("+49 (0)30 / 123 45-67", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("(+49) 30.123.45.67", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("[030] 123\u{2013}45\u{A0}67", e164: "+49301234567", digits: "0301234567"),
    NumberFixture("\u{202A}+49 30 1234567\u{202C}", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("tel:+49-30-1234567", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("٠٣٠ ١٢٣٤٥٦٧", e164: "+49301234567", digits: "0301234567"),
    NumberFixture("＋４９ ３０ 1234567", e164: "+49301234567", digits: "+49301234567"),
    NumberFixture("+1 (425) 555-0101", e164: "+14255550101", digits: "+14255550101"),
    // In Italy the zero is part of the number.
    NumberFixture("+39 06 1234 5678", e164: "+390612345678", digits: "+390612345678"),
    NumberFixture("+4930", e164: "+4930", digits: "+4930"),
  ]

  @Test(arguments: [
    "030 1234567 x5", "030 1234567;ext=5", "030 1234567 ext. 12", "030 1234567 (Durchwahl 6)",
    "030 1234567,5",
  ])
  func `an extension is left out with a warning`(_ number: String) throws {
    let warning =
      "phone: an extension left out, for which the number format has no place (mended)"
    let e164 = write([number], try PhoneFormat(style: .e164, region: "DE"))
    #expect(e164.values == ["+49301234567"])
    #expect(e164.warnings == [warning])
    let digits = write([number], try PhoneFormat(style: .digits))
    #expect(digits.values == ["0301234567"])
    #expect(digits.warnings == [warning])
  }

  @Test(arguments: [
    "0431-880-0 (Zentrale)", "030 1234 / 0431 5678", "0431 88000/01", "030 123456 oder 0171 1",
    "+49 30 1 +49 30 2", "030 1234567, 0171 1234567", "1-800-FLOWERS", "ask Ann",
  ])
  func `what may be more or less than one number stays as it is`(_ number: String) throws {
    let warning = "phone: not one plain number; kept as it is (invalid-value)"
    for format in [try PhoneFormat(style: .digits), try PhoneFormat(style: .e164, region: "DE")] {
      let (values, warnings) = write([number], format)
      #expect(values == [number])
      #expect(warnings == [warning])
    }
  }

  @Test func `what no number can be is refused as ever`() throws {
    let (values, warnings) = write(["*31#030", " ", "030\n040"], try PhoneFormat(style: .digits))
    #expect(values == ["030 040"])
    #expect(
      warnings == [
        "phone: not one plain number; kept as it is (invalid-value)",
        "phone: * and # are not allowed in a number here (left-out)",
        "phone: not one plain number; kept as it is (invalid-value)",
        "phone: characters replaced that a number can't have here (mended)",
      ])
  }

  @Test(arguments: [
    ("DE", "4711", "no number of its country"), ("DE", "112", "no number of its country"),
    ("DE", "030", "no number of its country"), ("DE", "+999 123456", "no number of its country"),
    ("DE", "+49 30 123456789012", "no number of its country"),
    (nil, "030 1234567", "no country code"), (nil, "0049 30 1234567", "no country code"),
    (nil, "+999 123456", "no number of its country"),
  ])
  func `a number that can't be made international stays as it is`(
    _ region: String?, _ number: String, _ reason: String
  ) throws {
    let (values, warnings) = write([number], try PhoneFormat(style: .e164, region: region))
    #expect(values == [number])
    #expect(warnings == ["phone: \(reason); kept as it is (invalid-value)"])
  }

  @Test func `numbers that become the same are written once`() throws {
    let format = try PhoneFormat(style: .e164, region: "de")
    #expect(
      write(["030 1234567", "+49 30 1234567", "0171 1234567"], format).values == [
        "+49301234567", "+491711234567",
      ])
  }

  @Test func `only numbers of contacts in attributes of the syntax are formatted`() throws {
    let (entry, warnings) = template.entry(
      for: SampleContact.contact { $0.phones = [Contact.Phone(.home, "030 1234567")] },
      uid: SampleContact.uid, base: "", phoneFormat: try PhoneFormat(style: .digits))
    #expect(entry.attributes.first { $0.name == "text" }?.values == [Array("030 1234567".utf8)])
    #expect(entry.attributes.first { $0.name == "standing" }?.values == [Array("0431 1".utf8)])
    #expect(warnings.isEmpty)
  }

  @Test func `numbers joined to one value are formatted as one`() throws {
    let template = try LDIFTemplate(
      yaml: """
        object-classes: [xPerson]
        rdn: uid
        attributes:
          uid: {first: [uid]}
          phone: {join: [workPhone], syntax: telephone}
        """,
      file: "t.yaml")
    let entry = template.entry(
      for: SampleContact.contact { $0.phones = [Contact.Phone(.work, "(030) 123")] },
      uid: SampleContact.uid, base: "", phoneFormat: try PhoneFormat(style: .digits)
    ).entry
    #expect(entry.attributes.last?.values == [Array("030123".utf8)])
  }

  @Test(arguments: [
    (
      PhoneFormat.Style.e164, "XY",
      "\"XY\" is no region with telephone numbers; write an ISO 3166 code of two letters, such as DE"
    ),
    (
      .e164, "Germany",
      "\"Germany\" is no region with telephone numbers; write an ISO 3166 code of two letters, such "
        + "as DE"
    ),
    (
      .e164, "",
      "\"\" is no region with telephone numbers; write an ISO 3166 code of two letters, such as DE"
    ),
    (
      .digits, "DE",
      "the number format digits has no use for a region; take it out, or write e164"
    ),
    (
      .asIs, "DE", "the number format as-is has no use for a region; take it out, or write e164"
    ),
  ])
  func `a region that is none or has no use is refused with a remedy`(
    _ style: PhoneFormat.Style, _ region: String, _ description: String
  ) {
    let error = #expect(throws: PhoneFormatError.self) {
      try PhoneFormat(style: style, region: region)
    }
    #expect(error?.description == description)
  }

  @Test func `the fingerprint tells formats apart`() throws {
    let formats = [
      .asIs, try PhoneFormat(style: .digits), try PhoneFormat(style: .e164),
      try PhoneFormat(style: .e164, region: "DE"), try PhoneFormat(style: .e164, region: "AT"),
    ]
    #expect(formats.map(\.fingerprint) == ["as-is", "digits", "e164", "e164 DE", "e164 AT"])
    #expect(try PhoneFormat(style: .e164, region: "de").fingerprint == "e164 DE")
  }

  @Test(arguments: 0..<300)
  func `any number becomes digits or stays what it would be without a format`(
    _ seed: UInt64
  ) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let number = generator.text()
    if number.isEmpty { return }
    let plain = write([number], .asIs).values
    for format in [try PhoneFormat(style: .digits), try PhoneFormat(style: .e164, region: "DE")] {
      let (values, warnings) = write([number], format)
      let isConverted = values.allSatisfy { value in
        value.drop { $0 == "+" }.utf8.allSatisfy { 0x30...0x39 ~= $0 }
      }
      #expect(isConverted || values == plain)
      #expect(values == plain || isConverted && !warnings.contains { $0.contains("kept") })
    }
  }
}
