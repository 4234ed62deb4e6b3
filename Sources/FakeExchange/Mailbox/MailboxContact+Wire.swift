import WBXML

extension MailboxContact {
  /// The children of ApplicationData as this version sends them.
  ///
  /// 2.5 has the note in Contacts:Body. From 12.0 on it is in AirSyncBase:Body; without a
  /// BodyPreference only its size comes, marked as truncated, as in the article's answer.
  ///
  /// `noteLimit`: the bytes that come of a note, whatever was asked for; `nil` for as many.
  func fields(
    _ version: FakeExchange.Version, _ preference: BodyPreference?, noteLimit: Int? = nil
  ) -> [Element] {
    let fields = fieldsWithoutBody(version)
    guard version >= .v12_0 else { return legacyBody(limit: noteLimit) + fields }
    return [Self.body(body ?? "", preference?.limited(to: noteLimit))] + fields
      + [Element(.AirSyncBase.nativeBodyType, "1")]
  }

  /// The elements but for those that came with 14.0, where the version is older.
  func fieldsWithoutBody(_ version: FakeExchange.Version) -> [Element] {
    guard version < .v14_0 else { return elements }
    return elements.filter { $0.tag != .Contacts.alias && $0.tag != .Contacts.weightedRank }
  }

  private func legacyBody(limit: Int?) -> [Element] {
    guard let body, !body.isEmpty else { return [] }
    let text = body.prefix(bytes: limit ?? .max)
    return [
      Element(.Contacts.body, text), Element(.Contacts.bodySize, String(body.utf8.count)),
      Element(.Contacts.bodyTruncated, text == body ? "0" : "1"),
    ]
  }

  /// Type, EstimatedDataSize, Truncated, Data (MS-ASAIRS section 2.2.2.9); Type is always 1, for
  /// all notes here are plain text.
  private static func body(_ text: String, _ preference: BodyPreference?) -> Element {
    var fields = [
      Element(.AirSyncBase.type, "1"),
      Element(.AirSyncBase.estimatedDataSize, String(text.utf8.count)),
    ]
    guard let preference else {
      return Element(.AirSyncBase.body, fields + [Element(.AirSyncBase.truncated, "1")])
    }
    let data = text.prefix(bytes: preference.truncationSize ?? .max)
    let isTruncated = data.utf8.count < text.utf8.count
    if isTruncated { fields.append(Element(.AirSyncBase.truncated, "1")) }
    if !data.isEmpty, !(isTruncated && preference.allOrNone) {
      fields.append(Element(.AirSyncBase.data, data))
    }
    return Element(.AirSyncBase.body, fields)
  }
}

extension String {
  /// As many whole characters from the start as fit into this many bytes of UTF-8.
  fileprivate func prefix(bytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var size = 0
    return String(
      prefix { character in
        size += character.utf8.count
        return size <= limit
      })
  }
}
