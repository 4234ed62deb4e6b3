import ActiveSync
import HTTPTransport
import Testing

/// What strangers may answer to a search.
@Suite struct `An answer to a search` {
  private func outcome(
    of body: [UInt8], at request: String = At.pox
  ) async throws -> (steps: [String], error: DiscoveryError?) {
    let web = ScriptedWeb([request: [HTTPResponse(status: 200, body: body)]])
    var discovery = try web.discovery()
    let error = await #expect(throws: DiscoveryError.self) { try await discovery.run() }
    return (web.steps, error)
  }

  private func xml(_ prolog: String = "", _ action: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0" encoding="utf-8"?>\(prolog)
      <Autodiscover><Response><Action>\(action)</Action></Response></Autodiscover>
      """.utf8)
  }

  @Test(arguments: [
    "<!DOCTYPE Autodiscover>",
    "<!DOCTYPE Autodiscover SYSTEM \"http://127.0.0.1:9/x.dtd\">",
    "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
    "<!DOCTYPE a [<!ENTITY e \"x\"><!ENTITY f \"&e;&e;&e;\">]>",
  ])
  func `with a DOCTYPE is not read`(doctype: String) async throws {
    let settings =
      "<Settings><Server><Type>MobileSync</Type><Url>\(endpoint)</Url></Server></Settings>"
    let (steps, error) = try await outcome(of: xml(doctype, settings))
    #expect(error == .notFound(domain: "contoso.com"))
    #expect(
      steps.contains { $0.contains("no Autodiscover answer: ") && $0.contains("DOCTYPE") },
      "\(steps)")
  }

  @Test func `has no entities but those of XML`() async throws {
    let (steps, _) = try await outcome(of: xml("", "<Redirect>&evil;</Redirect>"))
    #expect(steps.contains { $0.contains("no Autodiscover answer: ") }, "\(steps)")
  }

  @Test func `is not deeper than the limit`() async throws {
    let deep = String(repeating: "<a>", count: 300) + String(repeating: "</a>", count: 300)
    let (steps, _) = try await outcome(of: xml("", deep))
    #expect(steps.contains { $0.contains("no Autodiscover answer: ") }, "\(steps)")
  }

  @Test func `is not longer than a mebibyte`() async throws {
    let long = [UInt8](repeating: 0x20, count: Discovery.answerLimit + 1)
    for request in [At.pox, At.json] {
      let (steps, error) = try await outcome(of: long, at: request)
      #expect(error == .notFound(domain: "contoso.com"))
      #expect(steps.contains { $0.hasSuffix("an answer of more than 1 MiB, which is not read") })
    }
  }

  @Test(arguments: [
    ("<Error><Status>2</Status><Message>No</Message></Error>", "error '2', 'No'"),
    ("<Error><Status>1</Status></Error>", "error '1'"),
    ("<Settings/>", "an answer without a server"),
    ("", "an answer without a server"),
    (
      "<Settings><Server><Type>CertEnroll</Type><Url>https://mail.contoso.com/</Url></Server>"
        + "</Settings>", "an answer without a server"
    ),
    (
      "<Redirect>nobody</Redirect>",
      "names another address that can't be asked for: not a mail address; write USER@DOMAIN"
    ),
    (
      "<Redirect>anna@example.net</Redirect>",
      "names an address elsewhere: example.net is another domain, so it is not asked; if you "
        + "trust it, add --allow-redirect-to example.net"
    ),
  ])
  func `by POX is told in words`(action: String, words: String) async throws {
    let (steps, _) = try await outcome(of: xml("", action))
    #expect(steps.contains { $0.hasSuffix("): " + words) }, "\(steps)")
  }

  @Test func `by POX may say where it is in Outlook's names, or give the address as a name`()
    async throws
  {
    let answer = """
      <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
      <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/x"><Action>
      <Settings><Server><Type> MobileSync </Type><Name> \(endpoint) </Name></Server></Settings>
      </Action></Response></Autodiscover>
      """
    let web = ScriptedWeb([At.pox: [.text(answer)], At.options: [.options]])
    var discovery = try web.discovery()
    #expect(try await discovery.run().endpoint.url == endpoint)
  }

  @Test(arguments: [
    (
      "{\"ErrorCode\":\"InvalidProtocol\",\"ErrorMessage\":\"x\"}",
      "HTTP 200, error 'InvalidProtocol'"
    ),
    ("{}", "no JSON answer"), ("[]", "no JSON answer"), ("<html>", "no JSON answer"),
    ("{\"Url\": 5}", "no JSON answer"),
  ])
  func `by JSON is told in words`(body: String, words: String) async throws {
    let (steps, _) = try await outcome(of: Array(body.utf8), at: At.json)
    #expect(steps.contains { $0.hasSuffix("): " + words) }, "\(steps)")
  }

  @Test func `shows a terminal no sequence to obey`() async throws {
    let (steps, _) = try await outcome(
      of: Array("{\"ErrorCode\":\"\\u001b[2Ja\\u202eb\\nc\"}".utf8), at: At.json)
    #expect(steps.contains { $0.hasSuffix("error '\u{FFFD}[2Ja\u{FFFD}b\u{FFFD}c'") }, "\(steps)")
  }

  @Test func `may challenge in several headers, with commas in quotes`() async throws {
    var headers = HTTPHeaders()
    headers.append("WWW-Authenticate", "Basic realm=\"a \\\" NTLM, Bearer, x\"")
    headers.append("WWW-Authenticate", "negotiate, Digest nonce=\"1\"")
    headers.append("WWW-Authenticate", "Unknown x=1, bAsIc")
    let web = ScriptedWeb([
      At.json: [.json(endpoint)], At.options: [HTTPResponse(status: 401, headers: headers)],
    ])
    var discovery = try web.discovery()
    #expect(try await discovery.run().schemes == ["Basic", "Negotiate", "Digest"])
  }
}
