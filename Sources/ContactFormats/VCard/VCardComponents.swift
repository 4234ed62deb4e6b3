import ContactModel

// What jCard and xCard spell from: values in parts, and no escapes.

extension Contact.Name {
  /// The components of N in their order (RFC 6350 section 6.2.2).
  var components: [String] {
    [family, given, middle, prefix, suffix].map { $0 ?? "" }
  }
}

extension Contact.PostalAddress {
  /// The components of ADR in their order; post office box and extension stay empty (RFC 6350
  /// section 6.3.1).
  var components: [String] {
    ["", ""] + [street, city, region, postalCode, country].map { $0 ?? "" }
  }
}

extension Contact.Photo {
  /// `data:image/jpeg;base64,…`
  var dataURI: String {
    var text = Array("data:\(safeMediaType);base64,".utf8)
    Base64.append(bytes.span, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// `image/jpeg`; whatever is none by its letters is any bytes.
  var safeMediaType: String {
    let isName = mediaType.utf8.allSatisfy {
      Byte.isLetter($0) || Byte.isDigit($0) || 0x2B...0x2F ~= $0 && $0 != Byte.comma
    }
    return isName && !mediaType.isEmpty ? mediaType : "application/octet-stream"
  }
}

extension ContactDate {
  /// `19800415`, `--0415`.
  var basic: String { text(hyphens: false) }

  /// `1980-04-15`, `--04-15`.
  var extended: String { text(hyphens: true) }

  private func text(hyphens: Bool) -> String {
    var bytes: [UInt8] = []
    bytes.append(addingCapacity: VCardText.dateLength) {
      VCardText.append(self, hyphens: hyphens, to: &$0)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// A moment in extended form, `2026-11-22T02:00:00Z`, for one in basic form.
  var extendedTimestamp: String {
    var text = ""
    for (index, character) in enumerated() {
      switch index {
      case 4, 6: text += "-"
      case 11, 13: text += ":"
      default: break
      }
      text.append(character)
    }
    return text
  }
}

extension VCardParameter.Values {
  var texts: [String] {
    switch self {
    case .tokens(let tokens): tokens.split(separator: ",").map { String($0) }
    case .text(let text): [text]
    case .list(let texts): texts
    }
  }
}
