/// Header fields; names compare without regard to case, and a repeated field is joined by commas
/// (RFC 9110 section 5.3).
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
  private var fields: [(name: String, value: String)] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }

  package mutating func append(_ name: String, _ value: String) {
    fields.append((name.lowercased(), value))
  }

  /// Every field with its name in lower case, in the order in which they came.
  package var all: [(name: String, value: String)] { fields }

  /// All values of the field joined by `, `; `nil` where there is none.
  package subscript(name: String) -> String? {
    let name = name.lowercased()
    let values = fields.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }
}
