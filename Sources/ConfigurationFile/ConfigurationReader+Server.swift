import ActiveSync
import ExportPipeline

/// How to speak with an account's server, and how far to believe it.
extension ConfigurationReader {
  /// `accept-policy:`, `version:`, `query:`, `retries:` and `allow-redirect-to:`.
  func client(_ mapping: inout YAMLMapping) throws(ConfigurationError) -> Client.Options {
    var options = Client.Options()
    options.acceptsPolicy = try mapping.bool("accept-policy") ?? false
    options.retries = try mapping.integer("retries", in: 0...5) ?? options.retries
    if let version = try mapping.text("version") {
      guard let known = ProtocolVersion(rawValue: version) else {
        throw mapping.error(
          "version",
          "unknown 'version: \(version)' of \(mapping.name); write one of "
            + ProtocolVersion.allCases.map(\.rawValue).joined(separator: ", "))
      }
      options.version = known
    }
    if let form = try mapping.text("query") {
      guard let known = Query.Form(rawValue: form) else {
        throw mapping.error(
          "query", "unknown 'query: \(form)' of \(mapping.name); write plain or base64")
      }
      options.query = known
    }
    for host in try mapping.texts("allow-redirect-to") ?? [] {
      guard !host.contains(where: { "/:@ ".contains($0) }) else {
        throw mapping.error(
          "allow-redirect-to",
          "'allow-redirect-to' of \(mapping.name) takes hosts alone, such as mail.contoso.com")
      }
      options.allowedHosts.insert(host.lowercased())
    }
    return options
  }

  /// An interval, or none at all.
  struct Rebaseline {
    /// `nil` for never.
    let interval: Duration?
  }

  /// `30d`, `12h` or `never`; `nil` where nothing is said.
  func rebaseline(_ mapping: inout YAMLMapping) throws(ConfigurationError) -> Rebaseline? {
    guard let text = try mapping.text("rebaseline") else { return nil }
    if text == "never" { return Rebaseline(interval: nil) }
    guard let interval = Duration(text: text, units: ["h", "d"]) else {
      throw mapping.error(
        "rebaseline",
        "'rebaseline' of \(mapping.name) must be days or hours, such as 30d or 12h, or never")
    }
    return Rebaseline(interval: interval)
  }

  /// `20%`, or 20.
  func percentage(
    _ key: String, of mapping: inout YAMLMapping
  ) throws(ConfigurationError) -> Int? {
    guard let text = try mapping.text(key) else { return nil }
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percentage = Int(number.filter { $0 != " " }), (0...100).contains(percentage) else {
      throw mapping.error(
        key, "'\(key)' of \(mapping.name) must be a percentage from 0% to 100%, such as 20%")
    }
    return percentage
  }
}
