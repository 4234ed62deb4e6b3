extension Contact {
  /// The name to show.
  package struct FormattedName: Equatable, Sendable {
    /// One line, never empty.
    package let text: String
    /// The fields the text is made of, as far as they have values; empty for a contact without any
    /// name.
    package let fields: [ContactField]
  }

  /// The name to show: `Dr. Mark J. Hassall Jr.`, or for want of a name the first there is of
  /// company, file-as, e-mail address, nickname, phone number, and at last `Unnamed`.
  package var formattedName: FormattedName {
    var words = ""
    Self.append(name.prefix, to: &words)
    Self.append(name.given, to: &words)
    Self.append(name.middle, to: &words)
    Self.append(name.family, to: &words)
    Self.append(name.suffix, to: &words)
    if !words.isEmpty {
      return FormattedName(text: words, fields: ContactField.formattedName.parts)
    }

    for field in Self.standIns {
      for case .text(let value) in values(of: field) {
        let line = Self.oneLine(value)
        if !line.isEmpty { return FormattedName(text: line, fields: [field]) }
      }
    }
    return FormattedName(text: "Unnamed", fields: [])
  }

  private static func append(_ part: String?, to words: inout String) {
    guard let part else { return }
    let word = oneLine(part)
    if word.isEmpty { return }
    if words.isEmpty {
      words = word
    } else {
      words += " "
      words += word
    }
  }

  private static let standIns: [ContactField] = [
    .company, .fileAs, .email1, .email2, .email3, .nickname, .mobilePhone, .workPhone, .homePhone,
    .companyMainPhone,
  ]

  /// Runs of white space and control characters become one space, none at the ends.
  private static func oneLine(_ text: String) -> String {
    if isOneLine(text) { return text }
    return text.unicodeScalars
      .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
      .map { String($0) }
      .joined(separator: " ")
  }

  /// Whether there is surely nothing to tidy.
  private static func isOneLine(_ text: String) -> Bool {
    let bytes = text.utf8.span
    var previous: UInt8 = 0x20
    for index in bytes.indices {
      let byte = bytes[index]
      defer { previous = byte }
      if 0x21...0x7E ~= byte { continue }
      if byte == 0x20 ? previous == 0x20 : bytes.mayBeSpace(at: index) { return false }
    }
    return previous != 0x20
  }
}
