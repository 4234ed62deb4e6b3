import ContactModel

extension ContactDate {
  /// The year that Outlook stands in for "no year".
  private static let noYear = 1604

  /// Reads a Birthday or an Anniversary: `1980-04-15T00:00:00.000Z`.
  ///
  /// The time is to be ignored and may be 11:59 (MS-ASCNTC section 2.2.2.6), but servers also
  /// send the writer's local midnight in UTC, which falls on the day before or after. Twelve hours
  /// on and the date of that: right for 00:00, 11:59 and the local midnight of all zones from
  /// UTC-11 to UTC+12.
  ///
  /// `nil` where the text is no date.
  init?(mailboxValue text: String) {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
    guard digits.count >= 8, let year = Self.number(digits[0..<4]),
      let month = Self.number(digits[4..<6]), let day = Self.number(digits[6..<8]),
      year > 0, (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
    else { return nil }
    var date = (year: year, month: month, day: day)
    if digits.count > 8 {
      guard digits[8] == UInt8(ascii: "T"), digits.count >= 11,
        let hour = Self.number(digits[9..<11]), hour < 24
      else { return nil }
      if hour >= 12 { date = Self.dayAfter(date) }
      // No format writes the year after 9999.
      guard date.year <= 9999 else { return nil }
    }
    self.init(
      year: date.year == Self.noYear ? nil : date.year, month: date.month, day: date.day)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  private static func dayAfter(
    _ date: (year: Int, month: Int, day: Int)
  ) -> (year: Int, month: Int, day: Int) {
    if date.day < days(in: date.month, of: date.year) {
      return (date.year, date.month, date.day + 1)
    }
    return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
  }
}
