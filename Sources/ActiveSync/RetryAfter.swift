import Foundation

/// The header Retry-After in either of its forms (RFC 9110 section 10.2.3).
///
///     Retry-After: 120
///     Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
enum RetryAfter {
  /// Seconds from `now` on, at least 0; `nil` where the header says nothing that can be read.
  static func seconds(_ header: String?, now: Date = Date()) -> Int? {
    guard let header else { return nil }
    if let seconds = Int(header) { return seconds >= 0 ? seconds : nil }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = format.date(from: header) else { return nil }
    let seconds = date.timeIntervalSince(now)
    return seconds < 1e6 ? max(0, Int(seconds.rounded(.up))) : nil
  }
}
