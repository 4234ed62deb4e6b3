import DurableFiles
import ContactFormats
import ExportPipeline
import Yams

/// What an output is: its format, where it goes, and how it is written.
extension ConfigurationReader {
  func output(
    _ name: String, _ mapping: YAMLMapping
  ) throws(ConfigurationError) -> Job.Output {
    var mapping = mapping
    let format = try mapping.requiredText("format", "vcard")
    let text = try mapping.requiredText("path", format == "ldif" ? "contacts.ldif" : "contacts/")
    let path = try mapping.path(text, key: "path", in: directory)
    let kind: any OutputKind
    if let notation = VCardOptions.Notation(rawValue: format) {
      let cards = try cards(notation, &mapping)
      let ending = "." + VCardWriter(options: cards).fileExtension
      kind =
        text.hasSuffix(ending)
        ? ContentFileKind(CardContent(file: path, cards)) : CardDirectory(path: path, cards)
    } else if format == "ldif" {
      kind = try ldif(&mapping, file: path)
    } else {
      let formats = VCardOptions.Notation.allCases.map(\.rawValue).joined(separator: ", ")
      throw mapping.error(
        "format", "unknown format '\(format)' of \(mapping.name); write \(formats) or ldif")
    }
    var output = Job.Output(name: name, kind: kind)
    output.takesOver = try mapping.bool("take-over") ?? false
    if let rule: Job.Output.ConflictRule = try mapping.choice("on-conflict") {
      output.conflictRule = rule
    }
    if let text = try mapping.text("mode") {
      guard let mode = FileMode(text) else {
        throw mapping.error(
          "mode",
          "'mode' of \(mapping.name) must be a mode of files that you can read and write and nobody "
            + "can execute, such as 0640")
      }
      output.mode = mode
    }
    try mapping.finish()
    return output
  }

  // MARK: - Cards

  private func cards(
    _ notation: VCardOptions.Notation, _ mapping: inout YAMLMapping
  ) throws(ConfigurationError) -> VCardOptions {
    var options = VCardOptions(notation: notation)
    if let version: VCardOptions.Version = try mapping.choice("version") {
      guard notation == .text || version == .four else {
        throw mapping.error(
          "version",
          "\(notation.rawValue) is vCard 4.0 by definition; take 'version' out of \(mapping.name)")
      }
      options.version = version
    }
    options.dialects = Set(try mapping.choices("dialect") ?? [])
    options.includesPhotos = try mapping.bool("photos") ?? true
    let sensitive: [VCardOptions.SensitiveField]? = try mapping.choices("sensitive")
    options.sensitive = sensitive.map(Set.init)
    return options
  }

  // MARK: - LDIF

  private func ldif(
    _ mapping: inout YAMLMapping, file path: String
  ) throws(ConfigurationError) -> ContentFileKind {
    let base = try mapping.requiredText("base", "\"ou=contacts,dc=example,dc=com\"")
    let name: DistinguishedName
    do { name = try DistinguishedName(parsing: base) } catch {
      throw mapping.error("base", "'base' of \(mapping.name): \(error)")
    }
    let template = try mapping.text("template") ?? "inetorgperson"
    let changes = try mapping.path("changes", in: directory)
    var format = LDIFContent(
      template: try self.template(template, mapping), base: base, file: path)
    format.hasVersionLine = try mapping.bool("version-line") ?? false
    if try mapping.bool("base-entry") ?? false {
      do { format.baseEntry = try LDIFEntry.base(for: name) } catch {
        throw mapping.error("base-entry", "'base-entry' of \(mapping.name): \(error)")
      }
    }
    let style: PhoneFormat.Style = try mapping.choice("phone-format") ?? .asIs
    let region = try mapping.text("region")
    do { format.phoneFormat = try PhoneFormat(style: style, region: region) } catch {
      throw mapping.error("region", "'region' of \(mapping.name): \(error)")
    }
    let delivery = try delivery(&mapping)
    if delivery != nil && changes == nil {
      throw mapping.error(
        "deliver",
        "'deliver' of \(mapping.name) has nothing to hand over; add 'changes: changes/'")
    }
    return ContentFileKind(
      format, changes: changes, hasVersionLine: format.hasVersionLine, delivery: delivery)
  }

  private func delivery(
    _ mapping: inout YAMLMapping
  ) throws(ConfigurationError) -> Job.Output.Delivery? {
    let name = "'deliver' of \(mapping.name)"
    guard var delivery = try mapping.mapping("deliver", name: name) else { return nil }
    let remedy = "[ldapmodify, -f, \"{file}\"]"
    guard let command = try delivery.texts("command"), !command.isEmpty else {
      throw delivery.missing("command", remedy)
    }
    guard command.dropFirst().contains(where: { $0.contains("{file}") }) else {
      throw delivery.error(
        "command",
        "'command' of \(name) doesn't name the change file; add {file}, as in \(remedy)")
    }
    let keep = try delivery.integer("keep", in: 0...100_000) ?? 30
    let timeout = try delivery.timeout()
    try delivery.finish()
    var result = Job.Output.Delivery(command: command, keep: keep)
    if let timeout { result.timeout = timeout }
    return result
  }

  /// A template that comes with cardferry by its name, or a file by its path.
  private func template(
    _ name: String, _ mapping: YAMLMapping
  ) throws(ConfigurationError) -> LDIFTemplate {
    if let template = try builtIn(name, mapping) { return template }
    guard name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
      throw mapping.error(
        "template",
        "unknown template '\(name)' of \(mapping.name); write one of: "
          + LDIFTemplate.builtInNames.joined(separator: ", ") + ", or the path of a file")
    }
    let path = try mapping.path(name, key: "template", in: directory)
    let bytes: [UInt8]?
    do { bytes = try FileSystem.read(path, followingLinks: true) } catch {
      throw mapping.error("template", "'template' of \(mapping.name): \(error)")
    }
    guard let bytes else {
      throw mapping.error("template", "'template' of \(mapping.name): there is no file \(path)")
    }
    guard let text = UserText.decode(bytes) else {
      throw ConfigurationError(file: path, line: nil, "not UTF-8; save it in that encoding")
    }
    do { return try LDIFTemplate(yaml: text, file: path) } catch {
      throw ConfigurationError(file: path, line: error.line, error.text)
    }
  }

  private func builtIn(
    _ name: String, _ mapping: YAMLMapping
  ) throws(ConfigurationError) -> LDIFTemplate? {
    do { return try LDIFTemplate.named(name) } catch {
      throw mapping.error("template", "'template' of \(mapping.name): \(error)")
    }
  }
}
