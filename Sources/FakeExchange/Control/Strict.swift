/// Any key of a JSON object.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Swift.Decoder {
  /// Refuses a JSON object with keys that `Key` doesn't have, so that a typing error isn't taken
  /// for an absent value.
  func refuseUnknownKeys<Key: CodingKey & CaseIterable>(_: Key.Type) throws {
    let known = Set(Key.allCases.map(\.stringValue))
    for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw Swift.DecodingError.dataCorrupted(
        Swift.DecodingError.Context(
          codingPath: codingPath,
          debugDescription: "'\(key.stringValue)' is none of "
            + known.sorted().joined(separator: ", ")))
    }
  }
}
