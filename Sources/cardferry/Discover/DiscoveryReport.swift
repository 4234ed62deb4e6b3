import ActiveSync

/// What `cardferry discover --json` prints.
struct DiscoveryReport: Encodable {
  struct Step: Encodable {
    let method: String
    let host: String
    let disclosure: String
    let outcome: String
  }

  let server: String?
  let foundBy: String?
  let versions: [String]
  let schemes: [String]
  let steps: [Step]
  let error: String?

  init(server: Discovery.Server?, steps: [DiscoveryStep], error: String?) {
    self.server = server?.endpoint.url
    foundBy = server?.foundBy.rawValue
    versions = server?.versions ?? []
    schemes = server?.schemes ?? []
    self.steps = steps.map {
      Step(
        method: $0.method.rawValue, host: $0.host, disclosure: $0.disclosure, outcome: $0.outcome)
    }
    self.error = error
  }
}
