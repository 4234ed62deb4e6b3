/// The forms in which cards write dates and times.
enum DateForm {
  /// `19800415`, `1980`, `1980-04`, `--0415`, `--04`, `---15`, each of the full ones also with a
  /// time, or a time alone (RFC 6350 section 4.3.4).
  static func isDateAndOrTime(_ value: ArraySlice<UInt8>) -> Bool {
    guard let sign = value.firstIndex(of: timeSign) else { return isDate(value, isFull: false) }
    let time = value[(sign + 1)...]
    return sign == value.startIndex
      ? isTime(time, mayBeTruncated: true)
      : isDate(value[..<sign], isFull: true) && isTime(time, mayBeTruncated: false)
  }

  /// `20261122T020000Z`, or with another zone or none (RFC 6350 section 4.3.5).
  static func isTimestamp(_ value: ArraySlice<UInt8>) -> Bool {
    guard let sign = value.firstIndex(of: timeSign) else { return false }
    let (time, zone) = split(value[(sign + 1)...])
    return shape(value[..<sign]) == "00000000" && isDate(value[..<sign], isFull: true)
      && shape(time) == "000000" && isTime(time, mayBeTruncated: false) && isZone(zone)
  }

  /// `1980-04-15` or `19800415`, with or without a time (RFC 2426 sections 3.1.5 and 4).
  static func isDateOf2426(_ value: ArraySlice<UInt8>) -> Bool {
    let sign = value.firstIndex(of: timeSign) ?? value.endIndex
    let date = value[..<sign]
    guard ["00000000", "0000-00-00"].contains(shape(date)),
      isDate(date.filter { $0 != hyphen }[...], isFull: true)
    else { return false }
    if sign == value.endIndex { return true }
    var (time, zone) = split(value[(sign + 1)...])
    if let point = time.firstIndex(where: { $0 == 0x2E || $0 == Byte.comma }) {
      guard point + 1 < time.endIndex, time[(point + 1)...].allSatisfy(Byte.isDigit) else {
        return false
      }
      time = time[..<point]
    }
    guard ["000000", "00:00:00"].contains(shape(time)) else { return false }
    return isTime(time.filter { $0 != Byte.colon }[...], mayBeTruncated: false)
      && isZone(zone.filter { $0 != Byte.colon }[...])
  }

  private static let timeSign = UInt8(ascii: "T")
  private static let hyphen = UInt8(ascii: "-")

  /// The text with a 0 in the place of every digit.
  private static func shape(_ value: ArraySlice<UInt8>) -> String {
    String(decoding: value.map { Byte.isDigit($0) ? 0x30 : $0 }, as: UTF8.self)
  }

  private static func isDate(_ value: ArraySlice<UInt8>, isFull: Bool) -> Bool {
    let digits = numbers(in: value)
    switch shape(value) {
    case "00000000":
      return isDay(digits[3], of: digits[2], in: digits[0] * 100 + digits[1])
    case "--0000": return isDay(digits[1], of: digits[0], in: 4)
    case "---00": return 1...31 ~= digits[0]
    case "0000": return !isFull
    case "0000-00": return !isFull && 1...12 ~= digits[2]
    case "--00": return !isFull && 1...12 ~= digits[0]
    default: return false
    }
  }

  private static func isDay(_ day: Int, of month: Int, in year: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return 1...(isLeap ? 29 : 28) ~= day
    case 4, 6, 9, 11: return 1...30 ~= day
    default: return 1...12 ~= month && 1...31 ~= day
    }
  }

  private static func isTime(_ value: ArraySlice<UInt8>, mayBeTruncated: Bool) -> Bool {
    let (time, zone) = split(value)
    let digits = numbers(in: time)
    switch shape(time) {
    case "00", "0000", "000000":
      return digits[0] < 24 && digits.dropFirst().allSatisfy { $0 < 60 } && isZone(zone)
    case "-00", "-0000", "--00":
      return mayBeTruncated && digits.allSatisfy { $0 < 60 } && zone.isEmpty
    default: return false
    }
  }

  /// A time and the zone at its end; a hyphen before any digit is none.
  private static func split(
    _ value: ArraySlice<UInt8>
  ) -> (time: ArraySlice<UInt8>, zone: ArraySlice<UInt8>) {
    guard let digit = value.firstIndex(where: Byte.isDigit),
      let zone = value[digit...].firstIndex(where: {
        $0 == UInt8(ascii: "Z") || $0 == UInt8(ascii: "+") || $0 == hyphen
      })
    else { return (value, []) }
    return (value[..<zone], value[zone...])
  }

  private static func isZone(_ zone: ArraySlice<UInt8>) -> Bool {
    guard !zone.isEmpty, zone != [UInt8(ascii: "Z")] else { return true }
    let digits = numbers(in: zone)
    return ["+00", "-00", "+0000", "-0000"].contains(shape(zone)) && digits[0] < 24
      && digits.dropFirst().allSatisfy { $0 < 60 }
  }

  /// The digits, two by two.
  private static func numbers(in value: ArraySlice<UInt8>) -> [Int] {
    let digits = value.filter(Byte.isDigit).map { Int($0) - 0x30 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
  }
}
