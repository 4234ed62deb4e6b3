package import DurableFiles

/// What an output is: made once, where the configuration is read, and asked by everything that has to
/// know where it writes, how it is locked, planned, written, found again and destroyed.
///
/// There are two shapes, a directory with a file for each contact (``CardDirectory``) and one file for
/// all of them (``ContentFileKind``), which spells contacts in any ``ContentFormat``.
package protocol OutputKind: Sendable {
  /// What the state calls what the output has written: an output whose kind changes begins anew.
  var name: String { get }
  /// The absolute path of the directory or the file.
  var path: String { get }
  /// The absolute paths that the output has for itself.
  var paths: [String] { get }
  /// The absolute paths of the directories that it writes to.
  var directories: [String] { get }
  /// Whether each account is written by itself, so that a run may write some of them.
  var isWrittenByAccount: Bool { get }
  /// Who takes the change files; `nil` where there are none, or nobody is named.
  var delivery: Job.Output.Delivery? { get }
  /// The DN of the entry above all others that the output is to hold; `nil` for none.
  var baseEntry: String? { get }

  /// The change files; `nil` for an output without.
  func changeFiles(mode: FileMode) -> ChangeFiles?
  /// The DN of the entry above all others where what stands there begins with that; `nil` for none.
  ///
  /// - Throws: ``FileError``.
  func standingBaseEntry() throws(FileError) -> String?
  /// Makes the directory that is locked while the output is written.
  ///
  /// - Parameters:
  ///   - mode: Of the files, which that of the directory follows from.
  ///   - isAlone: Whether one account is all that the output is written from.
  /// - Throws: ``FileError``.
  func makePlace(mode: FileMode, isAlone: Bool) throws(FileError)
  /// Brings the output up to what the states hold.
  ///
  /// - Returns: A report for each account.
  /// - Throws: What concerns the output as a whole; what concerns one account is in its report.
  func write(_ run: OutputRun) async throws -> [Report.OutputReport]
  /// Reads what the output holds that no state knows.
  ///
  /// - Parameters:
  ///   - output: The output's name.
  ///   - known: The UUIDs that are known.
  ///   - otherAccounts: The names of the accounts whose records don't count, where they can be told
  ///     apart.
  /// - Returns: `nil` where that can't be told.
  /// - Throws: ``FileError``.
  func unknownRecords(
    of output: String, known: Set<String>, otherAccounts: Set<String>
  ) throws(FileError) -> WrittenRecords?
}

extension OutputKind {
  package var delivery: Job.Output.Delivery? { nil }
  package var baseEntry: String? { nil }
  package func changeFiles(mode: FileMode) -> ChangeFiles? { nil }
  package func standingBaseEntry() throws(FileError) -> String? { nil }
}
