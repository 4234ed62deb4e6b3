/// An element of an XML document, its namespaces resolved.
package struct XMLElement: Equatable, Sendable {
  package enum Node: Equatable, Sendable {
    case element(XMLElement)
    /// Character data and CDATA sections; neighbours are joined.
    case text(String)
  }

  /// The URI of the namespace, `nil` for none.
  package var namespace: String?
  /// Without prefix.
  package var name: String
  package var attributes: [XMLAttribute]
  /// In the order of the document. Comments and processing instructions are left out.
  package var nodes: [Node]
  /// The line its start tag ends on, from 1; 0 for an element that was not read.
  package var line: Int

  package init(
    _ name: String, namespace: String? = nil, attributes: [XMLAttribute] = [],
    nodes: [Node] = [], line: Int = 0
  ) {
    self.name = name
    self.namespace = namespace
    self.attributes = attributes
    self.nodes = nodes
    self.line = line
  }

  /// The child elements.
  package var children: [XMLElement] {
    nodes.compactMap { if case .element(let child) = $0 { child } else { nil } }
  }

  /// All text directly in the element, with that between child elements.
  package var text: String {
    nodes.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
  }

  /// The value of an attribute; `nil` where there is none.
  package func attribute(_ name: String, namespace: String? = nil) -> String? {
    attributes.first { $0.name == name && $0.namespace == namespace }?.value
  }
}

/// An attribute; declarations of namespaces are none.
package struct XMLAttribute: Equatable, Sendable {
  /// The URI of the namespace; `nil` for an attribute without prefix.
  package var namespace: String?
  package var name: String
  package var value: String

  package init(_ name: String, namespace: String? = nil, _ value: String) {
    self.name = name
    self.namespace = namespace
    self.value = value
  }
}
