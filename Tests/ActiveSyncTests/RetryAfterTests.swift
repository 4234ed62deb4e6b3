import ActiveSync
import Foundation
import HTTPTransport
import Testing

@Suite struct `A time to wait` {
  private static let now = Date(timeIntervalSince1970: 784_111_777)

  @Test(arguments: [
    ("120", 120), (" 120 ", 120), ("0", 0), ("899.4032145", 900), ("899,4", 900), ("899.0", 899),
    ("0.2", 1), ("120, 300", 300), ("99999999999999999999999", 1_000_000_000),
    // The three forms of the same date, a minute later, and one that has passed.
    ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
    ("Sun Nov  6 08:50:37 1994", 60), ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 1_000_000_000),
  ])
  func `is whole seconds from now on, rounded up`(text: String, seconds: Int) {
    #expect(RetryAfter.seconds(in: ["Retry-After": text], now: Self.now) == seconds)
  }

  @Test(arguments: [
    "", "soon", "-1", "+5", "1e3", "0x10", "1.2.3", "1,2,3", ".5", "5.", "NaN", "inf", "120, soon",
  ])
  func `is none where it can't be read`(text: String) {
    #expect(RetryAfter.seconds(in: ["Retry-After": text], now: Self.now) == nil)
    #expect(RetryAfter.seconds(in: ["X-MS-BackOffDuration": text], now: Self.now) == nil)
  }

  @Test(
    arguments: [
      ("H/899.4032145", 900), ("M/12,5", 13), ("L/3", 3), ("899.4", 900), ("L/-469", nil),
      ("L/0", nil), ("0", nil), ("/5", nil), ("H5", nil), ("H//5", nil), ("L/", nil),
    ] as [(String, Int?)])
  func `stands behind a letter in Exchange's own header`(text: String, seconds: Int?) {
    #expect(RetryAfter.seconds(in: ["X-MS-BackOffDuration": text], now: Self.now) == seconds)
  }

  @Test func `in the header of HTTP counts first`() {
    let both: HTTPHeaders = ["X-MS-BackOffDuration": "H/900", "Retry-After": "2"]
    #expect(RetryAfter.seconds(in: both, now: Self.now) == 2)
    #expect(RetryAfter.seconds(in: [:], now: Self.now) == nil)
  }
}
