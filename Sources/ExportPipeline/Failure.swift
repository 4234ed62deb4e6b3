package import ActiveSync
import DurableFiles
import HTTPTransport
package import OAuth
import StateStore

/// Why an account or an output of a run failed: one line, and a kind for the exit code.
package struct Failure: Error, Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case credentials
    case unreachable
    case protocolViolation = "protocol"
    case policy
    case suspiciousShrink = "suspicious-shrink"
    case locked
    case blocked
    case wipe
    /// A person has to sign in again.
    case signInExpired = "sign-in"
    /// A program didn't take a change file.
    case delivery
    /// The state or the output can't be written.
    case storage
    case cancelled
  }

  package let kind: Kind
  /// The thing, the cause, the remedy; no contact data, no secret.
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What any error of a stage means.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ActiveSyncError: self.init(Kind(error.kind), "\(error)")
    case let error as OAuthError: self.init(Kind(error.kind), "\(error)")
    case let error as StateError: self.init(.storage, "\(error)")
    case let error as CopiedState: self.init(.storage, "\(error)")
    case let error as FileError: self.init(.storage, "\(error)")
    case let error as LockHeld: self.init(.locked, "\(error)")
    case is CancellationError: self.init(.cancelled, "stopped before its end; run again")
    default: self.init(.storage, "\(error)")
    }
  }
}

extension Failure.Kind {
  package init(_ kind: ActiveSyncError.Kind) {
    switch kind {
    case .credentials: self = .credentials
    case .blocked: self = .blocked
    case .unreachable: self = .unreachable
    case .protocolViolation: self = .protocolViolation
    case .policy: self = .policy
    case .wipe: self = .wipe
    }
  }

  package init(_ kind: OAuthError.Kind) {
    switch kind {
    case .signInExpired: self = .signInExpired
    case .credentials: self = .credentials
    case .unreachable: self = .unreachable
    case .protocolViolation: self = .protocolViolation
    }
  }
}
