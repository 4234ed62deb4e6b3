import ArgumentParser
import ConfigurationFile
import ExportPipeline
import Foundation

/// The exit codes; the one place that turns errors into words and numbers.
enum ExitStatus: Int32, CaseIterable {
  case done = 0
  case someFailed = 1
  case usage = 2
  case credentials = 3
  case unreachable = 4
  case protocolViolation = 5
  case policy = 6
  case suspiciousShrink = 7
  case locked = 8
  case blocked = 9
  case wipe = 10
  case signInExpired = 11
  case delivery = 12
  case unwritable = 13
  case interrupted = 130
  case terminated = 143

  var meaning: String {
    switch self {
    case .done: "done"
    case .someFailed: "some accounts or outputs failed"
    case .usage: "wrong usage or configuration; nothing was touched"
    case .credentials: "credentials refused, or none to be had"
    case .unreachable: "server unreachable or out of order for now"
    case .protocolViolation: "protocol error: data that isn't what the protocol says"
    case .policy: "the server's policy needs the administrator"
    case .suspiciousShrink: "suspicious shrink: too many contacts would be deleted"
    case .locked: "another run holds the account"
    case .blocked: "the server lets this user or device not in"
    case .wipe: "the server orders a wipe"
    case .signInExpired: "the sign-in has ended: run cardferry login"
    case .delivery: "a change file could not be handed over"
    case .unwritable: "done, and standard output or error could not be written"
    case .interrupted: "stopped by SIGINT; the next run goes on there"
    case .terminated: "stopped by SIGTERM; the next run goes on there"
    }
  }

  /// The table as `--help` shows it.
  static var table: String {
    "Exit codes, those from 3 on where every account failed for that one reason, and 12 where nothing\n"
      + "else went wrong:\n"
      + allCases.map { status in
        let code = String(status.rawValue)
        return String(repeating: " ", count: 4 - code.count) + code + "  " + status.meaning
      }.joined(separator: "\n")
  }

  init(_ kind: Failure.Kind) {
    switch kind {
    case .credentials: self = .credentials
    case .unreachable: self = .unreachable
    case .protocolViolation: self = .protocolViolation
    case .policy: self = .policy
    case .suspiciousShrink: self = .suspiciousShrink
    case .locked: self = .locked
    case .blocked: self = .blocked
    case .wipe: self = .wipe
    case .signInExpired: self = .signInExpired
    case .delivery: self = .delivery
    case .storage, .cancelled: self = .someFailed
    }
  }

  /// A reason's own code where it is the only one and concerns every account; else
  /// ``someFailed``.
  init(_ report: Report) {
    if let stopped = StopSignals.status {
      self = stopped
      return
    }
    let kinds = Set(report.failures.map(\.kind))
    guard !kinds.isEmpty else {
      self = .done
      return
    }
    if kinds == [.delivery] {
      self = .delivery
      return
    }
    let failed = Set(
      report.accounts.filter { $0.failure != nil }.map(\.account)
        + report.outputs.filter { $0.failure != nil }.map(\.account))
    // What concerns an output as a whole concerns every account.
    let isEverywhere =
      failed.contains("") || report.accounts.allSatisfy { failed.contains($0.account) }
    if let kind = kinds.first, kinds.count == 1, isEverywhere {
      self.init(kind)
    } else {
      self = .someFailed
    }
  }

  /// Of so many accounts, each of which can fail once.
  init(_ failures: [Failure], of count: Int) {
    guard let first = failures.first else {
      self = .done
      return
    }
    let isOnlyReason =
      failures.count == count && failures.allSatisfy { $0.kind == first.kind }
    self = isOnlyReason ? ExitStatus(first.kind) : .someFailed
  }

  /// Ends the program with what an error means; `nil` for none.
  static func end(with error: (any Error)?) -> Never {
    end(with: error.map(code(of:)) ?? done.rawValue)
  }

  /// Says what an error means.
  ///
  /// - Returns: The exit code.
  private static func code(of error: any Error) -> Int32 {
    switch error {
    case let error as ConfigurationError:
      Console.error("\(error)")
      return usage.rawValue
    case let error as UsageError:
      Console.error("\(error)")
      return usage.rawValue
    case let error as Failure:
      Console.error(error.message)
      return ExitStatus(error.kind).rawValue
    case let error as ExitCode:
      return error.rawValue
    case is CancellationError:
      return someFailed.rawValue
    default:
      let lines = Cardferry.fullMessage(for: error)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if Cardferry.exitCode(for: error).isSuccess {
        Console.print(lines: lines)
        return done.rawValue
      }
      let first = lines[0].trimmingPrefix("Error: ")
      Console.error(lines: [String(first)] + lines.dropFirst())
      return usage.rawValue
    }
  }

  /// That a signal came goes before all else, and what a run's own failure says before what could not
  /// be written of it.
  private static func end(with code: Int32) -> Never {
    let failure = Console.failure
    if let failure { Console.error(failure) }
    if let stopped = StopSignals.status { exit(stopped.rawValue) }
    exit(code == done.rawValue && failure != nil ? unwritable.rawValue : code)
  }
}
