/// Eight bytes at once.
enum ASCII {
  static var spaces: UInt64 { 0x2020_2020_2020_2020 }

  /// Not zero if there is any byte but those of the characters that can be seen, and spaces.
  @inline(__always)
  static func others(in word: UInt64) -> UInt64 {
    // The upper bit of a byte is set by 0x80 and more, then by 0x7F, then by less than 0x20.
    (word | (word &+ ones) | (word &- spaces)) & 0x8080_8080_8080_8080
  }

  /// Whether a control character may begin in it: below 0x20, at 0x7F or 0xC2.
  @inline(__always)
  static func mayHaveControl(_ word: UInt64) -> Bool {
    let delete = word ^ 0x7F7F_7F7F_7F7F_7F7F
    let beyond = word ^ 0xC2C2_C2C2_C2C2_C2C2
    let found =
      ((word &- spaces) & ~word) | ((delete &- ones) & ~delete) | ((beyond &- ones) & ~beyond)
    return found & 0x8080_8080_8080_8080 != 0
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
}
