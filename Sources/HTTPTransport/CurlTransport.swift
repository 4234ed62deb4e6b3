import Steps
import Synchronization

/// HTTP over libcurl.
///
/// One instance is one client: it keeps cookies and connections from one request to the next, in
/// memory only. Requests may run at the same time. Certificates are always verified, and there
/// is no switch to turn that off. What a request may and may not do is set in one place,
/// `CurlTransfer+Options.swift`.
package final class CurlTransport: Transport {
  private let limits: HTTPLimits
  private let options: ConnectionOptions
  private let certificatePassword = Mutex<String?>(nil)
  private let loop = CurlLoop()

  package init(
    limits: HTTPLimits = HTTPLimits(), options: ConnectionOptions = ConnectionOptions()
  ) {
    self.limits = limits
    self.options = options
  }

  deinit {
    loop.stop()
  }

  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try CurlJob(
      request: request, limits: limits, options: options,
      certificatePassword: try await readCertificatePassword())
    Steps.pass(.requestReady)
    let response = try await loop.run(job)
    Steps.pass(.answerComplete)
    return response
  }

  /// What the certificate's key is locked with, asked for when it is first needed.
  private func readCertificatePassword() async throws -> String? {
    if let known = certificatePassword.withLock({ $0 }) { return known }
    let password = try await options.clientCertificate?.password?()
    certificatePassword.withLock { $0 = password }
    return password
  }
}

/// A request that was looked through, on its way to the thread that sends it.
struct CurlJob: Sendable {
  let request: HTTPRequest
  let url: RequestURL
  let limits: HTTPLimits
  let options: ConnectionOptions
  let certificatePassword: String?

  init(
    request: HTTPRequest, limits: HTTPLimits, options: ConnectionOptions,
    certificatePassword: String?
  ) throws(HTTPError) {
    guard let url = RequestURL(request.url) else { throw .invalidURL }
    guard Self.isToken(request.method) else { throw .invalidHeader("method") }
    for (name, value) in request.headers {
      guard Self.isToken(name) else { throw .invalidHeader("header name") }
      guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
        throw .invalidHeader(name)
      }
    }
    guard request.cookie?.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3B }) ?? true else {
      throw .invalidHeader("Cookie")
    }
    guard request.authentication?.isSendable ?? true else {
      throw .invalidHeader("Authorization")
    }
    self.request = request
    self.url = url
    self.limits = limits
    self.options = options
    self.certificatePassword = certificatePassword
  }

  /// RFC 9110 section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    let others = "!#$%&'*+-.^_`|~".utf8
    return !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: others.contains(byte)
        }
      }
  }
}

extension HTTPAuthentication {
  /// Whether it holds nothing that would change the request.
  fileprivate var isSendable: Bool {
    switch self {
    case .basic(let credentials), .ntlm(let credentials):
      BasicCredentials.isUser(credentials.user)
        && !credentials.password.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    case .bearer(let token):
      // RFC 6750 section 2.1 has fewer characters still; those that tokens are seen to have pass.
      !token.value.isEmpty && token.value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    case .negotiate: true
    }
  }
}
