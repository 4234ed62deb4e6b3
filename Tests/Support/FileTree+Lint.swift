import ContactFormats

extension FileTree {
  /// What the linter finds in the cards and records written since, as `PATH:LINE: what`.
  package func lintFindings(since earlier: FileTree) -> [String] {
    files.filter { earlier.files[$0.key] != $0.value }.sorted { $0.key < $1.key }
      .flatMap { path, file in
        let bytes = Array(file.contents)
        let findings =
          path.hasSuffix(".vcf")
          ? VCardLinter.findings(in: bytes)
          : path.hasSuffix(".ldif") ? LDIFLinter.findings(in: bytes) : []
        return findings.map { "\(path):\($0)" }
      }
  }
}
