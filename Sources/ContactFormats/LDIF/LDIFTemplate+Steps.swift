import ContactModel

extension LDIFTemplate {
  /// The attributes as an entry is made of them, in arrays of nothing that is counted by references:
  /// to take an `Attribute` out of its array costs more than to write its value.
  struct Steps: Equatable, Sendable {
    private(set) var steps: [Step] = []
    private(set) var sources: [Source] = []
    /// Literals and separators.
    private(set) var texts: [String] = []

    struct Step: Equatable, Sendable {
      let rule: Rule
      let sources: Range<Int>
      /// Without any of them there is nothing to do. `formattedName`, which every contact has, stands
      /// for what there always is.
      let fields: FieldSet
      let syntax: AttributeSyntax
      let isSingle: Bool
      let isRequired: Bool
      let length: Int?
      /// Whether one of its fields is doubtful or shared with a rule `rest`.
      let isWatched: Bool
    }

    enum Rule: Equatable {
      case first, all, rest
      case join(separator: Int)
    }

    enum Source: Equatable {
      case field(ContactField)
      case uid
      case literal(Int)
    }

    init(_ attributes: [Attribute], isWatched: [Bool]) {
      for (attribute, isWatched) in zip(attributes, isWatched) {
        let start = sources.count
        var fields: FieldSet = attribute.isRequired ? [.formattedName] : []
        for source in attribute.sources {
          switch source {
          case .field(let field):
            sources.append(.field(field))
            fields.insert(field)
          case .uid:
            sources.append(.uid)
            fields.insert(.formattedName)
          case .literal(let text):
            sources.append(.literal(index(of: text)))
            fields.insert(.formattedName)
          }
        }
        let rule: Rule =
          switch attribute.rule {
          case .first: .first
          case .all: .all
          case .rest: .rest
          case .join(let separator): .join(separator: index(of: separator))
          }
        steps.append(
          Step(
            rule: rule, sources: start..<sources.count, fields: fields, syntax: attribute.syntax,
            isSingle: attribute.isSingle, isRequired: attribute.isRequired,
            length: attribute.length, isWatched: isWatched))
      }
    }

    private mutating func index(of text: String) -> Int {
      texts.append(text)
      return texts.count - 1
    }
  }
}
