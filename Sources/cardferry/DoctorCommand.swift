import ArgumentParser
import ExportPipeline
import Foundation

/// `cardferry doctor`: whether a run would go well, and if not, why.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check configuration, state, servers, sign-ins, policies and outputs.",
    discussion: """
      Prints one line for each thing it looks at: 'ok', 'warning' or 'error', the account or \
      output, and what was found. Signs in to each server and lists its folders; writes no output \
      and fetches no contact.
      """)

  @OptionGroup var run: RunOptions

  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  func run() async throws {
    let job = try run.job()
    let exporter = run.exporter(job: job)
    let accounts = job.accounts.filter { run.names($0) }
    var findings = await exporter.checkFiles()
    if !json { findings.forEach(print) }
    for account in accounts {
      let found = await exporter.check(account)
      if !json { found.forEach(print) }
      findings += found
    }
    if json { try printDocument(findings) }
    let failures = findings.compactMap { finding in
      finding.kind.map { Failure($0, finding.text) }
    }
    let status = ExitStatus(failures, of: accounts.count)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// `ok       contoso: folders: 11, of contacts 2`
  private func print(_ finding: Finding) {
    guard !run.quiet || finding.level != .ok else { return }
    let level = finding.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
    let subject = finding.subject.isEmpty ? "" : finding.subject + ": "
    Console.print(level + subject + finding.text)
  }

  private struct Line: Encodable {
    let level: String
    let subject: String
    let text: String
    let kind: String?
  }

  private func printDocument(_ findings: [Finding]) throws {
    let lines = findings.map {
      Line(level: $0.level.rawValue, subject: $0.subject, text: $0.text, kind: $0.kind?.rawValue)
    }
    try Console.print(document: lines)
  }
}
