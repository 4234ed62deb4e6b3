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
    var digits = Digits(text)
    guard let year = digits.next(4), let month = digits.next(2), let day = digits.next(2),
      year > 0, (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
    else { return nil }
    var date = (year: year, month: month, day: day)
    if !digits.isAtEnd {
      guard digits.nextIsT(), let hour = digits.next(2), hour < 24 else { return nil }
      if hour >= 12 { date = Self.dayAfter(date) }
      // No format writes the year after 9999.
      guard date.year <= 9999 else { return nil }
    }
    self.init(
      year: date.year == Self.noYear ? nil : date.year, month: date.month, day: date.day)
  }

  /// Whether it stands for none, though it is a day of the calendar: 4501-01-01 is Outlook's, 1601-01-01 the
  /// first of Windows, and of 0000-00-00 servers make days of the first years.
  var meansNone: Bool {
    guard let year else { return false }
    return year < 100 || year >= 4500 || (year, month, day) == (1601, 1, 1)
  }

  /// Reads a date's characters but for the hyphens and colons, which it may have anywhere.
  private struct Digits {
    private let text: String
    private var index = 0

    init(_ text: String) { self.text = text }

    /// The next number of so many digits.
    mutating func next(_ count: Int) -> Int? {
      var value = 0
      for _ in 0..<count {
        guard let byte = next(), 0x30...0x39 ~= byte else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }

    mutating func nextIsT() -> Bool { next() == UInt8(ascii: "T") }

    var isAtEnd: Bool {
      var rest = self
      return rest.next() == nil
    }

    private mutating func next() -> UInt8? {
      let bytes = text.utf8.span
      while index < bytes.count {
        defer { index += 1 }
        if bytes[index] != UInt8(ascii: "-"), bytes[index] != UInt8(ascii: ":") {
          return bytes[index]
        }
      }
      return nil
    }
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
