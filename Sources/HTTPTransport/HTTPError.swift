import OpenFiles

/// Why no complete answer came. Descriptions name the host and the cause, never the path or the
/// query, which hold the user's name.
package enum HTTPError: Error, Equatable, Sendable {
  /// The URL is not absolute, or its scheme is neither http nor https.
  case invalidURL
  /// A header, the method or the credentials hold a character that would change the request,
  /// such as a line break; named, without its value.
  case invalidHeader(String)
  /// The name of the host has no address.
  case unknownHost(String)
  /// No connection: refused, unreachable, reset before the answer.
  case connectionFailed(String, reason: String)
  /// A limit of ``HTTPLimits`` in time is exceeded; named as there.
  case timedOut(String, limit: String)
  /// The server's certificate is not trusted.
  case certificate(String, CertificateProblem)
  /// The client's certificate is missing, can't be loaded, or is refused.
  case clientCertificate(String, ClientCertificateProblem)
  /// TLS itself failed.
  case tls(String, reason: String)
  /// The server wants Kerberos, and nothing was sent, as there is no ticket for it; the reason is
  /// the library's own.
  case noTicket(String, reason: String?)
  /// A limit of ``HTTPLimits`` in size is exceeded; named as there.
  case tooLarge(String, limit: String)
  /// The connection ended before the body did, or the answer is not HTTP.
  case incomplete(String, reason: String)
  /// The process has as many files and connections open as it may.
  case tooManyOpenFiles(String)
  /// The run was to stop, and the answer didn't come soon enough.
  case givenUp(String)
}

extension HTTPError {
  /// Whether an answer came of which the body isn't whole.
  var isOfBody: Bool {
    switch self {
    case .tooLarge(_, "body"), .incomplete: true
    default: false
    }
  }
}

/// One line each: what failed, why, what to do.
extension HTTPError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidURL:
      "the address of the server is no http or https URL; write https://HOST/PATH, without a "
        + "user in it"
    case .invalidHeader(let name):
      "cannot send the request: \(name) holds a character that HTTP has no place for; look for "
        + "line breaks and, in the user's name, a colon"
    case .unknownHost(let host):
      "cannot find \(host): the name has no address; is it spelled right, and does DNS work here?"
    case .connectionFailed(let host, let reason):
      "cannot reach \(host): \(reason); is the address right and the server running?"
    case .timedOut(let host, "connect"):
      "cannot reach \(host): no connection in time; is the address right, and does a firewall "
        + "stand between?"
    case .timedOut(let host, "idle"):
      "\(host) stopped answering: nothing came for longer than the limit 'idle'; try again later"
    case .timedOut(let host, _):
      "\(host) is too slow: the answer wasn't whole in time; try again later, or raise 'timeout:'"
    case .certificate(let host, let problem):
      "no secure connection to \(host): the certificate \(problem.words); \(problem.remedy)"
    case .clientCertificate(let host, let problem):
      "no secure connection to \(host): \(problem.words)"
    case .tls(let host, let reason):
      "no secure connection to \(host): \(reason); is it the right server, and does it speak TLS "
        + "1.2 or later?"
    case .noTicket(let host, let reason):
      "cannot sign in to \(host): there is no Kerberos ticket for it"
        + (reason.map { " (\($0))" } ?? "")
        + "; get one with kinit, or name a key table in KRB5_CLIENT_KTNAME"
    case .tooLarge(let host, let limit):
      "the answer of \(host) is larger than the limit '\(limit)'; is this the right server?"
    case .incomplete(let host, let reason):
      "no complete answer from \(host): \(reason); try again, then look at the server's log"
    case .tooManyOpenFiles(let host):
      "cannot reach \(host): \(OpenFileLimit.words)"
    case .givenUp(let host):
      "the answer of \(host) was not waited for, as the run was to stop"
    }
  }
}
