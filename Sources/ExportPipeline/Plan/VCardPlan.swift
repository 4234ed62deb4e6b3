package import ContactFormats
package import ContactModel
package import StateStore
import Steps

/// What becomes of one card. The plan takes all decisions; who carries it out takes none.
package enum VCardAction: Equatable, Sendable {
  case create(path: String, bytes: [UInt8])
  /// The card has changed; `old` is where it lay.
  case replace(path: String, old: String, bytes: [UInt8])
  /// The same card at another place.
  case move(path: String, old: String)
  case delete(paths: [String])
  /// The file says the same already and isn't touched: same inode, same mtime.
  case keep(path: String)
  /// Somebody else has changed the file, and it is to stay.
  case leave(path: String)
  /// Somebody else has changed the file of a contact that is gone: it stays, and is theirs now.
  case giveUp(path: String)
  /// A contact that came and went between two runs.
  case ignore
}

/// Decides for a part of the change feed what is to be written.
package struct VCardPlan: Sendable {
  package struct Step: Sendable {
    package let contact: Int64
    package let action: VCardAction
    /// What the output had of the contact before.
    package let artifact: Artifact?
    /// What is known of the file that stands there; `nil` for nothing.
    package let written: FileRecord?
    /// Of the card, as ``FileRecord`` has it; 0 where there is none.
    package let digest: Int64
    package let warnings: [ContactWarning]
  }

  package struct Part: Sendable {
    package let steps: [Step]
    /// Where the part ends in the change feed.
    package let end: Int64
  }

  package let output: String
  package let store: AccountStore
  package let membership: Membership
  package let layout: VCardLayout
  package let writer: VCardWriter
  package let account: String
  package let conflictRule: Job.Output.ConflictRule
  /// Reads a file of the output; `nil` where there is none.
  package let read: @Sendable (String) throws -> [UInt8]?

  package init(
    output: String, store: AccountStore, membership: Membership, layout: VCardLayout,
    writer: VCardWriter, account: String, conflictRule: Job.Output.ConflictRule,
    read: @escaping @Sendable (String) throws -> [UInt8]?
  ) {
    self.output = output
    self.store = store
    self.membership = membership
    self.layout = layout
    self.writer = writer
    self.account = account
    self.conflictRule = conflictRule
    self.read = read
  }

  /// Reads and renders the next part; `nil` at the end of the feed.
  package func part(after cursor: Int64) throws -> Part? {
    let items = try store.feed(of: output, after: cursor, limit: BatchSizes.contacts)
    guard let last = items.last else { return nil }
    return Part(steps: try items.map(step(for:)), end: last.contact.sequence)
  }

  /// - Throws: ``Failure`` where the state's bytes are damaged, and what `read` throws.
  package func step(for item: FeedItem) throws -> Step {
    guard membership.holds(item.contact), let path = layout.path(of: item.contact) else {
      return try removal(of: item)
    }
    let old = item.artifact
    let (contact, mapWarnings) = try OutputStage.contact(of: item.contact, account: account)
    let (bytes, writeWarnings) = writer.card(
      for: contact, uid: item.contact.uuid, revision: OutputStage.revision(of: item.contact))
    let current = try read(old?.name ?? path)
    var warnings = mapWarnings + writeWarnings
    var written = old?.file
    switch Ownership(of: current, record: old?.file) {
    case .ours(let record), .earlier(let record): written = record
    case .edited(let record) where current != bytes:
      let isKept = conflictRule == .keep
      warnings.append(isKept ? Conflict.kept : Conflict.overwritten)
      if isKept { return step(item, .leave(path: old?.name ?? path), record, warnings) }
    // A card under a UUID that this state has given is of an earlier output, whatever it says.
    case .edited, .foreign, .nothing: break
    }
    return step(
      item, action(path: path, old: old?.name, current: current, bytes: bytes), written, warnings,
      digest: FileRecord.digest(of: bytes))
  }

  private func removal(of item: FeedItem) throws -> Step {
    guard let old = item.artifact else { return step(item, .ignore) }
    // A run that was stopped may have moved it already.
    let moved = layout.path(of: item.contact)
    let delete = VCardAction.delete(paths: [old.name] + (moved.map { [$0] } ?? []))
    guard old.file != nil,
      case .edited(let record) = Ownership(of: try read(old.name), record: old.file)
    else { return step(item, delete) }
    return conflictRule == .keep
      ? step(item, .giveUp(path: old.name), record, [Conflict.kept])
      : step(item, delete, nil, [Conflict.overwritten])
  }

  private func step(
    _ item: FeedItem, _ action: VCardAction, _ written: FileRecord? = nil,
    _ warnings: [ContactWarning] = [], digest: Int64 = 0
  ) -> Step {
    Step(
      contact: item.contact.id, action: action, artifact: item.artifact, written: written,
      digest: digest, warnings: warnings)
  }

  private func action(
    path: String, old: String?, current: [UInt8]?, bytes: [UInt8]
  ) -> VCardAction {
    switch (current == bytes, old) {
    case (true, let old?) where old != path: .move(path: path, old: old)
    case (true, _): .keep(path: path)
    case (false, let old?) where current != nil || old != path:
      .replace(path: path, old: old, bytes: bytes)
    case (false, _): .create(path: path, bytes: bytes)
    }
  }
}
