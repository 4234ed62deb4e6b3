import Foundation

/// SplitMix64: small, even enough, and the same on every machine. Tests print the seed.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// What a long test rolls its edits and faults from: a seed of its own, or that of
/// `CARDFERRY_SOAK_SEED`, by which a run that failed is replayed.
package func soakSeed(else seed: UInt64) -> UInt64 {
  guard let text = ProcessInfo.processInfo.environment["CARDFERRY_SOAK_SEED"] else { return seed }
  guard let number = UInt64(text) else { preconditionFailure("CARDFERRY_SOAK_SEED is no number") }
  return number
}
