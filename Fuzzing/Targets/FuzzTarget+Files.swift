import ContactMapping
import ConfigurationFile
import ContactFormats
import ContactModel
import ExportPipeline

/// What people write, and what the linters look through.
extension FuzzTarget {
  static let configuration = FuzzTarget(
    name: "configuration", maximumLength: 8192, seeds: ["templates/cardferry.yaml"]
  ) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    do throws(ConfigurationError) {
      var reader = try ConfigurationReader(
        text: text, file: "cardferry.yaml", directory: "/nonexistent", included: { _ in [] })
      _ = try reader.job()
    } catch {
      // It may hold the author's own words; whoever prints it takes their control characters out.
      try requireLine(error.line, of: text)
    }
  }

  /// A template that is accepted makes entries that the linter accepts.
  static let template = FuzzTarget(
    name: "template", maximumLength: 8192, seeds: ["templates/ldif"]
  ) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    let template: LDIFTemplate
    do throws(TemplateError) {
      template = try LDIFTemplate(yaml: text, file: "template.yaml")
    } catch {
      // It may hold the author's own words; whoever prints it takes their control characters out.
      try requireLine(error.line, of: text)
      return
    }
    for contact in [Contact(), ContactMapper.map(FuzzedItem.withEverything).contact] {
      try checkRecords(of: contact, template, phoneFormat: .asIs, base: "dc=example")
    }
  }

  static let vCardLint = FuzzTarget(
    name: "vcard-lint", maximumLength: 4096, seeds: ["Tests/ContactFormatsTests/Fixtures"]
  ) { bytes in
    try check(VCardLinter.findings(in: bytes), in: bytes)
  }

  static let ldifLint = FuzzTarget(
    name: "ldif-lint", maximumLength: 4096, seeds: ["Tests/ContactFormatsTests/Fixtures"]
  ) { bytes in
    try check(LDIFLinter.findings(in: bytes), in: bytes)
  }

  private static func check(_ findings: [LintFinding], in file: [UInt8]) throws(Violation) {
    let lines = file.count { $0 == UInt8(ascii: "\n") } + 1
    for finding in findings {
      try require((1...lines).contains(finding.line), "a finding in line \(finding.line)")
      try requireOneLine(finding.text, "a finding")
    }
  }

  private static func requireLine(_ line: Int?, of text: String) throws(Violation) {
    let lines = text.count(where: \.isNewline) + 1
    try require((1...lines).contains(line ?? 1), "an error in line \(line ?? 0) of \(lines)")
  }
}
