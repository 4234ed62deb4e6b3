/// Looks through vCard files, 4.0 (RFC 6350) and 3.0 (RFC 2426), for what readers stumble over and
/// validators let pass: line ends, folds, escapes, forms of dates, properties that are there twice.
///
/// It reads the bytes on its own and shares nothing with the writer that could hide a fault of it.
/// Where it asks for more than an RFC does, a reader is known that needs it: semicolons escaped in
/// text, no line separators of Unicode, VERSION in the second line and a UID in 3.0 as well.
package struct VCardLinter {
  private(set) var findings: [LintFinding] = []
  private var card: VCardLintedCard?
  /// Those of the cards so far, in lower case.
  private var uids: Set<String> = []

  /// What is wrong with a file of any number of cards, in the order of its lines.
  package static func findings(in file: [UInt8]) -> [LintFinding] {
    var linter = VCardLinter()
    let content = LintBytes.withoutByteOrderMark(file)
    if content != nil { linter.add(1, "a byte order mark before the card") }
    for line in linter.unfold(PhysicalLine.lines(of: content ?? file[...])) { linter.take(line) }
    if let card = linter.card { linter.add(card.line, "a card without END") }
    return linter.findings.enumerated().sorted {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }.map(\.element)
  }

  mutating func add(_ line: Int, _ text: String) {
    findings.append(LintFinding(line: line, text))
  }

  // MARK: Lines

  /// The most octets of a line, its line end not counted (RFC 6350 section 3.2).
  private static let lineLength = 75

  private mutating func unfold(_ lines: [PhysicalLine]) -> [LogicalLine] {
    var logical: [LogicalLine] = []
    // The first line of the current logical one that isn't UTF-8 by itself.
    var broken: Int?
    for line in lines {
      if line.bytes.count > Self.lineLength {
        add(line.number, "a line of \(line.bytes.count) octets, more than \(Self.lineLength)")
      }
      let isContinuation = line.bytes.first == Byte.space || line.bytes.first == Byte.tab
      if !isContinuation { checkCharacters(of: logical.last, broken: &broken) }
      if !LintBytes.isUTF8(line.bytes), broken == nil { broken = line.number }
      if !isContinuation {
        logical.append(LogicalLine(number: line.number, bytes: Array(line.bytes)))
      } else if logical.isEmpty {
        add(line.number, "a continuation of nothing")
      } else {
        if line.bytes.count == 1 { add(line.number, "a continuation line without content") }
        logical[logical.count - 1].bytes += line.bytes.dropFirst()
      }
    }
    checkCharacters(of: logical.last, broken: &broken)
    checkEnds(lines)
    return logical
  }

  /// Files with LF throughout are common: one finding tells.
  private mutating func checkEnds(_ lines: [PhysicalLine]) {
    if let line = lines.first(where: { $0.end == .lf }) {
      add(line.number, "a line end of LF alone, not CRLF")
    }
    if let last = lines.last, last.end == .none {
      add(last.number, "no line end after the last line")
    }
  }

  private mutating func checkCharacters(of line: LogicalLine?, broken: inout Int?) {
    guard let line else { return }
    if let number = broken {
      let isFold = LintBytes.isUTF8(line.bytes)
      add(number, isFold ? "a fold inside a character" : "bytes that are not UTF-8")
      broken = nil
    }
    let bytes = line.bytes
    if bytes.contains(where: { $0 < 0x20 && $0 != Byte.tab || $0 == Byte.delete }) {
      add(line.number, "a control character")
    }
    if Self.hasSeparator(bytes) {
      add(line.number, "a line separator of Unicode, at which some readers split lines")
    }
  }

  /// Whether U+0085, U+2028 or U+2029 is there.
  private static func hasSeparator(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { index in
      switch bytes[index] {
      case 0xC2: bytes[index...].starts(with: [0xC2, 0x85])
      case 0xE2:
        bytes[index...].starts(with: [0xE2, 0x80]) && index + 2 < bytes.count
          && bytes[index + 2] | 1 == 0xA9
      default: false
      }
    }
  }

  // MARK: Cards

  private mutating func take(_ line: LogicalLine) {
    guard !line.bytes.isEmpty else {
      add(line.number, "an empty line")
      return
    }
    let property: VCardLintedProperty
    do throws(VCardLintedProperty.Problem) {
      property = try VCardLintedProperty(parsing: line)
    } catch {
      add(line.number, error.text)
      return
    }
    switch property.name {
    case "BEGIN": begin(property)
    case "END": end(property)
    default:
      guard card != nil else {
        add(line.number, "a property outside of a card")
        return
      }
      check(property)
    }
  }

  private static func text(of property: VCardLintedProperty) -> String {
    String(decoding: property.value, as: UTF8.self).lowercased()
  }

  private mutating func begin(_ property: VCardLintedProperty) {
    if !property.isVCard { add(property.line, "BEGIN of something else than a VCARD") }
    if let card { add(card.line, "a card without END") }
    card = VCardLintedCard(line: property.line)
  }

  private mutating func end(_ property: VCardLintedProperty) {
    if !property.isVCard { add(property.line, "END of something else than a VCARD") }
    guard let ended = card else {
      add(property.line, "END without BEGIN")
      return
    }
    for text in ended.problemsAtEnd { add(ended.line, text) }
    for (_, line) in ended.lonelyLabels { add(line, "X-ABLABEL for a group without a property") }
    card = nil
  }

  private mutating func check(_ property: VCardLintedProperty) {
    // In its place: a card that was taken out would be copied with each of its properties.
    for text in card?.take(property) ?? [] { add(property.line, text) }
    if property.name == "UID", !uids.insert(Self.text(of: property)).inserted {
      add(property.line, "a second card with the same UID")
    }
    let check = VCardLintedValue(property, of: card?.version)
    for text in check.problems { add(property.line, text) }
  }
}

/// What has been seen of a card so far.
struct VCardLintedCard {
  /// That of BEGIN.
  let line: Int
  /// `nil` until VERSION, and after one that isn't known.
  private(set) var version: VCardLintRules.Version?
  private var count = 0
  private var hasVersion = false
  /// Of each property the ALTIDs that it has come with, `nil` for none.
  private var alternatives: [String: Set<[UInt8]?>] = [:]
  private var labels: [String: Int] = [:]
  private var groups: Set<String> = []

  init(line: Int) {
    self.line = line
  }

  /// Takes the next property and tells what is wrong with its being there.
  mutating func take(_ property: VCardLintedProperty) -> [String] {
    var problems: [String] = []
    count += 1
    let name = property.name
    if name == "VERSION" {
      if hasVersion {
        problems.append("VERSION twice")
      } else if count > 1 {
        problems.append("VERSION is not in the second line")
      }
      hasVersion = true
      version = VCardLintRules.Version(rawValue: String(decoding: property.value, as: UTF8.self))
      if version == nil { problems.append("a VERSION other than 3.0 and 4.0") }
      return problems
    }
    if let version {
      if VCardLintRules.rule(for: name, in: version) == nil {
        problems.append("a property that is neither registered for \(version.rawValue) nor X-")
      }
      let altid = property.parameter("ALTID")?.values.first.map { Array($0.bytes) }
      if VCardLintRules.isOnce(name, in: version),
        let others = alternatives[name], altid == nil || !others.contains(altid)
      {
        problems.append("\(name) twice")
      }
      alternatives[name, default: []].insert(altid)
    }
    if let group = property.group?.uppercased() {
      if name == "X-ABLABEL" { labels[group] = property.line } else { groups.insert(group) }
    }
    return problems
  }

  /// What must have been there by END.
  var problemsAtEnd: [String] {
    guard hasVersion else { return ["a card without VERSION"] }
    guard let version else { return [] }
    let required = version == .three ? ["FN", "N", "UID"] : ["FN", "UID"]
    return required.filter { alternatives[$0] == nil }.map { "a card without \($0)" }
  }

  /// The lines of labels whose group has no other property.
  var lonelyLabels: [(key: String, value: Int)] {
    labels.filter { !groups.contains($0.key) }.sorted { $0.value < $1.value }
  }
}
