import Foundation

extension SampleContact {
  /// As Horde's front takes it: properties of Horde_ActiveSync_Message_Contact.
  func hordeProperties() throws -> Data {
    var properties: [String: HordeValue] = [:]
    for (field, text) in fields {
      properties[Self.hordeName(of: field)] =
        switch field {
        case .categories, .children: .list(text.components(separatedBy: "\n"))
        default: .text(text)
        }
    }
    return try JSONEncoder().encode(properties)
  }

  /// The element's name in lower case, but for addresses and the assistant's telephone, where
  /// Horde keeps older names.
  private static func hordeName(of field: Field) -> String {
    let name = field.rawValue.lowercased()
    for kind in ["business", "home", "other"] where name.hasPrefix(kind + "address") {
      return kind + name.dropFirst(kind.count + "address".count)
    }
    return field == .assistantPhone ? "assistnamephonenumber" : name
  }

  private enum HordeValue: Encodable {
    case text(String)
    case list([String])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .list(let members): try container.encode(members)
      }
    }
  }
}
