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
        .certificate(host, .expired)),
      Failure(
        CurlFailure(code: 60, certificateError: 18),
        .certificate(host, .selfSigned)),
      Failure(
        CurlFailure(code: 60, certificateError: 20),
        .certificate(host, .unknownAuthority)),
      Failure(
        CurlFailure(
          code: 60,
          text: "SSL: no alternative certificate subject name matches target host name 'x'"),
        .certificate(host, .otherName)),
      Failure(
        CurlFailure(code: 77, text: "error setting certificate file: /etc/ssl/x"),
        .tls(host, reason: "this machine lists no authorities (package ca-certificates)")),
      Failure(
        CurlFailure(code: 77, hasOwnAuthorities: true),
        .tls(host, reason: "the file in 'ca:' holds no certificate in PEM form")),
      Failure(CurlFailure(code: 60, certificateError: 9), .certificate(host, .notYetValid)),
      Failure(CurlFailure(code: 60, certificateError: 23), .certificate(host, .revoked)),
      Failure(
        CurlFailure(
          code: 58, text: "could not load PEM client certificate from x, wrong pass phrase?"),
        .clientCertificate(host, .unusable)),
      Failure(
        CurlFailure(code: 56, text: "OpenSSL SSL_read: tlsv13 alert certificate required, errno 0"),
        .clientCertificate(host, .missing)),
      Failure(
        CurlFailure(code: 35, text: "error:0A000418:SSL routines::tlsv1 alert unknown ca"),
        .clientCertificate(host, .refused)),
      Failure(
        CurlFailure(code: 94, text: "No credentials"), .noTicket(host, reason: "No credentials")),
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
        "mail.example.test is too slow: the answer wasn't whole in time; try again later, or raise "
          + "'timeout:'"
      ),
      (
        .tls(host, reason: "the handshake failed"),
        "no secure connection to mail.example.test: the handshake failed; is it the "
          + "right server, and does it speak TLS 1.2 or later?"
      ),
      (
        .certificate(host, .expired),
        "no secure connection to mail.example.test: the certificate has expired; ask "
          + "the server's administrator for a new one, or set this machine's clock"
      ),
      (
        .certificate(host, .notYetValid),
        "no secure connection to mail.example.test: the certificate is not valid yet; "
          + "is this machine's clock right?"
      ),
      (
        .certificate(host, .selfSigned),
        "no secure connection to mail.example.test: the certificate is signed by "
          + "itself; if it is the right server, name the certificate's file in 'ca:'"
      ),
      (
        .certificate(host, .unknownAuthority),
        "no secure connection to mail.example.test: the certificate is signed by an "
          + "authority this machine doesn't know; if it is the right server, name the file "
          + "of its authority's certificate in 'ca:'"
      ),
      (
        .certificate(host, .revoked),
        "no secure connection to mail.example.test: the certificate was revoked; ask "
          + "the server's administrator for a new one"
      ),
      (
        .certificate(host, .otherName),
        "no secure connection to mail.example.test: the certificate is for another "
          + "name; write the name that the certificate is for in 'server:'"
      ),
      (
        .clientCertificate(host, .missing),
        "no secure connection to mail.example.test: the server demands a certificate "
          + "of the client; name its file in 'client-certificate:'"
      ),
      (
        .clientCertificate(host, .refused),
        "no secure connection to mail.example.test: the server refuses the certificate "
          + "of the client; is the one in 'client-certificate:' still valid, and from the "
          + "authority that the server wants?"
      ),
      (
        .clientCertificate(host, .unusable),
        "no secure connection to mail.example.test: the file in 'client-certificate:' "
          + "can't be loaded; does it hold a certificate and its key, and is the password "
          + "right?"
      ),
      (
        .noTicket(host, reason: "No credentials"),
        "cannot sign in to mail.example.test: there is no Kerberos ticket for it (No "
          + "credentials); get one with kinit, or name a key table in KRB5_CLIENT_KTNAME"
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
