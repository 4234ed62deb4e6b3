import ContactFormats
package import DurableFiles

/// One file with the records of all accounts, and files of the changes since, where there are to be any.
package struct ContentFileKind: OutputKind {
  let format: any ContentFormat
  /// The directory of the change files; `nil` for none.
  let changes: String?
  /// Whether each change file begins with `version: 1`.
  let hasVersionLine: Bool
  package let delivery: Job.Output.Delivery?

  package init(
    _ format: any ContentFormat, changes: String? = nil, hasVersionLine: Bool = false,
    delivery: Job.Output.Delivery? = nil
  ) {
    self.format = format
    self.changes = changes
    self.hasVersionLine = hasVersionLine
    self.delivery = delivery
  }

  package var name: String { format.kind }
  package var path: String { format.file }
  package var paths: [String] { [path] + (changes.map { [$0] } ?? []) }
  package var directories: [String] {
    [FileSystem.split(path).directory] + (changes.map { [$0] } ?? [])
  }
  package var isWrittenByAccount: Bool { false }
  package var baseEntry: String? { format.baseEntry?.dn }

  package func changeFiles(mode: FileMode) -> ChangeFiles? {
    changes.map { ChangeFiles(directory: $0, hasVersionLine: hasVersionLine, mode: mode) }
  }

  package func makePlace(mode: FileMode, isAlone: Bool) throws(FileError) {
    try FileSystem.makeDirectory(FileSystem.split(path).directory, mode: mode)
  }

  package func write(_ run: OutputRun) async throws -> [Report.OutputReport] {
    var writer = try ContentWriter(kind: self, run: run)
    return try await writer.write()
  }

  package func unknownRecords(
    of output: String, known: Set<String>, otherAccounts: Set<String>
  ) throws(FileError) -> WrittenRecords? {
    try WrittenRecords(content: format, of: output, known: known)
  }

  package func standingBaseEntry() throws(FileError) -> String? {
    guard let base = format.baseEntry, let bytes = try FileSystem.read(path),
      bytes.starts(with: format.opening)
    else { return nil }
    return base.dn
  }
}
