import Digests
import Glibc

/// A card or an entry as it stands in an output, seen as what a contact is found again by: all that
/// it says but whose it is and since when.
struct WrittenRecord {
  /// In lower case, as cardferry writes it.
  let uuid: String
  /// When the contact had changed, in seconds since 1970; `nil` where the record doesn't tell.
  let changedAt: Int64?
  /// The same for two records that differ in UUID and time alone.
  let likeness: [UInt8]

  /// `hasRevision`: whether a time stands behind the UUID, as in every card.
  /// Returns `nil` for a record without a UUID.
  init?(_ record: some Collection<UInt8>, hasRevision: Bool) {
    var bytes = Array(record)
    guard let first = Self.uuid(in: bytes, from: 0) else { return nil }
    let name = Array(bytes[first])
    uuid = String(decoding: name, as: UTF8.self)
    var next: Range<Int>? = first
    while let range = next {
      if bytes[range].elementsEqual(name) {
        for index in range { bytes[index] = Self.zero }
      }
      next = Self.uuid(in: bytes, from: range.upperBound)
    }
    if bytes.starts(with: Self.hiddenName) { bytes.removeFirst(Self.lengthOfFirstLine(bytes)) }
    changedAt = hasRevision ? Self.takeRevision(from: &bytes, after: first.upperBound) : nil
    likeness = SHA256.digest(bytes)
  }

  /// The beginning of an entry whose DN is in base 64, which hides the UUID in it (RFC 2849).
  private static let hiddenName = Array("dn:: ".utf8)

  /// With the lines that continue it.
  private static func lengthOfFirstLine(_ bytes: [UInt8]) -> Int {
    let end = bytes.indices.dropLast().first { index in
      bytes[index] == UInt8(ascii: "\n") && bytes[index + 1] != UInt8(ascii: " ")
    }
    return (end ?? bytes.count - 1) + 1
  }

  private static let zero = UInt8(ascii: "0")
  private static let hyphen = UInt8(ascii: "-")
  private static let length = 36

  /// The UUID of a record, in lower case; `nil` for one without.
  static func uuid(of record: ArraySlice<UInt8>) -> String? {
    let bytes = Array(record)
    return uuid(in: bytes, from: 0).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The first 36 bytes that are a UUID.
  static func uuid(in bytes: [UInt8], from start: Int) -> Range<Int>? {
    guard bytes.count - start >= length else { return nil }
    for index in start...(bytes.count - length)
    where bytes[index + 8] == hyphen && bytes[index + 13] == hyphen {
      let isName = (0..<length).allSatisfy { offset in
        let byte = bytes[index + offset]
        return switch offset {
        case 8, 13, 18, 23: byte == hyphen
        default: isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
      }
      if isName { return index..<(index + length) }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (zero...UInt8(ascii: "9")).contains(byte)
  }

  /// Makes zeros of the time that stands close behind the UUID, in whatever notation: `REV` and
  /// fourteen digits up to a `Z`.
  private static func takeRevision(from bytes: inout [UInt8], after start: Int) -> Int64? {
    let end = min(bytes.count, start + 100)
    let rev = Array("rev".utf8)
    guard
      let name = (start..<max(start, end - rev.count)).first(where: { index in
        zip(bytes[index...], rev).allSatisfy { $0 | 0x20 == $1 }
      })
    else { return nil }
    var digits: [Int] = []
    for index in name..<end {
      if bytes[index] == UInt8(ascii: "Z") { break }
      if isDigit(bytes[index]) { digits.append(index) }
    }
    guard digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int32 {
      digits[range].reduce(0) { $0 * 10 + Int32(bytes[$1] - zero) }
    }
    var parts = tm()
    parts.tm_year = number(0..<4) - 1900
    parts.tm_mon = number(4..<6) - 1
    parts.tm_mday = number(6..<8)
    parts.tm_hour = number(8..<10)
    parts.tm_min = number(10..<12)
    parts.tm_sec = number(12..<14)
    for index in digits { bytes[index] = zero }
    return Int64(timegm(&parts))
  }
}
