/// How statuses of HTTP are to be understood.
package enum HTTPStatus {
  /// The status to go by: the one that came where it is a known one, else the first of its class, as
  /// 500 for 520 (RFC 9110 section 15). What isn't from 100 to 599 counts as a failure of the server.
  package static func understood(_ status: Int) -> Int {
    if known.contains(status) { return status }
    return 100...599 ~= status ? status / 100 * 100 : 500
  }

  /// Those of IANA's registry, and of MS-ASHTTP section 2.2.2.1.1.
  private static let known: Set<Int> = [
    100, 101, 102, 103,
    200, 201, 202, 203, 204, 205, 206, 207, 208, 226,
    300, 301, 302, 303, 304, 305, 307, 308,
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421,
    422, 423, 424, 425, 426, 428, 429, 431, 449, 451, 456, 457,
    500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
  ]
}
