import ActiveSync
import ExportPipeline
import Testing

@Suite struct `The deletion guard` {
  private func refusal(_ losses: [DeletionGuard.Loss], maximum: Int = 20) throws -> Failure? {
    var account = Job.Account(
      name: "contoso", endpoint: try Endpoint(parsing: "https://mail.contoso.com"), user: "anna",
      signIn: .basic(user: "anna") { "secret" }, windowSize: 100)
    account.maximumDeletion = maximum
    return DeletionGuard.refusal(of: account, deviceID: "0a1b", losses: losses)
  }

  @Test func `counts what is lost over what is held, and lets a few go`() throws {
    let table: [(lost: Int, held: Int, maximum: Int, isRefused: Bool)] = [
      (0, 0, 20, false), (0, 100, 0, false), (9, 10, 0, false), (9, 9, 20, true), (1, 1, 100, true),
      (10, 100, 20, false), (20, 100, 20, false), (21, 100, 20, true), (10, 20, 20, true),
      (10, 20, 50, false), (100, 100, 100, true), (99, 100, 100, false),
    ]
    for (lost, held, maximum, isRefused) in table {
      let failure = try refusal([.init(output: "cards", lost: lost, held: held)], maximum: maximum)
      #expect((failure != nil) == isRefused, "\(lost) of \(held) at \(maximum) %")
      #expect(failure.map { $0.kind == .suspiciousShrink } ?? true)
    }
  }

  @Test func `names the first output that would lose too much`() throws {
    let failure = try refusal([
      .init(output: "cards", lost: 1, held: 100), .init(output: "ldap", lost: 30, held: 100),
      .init(output: "all", lost: 100, held: 100),
    ])
    #expect(
      failure?.message
        == "30 of 100 contacts of 'contoso' would be deleted from 'ldap'; nothing was written; if the "
        + "server holds this device back (quarantine), ask its administrator to allow the device '0a1b' of "
        + "type 'cardferry'; if the contacts are really gone, run once with --allow-delete")
  }
}
