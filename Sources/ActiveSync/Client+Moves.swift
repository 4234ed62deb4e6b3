import Logging

/// Where the client goes when a server says that the mailbox is elsewhere (MS-ASHTTP section
/// 3.1.5.2.2).
extension Client {
  /// `location`: as the header has it.
  func moved(_ status: Int, to location: String?) -> ActiveSyncError {
    guard let location else { return .moved(host: endpoint.host, status: status, location: nil) }
    if endpoint.isNamed(by: location) { return .circling(host: endpoint.host, status: status) }
    // If it is one that may stand in a configuration.
    return .moved(
      host: endpoint.host, status: status, location: (try? Endpoint(parsing: location))?.url)
  }

  /// Follows the server once to another address, and asks it once more where it names the one that it
  /// has: it has set a cookie then, by which it finds the mailbox.
  ///
  /// - Returns: Whether the request is to be sent again.
  mutating func goesOn(after error: ActiveSyncError) throws -> Bool {
    switch error {
    case .circling where !hasReturned:
      logger.debug("\(endpoint.host) names its own address, asking once more")
      hasReturned = true
      return true
    case .moved(_, 451, let location?):
      return try follow(location)
    default:
      return false
    }
  }

  /// Goes to the address of `X-MS-Location` where the configuration lets it: the password goes along,
  /// and cookies where scheme, host and port stay the same.
  ///
  /// - Returns: Whether it was followed.
  private mutating func follow(_ location: String) throws -> Bool {
    guard !hasMoved, let new = try? Endpoint(parsing: location), mayGo(to: new) else {
      return false
    }
    logger.notice(
      """
      \(endpoint.host) says that the mailbox is at \(new.url); \
      write 'server: \(new.url)' to go there at once
      """)
    (hasMoved, hasReturned) = (true, false)
    if new.origin != endpoint.origin { transport = makeTransport() }
    endpoint = new
    return true
  }

  private func mayGo(to new: Endpoint) -> Bool {
    let domain = user.split(separator: "@").dropFirst().last.map { $0.lowercased() }
    let rules = HostRules(
      domain: domain ?? endpoint.host.lowercased(), allowed: options.allowedHosts)
    let host = new.host.lowercased()
    return host == endpoint.host.lowercased() || rules.confirms(host)
  }
}
