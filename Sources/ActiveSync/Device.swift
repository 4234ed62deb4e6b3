/// What the server sees as the device: one partnership a state, shown to its administrator.
///
/// It says honestly what it is: a name made to look like a phone would get around the
/// administrator's rules.
package struct Device: Equatable, Sendable {
  /// DeviceType and User-Agent, the same in every version: servers may block a device whose
  /// User-Agent changes (MS-ASHTTP section 3.1.5.2).
  package static let type = "cardferry"
  package static let userAgent = "cardferry"

  /// 32 hexadecimal digits, made once for an account and kept with its state.
  package let id: String

  package init(id: String) {
    self.id = id
  }

  /// The bytes of which the id is the digits; `nil` for one of another form.
  var bytes: [UInt8]? {
    let digits = Array(id.utf8)
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      let pair = digits[index...index + 1]
      // A sign is no digit.
      guard !pair.contains(UInt8(ascii: "+")),
        let byte = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// A new random id.
  package static func make() -> Device {
    var digits = ""
    for _ in 0..<4 {
      let part = String(UInt32.random(in: .min ... .max), radix: 16)
      digits += String(repeating: "0", count: 8 - part.count) + part
    }
    return Device(id: digits)
  }
}
