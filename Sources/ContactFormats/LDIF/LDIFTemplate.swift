package import ContactModel

/// How a contact becomes a directory entry: object classes, naming, and for each attribute where
/// its values come from. Written in YAML so that a user can copy one and edit it; the built-in
/// ones in `templates/ldif` explain every key.
package struct LDIFTemplate: Equatable, Sendable {
  package let objectClasses: [String]
  /// The attribute that names the entry; its one value is the UID of the contact.
  package let namingAttribute: String
  /// In the order of the file.
  package let attributes: [Attribute]
  /// The fields left out on purpose, about which nothing warns.
  package let omitted: [ContactField]
  let places: Places
  let steps: Steps
  /// What entries call their attributes: `objectClass` and the names of `attributes`.
  let names: LDIFNames
  /// What all entries begin with: the object classes.
  let start: LDIFValues

  /// What one attribute is made of.
  package struct Attribute: Equatable, Sendable {
    package let name: String
    package let rule: Rule
    package let sources: [Source]
    package let syntax: AttributeSyntax
    /// Whether the first value is the only one.
    package let isSingle: Bool
    /// Whether the entry is invalid without it; then the name of the contact stands in.
    package var isRequired: Bool
    /// The most characters a value has (bytes of a photo).
    package let length: Int?
  }

  package enum Rule: Equatable, Sendable {
    /// The values of the first source that has any.
    case first
    /// The values of all sources, one after the other.
    case all
    /// As `all`, less the values that an attribute before has taken.
    case rest
    /// One value, all there is joined by a separator.
    case join(String)
  }

  package enum Source: Equatable, Sendable {
    case field(ContactField)
    case uid
    case literal(String)
  }

  init(
    objectClasses: [String], namingAttribute: String, attributes: [Attribute],
    omitted: [ContactField]
  ) {
    self.objectClasses = objectClasses
    self.namingAttribute = namingAttribute
    self.attributes = attributes
    self.omitted = omitted
    places = Places(attributes: attributes, omitted: omitted)
    steps = Steps(attributes, isWatched: places.isWatched)
    names = LDIFNames(["objectClass"] + attributes.map(\.name))
    var start = LDIFValues(names, dn: "")
    for objectClass in objectClasses { start.append(objectClass.utf8.span) }
    self.start = start
  }
}

extension LDIFTemplate {
  /// Differs between templates that make different entries, and changes when a new version of the
  /// mapping itself does. Comments and layout of the file don't count.
  package var fingerprint: String {
    var text = "mapping \(Self.mappingRevision)\n\(namingAttribute)\n"
    text += objectClasses.map { "\($0)\n" }.joined()
    for attribute in attributes {
      text += "\(attribute.name) \(attribute.syntax.rawValue) \(attribute.rule.text) "
      text += "\(attribute.isSingle) \(attribute.isRequired) \(attribute.length ?? 0) "
      text += attribute.sources.map(\.text).joined(separator: " ") + "\n"
    }
    return Self.digest(text)
  }

  /// To be raised with every change of the code that gives the same contact another entry.
  private static let mappingRevision = 2

  /// FNV-1a of 64 bits: a change detector, no protection against forgery.
  private static func digest(_ text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension LDIFTemplate.Rule {
  fileprivate var text: String {
    switch self {
    case .first: "first"
    case .all: "all"
    case .rest: "rest"
    case .join(let separator): "join \(separator.utf8.count):\(separator)"
    }
  }
}

extension LDIFTemplate.Source {
  fileprivate var text: String {
    switch self {
    case .field(let field): field.rawValue
    case .uid: "uid"
    case .literal(let text): "literal \(text.utf8.count):\(text)"
    }
  }
}

// MARK: - Built in

extension LDIFTemplate {
  /// What `named(_:)` knows.
  package static let builtInNames = ["inetorgperson", "mozilla", "evolution", "activedirectory"]

  /// The built-in template of a name; `nil` if there is none.
  package static func named(_ name: String) throws(TemplateError) -> LDIFTemplate? {
    guard let text = builtInText(name) else { return nil }
    return try LDIFTemplate(yaml: text, file: name + ".yaml")
  }

  /// A built-in template as its file has it, to be copied and edited.
  package static func builtInText(_ name: String) -> String? {
    switch name {
    case "inetorgperson": String(decoding: PackageResources.inetorgperson_yaml, as: UTF8.self)
    case "mozilla": String(decoding: PackageResources.mozilla_yaml, as: UTF8.self)
    case "evolution": String(decoding: PackageResources.evolution_yaml, as: UTF8.self)
    case "activedirectory": String(decoding: PackageResources.activedirectory_yaml, as: UTF8.self)
    default: nil
    }
  }
}
