import TextBytes

extension Contact {
  /// The name to show.
  package struct FormattedName: Equatable, Sendable {
    /// One line, never empty.
    package let text: String
    /// The fields the text is made of, as far as they have values; empty for a contact without any
    /// name.
    package let fields: [ContactField]
  }

  /// The name to show: `Dr. Mark J. Hassall Jr.`, `山田 太郎` where ``isFamilyNameFirst``, or for want of
  /// a name the first there is of company, file-as, e-mail address, nickname, phone number, and at last
  /// `Unnamed`.
  package var formattedName: FormattedName {
    let length =
      Self.length(name.prefix) + Self.length(name.given) + Self.length(name.middle)
      + Self.length(name.family) + Self.length(name.suffix)
    let isFamilyFirst = isFamilyNameFirst
    // Put together where it is to stay: strings that are joined are copied several times.
    let words = unsafe String(unsafeUninitializedCapacity: length) { buffer in
      var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
      Self.append(name.prefix, to: &output)
      if isFamilyFirst { Self.append(name.family, to: &output) }
      Self.append(name.given, to: &output)
      Self.append(name.middle, to: &output)
      if !isFamilyFirst { Self.append(name.family, to: &output) }
      Self.append(name.suffix, to: &output)
      return unsafe output.finalize(for: buffer)
    }
    if !words.isEmpty {
      return FormattedName(text: words, fields: ContactField.formattedName.parts)
    }

    for (field, text) in standIns {
      let line = Self.oneLine(text)
      if !line.isEmpty { return FormattedName(text: line, fields: [field]) }
    }
    return FormattedName(text: "Unnamed", fields: [])
  }

  /// The room of a part and a space before it.
  private static func length(_ part: String?) -> Int {
    if let part { part.utf8.count + 1 } else { 0 }
  }

  private static func append(_ part: String?, to words: inout OutputSpan<UInt8>) {
    guard let part, !part.isEmpty else { return }
    let word = oneLine(part)
    let bytes = word.utf8.span
    if bytes.isEmpty { return }
    if !words.isEmpty { words.append(0x20) }
    words.append(copying: bytes)
  }

  private var standIns: [(field: ContactField, text: String)] {
    var texts: [(ContactField, String?)] = [(.company, company), (.fileAs, fileAs)]
    for (rank, field) in [(1, ContactField.email1), (2, .email2), (3, .email3)] {
      texts.append((field, emails.first { $0.rank == rank }?.address))
    }
    texts.append((.nickname, nickname))
    let kinds: [(Phone.Kind, ContactField)] = [
      (.mobile, .mobilePhone), (.work, .workPhone), (.home, .homePhone),
      (.companyMain, .companyMainPhone),
    ]
    for (kind, field) in kinds {
      for phone in phones where phone.kind == kind { texts.append((field, phone.number)) }
    }
    return texts.compactMap { field, text in text.map { (field, $0) } }
  }

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
    var previous = -1
    var index = 0
    while true {
      index = bytes.firstIndex(from: index) {
        ($0 < 0x21) .| ($0 == 0x7F) .| ($0 == 0xC2) .| ($0 > 0xE0)
      }
      if index >= bytes.count { return previous < bytes.count - 1 }
      // A single space between words.
      guard bytes[index] == 0x20 ? index > previous + 1 : !bytes.mayBeSpace(at: index) else {
        return false
      }
      if bytes[index] == 0x20 { previous = index }
      index += 1
    }
  }
}
