import ContactModel
import Yams

extension TemplateReader {
  func attributes(
    _ node: Node?, _ root: Node, _ schema: DirectorySchema
  ) throws(TemplateError) -> [LDIFTemplate.Attribute] {
    guard let node else {
      throw error(root, "no attributes; add them, as in attributes: {uid: {first: [uid]}}")
    }
    guard case .mapping(let mapping) = node else {
      throw error(node, "attributes must be names and mappings, as in uid: {first: [uid]}")
    }
    var attributes: [LDIFTemplate.Attribute] = []
    var names: Set<String> = []
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      guard isAttributeDescription(name) else {
        throw error(key, "\"\(name)\" is no attribute name; write letters, digits and hyphens")
      }
      guard names.insert(name.lowercased()).inserted else {
        throw error(key, "\(name) is mapped twice; keep one of the two")
      }
      if let obstacle = schema.obstacle(name) {
        throw error(key, "\(name) can't be mapped: \(obstacle); take it out")
      }
      guard schema.allows(name) else {
        throw error(
          key, "none of the object classes has \(name); take it out or add a class that has it")
      }
      let attribute = try attribute(name, key, value)
      try check(attribute, schema, key)
      attributes.append(attribute)
    }
    return attributes
  }

  private static let keys = [
    "first", "all", "rest", "join", "literal", "separator", "values", "syntax", "length",
    "required",
  ]

  private func attribute(
    _ name: String, _ key: Node, _ node: Node
  ) throws(TemplateError) -> LDIFTemplate.Attribute {
    let content = try mapping(node, of: name, keys: Self.keys)
    let syntax: AttributeSyntax =
      if let node = content["syntax"] { try self.name(node, "syntax") } else { .directoryString }
    let (rule, sources) = try rule(of: name, node, content, syntax)
    let isSingle = try isSingle(content["values"], of: name)
    var length: Int?
    if let node = content["length"] { length = try number(node, "length") }
    var isRequired = false
    if let node = content["required"] { isRequired = try bool(node, "required") }

    return LDIFTemplate.Attribute(
      name: name, rule: rule, sources: sources, syntax: syntax, isSingle: isSingle,
      isRequired: isRequired, length: length)
  }

  private func isSingle(_ node: Node?, of name: String) throws(TemplateError) -> Bool {
    guard let node else { return false }
    switch try string(node, "values") {
    case "single": return true
    case "multiple": return false
    default: throw error(node, "the values of \(name) must be single or multiple")
    }
  }

  private func rule(
    of name: String, _ node: Node, _ content: [String: Node], _ syntax: AttributeSyntax
  ) throws(TemplateError) -> (LDIFTemplate.Rule, [LDIFTemplate.Source]) {
    let rules = ["first", "all", "rest", "join", "literal"].filter { content[$0] != nil }
    guard rules.count == 1, let rule = rules.first, let value = content[rule] else {
      throw error(
        node,
        rules.isEmpty
          ? "\(name) has no source; add one of first, all, rest, join and literal"
          : "\(name) has \(rules.joined(separator: " and ")); keep one of them")
    }
    if let separator = content["separator"], rule != "join" {
      throw error(separator, "a separator goes with join only; take it out of \(name)")
    }
    if rule == "literal" {
      return (.all, try literals(value, of: name))
    }
    var sources: [LDIFTemplate.Source] = []
    for item in try list(value, "\(rule) of \(name)") {
      let source = try source(item, of: name)
      if rule == "rest" {
        guard case .field(let field) = source, field.parts.isEmpty else {
          throw error(
            item, "rest of \(name) takes fields that aren't made of others; use all for this one")
        }
      }
      sources.append(source)
    }
    guard !sources.isEmpty else {
      throw error(value, "\(rule) of \(name) is empty; name a field or take \(name) out")
    }
    switch rule {
    case "first": return (.first, sources)
    case "all": return (.all, sources)
    case "rest": return (.rest, sources)
    default:
      guard let separator = content["separator"] else {
        return (.join(syntax == .postalAddress ? "\n" : " "), sources)
      }
      guard case .scalar(let text) = separator else {
        throw error(separator, "separator must be a text")
      }
      return (.join(text.string), sources)
    }
  }

  /// `literal: text` or `literal: [text, text]`.
  private func literals(
    _ node: Node, of name: String
  ) throws(TemplateError) -> [LDIFTemplate.Source] {
    guard case .sequence(let items) = node else {
      return [.literal(try string(node, "literal of \(name)"))]
    }
    var sources: [LDIFTemplate.Source] = []
    for item in items { sources.append(.literal(try string(item, "literal of \(name)"))) }
    return sources
  }

  /// A field's name, `uid`, or `{literal: text}`.
  private func source(
    _ node: Node, of name: String
  ) throws(TemplateError) -> LDIFTemplate.Source {
    if case .mapping = node {
      let content = try mapping(node, of: "a source of \(name)", keys: ["literal"])
      return .literal(try string(content["literal"] ?? node, "literal"))
    }
    if case .scalar(let scalar) = node, scalar.string == "uid" { return .uid }
    return .field(try field(node))
  }

  // MARK: What servers would refuse

  private func check(
    _ attribute: LDIFTemplate.Attribute, _ schema: DirectorySchema, _ key: Node
  ) throws(TemplateError) {
    let name = attribute.name
    if let known = schema.attribute(name) {
      try check(attribute, against: known, key)
    }
    if attribute.syntax == .jpeg {
      guard attribute.sources == [.field(.photo)], !attribute.isRequired else {
        throw error(key, "\(name) has the syntax jpeg; map it by {first: [photo], syntax: jpeg}")
      }
    } else if attribute.sources.contains(.field(.photo)) {
      throw error(key, "\(name) takes the photo; add syntax: jpeg")
    }
    // What stands in for a missing value may be a URI with the UID in it.
    if attribute.isRequired, attribute.syntax != .directoryString, attribute.length ?? 45 < 45 {
      throw error(key, "\(name) is required and needs room for a name; raise its length to 45")
    }
    for case .literal(let text) in attribute.sources {
      if case .value = attribute.syntax.encode(text: text, length: attribute.length) { continue }
      throw error(
        key,
        "the literal of \(name) is nothing that the syntax \(attribute.syntax.rawValue) takes; "
          + "change it")
    }
  }

  private func check(
    _ attribute: LDIFTemplate.Attribute, against known: DirectorySchema.Attribute, _ key: Node
  ) throws(TemplateError) {
    let name = attribute.name
    let isMatching =
      switch known.syntax {
      case .directoryString, .uri: attribute.syntax != .jpeg
      default: attribute.syntax == known.syntax
      }
    guard isMatching else {
      throw error(
        key,
        "directories hold \(name) in the syntax \(known.syntax.rawValue); "
          + "add syntax: \(known.syntax.rawValue)")
    }
    // The UID is one value that fits everywhere.
    if attribute.sources == [.uid] { return }
    if let length = known.length, attribute.length ?? .max > length {
      throw error(
        key, "directories hold \(length) characters of \(name) only; add length: \(length)")
    }
    if case .join = attribute.rule { return }
    if known.isSingle, !attribute.isSingle {
      throw error(key, "directories hold one value of \(name) only; add values: single")
    }
  }
}
