import CCrypto

/// SHA-256 of texts and bytes, as much of it as is needed to tell them apart.
package struct SHA256: ~Copyable {
  /// Looked up once: OpenSSL does it in each call otherwise, for as long as the digest of a card takes.
  /// Nobody changes it.
  nonisolated(unsafe) private static let algorithm =
    EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

  private let context: OpaquePointer?

  /// For bytes that come in parts.
  package init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, Self.algorithm, nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  package mutating func append(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of all parts; nothing can be appended after it.
  package mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
  }

  package static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = bytes.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, algorithm, nil) }
    return digest
  }

  /// Eight bytes as a number.
  package static func number(_ bytes: [UInt8]) -> Int64 {
    number(of: digest(bytes))
  }

  /// The first eight bytes of a digest as a number.
  package static func number(of digest: [UInt8]) -> Int64 {
    digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  /// Twelve hexadecimal digits that stand for a server's id in a warning:
  /// `printf %s ID | sha256sum` begins with them.
  package static func shortText(_ id: String) -> String { shortText(Array(id.utf8)) }

  /// The same of an id's bytes.
  package static func shortText(_ id: [UInt8]) -> String {
    digest(id).prefix(6).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
