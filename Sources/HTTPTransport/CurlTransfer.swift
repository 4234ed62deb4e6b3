import CCurl
import OpenFiles
import Steps

/// One request on its way: the handle, what was received so far, and when its time is up.
///
/// Belongs to the thread of ``CurlLoop``; libcurl calls back on that thread only.
final class CurlTransfer {
  let id: Int
  let easy: OpaquePointer
  let job: CurlJob
  /// Freed with the transfer; libcurl reads it until then.
  var headerList: UnsafeMutablePointer<curl_slist>?
  let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  private let started = ContinuousClock.now
  /// When bytes last went either way; `nil` until the connection stands.
  private var lastActivity: ContinuousClock.Instant?
  private var sentAndReceived: (curl_off_t, curl_off_t) = (0, 0)
  private var body: [UInt8] = []
  private var headerBytes = 0
  private var headerLines = 0
  /// Whether the server has answered the latest request with a challenge, so that one more request
  /// of the conversation is due.
  private var isChallenged = false
  /// Whether a request went out with a word of Negotiate, and why none did.
  private var hasSentToken = false
  private var ticketProblem: String?
  /// Why a callback ended the transfer.
  private var refusal: HTTPError?

  /// `nil` where there is no memory for it.
  init?(id: Int, job: CurlJob, share: OpaquePointer?) {
    guard let easy = curl_easy_init() else { return nil }
    self.id = id
    self.job = job
    self.easy = easy
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard setOptions(share: share) else { return nil }
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  var host: String { job.url.host }

  /// When the next limit in time is exceeded, and which. That of the connection is libcurl's.
  var deadline: (ContinuousClock.Instant, limit: String) {
    let total = started + job.limits.total
    guard let lastActivity else { return (total, "total") }
    let idle = lastActivity + job.limits.idle
    return idle < total ? (idle, "idle") : (total, "total")
  }

  // MARK: - Callbacks

  /// The connection stands, new or kept from an earlier request, and the request goes out.
  ///
  /// libcurl sends a request once more by itself where a kept connection breaks before the answer.
  /// The server may have worked on the first one: who repeats a request must know that. Another
  /// request is right only where the server has answered the one before with a challenge: NTLM and
  /// Negotiate are conversations.
  ///
  /// - Returns: Whether to go on.
  func didConnect() -> Bool {
    guard lastActivity == nil || isChallenged else {
      refusal = .incomplete(host, reason: "the connection closed before the answer")
      return false
    }
    isChallenged = false
    lastActivity = .now
    Steps.pass(.requestSending)
    return true
  }

  /// Bytes of a head on its way to the server.
  func didSendHead(_ bytes: UnsafeRawBufferPointer) {
    if String(decoding: bytes, as: UTF8.self).contains("\r\nAuthorization: Negotiate ") {
      hasSentToken = true
    }
  }

  /// What libcurl tells of its work, a line each.
  func didTell(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "gss_init_sec_context() failed: ")?.upperBound else {
      return
    }
    let reason = text[end...].reversed().drop { " .\n".contains($0) }.reversed()
    ticketProblem = CurlFailure.printable(String(reason))
  }

  func didProgress(sent: curl_off_t, received: curl_off_t) {
    guard (sent, received) != sentAndReceived else { return }
    sentAndReceived = (sent, received)
    if lastActivity != nil { lastActivity = .now }
  }

  /// - Returns: Whether to go on.
  func didReceiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    if line.starts(with: "HTTP/".utf8) {
      Steps.pass(.answerBegun)
      // "HTTP/1.1 401 Unauthorized"
      isChallenged =
        line.split(separator: 0x20).dropFirst().first?.elementsEqual("401".utf8) ?? false
    }
    headerBytes += line.count
    headerLines += 1
    lastActivity = .now
    guard headerBytes <= job.limits.headers, headerLines <= job.limits.headerLines else {
      refusal = .tooLarge(host, limit: "headers")
      return false
    }
    return true
  }

  /// Bytes of the body, unpacked.
  ///
  /// - Returns: Whether to go on.
  func didReceiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    lastActivity = .now
    guard body.count + bytes.count <= job.limits.body else {
      refusal = .tooLarge(host, limit: "body")
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  // MARK: - Result

  func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
    let result = outcome(code)
    guard case .failure(let error) = result, error.isOfBody, job.request.takesBeginning,
      !body.isEmpty
    else { return result }
    return .success(
      HTTPResponse(
        status: cardferry_info(easy, CURLINFO_RESPONSE_CODE), headers: headers,
        body: Array(body.prefix(HTTPResponse.beginning)), brokenBy: error))
  }

  private func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
    cardferry_limit_cookies(easy, Int32(job.limits.cookies))
    if let refusal { return .failure(refusal) }
    guard code == CURLE_OK else {
      // libcurl takes it for a name without an address, or a file without certificates.
      if lastActivity == nil, OpenFileLimit.isReached { return .failure(.tooManyOpenFiles(host)) }
      let failure = CurlFailure(
        code: Int(code.rawValue), systemError: Int32(cardferry_info(easy, CURLINFO_OS_ERRNO)),
        certificateError: cardferry_info(easy, CURLINFO_SSL_VERIFYRESULT),
        proxyStatus: cardferry_info(easy, CURLINFO_HTTP_CONNECTCODE),
        hasOwnAuthorities: job.options.caFile != nil, text: String(cString: errorText))
      return .failure(failure.error(host: host))
    }
    let response = HTTPResponse(
      status: cardferry_info(easy, CURLINFO_RESPONSE_CODE), headers: headers, body: body)
    if case .negotiate = job.request.authentication, response.status == 401, !hasSentToken,
      response.headers["WWW-Authenticate"]?.lowercased().contains("negotiate") ?? false
    {
      return .failure(.noTicket(host, reason: ticketProblem))
    }
    if let problem = ClientCertificateProblem(response) {
      return .failure(.clientCertificate(host, problem))
    }
    return .success(response)
  }

  /// Those of the final answer; not of a proxy, of a 100 Continue, or behind the body.
  private var headers: HTTPHeaders {
    var headers = HTTPHeaders()
    var previous: UnsafeMutablePointer<curl_header>?
    while let next = curl_easy_nextheader(easy, cardferry_header_origin, -1, previous) {
      if let name = next.pointee.name, let value = next.pointee.value {
        headers.append(String(cString: name), String(cString: value))
      }
      previous = next
    }
    return headers
  }
}
