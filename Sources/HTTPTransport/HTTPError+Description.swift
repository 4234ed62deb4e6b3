/// One line each: what failed, why, what to do.
extension HTTPError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidURL:
      "the address of the server is no http or https URL; write https://HOST/PATH, without a "
        + "user in it"
    case .invalidHeader(let name):
      "cannot send the request: \(name) holds a character that HTTP has no place for; look for "
        + "line breaks and, in the user's name, a colon"
    case .unknownHost(let host):
      "cannot find \(host): the name has no address; is it spelled right, and does DNS work here?"
    case .connectionFailed(let host, let reason):
      "cannot reach \(host): \(reason); is the address right and the server running?"
    case .timedOut(let host, "connect"):
      "cannot reach \(host): no connection in time; is the address right, and does a firewall "
        + "stand between?"
    case .timedOut(let host, "idle"):
      "\(host) stopped answering: nothing came for longer than the limit 'idle'; try again later"
    case .timedOut(let host, let limit):
      "\(host) is too slow: the exchange took longer than the limit '\(limit)'; try again later"
    case .tls(let host, let reason):
      "no secure connection to \(host): \(reason); is it the right server, and does this "
        + "machine know who signed its certificate?"
    case .tooLarge(let host, let limit):
      "the answer of \(host) is larger than the limit '\(limit)'; is this the right server?"
    case .incomplete(let host, let reason):
      "no complete answer from \(host): \(reason); try again, then look at the server's log"
    }
  }
}
