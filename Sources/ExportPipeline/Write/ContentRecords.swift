import DurableFiles

/// The records of an output's file as they stand there, for an account of which nothing may be
/// written now: the state knows only what its contacts have become meanwhile.
///
/// Holds the whole file; a refusal is an exception.
struct ContentRecords {
  private var records: [String: ArraySlice<UInt8>] = [:]

  /// - Returns: `nil` where there is no such file.
  /// - Throws: ``FileError``.
  init?(of format: any ContentFormat) throws(FileError) {
    guard let bytes = try FileSystem.read(format.file) else { return nil }
    for record in format.records(in: bytes) {
      if let name = format.name(of: record) { records[name] = record }
    }
  }

  /// - Parameter name: What an artifact calls the record.
  subscript(name: String) -> ArraySlice<UInt8>? { records[name] }
}
