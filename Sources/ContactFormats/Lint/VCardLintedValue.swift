import Foundation

/// What is wrong with the parameters and the value of a property.
struct VCardLintedValue {
  private(set) var problems: [String] = []
  private let property: VCardLintedProperty
  private let version: VCardLintRules.Version

  /// Nothing is known of a card of another version.
  init(_ property: VCardLintedProperty, of version: VCardLintRules.Version?) {
    self.property = property
    self.version = version ?? .four
    guard let version, property.name != "VERSION" else { return }
    checkParameters()
    guard let rule = VCardLintRules.rule(for: property.name, in: version) else { return }
    check(as: Self.rule(rule, with: property.word("VALUE"), in: version))
  }

  private mutating func add(_ text: String) { problems.append(text) }

  /// The default of the property, or what VALUE says.
  private static func rule(
    _ rule: VCardLintRules.Rule, with type: String?, in version: VCardLintRules.Version
  ) -> VCardLintRules.Rule {
    switch type {
    case nil: rule
    case "text": rule == .list || rule == .structure ? rule : .text
    case "uri", "url": .uri
    case "date", "date-time", "date-and-or-time": rule == .timestamp ? rule : .date
    case "timestamp": .timestamp
    case "binary" where version == .three: .binary
    default: .other
    }
  }

  // MARK: Parameters

  private mutating func checkParameters() {
    let name = property.name
    var names: Set<String> = []
    for parameter in property.parameters {
      let isRepeated = !names.insert(parameter.name).inserted
      if isRepeated, parameter.name != "TYPE" { add("a parameter of \(name) twice") }
      if parameter.values.contains(where: \.bytes.isEmpty) { add("an empty parameter of \(name)") }
      if version == .four, parameter.values.contains(where: { !Self.isCaretEscaped($0.bytes) }) {
        add("a ^ in a parameter of \(name) that escapes nothing")
      }
      switch parameter.name {
      case "TYPE": checkTypes(parameter)
      case "PREF" where version == .four:
        let preference = property.word("PREF").flatMap(Int.init) ?? 0
        if !(1...100 ~= preference) { add("PREF of \(name) is not a number from 1 to 100") }
      case "ENCODING":
        if version == .four {
          add("ENCODING of \(name), which 4.0 doesn't have")
        } else if property.word("ENCODING") != "b" {
          add("ENCODING of \(name) is not b")
        }
      case "CHARSET": add("CHARSET of \(name), which vCard 2.1 alone has")
      default: break
      }
    }
  }

  private mutating func checkTypes(_ parameter: VCardLintedProperty.Parameter) {
    for value in parameter.values where !value.bytes.isEmpty {
      if value.isQuoted, value.bytes.contains(Byte.comma) {
        add("a quoted list as TYPE of \(property.name), one type to most readers")
      } else if !value.bytes.allSatisfy(LintBytes.isNameByte),
        String(decoding: value.bytes, as: UTF8.self).lowercased() != Self.ofDAVx5
      {
        add("a TYPE of \(property.name) that is no name")
      }
    }
  }

  /// No name for its underline, but the type by which DAVx5 knows the number, in any case.
  private static let ofDAVx5 = "x-company_main"

  /// Whether every `^` begins one of the escapes of RFC 6868.
  private static func isCaretEscaped(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == Byte.caret else { continue }
      guard let next = rest.popFirst(), "n'^".utf8.contains(next) else { return false }
    }
    return true
  }

  // MARK: Values

  private mutating func check(as rule: VCardLintRules.Rule) {
    let name = property.name
    let value = property.value
    // A nameless contact still has an N in 3.0.
    let isEmpty = value.allSatisfy { $0 == Byte.semicolon || $0 == Byte.comma }
    if value.isEmpty || isEmpty && name != "N" {
      add("\(name) has no value")
      return
    }
    switch rule {
    case .text: checkEscapes(bare: [Byte.comma, Byte.semicolon])
    case .list: checkEscapes(bare: [Byte.semicolon])
    case .structure: checkEscapes(bare: [Byte.comma])
    case .other: checkEscapes(bare: [])
    case .parts(let count):
      checkEscapes(bare: [])
      if parts != count { add("\(name) has \(parts) parts, not \(count)") }
    case .uri: checkURI()
    case .date:
      let isDate =
        version == .four ? DateForm.isDateAndOrTime(value) : DateForm.isDateOf2426(value)
      if !isDate { add("\(name) is no date as \(version.rawValue) writes it") }
    case .timestamp:
      let isTimestamp =
        version == .four ? DateForm.isTimestamp(value) : DateForm.isDateOf2426(value)
      if !isTimestamp { add("\(name) is no timestamp as \(version.rawValue) writes it") }
    case .binary:
      if property.parameter("ENCODING") == nil {
        add("\(name) has neither ENCODING=b nor VALUE=uri")
      } else if Data(base64Encoded: Data(value)) == nil {
        add("broken base 64 in \(name)")
      }
    }
  }

  private mutating func checkEscapes(bare: [UInt8]) {
    let name = property.name
    var rest = property.value
    var found: Set<UInt8> = []
    while let byte = rest.popFirst() {
      if byte == Byte.backslash {
        if let next = rest.popFirst(), "\\,;nN".utf8.contains(next) { continue }
        if found.insert(byte).inserted { add("an unknown escape in \(name)") }
      } else if bare.contains(byte), found.insert(byte).inserted {
        add("a bare \(byte == Byte.comma ? "comma" : "semicolon") in \(name)")
      }
    }
  }

  /// How many parts unescaped semicolons make.
  private var parts: Int {
    var count = 1
    var rest = property.value
    while let byte = rest.popFirst() {
      if byte == Byte.backslash { _ = rest.popFirst() }
      if byte == Byte.semicolon { count += 1 }
    }
    return count
  }

  private mutating func checkURI() {
    let name = property.name
    var uri: [UInt8] = []
    var hasBareComma = false
    var rest = property.value
    while let byte = rest.popFirst() {
      // RFC 2426 knows no escapes in a URI.
      if version == .four, byte == Byte.backslash, rest.first == Byte.comma {
        rest.removeFirst()
        uri.append(Byte.comma)
      } else {
        hasBareComma = hasBareComma || byte == Byte.comma
        uri.append(byte)
      }
    }
    // RFC 6350 section 3.4 and erratum 3845.
    if hasBareComma, version == .four { add("a bare comma in \(name)") }
    guard uri.allSatisfy(Self.isURIByte) else {
      add("\(name) has characters that no URI has")
      return
    }
    let scheme = uri.prefix { LintBytes.isNameByte($0) || $0 == 0x2B || $0 == 0x2E }
    guard let first = scheme.first, Byte.isLetter(first),
      uri.dropFirst(scheme.count).first == Byte.colon
    else {
      add("\(name) is a URI without a scheme")
      return
    }
    let text = String(decoding: uri, as: UTF8.self)
    if text.lowercased().hasPrefix("urn:uuid:"), UUID(uuidString: String(text.dropFirst(9))) == nil
    {
      add("\(name) has no UUID after urn:uuid:")
    }
    guard text.lowercased().hasPrefix("data:") else { return }
    guard let comma = uri.firstIndex(of: Byte.comma) else {
      add("\(name) is a data: URI without data")
      return
    }
    let isBase64 = String(decoding: uri[..<comma], as: UTF8.self).lowercased().hasSuffix(";base64")
    let data = Data(uri[(comma + 1)...])
    if isBase64, Data(base64Encoded: data) == nil { add("broken base 64 in \(name)") }
  }

  /// RFC 3986 section 2.
  private static func isURIByte(_ byte: UInt8) -> Bool {
    Byte.isLetter(byte) || Byte.isDigit(byte) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
  }
}
