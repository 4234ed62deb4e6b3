import Foundation

/// A successful answer of the token endpoint (RFC 6749 section 5.1). Prints as dots.
package struct TokenResponse: Equatable, Sendable, CustomStringConvertible {
  package var accessToken: String
  /// Seconds that the access token is good for; `nil` where the server doesn't say.
  package var expiresIn: Int?
  /// Takes the place of the one that was sent; `nil` where that goes on.
  package var refreshToken: String?

  package init(accessToken: String, expiresIn: Int?, refreshToken: String?) {
    self.accessToken = accessToken
    self.expiresIn = expiresIn
    self.refreshToken = refreshToken
  }

  package var description: String { "•••" }
}

extension TokenResponse: Decodable {
  private enum CodingKeys: String, CodingKey {
    case accessToken = "access_token"
    case tokenType = "token_type"
    case expiresIn = "expires_in"
    case refreshToken = "refresh_token"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    accessToken = try container.decode(String.self, forKey: .accessToken)
    refreshToken = try container.decodeIfPresent(String.self, forKey: .refreshToken)
    expiresIn = try container.seconds(forKey: .expiresIn)
    let type = try container.decode(String.self, forKey: .tokenType)
    guard type.lowercased() == "bearer", Self.isToken(accessToken),
      refreshToken.map(Self.isToken) ?? true
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .tokenType, in: container, debugDescription: "no bearer token")
    }
  }

  /// RFC 6749 appendix A.12 and A.17, without the space.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}

extension TokenResponse {
  /// The refresh token of an answer that was cut, or of which something else is wrong; `nil` where none
  /// stands there whole.
  package static func refreshToken(inBroken body: [UInt8]) -> String? {
    let bytes = Data(body)
    guard let name = bytes.firstRange(of: Data("\"refresh_token\"".utf8)) else { return nil }
    let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    var rest = bytes[name.upperBound...].drop(while: isSpace)
    guard rest.popFirst() == UInt8(ascii: ":") else { return nil }
    rest = rest.drop(while: isSpace)
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    var isEscaped = true
    let end = rest.firstIndex { byte in
      defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
      return byte == UInt8(ascii: "\"") && !isEscaped
    }
    guard let end,
      let token = try? JSONDecoder().decode([String].self, from: "[".utf8 + rest[...end] + "]".utf8)
        .first, isToken(token)
    else { return nil }
    return token
  }
}

extension KeyedDecodingContainer {
  /// A positive number of seconds, at most a year; some servers send it as a text.
  func seconds(forKey key: Key) throws -> Int? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    let seconds: Double? =
      if let text = try? decode(String.self, forKey: key) { Double(text) } else {
        try decode(Double.self, forKey: key)
      }
    guard let seconds, seconds >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "no number of seconds")
    }
    return Int(min(seconds, 366 * 86_400))
  }
}
