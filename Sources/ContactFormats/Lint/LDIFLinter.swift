/// Looks through LDIF files (RFC 2849), content or changes, for what readers stumble over and
/// validators let pass: line ends, spacing, unsafe strings, empty and duplicate values, names.
///
/// It reads the bytes on its own and shares nothing with the writer that could hide a fault of it.
/// Where it asks for more than the RFC does, a reader is known that needs it: no control character
/// outside base 64, no space at an end, no empty value, one space after a colon. The RFC has no
/// longest line; what is wider than 80 columns, no common tool writes of its own accord.
package struct LDIFLinter {
  private(set) var findings: [LintFinding] = []
  /// What the first record was, and so all must be.
  private var isOfChanges: Bool?
  /// The names of the entries so far, in lower case.
  private var names: Set<String> = []

  /// What is wrong with a file of any number of records, in the order of its lines.
  package static func findings(in file: [UInt8]) -> [LintFinding] {
    var linter = LDIFLinter()
    let content = LintBytes.withoutByteOrderMark(file)
    if content != nil { linter.add(1, "a byte order mark before the first record") }
    var records = linter.records(of: PhysicalLine.lines(of: content ?? file[...]))
    linter.takeVersion(from: &records)
    for record in records { linter.take(record) }
    return linter.findings.enumerated().sorted {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }.map(\.element)
  }

  mutating func add(_ line: Int, _ text: String) {
    findings.append(LintFinding(line: line, text))
  }

  // MARK: Lines

  private static let lineLength = 80

  /// The lines between empty ones, unfolded and without comments.
  private mutating func records(of lines: [PhysicalLine]) -> [[LogicalLine]] {
    checkEnds(lines)
    var blocks: [[LogicalLine]] = [[]]
    var isComment = false
    var isAfterEmpty = true
    for line in lines {
      guard let first = line.bytes.first else {
        if isAfterEmpty {
          add(line.number, line.number == 1 ? "an empty line at the start" : "a second empty line")
        }
        isAfterEmpty = true
        isComment = false
        if blocks.last?.isEmpty == false { blocks.append([]) }
        continue
      }
      if line.bytes.count > Self.lineLength {
        add(line.number, "a line of \(line.bytes.count) octets, more than \(Self.lineLength)")
      }
      let isContinuation = first == Byte.space
      defer { isAfterEmpty = false }
      if isContinuation, line.bytes.count == 1 {
        add(line.number, "a continuation line without content")
      }
      if !isContinuation {
        isComment = first == Byte.numberSign
        if isComment { continue }
        blocks[blocks.count - 1].append(
          LogicalLine(number: line.number, bytes: Array(line.bytes)))
      } else if !isComment {
        guard let last = blocks[blocks.count - 1].indices.last else {
          add(line.number, "a continuation of nothing")
          continue
        }
        blocks[blocks.count - 1][last].bytes += line.bytes.dropFirst()
      }
    }
    return blocks.filter { !$0.isEmpty }
  }

  private mutating func checkEnds(_ lines: [PhysicalLine]) {
    guard let first = lines.first, let last = lines.last else { return }
    if let line = lines.first(where: { $0.end != first.end && $0.end != .none }) {
      add(line.number, "a line end other than that of the first line")
    }
    if last.end == .none { add(last.number, "no line end after the last line") }
  }

  // MARK: Records

  /// `version: 1` belongs to the file, not to the record after it.
  private mutating func takeVersion(from records: inout [[LogicalLine]]) {
    guard let line = records.first?.first, let field = try? LDIFLintedField(parsing: line),
      field.key == "version"
    else { return }
    if field.value != [0x31] { add(line.number, "a version other than 1") }
    records[0].removeFirst()
    if records[0].isEmpty { records.removeFirst() }
  }

  private mutating func take(_ lines: [LogicalLine]) {
    var fields: [LDIFLintedField] = []
    for line in lines {
      do throws(LDIFLintedField.Problem) {
        let field = try LDIFLintedField(parsing: line)
        for text in field.problems { add(line.number, text) }
        fields.append(field)
      } catch {
        add(line.number, error.text)
      }
    }
    guard let first = fields.first, let line = lines.first else { return }
    guard first.line == line.number else { return }
    guard first.key == "dn" else {
      add(first.line, "a record that doesn't begin with dn")
      return
    }
    let name = checkName(first)
    var rest = fields.dropFirst()
    // Controls (RFC 2849) come before the change type.
    let hasControls = rest.first?.key == "control"
    while rest.first?.key == "control" { rest.removeFirst() }
    let isChange = rest.first?.key == "changetype" || hasControls
    checkKind(isChange, at: first.line)
    for field in rest.dropFirst(isChange ? 1 : 0) {
      switch field.key {
      case "dn": add(field.line, "dn inside a record: an empty line is missing before it")
      case "version": add(field.line, "version elsewhere than in the first line")
      case "changetype": add(field.line, "changetype elsewhere than after dn")
      default: continue
      }
      return
    }
    guard isChange else {
      if !names.insert(String(decoding: first.value, as: UTF8.self).lowercased()).inserted {
        add(first.line, "a second entry with the same dn")
      }
      checkEntry(rest, name: name, record: first.line)
      return
    }
    guard let kind = rest.popFirst(), kind.key == "changetype" else {
      add(first.line, "control without changetype")
      return
    }
    checkChange(kind, rest, name: name, record: first.line)
  }

  private mutating func checkKind(_ isChange: Bool, at line: Int) {
    guard let isOfChanges else {
      isOfChanges = isChange
      return
    }
    if isChange != isOfChanges {
      add(line, isChange ? "a change in a file of content" : "content in a file of changes")
    }
  }

  /// The name in a field, with what is wrong with it.
  private mutating func checkName(_ field: LDIFLintedField) -> LintedName? {
    guard !field.value.isEmpty else { return nil }
    do throws(LintedName.Problem) {
      return try LintedName(parsing: field.value)
    } catch {
      add(field.line, "\(field.name): \(error.text)")
      return nil
    }
  }

  // MARK: Entries

  private mutating func checkEntry(
    _ fields: ArraySlice<LDIFLintedField>, name: LintedName?, record line: Int
  ) {
    let values = checkDuplicates(among: fields)
    let keys = Set(fields.map(\.key))
    if !keys.contains("objectclass") { add(line, "an entry without objectClass") }
    for pair in name?.first ?? [] {
      let key = pair.type.lowercased()
      if values[key]?[LDIFMatching.key(of: pair.value, in: key)] == nil {
        add(line, "the value of \(pair.type) in dn is none of the entry's")
      }
    }
  }

  /// - Returns: The line of each value, by the attribute's key and the value's.
  @discardableResult
  private mutating func checkDuplicates(
    among fields: ArraySlice<LDIFLintedField>
  ) -> [String: [[UInt8]: Int]] {
    var seen: [String: [[UInt8]: Int]] = [:]
    for field in fields where !field.value.isEmpty {
      let value = LDIFMatching.key(of: field.value, in: field.key)
      if let line = seen[field.key]?[value] {
        add(field.line, "the same value of \(field.name) as in line \(line)")
      } else {
        seen[field.key, default: [:]][value] = field.line
      }
    }
    return seen
  }

  // MARK: Changes

  private mutating func checkChange(
    _ kind: LDIFLintedField, _ fields: ArraySlice<LDIFLintedField>, name: LintedName?,
    record line: Int
  ) {
    switch String(decoding: kind.value, as: UTF8.self) {
    case "add": checkEntry(fields, name: name, record: line)
    case "delete":
      if let next = fields.first { add(next.line, "a line after changetype: delete") }
    case "modify": checkModification(fields, at: kind.line)
    case "modrdn", "moddn":
      let keys = fields.map(\.key)
      guard
        keys == ["newrdn", "deleteoldrdn"] || keys == ["newrdn", "deleteoldrdn", "newsuperior"]
      else {
        add(kind.line, "a renaming other than newrdn, deleteoldrdn and perhaps newsuperior")
        return
      }
      for field in fields where field.key != "deleteoldrdn" { _ = checkName(field) }
    default: add(kind.line, "an unknown changetype")
    }
  }

  /// `replace: ATTRIBUTE`, its values, and a hyphen; likewise `add` and `delete`.
  private mutating func checkModification(_ fields: ArraySlice<LDIFLintedField>, at line: Int) {
    if fields.isEmpty { add(line, "a modification of nothing") }
    var rest = fields
    while let head = rest.popFirst() {
      guard ["add", "delete", "replace"].contains(head.key) else {
        add(head.line, "neither add, delete nor replace where a modification begins")
        return
      }
      let attribute = String(decoding: head.value, as: UTF8.self)
      if !LDIFLintedField.isAttribute(head.value[...]) {
        add(head.line, "\(head.key) of what is no attribute")
        return
      }
      let values = rest.prefix { !$0.isHyphen }
      rest = rest[values.endIndex...]
      for field in values where field.key != attribute.lowercased() {
        add(field.line, "a value of another attribute than the modification's")
        return
      }
      checkDuplicates(among: values)
      if head.key == "add", values.isEmpty { add(head.line, "add of \(attribute) without values") }
      if rest.popFirst() == nil { add(head.line, "a modification that no hyphen ends") }
    }
  }
}
