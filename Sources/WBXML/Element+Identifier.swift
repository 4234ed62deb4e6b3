/// The ids of folders and items, and sync keys: bytes that go back as they came, whatever they mean.
///
/// As text they are themselves where they are UTF-8. Where they aren't, a character of a private use area
/// stands for each byte that is no part of one, U+10FE80 for 80 to U+10FEFF for FF, and for each byte of
/// these characters themselves: so no two ids have the same text, and each text gives the bytes again.
extension Element {
  /// An element that holds an id, in the bytes that it came in.
  package init(_ tag: Tag, identifier: String) {
    guard Identifier.hasStandIn(identifier.utf8) else {
      self.init(tag, identifier)
      return
    }
    let bytes = Identifier.bytes(of: identifier)
    self.init(tag, String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .string(bytes))
  }

  /// The content as an id: empty for an element without content, `nil` where there are child elements.
  package var identifier: String? {
    switch content {
    case .empty: ""
    case .text(let text): Identifier.hasStandIn(text.utf8) ? Identifier.text(of: text.utf8) : text
    case .opaque(let bytes), .string(let bytes): Identifier.text(of: bytes)
    case .elements(let children): children.isEmpty ? "" : nil
    }
  }
}

/// An id as text, and its bytes.
package enum Identifier {
  private static let standIns: ClosedRange<UInt32> = 0x10FE80...0x10FEFF

  package static func text(of bytes: some Collection<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    func standIn(for bytes: some Collection<UInt8>) {
      for byte in bytes {
        scalars.append(Unicode.Scalar(standIns.lowerBound - 0x80 + UInt32(byte)) ?? "\u{FFFD}")
      }
    }
    var rest = bytes[...]
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if standIns ~= scalar.value { standIn(for: encoded) } else { scalars.append(scalar) }
        rest = rest.dropFirst(encoded.count)
      case .error(let length):
        standIn(for: rest.prefix(length))
        rest = rest.dropFirst(length)
      case .emptyInput: return String(scalars)
      }
    }
  }

  package static func bytes(of text: String) -> [UInt8] {
    guard hasStandIn(text.utf8) else { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if standIns ~= scalar.value {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
    return bytes
  }

  /// Whether there may be such a character: all of plane 16 begin with F4.
  static func hasStandIn(_ text: String.UTF8View) -> Bool { text.contains(0xF4) }
}
