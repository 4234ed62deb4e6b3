/// The tokens that mean the same on every code page (WAP-192-WBXML section 7.1), and the bits of
/// those that begin an element.
enum GlobalToken {
  static let switchPage: UInt8 = 0x00
  static let end: UInt8 = 0x01
  static let entity: UInt8 = 0x02
  static let inlineString: UInt8 = 0x03
  static let tableString: UInt8 = 0x83
  static let opaque: UInt8 = 0xC3

  static let contentBit: UInt8 = 0x40
  static let attributeBit: UInt8 = 0x80
}
