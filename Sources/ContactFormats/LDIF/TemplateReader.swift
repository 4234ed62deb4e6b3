import ContactModel
import Yams

extension LDIFTemplate {
  /// Reads a template.
  ///
  /// - Parameters:
  ///   - yaml: The content of the file.
  ///   - file: The name that errors give the file.
  /// - Throws: On the first thing that is wrong, with its line: YAML that is none, a key, field or
  ///   syntax that is unknown, a value of the wrong type, a required attribute that is missing, an
  ///   attribute that a mailbox has no value for.
  package init(yaml: String, file: String) throws(TemplateError) {
    let reader = TemplateReader(file: file)
    let root = try reader.root(of: yaml)
    self = try reader.template(root)
  }
}

/// Reads a template from YAML nodes, which know their lines.
struct TemplateReader {
  let file: String

  func root(of yaml: String) throws(TemplateError) -> Node {
    let node: Node?
    do {
      node = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw syntaxError(error, in: yaml)
    } catch {
      throw TemplateError(file: file, line: 1, "not YAML; correct the syntax")
    }
    // A document that was only begun, `---`, has a node below its last line.
    guard let node, node.null == nil else {
      throw TemplateError(file: file, line: 1, "an empty file; copy a built-in template to begin")
    }
    return node
  }

  private func syntaxError(_ error: YamlError, in yaml: String) -> TemplateError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      // At the end of the file the parser stands below the last line. A bare CR ends a line, too.
      let lineCount = yaml.count(where: \.isNewline) + 1
      return TemplateError(
        file: file, line: min(mark.line, lineCount), "not YAML: \(problem); correct the syntax")
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      return TemplateError(
        file: file, line: context.mark.line, "\"\(key)\" occurs twice; keep one of the two")
    default:
      return TemplateError(file: file, line: 1, "not YAML; correct the syntax")
    }
  }

  func template(_ root: Node) throws(TemplateError) -> LDIFTemplate {
    let keys = ["object-classes", "rdn", "attributes", "omit"]
    let content = try mapping(root, of: "the template", keys: keys)
    let objectClasses = try objectClasses(content["object-classes"], root)
    let schema = DirectorySchema(objectClasses: objectClasses)
    var attributes = try attributes(content["attributes"], root, schema)
    let required = Set(objectClasses.flatMap(schema.requiredAttributes))
    for index in attributes.indices
    where required.contains(schema.canonicalName(attributes[index].name)) {
      attributes[index].isRequired = true
    }
    var omitted: [ContactField] = []
    if let omit = content["omit"] {
      for node in try list(omit, "omit") { omitted.append(try field(node)) }
    }
    guard let rdn = content["rdn"] else {
      throw error(root, "no rdn; add the attribute that names an entry: rdn: uid")
    }
    let template = LDIFTemplate(
      objectClasses: objectClasses, namingAttribute: try string(rdn, "rdn"),
      attributes: attributes, omitted: omitted)
    try check(template, schema, rdn: rdn, attributes: content["attributes"] ?? root)
    return template
  }

  private func objectClasses(_ node: Node?, _ root: Node) throws(TemplateError) -> [String] {
    guard let node else {
      throw error(root, "no object-classes; add them, as in object-classes: [inetOrgPerson]")
    }
    var names: [String] = []
    for item in try list(node, "object-classes") {
      let name = try string(item, "an object class")
      guard isAttributeDescription(name), !name.contains(";") else {
        throw error(item, "\"\(name)\" is no name of an object class")
      }
      guard !names.contains(where: { $0.lowercased() == name.lowercased() }) else {
        throw error(item, "the object class \(name) is named twice; keep one of the two")
      }
      names.append(name)
    }
    guard !names.isEmpty else {
      throw error(node, "object-classes is empty; name at least one, such as inetOrgPerson")
    }
    return names
  }

  /// RFC 4512 section 2.5: `mail`, `sn;lang-ja`, or an object identifier.
  func isAttributeDescription(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: Byte.semicolon, omittingEmptySubsequences: false)
    guard let type = parts.first, let first = type.first else { return false }
    let isKey = { (byte: UInt8) in Byte.isLetter(byte) || Byte.isDigit(byte) || byte == 0x2D }
    let isIdentifier = type.allSatisfy { Byte.isDigit($0) || $0 == 0x2E } && Byte.isDigit(first)
    return (isIdentifier || Byte.isLetter(first) && type.allSatisfy(isKey))
      && parts.dropFirst().allSatisfy { !$0.isEmpty && $0.allSatisfy(isKey) }
  }

  // MARK: What the whole must have

  private func check(
    _ template: LDIFTemplate, _ schema: DirectorySchema, rdn: Node, attributes: Node
  ) throws(TemplateError) {
    let naming = template.namingAttribute
    guard let mapping = template.attributes.first(where: { $0.name == naming }) else {
      throw error(
        rdn, "\(naming) names the entries and has no mapping; add \(naming): {first: [uid]}")
    }
    // Any other value could change or be the same for two contacts.
    guard mapping.rule == .first, mapping.sources == [.uid] else {
      throw error(
        rdn, "\(naming) names the entries and must stay the same for ever; map it by {first: [uid]}"
      )
    }
    let mapped = Set(template.attributes.map { schema.canonicalName($0.name) })
    for objectClass in template.objectClasses {
      for name in schema.requiredAttributes(of: objectClass) where !mapped.contains(name) {
        throw error(
          attributes,
          "\(objectClass) requires \(name); map it, as in \(name): {first: [formattedName]}")
      }
    }
  }
}

// MARK: - Nodes

extension TemplateReader {
  func error(_ node: Node, _ text: String) -> TemplateError {
    TemplateError(file: file, line: node.mark?.line ?? 1, text)
  }

  /// The values of a mapping by their keys, every key one of `keys`.
  func mapping(
    _ node: Node, of owner: String, keys: [String]
  ) throws(TemplateError) -> [String: Node] {
    guard case .mapping(let mapping) = node else {
      throw error(node, "\(owner) must be keys and values; its keys are \(list(keys))")
    }
    var content: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      guard keys.contains(name) else {
        throw error(
          key, "\(owner) has the unknown key \"\(name)\"; \(remedy(name, keys, "the keys are"))")
      }
      content[name] = value
    }
    return content
  }

  func list(_ node: Node, _ name: String) throws(TemplateError) -> [Node] {
    guard case .sequence(let sequence) = node else {
      throw error(node, "\(name) must be a list; write it as [a, b]")
    }
    return Array(sequence)
  }

  func string(_ node: Node, _ name: String) throws(TemplateError) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      throw error(node, "\(name) must be a text")
    }
    return scalar.string
  }

  func bool(_ node: Node, _ name: String) throws(TemplateError) -> Bool {
    guard let value = node.truth else { throw error(node, "\(name) must be true or false") }
    return value
  }

  func number(_ node: Node, _ name: String) throws(TemplateError) -> Int {
    guard case .scalar(let scalar) = node, let value = Int(scalar.string), value > 0 else {
      throw error(node, "\(name) must be a number above 0")
    }
    return value
  }

  /// One of the names, or an error that tells the others.
  func name<Name: RawRepresentable & CaseIterable>(
    _ node: Node, _ what: String
  ) throws(TemplateError) -> Name where Name.RawValue == String {
    let text = try string(node, what)
    guard let name = Name(rawValue: text) else {
      let names = Name.allCases.map(\.rawValue)
      throw error(node, "\"\(text)\" is no \(what); \(remedy(text, names, "there are"))")
    }
    return name
  }

  func field(_ node: Node) throws(TemplateError) -> ContactField {
    try name(node, "field of a contact")
  }

  private func remedy(_ name: String, _ names: [String], _ beginning: String) -> String {
    if let nearest = NearestName.nearest(to: name, among: names) {
      return "did you mean \"\(nearest)\"?"
    }
    return "\(beginning) \(list(names))"
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
