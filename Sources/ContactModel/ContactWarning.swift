/// Something of a contact that could not be taken over as it is.
///
/// A warning names field and reason and never a value: it goes into logs and mails.
package struct ContactWarning: Hashable, Sendable {
  package enum Code: String, CaseIterable, Sendable {
    /// The value isn't what the field is for: a photo that is no image, a date that is none.
    case invalidValue = "invalid-value"
    /// Control characters or broken UTF-8 were taken out.
    case cleanedText = "cleaned-text"
    /// Text that was not UTF-8 was read in the encoding that older programs use.
    case legacyText = "legacy-text"
    /// An element that is not in the specification; kept as an extension.
    case unknownField = "unknown-field"
    /// The mailbox sent a part of the value only.
    case truncated = "truncated"
    /// The output format has no place for the field.
    case notRepresentable = "not-representable"
    /// The output format refuses the value; it was mended.
    case mended = "mended"
    /// The output format refuses the value; it was left out.
    case leftOut = "left-out"
    /// Somebody else has changed what was written.
    case conflict = "conflict"
  }

  package let code: Code
  /// The field by its name in the mailbox or in the output: `Picture`, `telephoneNumber`.
  package let field: String
  /// What happened, in a few words without any value.
  package let text: String

  package init(_ code: Code, field: String, _ text: String) {
    self.code = code
    self.field = field
    self.text = text
  }
}

extension ContactWarning: CustomStringConvertible {
  package var description: String { "\(field): \(text) (\(code.rawValue))" }
}
