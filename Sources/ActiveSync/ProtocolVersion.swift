/// The versions of the protocol that this client speaks, oldest first.
package enum ProtocolVersion: String, CaseIterable, Comparable, Sendable {
  case v2_5 = "2.5"
  case v12_0 = "12.0"
  case v12_1 = "12.1"
  case v14_0 = "14.0"
  case v14_1 = "14.1"
  case v16_0 = "16.0"
  case v16_1 = "16.1"

  package static func < (left: Self, right: Self) -> Bool {
    left.order < right.order
  }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The versions that the header MS-ASProtocolVersions names, known here or not, in its order.
  ///
  /// Exchange Online gives the header twice, with eight names; no server has fifty.
  static func offered(by header: String) -> [String] {
    var versions: [String] = []
    for part in header.split(separator: ",").prefix(50) {
      let version = shown(String(part.filter { $0 != " " }), limit: 10)
      if !version.isEmpty, !versions.contains(version) { versions.append(version) }
    }
    return versions
  }

  /// The version to speak with a server that offers `offered`: the one in use while the server
  /// still offers it, since another one could tell the same contact differently; else the newest
  /// that both know, or `nil`.
  package static func choose(
    from offered: [String], keeping current: ProtocolVersion?
  ) -> ProtocolVersion? {
    if let current, offered.contains(current.rawValue) { return current }
    return allCases.last { offered.contains($0.rawValue) }
  }
}
