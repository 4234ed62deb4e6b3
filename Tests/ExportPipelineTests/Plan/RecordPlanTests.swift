import ContactFormats
import ContactMapping
import ContactModel
import ExportPipeline
import StateStore
import Testing
import WBXML

@Suite struct `The plan of a record in a file that holds many` {
  private static let uuid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
  private static let dn = "uid=\(uuid),ou=contacts,dc=example,dc=test"
  private let folders = [9, 18].map { type in
    CollectionRecord(
      id: Int64(type), serverID: "\(type)", parentID: "0", type: type, name: "Contacts",
      directory: "Contacts", syncKey: "1", isLoading: false, rebaselinedAt: 1, isGone: false)
  }

  private func contact(_ name: String, deleted: Bool = false, in folder: Int64 = 9) -> ContactRecord
  {
    let data = Element(
      Tag.AirSync.applicationData, .elements([Element(Tag.Contacts.lastName, .text(name))]))
    return ContactRecord(
      id: 1, collectionID: folder, uuid: Self.uuid, data: ApplicationData.encode(data), sequence: 1,
      changedAt: 0, isDeleted: deleted)
  }

  private func format() throws -> LDIFContent {
    LDIFContent(
      template: try #require(try LDIFTemplate.named("inetorgperson")),
      base: "ou=contacts,dc=example,dc=test", file: "/contacts.ldif")
  }

  private func step(
    _ contact: ContactRecord, _ artifact: Artifact?, unannounced: Set<String> = [],
    startsOver: Bool = false
  ) throws -> RecordPlan.Step {
    let format = try format()
    return try RecordPlan(
      format: startsOver ? format.startingOver() : format, account: "contoso",
      membership: Membership(collections: folders), unannounced: unannounced
    ).step(for: FeedItem(contact: contact, artifact: artifact))
  }

  private func kinds(_ step: RecordPlan.Step) -> [String] {
    step.records.map { record in
      switch record {
      case .add: "add"
      case .modify: "modify"
      case .delete(let dn): "delete \(dn)"
      case .content: "content"
      }
    }
  }

  @Test func `follows from the contact and from what was written of it`() throws {
    let first = try step(contact("Lovelace"), nil)
    #expect(first.action == .add && kinds(first) == ["add"])
    let artifact = try #require(first.artifact)
    #expect(artifact.name == Self.dn)

    let same = try step(contact("Lovelace"), artifact)
    #expect(same.action == .keep && kinds(same).isEmpty && same.artifact == artifact)
    let changed = try step(contact("King"), artifact)
    #expect(changed.action == .change && kinds(changed) == ["modify"])
    #expect(changed.artifact != artifact)
    let renamed = try step(contact("Lovelace"), Artifact(name: "uid=x,dc=old", digest: [1]))
    #expect(renamed.action == .change && kinds(renamed) == ["delete uid=x,dc=old", "add"])
  }

  @Test(arguments: [9, 18])
  func `of a contact that is deleted or out of reach takes its record away`(folder: Int) throws {
    let gone = contact("Lovelace", deleted: folder == 9, in: Int64(folder))
    #expect(try step(gone, nil).action == .ignore)
    let artifact = Artifact(name: Self.dn, digest: [1])
    let told = try step(gone, artifact)
    #expect(told.action == .remove && told.artifact == nil && kinds(told) == ["delete \(Self.dn)"])
    let untold = try step(gone, artifact, unannounced: [Self.dn])
    #expect(untold.action == .remove && kinds(untold).isEmpty)
  }

  @Test func `for a directory that was lost adds every entry and deletes none`() throws {
    let artifact = try #require(try step(contact("Lovelace"), nil).artifact)
    #expect(kinds(try step(contact("Lovelace"), artifact, startsOver: true)) == ["add"])
    #expect(
      kinds(try step(contact("Lovelace", deleted: true), artifact, startsOver: true)).isEmpty)
  }
}
