import DurableFiles
import StateStore

/// How change files reach the directory that they are for.
extension Exporter {
  /// How long to wait at least for another run that writes the same output.
  private static let outputPatience = Duration.seconds(60)

  /// Hands over what waits in the outputs that the options name.
  package func deliver() async -> [Report.DeliveryReport] {
    var reports: [Report.DeliveryReport] = []
    for output in chosenOutputs {
      guard case .ldif(let format) = output.format, let delivery = format.delivery,
        let files = ChangeFiles(format, mode: output.mode)
      else { continue }
      do {
        let report = try await withLock(of: output) {
          await Delivery(
            output: output.name, delivery: delivery, files: files,
            secretVariables: job.secretVariables
          ).run()
        }
        reports.append(report)
      } catch {
        var report = Report.DeliveryReport(output: output.name)
        report.failure = Failure(error)
        reports.append(report)
      }
    }
    return reports
  }

  /// Takes the administrator's word that a change file of an output and those before it were
  /// applied.
  ///
  /// - Returns: The names of the files that were put aside.
  /// - Throws: ``Failure``.
  package func markDelivered(upTo number: Int, of output: Job.Output) async throws -> [String] {
    guard case .ldif(let format) = output.format, let delivery = format.delivery,
      let files = ChangeFiles(format, mode: output.mode)
    else { return [] }
    do {
      return try await withLock(of: output) {
        let names = files.waiting.filter {
          ChangeFiles.number(of: $0).map { $0 <= number } ?? false
        }
        for name in names { try files.setAside(name, keep: delivery.keep) }
        return names
      }
    } catch {
      throw Failure(error)
    }
  }

  /// Works on an output while no other run does, by its name and by the directories it writes to.
  func withLock<T>(of output: Job.Output, _ body: () async throws -> T) async throws -> T {
    let directory = StateDirectory(path: job.stateDirectory)
    try directory.make()
    // Others that write it are done soon, for all that is known: they fetch before that.
    let patience = Patience(duration: max(options.patience, Self.outputPatience), tell: tell)
    let lock = try await directory.lock(output: output.name, patience: patience)
    let directories = try await DirectoryLocks(
      output.format.directories, of: output.name, patience: patience)
    let result = try await body()
    _ = consume directories
    _ = consume lock
    return result
  }
}

extension Job.Output.Format {
  package var hasFilePerContact: Bool {
    if case .cards = self { true } else { false }
  }

  /// The directory of cards, or the file.
  var path: String {
    switch self {
    case .cards(let path, _), .cardFile(let path, _): path
    case .ldif(let format): format.file
    }
  }

  /// Where files are written.
  var directories: [String] {
    switch self {
    case .cards(let directory, _): [directory]
    case .cardFile(let file, _): [FileSystem.split(file).directory]
    case .ldif(let format):
      [FileSystem.split(format.file).directory] + (format.changes.map { [$0] } ?? [])
    }
  }
}

extension ChangeFiles {
  /// `nil` for an output without change files.
  init?(_ format: Job.Output.LDIF, mode: FileMode) {
    guard let changes = format.changes else { return nil }
    self.init(directory: changes, hasVersionLine: format.hasVersionLine, mode: mode)
  }
}
