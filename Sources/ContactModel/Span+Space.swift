extension Span<UInt8> {
  /// Whether white space or a control character may begin at a byte of UTF-8: all of them do
  /// by this, and a few other characters.
  ///
  /// Beyond ASCII they begin with the bytes C2, E1 9A, E2 80, E2 81 and E3 80.
  package func mayBeSpace(at index: Int) -> Bool {
    switch self[index] {
    case ...0x20, 0x7F, 0xC2: true
    case 0xE1: self[index + 1] == 0x9A
    case 0xE2: self[index + 1] & 0xFE == 0x80
    case 0xE3: self[index + 1] == 0x80
    default: false
    }
  }
}
