import Foundation
import TestSupport

/// What contacts are called in two states that have nothing to do with each other: by account and
/// the server's ids in place of UUIDs, which are random.
struct ContactNames {
  private(set) var byUUID: [String: String] = [:]
  /// When contacts had changed, in the form of REV: what is none of these is new.
  private(set) var times: Set<String> = []

  /// Looks at the states of these accounts, and at those that a scenario has moved to `lost/`. Names of
  /// an earlier moment stay, and its times are those that count.
  init(in folder: TemporaryFolder, of accounts: [String], before: ContactNames?) throws {
    if let before { self = before }
    for account in accounts {
      for file in ["state", "lost"].map({ folder.path("\($0)/\(account).sqlite") })
      where FileManager.default.fileExists(atPath: file) {
        for contact in try StateContents.contacts(in: file) {
          byUUID[contact.uuid] = "<\(account) \(contact.serverID)>"
          if before == nil { times.insert(contact.time) }
        }
      }
    }
  }

  /// A text with these names, without the times of now, and with lines that aren't folded.
  ///
  /// Byte by byte: regular expressions would take most of a crash matrix's time.
  func anonymous(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D || byte == 0x0A, let end = Self.fold(in: bytes, at: index) {
        index = end
      } else if byte >= 0x30, byte <= 0x66, let end = Self.uuid(in: bytes, at: index) {
        let uuid = String(decoding: bytes[index..<end], as: UTF8.self)
        result += Array((byUUID[uuid] ?? "<unknown>").utf8)
        index = end
      } else if byte >= 0x30, byte <= 0x39, let end = Self.time(in: bytes, at: index) {
        let time = String(decoding: bytes[index..<end], as: UTF8.self)
        result += Array((times.contains(time) ? time : "<now>").utf8)
        index = end
      } else {
        result.append(byte)
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where a line goes on that begins with a space.
  private static func fold(in bytes: [UInt8], at index: Int) -> Int? {
    let lineFeed = bytes[index] == 0x0D ? index + 1 : index
    guard lineFeed + 1 < bytes.count, bytes[lineFeed] == 0x0A, bytes[lineFeed + 1] == 0x20 else {
      return nil
    }
    return lineFeed + 2
  }

  /// Where a UUID ends.
  private static func uuid(in bytes: [UInt8], at index: Int) -> Int? {
    guard index + 36 <= bytes.count, bytes[index + 8] == UInt8(ascii: "-") else { return nil }
    let isOne = (0..<36).allSatisfy { offset in
      let byte = bytes[index + offset]
      return [8, 13, 18, 23].contains(offset)
        ? byte == UInt8(ascii: "-")
        : byte >= 0x30 && byte <= 0x39 || byte >= 0x61 && byte <= 0x66
    }
    return isOne ? index + 36 : nil
  }

  /// Where a time ends: `20261122T020000Z`.
  private static func time(in bytes: [UInt8], at index: Int) -> Int? {
    guard index + 16 <= bytes.count, bytes[index + 8] == UInt8(ascii: "T"),
      bytes[index + 15] == UInt8(ascii: "Z")
    else { return nil }
    let isOne = (0..<15).allSatisfy { offset in
      offset == 8 || bytes[index + offset] >= 0x30 && bytes[index + offset] <= 0x39
    }
    return isOne ? index + 16 : nil
  }
}
