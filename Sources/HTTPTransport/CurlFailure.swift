import CCurl
import Glibc

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
  /// libcurl's own words; empty where it has none.
  package var text: String

  package init(
    code: Int, systemError: Int32 = 0, certificateError: Int = 0, proxyStatus: Int = 0,
    text: String = ""
  ) {
    self.code = code
    self.systemError = systemError
    self.certificateError = certificateError
    self.proxyStatus = proxyStatus
    self.text = text
  }

  /// The same in the words of this module.
  package func error(host: String) -> HTTPError {
    if proxyStatus >= 300 {
      return .connectionFailed(host, reason: "the proxy refuses it with status \(proxyStatus)")
    }
    switch CURLcode(rawValue: UInt32(code)) {
    case CURLE_URL_MALFORMAT: return .invalidURL
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host)
    case CURLE_COULDNT_RESOLVE_PROXY:
      return .connectionFailed(host, reason: "the name of the proxy has no address")
    case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE:
      return .connectionFailed(host, reason: systemReason ?? shortText ?? "no connection")
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(host, limit: "connect")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return .tls(host, reason: certificateReason ?? shortText ?? "the handshake failed")
    case CURLE_SSL_CACERT_BADFILE:
      return .tls(host, reason: "this machine lists no authorities (package ca-certificates)")
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

  /// The ones that an administrator meets; codes of OpenSSL's `x509_vfy.h`.
  private var certificateReason: String? {
    switch certificateError {
    case 9: "the certificate is not valid yet"
    case 10: "the certificate has expired"
    case 18: "the certificate is signed by itself"
    case 19: "the certificate is signed by an authority this machine doesn't know"
    case 20, 21: "the certificate is signed by an authority this machine doesn't know"
    case 23: "the certificate was revoked"
    case 62, 64: "the certificate is for another name"
    default:
      text.contains("no alternative certificate subject name")
        || text.contains("does not match target host name")
        ? "the certificate is for another name" : nil
    }
  }

  /// The first line of libcurl's words without anything that a terminal could take as a command.
  private var shortText: String? {
    let line = text.prefix { $0 != "\n" && $0 != "\r" }
    let printable = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
    return printable.isEmpty ? nil : String(String.UnicodeScalarView(printable).prefix(200))
  }
}
