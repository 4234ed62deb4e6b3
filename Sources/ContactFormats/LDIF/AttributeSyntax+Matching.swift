import Foundation

extension AttributeSyntax {
  /// Whether two values have surely not the same ``matchingKey(_:)``: what counts in each of them
  /// begins with the same letters of ASCII and goes on with another one.
  static func surelyDiffer(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    var (first, second) = (0, 0)
    while true {
      while first < one.count, mayNotCount(one[first]) { first += 1 }
      while second < other.count, mayNotCount(other[second]) { second += 1 }
      guard let left = letter(at: first, in: one), let right = letter(at: second, in: other)
      else { return false }
      if left != right { return true }
      if first == one.count || second == other.count { return false }
      first += 1
      second += 1
    }
  }

  private static func mayNotCount(_ byte: UInt8) -> Bool {
    byte == Byte.space || byte == Byte.hyphen || byte == Byte.tab || byte == Byte.lineFeed
  }

  /// Zero at the end, and `nil` for what may become another letter together with the next one.
  private static func letter(at index: Int, in value: Span<UInt8>) -> UInt8? {
    if index == value.count { return 0 }
    let isAlone = index + 1 == value.count || value[index + 1] < 0x80
    return value[index] < 0x80 && isAlone ? lowercase(value[index]) : nil
  }

  /// What two values have in common that a server takes for the same one: case and spaces, and in
  /// a number the hyphens (RFC 4517 section 4.2); photos are compared byte by byte.
  func matchingKey(_ value: [UInt8]) -> [UInt8] {
    switch self {
    case .jpeg, .uri:
      return value
    case .telephone:
      return value.filter { $0 != Byte.space && $0 != 0x2D }.map { Self.lowercase($0) }
    case .directoryString, .ia5, .postalAddress:
      if value.allSatisfy({ $0 < 0x80 }) { return Self.collapsed(value.map { Self.lowercase($0) }) }
      let text = String(decoding: value, as: UTF8.self)
      let key = text.precomposedStringWithCompatibilityMapping.lowercased()
      return Self.collapsed(Array(key.utf8))
    }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    0x41...0x5A ~= byte ? byte | 0x20 : byte
  }

  private static func collapsed(_ bytes: [UInt8]) -> [UInt8] {
    let isBlank = { (byte: UInt8) in byte == Byte.space || byte == Byte.tab || byte == Byte.lineFeed
    }
    return Array(bytes.split(whereSeparator: isBlank).joined(separator: [Byte.space]))
  }
}
