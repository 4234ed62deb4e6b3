package import Foundation
package import HTTPTransport

/// How long a server asks to wait.
///
///     Retry-After: 120
///     Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
///     Retry-After: 899.4032145
///     X-MS-BackOffDuration: H/899.4032145
///
/// The header of HTTP has two forms (RFC 9110 section 10.2.3). Exchange writes the seconds with a
/// fraction, behind a point or a comma, by the language of the server; and from 14.0 on in a header of
/// its own, behind a letter for how urgent it is, and less than 0 for no wait.
package enum RetryAfter {
  /// More than any server means, and beyond what a run waits.
  private static let most = 1_000_000_000

  /// `nil` where no header says anything that can be read.
  package static func seconds(in headers: HTTPHeaders, now: Date = Date()) -> Int? {
    seconds(headers["Retry-After"], now: now) ?? backOff(headers["X-MS-BackOffDuration"])
  }

  /// Seconds from `now` on, at least 0; `nil` where the header says nothing that can be read.
  private static func seconds(_ header: String?, now: Date) -> Int? {
    guard let header = header.map(trimmed) else { return nil }
    if let seconds = number(header) { return seconds }
    if let date = date(header) {
      return rounded(max(0, date.timeIntervalSince(now)))
    }
    // The same header twice.
    let several = header.components(separatedBy: ", ").map(number)
    return several.contains(nil) ? nil : several.compactMap { $0 }.max()
  }

  /// `nil` for no wait as well.
  private static func backOff(_ header: String?) -> Int? {
    guard let text = header.map(trimmed) else { return nil }
    let letter = text.prefix { $0.isLetter }
    let rest = text.dropFirst(letter.count)
    guard letter.isEmpty ? !rest.hasPrefix("/") : rest.hasPrefix("/") else { return nil }
    let seconds = number(String(letter.isEmpty ? rest : rest.dropFirst()))
    return seconds == 0 ? nil : seconds
  }

  /// Digits, and a fraction behind a point or a comma; rounded up.
  private static func number(_ text: String) -> Int? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let seconds = Double(parts.joined(separator: "."))
    else { return nil }
    return rounded(seconds)
  }

  private static func rounded(_ seconds: Double) -> Int {
    Int(min(seconds.rounded(.up), Double(most)))
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  /// The form of today, and the two that recipients have to know still (RFC 9110 section 5.6.7).
  private static func date(_ text: String) -> Date? {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    for form in [
      "EEE, dd MMM yyyy HH:mm:ss zzz", "EEEE, dd-MMM-yy HH:mm:ss zzz", "EEE MMM d HH:mm:ss yyyy",
    ] {
      format.dateFormat = form
      if let date = format.date(from: text) { return date }
    }
    return nil
  }
}
