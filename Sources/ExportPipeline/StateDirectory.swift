import DurableFiles
import StateStore

/// The files of the state: a database, a lock and a token for each account, a lock for each output.
struct StateDirectory: Sendable {
  /// Longer than the requests of another process that asks for a token may take.
  private static let tokenPatience = Patience(duration: .seconds(90))

  let path: String

  func make() throws(FileError) {
    try FileSystem.makeDirectory(path)
  }

  func database(of account: String) -> String { "\(path)/\(account).sqlite" }

  /// What `cardferry login` stored or was about to store when it ended, and the database behind
  /// what SQLite keeps beside it, and behind copies of it: in this order they can be removed, since
  /// a log left over would be taken for that of a new database.
  func files(of account: String) throws(FileError) -> [String] {
    let (token, database) = (token(of: account), database(of: account))
    return try [token, FileSystem.temporary(of: token)] + Backup.files(of: database)
      + [database + "-wal", database + "-shm", database]
  }

  func token(of account: String) -> String { "\(path)/\(account).token" }

  func hasDatabase(of account: String) -> Bool {
    FileSystem.isFile(database(of: account))
  }

  /// - Throws: ``LockHeld`` where another run works on the account for longer.
  func lock(account: String, patience: Patience) async throws -> Lock {
    try await Self.lock("\(path)/\(account).lock", for: "account '\(account)'", patience: patience)
  }

  /// For writing what the outputs have made of an account, which costs nothing of what was fetched if the
  /// run is killed meanwhile.
  ///
  /// - Throws: ``LockHeld`` where another run works on the account for longer.
  func writeLock(account: String, patience: Patience) async throws -> Lock {
    try await Self.lock(
      "\(path)/\(account).lock", for: "account '\(account)'", patience: patience, marks: false)
  }

  /// The same without waiting: `nil` where another run works on the account.
  func writeLockIfFree(account: String) throws(FileError) -> Lock? {
    try Lock(file: "\(path)/\(account).lock", marks: false)
  }

  /// Keeps accounts from looking for their contacts in the outputs at the same time: two could take the
  /// same.
  ///
  /// - Throws: ``LockHeld``.
  func lockAdoption(patience: Patience) async throws -> Lock {
    try FileSystem.makeDirectory("\(path)/outputs")
    return try await Self.lock(
      "\(path)/outputs/.adoption.lock", for: "the contacts of a state that was lost",
      patience: patience, marks: false)
  }

  func database(ofOutput output: String) -> String { "\(path)/outputs/\(output).sqlite" }

  /// The names of the outputs that have a state, whether the configuration has them or not.
  func outputNames() throws(FileError) -> [String] {
    try FileSystem.names(in: path + "/outputs").filter { $0.hasSuffix(".sqlite") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(".sqlite".count)) }.sorted()
  }

  /// - Throws: ``LockHeld`` where another run writes the output for longer.
  func lock(output: String, patience: Patience) async throws -> Lock {
    try FileSystem.makeDirectory("\(path)/outputs")
    return try await Self.lock(
      "\(path)/outputs/\(output).lock", for: "output '\(output)'", patience: patience)
  }

  /// Not the account's own lock, so that a login need not wait for a long fetch. No other file of
  /// an account can have this name.
  ///
  /// - Throws: ``LockHeld`` where another process goes on asking for a token.
  func lock(tokenOf account: String) async throws -> Lock {
    try await Self.lock(
      "\(path)/\(account).token-lock", for: "the sign-in of '\(account)'",
      patience: Self.tokenPatience)
  }

  private static func lock(
    _ file: String, for what: String, patience: Patience, marks: Bool = true
  ) async throws -> Lock {
    var waiting = Waiting(what: what, patience: patience)
    while true {
      if let lock = try Lock(file: file, marks: marks) { return lock }
      try await waiting.pause(for: Lock.holder(of: file))
    }
  }
}
