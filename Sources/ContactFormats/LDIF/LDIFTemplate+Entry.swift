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
      values: start(uid: uid, base: base), uid: uid, formattedName: contact.formattedName,
      phoneFormat: phoneFormat)
    for index in attributes.indices { builder.append(index, of: self, contact) }
    builder.warnAboutFieldsLeft(of: places, in: contact)
    return (LDIFEntry(builder.values), builder.warnings)
  }

  /// The name of the entry and its object classes.
  private func start(uid: String, base: String) -> LDIFValues {
    var values = LDIFValues(names, naming: namingAttribute, uid, base: base)
    for objectClass in objectClasses { values.append(objectClass.utf8.span) }
    return values
  }
}

/// Fills the attributes of one entry and keeps account of what found a place.
private struct EntryBuilder {
  private let uid: String
  private let phoneFormat: PhoneFormat
  private let formatsNumbers: Bool
  private let formattedName: Contact.FormattedName

  private(set) var values: LDIFValues
  // The attribute that is being filled. Kept here and not handed on: a closure that holds it makes a
  // copy of all of it.
  private var syntax = AttributeSyntax.directoryString
  private var length: Int?
  private var isSingle = false
  /// Where its values begin.
  private var start = 0
  /// The matching keys of its values, once they are needed.
  private var keys: Set<[UInt8]> = []
  private(set) var warnings: [ContactWarning] = []
  /// How many values of a field were looked at for an attribute, at the most. Kept of watched
  /// attributes only.
  private var placed: [ContactField: Int] = [:]
  /// Apart from `placed`: a number that the entry is called by is still to be found as a number.
  private var isNameShown = false

  init(
    values: LDIFValues, uid: String, formattedName: Contact.FormattedName, phoneFormat: PhoneFormat
  ) {
    self.values = values
    self.uid = uid
    self.formattedName = formattedName
    self.phoneFormat = phoneFormat
    formatsNumbers = phoneFormat.style != .asIs
  }

  // MARK: Attributes

  /// Appends the attribute with an index. It stays where it is: a copy counts many references.
  mutating func append(_ index: Int, of template: LDIFTemplate, _ contact: Contact) {
    start = values.count
    if !keys.isEmpty { keys = [] }
    values.attribute = index + 1
    syntax = template.attributes[index].syntax
    length = template.attributes[index].length
    isSingle = template.attributes[index].isSingle
    let sources = template.attributes[index].sources
    let isWatched = template.places.isWatched[index]
    switch template.attributes[index].rule {
    case .first:
      for source in sources where isEmpty {
        place(source, append(source, of: contact), isWatched)
      }
    case .all:
      for source in sources {
        place(source, append(source, of: contact), isWatched)
      }
    case .rest:
      for source in sources {
        guard case .field(let field) = source else { continue }
        let taken = placed[field] ?? 0
        place(source, taken + append(source, of: contact, after: taken), true)
      }
    case .join(let separator):
      join(sources, separator, of: contact, isWatched: isWatched)
    }
    if isEmpty, template.attributes[index].isRequired { standIn() }
  }

  /// Whether the attribute has no value yet.
  private var isEmpty: Bool { values.count == start }

  /// Appends the values of a source, less the first ones.
  ///
  /// - Returns: How many of them were looked at.
  private mutating func append(
    _ source: LDIFTemplate.Source, of contact: Contact, after skipped: Int = 0
  ) -> Int {
    var seen = 0
    var count = 0
    forEachValue(of: source, in: contact) { builder, text in
      seen += 1
      if seen <= skipped || builder.isSingle && !builder.isEmpty { return }
      count += 1
      if builder.formatsNumbers, case .field = source {
        builder.append(builder.formatted(text))
      } else {
        builder.append(text)
      }
    } other: { builder, value in
      seen += 1
      if seen <= skipped || builder.isSingle && !builder.isEmpty { return }
      count += 1
      builder.append(value)
    }
    return count
  }

  @inline(__always)
  private mutating func forEachValue(
    of source: LDIFTemplate.Source, in contact: Contact,
    text: (inout EntryBuilder, String) -> Void, other: (inout EntryBuilder, FieldValue) -> Void
  ) {
    switch source {
    case .uid: text(&self, uid)
    case .literal(let literal): text(&self, literal)
    case .field(.formattedName): text(&self, formattedName.text)
    case .field(let field):
      contact.forEachValue(of: field) {
        text(&self, $0)
      } other: {
        other(&self, $0)
      }
    }
  }

  private mutating func append(_ text: String) {
    if values.append(plain: text, syntax, length: length) {
      dropLastIfDouble()
    } else {
      append(syntax.encode(text: text, length: length))
    }
  }

  private mutating func append(_ value: FieldValue) {
    if values.append(plain: value, syntax, length: length) {
      dropLastIfDouble()
    } else {
      append(syntax.encode(value, length: length))
    }
  }

  private mutating func append(_ outcome: AttributeSyntax.Outcome) {
    switch outcome {
    case .value(let value):
      values.append(value.span)
      dropLastIfDouble()
    case .mended(let value, let how):
      values.append(value.span)
      dropLastIfDouble()
      warn(.mended, how)
    case .refused(let reason):
      warn(.leftOut, reason)
    case .empty: break
    }
  }

  /// No value stands twice in the eyes of a server.
  @inline(__always)
  private mutating func dropLastIfDouble() {
    if values.count - start > 1 { compareLast() }
  }

  private mutating func compareLast() {
    let last = values.count - 1
    if keys.isEmpty {
      // Most attributes have few values, and no two that begin alike.
      if last - start < 8,
        (start..<last).allSatisfy({ AttributeSyntax.surelyDiffer(values[$0], values[last]) })
      {
        return
      }
      for index in start..<last { keys.insert(syntax.matchingKey(Array(values[index]))) }
    }
    if !keys.insert(syntax.matchingKey(Array(values[last]))).inserted { values.removeLast() }
  }

  private mutating func join(
    _ sources: [LDIFTemplate.Source], _ separator: String, of contact: Contact, isWatched: Bool
  ) {
    var texts: [String] = []
    for source in sources {
      var count = 0
      // Through the widest syntax: dates and addresses become text, only invalid dates don't.
      func take(_ outcome: AttributeSyntax.Outcome, _ builder: inout EntryBuilder) {
        count += 1
        switch outcome {
        case .value(let bytes), .mended(let bytes, _):
          texts.append(String(decoding: bytes, as: UTF8.self))
        case .refused(let reason):
          builder.warn(.leftOut, reason)
        case .empty: break
        }
      }
      forEachValue(of: source, in: contact) { builder, text in
        take(AttributeSyntax.directoryString.encode(text: text, length: nil), &builder)
      } other: { builder, value in
        take(AttributeSyntax.directoryString.encode(value, length: nil), &builder)
      }
      place(source, count, isWatched)
    }
    guard !texts.isEmpty else { return }
    var text = texts.joined(separator: separator)
    if formatsNumbers { text = formatted(text) }
    append(text)
  }

  private mutating func formatted(_ number: String) -> String {
    guard syntax == .telephone else { return number }
    switch phoneFormat.format(number) {
    case .number(let formatted): return formatted
    case .withoutExtension(let formatted):
      warn(.mended, "an extension left out, for which the number format has no place")
      return formatted
    case .kept(let reason):
      warn(.invalidValue, "\(reason); kept as it is")
      return number
    }
  }

  /// What a required attribute has for want of a value: the name shown, or if the syntax refuses
  /// that, the UID, which every syntax but a URI takes.
  private mutating func standIn() {
    let candidates = [formattedName.text, uid]
    for text in syntax == .uri ? ["urn:uuid:" + uid] : candidates {
      switch syntax.encode(text: text, length: length) {
      case .value(let value), .mended(let value, _):
        values.append(value.span)
        warn(.mended, "required and without a value; a name stands in")
        return
      case .refused, .empty: continue
      }
    }
  }

  private mutating func warn(_ code: ContactWarning.Code, _ text: String) {
    warnings.append(ContactWarning(code, field: values.names.all[values.attribute], text))
  }

  // MARK: Account

  @inline(__always)
  private mutating func place(_ source: LDIFTemplate.Source, _ count: Int, _ isWatched: Bool) {
    guard case .field(let field) = source, count > 0 else { return }
    switch field {
    case .formattedName: isNameShown = true
    case _ where !isWatched: break
    case _ where !field.parts.isEmpty: for part in field.parts { placed[part] = 1 }
    default: placed[field] = max(placed[field] ?? 0, count)
    }
  }

  mutating func warnAboutFieldsLeft(of places: LDIFTemplate.Places, in contact: Contact) {
    var left: [ContactField] = []
    var hasParts = false
    for doubt in places.doubtful where Self.hasMore(doubt.field, than: 0, in: contact) {
      let found = found(of: doubt.field)
      if found == 0 {
        left.append(doubt.field)
        if doubt.isPart { hasParts = true }
      } else if Self.hasMore(doubt.field, than: found, in: contact) {
        warn(doubt.field, "more values than the template has places for")
      }
    }
    if left.isEmpty { return }
    // An address without any place is one loss, not five.
    if hasParts {
      for whole in places.doubtfulWholes where whole.parts.contains(where: left.contains) {
        let present = whole.parts.filter { !contact.values(of: $0).isEmpty }
        guard present.allSatisfy(left.contains) else { continue }
        left.removeAll(where: present.contains)
        left.append(whole.field)
      }
    }
    warnings.reserveCapacity(warnings.count + left.count)
    for field in left { warn(field, "no attribute for it in the template") }
  }

  /// How many of a field's values have a place.
  private func found(of field: ContactField) -> Int {
    let count = placed.isEmpty ? 0 : placed[field] ?? 0
    return count == 0 && isNameShown && formattedName.fields.contains(field) ? 1 : count
  }

  /// Whether anything that can be seen comes after the first values of a field.
  private static func hasMore(
    _ field: ContactField, than count: Int, in contact: Contact
  ) -> Bool {
    var seen = 0
    var hasMore = false
    contact.forEachValue(of: field) { text in
      seen += 1
      if seen > count, !hasMore { hasMore = !AttributeSyntax.isBlank(text) }
    } other: { _ in
      seen += 1
      if seen > count { hasMore = true }
    }
    return hasMore
  }

  private mutating func warn(_ field: ContactField, _ text: String) {
    warnings.append(ContactWarning(.notRepresentable, field: field.rawValue, text))
  }
}
