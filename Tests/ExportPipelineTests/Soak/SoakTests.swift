import FakeExchange
import TestSupport
import Testing

@Suite struct `An export that runs night after night` {
  private static let runs = 200
  private static let edits = 10

  /// `CARDFERRY_SOAK_SEED` replays a run or rolls another.
  @Test func `holds what the server holds, whatever the weather`() async throws {
    let seed = soakSeed(else: 1)
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
    for number in 1...Self.runs {
      try nights.edit(Self.edits)
      // Every tenth night is calm, the last among them: what is late comes then.
      let isCalm = number.isMultiple(of: 10)
      let events = isCalm ? [] : weather.roll()
      let compared = nights.comparisons
      var problems = try await nights.run(events)
      if isCalm {
        problems += try await nights.run([])
        if nights.comparisons == compared { problems.append("nothing was compared") }
      }
      differences += problems.count
      #expect(problems.prefix(5) == [], "seed \(seed), run \(number), \(events)")
    }
    print(
      """
      soak: seed \(seed), \(Self.runs) runs, \(Self.runs * Self.edits) edits, \
      \(server.statistics.faults) faults, \(nights.successes) ok, \(nights.comparisons) compared, \(differences) differences
      """)
  }
}
