import ContactFormats

/// The text of a secret, out of the bytes that its source holds.
///
/// A password that is read a little wrong is another one, and a few of those lock its user out: what
/// can't be meant is refused before anything is sent.
enum SecretText {
  /// Why bytes are no secret: the cause, and the remedy where there is one.
  struct Refusal: Error, Equatable {
    let reason: String
  }

  private static let notUTF8 = Refusal(reason: "it isn't UTF-8; save it in that encoding")

  /// The first line, which LF or CR LF ends, in UTF-8, with or without a byte order mark.
  static func firstLine(of bytes: some Collection<UInt8>) throws(Refusal) -> String {
    var line = Array(bytes.prefix { $0 != 0x0A })
    if line.last == 0x0D { line.removeLast() }
    guard let text = UserText.decode(line) else { throw notUTF8 }
    return try checked(text)
  }

  /// A text that stands in the configuration itself.
  static func checked(_ text: String) throws(Refusal) -> String {
    // What was no UTF-8, and somebody has replaced: Foundation does in variables of the environment.
    guard !text.unicodeScalars.contains("\u{FFFD}") else { throw notUTF8 }
    guard !text.isEmpty else { throw Refusal(reason: "it is empty") }
    // RFC 7617 section 2, and no form of a sign-in has a use for them.
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Refusal(reason: "it holds a control character, such as a tab or an escape sequence")
    }
    return text
  }
}
