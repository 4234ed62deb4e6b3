import ArgumentParser
import ContactFormats
import ContactModel

/// `cardferry template`: how contacts become directory entries, to be looked at and changed.
struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "List, show and check the templates of directory entries.",
    discussion: """
      A template says which attributes the entries of an LDIF output have. To change one, write \
      it to a file, edit that, and name the file in the configuration:

        cardferry template show inetorgperson > my.yaml
        cardferry template check my.yaml
      """,
    subcommands: [List.self, Show.self, Check.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name the templates that come with cardferry, with a line about each.")

    func run() {
      let names = LDIFTemplate.builtInNames
      let width = names.map(\.count).max() ?? 0
      for name in names {
        // The first line of each file is a comment that says what it is for.
        let about = LDIFTemplate.builtInText(name)?.split(separator: "\n").first ?? ""
        let padding = String(repeating: " ", count: width - name.count)
        Console.print("\(name)\(padding)  \(about.trimmingPrefix("# "))")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a template as its file is, comments and all.")

    @Argument(help: "A name that 'cardferry template list' tells.")
    var name: String

    func run() throws(UsageError) {
      guard let text = LDIFTemplate.builtInText(name) else {
        let names = LDIFTemplate.builtInNames.joined(separator: ", ")
        throw UsageError("unknown template '\(name)'; write one of: \(names)")
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      Console.print(lines: lines.last == "" ? lines.dropLast() : lines)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read a template as an export would, and say what it makes or what is wrong.")

    @Argument(help: "The file; '-' for standard input.")
    var file: String

    func run() throws {
      let input = try InputFile(file, limit: 1 << 20)
      guard let text = UserText.decode(input.bytes) else {
        throw UsageError("\(input.name): not UTF-8; save it in that encoding")
      }
      let template: LDIFTemplate
      do throws(TemplateError) {
        template = try LDIFTemplate(yaml: text, file: input.name)
      } catch {
        throw UsageError("\(error)")
      }
      let classes = template.objectClasses.joined(separator: ", ")
      Console.print(
        "\(input.name): sound; \(template.attributes.count) attributes, object classes \(classes)")
      let left = template.fieldsWithoutPlace.map(\.rawValue)
      if !left.isEmpty { Console.print("fields without a place: \(left.joined(separator: ", "))") }
    }
  }
}
