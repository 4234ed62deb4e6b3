import ContactFormats
import Testing

/// A template with one fault, and what is said about it.
struct TemplateFault: CustomTestStringConvertible, Sendable {
  let yaml: String
  let text: String

  init(_ yaml: String, _ text: String) {
    self.yaml = yaml
    self.text = text
  }

  /// A fault in the mapping of one attribute, which stands in line 6.
  init(attribute: String, _ text: String) {
    yaml = """
      object-classes: [device]
      rdn: uid
      # The attributes
      attributes:
        uid: {first: [uid]}
        \(attribute)
      """
    self.text = "t.yaml:6: " + text
  }

  /// A fault in the mapping of one attribute of known object classes, which stands in line 7.
  init(classes: String, _ attribute: String, _ text: String) {
    yaml = """
      object-classes: [\(classes)]
      rdn: uid
      # The attributes
      attributes:
        \(classes == "contact" ? "cn" : "uid"): {first: [uid]}
        sn: {first: [familyName], values: single, length: 64}
        \(attribute)
        \(classes == "contact" ? "displayName" : "cn"): {first: [uid]}
      """.replacing("rdn: uid", with: classes == "contact" ? "rdn: cn" : "rdn: uid")
    self.text = "t.yaml:7: " + text
  }

  var testDescription: String { text }
}

struct TemplateErrorTests {
  @Test(arguments: Self.faults)
  func `a fault is told by file, line and remedy in one line`(_ fault: TemplateFault) {
    let error = #expect(throws: TemplateError.self) {
      try LDIFTemplate(yaml: fault.yaml, file: "t.yaml")
    }
    #expect(error?.description == fault.text)
  }

  private static let fields =
    "formattedName, namePrefix, givenName, middleName, familyName, nameSuffix, fileAs, nickname, "
    + "phoneticGivenName, phoneticFamilyName, phoneticCompany, company, department, office, "
    + "jobTitle, email1, email2, email3, emailNames, workPhone, homePhone, mobilePhone, pager, "
    + "workFax, homeFax, carPhone, radioPhone, assistantPhone, companyMainPhone, mms, workAddress, "
    + "workStreet, workCity, workRegion, workPostalCode, workCountry, homeAddress, homeStreet, "
    + "homeCity, homeRegion, homePostalCode, homeCountry, otherAddress, otherStreet, otherCity, "
    + "otherRegion, otherPostalCode, otherCountry, workStreet1, workStreet2, homeStreet1, "
    + "homeStreet2, otherStreet1, otherStreet2, instantMessaging1, instantMessaging2, "
    + "instantMessaging3, webPage, note, categories, birthday, anniversary, spouse, children, "
    + "assistant, manager, photo, customerID, governmentID, accountName, alias, weightedRank, "
    + "extensions"

  static let faults: [TemplateFault] = [
    TemplateFault("", "t.yaml:1: an empty file; copy a built-in template to begin"),
    TemplateFault("---", "t.yaml:1: an empty file; copy a built-in template to begin"),
    TemplateFault(
      "[a]",
      "t.yaml:1: the template must be keys and values; its keys are object-classes, rdn, "
        + "attributes, omit"),
    TemplateFault(
      "rdn: uid\nrdn: cn", "t.yaml:1: \"rdn\" occurs twice; keep one of the two"),
    TemplateFault(
      "rdn: ]\nomit: x",
      "t.yaml:1: not YAML: did not find expected node content; correct the syntax"),
    TemplateFault(
      "rdn: uid\r\nomit: {\r\n",
      "t.yaml:3: not YAML: did not find expected node content; correct the syntax"),
    TemplateFault(
      "rdn: uid\nomit: {",
      "t.yaml:2: not YAML: did not find expected node content; correct the syntax"),
    TemplateFault(
      "rdn: uid\nobject-class: [x]",
      "t.yaml:2: the template has the unknown key \"object-class\"; did you mean "
        + "\"object-classes\"?"),
    TemplateFault(
      "rdn: uid\nbase: x",
      "t.yaml:2: the template has the unknown key \"base\"; the keys are object-classes, rdn, "
        + "attributes, omit"),
    TemplateFault(
      "rdn: uid",
      "t.yaml:1: no object-classes; add them, as in object-classes: [inetOrgPerson]"),
    TemplateFault(
      "rdn: uid\nobject-classes: person",
      "t.yaml:2: object-classes must be a list; write it as [a, b]"),
    TemplateFault(
      "rdn: uid\nobject-classes: []",
      "t.yaml:2: object-classes is empty; name at least one, such as inetOrgPerson"),
    TemplateFault(
      "rdn: uid\nobject-classes: [inet org]", "t.yaml:2: \"inet org\" is no name of an object class"
    ),
    TemplateFault(
      "rdn: uid\nobject-classes:\n- person\n- Person",
      "t.yaml:4: the object class Person is named twice; keep one of the two"),
    TemplateFault(
      "rdn: uid\nobject-classes: [{a: b}]", "t.yaml:2: an object class must be a text"),
    TemplateFault(
      "rdn: uid\nobject-classes: [x]",
      "t.yaml:1: no attributes; add them, as in attributes: {uid: {first: [uid]}}"),
    TemplateFault(
      "rdn: uid\nobject-classes: [x]\nattributes: [uid]",
      "t.yaml:3: attributes must be names and mappings, as in uid: {first: [uid]}"),
    TemplateFault(
      "object-classes: [x]\nattributes: {uid: {first: [uid]}}",
      "t.yaml:1: no rdn; add the attribute that names an entry: rdn: uid"),
    TemplateFault(
      "object-classes: [x]\nattributes: {uid: {first: [uid]}}\nrdn: cn",
      "t.yaml:3: cn names the entries and has no mapping; add cn: {first: [uid]}"),
    TemplateFault(
      "object-classes: [x]\nattributes: {cn: {first: [formattedName]}}\nrdn: cn",
      "t.yaml:3: cn names the entries and must stay the same for ever; map it by {first: [uid]}"),
    TemplateFault(
      "object-classes: [inetOrgPerson]\nrdn: uid\nattributes:\n  uid: {first: [uid]}\n"
        + "  cn: {first: [formattedName]}",
      "t.yaml:4: inetOrgPerson requires sn; map it, as in sn: {first: [formattedName]}"),
    TemplateFault(
      "object-classes: [x]\nrdn: uid\nomit: [spuse]\nattributes: {uid: {first: [uid]}}",
      "t.yaml:3: \"spuse\" is no field of a contact; did you mean \"spouse\"?"),

    TemplateFault(
      attribute: "x: {first: [xyzzy]}",
      "\"xyzzy\" is no field of a contact; there are \(fields)"),
    TemplateFault(
      attribute: "x: {first: [familyname]}",
      "\"familyname\" is no field of a contact; did you mean \"familyName\"?"),
    TemplateFault(
      attribute: "x: {first: [note], lenght: 5}",
      "x has the unknown key \"lenght\"; did you mean \"length\"?"),
    TemplateFault(
      attribute: "x: note",
      "x must be keys and values; its keys are first, all, rest, join, literal, separator, "
        + "values, syntax, length, required"),
    TemplateFault(
      attribute: "x: {}", "x has no source; add one of first, all, rest, join and literal"),
    TemplateFault(
      attribute: "x: {first: [note], all: [office]}", "x has first and all; keep one of them"),
    TemplateFault(
      attribute: "x: {first: note}", "first of x must be a list; write it as [a, b]"),
    TemplateFault(
      attribute: "x: {all: []}", "all of x is empty; name a field or take x out"),
    TemplateFault(
      attribute: "x: {rest: [workAddress]}",
      "rest of x takes fields that aren't made of others; use all for this one"),
    TemplateFault(
      attribute: "x: {rest: [uid]}",
      "rest of x takes fields that aren't made of others; use all for this one"),
    TemplateFault(
      attribute: "x: {all: [note], separator: x}",
      "a separator goes with join only; take it out of x"),
    TemplateFault(attribute: "x: {join: [note], separator: [x]}", "separator must be a text"),
    TemplateFault(
      attribute: "x: {first: [note], syntax: telefone}",
      "\"telefone\" is no syntax; did you mean \"telephone\"?"),
    TemplateFault(
      attribute: "x: {first: [note], syntax: dn}",
      "\"dn\" is no syntax; there are directoryString, ia5, telephone, postalAddress, uri, jpeg"),
    TemplateFault(
      attribute: "x: {first: [note], values: one}", "the values of x must be single or multiple"),
    TemplateFault(
      attribute: "x: {first: [note], length: long}", "length must be a number above 0"),
    TemplateFault(attribute: "x: {first: [note], length: 0}", "length must be a number above 0"),
    TemplateFault(
      attribute: "x: {first: [note], required: maybe}", "required must be true or false"),
    TemplateFault(
      attribute: "x: {first: [note], required: \"true\"}", "required must be true or false"),
    TemplateFault(
      attribute: "x y: {first: [note]}",
      "\"x y\" is no attribute name; write letters, digits and hyphens"),
    TemplateFault(attribute: "UID: {first: [note]}", "UID is mapped twice; keep one of the two"),
    TemplateFault(
      attribute: "objectClass: {literal: x}",
      "objectClass can't be mapped: the object classes have a key of their own, object-classes; "
        + "take it out"),
    TemplateFault(
      attribute: "manager: {first: [manager]}",
      "manager can't be mapped: it holds the names of other entries, and a mailbox knows people "
        + "by plain names only; take it out"),
    TemplateFault(
      attribute: "c: {first: [workCountry]}",
      "c can't be mapped: it takes a two-letter code, and a mailbox has the country as people "
        + "write it; take it out"),
    TemplateFault(
      attribute: "mozillaUseHtmlMail: {literal: \"true\"}",
      "mozillaUseHtmlMail can't be mapped: it takes TRUE or FALSE, which no field of a contact "
        + "is; take it out"),
    TemplateFault(
      attribute: "telephoneNumber: {all: [workPhone]}",
      "directories hold telephoneNumber in the syntax telephone; add syntax: telephone"),
    TemplateFault(
      attribute: "mail;lang-en: {all: [email1], syntax: directoryString}",
      "directories hold mail;lang-en in the syntax ia5; add syntax: ia5"),
    TemplateFault(
      attribute: "displayName: {first: [formattedName]}",
      "directories hold one value of displayName only; add values: single"),
    TemplateFault(
      attribute: "spouseName: {all: [spouse]}",
      "directories hold one value of spouseName only; add values: single"),
    TemplateFault(
      attribute: "homeFax: {all: [homeFax]}",
      "directories hold homeFax in the syntax telephone; add syntax: telephone"),
    TemplateFault(
      attribute: "otherPostalAddress: {first: [otherAddress]}",
      "directories hold otherPostalAddress in the syntax postalAddress; add syntax: postalAddress"),
    TemplateFault(
      attribute: "x: {first: [note], syntax: jpeg}",
      "x has the syntax jpeg; map it by {first: [photo], syntax: jpeg}"),
    TemplateFault(
      attribute: "x: {first: [photo]}", "x takes the photo; add syntax: jpeg"),
    TemplateFault(
      attribute: "x: {literal: ü, syntax: ia5}",
      "the literal of x is nothing that the syntax ia5 takes; change it"),
    TemplateFault(
      attribute: "x: {literal: abcdef, length: 5}",
      "the literal of x is nothing that the syntax directoryString takes; change it"),
    TemplateFault(attribute: "x: {literal: {a: b}}", "literal of x must be a text"),
    TemplateFault(
      attribute: "x: {first: [{field: note}]}",
      "a source of x has the unknown key \"field\"; the keys are literal"),
    TemplateFault(
      attribute: "x: {first: [note], syntax: telephone, required: true, length: 20}",
      "x is required and needs room for a name; raise its length to 45"),

    TemplateFault(
      classes: "inetOrgPerson", "co: {first: [workCountry]}",
      "none of the object classes has co; take it out or add a class that has it"),
    TemplateFault(
      classes: "inetOrgPerson", "mozillaNickname: {first: [nickname]}",
      "none of the object classes has mozillaNickname; take it out or add a class that has it"),
    TemplateFault(
      classes: "mozillaAbPersonAlpha, inetOrgPerson", "fileAs: {first: [fileAs]}",
      "none of the object classes has fileAs; take it out or add a class that has it"),
    TemplateFault(
      classes: "contact", "mobile: {first: [mobilePhone]}",
      "directories hold 64 characters of mobile only; add length: 64"),
    TemplateFault(
      classes: "contact", "mobile: {join: [mobilePhone], length: 65}",
      "directories hold 64 characters of mobile only; add length: 64"),
    TemplateFault(
      classes: "contact", "mobile: {first: [mobilePhone], length: 64}",
      "directories hold one value of mobile only; add values: single"),
    TemplateFault(
      classes: "contact", "jpegPhoto: {first: [photo], syntax: jpeg}",
      "none of the object classes has jpegPhoto; take it out or add a class that has it"),
    TemplateFault(
      classes: "contact", "commonName: {first: [fileAs], values: single, length: 64}",
      "none of the object classes has commonName; take it out or add a class that has it"),
    TemplateFault(
      "object-classes: [evolutionPerson]\nrdn: uid\nattributes:\n  uid: {first: [uid]}\n"
        + "  sn: {first: [formattedName]}",
      "t.yaml:4: evolutionPerson requires cn; map it, as in cn: {first: [formattedName]}"),
    TemplateFault(
      "object-classes: [contact]\nrdn: displayName\nattributes:\n  displayName: {first: [uid]}",
      "t.yaml:4: contact requires cn; map it, as in cn: {first: [formattedName]}"),
  ]

  @Test(arguments: ["device", "inetOrgPerson, extensibleObject"])
  func `a class that isn't known may have any attribute`(_ classes: String) throws {
    let yaml = TemplateFault(classes: classes, "co: {first: [workCountry]}", "").yaml
    #expect(try LDIFTemplate(yaml: yaml, file: "t.yaml").attributes.map(\.name).contains("co"))
  }

  @Test func `another name of an attribute does as well`() throws {
    let yaml = """
      object-classes: [inetOrgPerson]
      rdn: userid
      attributes:
        userid: {first: [uid]}
        commonName: {first: [formattedName]}
        surname: {first: [familyName]}
        fax: {first: [workFax], syntax: telephone}
      """
    let template = try LDIFTemplate(yaml: yaml, file: "t.yaml")
    #expect(template.attributes.map(\.isRequired) == [false, true, true, false])
  }
}
