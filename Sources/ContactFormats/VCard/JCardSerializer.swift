import ContactModel
import Foundation

/// Spells properties as jCard (RFC 7095): the card as an array of JSON, a property a line.
///
///     ["vcard",[
///     ["version",{},"text","4.0"],
///     ["fn",{},"text","Mark Hassall"],
///     ["tel",{"type":["fax","work"]},"text","+49 30 123"]
///     ]]
struct JCardSerializer: VCardSerializer {
  private var lines: [String] = []
  /// The names of the properties whose text held control characters.
  private(set) var cleaned: [String] = []

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  init() {
    append(VCardProperty("VERSION", .text("4.0")))
  }

  mutating func append(_ property: VCardProperty) {
    var text = CleanText(isXML: false)
    let parameters = Self.parameters(of: property, &text)
    let (type, values) = Self.values(of: property.value, &text)
    if text.isCleaned { cleaned.append(property.name) }
    if values.isEmpty { return }
    let line = JSONValue.array(
      [.string(property.name.lowercased()), .object(parameters), .string(type)] + values)
    lines.append(line.encoded(by: Self.encoder))
  }

  consuming func finished() -> [UInt8] {
    Array("[\"vcard\",[\n\(lines.joined(separator: ",\n"))\n]]\n".utf8)
  }

  /// VALUE is none: the type of the value stands in its place (section 3.4).
  private static func parameters(
    of property: VCardProperty, _ text: inout CleanText
  ) -> [String: JSONValue] {
    var parameters: [String: JSONValue] = [:]
    if let group = property.group { parameters["group"] = .string(group) }
    for parameter in property.parameters where parameter.name != "VALUE" {
      let values = parameter.values.texts.map { JSONValue.string(text.clean($0)) }
      parameters[parameter.name.lowercased()] =
        values.count == 1 ? values[0] : .array(values)
    }
    return parameters
  }

  /// No values where nothing but control characters was there.
  private static func values(
    of value: VCardProperty.Value, _ text: inout CleanText
  ) -> (type: String, [JSONValue]) {
    switch value {
    case .text(let value): return ("text", texts([value], &text))
    case .list(let values): return ("text", texts(values, &text))
    case .name(let name): return ("text", [.array(strings(name.components, &text))])
    case .address(let address): return ("text", [.array(strings(address.components, &text))])
    case .parts(let parts): return ("text", [.array(strings(parts, &text))])
    case .organization(let name, let unit):
      guard let unit else { return ("text", texts([name ?? ""], &text)) }
      return ("text", [.array(strings([name ?? "", unit], &text))])
    case .uri(let uri): return ("uri", [.string(uri)])
    case .date(let date): return ("date-and-or-time", [.string(date.extended)])
    case .timestamp(let timestamp): return ("timestamp", [.string(timestamp.extendedTimestamp)])
    case .image(let photo): return ("uri", [.string(photo.dataURI)])
    }
  }

  private static func strings(_ texts: [String], _ text: inout CleanText) -> [JSONValue] {
    texts.map { .string(text.clean($0)) }
  }

  private static func texts(_ texts: [String], _ text: inout CleanText) -> [JSONValue] {
    texts.map { text.clean($0) }.filter { !$0.isEmpty }.map { .string($0) }
  }
}

/// What an array of JSON can hold here.
private enum JSONValue: Encodable {
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  func encoded(by encoder: JSONEncoder) -> String {
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      preconditionFailure("strings, arrays and objects are JSON: \(error)")
    }
  }
}
