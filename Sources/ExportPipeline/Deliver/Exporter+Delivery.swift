import DurableFiles
import StateStore

/// How change files reach the directory that they are for.
extension Exporter {
  /// Hands over what waits in the outputs that the options name.
  package func deliver() async -> [Report.DeliveryReport] {
    var reports: [Report.DeliveryReport] = []
    for output in chosenOutputs {
      guard let delivery = output.kind.delivery,
        let files = output.kind.changeFiles(mode: output.mode)
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
    guard let delivery = output.kind.delivery,
      let files = output.kind.changeFiles(mode: output.mode)
    else { return [] }
    do {
      return try await withLock(of: output) {
        let names = try files.waiting().filter {
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
    let patience = Patience(duration: options.outputPatience, tell: tell)
    let lock = try await directory.lock(output: output.name, patience: patience)
    let directories = try await DirectoryLocks(
      output.kind.directories, of: output.name, patience: patience)
    let result = try await body()
    _ = consume directories
    _ = consume lock
    return result
  }
}
