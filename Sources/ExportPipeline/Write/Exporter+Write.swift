import DurableFiles
import ContactFormats
import StateStore

/// How outputs are brought up to what the states hold.
extension Exporter {
  /// `withdrawn`: an account of which everything is to go; `nil` for none.
  /// `startingOver`: whether nothing of what was written before is there any more.
  func write(
    _ output: Job.Output, passingOver locked: Set<String> = [],
    withdrawing withdrawn: String? = nil,
    startingOver: Bool = false
  ) async -> [Report.OutputReport] {
    do {
      try Task.checkCancellation()
      let directory = StateDirectory(path: job.stateDirectory)
      // Two runs may both be the first, and a directory that isn't there has no lock.
      if !options.isDryRun, job.accounts.contains(where: { directory.hasDatabase(of: $0.name) }),
        let path = output.format.directories.first
      {
        // One of several accounts would have to wait for the others to give the directory its name.
        if output.format.hasFilePerContact, job.accounts.count == 1 {
          try NewDirectory.make(path, mode: output.mode)
        } else {
          try FileSystem.makeDirectory(path, mode: output.mode)
        }
      }
      return try await withLock(of: output) {
        var output = output
        // What is to be destroyed isn't kept for its editor's sake.
        if withdrawn != nil { output.conflictRule = .overwrite }
        var options = options
        if startingOver { options.isFull = true }
        switch output.format {
        case .cards(let path, let cards):
          if !options.isDryRun { try NewDirectory.clear(path) }
          // Of a run that failed, or had nothing to write.
          defer { if !options.isDryRun { try? NewDirectory.clear(path, entirely: true) } }
          let written = job.accounts.filter { account in
            (withdrawn.map { $0 == account.name } ?? !locked.contains(account.name))
              && options.accounts?.contains(account.name) ?? true
          }
          let reports = await forEach(written) { [output, options] account in
            await reporting(output, account) {
              // Each has a directory of its own, and its state is open while that is written.
              let stores = OpenStores(in: directory)
              guard let source = try source(of: account, for: output, withdrawn, in: stores) else {
                return nil
              }
              return try await writeCards(
                cards, of: output, to: path, source: source, options: options)
            }
          }
          return reports.compactMap(\.self)
        case .cardFile(let file, let cards):
          return try await writeWhole(output, withdrawn, in: directory) { sources in
            try stage(
              output, CardContent(file: file, cards), sources: sources, options: options
            ).run()
          }
        case .ldif(let format):
          return try await writeWhole(output, withdrawn, in: directory) { sources in
            try writeLDIF(
              format, of: output, sources: sources, options: options, startingOver: startingOver)
          }
        }
      }
    } catch {
      var report = Report.OutputReport(output: output.name, account: "")
      report.failure = Failure(error)
      return [report]
    }
  }

  /// Writes a file that holds every account: without one of them it isn't whole.
  private func writeWhole(
    _ output: Job.Output, _ withdrawn: String?, in directory: StateDirectory,
    _ write: ([OutputSource]) throws -> [Report.OutputReport]
  ) async throws -> [Report.OutputReport] {
    let stores = OpenStores(in: directory)
    var sources: [OutputSource] = []
    var unreadable: [Report.OutputReport] = []
    for account in job.accounts {
      let report = await reporting(output, account) {
        if let source = try source(of: account, for: output, withdrawn, in: stores) {
          sources.append(source)
        }
        return nil
      }
      if let report { unreadable.append(report) }
    }
    if sources.isEmpty || !unreadable.isEmpty { return unreadable }
    if withdrawn == nil { try checkWholeness(of: output, from: sources) }
    return try write(sources)
  }

  /// The report that `body` makes, or one of its failure.
  private func reporting(
    _ output: Job.Output, _ account: Job.Account, _ body: () async throws -> Report.OutputReport?
  ) async -> Report.OutputReport? {
    do { return try await body() } catch {
      var report = Report.OutputReport(output: output.name, account: account.name)
      report.failure = Failure(error)
      return report
    }
  }

  /// `nil` for an account that never got as far as its folders: it has nothing to write.
  ///
  /// - Throws: ``StateError``.
  private func source(
    of account: Job.Account, for output: Job.Output, _ withdrawn: String?, in stores: OpenStores
  ) throws -> OutputSource? {
    guard stores.directory.hasDatabase(of: account.name) else { return nil }
    let store = try stores[account.name]
    let isWithdrawn = account.name == withdrawn
    guard try isWithdrawn || !store.collections().isEmpty else { return nil }
    let refusal =
      options.allowsDeletion || isWithdrawn
      ? nil
      : try DeletionGuard.refusal(of: account, store: store, outputs: job.outputs.map(\.name))
    let source = OutputSource(account: account.name, stores: stores, refusal: refusal)
    if !options.isDryRun { try source.forgetOtherKind(of: output) }
    return source
  }

  private func writeCards(
    _ cards: VCardOptions, of output: Job.Output, to directory: String, source: OutputSource,
    options: Job.Options
  ) async throws -> Report.OutputReport {
    let store = try source.store
    let layout = VCardLayout(
      collections: try store.collections(),
      account: job.accounts.count > 1 ? source.account : nil,
      fileExtension: VCardWriter(options: cards).fileExtension)
    return try await VCardStage(
      output: output.name, directory: directory, mode: output.mode, cards: cards,
      conflictRule: output.conflictRule, source: source, store: store, layout: layout,
      options: options,
      progress: { count in
        progress(.writing(account: source.account, output: output.name, contacts: count))
      }
    ).run()
  }

  private func writeLDIF(
    _ format: Job.Output.LDIF, of output: Job.Output, sources: [OutputSource],
    options: Job.Options, startingOver: Bool
  ) throws -> [Report.OutputReport] {
    let files = ChangeFiles(format, mode: output.mode)
    // Without one of its accounts a directory isn't whole again.
    if startingOver, files != nil, let refusal = sources.lazy.compactMap(\.refusal).first {
      throw refusal
    }
    var stage = stage(
      output, LDIFContent(format, startsOver: startingOver), sources: sources, options: options)
    stage.changeFiles = files
    stage.baseEntry = format.baseEntry
    stage.isDelivered = format.delivery != nil
    stage.startsOver = startingOver
    let reports = try stage.run()
    // What waited describes changes of what was lost, and is in the new change files.
    if startingOver, let files, let delivery = format.delivery,
      reports.allSatisfy({ $0.failure == nil })
    {
      let new = Set(reports.compactMap(\.changeFile))
      for name in files.waiting where !new.contains(name) {
        try files.setAside(name, keep: delivery.keep)
      }
    }
    return reports
  }

  private func stage(
    _ output: Job.Output, _ content: any ContentFormat, sources: [OutputSource],
    options: Job.Options
  ) -> FileStage {
    FileStage(
      output: output.name, content: content, conflictRule: output.conflictRule, mode: output.mode,
      sources: sources, options: options, now: now(),
      progress: { account, count in
        progress(.writing(account: account, output: output.name, contacts: count))
      })
  }
}
