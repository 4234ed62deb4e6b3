import Foundation

/// What a request says of itself behind the question mark (MS-ASHTTP section 2.2.1.1.1).
package struct Query {
  /// The two forms of the same.
  package enum Form: String, CaseIterable, Sendable {
    case plain, base64

    /// The form that requests have where this one is wanted: versions before 12.1 know one
    /// (MS-ASHTTP section 2.2.1.1.1.1).
    func form(in version: ProtocolVersion) -> Form { version < .v12_1 ? .plain : self }
  }

  let command: String
  let user: String
  let device: Device
  let version: ProtocolVersion
  let policyKey: String?

  /// `Cmd=Sync&User=anna%40contoso.com&DeviceId=0a1b…&DeviceType=cardferry`
  ///
  /// The version and the policy key are headers then.
  var plain: String {
    "Cmd=\(command)&User=\(Endpoint.encoded(user))&DeviceId=\(Endpoint.encoded(device.id))"
      + "&DeviceType=\(Endpoint.encoded(Device.type))"
  }

  /// The version times ten, the command's code, the locale (English, 0x0409), then with a byte for
  /// its length before each: the device's id, the policy key as four bytes, the device's type; then
  /// parameters, each with a tag and a length; all numbers little-endian (MS-ASHTTP section
  /// 2.2.1.1.1.1). `nil` where the command has no code.
  ///
  /// The id is the sixteen bytes of which it is the digits, as Windows Mobile had it. Z-Push,
  /// Syncroton, grommunio and Horde write digits for the bytes that come, whatever they are, and so
  /// know the device of the plain form again; of the text, which the example of the specification has,
  /// they made 64 digits. SOGo writes its digits in capitals, and sees another device.
  var base64: String? {
    guard let code = Self.codes[command], let tenths = UInt8(version.rawValue.filter { $0 != "." })
    else { return nil }
    var bytes: [UInt8] = [tenths, code, 0x09, 0x04]
    bytes += Self.block(device.bytes ?? Array(device.id.utf8))
    if let key = policyKey.flatMap({ UInt32($0) }) {
      bytes += Self.block((0..<4).map { UInt8(truncatingIfNeeded: key >> (8 * $0)) })
    } else {
      bytes.append(0)
    }
    bytes += Self.block(Device.type.utf8)
    bytes += [Self.userTag] + Self.block(user.utf8)
    return Data(bytes).base64EncodedString()
  }

  /// MS-ASHTTP section 2.2.1.1.1.1.3.
  private static let userTag: UInt8 = 8

  /// At most 255 bytes can be told.
  private static func block(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let told = bytes.prefix(255)
    return [UInt8(told.count)] + told
  }

  /// MS-ASHTTP section 2.2.1.1.1.1.2, of the commands that this client sends.
  private static let codes: [String: UInt8] = [
    "Sync": 0, "FolderSync": 9, "Settings": 17, "ItemOperations": 19, "Provision": 20,
  ]
}
