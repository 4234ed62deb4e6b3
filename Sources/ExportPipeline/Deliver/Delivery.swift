import Foundation
import Steps

/// Hands change files over to a program, one after the other in the order of their numbers.
///
/// A file that the program took is put aside; one that it didn't take stays, and those behind it,
/// for they build on it.
struct Delivery {
  /// So many lines of the program's are shown.
  private static let lineCount = 5

  let output: String
  let delivery: Job.Output.Delivery
  let files: ChangeFiles
  /// The variables that hold the accounts' passwords.
  let secretVariables: Set<String>

  /// A stop waits for the program that runs, for a change file that is applied in part is worse; no
  /// other is begun.
  func run() async -> Report.DeliveryReport {
    var report = Report.DeliveryReport(output: output)
    let waiting: [String]
    do {
      // A run that was stopped may not have come to that.
      try files.prune(keep: delivery.keep)
      waiting = try files.waiting()
      report.waiting = waiting.count
      if !waiting.isEmpty { try files.makeDeliveredDirectory() }
    } catch {
      report.failure = Failure(error)
      return report
    }
    for name in waiting {
      if Task.isCancelled {
        report.failure = Failure(CancellationError())
        break
      }
      if let (failure, lines) = await handOver(name, waiting: report.waiting) {
        report.failure = failure
        report.lastLines = lines
        break
      }
      report.delivered.append(name)
      do { try files.setAside(name, keep: delivery.keep) } catch {
        report.failure = Failure(error)
        break
      }
      report.waiting -= 1
    }
    return report
  }

  private func handOver(_ name: String, waiting: Int) async -> (Failure, lines: [String])? {
    let path = files.path(of: name)
    let command = ExternalCommand(
      delivery.command.map { $0.replacingOccurrences(of: "{file}", with: path) },
      timeout: delivery.timeout, withholding: secretVariables)
    Steps.pass(.deliveryStarting)
    let outcome = try? await Task { try await command.run(keeping: .end) }.value
    Steps.pass(.deliveryEnded)
    if let outcome, outcome.problem == nil { return nil }
    let problem = outcome?.problem.map { "\($0)" } ?? "was stopped"
    let number = ChangeFiles.number(of: name).map { "\($0)" } ?? name
    let rest = waiting > 1 ? " and \(waiting - 1) behind it wait" : " waits"
    let failure = Failure(
      .delivery,
      "change file \(name) of '\(output)' was not handed over: '\(command.name)' \(problem); it\(rest) "
        + "for the next run; if it was applied by hand, run cardferry deliver --done \(number)")
    return (failure, Self.lastLines(of: outcome?.output ?? []))
  }

  private static func lastLines(of output: [UInt8]) -> [String] {
    String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
      .suffix(lineCount).map { String($0.prefix(300)) }
  }
}
