import SafeXML

/// Autodiscover in plain old XML with the schemas for mobile devices (MS-ASCMD section 2.2.1.1).
package enum AutodiscoverPOX {
  static let path = "/autodiscover/autodiscover.xml"

  private static let namespace =
    "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/"

  package enum Answer: Equatable {
    case server(String)
    /// Another address of the same user, to be looked for instead.
    case address(String)
    /// `Error` or `Action/Error`, with what it says; both as the server wrote them.
    case error(code: String, message: String)
    /// An answer without any of them.
    case empty
    case notUnderstood(String)
  }

  /// The body of the request.
  ///
  ///     <Autodiscover xmlns="…/mobilesync/requestschema/2006">
  ///       <Request>
  ///         <EMailAddress>anna@contoso.com</EMailAddress>
  ///         <AcceptableResponseSchema>…/mobilesync/responseschema/2006</AcceptableResponseSchema>
  ///       </Request>
  ///     </Autodiscover>
  static func request(for address: MailAddress) throws(XMLError) -> [UInt8] {
    let schema = namespace + "requestschema/2006"
    func element(_ name: String, _ nodes: [XMLElement.Node]) -> XMLElement {
      XMLElement(name, namespace: schema, nodes: nodes)
    }
    let request = element(
      "Request",
      [
        .element(element("EMailAddress", [.text(address.text)])),
        .element(
          element("AcceptableResponseSchema", [.text(namespace + "responseschema/2006")])),
      ])
    return Array(try XMLWriter.write(element("Autodiscover", [.element(request)])))
  }

  /// Names count, not namespaces: some servers answer in that of Outlook.
  package static func read(_ body: [UInt8]) -> Answer {
    let root: XMLElement
    do { root = try XMLReader.read(body) } catch { return .notUnderstood("\(error)") }
    guard root.name == "Autodiscover" else {
      return .notUnderstood("the document is no Autodiscover answer")
    }
    guard let response = root.child("Response") else { return .empty }
    let action = response.child("Action")
    if let server = action?.child("Settings")?.children.first(where: {
      $0.name == "Server" && $0.child("Type")?.trimmedText == "MobileSync"
    }) {
      // Name holds the same address where a server leaves Url out.
      let url = server.child("Url")?.trimmedText ?? server.child("Name")?.trimmedText ?? ""
      return url.isEmpty ? .empty : .server(url)
    }
    if let address = action?.child("Redirect")?.trimmedText, !address.isEmpty {
      return .address(address)
    }
    if let error = action?.child("Error") ?? response.child("Error") {
      let code = error.child("Status")?.trimmedText ?? error.child("ErrorCode")?.trimmedText
      return .error(code: code ?? "none", message: error.child("Message")?.trimmedText ?? "")
    }
    return .empty
  }
}

extension XMLElement {
  fileprivate func child(_ name: String) -> XMLElement? {
    children.first { $0.name == name }
  }

  fileprivate var trimmedText: String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
