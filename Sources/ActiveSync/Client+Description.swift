import HTTPTransport
import Logging

/// How the server comes to know what the device is, by which its administrator, and its rules, tell
/// devices apart.
extension Client {
  /// The runs that try in vain before none does any more.
  private static let mostFailures = 5

  /// Tells what the device is in the versions whose Provision has no room for it, once the final policy
  /// key is there: before that, a server with a policy refuses it (MS-ASPROV section 3.1.5.1.1.1). What
  /// the server makes of it keeps no command from being sent; a lost connection or password does.
  mutating func describeDevice() async throws {
    guard let version, version >= .v12_0, version < .v14_1, !hasDescribed,
      !standing.isDescribed || standing.form != options.query.form(in: version),
      standing.descriptionFailures < Self.mostFailures
    else { return }
    hasDescribed = true
    do {
      try await exchange(Settings())
      standing.isDescribed = true
      standing.descriptionFailures = 0
    } catch let error as ActiveSyncError {
      switch error {
      case .transport, .unauthorized, .passwordExpired, .overloaded, .moved, .circling: throw error
      default: break
      }
      logger.debug("the server answers Settings with: \(error)")
      if error.isOfUnknownCommand {
        standing.descriptionFailures = Self.mostFailures
      } else if !hasDescribedInVain {
        standing.descriptionFailures += 1
      }
      hasDescribedInVain = true
    }
  }
}

extension ActiveSyncError {
  /// Whether the server says clearly that it doesn't know the command.
  fileprivate var isOfUnknownCommand: Bool {
    switch self {
    case .http(_, 501): true
    case .common(_, let status): status.code == 137
    default: false
    }
  }
}
