import ContactFormats
import ContactMapping
import ContactModel
import DurableFiles
import ExportPipeline
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

@Suite struct `The plan of a card` {
  private static let uuid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
  private static let path = "\(uuid).vcf"
  private let folder = CollectionRecord(
    id: 1, serverID: "2", parentID: "0", type: 9, name: "Contacts", directory: "Contacts",
    syncKey: "1", isLoading: false, rebaselinedAt: 1, isGone: false)

  private func contact(deleted: Bool = false, collection: Int64 = 1) -> ContactRecord {
    let data = Element(
      Tag.AirSync.applicationData, .elements([Element(Tag.Contacts.lastName, .text("Lovelace"))]))
    return ContactRecord(
      id: 1, collectionID: collection, uuid: Self.uuid,
      data: deleted ? [] : ApplicationData.encode(data), sequence: 1, changedAt: 0,
      isDeleted: deleted)
  }

  /// What the card of the contact says.
  private func card() throws -> [UInt8] {
    guard case .create(_, let bytes) = try step(contact(), nil, stands: nil).action else {
      Issue.record("a new contact gets a card")
      return []
    }
    return bytes
  }

  private func artifact(_ path: String, _ content: [UInt8]) -> Artifact {
    let stamp = FileStamp(size: Int64(content.count), modified: 1)
    return Artifact(
      name: path,
      file: FileRecord(digest: FileRecord.digest(of: content), stamp: stamp, after: nil))
  }

  private func step(
    _ contact: ContactRecord, _ artifact: Artifact?, stands: [UInt8]?,
    _ rule: Job.Output.ConflictRule = .overwrite
  ) throws -> VCardPlan.Step {
    let place = try TemporaryFolder()
    defer { place.remove() }
    let plan = VCardPlan(
      output: "cards", store: try AccountStore(file: place.path("a.sqlite")),
      membership: Membership(collections: [folder]),
      layout: VCardLayout(collections: [folder], account: nil, fileExtension: "vcf"),
      writer: VCardWriter(), account: "contoso", conflictRule: rule, read: { _ in stands })
    return try plan.step(for: FeedItem(contact: contact, artifact: artifact))
  }

  @Test func `of a contact that is there follows from what stands in its place`() throws {
    let (ours, old, mine) = (try card(), Array("old".utf8), Array("mine".utf8))
    let path = Self.path
    let table: [(Artifact?, stands: [UInt8]?, Job.Output.ConflictRule, VCardAction, warns: Bool)] =
      [
        (nil, nil, .overwrite, .create(path: path, bytes: ours), false),
        (nil, ours, .overwrite, .keep(path: path), false),
        // A UUID of this state is ours, whatever stands there.
        (nil, mine, .keep, .create(path: path, bytes: ours), false),
        (artifact(path, ours), ours, .overwrite, .keep(path: path), false),
        (artifact(path, old), old, .keep, .replace(path: path, old: path, bytes: ours), false),
        (artifact(path, old), nil, .keep, .create(path: path, bytes: ours), false),
        (artifact(path, old), mine, .overwrite, .replace(path: path, old: path, bytes: ours), true),
        (artifact(path, old), mine, .keep, .leave(path: path), true),
        // Somebody else has written the very same.
        (artifact(path, old), ours, .keep, .keep(path: path), false),
        (artifact("Old/" + path, ours), ours, .keep, .move(path: path, old: "Old/" + path), false),
        (
          artifact("Old/" + path, old), old, .keep,
          .replace(path: path, old: "Old/" + path, bytes: ours), false
        ),
      ]
    for (index, (artifact, stands, rule, action, warns)) in table.enumerated() {
      let step = try step(contact(), artifact, stands: stands, rule)
      #expect(step.action == action, "row \(index)")
      #expect(step.warnings.contains { $0.code == .conflict } == warns, "row \(index)")
    }
  }

  @Test(arguments: [false, true])
  func `of a contact that is deleted, or whose folder is none of contacts, takes its own card away`(
    isDeleted: Bool
  ) throws {
    let gone = contact(deleted: isDeleted, collection: isDeleted ? 1 : 2)
    let (ours, mine) = (Array("ours".utf8), Array("mine".utf8))
    let artifact = artifact(Self.path, ours)
    #expect(try step(gone, nil, stands: nil).action == .ignore)
    let paths = isDeleted ? [Self.path, Self.path] : [Self.path]
    #expect(try step(gone, artifact, stands: ours).action == .delete(paths: paths))
    #expect(try step(gone, artifact, stands: nil).action == .delete(paths: paths))
    let overwriting = try step(gone, artifact, stands: mine, .overwrite)
    #expect(overwriting.action == .delete(paths: paths))
    #expect(overwriting.warnings.map(\.code) == [.conflict])
    let keeping = try step(gone, artifact, stands: mine, .keep)
    #expect(keeping.action == .giveUp(path: Self.path))
    #expect(keeping.warnings.map(\.code) == [.conflict])
    #expect(keeping.written != nil, "a wipe has to find it")
  }
}
