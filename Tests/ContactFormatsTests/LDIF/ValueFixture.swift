import Testing

/// A contact field and what comes of it in an attribute.
struct ValueFixture: CustomTestStringConvertible, Sendable {
  let syntax: String
  let value: String
  let result: String?
  let warning: String?

  init(_ syntax: String, _ value: String, _ result: String?, _ warning: String? = nil) {
    self.syntax = syntax
    self.value = value
    self.result = result
    self.warning = warning
  }

  var testDescription: String { "\(syntax) \(value.debugDescription)" }
}

/// As a `ValueFixture`, with the most characters that the value may have.
struct LengthFixture: CustomTestStringConvertible, Sendable {
  let length: Int
  let value: ValueFixture

  init(_ length: Int, _ value: ValueFixture) {
    self.length = length
    self.value = value
  }

  var testDescription: String { "\(value.testDescription) in \(length)" }
}
