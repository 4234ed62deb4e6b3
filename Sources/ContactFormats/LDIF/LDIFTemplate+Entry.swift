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
      LDIFValues(start, naming: namingAttribute, uid, base: base), uid: uid,
      formattedName: contact.formattedName, phoneFormat: phoneFormat)
    let fields = contact.fields
    for index in steps.steps.indices where !steps.steps[index].fields.isDisjoint(with: fields) {
      builder.append(index, of: steps, contact, fields)
    }
    builder.warnAboutFieldsLeft(of: places, in: contact, fields)
    return builder.finish()
  }
}

/// Fills the attributes of one entry and keeps account of what found a place.
private struct EntryBuilder: FieldReader {
  private let uid: String
  private let phoneFormat: PhoneFormat
  private let formatsNumbers: Bool
  private let formattedName: String
  /// The fields that the formatted name is made of.
  private let nameFields: FieldSet

  private var values: LDIFValues
  // The attribute that is being filled. Kept here and not handed on: a closure that holds it makes a
  // copy of all of it.
  private var syntax = AttributeSyntax.directoryString
  private var length: Int?
  private var isSingle = false
  /// Where its values begin.
  private var start = 0
  /// The matching keys of its values, once they are needed.
  private var keys: Set<[UInt8]> = []
  // The source whose values are being appended: how many of them were passed over as taken, looked
  // at, and not passed over.
  private var skipped = 0
  private var seen = 0
  private var count = 0
  private var warnings: [ContactWarning] = []
  /// How many values of a field were looked at for an attribute, at the most. Kept of watched
  /// attributes only.
  private var placed: [ContactField: Int] = [:]
  /// Apart from `placed`: a number that the entry is called by is still to be found as a number.
  private var isNameShown = false

  init(
    _ values: LDIFValues, uid: String, formattedName: Contact.FormattedName,
    phoneFormat: PhoneFormat
  ) {
    self.values = values
    self.uid = uid
    self.phoneFormat = phoneFormat
    formatsNumbers = phoneFormat.style != .asIs
    self.formattedName = formattedName.text
    nameFields = FieldSet(formattedName.fields)
  }

  consuming func finish() -> (entry: LDIFEntry, warnings: [ContactWarning]) {
    (LDIFEntry(values), warnings)
  }

  // MARK: Attributes

  /// Appends the attribute with an index.
  @inline(__always)
  mutating func append(
    _ index: Int, of steps: LDIFTemplate.Steps, _ contact: Contact, _ fields: FieldSet
  ) {
    let step = steps.steps[index]
    start = values.count
    if !keys.isEmpty { keys = [] }
    values.attribute = index + 1
    syntax = step.syntax
    length = step.length
    isSingle = step.isSingle
    if case .join(let separator) = step.rule {
      join(step, separator: steps.texts[separator], of: steps, contact)
    } else {
      for index in step.sources {
        if step.rule == .first, !isEmpty { break }
        let source = steps.sources[index]
        if case .field(let field) = source, !fields.contains(field) { continue }
        // Values that an attribute before has taken.
        var taken = 0
        if step.rule == .rest, case .field(let field) = source { taken = placed[field] ?? 0 }
        place(source, taken + append(source, of: steps, contact, after: taken), step.isWatched)
      }
    }
    if isEmpty, step.isRequired { standIn() }
  }

  /// Whether the attribute has no value yet.
  private var isEmpty: Bool { values.count == start }

  /// Appends the values of a source, less the first ones.
  ///
  /// - Returns: How many of them were looked at.
  @inline(__always)
  private mutating func append(
    _ source: LDIFTemplate.Steps.Source, of steps: LDIFTemplate.Steps, _ contact: Contact,
    after skipped: Int
  ) -> Int {
    self.skipped = skipped
    seen = 0
    count = 0
    switch source {
    case .field(.formattedName): read(formattedName)
    case .field(.emailNames): contact.readEmailNames(besides: formattedName, by: &self)
    case .field(let field): contact.read(field, by: &self)
    case .uid: if isNext() { append(uid) }
    case .literal(let index): if isNext() { append(steps.texts[index]) }
    }
    return count
  }

  mutating func read(_ text: String) {
    if !isNext() { return }
    if formatsNumbers { append(formatted(text)) } else { append(text) }
  }

  mutating func read(_ addresses: Span<Contact.PostalAddress>, at index: Int) {
    guard isNext() else { return }
    if syntax == .postalAddress, length == nil, values.append(plain: addresses, at: index) {
      dropLastIfDouble()
    } else {
      append(syntax.encode(.address(addresses[index]), length: length))
    }
  }

  mutating func read(_ value: FieldValue) {
    if isNext() { append(syntax.encode(value, length: length)) }
  }

  /// Counts a value; whether it is to be appended.
  private mutating func isNext() -> Bool {
    seen += 1
    if seen <= skipped || isSingle && !isEmpty { return false }
    count += 1
    return true
  }

  @inline(never)
  private mutating func append(_ text: String) {
    if values.append(plain: text, syntax, length: length) {
      dropLastIfDouble()
    } else {
      append(syntax.encode(text: text, length: length))
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
      if last - start < 8, (start..<last).allSatisfy({ values.surelyDiffer($0, last) }) { return }
      for index in start..<last { keys.insert(syntax.matchingKey(Array(values[index]))) }
    }
    if !keys.insert(syntax.matchingKey(Array(values[last]))).inserted {
      values.removeLast()
    }
  }

  private mutating func join(
    _ step: LDIFTemplate.Steps.Step, separator: String, of steps: LDIFTemplate.Steps,
    _ contact: Contact
  ) {
    var texts: [String] = []
    for index in step.sources {
      let source = steps.sources[index]
      let values: [FieldValue] =
        switch source {
        case .field(let field): contact.values(of: field)
        case .uid: [.text(uid)]
        case .literal(let index): [.text(steps.texts[index])]
        }
      // Through the widest syntax: dates and addresses become text, only invalid dates don't.
      for value in values {
        switch AttributeSyntax.directoryString.encode(value, length: nil) {
        case .value(let bytes), .mended(let bytes, _):
          texts.append(String(decoding: bytes, as: UTF8.self))
        case .refused(let reason):
          warn(.leftOut, reason)
        case .empty: break
        }
      }
      place(source, values.count, step.isWatched)
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
    let candidates = [formattedName, uid]
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
  private mutating func place(
    _ source: LDIFTemplate.Steps.Source, _ count: Int, _ isWatched: Bool
  ) {
    guard case .field(let field) = source, count > 0 else { return }
    switch field {
    case .formattedName: isNameShown = true
    case _ where !isWatched: break
    case _ where !field.parts.isEmpty: for part in field.parts { placed[part] = 1 }
    default: placed[field] = max(placed[field] ?? 0, count)
    }
  }

  mutating func warnAboutFieldsLeft(
    of places: LDIFTemplate.Places, in contact: Contact, _ fields: FieldSet
  ) {
    var left: FieldSet = []
    for field in places.doubtful.intersection(fields) where hasMore(field, than: 0, in: contact) {
      let found = found(of: field)
      if found == 0 {
        left.insert(field)
      } else if hasMore(field, than: found, in: contact) {
        warn(field, "more values than the template has places for")
      }
    }
    if left.isEmpty { return }
    // An address without any place is one loss, not five.
    var wholes: [ContactField] = []
    for whole in places.doubtfulWholes where !whole.parts.isDisjoint(with: left) {
      let present = FieldSet(whole.parts.filter { !contact.values(of: $0).isEmpty })
      guard present.isSubset(of: left) else { continue }
      left.subtract(present)
      wholes.append(whole.field)
    }
    warnings.reserveCapacity(warnings.count + left.count + wholes.count)
    for field in left { warn(field, "no attribute for it in the template") }
    for field in wholes { warn(field, "no attribute for it in the template") }
  }

  /// How many of a field's values have a place.
  private func found(of field: ContactField) -> Int {
    let count = placed.isEmpty ? 0 : placed[field] ?? 0
    return count == 0 && isNameShown && nameFields.contains(field) ? 1 : count
  }

  /// Whether anything that can be seen comes after the first values of a field.
  @inline(__always)
  private func hasMore(_ field: ContactField, than count: Int, in contact: Contact) -> Bool {
    var look = LookBehind(count: count)
    switch field {
    case .emailNames: contact.readEmailNames(besides: formattedName, by: &look)
    default: contact.read(field, by: &look)
    }
    return look.hasFound
  }

  private mutating func warn(_ field: ContactField, _ text: String) {
    warnings.append(ContactWarning(.notRepresentable, field: field.rawValue, text))
  }
}

/// Looks for anything that can be seen behind the first values of a field.
private struct LookBehind: FieldReader {
  private var rest: Int
  private(set) var hasFound = false

  init(count: Int) { rest = count }

  mutating func read(_ text: String) {
    if rest > 0 { rest -= 1 } else if !hasFound { hasFound = !AttributeSyntax.isBlank(text) }
  }

  mutating func read(_ addresses: Span<Contact.PostalAddress>, at index: Int) { read() }

  mutating func read(_ value: FieldValue) { read() }

  private mutating func read() {
    if rest > 0 { rest -= 1 } else { hasFound = true }
  }
}
