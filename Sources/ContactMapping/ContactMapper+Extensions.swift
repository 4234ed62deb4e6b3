import ContactModel
import WBXML

/// What a contact has no field for, and what is said of it.
extension ContactMapper {
  /// The contact has one of a rank, so another is kept beside it.
  mutating func takeAgain(
    _ element: Element, _ value: String, _ contact: inout Contact
  ) {
    warn(.invalidValue, element, "there twice, the second is kept as an extension")
    keep(value, of: element, &contact)
  }

  mutating func takeUnknown(_ element: Element, _ contact: inout Contact) {
    warn(.unknownField, element, "not an element of a contact, kept as an extension")
    takeExtension(element, &contact)
  }

  mutating func takeExtension(_ element: Element, _ contact: inout Contact) {
    let value = leaves(of: element).joined(separator: " ")
    guard let cleaned = FieldText(value, isMultiline: true).text else { return }
    keep(cleaned, of: element, &contact)
  }

  func keep(_ value: String, of element: Element, _ contact: inout Contact) {
    contact.extensions.append(.init(name: Self.extensionName(element.tag), value: value))
  }

  private mutating func leaves(of element: Element) -> [String] {
    if let text = element.text {
      if !element.isUTF8 { warnOfEncoding(element) }
      return text.isEmpty ? [] : [text]
    }
    var texts: [String] = []
    for child in element.children { texts += leaves(of: child) }
    return texts
  }

  /// `EMAIL2ADDRESS`; for a token without a name `PAGE27-0X11`. No property has an underscore in its
  /// name, as the calendar's `Compressed_RTF` has.
  private static func extensionName(_ tag: Tag) -> String {
    let name = String("\(tag)").uppercased().replacing("_", with: "-")
    let parts = name.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return name }
    return parts[1].hasPrefix("0X") ? parts.joined(separator: "-") : String(parts[1])
  }

  mutating func warn(_ code: ContactWarning.Code, _ element: Element, _ text: String) {
    let name = "\(element.tag)"
    warnings.append(
      ContactWarning(code, field: name.split(separator: ":").last.map(String.init) ?? name, text))
  }

  /// Once a contact: where one text of a server isn't UTF-8, others aren't.
  mutating func warnOfEncoding(_ element: Element) {
    guard !hasWarnedOfEncoding else { return }
    hasWarnedOfEncoding = true
    warn(.legacyText, element, "text that is not UTF-8, read as windows-1252")
  }
}
