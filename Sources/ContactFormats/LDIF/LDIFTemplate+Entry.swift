package import ContactModel

extension LDIFTemplate {
  /// The directory entry of a contact. No value is in it that its syntax refuses, none twice, and
  /// every required attribute has one.
  ///
  /// - Parameters:
  ///   - contact: Whom it is about.
  ///   - uid: What names the entry: a UUID in lower case.
  ///   - base: The name of the entry above, valid as `DistinguishedName(parsing:)` has it.
  ///   - phoneFormat: How the fields are written that attributes of the syntax `telephone` take.
  /// - Returns: The entry, and a warning for each value that was changed (`mended`) or refused
  ///   (`leftOut`), by the attribute, and for each field that has no attribute
  ///   (`notRepresentable`), by its name in the template. A number that the format can't be given
  ///   is written as it is (`invalidValue`). Contacts with the same gap give the same
  ///   warning: who reports them counts by code and field. Nothing warns about fields that the
  ///   template omits.
  package func entry(
    for contact: Contact, uid: String, base: String, phoneFormat: PhoneFormat = .asIs
  ) -> (entry: LDIFEntry, warnings: [ContactWarning]) {
    var builder = EntryBuilder(
      contact: contact, uid: uid, phoneFormat: phoneFormat, classes: classes)
    for index in attributes.indices {
      builder.append(attributes[index], isWatched: places.isWatched[index])
    }
    builder.warnAboutFieldsLeft(of: places.doubtful)

    let naming = "\(namingAttribute)=\(DistinguishedName.escaped(uid))"
    let entry = LDIFEntry(
      dn: base.isEmpty ? naming : "\(naming),\(base)", attributes: builder.attributes)
    return (entry, builder.warnings)
  }
}

/// Fills the attributes of one entry and keeps account of what found a place.
private struct EntryBuilder {
  private let contact: Contact
  private let uid: String
  private let phoneFormat: PhoneFormat
  private let formatsNumbers: Bool
  private let formattedName: Contact.FormattedName

  private(set) var attributes: [LDIFAttribute] = []
  private(set) var warnings: [ContactWarning] = []
  /// How many values of a field were looked at for an attribute, at the most. Kept of watched
  /// attributes only.
  private var placed: [ContactField: Int] = [:]
  /// Apart from `placed`: a number that the entry is called by is still to be found as a number.
  private var isNameShown = false

  init(contact: Contact, uid: String, phoneFormat: PhoneFormat, classes: LDIFAttribute) {
    self.contact = contact
    self.uid = uid
    self.phoneFormat = phoneFormat
    formatsNumbers = phoneFormat.style != .asIs
    formattedName = contact.formattedName
    attributes.reserveCapacity(32)
    attributes.append(classes)
  }

  // MARK: Attributes

  mutating func append(_ attribute: LDIFTemplate.Attribute, isWatched: Bool) {
    var values = Values(syntax: attribute.syntax)
    switch attribute.rule {
    case .first:
      for source in attribute.sources where values.list.isEmpty {
        let count = append(self.values(of: source), from: source, of: attribute, to: &values)
        if isWatched { place(source, count) }
      }
    case .all:
      for source in attribute.sources {
        let count = append(self.values(of: source), from: source, of: attribute, to: &values)
        if isWatched { place(source, count) }
      }
    case .rest:
      for source in attribute.sources {
        guard case .field(let field) = source else { continue }
        let taken = placed[field] ?? 0
        let others = Array(contact.values(of: field).dropFirst(taken))
        place(source, taken + append(others, from: source, of: attribute, to: &values))
      }
    case .join(let separator):
      join(attribute, separator, isWatched: isWatched, to: &values)
    }
    if values.list.isEmpty, attribute.isRequired { standIn(for: attribute, in: &values) }
    guard !values.list.isEmpty else { return }
    attributes.append(LDIFAttribute(name: attribute.name, values: values.list))
  }

  /// The values so far, none twice in the eyes of a server.
  private struct Values {
    let syntax: AttributeSyntax
    private(set) var list: [[UInt8]] = []
    private var keys: Set<[UInt8]> = []

    init(syntax: AttributeSyntax) {
      self.syntax = syntax
    }

    mutating func append(_ value: [UInt8]) {
      // Most attributes have one value: no key is made before there is a second one.
      if list.isEmpty {
        list.append(value)
        return
      }
      if list.count == 1 { keys = [syntax.matchingKey(list[0])] }
      if keys.insert(syntax.matchingKey(value)).inserted { list.append(value) }
    }
  }

  private func values(of source: LDIFTemplate.Source) -> [FieldValue] {
    switch source {
    case .uid: [.text(uid)]
    case .literal(let text): [.text(text)]
    case .field(.formattedName): [.text(formattedName.text)]
    case .field(let field): contact.values(of: field)
    }
  }

  /// Returns how many of the candidates were looked at.
  private mutating func append(
    _ candidates: [FieldValue], from source: LDIFTemplate.Source,
    of attribute: LDIFTemplate.Attribute, to values: inout Values
  ) -> Int {
    var count = 0
    for candidate in candidates {
      if attribute.isSingle, !values.list.isEmpty { break }
      count += 1
      let outcome: AttributeSyntax.Outcome
      if formatsNumbers, attribute.syntax == .telephone, case .field = source,
        case .text(let text) = candidate
      {
        outcome = attribute.syntax.encode(
          text: formatted(text, of: attribute), length: attribute.length)
      } else {
        outcome = attribute.syntax.encode(candidate, length: attribute.length)
      }
      append(outcome, of: attribute, to: &values)
    }
    return count
  }

  private mutating func append(
    _ outcome: AttributeSyntax.Outcome, of attribute: LDIFTemplate.Attribute,
    to values: inout Values
  ) {
    switch outcome {
    case .value(let value): values.append(value)
    case .mended(let value, let how):
      values.append(value)
      warnings.append(ContactWarning(.mended, field: attribute.name, how))
    case .refused(let reason):
      warnings.append(ContactWarning(.leftOut, field: attribute.name, reason))
    case .empty: break
    }
  }

  private mutating func join(
    _ attribute: LDIFTemplate.Attribute, _ separator: String, isWatched: Bool,
    to values: inout Values
  ) {
    var texts: [String] = []
    for source in attribute.sources {
      let candidates = self.values(of: source)
      for candidate in candidates {
        // Through the widest syntax: dates and addresses become text, only invalid dates don't.
        switch AttributeSyntax.directoryString.encode(candidate, length: nil) {
        case .value(let bytes), .mended(let bytes, _):
          texts.append(String(decoding: bytes, as: UTF8.self))
        case .refused(let reason):
          warnings.append(ContactWarning(.leftOut, field: attribute.name, reason))
        case .empty: break
        }
      }
      if isWatched { place(source, candidates.count) }
    }
    guard !texts.isEmpty else { return }
    var text = texts.joined(separator: separator)
    if formatsNumbers, attribute.syntax == .telephone { text = formatted(text, of: attribute) }
    append(
      attribute.syntax.encode(text: text, length: attribute.length), of: attribute, to: &values)
  }

  private mutating func formatted(
    _ number: String, of attribute: LDIFTemplate.Attribute
  ) -> String {
    switch phoneFormat.format(number) {
    case .number(let formatted): return formatted
    case .withoutExtension(let formatted):
      warnings.append(
        ContactWarning(
          .mended, field: attribute.name,
          "an extension left out, for which the number format has "
            + "no place"))
      return formatted
    case .kept(let reason):
      warnings.append(
        ContactWarning(.invalidValue, field: attribute.name, "\(reason); kept as it is"))
      return number
    }
  }

  /// What a required attribute has for want of a value: the name shown, or if the syntax refuses
  /// that, the UID, which every syntax but a URI takes.
  private mutating func standIn(for attribute: LDIFTemplate.Attribute, in values: inout Values) {
    let candidates = [formattedName.text, uid]
    for text in attribute.syntax == .uri ? ["urn:uuid:" + uid] : candidates {
      switch attribute.syntax.encode(text: text, length: attribute.length) {
      case .value(let value), .mended(let value, _):
        values.append(value)
        warnings.append(
          ContactWarning(
            .mended, field: attribute.name, "required and without a value; a name stands in"))
        return
      case .refused, .empty: continue
      }
    }
  }

  // MARK: Account

  private mutating func place(_ source: LDIFTemplate.Source, _ count: Int) {
    guard case .field(let field) = source, count > 0 else { return }
    switch field {
    case .formattedName: isNameShown = true
    case _ where !field.parts.isEmpty: for part in field.parts { placed[part] = 1 }
    default: placed[field] = max(placed[field] ?? 0, count)
    }
  }

  mutating func warnAboutFieldsLeft(of doubtful: [ContactField]) {
    var left: [ContactField] = []
    for field in doubtful {
      let values = contact.values(of: field)
      if values.isEmpty { continue }
      let isShown = isNameShown && formattedName.fields.contains(field)
      let found = max(placed[field] ?? 0, isShown ? 1 : 0)
      if found >= values.count || values.dropFirst(found).allSatisfy(Self.isBlank) { continue }
      if found > 0 {
        warn(field, "more values than the template has places for")
      } else {
        left.append(field)
      }
    }
    // An address without any place is one loss, not five.
    for (whole, parts) in Self.composed where left.contains(where: parts.contains) {
      let present = parts.filter { !contact.values(of: $0).isEmpty }
      guard present.allSatisfy(left.contains) else { continue }
      left.removeAll(where: present.contains)
      left.append(whole)
    }
    for field in left { warn(field, "no attribute for it in the template") }
  }

  private static func isBlank(_ value: FieldValue) -> Bool {
    if case .text(let text) = value {
      return AttributeSyntax.directoryString.encode(text: text, length: nil) == .empty
    }
    return false
  }

  private mutating func warn(_ field: ContactField, _ text: String) {
    warnings.append(ContactWarning(.notRepresentable, field: field.rawValue, text))
  }

  private static let composed = [
    ContactField.workAddress, .homeAddress, .otherAddress, .workStreet, .homeStreet, .otherStreet,
  ].map { ($0, $0.parts) }
}
