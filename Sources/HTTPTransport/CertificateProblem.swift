/// Why the certificate of a server isn't trusted.
package enum CertificateProblem: Equatable, Sendable {
  case notYetValid, expired, selfSigned, unknownAuthority, revoked, otherName

  /// Of an `X509_V_ERR` of OpenSSL's `x509_vfy.h`, and of libcurl's own words where it compares
  /// the name by itself; `nil` for what an administrator doesn't meet.
  init?(code: Int, text: String) {
    switch code {
    case 9: self = .notYetValid
    case 10: self = .expired
    case 18: self = .selfSigned
    // The authority is not there, as the one at the end of the chain or as the first.
    case 2, 19, 20, 21: self = .unknownAuthority
    case 23: self = .revoked
    case 62, 64: self = .otherName
    default:
      guard
        ["no alternative certificate subject name", "does not match target host name"]
          .contains(where: text.contains)
      else { return nil }
      self = .otherName
    }
  }

  /// What is wrong, as the end of "the certificate ".
  var words: String {
    switch self {
    case .notYetValid: "is not valid yet"
    case .expired: "has expired"
    case .selfSigned: "is signed by itself"
    case .unknownAuthority: "is signed by an authority this machine doesn't know"
    case .revoked: "was revoked"
    case .otherName: "is for another name"
    }
  }

  var remedy: String {
    switch self {
    case .notYetValid: "is this machine's clock right?"
    case .expired: "ask the server's administrator for a new one, or set this machine's clock"
    case .selfSigned: "if it is the right server, name the certificate's file in 'ca:'"
    case .unknownAuthority:
      "if it is the right server, name the file of its authority's certificate in 'ca:'"
    case .revoked: "ask the server's administrator for a new one"
    case .otherName: "write the name that the certificate is for in 'server:'"
    }
  }
}
