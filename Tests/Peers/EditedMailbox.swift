import FakeExchange

/// A mailbox in which people work: contacts come, change and go at random, the same for the same
/// seed.
///
/// Values are those of the sample contacts, so that each meets each in one contact.
struct EditedMailbox {
  /// What is done to the mailbox before the next look at it; no contact is touched twice.
  struct Round {
    var put: [SampleContact] = []
    var delete: [SampleContact] = []
    /// How many of `put` weren't there.
    var addedCount = 0
  }

  private(set) var contacts: [SampleContact] = []
  private var deleted: [SampleContact] = []
  private var made = 0
  private var random: SplitMix64

  init(seed: UInt64, count: Int) {
    random = SplitMix64(seed: seed)
    for _ in 0..<count { contacts.append(newContact()) }
  }

  mutating func edit(times: Int) -> Round {
    var round = Round()
    for _ in 0..<times {
      switch UInt8.random(in: 0..<10, using: &random) {
      case 0..<6: round.put.append(changed(take(from: \.contacts)))
      case 6: round.delete.append(take(from: \.contacts))
      case 7 where !deleted.isEmpty:
        round.put.append(changed(take(from: \.deleted)))
        round.addedCount += 1
      default:
        round.put.append(newContact())
        round.addedCount += 1
      }
    }
    contacts += round.put
    deleted += round.delete
    return round
  }

  private mutating func take(
    from list: WritableKeyPath<Self, [SampleContact]>
  ) -> SampleContact {
    let index = Int.random(in: self[keyPath: list].indices, using: &random)
    return self[keyPath: list].remove(at: index)
  }

  private mutating func newContact() -> SampleContact {
    made += 1
    return changed(SampleContact("edited-\(made)", [.lastName: "Edited \(made)"]))
  }

  /// Gives some fields another value, and takes some away.
  private mutating func changed(_ contact: SampleContact) -> SampleContact {
    var changes: [SampleContact.Field: String] = [:]
    for field in SampleContact.Field.allCases where Bool.random(using: &random) {
      if Bool.random(using: &random) {
        changes[field] = Self.values[field]?.randomElement(using: &random)
      } else if field != .lastName {
        changes[field] = ""
      }
    }
    return contact.with(changes)
  }

  private static let values: [SampleContact.Field: [String]] = {
    let samples =
      SampleContact.rich + [.complete] + SampleContact.awkward + SampleContact.plain(0..<5)
    return Dictionary(
      uniqueKeysWithValues: SampleContact.Field.allCases.map { field in
        (field, samples.compactMap { $0[field] })
      })
  }()
}
