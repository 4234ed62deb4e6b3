import Digests
package import ContactFormats

/// What the attributes of an entry were when it was last written, without keeping them: eight bytes
/// of SHA-256 for each, enough to tell which have changed.
///
/// Stored as a run of: length of the name, name, eight bytes.
package struct EntryDigest: Equatable {
  private static let length = 8

  private let digests: [(name: String, digest: ArraySlice<UInt8>)]

  package init(_ entry: LDIFEntry) {
    var digests: [(String, ArraySlice<UInt8>)] = []
    entry.forEachAttribute { digests.append(($0, Self.digest($1))) }
    self.digests = digests
  }

  package init(bytes: [UInt8]) {
    var digests: [(String, ArraySlice<UInt8>)] = []
    var rest = bytes[...]
    while let count = rest.popFirst().map(Int.init), rest.count >= count + Self.length {
      let name = String(decoding: rest.prefix(count), as: UTF8.self)
      // A disk may have flipped a bit of it, and it may come to stand in a change file.
      let isAttribute = rest.prefix(count).allSatisfy(Self.isOfAttribute)
      rest.removeFirst(count)
      if isAttribute { digests.append((name, rest.prefix(Self.length))) }
      rest.removeFirst(Self.length)
    }
    self.digests = digests
  }

  /// Whether a byte has a place in an attribute description (RFC 4512 section 2.5).
  private static func isOfAttribute(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ";"):
      true
    default: false
    }
  }

  package var bytes: [UInt8] {
    digests.flatMap { name, digest in
      [UInt8(clamping: name.utf8.count)] + name.utf8.prefix(255) + digest
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.bytes == right.bytes
  }

  /// The attributes of `entry`, of which this is the digest, that differ from an older digest;
  /// those that are gone come without values. The RDN stays: a server refuses to replace it.
  package func replacements(since old: EntryDigest, in entry: LDIFEntry) -> [LDIFAttribute] {
    let naming = entry.dn.prefix { $0 != "=" }.lowercased()
    // Names of attributes are the same in either case (RFC 4512 section 2.5).
    let before = Dictionary(
      old.digests.map { ($0.name.lowercased(), $0.digest) }, uniquingKeysWith: { first, _ in first }
    )
    var changed: [LDIFAttribute] = []
    for (attribute, (name, digest)) in zip(entry.attributes, digests)
    where before[name.lowercased()] != digest && name.lowercased() != naming {
      changed.append(attribute)
    }
    let present = Set(digests.map { $0.name.lowercased() })
    for (name, _) in old.digests where !present.contains(name.lowercased()) {
      changed.append(LDIFAttribute(name: name, values: []))
    }
    return changed
  }

  /// Each value with its length before it, so that two values don't pass for one.
  private static func digest(_ values: some Sequence<ArraySlice<UInt8>>) -> ArraySlice<UInt8> {
    var bytes: [UInt8] = []
    for value in values {
      withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes.append(contentsOf: $0) }
      bytes += value
    }
    return SHA256.digest(bytes).prefix(length)
  }
}
