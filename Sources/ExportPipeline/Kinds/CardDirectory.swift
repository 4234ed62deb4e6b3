import StateStore
package import ContactFormats
package import DurableFiles

/// A directory with a card in each file, as vdir has it.
package struct CardDirectory: OutputKind {
  package let path: String
  let cards: VCardOptions

  package init(path: String, _ cards: VCardOptions) {
    self.path = path
    self.cards = cards
  }

  package var name: String { "cards" }
  package var paths: [String] { [path] }
  package var directories: [String] { [path] }
  package var isWrittenByAccount: Bool { true }

  package func makePlace(mode: FileMode, isAlone: Bool) throws(FileError) {
    // One of several accounts would have to wait for the others to give the directory its name.
    if isAlone {
      try NewDirectory.make(path, mode: mode)
    } else {
      try FileSystem.makeDirectory(path, mode: mode)
    }
  }

  /// Each account has a directory of its own, and its state is open while that is written.
  package func write(_ run: OutputRun) async throws -> [Report.OutputReport] {
    if !run.options.isDryRun { try NewDirectory.clear(path) }
    // A run that fails, or has nothing to write, leaves none of it.
    defer { if !run.options.isDryRun { try? NewDirectory.clear(path, entirely: true) } }
    let reports = await run.forEachAccount { account in
      let stores = run.openStores()
      return try await run.holding(account) {
        guard let source = try run.source(of: account, in: stores) else { return nil }
        return try await write(source, run)
      }
    }
    return reports
  }

  private func write(
    _ source: OutputSource, _ run: OutputRun
  ) async throws -> Report.OutputReport {
    let store = try source.store
    let layout = VCardLayout(
      collections: try store.collections(),
      account: run.accountNames.count > 1 ? source.account : nil,
      fileExtension: VCardWriter(options: cards).fileExtension)
    return try await VCardStage(
      kind: self, run: run, source: source, store: store, layout: layout
    ).run()
  }

  package func unknownRecords(
    of output: String, known: Set<String>, otherAccounts: Set<String>
  ) throws(FileError) -> WrittenRecords? {
    try WrittenRecords(
      cards: cards, in: path, of: output, known: known, otherAccounts: otherAccounts)
  }
}
