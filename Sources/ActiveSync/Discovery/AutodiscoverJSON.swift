import Foundation

/// Autodiscover v2: a GET that needs no password, and a small JSON document in return.
///
///     GET /autodiscover/autodiscover.json?Email=anna%40contoso.com&Protocol=ActiveSync&RedirectCount=1
///     {"Protocol": "ActiveSync", "Url": "https://mail.contoso.com/Microsoft-Server-ActiveSync"}
package enum AutodiscoverJSON {
  package enum Answer: Equatable {
    case server(String)
    /// The code, as the server wrote it: `InvalidProtocol`.
    case error(String)
    case notUnderstood
  }

  private struct Document: Decodable {
    let url: String?
    let code: String?

    enum CodingKeys: String, CodingKey {
      case url = "Url"
      case code = "ErrorCode"
    }
  }

  static func url(host: String, address: MailAddress) -> String {
    "https://\(host)/autodiscover/autodiscover.json?Email=\(Endpoint.encoded(address.text))"
      + "&Protocol=ActiveSync&RedirectCount=1"
  }

  package static func read(_ body: [UInt8]) -> Answer {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(body)) else {
      return .notUnderstood
    }
    if let url = document.url { return .server(url) }
    return document.code.map { .error($0) } ?? .notUnderstood
  }
}
