/// The files of the state: a database, a lock and a token for each account, a lock for each output.
struct StateDirectory: Sendable {
  /// Seconds to wait for another run that writes the same output.
  private static let outputPatience = 60
  /// Seconds to wait for another process that asks for a token: longer than its requests may take.
  private static let tokenPatience = 90

  let path: String

  func make() throws(FileError) {
    try FileSystem.makeDirectory(path)
  }

  func database(of account: String) -> String { "\(path)/\(account).sqlite" }

  /// What `cardferry login` stored or was about to store when it ended, and the database behind
  /// what SQLite keeps beside it: in this order they can be removed, since a log left over would be
  /// taken for that of a new database.
  func files(of account: String) -> [String] {
    let (token, database) = (token(of: account), database(of: account))
    return [token, TokenFile.temporary(of: token), database + "-wal", database + "-shm", database]
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
    try FileSystem.makeDirectory("\(path)/outputs")
    return try await Self.lock(
      "\(path)/outputs/\(output).lock", for: "output '\(output)'", patience: Self.outputPatience)
  }

  /// Not the account's own lock, so that a login need not wait for a long fetch. No other file of
  /// an account can have this name.
  ///
  /// - Throws: ``Failure`` where another process goes on asking for a token.
  func lock(tokenOf account: String) async throws -> Lock {
    try await Self.lock(
      "\(path)/\(account).token-lock", for: "the sign-in of '\(account)'",
      patience: Self.tokenPatience)
  }

  private static func lock(
    _ file: String, for what: String, patience: Int
  ) async throws -> Lock {
    for _ in 0..<(patience * 10) {
      if let lock = try Lock(file: file) { return lock }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw held(what, file: file)
  }

  private static func held(_ what: String, file: String) -> Failure {
    let process = Lock.holder(of: file).map { " (process \($0))" } ?? ""
    return Failure(
      .locked, "another cardferry\(process) is working on \(what); wait for its end")
  }
}
