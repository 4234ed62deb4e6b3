import FoundationEssentials

/// The query of a POST in either of its forms (MS-ASHTTP section 2.2.1.1.1).
///
///     ?Cmd=Sync&User=anna%40contoso.com&DeviceId=A1B2&DeviceType=cardferry
///     ?jQkJBAZiNjRkZXYABVByb2Jl
struct Query: Equatable {
  var command: String
  var deviceID: String
  var deviceType: String
  var user: String?
  /// Only the base64 form carries these two.
  var version: FakeExchange.Version?
  var policyKey: String?
  /// Whether the id came as bytes that are no text, and was made digits.
  private(set) var namesDeviceByBytes = false

  /// What is wrong with a query.
  struct Malformed: Error, Equatable, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  init(_ query: Substring) throws(Malformed) {
    if query.contains("=") && query.contains("&") || query.hasPrefix("Cmd=") {
      try self.init(plain: query)
    } else {
      try self.init(base64: query)
    }
    guard (1...32).contains(deviceID.utf8.count), deviceID.utf8.allSatisfy(Self.isAlphanumeric)
    else { throw Malformed("DeviceId is not 1 to 32 letters and digits") }
    guard !deviceType.isEmpty, deviceType.utf8.allSatisfy(Self.isAlphanumeric) else {
      throw Malformed("DeviceType is missing, or not of letters and digits")
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  private init(plain query: Substring) throws(Malformed) {
    var values: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = parts[1].percentDecoded else {
        throw Malformed("'\(parts[0])' has no value, or one that is not percent-encoded")
      }
      values[String(parts[0])] = value
    }
    guard let command = values["Cmd"] else { throw Malformed("Cmd is missing") }
    guard let user = values["User"], !user.isEmpty else { throw Malformed("User is missing") }
    self.command = command
    self.user = user
    deviceID = values["DeviceId"] ?? ""
    deviceType = values["DeviceType"] ?? ""
  }

  /// Version, command, locale (two bytes), then DeviceId, policy key and DeviceType with a length
  /// byte before each, then parameters: tag, length, value. The DeviceId is text, or bytes that stand
  /// for their digits.
  private init(base64 query: Substring) throws(Malformed) {
    guard let data = Data(base64Encoded: String(query)), data.count >= 7 else {
      throw Malformed("the query names no Cmd and is not base64 either")
    }
    var rest = Array(data)[...]
    func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
      guard rest.count >= count else { throw Malformed("the base64 query ends too early") }
      defer { rest.removeFirst(count) }
      return rest.prefix(count)
    }
    func takeBlock() throws(Malformed) -> ArraySlice<UInt8> {
      try take(Int(try take(1).first ?? 0))
    }
    let head = Array(try take(4))
    guard let command = Self.commands[head[1]] else {
      throw Malformed("the base64 query has no command \(head[1])")
    }
    self.command = command
    version = FakeExchange.Version(tenths: head[0])
    let id = try takeBlock()
    namesDeviceByBytes = !id.allSatisfy(Self.isAlphanumeric)
    deviceID = namesDeviceByBytes ? Self.digits(id) : String(decoding: id, as: UTF8.self)
    let key = try takeBlock()
    guard key.isEmpty || key.count == 4 else { throw Malformed("a policy key has four bytes") }
    if !key.isEmpty {
      policyKey = String(key.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    deviceType = String(decoding: try takeBlock(), as: UTF8.self)
    while !rest.isEmpty {
      let tag = try take(1).first
      let value = try takeBlock()
      if tag == 8 { user = String(decoding: value, as: UTF8.self) }
    }
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The command codes of MS-ASHTTP section 2.2.1.1.1.1.2.
  private static let commands: [UInt8: String] = [
    0: "Sync", 1: "SendMail", 2: "SmartForward", 3: "SmartReply", 4: "GetAttachment",
    9: "FolderSync", 10: "FolderCreate", 11: "FolderDelete", 12: "FolderUpdate", 13: "MoveItems",
    14: "GetItemEstimate", 15: "MeetingResponse", 16: "Search", 17: "Settings", 18: "Ping",
    19: "ItemOperations", 20: "Provision", 21: "ResolveRecipients", 22: "ValidateCert",
    23: "Find",
  ]
}
