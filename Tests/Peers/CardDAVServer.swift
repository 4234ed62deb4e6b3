/// Radicale, a CardDAV server that programs sync address books with.
struct CardDAVServer: Sendable {
  let url: String
  private let scripts: ServerScripts

  init() async throws {
    scripts = try await ServerScripts("vdir")
    url = try scripts.fact("url")
  }

  func stop() async throws { try await scripts.stop() }
}
