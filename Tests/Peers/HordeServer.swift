import Foundation
import HTTPTransport

/// Horde's ActiveSync library behind the front in `Servers/horde`.
struct HordeServer: MailboxServer {
  /// What the server demands of a device, as Horde names it.
  enum Provisioning: String {
    case none = ""
    case loose
    /// No policy key, no service: status 449, or 142 in WBXML.
    case force
  }

  let url: String
  private let scripts: ServerScripts
  private let contacts: String

  /// Starts a server. A policy is one of Horde_ActiveSync_Policies as a JSON object, Horde's own
  /// asks for nothing; the version is the highest that is offered, Horde's own is 16.0.
  init(provisioning: Provisioning = .none, policy: String = "", version: String = "")
    async throws
  {
    scripts = try await ServerScripts(
      "horde",
      environment: [
        "HORDE_PROVISIONING": provisioning.rawValue, "HORDE_POLICY": policy,
        "HORDE_VERSION": version,
      ])
    url = try scripts.fact("server")
    contacts = try scripts.fact("contacts") + "/alice"
  }

  func requests() throws -> [String] { try scripts.requests() }

  func put(_ contact: SampleContact) async throws {
    try await send(
      "PUT", "\(contacts)/\(contact.id)", body: Array(contact.hordeProperties()),
      type: "application/json", expecting: [204])
  }

  func delete(_ contact: SampleContact) async throws {
    try await send("DELETE", "\(contacts)/\(contact.id)", expecting: [204])
  }

  func forgetClients() async throws { try await scripts.run("forget") }

  /// The administrator orders that every device be wiped.
  func orderWipe() async throws { try await scripts.run("order-wipe") }

  func stop() async throws { try await scripts.stop() }
}
