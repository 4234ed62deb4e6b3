import ExportPipeline
import Testing

@Suite struct `The name of a directory` {
  @Test(arguments: [
    ("Contacts", "Contacts"), ("Été: «Kunden»", "Été-Kunden"),
    ("../../etc/cron.d/x", "etc-cron-d-x"),
    (".hidden", "hidden"), ("", "folder"), ("///", "folder"), ("連絡先", "連絡先"),
    ("a\u{0}b\u{1B}[31mc\nd", "a-b-31mc-d"), ("`rm -rf $HOME`", "rm-rf-HOME"),
    ("\u{202E}abc", "abc"), ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
  ])
  func `is made of letters and digits of the folder's`(name: String, directory: String) {
    #expect(DirectoryName.make(from: name, taken: []) == directory)
  }

  @Test func `is given once, in whatever case`() {
    #expect(DirectoryName.make(from: "Work", taken: ["work"]) == "Work-2")
    #expect(DirectoryName.make(from: "Work", taken: ["work", "WORK-2"]) == "Work-3")
  }

  @Test func `is short enough for every file system, and ends with a whole character`() {
    let name = DirectoryName.make(from: String(repeating: "漢", count: 300), taken: [])
    #expect(name.utf8.count <= 100)
    #expect(name.allSatisfy { $0 == "漢" })
  }

  @Test func `of hostile folders is never a path`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var name = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let scalars = ["/", ".", "\u{0}", "\\", "\n", " ", "-", "~", "a"] as [Unicode.Scalar]
        let other = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
        name.append(Bool.random() ? other ?? "x" : scalars.randomElement(using: &random) ?? "y")
      }
      let directory = DirectoryName.make(from: String(name), taken: [])
      #expect(!directory.isEmpty && !directory.hasPrefix(".") && !directory.hasPrefix("-"))
      #expect(
        !directory.contains("/") && !directory.contains("\u{0}"), "\(String(name).debugDescription)"
      )
    }
  }
}
