import ConfigurationFile
import ContactFormats
import ContactModel
import ExportPipeline
import Foundation

/// What is read from files and written into them.
extension CostBenchmark {
  private static let uid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

  /// Contacts with a long list or a long text.
  private static let contacts: [(name: String, fill: @Sendable (inout Contact, Int) -> Void)] = [
    (
      "telephone numbers",
      { contact, count in
        contact.phones = (0..<count).map { .init($0 % 2 == 0 ? .work : .car, "+1 \($0)") }
      }
    ),
    ("children", { contact, count in contact.children = (0..<count).map { "Child \($0)" } }),
    ("categories", { contact, count in contact.categories = (0..<count).map { "Name \($0)" } }),
    (
      "extensions",
      { contact, count in
        contact.extensions = (0..<count).map { .init(name: "FIELD\($0)", value: "x\u{1}") }
      }
    ),
    (
      "ten bytes of a note",
      { contact, count in
        contact.note = String(repeating: "line; a,\n", count: count)
      }
    ),
  ]

  private static func card(_ kind: String, _ options: VCardOptions) -> [Case] {
    contacts.map { name, fill in
      Case("\(kind): \(name)", 2000) { count in
        var contact = Contact()
        fill(&contact, count)
        let writer = VCardWriter(options: options)
        return { [contact] in writer.card(for: contact, uid: uid).bytes.count }
      }
    }
  }

  static var cards: [Case] {
    card("vCard", VCardOptions()) + card("vCard 3.0", VCardOptions(version: .three))
      + card("vCard with dialects", VCardOptions(dialects: Set(VCardOptions.Dialect.allCases)))
      + card("jCard", VCardOptions(notation: .jCard))
      + card("xCard", VCardOptions(notation: .xCard))
  }

  private static func entry(
    _ name: String, _ fill: @escaping (inout Contact, Int) -> Void,
    template: String = "inetorgperson"
  ) -> Case {
    Case("LDIF: \(name)", 2000) { count in
      guard let template = try LDIFTemplate.named(template) else { return { -1 } }
      var contact = Contact()
      fill(&contact, count)
      return { [contact] in
        var bytes: [UInt8] = []
        let entry = template.entry(for: contact, uid: uid, base: "dc=example").entry
        LDIFWriter().append(.content(entry), to: &bytes)
        return bytes.count
      }
    }
  }

  static var entries: [Case] {
    contacts.map { entry($0.name, $0.fill) } + [
      entry("telephone numbers that are one") { contact, count in
        contact.phones = (0..<count).map {
          .init(.work, "1" + String(repeating: "-", count: $0 % 9))
        }
      },
      entry("telephone numbers that no number has") { contact, count in
        contact.phones = (0..<count).map { .init(.work, "*\($0)#") }
      },
      entry(
        "categories of mozilla",
        { contact, count in
          contact.categories = (0..<count).map { "Name \($0)" }
        }, template: "mozilla"),
    ]
  }

  private static func lint(
    _ name: String, _ piece: @escaping (Int) -> String, start: String = "",
    end: String = "", by findings: @escaping ([UInt8]) -> Int
  ) -> Case {
    Case("lint of \(name)", 2000) { count in
      let text = Array((start + (0..<count).map(piece).joined() + end).utf8)
      return { findings(text) }
    }
  }

  private static func lintCard(_ name: String, _ piece: @escaping (Int) -> String) -> Case {
    lint(
      "vCard: \(name)", piece, start: "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:a", end: "\r\nEND:VCARD\r\n"
    ) { VCardLinter.findings(in: $0).count }
  }

  private static func lintEntries(
    _ name: String, start: String = "dn: cn=a\nobjectClass: top", end: String = "\n",
    _ piece: @escaping (Int) -> String
  ) -> Case {
    lint("LDIF: \(name)", piece, start: start, end: end) { LDIFLinter.findings(in: $0).count }
  }

  static var linting: [Case] {
    [
      lintCard("properties") { _ in "\r\nTEL:1" },
      lintCard("properties of other names") { "\r\nX-\($0):1" },
      lintCard("alternatives") { "\r\nN;ALTID=\($0):1" },
      lintCard("groups") { "\r\ni\($0).X-ABLABEL:1" },
      lintCard("parameters") { ";A\($0)=1" },
      lintCard("values of a parameter") { $0 == 0 ? ";TYPE=a" : ",\($0)" },
      lintCard("folds") { _ in "\r\n x" },
      lintCard("bytes of a line") { _ in "xxxxxxxxxx" },
      lintCard("cards") { "\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:\($0)" },
      lintEntries("values") { "\nmail: a\($0)@b" },
      lintEntries("attributes") { "\na\($0): 1" },
      lintEntries("folds") { _ in "\n x" },
      lintEntries("entries") { "\n\ndn: cn=\($0)\nobjectClass: top" },
      lintEntries("parts of a name", start: "dn: cn=a") { "+cn=\($0)" },
      lintEntries("parts of a name, and their values", start: "dn: cn=a") {
        $0 % 2 == 0 ? "+cn=\($0)" : ""
      },
      lintEntries("modifications", start: "dn: cn=a\nchangetype: modify") {
        "\nreplace: a\($0)\na\($0): 1\n-"
      },
    ]
  }

  private static func account(_ number: Int) -> String {
    "  a\(number): {server: 'https://a.example', user: u, password: {env: A\(number)}}\n"
  }

  private static let output = "outputs:\n  o: {format: vcard, path: o/}\n"

  private static func jobs(_ text: String, files: [String] = []) throws -> Int {
    var reader = try ConfigurationReader(text: text, file: "f", directory: "/d") { _ in
      files.map { ("g", $0) }
    }
    return try reader.job().accounts.count
  }

  static var configuration: [Case] {
    [
      Case("accounts", 300) { count in
        let text = "accounts:\n" + (0..<count).map(account).joined() + output
        return { try jobs(text) }
      },
      Case("included files", 300) { count in
        let files = (0..<count).map { "accounts:\n" + account($0) }
        return { try jobs("include: x\n" + output, files: files) }
      },
      Case("outputs", 300) { count in
        let text =
          "accounts:\n" + account(0) + "outputs:\n"
          + (0..<count).map { "  o\($0): {format: vcard, path: o\($0)/}\n" }.joined()
        return { try jobs(text) }
      },
      Case("names of hosts", 300) { count in
        let hosts = (0..<count).map { "h\($0).example" }.joined(separator: ", ")
        let text =
          "accounts:\n  a: {server: 'https://a.example', user: u, password: p, "
          + "allow-redirect-to: [\(hosts)]}\n" + output
        return { try jobs(text) }
      },
    ]
  }
}
