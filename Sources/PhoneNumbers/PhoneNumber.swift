import CPhoneNumber

/// A telephone number in its international form, as libphonenumber reads it.
package struct PhoneNumber: Equatable, Sendable {
  /// E.164: a plus sign, the country code and the national number, digits only.
  package let e164: String

  /// Reads a number; `nil` for what is none. A national number must also be in a range that its
  /// country has given out, since nearly any digits can be taken for one; of an international one
  /// the length alone is judged, since the ranges known here grow old.
  ///
  /// - Parameters:
  ///   - text: One number without an extension, with any punctuation.
  ///   - region: Where it would be dialled as it stands; without one, only a number with a country
  ///     code after a plus sign is understood.
  package init?(_ text: String, region: Region?) {
    var number = phone_number()
    guard phone_number_parse(text, region?.code ?? "ZZ", &number) else { return nil }
    guard number.is_international ? number.is_possible : number.is_valid else { return nil }
    e164 = withUnsafeBytes(of: number.e164) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    // Some countries have numbers that are longer at home than E.164 allows.
    guard e164.utf8.count <= 16 else { return nil }
  }
}

extension PhoneNumber {
  /// A country or territory with telephone numbers.
  package struct Region: Hashable, Sendable {
    /// ISO 3166-1: `DE`.
    package let code: String

    /// `nil` for a code that no country has; the case of the letters doesn't matter.
    package init?(_ code: String) {
      let code = code.uppercased()
      guard phone_number_knows_region(code) else { return nil }
      self.code = code
    }
  }
}
