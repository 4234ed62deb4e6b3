import HTTPTransport

/// What a person needs to sign in on another device, and what the client polls with (RFC 8628
/// section 3.2).
package struct DeviceAuthorization: Equatable, Sendable {
  /// Of RFC 8628 section 3.2, where the server names none.
  private static let standardInterval = 5

  /// A secret between server and client.
  package var deviceCode: String
  /// What the person enters.
  package var userCode: String
  /// Where it is entered.
  package var verificationURI: String
  /// The same with the code in it; `nil` where the server has none.
  package var verificationURIComplete: String?
  /// Seconds until the code ends.
  package var expiresIn: Int
  /// Seconds from one request to the next.
  package var interval: Int
}

extension DeviceAuthorization: Decodable {
  private enum CodingKeys: String, CodingKey {
    case deviceCode = "device_code"
    case userCode = "user_code"
    case verificationURI = "verification_uri"
    case verificationURIComplete = "verification_uri_complete"
    case expiresIn = "expires_in"
    case interval
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys, where isRight: (String) -> Bool) throws -> String {
      let text = try container.decode(String.self, forKey: key)
      guard isRight(text) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "not usable")
      }
      return text
    }
    deviceCode = try text(.deviceCode) { !$0.isEmpty }
    userCode = try text(.userCode) { code in
      (1...64).contains(code.utf8.count) && code.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }
    verificationURI = try text(.verificationURI, where: Self.isAddress)
    // An address that can't be shown is left out: the other one is enough.
    let complete = try container.decodeIfPresent(String.self, forKey: .verificationURIComplete)
    verificationURIComplete = complete.flatMap { Self.isAddress($0) ? $0 : nil }
    guard let seconds = try container.seconds(forKey: .expiresIn) else {
      throw DecodingError.keyNotFound(
        CodingKeys.expiresIn, .init(codingPath: [], debugDescription: "missing"))
    }
    expiresIn = seconds
    interval = max(1, try container.seconds(forKey: .interval) ?? Self.standardInterval)
  }

  /// Whether a person may be sent there to enter a password: a query may follow the address.
  private static func isAddress(_ text: String) -> Bool {
    text.utf8.count <= 2000 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      && SecureURL(String(text.prefix { $0 != "?" && $0 != "#" })) != nil
  }
}
