import WBXML

/// A request that isn't shaped as its command's schema says.
struct ShapeError: Error, Equatable {}

extension Element {
  /// The children by tag, once it is sure that they come in the order of `tags`, each at most
  /// once, and that nothing else is there.
  func children(inOrder tags: [Tag]) throws(ShapeError) -> [Tag: Element] {
    var rest = tags[...]
    var found: [Tag: Element] = [:]
    for child in children {
      guard let index = rest.firstIndex(of: child.tag) else { throw ShapeError() }
      rest = rest[(index + 1)...]
      found[child.tag] = child
    }
    return found
  }

  /// The text of an element that must have no children.
  func requiredText() throws(ShapeError) -> String {
    guard let text else { throw ShapeError() }
    return text
  }

  /// The same of an id.
  func requiredIdentifier() throws(ShapeError) -> String {
    guard let identifier else { throw ShapeError() }
    return identifier
  }

  /// A number without sign.
  func number() throws(ShapeError) -> Int {
    guard let number = Int(try requiredText()), number >= 0 else { throw ShapeError() }
    return number
  }

  /// A boolean; an element without content counts as true, as GetChanges does.
  func flag() throws(ShapeError) -> Bool {
    switch try requiredText() {
    case "", "1": true
    case "0": false
    default: throw ShapeError()
    }
  }
}

/// The value of a key that must be there.
func required(_ tag: Tag, in fields: [Tag: Element]) throws(ShapeError) -> Element {
  guard let element = fields[tag] else { throw ShapeError() }
  return element
}
