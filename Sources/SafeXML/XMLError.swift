/// A document that can't be read or written. The description holds none of its text.
package struct XMLError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// No bytes, or nothing but white space.
    case empty
    /// In the words of libxml2.
    case notWellFormed(String)
    /// A document type declaration, which could declare entities or name other files.
    case documentType
    /// A limit of ``XMLLimits`` is exceeded; named as there.
    case limitExceeded(String, Int)
    /// To be written: the name of an element or an attribute is none that XML allows.
    case invalidName
    /// To be written: a character that XML 1.0 section 2.2 has no place for.
    case invalidCharacter(Unicode.Scalar)
    case outOfMemory
  }

  package let reason: Reason
  /// From 1; `nil` where no line is to blame.
  package let line: Int?

  package init(_ reason: Reason, line: Int? = nil) {
    self.reason = reason
    self.line = line
  }
}

extension XMLError: CustomStringConvertible {
  package var description: String {
    (line.map { "line \($0): " } ?? "") + reason.description
  }
}

extension XMLError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "the document is empty"
    case .notWellFormed(let message): "not well-formed XML: \(message)"
    case .documentType: "a DOCTYPE is not accepted; remove it, and the entities it declares"
    case .limitExceeded(let name, let limit): "more than the limit '\(name)' of \(limit)"
    case .invalidName: "a name that XML doesn't allow"
    case .invalidCharacter(let scalar):
      "the character U+"
        + String(repeating: "0", count: max(0, 4 - String(scalar.value, radix: 16).count))
        + String(scalar.value, radix: 16, uppercase: true) + " has no place in XML"
    case .outOfMemory: "no memory for the document"
    }
  }
}
