/// A code page of MS-ASWBXML section 2.1.2.1: the names of up to 59 tokens.
///
/// The tables lie in `CodePages/`, where the specification's spelling is kept.
package struct CodePage: Sendable {
  package let number: UInt8
  /// The namespace as MS-ASWBXML prints it: `Contacts`.
  package let namespace: String
  /// The older name that Exchange's own logs print: `POOMCONTACTS`; `nil` where there is none.
  package let alias: String?
  /// Token to name, with the legacy tokens that only old servers send.
  package let names: [UInt8: String]
  /// Name to token, with the other spellings that are in use (`HomeCity` for `HomeAddressCity`).
  package let tokens: [String: UInt8]

  init(_ number: UInt8, _ namespace: String, alias: String? = nil, _ names: [UInt8: String]) {
    self.number = number
    self.namespace = namespace
    self.alias = alias
    self.names = names
    var tokens: [String: UInt8] = [:]
    for (token, name) in names {
      tokens[name] = token
      for other in Self.otherSpellings(of: name, page: number) { tokens[other] = token }
    }
    self.tokens = tokens
  }

  /// The name of a token, or `nil` where the tables have none.
  package func name(of token: UInt8) -> String? {
    names[token]
  }

  /// The token of an element's name in any of its spellings.
  package func token(of name: String) -> UInt8? {
    tokens[name]
  }

  /// The page with this number, or `nil` where MS-ASWBXML defines none.
  package static subscript(number: UInt8) -> CodePage? {
    Int(number) < all.count ? all[Int(number)] : nil
  }

  /// The page of a namespace in either of its names, with or without the colon that Microsoft's
  /// examples print behind it: `Contacts`, `POOMCONTACTS:`.
  package static func named(_ namespace: String) -> CodePage? {
    let name = namespace.hasSuffix(":") ? String(namespace.dropLast()) : namespace
    return byName[name]
  }

  private static let byName: [String: CodePage] = {
    var pages: [String: CodePage] = [:]
    for page in all {
      pages[page.namespace] = page
      if let alias = page.alias { pages[alias] = page }
    }
    return pages
  }()

  /// Names of the same tokens in libwbxml, Horde, Z-Push and older Microsoft examples.
  private static func otherSpellings(of name: String, page: UInt8) -> [String] {
    switch (page, name) {
    case (1, "AssistantPhoneNumber"): ["AssistantTelephoneNumber", "AssistnamePhoneNumber"]
    case (1, _):
      ["Business", "Home", "Other"].filter { name.hasPrefix($0 + "Address") }
        .map { $0 + name.dropFirst($0.count + "Address".count) }
    default: []
    }
  }
}
