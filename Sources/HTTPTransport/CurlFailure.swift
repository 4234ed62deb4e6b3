import CCurl
import Glibc
import OpenFiles

/// What libcurl tells of a transfer that failed.
package struct CurlFailure: Sendable {
  /// A `CURLcode`.
  package var code: Int
  /// `errno` of the connection, or 0.
  package var systemError: Int32
  /// An `X509_V_ERR` of OpenSSL, or 0.
  package var certificateError: Int
  /// The status of a proxy that was asked for a tunnel, or 0.
  package var proxyStatus: Int
  /// Whether the authorities are those of a file of the configuration.
  package var hasOwnAuthorities: Bool
  /// libcurl's own words; empty where it has none.
  package var text: String

  package init(
    code: Int, systemError: Int32 = 0, certificateError: Int = 0, proxyStatus: Int = 0,
    hasOwnAuthorities: Bool = false, text: String = ""
  ) {
    self.code = code
    self.systemError = systemError
    self.certificateError = certificateError
    self.proxyStatus = proxyStatus
    self.hasOwnAuthorities = hasOwnAuthorities
    self.text = text
  }

  /// The same in the words of this module.
  package func error(host: String) -> HTTPError {
    if proxyStatus >= 300 {
      return .connectionFailed(host, reason: "the proxy refuses it with status \(proxyStatus)")
    }
    // With TLS 1.3 the server's word on the client's certificate may come behind the handshake,
    // in place of an answer.
    if let problem = ClientCertificateProblem(alert: text) {
      return .clientCertificate(host, problem)
    }
    switch CURLcode(rawValue: UInt32(code)) {
    case CURLE_URL_MALFORMAT: return .invalidURL
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host)
    case CURLE_COULDNT_RESOLVE_PROXY:
      return .connectionFailed(host, reason: "the name of the proxy has no address")
    case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE:
      if OpenFileLimit.isExceeded(by: systemError) { return .tooManyOpenFiles(host) }
      return .connectionFailed(host, reason: systemReason ?? shortText ?? "no connection")
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(host, limit: "connect")
    case CURLE_SSL_CERTPROBLEM: return .clientCertificate(host, .unusable)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      if let problem = CertificateProblem(code: certificateError, text: text) {
        return .certificate(host, problem)
      }
      return .tls(host, reason: shortText ?? "the handshake failed")
    case CURLE_SSL_CACERT_BADFILE:
      return .tls(
        host,
        reason: hasOwnAuthorities
          ? "the file in 'ca:' holds no certificate in PEM form"
          : "this machine lists no authorities (package ca-certificates)")
    // libcurl before 8.13 sends nothing, and takes the refusal for the answer.
    case CURLE_AUTH_ERROR: return .noTicket(host, reason: shortText)
    case CURLE_GOT_NOTHING:
      return .incomplete(host, reason: "the server closed the connection without a word")
    case CURLE_PARTIAL_FILE:
      return .incomplete(host, reason: "the connection closed before the end of the body")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return .incomplete(host, reason: systemReason ?? "the connection broke")
    case CURLE_BAD_CONTENT_ENCODING:
      return .incomplete(host, reason: "the body is compressed in a way that can't be unpacked")
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
      return .incomplete(host, reason: "the answer is not HTTP")
    case CURLcode(rawValue: 100), CURLE_OUT_OF_MEMORY:
      // libcurl has a limit of its own for one header line: CURLE_TOO_LARGE since 8.6, and
      // memory before that.
      return .tooLarge(host, limit: "headers")
    default: return .incomplete(host, reason: shortText ?? "error \(code) of libcurl")
    }
  }

  private var systemReason: String? {
    switch systemError {
    case 0: nil
    case ECONNREFUSED: "connection refused"
    case ECONNRESET, EPIPE: "connection reset"
    case EHOSTUNREACH, ENETUNREACH: "no route to the host"
    case ETIMEDOUT: "no answer to the connection"
    case EACCES, EPERM: "this machine does not permit the connection"
    default: String(cString: strerror(systemError))
    }
  }

  /// The first line of libcurl's words without anything that a terminal could take as a command.
  private var shortText: String? { Self.printable(text) }

  static func printable(_ text: String) -> String? {
    let line = text.prefix { $0 != "\n" && $0 != "\r" }
    let printable = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
    return printable.isEmpty ? nil : String(String.UnicodeScalarView(printable).prefix(200))
  }
}
