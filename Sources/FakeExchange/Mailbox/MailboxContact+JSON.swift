import WBXML

/// A contact in JSON: element names of MS-ASCNTC, all values strings but for the two lists.
///
///     {"FirstName": "Mark", "NickName": "Max", "Categories": ["Board"], "Body": "Line 1\r\nLine 2"}
///
/// `Body` is the note, `Picture` base64; an empty string is an element without content.
extension MailboxContact: Codable {
  package init(from decoder: any Swift.Decoder) throws {
    self.init(elements: [])
    try apply(try decoder.container(keyedBy: ElementName.self))
  }

  /// Sets what the JSON object names and removes what it sets to null; the rest stays.
  mutating func apply(_ container: KeyedDecodingContainer<ElementName>) throws {
    let names = container.allKeys.filter { !$0.isAddress }
    let keys = try names.map { name in
      guard let tag = name.tag else {
        throw Swift.DecodingError.dataCorruptedError(
          forKey: name, in: container,
          debugDescription: "'\(name.stringValue)' is no element of MS-ASCNTC")
      }
      return (name: name, tag: tag)
    }
    // JSON objects have no order, so the code pages give one.
    for (name, tag) in keys.sorted(by: { ($0.tag.page, $0.tag.token) < ($1.tag.page, $1.tag.token) }
    ) {
      let isNull = try container.decodeNil(forKey: name)
      switch tag {
      case .Contacts.body:
        body = isNull ? nil : try container.decode(String.self, forKey: name)
      case .Contacts.categories:
        categories = isNull ? [] : try container.decode([String].self, forKey: name)
      case .Contacts.children:
        children = isNull ? [] : try container.decode([String].self, forKey: name)
      default:
        self[tag] = isNull ? nil : try container.decode(String.self, forKey: name)
      }
    }
  }

  package func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: ElementName.self)
    for element in elements {
      guard let name = ElementName(element.tag) else { continue }
      if let text = element.text {
        try container.encode(text, forKey: name)
      } else {
        try container.encode(element.children.compactMap(\.text), forKey: name)
      }
    }
    if let body, let name = ElementName(.Contacts.body) { try container.encode(body, forKey: name) }
  }
}

/// An element's name of the code pages Contacts and Contacts2 as a JSON key.
struct ElementName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  init?(_ tag: Tag) {
    guard [1, 12].contains(tag.page), let name = CodePage[tag.page]?.name(of: tag.token)
    else { return nil }
    stringValue = name
  }

  /// `folder` and `id` say where the contact lies; they are no elements.
  var isAddress: Bool { stringValue == "folder" || stringValue == "id" }

  var tag: Tag? {
    for page: UInt8 in [1, 12] {
      if let token = CodePage[page]?.token(of: stringValue) {
        return Tag(page: page, token: token)
      }
    }
    return nil
  }
}
