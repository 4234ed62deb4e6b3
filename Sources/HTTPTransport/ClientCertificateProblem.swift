/// What is wrong with the client's own certificate.
package enum ClientCertificateProblem: Equatable, Sendable {
  /// The server demands one, and none is configured, or none that it could take.
  case missing
  /// The server doesn't take it.
  case refused
  /// The file can't be loaded, or its key.
  case unusable

  /// Of an alert of the server's (RFC 8446 section 6.2) in OpenSSL's words: all of these are about
  /// the certificate that the server was shown.
  init?(alert text: String) {
    if text.contains("alert certificate required") {
      self = .missing
    } else if [
      "alert bad certificate", "alert unsupported certificate", "alert certificate revoked",
      "alert certificate expired", "alert certificate unknown", "alert unknown ca",
    ].contains(where: text.contains) {
      self = .refused
    } else {
      return nil
    }
  }

  /// Of an answer of nginx, which says over HTTP what others say by an alert.
  init?(_ response: HTTPResponse) {
    guard response.status == 400, response.body.count < 4096 else { return nil }
    let page = String(decoding: response.body, as: UTF8.self)
    if page.contains("No required SSL certificate was sent") {
      self = .missing
    } else if page.contains("The SSL certificate error") {
      self = .refused
    } else {
      return nil
    }
  }

  /// What is wrong, and what to do.
  var words: String {
    switch self {
    case .missing:
      "the server demands a certificate of the client; name its file in 'client-certificate:'"
    case .refused:
      "the server refuses the certificate of the client; is the one in 'client-certificate:' "
        + "still valid, and from the authority that the server wants?"
    case .unusable:
      "the file in 'client-certificate:' can't be loaded; does it hold a certificate and its key, "
        + "and is the password right?"
    }
  }
}
