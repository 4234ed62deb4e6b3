import ExportPipeline
import Testing

@Suite struct `The name of a directory` {
  private func made(from name: String) -> String {
    var names = DirectoryNames(taken: [])
    return names.make(from: name)
  }

  @Test(arguments: [
    ("Contacts", "Contacts"), ("Été: «Kunden»", "Été-Kunden"),
    ("../../etc/cron.d/x", "etc-cron-d-x"),
    (".hidden", "hidden"), ("displayname", "displayname-2"), ("Description", "Description-2"),
    ("", "folder"), ("///", "folder"), ("連絡先", "連絡先"),
    ("a\u{0}b\u{1B}[31mc\nd", "a-b-31mc-d"), ("`rm -rf $HOME`", "rm-rf-HOME"),
    ("\u{202E}abc", "abc"), ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
  ])
  func `is made of letters and digits of the folder's`(name: String, directory: String) {
    #expect(made(from: name) == directory)
  }

  @Test func `is given once, in whatever case`() {
    var names = DirectoryNames(taken: ["work", "WORK-2"])
    #expect(names.make(from: "Work") == "Work-3")
    #expect(names.make(from: "WORK") == "WORK-4")
    #expect(names.make(from: "Work-3") == "Work-3-2")
  }

  @Test(arguments: [("Straße", "STRASSE"), ("\u{E9}t\u{E9}", "e\u{301}te\u{301}"), ("ﬁ", "FI")])
  func `is another one where a file system takes two for the same`(one: String, other: String) {
    var names = DirectoryNames(taken: [])
    #expect(names.make(from: one) == one)
    #expect(names.make(from: other) == other + "-2")
  }

  /// Looking each one up among all others took minutes.
  @Test func `is made at once, also where ten thousand folders have the same`() {
    var names = DirectoryNames(taken: [])
    let made = (1...10_000).map { _ in names.make(from: "Work") }
    #expect(Set(made).count == 10_000)
    #expect(made.last == "Work-10000")
  }

  @Test func `is short enough for every file system, and ends with a whole character`() {
    let name = made(from: String(repeating: "漢", count: 300))
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
      let directory = made(from: String(name))
      #expect(!directory.isEmpty && !directory.hasPrefix(".") && !directory.hasPrefix("-"))
      #expect(
        !directory.contains("/") && !directory.contains("\u{0}"), "\(String(name).debugDescription)"
      )
    }
  }
}
