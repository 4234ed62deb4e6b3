import Foundation
import Testing

/// A message that a real server or client sent.
struct Capture: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]

  var testDescription: String { name }

  /// The messages of SOGo 5.8, of Horde's ActiveSync library, of Z-Push 2.7 and of Syncroton, with some of what was
  /// asked of them.
  static let all: [Capture] = {
    let folder = Bundle.module.resourceURL?.appending(path: "Fixtures/captures")
    let files =
      folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    return files.sorted().compactMap { name in
      guard let url = folder?.appending(path: name), let data = try? Data(contentsOf: url) else {
        return nil
      }
      return Capture(name: name, bytes: Array(data))
    }
  }()
}

/// Numbers that look random and come again with the same seed (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// A seed of this run; give a printed one as `CARDFERRY_SEED` to have the same run again.
  static func seed(for test: String) -> UInt64 {
    let given = ProcessInfo.processInfo.environment["CARDFERRY_SEED"].flatMap(UInt64.init)
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("\(test): CARDFERRY_SEED=\(seed)")
    return seed
  }
}
