import Foundation

/// `application/x-www-form-urlencoded`, as RFC 6749 appendix B has it.
enum Form {
  /// Fields without a value are left out.
  static func encode(_ fields: [(name: String, value: String?)]) -> [UInt8] {
    let pairs = fields.compactMap { name, value in value.map { encode(name) + "=" + encode($0) } }
    return Array(pairs.joined(separator: "&").utf8)
  }

  /// A space as `%20`: every reader of forms takes that as well as `+`.
  static func encode(_ text: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
