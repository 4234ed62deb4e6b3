import Glibc
import HTTPTransport
import Testing

/// Failures without an answer, and what is said about them.
@Suite struct ErrorTests {
  @Test func `a refused connection says so`() async throws {
    // Port 1 needs root to listen on, and nobody does.
    let error = try await failure(HTTPRequest(method: "GET", url: "http://127.0.0.1:1/?User=anna"))
    #expect(error == .connectionFailed("127.0.0.1:1", reason: "connection refused"))
    #expect(
      error?.description
        == "cannot reach 127.0.0.1:1: connection refused; is the address right and the server "
        + "running?")
  }

  /// RFC 6761 section 6.4: no name below `invalid` exists.
  @Test func `an unknown host says so`() async throws {
    let error = try await failure(HTTPRequest(method: "GET", url: "https://mail.test.invalid/"))
    #expect(error == .unknownHost("mail.test.invalid"))
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    var failure: CurlFailure
    var expected: HTTPError

    init(_ failure: CurlFailure, _ expected: HTTPError) {
      self.failure = failure
      self.expected = expected
    }

    var testDescription: String { "code \(failure.code): \(expected)" }
  }

  private static let host = "mail.example.test"

  /// Codes of curl/curl.h, and of OpenSSL's x509_vfy.h.
  @Test(
    arguments: [
      Failure(CurlFailure(code: 3), .invalidURL),
      Failure(
        CurlFailure(code: 5),
        .connectionFailed(host, reason: "the name of the proxy has no address")),
      Failure(CurlFailure(code: 6), .unknownHost(host)),
      Failure(
        CurlFailure(code: 7, systemError: ECONNREFUSED),
        .connectionFailed(host, reason: "connection refused")),
      Failure(
        CurlFailure(code: 7, systemError: ENETUNREACH),
        .connectionFailed(host, reason: "no route to the host")),
      Failure(
        CurlFailure(code: 7, text: "Failed to \u{1B}[2J connect\nmore"),
        .connectionFailed(host, reason: "Failed to [2J connect")),
      Failure(
        CurlFailure(code: 56, proxyStatus: 407, text: "Received HTTP code 407"),
        .connectionFailed(host, reason: "the proxy refuses it with status 407")),
      Failure(CurlFailure(code: 28), .timedOut(host, limit: "connect")),
      Failure(
        CurlFailure(code: 60, certificateError: 10),
        .tls(host, reason: "the certificate has expired")),
      Failure(
        CurlFailure(code: 60, certificateError: 18),
        .tls(host, reason: "the certificate is signed by itself")),
      Failure(
        CurlFailure(code: 60, certificateError: 20),
        .tls(host, reason: "the certificate is signed by an authority this machine doesn't know")),
      Failure(
        CurlFailure(
          code: 60,
          text: "SSL: no alternative certificate subject name matches target host name 'x'"),
        .tls(host, reason: "the certificate is for another name")),
      Failure(
        CurlFailure(code: 77, text: "error setting certificate file: /etc/ssl/x"),
        .tls(host, reason: "this machine lists no authorities (package ca-certificates)")),
      Failure(
        CurlFailure(code: 35, text: "OpenSSL: wrong version number"),
        .tls(host, reason: "OpenSSL: wrong version number")),
      Failure(CurlFailure(code: 35), .tls(host, reason: "the handshake failed")),
      Failure(
        CurlFailure(code: 56, systemError: ECONNRESET),
        .incomplete(host, reason: "connection reset")),
      Failure(CurlFailure(code: 56), .incomplete(host, reason: "the connection broke")),
      Failure(CurlFailure(code: 100), .tooLarge(host, limit: "headers")),
      Failure(CurlFailure(code: 42), .incomplete(host, reason: "error 42 of libcurl")),
    ])
  func `every failure of libcurl has a case`(_ fixture: Failure) {
    #expect(fixture.failure.error(host: Self.host) == fixture.expected)
  }

  @Test(
    arguments: [
      (
        HTTPError.invalidURL,
        "the address of the server is no http or https URL; write https://HOST/PATH, without a "
          + "user in it"
      ),
      (
        .invalidHeader("X-MS-PolicyKey"),
        "cannot send the request: X-MS-PolicyKey holds a character that HTTP has no place for; "
          + "look for line breaks and, in the user's name, a colon"
      ),
      (
        .unknownHost(host),
        "cannot find mail.example.test: the name has no address; is it spelled right, and does "
          + "DNS work here?"
      ),
      (
        .connectionFailed(host, reason: "connection refused"),
        "cannot reach mail.example.test: connection refused; is the address right and the server "
          + "running?"
      ),
      (
        .timedOut(host, limit: "connect"),
        "cannot reach mail.example.test: no connection in time; is the address right, and does a "
          + "firewall stand between?"
      ),
      (
        .timedOut(host, limit: "idle"),
        "mail.example.test stopped answering: nothing came for longer than the limit 'idle'; try "
          + "again later"
      ),
      (
        .timedOut(host, limit: "total"),
        "mail.example.test is too slow: the exchange took longer than the limit 'total'; try "
          + "again later"
      ),
      (
        .tls(host, reason: "the certificate has expired"),
        "no secure connection to mail.example.test: the certificate has expired; is it the right "
          + "server, and does this machine know who signed its certificate?"
      ),
      (
        .tooLarge(host, limit: "body"),
        "the answer of mail.example.test is larger than the limit 'body'; is this the right "
          + "server?"
      ),
      (
        .incomplete(host, reason: "the answer is not HTTP"),
        "no complete answer from mail.example.test: the answer is not HTTP; try again, then look "
          + "at the server's log"
      ),
    ])
  func `every error says what failed, why, and what to do`(error: HTTPError, text: String) {
    #expect(error.description == text)
    #expect(!text.contains("\n"))
  }

  @Test func `credentials print as dots`() {
    let credentials = BasicCredentials(user: "anna", password: "secret")
    #expect("\(credentials)" == "•••")
    #expect(!String(reflecting: credentials).contains("secret"))
  }
}
