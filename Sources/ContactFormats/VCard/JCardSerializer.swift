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

  /// `type` is that of the value in the words of section 3.5. Nothing is written where `values` has
  /// none, as nothing but control characters was there.
  private mutating func append(
    _ head: VCardHead, type: String, _ values: (inout CleanText) -> [JSONValue]
  ) {
    var text = CleanText(isXML: false)
    let parameters = Self.parameters(of: head, &text)
    let values = values(&text)
    if text.isCleaned { cleaned.append(head.name) }
    if values.isEmpty { return }
    let line = JSONValue.array(
      [.string(head.name.lowercased()), .object(parameters), .string(type)] + values)
    lines.append(line.encoded(by: Self.encoder))
  }

  mutating func start(after bytes: inout [UInt8]) {
    append(VCardHead("VERSION"), text: "4.0")
  }

  mutating func finish(after bytes: inout [UInt8]) {
    bytes += "[\"vcard\",[\n\(lines.joined(separator: ",\n"))\n]]\n".utf8
  }

  /// VALUE is none: the type of the value stands in its place (section 3.4).
  private static func parameters(
    of head: VCardHead, _ text: inout CleanText
  ) -> [String: JSONValue] {
    var parameters: [String: JSONValue] = [:]
    if let group = head.group { parameters["group"] = .string(group) }
    for parameter in head.parameters where parameter.name != "VALUE" {
      let values = parameter.values.texts.map { JSONValue.string(text.clean($0)) }
      parameters[parameter.name.lowercased()] =
        values.count == 1 ? values[0] : .array(values)
    }
    return parameters
  }
}

// MARK: - Values

extension JCardSerializer {
  mutating func append(_ head: VCardHead, text: String) { append(head, list: [text]) }

  mutating func append(_ head: VCardHead, list: [String]) {
    append(head, type: "text") { text in
      list.map { text.clean($0) }.filter { !$0.isEmpty }.map { .string($0) }
    }
  }

  mutating func append(_ head: VCardHead, name: Contact.Name) {
    append(head, parts: name.components)
  }

  mutating func append(_ head: VCardHead, address: Contact.PostalAddress) {
    append(head, parts: address.components)
  }

  mutating func append(_ head: VCardHead, parts: [String]) {
    append(head, type: "text") { text in [.array(parts.map { .string(text.clean($0)) })] }
  }

  mutating func append(_ head: VCardHead, uri: String) {
    append(head, type: "uri") { _ in [.string(uri)] }
  }

  mutating func append(_ head: VCardHead, uuid: String) { append(head, uri: "urn:uuid:" + uuid) }

  mutating func append(_ head: VCardHead, date: ContactDate) {
    append(head, type: "date-and-or-time") { _ in [.string(date.extended)] }
  }

  mutating func append(_ head: VCardHead, timestamp: String) {
    append(head, type: "timestamp") { _ in [.string(timestamp.extendedTimestamp)] }
  }

  mutating func append(_ head: VCardHead, image: Contact.Photo) {
    append(head, uri: image.dataURI)
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
