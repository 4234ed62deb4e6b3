import Foundation
import TestSupport
import Testing

@Suite struct `cardferry discover` {
  private func discover(_ arguments: String...) async throws -> Program.Outcome {
    let place = try Workplace()
    return try await place.run(["discover"] + arguments)
  }

  @Test(arguments: [
    (["anna"], "anna: not a mail address; write USER@DOMAIN"),
    (["anna@localhost"], "the domain 'localhost' has no dot; write the whole name of the domain"),
    (
      ["anna@contoso.test", "--password-file", "a", "--password-command", "b"],
      "'--password-command' and '--password-file' exclude each other; give one of them"
    ),
    (
      ["anna@contoso.test", "--allow-redirect-to", "https://mail.contoso.test"],
      "'--allow-redirect-to' takes a host alone, such as mail.contoso.com; leave out the rest"
    ),
    (["anna@contoso.test", "--auth", "digest"], "The value 'digest' is invalid"),
  ])
  func `refuses what makes no sense before it asks anybody`(
    arguments: [String], words: String
  ) async throws {
    let place = try Workplace()
    let outcome = try await place.run(["discover"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  /// `.invalid` has no addresses, whoever asks (RFC 2606).
  @Test func `tells each step, and in the end what to do`() async throws {
    let outcome = try await discover("anna@contoso.invalid")
    #expect(outcome.status == 4)
    let words = outcome.output.split(separator: "\n").map { $0.prefix { $0 != "(" } }
    #expect(
      words == [
        "JSON v2 at autodiscover.contoso.invalid ", "JSON v2 at contoso.invalid ",
        "POX at contoso.invalid ", "POX at autodiscover.contoso.invalid ",
        "http redirect at autodiscover.contoso.invalid ",
        "DNS SRV at _autodiscover._tcp.contoso.invalid ",
      ])
    #expect(
      outcome.errors
        == "cardferry: no host of contoso.invalid answers; is the address right, and does the "
        + "network work? Else ask its administrator for the ActiveSync server, and write it as "
        + "'server:' by hand\n")
  }

  @Test func `speaks JSON as well`() async throws {
    struct Report: Decodable {
      struct Step: Decodable {
        let method: String
        let host: String
        let disclosure: String
        let outcome: String
      }
      let server: String?
      let steps: [Step]
      let error: String?
    }
    let outcome = try await discover("anna@contoso.invalid", "--json")
    #expect(outcome.status == 4)
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.server == nil)
    #expect(report.steps.count == 6)
    #expect(report.steps.first?.disclosure == "without password, tells it the address")
    #expect(report.error?.hasPrefix("no host of contoso.invalid answers; ") == true)
  }
}
