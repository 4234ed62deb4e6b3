/// What a connection takes from the configuration beyond its address.
package struct ConnectionOptions: Sendable {
  /// A client certificate for servers that ask for one.
  package struct ClientCertificate: Sendable {
    /// A PEM file, or PKCS #12 where the name ends in `.p12` or `.pfx`.
    package var file: String
    /// The PEM file of the key; `nil` where it lies in ``file``.
    package var key: String?
    /// Of the key, asked for when the certificate is needed; `nil` for none.
    package var password: (@Sendable () async throws -> String)?

    package init(
      file: String, key: String? = nil, password: (@Sendable () async throws -> String)? = nil
    ) {
      self.file = file
      self.key = key
      self.password = password
    }
  }

  /// Where a connection goes through.
  package enum Proxy: Equatable, Sendable {
    /// `https_proxy`, `http_proxy` and `no_proxy`.
    case environment
    case none
    /// `http://HOST:PORT` or `https://HOST:PORT`, with a user if need be.
    case url(String)

    /// Whether the text is the address of a proxy.
    package static func isURL(_ text: String) -> Bool {
      RequestURL.isProxy(text)
    }
  }

  /// A PEM file of certificates to trust instead of the system's; `nil` for those.
  package var caFile: String?
  package var clientCertificate: ClientCertificate?
  package var proxy = Proxy.environment

  package init() {}
}
