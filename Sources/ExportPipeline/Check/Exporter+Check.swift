import DurableFiles
import ActiveSync
import Foundation
import StateStore

/// Looks at what a run needs, and changes no more than a look at the folders does.
extension Exporter {
  /// The directory of the state, and where the outputs go.
  package func checkFiles() async -> [Finding] {
    var findings = [checkStateDirectory()]
    for output in job.outputs { findings += await check(output) }
    return findings
  }

  private func checkStateDirectory() -> Finding {
    let path = job.stateDirectory
    guard FileSystem.isDirectory(path) else {
      return Finding(.ok, "", "state: \(path) will be made by the first run")
    }
    if let mode = FileSystem.mode(of: path), mode & 0o077 != 0 {
      return Finding(.warning, "", "state: others can get at \(path); run chmod 700 \(path)")
    }
    return FileSystem.isWritable(path)
      ? Finding(.ok, "", "state: \(path)")
      : Finding(.error, "", "state: cannot write to \(path); correct its owner or mode")
  }

  private func check(_ output: Job.Output) async -> [Finding] {
    var findings = output.kind.directories.map { checkDirectory($0, of: output) }
    if let delivery = output.kind.delivery { findings.append(await check(delivery, of: output)) }
    if let finding = checkUniqueness(of: output) { findings.append(finding) }
    return findings
  }

  /// Whether two contacts of an output have the same name there, as after a copy of a state.
  private func checkUniqueness(of output: Job.Output) -> Finding? {
    let state = StateDirectory(path: job.stateDirectory)
    let stores = OpenStores(in: state)
    var accounts: [String: String] = [:]
    for account in job.accounts where state.hasDatabase(of: account.name) {
      var twice: String?
      // A state that can't be read has a finding of its own.
      try? stores[account.name].forEachArtifact(of: output.name) { _, name, _ in
        // The same path is another file in the directory of another account.
        let own = output.kind.isWrittenByAccount ? RelativePath(name).name : name
        if let other = accounts.updateValue(account.name, forKey: own) { twice = twice ?? other }
      }
      if let twice {
        return Finding(
          .error, output.name,
          "'\(twice)' and '\(account.name)' have contacts of the same UUID or DN in it, as with a state "
            + "that was copied; remove one of the two states in \(state.path) and export anew")
      }
    }
    return nil
  }

  private func check(_ delivery: Job.Output.Delivery, of output: Job.Output) async -> Finding {
    let command = ExternalCommand(delivery.command, timeout: delivery.timeout)
    return await command.isThere
      ? Finding(.ok, output.name, "hands change files over to '\(command.name)'")
      : Finding(
        .error, output.name,
        "there is no program '\(command.name)' to hand change files over to; install it, or correct "
          + "'command:'")
  }

  private func checkDirectory(_ path: String, of output: Job.Output) -> Finding {
    // Directories that aren't there are made by the first run.
    var place = path
    while !FileManager.default.fileExists(atPath: place) {
      place = FileSystem.split(place).directory
    }
    guard FileSystem.isDirectory(place) else {
      return Finding(.error, output.name, "\(place) is no directory; correct 'path:'")
    }
    return FileSystem.isWritable(place)
      ? Finding(.ok, output.name, "writes to \(path)")
      : Finding(.error, output.name, "cannot write to \(place); correct its owner or mode")
  }

  /// The state of an account, its server, the sign-in and the policy.
  package func check(_ account: Job.Account) async -> [Finding] {
    let name = account.name
    var findings: [Finding] = []
    if !StateDirectory(path: job.stateDirectory).hasDatabase(of: name) {
      findings.append(Finding(.ok, name, "state: none yet"))
    }
    do {
      // One lock for both: what another run is changing isn't looked at.
      let mailbox = try await mailbox(of: account) { store in
        if findings.isEmpty { findings += try Self.check(store, of: name) }
      }
      let tree = FolderTree(mailbox.folders)
      let contacts = mailbox.folders.count { tree.exclusion(of: $0) == nil }
      findings.append(
        Finding(
          .ok, name,
          "server: \(account.endpoint.url), ActiveSync \(mailbox.version ?? "?"), signed in by "
            + account.signIn.scheme.rawValue))
      findings.append(Finding(.ok, name, "device: \(mailbox.deviceID) of type \(Device.type)"))
      findings.append(
        Finding(
          contacts > 0 ? .ok : .warning, name,
          "folders: \(mailbox.folders.count), of contacts \(contacts)"
            + (contacts > 0 ? "" : "; does the server let this device see the mailbox?")))
      findings.append(Finding(.ok, name, Self.words(ofPolicy: mailbox)))
    } catch {
      findings.append(Finding(name, Failure(error)))
    }
    return findings
  }

  private static func check(_ store: AccountStore, of account: String) throws -> [Finding] {
    try store.check()
    var findings = [
      Finding(
        .ok, account,
        "state: sound, \(try store.contactCount()) contacts, " + lastLoad(try store.collections()))
    ]
    if store.keepsFreeRoom {
      findings.append(
        Finding(
          .warning, account,
          "state: \(store.file) keeps what an earlier version deleted, as it can't be rewritten; make "
            + "room on its file system and in /var/tmp, or name a folder with room in SQLITE_TMPDIR"
        ))
    }
    return findings
  }

  private static func lastLoad(_ collections: [CollectionRecord]) -> String {
    guard let oldest = collections.compactMap(\.rebaselinedAt).min() else {
      return "never loaded whole"
    }
    let date = Date(timeIntervalSince1970: TimeInterval(oldest))
    return "last loaded whole on " + date.formatted(.iso8601.year().month().day())
  }

  /// What the server's policy asks for, in one line.
  package static func words(ofPolicy mailbox: Mailbox) -> String {
    switch mailbox.policy {
    case nil: "policy: not asked for yet"
    case []?: "policy: asks for nothing"
    case let requirements?:
      "policy: asks for " + requirements.joined(separator: ", ")
        + (mailbox.isPolicyMet
          ? ", which 'accept-policy: true' vouches for"
          : ", and lets in this device, which doesn't fulfil all of it")
    }
  }
}
