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
