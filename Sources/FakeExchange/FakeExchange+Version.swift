extension FakeExchange {
  /// A version of the protocol (MS-ASHTTP section 2.2.1.1.2.6, MS-ASProtocolVersion).
  package enum Version: String, CaseIterable, Comparable, Codable, Sendable {
    case v2_5 = "2.5"
    case v12_0 = "12.0"
    case v12_1 = "12.1"
    case v14_0 = "14.0"
    case v14_1 = "14.1"
    case v16_0 = "16.0"
    case v16_1 = "16.1"

    /// The version in the first byte of a base64 query: 121 for 12.1.
    init?(tenths: UInt8) {
      guard let version = Self.allCases.first(where: { $0.tenths == tenths }) else { return nil }
      self = version
    }

    private var tenths: UInt8? { UInt8(rawValue.filter { $0 != "." }) }

    package static func < (one: Self, other: Self) -> Bool {
      guard let first = one.tenths, let second = other.tenths else { return false }
      return first < second
    }
  }
}
