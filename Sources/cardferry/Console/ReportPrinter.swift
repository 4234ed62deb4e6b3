import ContactModel
import ExportPipeline
import Foundation
import Logging

/// Tells what a run did: lines for people, or one JSON document for programs.
struct ReportPrinter {
  let report: Report
  let logger: Logger

  func print(asJSON: Bool, isQuiet: Bool) {
    for account in report.accounts {
      for warning in account.warnings { logger.warning("\(account.account): \(warning)") }
      if let failure = account.failure { logger.error("\(account.account): \(failure.message)") }
    }
    for output in report.outputs {
      let name = Self.name(output)
      for line in Self.lines(of: output.warnings) { logger.warning("\(name): \(line)") }
      if let failure = output.failure { logger.error("\(name): \(failure.message)") }
    }
    for delivery in report.deliveries {
      for line in delivery.lastLines { logger.error("\(delivery.output): \(line)") }
      if let failure = delivery.failure {
        logger.error("\(delivery.output): \(failure.message)")
      }
    }
    if asJSON {
      printDocument()
    } else if !isQuiet {
      for output in report.outputs where output.failure == nil {
        let name = Self.name(output)
        Console.print(lines: output.plan.map { "\(name): would \($0.verb.rawValue) \($0.name)" })
        Console.print(line(output))
      }
      for delivery in report.deliveries { Console.print(Self.line(delivery)) }
    }
  }

  /// `ldap: 1 change file handed over, 0 waiting`
  private static func line(_ delivery: Report.DeliveryReport) -> String {
    let count = delivery.delivered.count
    return "\(delivery.output): \(count) change \(count == 1 ? "file" : "files") handed over, "
      + "\(delivery.waiting) waiting"
  }

  /// `contoso cards: 1 added, 1 changed, 1 deleted, 300 unchanged, 0 warnings`
  private func line(_ output: Report.OutputReport) -> String {
    Self.name(output) + (report.isDryRun ? " (dry run)" : "")
      + ": \(output.added) added, \(output.changed) changed, \(output.deleted) deleted, "
      + "\(output.unchanged) unchanged, \(output.warningCount) warnings"
  }

  private static func name(_ output: Report.OutputReport) -> String {
    output.account.isEmpty ? output.output : "\(output.account) \(output.output)"
  }

  /// One line for each reason, with the fields and how many contacts each concerns:
  /// `no attribute for it in the template (not-representable): anniversary 2, spouse 7`
  private static func lines(of warnings: [ContactWarning: Int]) -> [String] {
    let reasons = Dictionary(grouping: sorted(warnings)) {
      "\($0.warning.text) (\($0.warning.code.rawValue))"
    }
    return reasons.sorted { $0.key < $1.key }.map { reason, fields in
      reason + ": " + fields.map { "\($0.warning.field) \($0.count)" }.joined(separator: ", ")
    }
  }

  private static func sorted(
    _ warnings: [ContactWarning: Int]
  ) -> [(warning: ContactWarning, count: Int)] {
    warnings.map { ($0.key, $0.value) }.sorted {
      ($0.0.field, $0.0.code.rawValue, $0.0.text) < ($1.0.field, $1.0.code.rawValue, $1.0.text)
    }
  }

  // MARK: - JSON

  private struct Document: Encodable {
    var dryRun: Bool
    var exitCode: Int32
    var accounts: [Account]
    var outputs: [Output]
    var deliveries: [Delivery]
  }

  private struct Problem: Encodable {
    var kind: String
    var message: String

    init(_ failure: Failure) {
      kind = failure.kind.rawValue
      message = failure.message
    }
  }

  private struct Account: Encodable {
    var name: String
    var status: String
    var error: Problem?
    var protocolVersion: String?
    var folders: Int
    var contacts: Int
    var added: Int
    var changed: Int
    var deleted: Int
    var requests: Int
    var warnings: [String]
  }

  private struct Output: Encodable {
    var name: String
    var account: String
    var status: String
    var error: Problem?
    var added: Int
    var changed: Int
    var deleted: Int
    var unchanged: Int
    var changeFile: String?
    var warnings: Int
    var warningDetails: [Warning]
  }

  private struct Delivery: Encodable {
    var name: String
    var status: String
    var error: Problem?
    var delivered: [String]
    var waiting: Int
  }

  private struct Warning: Encodable {
    var code: String
    var field: String
    var text: String
    var contacts: Int
  }

  private func printDocument() {
    let document = Document(
      dryRun: report.isDryRun, exitCode: ExitStatus(report).rawValue,
      accounts: report.accounts.map { account in
        Account(
          name: account.account, status: account.failure == nil ? "ok" : "failed",
          error: account.failure.map(Problem.init), protocolVersion: account.protocolVersion,
          folders: account.folders, contacts: account.contacts, added: account.added,
          changed: account.changed, deleted: account.deleted, requests: account.requests,
          warnings: account.warnings)
      },
      outputs: report.outputs.map { output in
        Output(
          name: output.output, account: output.account,
          status: output.failure == nil ? "ok" : "failed",
          error: output.failure.map(Problem.init), added: output.added, changed: output.changed,
          deleted: output.deleted, unchanged: output.unchanged, changeFile: output.changeFile,
          warnings: output.warningCount,
          warningDetails: Self.sorted(output.warnings).map { warning, count in
            Warning(
              code: warning.code.rawValue, field: warning.field, text: warning.text,
              contacts: count)
          })
      },
      deliveries: report.deliveries.map { delivery in
        Delivery(
          name: delivery.output, status: delivery.failure == nil ? "ok" : "failed",
          error: delivery.failure.map(Problem.init), delivered: delivery.delivered,
          waiting: delivery.waiting)
      })
    // A document of texts and numbers can always be encoded.
    try? Console.print(document: document)
  }
}
