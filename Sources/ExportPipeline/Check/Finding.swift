/// One thing that `cardferry doctor` has looked at.
package struct Finding: Equatable, Sendable {
  package enum Level: String, Sendable {
    case ok
    /// Works, and should be seen to.
    case warning
    case error
  }

  package let level: Level
  /// The account or the output; empty for what concerns all of them.
  package let subject: String
  /// What was found, with the remedy where there is something wrong.
  package let text: String
  /// Why an account or an output doesn't work; `nil` unless it is an error.
  package let kind: Failure.Kind?

  init(_ level: Level, _ subject: String, _ text: String, kind: Failure.Kind? = nil) {
    self.level = level
    self.subject = subject
    self.text = text
    self.kind = level == .error ? kind ?? .storage : nil
  }

  init(_ subject: String, _ failure: Failure) {
    self.init(.error, subject, failure.message, kind: failure.kind)
  }
}
