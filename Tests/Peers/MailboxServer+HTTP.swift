import HTTPTransport

extension MailboxServer {
  /// Sends a request of the server's own administration.
  func send(
    _ method: String, _ url: String, body: [UInt8]? = nil, type: String? = nil,
    expecting statuses: Set<Int>
  ) async throws {
    let response = try await CurlTransport().send(
      HTTPRequest(
        method: method, url: url, headers: type.map { [("Content-Type", $0)] } ?? [],
        body: body, authentication: .basic(BasicCredentials(user: "alice", password: "secret"))))
    guard statuses.contains(response.status) else {
      throw ServerScripts.Failure(description: "\(method) \(url): status \(response.status)")
    }
  }
}
