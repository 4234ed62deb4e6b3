import CCurl

/// All that is asked of libcurl, in one place.
extension CurlTransfer {
  /// - Returns: Whether libcurl took every option.
  func setOptions(share: OpaquePointer?) -> Bool {
    let options = CurlOptions(easy: easy)
    setSecurity(options)
    setRequest(options)
    setLimits(options)
    setCallbacks(options)
    if let share { options.set(share: share) }
    return options.wereTaken
  }

  /// What a server, a redirect or the environment must not be able to change.
  private func setSecurity(_ options: CurlOptions) {
    options.set(CURLOPT_PROTOCOLS_STR, "http,https")
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    options.set(CURLOPT_SSL_VERIFYPEER, 1)
    options.set(CURLOPT_SSL_VERIFYHOST, 2)
    options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    options.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    // Headers are for the server; a proxy that opens a tunnel sees none of them.
    options.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    setConnection(options)
    // Cookies in memory only.
    options.set(CURLOPT_COOKIEFILE, "")
    // Neither signals nor a wait for the name server when the transfer is given up.
    options.set(CURLOPT_NOSIGNAL, 1)
    options.set(CURLOPT_QUICK_EXIT, 1)
  }

  private func setConnection(_ options: CurlOptions) {
    // An empty name stands for no proxy at all, whatever http_proxy says.
    switch job.options.proxy {
    case .environment: if job.url.isLoopback { options.set(CURLOPT_PROXY, "") }
    case .none: options.set(CURLOPT_PROXY, "")
    case .url(let url): options.set(CURLOPT_PROXY, url)
    }
    if let file = job.options.caFile {
      options.set(CURLOPT_CAINFO, file)
      // Otherwise libcurl trusts the system's directory as well.
      options.set(CURLOPT_CAPATH, nil)
    }
    if let certificate = job.options.clientCertificate {
      options.set(CURLOPT_SSLCERT, certificate.file)
      let name = certificate.file.lowercased()
      if name.hasSuffix(".p12") || name.hasSuffix(".pfx") {
        options.set(CURLOPT_SSLCERTTYPE, "P12")
      }
      if let key = certificate.key { options.set(CURLOPT_SSLKEY, key) }
      if let password = job.certificatePassword { options.set(CURLOPT_KEYPASSWD, password) }
    }
  }

  private func setRequest(_ options: CurlOptions) {
    let request = job.request
    options.set(CURLOPT_URL, request.url)
    options.set(CURLOPT_PATH_AS_IS, 1)
    options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    options.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    options.set(CURLOPT_TCP_KEEPALIVE, 1)
    if let body = request.body {
      options.set(body: body)
    } else if request.method == "HEAD" {
      options.set(CURLOPT_NOBODY, 1)
    }
    options.set(CURLOPT_CUSTOMREQUEST, request.method)
    if let cookie = request.cookie { options.set(CURLOPT_COOKIE, cookie) }
    if let authentication = request.authentication { setAuthentication(authentication, options) }
    headerList = options.set(headers: headerLines)
  }

  /// One scheme alone: libcurl then takes no other, whatever the server offers.
  private func setAuthentication(_ authentication: HTTPAuthentication, _ options: CurlOptions) {
    switch authentication {
    case .basic(let credentials):
      // It goes out with the request; there is nothing to try again after a 401.
      options.set(CURLOPT_HTTPAUTH, cardferry_auth_basic)
      options.set(CURLOPT_USERNAME, credentials.user)
      options.set(CURLOPT_PASSWORD, credentials.password)
    case .bearer(let token):
      options.set(CURLOPT_HTTPAUTH, cardferry_auth_bearer)
      options.set(CURLOPT_XOAUTH2_BEARER, token.value)
    case .negotiate:
      // An empty user stands for the one of the ticket.
      options.set(CURLOPT_HTTPAUTH, cardferry_auth_negotiate)
      options.set(CURLOPT_USERPWD, ":")
      setDebugging(options)
    case .ntlm(let credentials):
      options.set(CURLOPT_HTTPAUTH, cardferry_auth_ntlm)
      options.set(CURLOPT_USERNAME, credentials.user)
      options.set(CURLOPT_PASSWORD, credentials.password)
    }
  }

  /// As libcurl wants them: `Name:` takes one of its own headers away, `Name;` sends one that
  /// is empty.
  private var headerLines: [String] {
    let given = Set(job.request.headers.map { $0.name.lowercased() })
    var lines = job.request.headers.map {
      $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
    }
    for name in ["Content-Type", "Expect"] where !given.contains(name.lowercased()) {
      lines.append(name + ":")
    }
    return lines
  }

  /// Idle and total time are ``deadline``; sizes are checked as bytes arrive.
  private func setLimits(_ options: CurlOptions) {
    let milliseconds = job.limits.connect / .milliseconds(1)
    options.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(min(milliseconds, 1e9))))
  }

  private func setCallbacks(_ options: CurlOptions) {
    let this = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_ERRORBUFFER, pointer: errorText)
    options.set(CURLOPT_NOPROGRESS, 0)
    options.set(CURLOPT_WRITEDATA, pointer: this)
    options.set(CURLOPT_HEADERDATA, pointer: this)
    options.set(CURLOPT_XFERINFODATA, pointer: this)
    options.set(CURLOPT_PREREQDATA, pointer: this)
    options.check(
      cardferry_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, data in
        guard let bytes, let transfer = CurlTransfer.at(data) else { return 0 }
        let received = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.didReceiveBody(received) ? size * count : Int(CURL_WRITEFUNC_ERROR)
      })
    options.check(
      cardferry_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, data in
        guard let bytes, let transfer = CurlTransfer.at(data) else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        let goesOn = transfer.didReceiveHeader(line)
        return goesOn ? size * count : Int(CURL_WRITEFUNC_ERROR)
      })
    options.check(
      cardferry_set_progress_callback(easy) { data, _, received, _, sent in
        CurlTransfer.at(data)?.didProgress(sent: sent, received: received)
        return 0
      })
    options.check(
      cardferry_set_prerequest_callback(easy) { data, _, _, _, _ in
        let goesOn = CurlTransfer.at(data)?.didConnect() ?? false
        return goesOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
      })
  }

  /// Lets libcurl tell what it sends and why it doesn't: with Negotiate there is no other way to
  /// know whether there was a ticket.
  private func setDebugging(_ options: CurlOptions) {
    options.set(CURLOPT_VERBOSE, 1)
    options.set(CURLOPT_DEBUGDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
    options.check(
      cardferry_set_debug_callback(easy) { _, kind, bytes, count, data in
        guard let bytes, let transfer = CurlTransfer.at(data) else { return 0 }
        let told = UnsafeRawBufferPointer(start: bytes, count: count)
        switch kind {
        case CURLINFO_HEADER_OUT: transfer.didSendHead(told)
        case CURLINFO_TEXT: transfer.didTell(told)
        default: break
        }
        return 0
      })
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
    pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// Sets options, and remembers whether one was refused.
private final class CurlOptions {
  private let easy: OpaquePointer
  private(set) var wereTaken = true

  init(easy: OpaquePointer) {
    self.easy = easy
  }

  func check(_ code: CURLcode) {
    if code != CURLE_OK { wereTaken = false }
  }

  func set(_ option: CURLoption, _ value: Int) {
    check(cardferry_set_long(easy, option, value))
  }

  func set(_ option: CURLoption, _ value: String?) {
    check(cardferry_set_string(easy, option, value))
  }

  func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
    check(cardferry_set_pointer(easy, option, pointer))
  }

  func set(share: OpaquePointer) {
    check(cardferry_set_share(easy, share))
  }

  /// libcurl copies the bytes.
  func set(body: [UInt8]) {
    check(cardferry_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
    // An array without bytes may have no address, which would mean that a callback gives them.
    var bytes = body.isEmpty ? [0] : body
    bytes.withUnsafeMutableBytes {
      check(cardferry_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress))
    }
  }

  /// - Returns: The list, to be freed behind the last use of the handle.
  func set(headers: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    for header in headers {
      guard let longer = curl_slist_append(list, header) else {
        wereTaken = false
        break
      }
      list = longer
    }
    check(cardferry_set_list(easy, CURLOPT_HTTPHEADER, list))
    return list
  }
}
