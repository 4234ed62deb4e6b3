import FakeExchange
import Foundation
import TestSupport
import Testing

/// Where a run happens, apart from servers: homes, links, file systems, the umask, `/proc`.
@Suite struct `A run` {
  private static var home: String? { getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } }

  private static func withAccount(_ outputs: String) -> String {
    """
    accounts:
      contoso: {server: "https://mail.contoso.com", user: anna@contoso.com, password: hush}
    outputs:
    \(outputs)

    """
  }

  // MARK: - Homes

  @Test(
    .enabled(if: home?.hasPrefix("/") ?? false),
    arguments: [["-u", "HOME"], ["HOME="], ["HOME=there"]])
  func `has the home that the system knows where HOME is none`(environment: [String]) async throws {
    let home = try #require(Self.home)
    let place = try Workplace()
    func run(_ arguments: [String]) async throws -> Program.Outcome {
      try await Program(path: "/usr/bin/env").run(
        ["-u", "XDG_CONFIG_HOME", "-u", "XDG_STATE_HOME"] + environment
          + [try Program(product: "cardferry").path] + arguments,
        in: place.folder.path)
    }
    let known = FileManager.default.fileExists(atPath: home + "/.config/cardferry/cardferry.yaml")
    if !known {
      #expect(
        try await run(["folders"]).errors.hasPrefix(
          "cardferry: \(home)/.config/cardferry/cardferry.yaml: there is no such file; "))
    }
    try place.folder.write(
      Self.withAccount("  cards: {format: vcard, path: ~/.local/state/cardferry/x}"),
      to: "cardferry.yaml")
    let outcome = try await run(["folders", "--config", "cardferry.yaml"])
    #expect(outcome.status == 2)
    #expect(
      outcome.errors == "cardferry: cardferry.yaml:4: output 'cards' and the state "
        + "'\(home)/.local/state/cardferry' lie in one another; give the output a 'path' of its own\n"
    )
  }

  @Test(.enabled(if: Stranger.isAvailable, "it can't be run as another user here"))
  func `is refused where there is no home, and one is needed`() async throws {
    let place = try Workplace()
    try place.folder.write(
      Self.withAccount("  cards: {format: vcard, path: x}"), to: "cardferry.yaml")
    let outcome = try await Stranger.run(
      "unset XDG_STATE_HOME XDG_CONFIG_HOME; HOME=; exec \"$@\"",
      ["folders", "--config", "cardferry.yaml"], in: place)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "cardferry: cardferry.yaml: no 'state', and there is no home directory: HOME "
        + "is no absolute path, and the system knows none of this user; set HOME, or write whole "
        + "paths\n")
    #expect(try FileTree(place.folder.path).files.keys.sorted() == ["cardferry.yaml"])
  }

  // MARK: - Places

  /// The links, the outputs, and what is said.
  private static let linked: [(links: [String: String], outputs: String, message: String)] = [
    (
      ["l": "state"], "  cards: {format: vcard, path: l/x}",
      "cardferry.yaml:5: output 'cards' and the state '@/state' lie in one another: '@/l/x' (it "
        + "leads to '@/state/x'); give the output a 'path' of its own"
    ),
    (
      ["l": "a"], "  a: {format: vcard, path: a}\n  b: {format: vcard, path: l}",
      "cardferry.yaml:6: output 'b' would write into '@/l' (it leads to '@/a'), which output 'a' "
        + "uses; give it a path of its own"
    ),
    (
      ["l": "@", "m": "l"], "  a: {format: vcard, path: a/b}\n  b: {format: jcard, path: m/a}",
      "cardferry.yaml:6: output 'b' would write into '@/m/a' (it leads to '@/a'), which output 'a' "
        + "uses; give it a path of its own"
    ),
  ]

  @Test(arguments: linked.indices, [false, true])
  func `is refused where links bring outputs or the state together`(
    index: Int, areThere: Bool
  ) async throws {
    let (links, outputs, message) = Self.linked[index]
    let place = try Workplace()
    for (link, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: place.folder.path(link),
        withDestinationPath: target.replacing("@", with: place.folder.path))
    }
    if areThere {
      for name in ["state", "a"] {
        try FileManager.default.createDirectory(
          atPath: place.folder.path(name), withIntermediateDirectories: false)
      }
    }
    try place.folder.write("state: state\n" + Self.withAccount(outputs), to: "cardferry.yaml")
    let outcome = try await place.run(["export", "--config", "cardferry.yaml"])
    #expect(outcome.status == 2)
    #expect(
      outcome.errors == "cardferry: \(message.replacing("@/", with: place.folder.path + "/"))\n")
    #expect(try FileTree(place.folder.path).files.keys.allSatisfy { $0 == "cardferry.yaml" })
  }

  @Test func `writes into directories and files whose names are as long as names can be`()
    async throws
  {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      let name = { (letter: String, end: String) in
        String(repeating: letter, count: 255 - end.utf8.count) + end
      }
      let paths = [name("c", ""), name("f", ".ldif"), name("d", ""), name("v", ".vcf")]
      try place.folder.write(
        """
        state: state
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
          cards: {format: vcard, path: \(paths[0])}
          ldap: {format: ldif, base: "dc=example", path: \(paths[1]), changes: \(paths[2])}
          file: {format: vcard, path: \(paths[3])}

        """, to: "cardferry.yaml")
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        try server.changeMailbox {
          try $0.put(MailboxContact(body: "new"), in: "2", serverID: "new")
        }
      }
      #expect(try place.cards(in: paths[0]).files.count == 21)
      for path in [paths[1], paths[3]] {
        #expect(FileManager.default.fileExists(atPath: place.folder.path(path)))
      }
      #expect(try FileTree(place.folder.path).files.keys.allSatisfy { !$0.contains(".tmp") })
    }
  }

  @Test(arguments: [
    "$0 --config /dev/stdin < sub/c.yaml", "cat sub/c.yaml > sub/pipe & $0 --config sub/pipe",
  ])
  func `takes its configuration from a pipe, relative to the working directory`(
    command: String
  ) async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.folder.write(
        """
        state: state
        accounts: {contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}}
        outputs: {cards: {format: vcard, path: contacts}}

        """, to: "sub/c.yaml")
      chmod(place.folder.path("sub/c.yaml"), 0o600)
      #expect(mkfifo(place.folder.path("sub/pipe"), 0o600) == 0)
      let outcome = try await Program(path: "/bin/sh").run(
        [
          "-c", command.replacing("$0", with: "exec \"$0\" export"),
          try Program(product: "cardferry").path,
        ],
        in: place.folder.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors == "")
      #expect(try place.cards().files.count == 2)
    }
  }

  @Test func `takes no device without an end for its configuration`() async throws {
    let place = try Workplace()
    let outcome = try await place.run(["export", "--config", "/dev/zero"])
    #expect(outcome.status == 2)
    #expect(outcome.errors == "cardferry: /dev/zero: cannot read /dev/zero: File too large\n")
  }

  // MARK: - The system

  @Test(
    .enabled(if: Stranger.isAvailable, "it can't be run as another user here"),
    arguments: ["0277", "0777"])
  func `makes what it can use itself, whatever the umask`(umask: String) async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for count in [20, 21] {
        let outcome = try await Stranger.run(
          "umask \(umask); exec \"$@\"", ["export", "--config", "cardferry.yaml"], in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.cards().files.count == count)
        for (path, mode) in [("contacts.ldif", 0o600), ("state/contoso.sqlite", 0o600)] {
          let found = try FileManager.default.attributesOfItem(atPath: place.folder.path(path))
          #expect(found[.posixPermissions] as? Int == mode, "\(path)")
        }
        try server.changeMailbox {
          try $0.put(MailboxContact(body: "new"), in: "2", serverID: "new")
        }
      }
    }
  }

  /// As CIFS and the shared folders of virtual machines answer.
  @Test(
    .enabled(if: Strace.isUsable, "strace is not there or may not trace"),
    arguments: ["EINVAL", "EOPNOTSUPP"])
  func `writes to file systems that sync neither directories nor themselves`(
    error: String
  ) async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      let directories = ["", "/contacts", "/.contacts.tmp", "/state", "/state/outputs", "/changes"]
      for count in [30, 31] {
        var arguments = ["-f", "-o", folder.path("trace"), "-e", "trace=fsync,syncfs"]
        for directory in directories { arguments += ["-P", place.folder.path + directory] }
        arguments += ["-e", "inject=fsync,syncfs:error=\(error)"]
        arguments += [
          try Program(product: "cardferry").path, "export", "--config", "cardferry.yaml",
        ]
        let outcome = try await Program(path: "/usr/bin/strace").run(
          arguments, in: place.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.cards().files.count == count)
        let trace = try folder.read("trace")
        for call in count == 30 ? ["fsync", "syncfs"] : ["fsync"] {
          #expect(
            trace.split(separator: "\n").contains {
              $0.contains(call + "(") && $0.contains("INJECTED")
            })
        }
        try server.changeMailbox {
          try $0.put(MailboxContact(body: "new"), in: "2", serverID: "new")
        }
      }
    }
  }

  @Test(.enabled(if: SmallDisk.isAvailable, "nothing can be mounted here"))
  func `without /proc, which the runtime needs, is refused`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "https://mail.contoso.com")])
    let outcome = try await Program(path: "/usr/bin/unshare").run(
      [
        "-m", "/bin/sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"", "sh",
        try Program(product: "cardferry").path, "export", "--config", "cardferry.yaml",
      ], in: place.folder.path)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(
      outcome.errors
        == "cardferry: there is no /proc here, and nothing was done; mount it and run again\n")
    #expect(try FileTree(place.folder.path).files.keys.sorted() == ["cardferry.yaml"])
  }

  /// What can't be listed may hold what is to be taken over.
  @Test(.enabled(if: Stranger.isAvailable, "it can't be run as another user here"))
  func `takes no directory that it can't list for an empty one`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(
        try await Stranger.run("exec \"$@\"", ["export", "--config", "cardferry.yaml"], in: place)
          .status == 0)
      let before = try place.cards().files.keys.sorted()
      try FileManager.default.removeItem(atPath: place.folder.path("state"))
      try FileManager.default.removeItem(atPath: place.folder.path("contacts.ldif"))
      chmod(place.folder.path("contacts"), 0o300)
      let outcome = try await Stranger.run(
        "exec \"$@\"", ["export", "--config", "cardferry.yaml"], in: place)
      #expect(outcome.status != 0)
      #expect(
        outcome.errors.contains(
          "cannot read \(place.folder.path("contacts")): Permission denied; correct its owner or mode"
        ),
        "\(outcome.errors)")
      chmod(place.folder.path("contacts"), 0o700)
      #expect(
        try await Stranger.run("exec \"$@\"", ["export", "--config", "cardferry.yaml"], in: place)
          .status == 0)
      #expect(try place.cards().files.keys.sorted() == before)
    }
  }

  @Test func `tells one account's files from those of another with a name that begins alike`()
    async throws
  {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      let other = "x.sqlite.backup-1"
      try place.configure(accounts: [("x", server.url), (other, server.url)])
      #expect(try await place.export().status == 0)
      for name in ["x.sqlite.backup-1", "x.sqlite.backup-3.tmp"] {
        try place.folder.write("old", to: "state/" + name)
      }
      let outcome = try await place.run(["wipe", "x", "--config", "cardferry.yaml"])
      let state = place.folder.path("state")
      #expect(
        outcome.errors.hasPrefix(
          "cardferry: this would remove \(state)/x.sqlite.backup-1, \(state)/x.sqlite.backup-3.tmp, "
            + "\(state)/x.sqlite, if the server orders it; "), "\(outcome.errors)")
    }
  }
}
