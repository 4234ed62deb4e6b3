package import ContactModel

extension LDIFTemplate {
  /// What is known of a template before any contact is: which fields need to be looked after when
  /// an entry is made, so that nothing is lost in silence. Most need not, since an attribute takes
  /// whatever they hold.
  struct Places: Equatable, Sendable {
    /// The fields that may have values without a place in an entry.
    let doubtful: FieldSet
    /// Addresses and streets, all of whose parts may be without a place.
    let doubtfulWholes: [Whole]
    /// For each attribute, whether one of its fields is doubtful or shared with a rule `rest`.
    let isWatched: [Bool]

    struct Whole: Equatable, Sendable {
      let field: ContactField
      let parts: FieldSet
    }

    init(attributes: [Attribute], omitted: [ContactField]) {
      var sure = FieldSet(omitted.flatMap(\.leaves))
      var shared: FieldSet = []
      for attribute in attributes {
        for source in attribute.sources.prefix(attribute.rule == .first ? 1 : .max) {
          guard case .field(let field) = source else { continue }
          if case .rest = attribute.rule { shared.insert(field) }
          if attribute.takesAll(of: field) { sure.formUnion(FieldSet(field.leaves)) }
        }
      }
      let doubtful = FieldSet(
        ContactField.allCases.filter { $0.parts.isEmpty && !sure.contains($0) })
      let wholes: [ContactField] = [
        .workAddress, .homeAddress, .otherAddress, .workStreet, .homeStreet, .otherStreet,
      ]
      doubtfulWholes = wholes.map { Whole(field: $0, parts: FieldSet($0.parts)) }
        .filter { !$0.parts.isSubset(of: sure) }
      shared.formUnion(doubtful)
      isWatched = attributes.map { attribute in
        attribute.sources.contains { source in
          guard case .field(let field) = source else { return false }
          return field != .formattedName && !shared.isDisjoint(with: FieldSet(field.leaves))
        }
      }
      self.doubtful = doubtful
    }
  }

  /// The fields that no attribute takes and that aren't left out on purpose; a whole address
  /// rather than all its parts.
  package var fieldsWithoutPlace: [ContactField] {
    var placed = Set(omitted.flatMap(\.leaves))
    for case .field(let field) in attributes.flatMap(\.sources) { placed.formUnion(field.leaves) }
    let left = ContactField.allCases.filter { placed.isDisjoint(with: $0.leaves) }
    return left.filter { field in
      !left.contains { Set($0.leaves).isStrictSuperset(of: field.leaves) }
    }
  }
}

extension LDIFTemplate.Attribute {
  /// Whether no value of the field, the first one of the rule `first`, can be passed over.
  fileprivate func takesAll(of field: ContactField) -> Bool {
    if case .join = rule { return true }
    guard isSingle else { return true }
    return sources.first == .field(field) && rule != .rest && !field.isList
  }
}

extension ContactField {
  /// The stored fields that make up this one; itself where it is stored.
  fileprivate var leaves: [ContactField] { parts.isEmpty ? [self] : parts }

  /// Whether a contact may have several values of it.
  fileprivate var isList: Bool {
    switch self {
    case .emailNames, .workPhone, .homePhone, .mobilePhone, .pager, .workFax, .homeFax, .carPhone,
      .radioPhone, .assistantPhone, .companyMainPhone, .categories, .children, .extensions:
      true
    default: false
    }
  }
}
