import FakeExchange
import Foundation
import StateStore
import Synchronization
import TestSupport
import Testing
import WBXML

extension Workplace {
  /// Runs an export and sends it a signal as soon as it is time; what it says on standard error is in
  /// the file `errors`.
  ///
  /// `then`: called when the signal is sent.
  fileprivate func export(
    _ arguments: [String] = [], environment: [String: String] = [:], stoppedBy signals: Int32...,
    before: String = "", when isTime: () throws -> Bool, then: () throws -> Void = {}
  ) async throws -> Program.Outcome {
    let cardferry = try Program(product: "cardferry").path
    let directory = folder.path
    let run = Task {
      try await Program(path: "/bin/sh").run(
        [
          "-c", "echo $$ >pid; \(before) exec \"$0\" \"$@\" 2>errors", cardferry, "export",
          "--config", "cardferry.yaml",
        ] + arguments, environment: environment, in: directory)
    }
    while try !isTime() { try await Task.sleep(for: .milliseconds(10)) }
    Self.send(signals, toProcessOf: folder.path("pid"))
    try then()
    return try await run.value
  }

  private static func send(_ signals: [Int32], toProcessOf file: String) {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let process = pid_t(text.trimmingCharacters(in: .newlines))
    else {
      Issue.record("the run's process is not known")
      return
    }
    for signal in signals { kill(process, signal) }
  }

  /// The same at a request, before it is answered: however busy the machine is, the signal comes while
  /// the request is in flight.
  fileprivate func export(
    _ arguments: [String] = [], stoppedBy signals: Int32..., before: String = "",
    at command: String, _ number: Int, of server: FakeExchange
  ) async throws -> Program.Outcome {
    let file = folder.path("pid")
    let hasCome = Mutex(false)
    server.observe { request in
      guard request.command == command, server.requests(command).count == number else { return }
      if hasCome.withLock({ hasCome in
        defer { hasCome = true }
        return hasCome
      }) {
        return
      }
      Self.send(signals, toProcessOf: file)
    }
    return try await Program(path: "/bin/sh").run(
      [
        "-c", "echo $$ >pid; \(before) exec \"$0\" \"$@\" 2>errors",
        try Program(product: "cardferry").path, "export", "--config", "cardferry.yaml",
      ] + arguments, in: folder.path)
  }

  fileprivate func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.path(name))
  }

  /// Whether the last run has let go of the account as one that came to its end.
  fileprivate func hasEndedInOrder() throws -> Bool {
    try folder.read("state/contoso.lock").isEmpty
  }

  fileprivate func store() throws -> AccountStore {
    try AccountStore(file: folder.path("state/contoso.sqlite"))
  }
}

@Suite(.timeLimit(.minutes(5))) struct `A run that is stopped by a signal` {
  /// The server is one that gives each page once.
  @Test(arguments: [SIGINT, SIGTERM])
  func `stores what the request in flight brings, and the next one goes on there in a first load`(
    signal: Int32
  ) async throws {
    let status = 128 + signal
    try await withServer { server in
      server.quirks.repeatsSyncKeys = true
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 3")
      server.add(Fault(.none, command: "Sync", skip: 4, delay: 1000))
      let outcome = try await place.export(["--json"], stoppedBy: signal, at: "Sync", 5, of: server)
      #expect(outcome.status == status)
      #expect(outcome.output.contains("\"exitCode\" : \(status)"))
      #expect(server.requests("Sync").count == 5, "nothing new was begun")
      #expect(
        try place.folder.read("errors").hasPrefix(
          "cardferry: error: contoso: stopped before its end; run again\n"))
      #expect(try place.hasEndedInOrder())
      #expect(try place.store().contactCount() == 12)
      #expect(try place.outputs().filter { $0.hasSuffix(".vcf") }.files.isEmpty)

      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
      #expect(!next.errors.contains("anew"), "\(next.errors)")
      #expect(server.requests("Sync").count == 12, "a load takes twelve, and none twice")
      #expect(try place.cards().files.count == 30)
      #expect(try place.store().collections().allSatisfy { !$0.isLoading })
    }
  }

  @Test func `completes the answer that is there, and loses nothing of it`() async throws {
    try await withServer(contacts: 1) { server in
      server.quirks.repeatsSyncKeys = true
      let note = String(repeating: "word ", count: 40)
      try server.changeMailbox { mailbox in
        var contact: MailboxContact = [WBXML.Tag.Contacts.lastName: "Long"]
        contact.body = note
        try mailbox.put(contact)
      }
      server.quirks.truncatesNotes = 40
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 1")
      server.add(Fault(.none, command: "Sync", skip: 2, delay: 1000))
      let outcome = try await place.export(stoppedBy: SIGTERM, at: "Sync", 3, of: server)
      #expect(outcome.status == 143)
      #expect(server.requests("ItemOperations").count == 2)
      #expect(server.requests("Sync").count == 3, "nothing else was begun")
      let next = try await place.export()
      #expect(!next.errors.contains("anew"), "\(next.errors)")
      #expect(server.requests("Sync").filter { $0.isFirst }.count == 1)
      let cards = try place.cards().files.values.map { $0.text.replacing("\r\n ", with: "") }
      #expect(cards.contains { $0.contains(note.trimmingCharacters(in: .whitespaces)) })
    }
  }

  @Test func `starts a folder over whose answer it has not waited for, and no other`() async throws
  {
    try await withServer { server in
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "99", name: "Suppliers", type: 14))
        try mailbox.fill("99", count: 9, from: ContactGenerator(seed: 3))
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 3")
      server.add(Fault(.none, command: "Sync", collection: "99", skip: 2, delay: 600_000))
      let outcome = try await place.export(stoppedBy: SIGTERM, at: "Sync", 15, of: server)
      #expect(outcome.status == 143)
      let errors = try place.folder.read("errors")
      #expect(
        errors.hasPrefix(
          "cardferry: contoso: the answer of 127.0.0.1:\(server.port) was not waited for, as the run was to stop; "
            + "the next run fetches the folder anew\n"),
        "\(errors)")
      #expect(try place.hasEndedInOrder())
      let keys = try place.store().collections().filter { ["2", "99"].contains($0.serverID) }
        .map { $0.syncKey != nil }
      #expect(keys == [true, false])
      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
      #expect(!next.errors.contains("anew"), "\(next.errors)")
      #expect(try place.cards().files.count == 39)
      #expect(server.requests("Sync").filter(\.isFirst).count == 3)
    }
  }

  @Test func `stops at once where it waits for another run`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let other = open(place.folder.path("state/contoso.lock"), O_RDWR | O_CLOEXEC)
      try #require(other >= 0 && flock(other, LOCK_EX) == 0)
      defer { close(other) }
      let outcome = try await place.export(["--wait", "1h"], stoppedBy: SIGINT) {
        try place.exists("errors") && place.folder.read("errors").contains("waiting for")
      }
      #expect(outcome.status == 130)
    }
  }

  @Test func `ends at once by a second signal`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.none, command: "FolderSync", delay: 600_000))
      let outcome = try await place.export(
        stoppedBy: SIGINT, SIGTERM, at: "FolderSync", 1, of: server)
      #expect([130, 143].contains(outcome.status))
      #expect(try !place.hasEndedInOrder())
    }
  }

  @Test func `hears no signal that whoever started it has ignored`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.none, command: "FolderSync", delay: 1000))
      let outcome = try await place.export(
        stoppedBy: SIGINT, before: "trap '' INT;", at: "FolderSync", 1, of: server)
      #expect(outcome.status == 0)
      #expect(try place.cards().files.count == 30)
    }
  }

  @Test func `lets the program end that takes a change file, and begins no other`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.folder.write(
        """
        state: state/
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
          ldap:
            format: ldif
            base: "ou=contacts,dc=example,dc=test"
            path: contacts.ldif
            changes: changes/
            deliver:
              command: [sh, -c, 'echo >>begun; test -e open || exit 1; until test -e go; do sleep 0.02; done; echo >>taken', "{file}"]

        """, to: "cardferry.yaml")
      #expect(try await place.export().status == 12)
      try server.changeMailbox { try $0.delete("2:1") }
      try place.folder.write("", to: "open")
      let outcome = try await place.export(stoppedBy: SIGTERM) {
        try place.folder.read("begun") == "\n\n"
      } then: {
        try place.folder.write("", to: "go")
      }
      #expect(outcome.status == 143)
      #expect(try place.folder.read("taken") == "\n")
      let waiting = try place.changeFiles()
      #expect(waiting.count == 2 && waiting.count { $0.hasPrefix("delivered/") } == 1, "\(waiting)")
      #expect(
        try await place.export().output.hasSuffix("ldap: 1 change file handed over, 0 waiting\n"))
    }
  }

  @Test func `ends the program that it asks for a password`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)],
        password: "{command: [sh, -c, 'echo $$ >begun; exec sleep 600']}")
      let outcome = try await place.export(stoppedBy: SIGINT) {
        try place.exists("begun") && !place.folder.read("begun").isEmpty
      }
      #expect(outcome.status == 130)
      let text = try place.folder.read("begun").trimmingCharacters(in: .newlines)
      #expect(kill(try #require(pid_t(text)), 0) != 0)
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `leaves outputs that the next run makes whole`() async throws {
    try await withServer(contacts: 2000) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 512")
      // A shell of its own looks for the first card, however busy the tests are.
      let watch =
        "(until grep -q write.file.written steps 2>/dev/null; do sleep 0.01; done; kill -TERM $$) &"
      let outcome = try await Program(path: "/bin/sh").run(
        [
          "-c", "\(watch) exec \"$0\" export --config cardferry.yaml",
          try Program(product: "cardferry").path,
        ], environment: ["CARDFERRY_STEPS": place.folder.path("steps")], in: place.folder.path)
      #expect(outcome.status == 143)
      #expect([0, 2000].contains(try place.cards().files.count), "no part of it is shown")
      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
      #expect(!next.errors.contains("anew"), "\(next.errors)")
      #expect(try place.cards().files.count == 2000)
      #expect(try place.outputs().files.keys.allSatisfy { !$0.hasSuffix(".tmp") })
    }
  }
}

extension RecordedRequest {
  /// Whether it is a Sync with the key 0.
  fileprivate var isFirst: Bool {
    guard let root = try? Decoder.decode(body) else { return false }
    return root.first(WBXML.Tag.AirSync.collections)?.first(WBXML.Tag.AirSync.collection)?
      .first(WBXML.Tag.AirSync.syncKey)?.text == "0"
  }
}
