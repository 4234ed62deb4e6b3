import FakeExchange
import TestSupport
import Testing

@Suite struct `An export that runs night after night` {
  private static let nights = 200
  private static let edits = 10

  /// `CARDFERRY_SOAK_SEED` replays a run or rolls another.
  @Test func `holds what the server holds, whatever the weather`() async throws {
    let seed = soakSeed(else: 2)
    var mailbox = Mailbox()
    mailbox.put(MailboxFolder(id: "2", name: "Contacts", type: 9))
    mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
    let server = try await FakeExchange.start(mailbox: mailbox)
    do {
      try await soak(server, seed: seed)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  private func soak(_ server: FakeExchange, seed: UInt64) async throws {
    var nights = try Nights(seed: seed, server: server)
    var weather = Weather(seed: seed &+ 1, folders: Nights.folders)
    try nights.add(50)
    try #expect(await nights.run([]) == [], "seed \(seed), the first run")
    var differences = 0
    for number in 1...Self.nights {
      try nights.edit(Self.edits)
      // Every tenth night is calm, the last among them.
      let events = number.isMultiple(of: 10) ? [] : weather.roll()
      var problems = try await nights.run(events)
      if nights.mayHaveMore { problems += try await nights.run([]) }
      differences += problems.count
      #expect(problems.prefix(5) == [], "seed \(seed), night \(number), \(events)")
    }
    print(
      """
      soak: seed \(seed), \(Self.nights) nights, \(nights.runs) runs, \(Self.nights * Self.edits) edits, \
      \(server.statistics.faults) faults, \(nights.successes) ok, \(nights.comparisons) compared, \(differences) differences
      """)
  }
}
