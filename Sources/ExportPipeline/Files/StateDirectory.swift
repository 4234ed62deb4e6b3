/// The files of the state: a database and a lock for each account, a lock for each output.
struct StateDirectory {
  /// Seconds to wait for another run that writes the same output.
  private static let outputPatience = 60

  let path: String

  func make() throws(FileError) {
    try FileSystem.makeDirectory(path)
  }

  func database(of account: String) -> String { "\(path)/\(account).sqlite" }

  /// The database with what SQLite keeps beside it, and what `cardferry login` stored.
  func files(of account: String) -> [String] {
    let database = database(of: account)
    return [database, database + "-wal", database + "-shm", token(of: account)]
  }

  func token(of account: String) -> String { "\(path)/\(account).token" }

  func hasDatabase(of account: String) -> Bool {
    FileSystem.isFile(database(of: account))
  }

  /// - Throws: ``Failure`` at once where another run works on the account.
  func lock(account: String) throws -> Lock {
    let file = "\(path)/\(account).lock"
    if let lock = try Lock(file: file) { return lock }
    throw Self.held("account '\(account)'", file: file)
  }

  /// - Throws: ``Failure`` where another run goes on writing the output for a minute.
  func lock(output: String) async throws -> Lock {
    let file = "\(path)/outputs/\(output).lock"
    try FileSystem.makeDirectory("\(path)/outputs")
    for _ in 0..<(Self.outputPatience * 10) {
      if let lock = try Lock(file: file) { return lock }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Self.held("output '\(output)'", file: file)
  }

  private static func held(_ what: String, file: String) -> Failure {
    let process = Lock.holder(of: file).map { " (process \($0))" } ?? ""
    return Failure(
      .locked, "another cardferry\(process) is working on \(what); wait for its end")
  }
}
