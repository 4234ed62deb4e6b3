/// A strict reader of one vCard: anything that RFC 6350 doesn't allow is an error, in 3.0 what
/// RFC 2426 doesn't.
struct CardReader {
  struct Line: Equatable {
    var group: String?
    var name: String
    var parameters: [String: String]
    /// As it stands in the card, still escaped.
    var value: String
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The properties between BEGIN and END.
  static func lines(of card: [UInt8], version: String = "4.0") throws -> [Line] {
    var lines = try unfolded(card).map(line)
    guard lines.count >= 3, lines.first == Line(name: "BEGIN", parameters: [:], value: "VCARD"),
      lines[1] == Line(name: "VERSION", parameters: [:], value: version),
      lines.last == Line(name: "END", parameters: [:], value: "VCARD")
    else { throw Failure(description: "no card from BEGIN to END with VERSION in second place") }
    lines.removeLast()
    return Array(lines.dropFirst(2))
  }

  static func unfolded(_ card: [UInt8]) throws -> [String] {
    var physical: [[UInt8]] = [[]]
    var index = 0
    while index < card.count {
      if card[index] == 0x0D {
        guard index + 1 < card.count, card[index + 1] == 0x0A else {
          throw Failure(description: "a lone CR at byte \(index)")
        }
        physical.append([])
        index += 2
        continue
      }
      if card[index] == 0x0A { throw Failure(description: "a lone LF at byte \(index)") }
      physical[physical.count - 1].append(card[index])
      index += 1
    }
    guard physical.removeLast().isEmpty else { throw Failure(description: "no CRLF at the end") }
    var logical: [[UInt8]] = []
    for line in physical {
      guard line.count <= 75 else { throw Failure(description: "\(line.count) octets in a line") }
      guard String(validating: line, as: UTF8.self) != nil else {
        throw Failure(description: "a character broken by a fold")
      }
      if line.first == 0x20 {
        guard line.count > 1, !logical.isEmpty else {
          throw Failure(description: "an empty continuation line")
        }
        logical[logical.count - 1] += line.dropFirst()
      } else {
        guard !line.isEmpty else { throw Failure(description: "an empty line") }
        logical.append(line)
      }
    }
    return logical.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func line(_ text: String) throws -> Line {
    for scalar in text.unicodeScalars
    where scalar.properties.generalCategory == .control && scalar != "\t" {
      throw Failure(description: "a control character U+\(String(scalar.value, radix: 16))")
    }
    var rest = Substring(text).unicodeScalars[...]
    var name = try takeName(&rest)
    var group: String?
    if rest.first == "." {
      rest.removeFirst()
      group = name
      name = try takeName(&rest)
    }
    guard !name.contains(where: \.isLowercase) else { throw Failure(description: "small: \(name)") }
    var parameters: [String: String] = [:]
    while rest.first == ";" {
      rest.removeFirst()
      let key = try takeName(&rest)
      guard rest.first == "=" else { throw Failure(description: "a parameter without =") }
      rest.removeFirst()
      var value = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest.removeFirst()
        while let scalar = rest.first, scalar != "\"" { value.append(rest.removeFirst()) }
        guard rest.first == "\"" else { throw Failure(description: "an open quote") }
        rest.removeFirst()
      } else {
        while let scalar = rest.first, scalar != ";", scalar != ":" {
          guard scalar != "\"" else { throw Failure(description: "a quote in a bare parameter") }
          value.append(rest.removeFirst())
        }
      }
      guard parameters.updateValue(String(value), forKey: key) == nil else {
        throw Failure(description: "\(key) twice")
      }
    }
    guard rest.first == ":" else { throw Failure(description: "no colon after \(name)") }
    return Line(group: group, name: name, parameters: parameters, value: String(rest.dropFirst()))
  }

  private static func takeName(_ rest: inout Substring.UnicodeScalarView) throws -> String {
    let name = rest.prefix { "A"..."Z" ~= $0 || "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "-" }
    rest.removeFirst(name.count)
    guard !name.isEmpty else { throw Failure(description: "no name") }
    return String(name)
  }

  /// The texts between unescaped separators, unescaped. A lone backslash is an error.
  static func texts(_ value: String, separator: Unicode.Scalar? = nil) throws -> [String] {
    var texts = [String.UnicodeScalarView()]
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        switch scalar {
        case "n": texts[texts.count - 1].append("\n")
        case "\\", ",", ";": texts[texts.count - 1].append(scalar)
        default: throw Failure(description: "an unknown escape \\\(scalar)")
        }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == separator {
        texts.append(String.UnicodeScalarView())
      } else if scalar == "," || (scalar == ";" && separator == ";") {
        throw Failure(description: "a bare \(scalar)")
      } else {
        texts[texts.count - 1].append(scalar)
      }
    }
    guard !isEscaped else { throw Failure(description: "a backslash at the end") }
    return texts.map { String($0) }
  }

  /// RFC 6868.
  static func parameterText(_ value: String) throws -> String {
    var text = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        switch scalar {
        case "n": text.append("\n")
        case "'": text.append("\"")
        case "^": text.append("^")
        default: throw Failure(description: "an unknown escape ^\(scalar)")
        }
        isEscaped = false
      } else if scalar == "^" {
        isEscaped = true
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }
}
