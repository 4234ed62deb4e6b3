import ContactFormats
import ExportPipeline
import Testing

private func entry(_ attributes: [(String, [String])]) -> LDIFEntry {
  LDIFEntry(
    dn: "uid=1,dc=example",
    attributes: attributes.map { name, values in
      LDIFAttribute(name: name, values: values.map { Array($0.utf8) })
    })
}

private func replacements(
  _ old: [(String, [String])], _ new: [(String, [String])]
) -> [String] {
  let new = entry(new)
  // As the state gives it back.
  let stored = EntryDigest(bytes: EntryDigest(entry(old)).bytes)
  return EntryDigest(new).replacements(since: stored, in: new).map { attribute in
    attribute.name + "="
      + attribute.values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|")
  }
}

@Suite struct `The digest of an entry` {
  @Test func `tells which attributes have changed, come and gone`() {
    #expect(
      replacements(
        [("uid", ["1"]), ("cn", ["A"]), ("mail", ["a", "b"]), ("title", ["T"])],
        [("uid", ["1"]), ("cn", ["A"]), ("mail", ["b", "a"]), ("sn", ["S"])])
        == ["mail=b|a", "sn=S", "title="])
  }

  @Test func `sees nothing where nothing is`() {
    let same = [("uid", ["1"]), ("cn", ["A"]), ("description", [""])]
    #expect(replacements(same, same).isEmpty)
    #expect(replacements([], []).isEmpty)
  }

  @Test func `takes two values for something else than one`() {
    #expect(replacements([("cn", ["ab"])], [("cn", ["a", "b"])]) == ["cn=a|b"])
  }

  @Test func `never replaces the attribute that names the entry`() {
    #expect(replacements([("uid", ["1"])], [("UID", ["2"])]).isEmpty)
  }

  @Test func `doesn't take a name in another case for another attribute`() {
    #expect(replacements([("mail", ["a"])], [("Mail", ["a"])]).isEmpty)
    #expect(replacements([("mail", ["a"])], [("Mail", ["b"])]) == ["Mail=b"])
  }

  @Test func `gives no name that a flipped bit made of an attribute's`() {
    let new = entry([("cn", ["A"])])
    var bytes = EntryDigest(entry([("cn", ["A"]), ("title", ["T"])])).bytes
    // The `i` of `title`.
    bytes[11 + 2] ^= 0x40
    #expect(EntryDigest(new).replacements(since: EntryDigest(bytes: bytes), in: new).isEmpty)
  }

  @Test func `that is damaged makes everything count as changed`() {
    let new = entry([("cn", ["A"])])
    let bytes = EntryDigest(new).bytes
    for length in 0..<bytes.count {
      let damaged = EntryDigest(bytes: Array(bytes.prefix(length)))
      #expect(EntryDigest(new).replacements(since: damaged, in: new).map(\.name) == ["cn"])
    }
  }
}
