import Foundation

/// Domain names with letters beyond ASCII, spelled for a directory whose `mail` is ASCII: `ToASCII`
/// of internationalized domain names (RFC 5890) on the Punycode of RFC 3492.
enum InternationalDomain {
  /// `bücher.example` as `xn--bcher-kva.example`; `nil` if a label can't be spelled.
  static func ascii(_ domain: String) -> String? {
    var labels: [String] = []
    let separators: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
    let scalars = domain.unicodeScalars.split(omittingEmptySubsequences: false) {
      separators.contains($0)
    }
    for label in scalars {
      let text = String(label)
      if text.utf8.allSatisfy({ $0 < 0x80 }) {
        labels.append(text)
      } else {
        let folded = text.precomposedStringWithCompatibilityMapping.lowercased()
        guard let encoded = punycode(Array(folded.unicodeScalars)) else { return nil }
        labels.append("xn--" + encoded)
      }
    }
    guard labels.allSatisfy({ 1...63 ~= $0.utf8.count }) else { return nil }
    return labels.joined(separator: ".")
  }

  /// The encoding procedure of RFC 3492 section 6.3; `nil` beyond the length a label can have.
  static func punycode(_ label: [Unicode.Scalar]) -> String? {
    guard label.count <= 63 else { return nil }
    var output = label.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
    let basicCount = output.count
    var handled = basicCount
    if basicCount > 0 { output.append(UInt8(ascii: "-")) }
    var codePoint = 128
    var delta = 0
    var bias = 72
    while handled < label.count {
      guard let next = label.lazy.map({ Int($0.value) }).filter({ $0 >= codePoint }).min() else {
        return nil
      }
      delta += (next - codePoint) * (handled + 1)
      codePoint = next
      for scalar in label {
        if scalar.value < codePoint { delta += 1 }
        guard scalar.value == codePoint else { continue }
        append(delta, bias: bias, to: &output)
        bias = adapted(delta, isFirst: handled == basicCount, count: handled + 1)
        delta = 0
        handled += 1
      }
      delta += 1
      codePoint += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static let base = 36
  private static let leastThreshold = 1
  private static let greatestThreshold = 26

  private static func append(_ delta: Int, bias: Int, to output: inout [UInt8]) {
    var rest = delta
    var position = base
    while true {
      let threshold = min(max(position - bias, leastThreshold), greatestThreshold)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      position += base
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  private static func adapted(_ delta: Int, isFirst: Bool, count: Int) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var position = 0
    while delta > (base - leastThreshold) * greatestThreshold / 2 {
      delta /= base - leastThreshold
      position += base
    }
    return position + (base - leastThreshold + 1) * delta / (delta + 38)
  }
}
