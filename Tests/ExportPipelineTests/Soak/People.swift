import FakeExchange
import TestSupport
import WBXML

private typealias C = WBXML.Tag.Contacts

/// The people of a mailbox that somebody works in, at random, the same for the same seed; and what
/// was done to them since a run last brought everything over.
///
/// Each has a number of their own in CustomerId, whatever the server calls them.
struct People {
  static let tag = WBXML.Tag.Contacts2.customerId

  private(set) var edited: Set<String> = []
  private(set) var deleted: Set<String> = []
  /// Those who are in another folder, where they are new.
  private(set) var moved: Set<String> = []
  private let folders: [String]
  private let generator = ContactGenerator(seed: 7)
  private var made = 0
  private var random: SeededGenerator

  init(seed: UInt64, folders: [String]) {
    self.folders = folders
    random = SeededGenerator(seed: seed)
  }

  /// Everything was brought over.
  mutating func settle() {
    edited = []
    deleted = []
    moved = []
  }

  mutating func add(to server: FakeExchange) throws {
    var contact = generator.contact(made)
    made += 1
    contact[Self.tag] = "p\(made)"
    if chance(40) { contact.setPicture(ContactGenerator.tinyJPEG) }
    edited.insert("p\(made)")
    let new = contact
    let folder = pick(folders)
    try server.changeMailbox { _ = try $0.put(new, in: folder) }
  }

  /// Adds, changes, deletes or moves somebody.
  mutating func edit(_ server: FakeExchange) throws {
    let mailbox = server.mailbox
    let there = folders.flatMap { folder in
      mailbox.serverIDs(in: folder).map { (folder: folder, id: $0) }
    }
    let kind = Int.random(in: 0..<10, using: &random)
    // So that there are always about as many.
    if there.count < 40 || kind < 2 && there.count < 80 { return try add(to: server) }
    let (folder, id) = pick(there)
    guard let old = mailbox.contact(id), let person = old[Self.tag] else { return }
    switch kind {
    case 0...3:
      try server.changeMailbox { try $0.delete(id) }
      deleted.insert(person)
    case 4:
      let target = pick(folders.filter { $0 != folder })
      try server.changeMailbox { mailbox in
        try mailbox.delete(id)
        _ = try mailbox.put(old, in: target)
      }
      moved.insert(person)
    default:
      let new = changed(old)
      try server.changeMailbox { _ = try $0.put(new, in: folder, serverID: id) }
      edited.insert(person)
    }
  }

  /// Gives some fields of another to the contact, and takes some away.
  private mutating func changed(_ old: MailboxContact) -> MailboxContact {
    var contact = old
    let other = generator.contact(Int.random(in: 0..<100_000, using: &random))
    for element in old.elements where element.tag != Self.tag && chance(10) {
      contact.elements.removeAll { $0.tag == element.tag }
    }
    for element in other.elements where chance(30) {
      contact.elements.removeAll { $0.tag == element.tag }
      contact.elements.append(element)
    }
    if chance(30) { contact.body = other.body }
    if chance(30) { contact[C.picture] = nil }
    if chance(20) { contact.setPicture(ContactGenerator.tinyJPEG) }
    made += 1
    contact[C.jobTitle] = "Job \(made)"
    return contact
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &random)]
  }
}
