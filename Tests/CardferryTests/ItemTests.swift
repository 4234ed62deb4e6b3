import FakeExchange
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A server without the command, as far as a client can see.
private let noItems = Fault(.http(status: 501), command: "ItemOperations", times: nil)

/// The lines of all cards that begin with this.
private func lines(_ place: borrowing Workplace, of property: String) throws -> [String] {
  try place.cards().files.values.flatMap { file in
    file.text.split(whereSeparator: \.isNewline).map(String.init)
      .filter { $0.hasPrefix(property) }
  }
}

private func notes(_ place: borrowing Workplace) throws -> [String] {
  try lines(place, of: "NOTE")
}

private func photos(_ place: borrowing Workplace) throws -> [String] {
  try lines(place, of: "PHOTO")
}

/// The heads of two JPEG files.
private let portrait: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
private let newPortrait: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE1]

@Suite struct `A change without note and photo` {
  private func changed(
    count: Int = 45, versions: [FakeExchange.Version] = [.v14_1], fault: Fault? = nil,
    noteAfter: String? = "Kept", photoAfter: [UInt8]? = portrait,
    _ check: (FakeExchange, borrowing Workplace) async throws -> Void
  ) async throws {
    try await withServer(.init(versions: versions), contacts: 0) { server in
      try server.changeMailbox { mailbox in
        for number in 1...count {
          var contact: MailboxContact = [C.firstName: "Ada \(number)"]
          contact.body = "Kept"
          contact.setPicture(portrait)
          try mailbox.put(contact)
        }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      #expect(try notes(place).count == count)
      #expect(try photos(place).count == count)
      server.quirks.omitsBodyAndPictureOfChanges = true
      if let fault { server.add(fault) }
      try server.changeMailbox { mailbox in
        for number in 1...count {
          try mailbox.update("2:\(number)") { contact in
            contact[C.jobTitle] = "Baker"
            contact.body = noteAfter
            contact[C.picture] = nil
            if let photoAfter { contact.setPicture(photoAfter) }
          }
        }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let cards = try place.cards().files.values
      #expect(cards.allSatisfy { $0.text.contains("\r\nTITLE:Baker\r\n") })
      try await check(server, place)
    }
  }

  @Test func `is completed with the whole contacts, twenty at a time`() async throws {
    try await changed { server, place in
      let found = try notes(place)
      #expect(found.count == 45)
      let portraits = try photos(place)
      #expect(portraits.count == 45)
      let counts = server.requests("ItemOperations").map { request in
        (try? WBXML.Decoder.decode(request.body))?.children.count ?? 0
      }
      #expect(counts == [20, 20, 5])
    }
  }

  @Test func `loses the note that is gone, where the server gives single contacts`() async throws {
    try await changed(count: 3, noteAfter: nil) { _, place in
      let found = try notes(place)
      #expect(found.isEmpty)
    }
  }

  @Test func `loses the photo that is gone, and keeps the note`() async throws {
    try await changed(count: 3, photoAfter: nil) { _, place in
      let found = try (notes: notes(place), photos: photos(place))
      #expect(found.photos.isEmpty)
      #expect(found.notes.count == 3)
      let directory = try place.folder.read("contacts.ldif")
      #expect(!directory.contains("jpegPhoto"))
    }
  }

  @Test(arguments: [0, 30])
  func `loses the photo that is gone, also where an answer broke on its way`(
    bytes: Int
  ) async throws {
    let fault = Fault(.truncate(bytes), command: "ItemOperations")
    try await changed(count: 3, fault: fault, photoAfter: nil) { _, place in
      let found = try (notes: notes(place), photos: photos(place))
      #expect(found.photos.isEmpty)
      #expect(found.notes.count == 3)
    }
  }

  @Test func `gets the photo that is another`() async throws {
    try await changed(count: 3, photoAfter: newPortrait) { _, place in
      let found = try Set(photos(place))
      #expect(found == ["PHOTO:data:image/jpeg;base64\\,/9j/4Q=="])
    }
  }

  @Test func `keeps the photo where it doesn't, until all is fetched anew`() async throws {
    try await changed(count: 3, fault: noItems, photoAfter: nil) { server, place in
      let found = try photos(place)
      #expect(found.count == 3)
      #expect(server.requests("ItemOperations").count == 1, "one refusal is enough")
      let directory = try place.folder.read("contacts.ldif")
      #expect(directory.split(separator: "\n").count { $0 == "jpegPhoto:: /9j/4A==" } == 3)
      let full = try await place.export("--full")
      #expect(full.status == 0)
      let after = try (notes: notes(place), photos: photos(place))
      #expect(after.photos.isEmpty)
      #expect(after.notes.count == 3)
    }
  }

  @Test func `keeps the photo in 2.5, which has no such command`() async throws {
    try await changed(count: 3, versions: [.v2_5], photoAfter: nil) { server, place in
      let found = try photos(place)
      #expect(found.count == 3)
      #expect(server.requests("ItemOperations").isEmpty)
    }
  }

  @Test func `keeps the note where it doesn't, until all is fetched anew`() async throws {
    try await changed(count: 3, fault: noItems, noteAfter: nil) { server, place in
      let found = try notes(place)
      #expect(found.count == 3)
      #expect(server.requests("ItemOperations").count == 1, "one refusal is enough")
      let full = try await place.export("--full")
      #expect(full.status == 0)
      let after = try notes(place)
      #expect(after.isEmpty)
    }
  }

  @Test func `keeps the note in 2.5, which has no such command`() async throws {
    try await changed(count: 3, versions: [.v2_5], noteAfter: nil) { server, place in
      let found = try notes(place)
      #expect(found.count == 3)
      #expect(server.requests("ItemOperations").isEmpty)
    }
  }
}

@Suite struct `A note that comes cut` {
  private func export(
    version: FakeExchange.Version, fault: Fault? = nil,
    _ check: (Program.Outcome, [String]) throws -> Void
  ) async throws {
    try await withServer(.init(versions: [version]), contacts: 0) { server in
      try server.changeMailbox { mailbox in
        var contact: MailboxContact = [C.firstName: "Ada"]
        contact.body = "A note of some length"
        try mailbox.put(contact)
      }
      server.quirks.truncatesNotes = 6
      if let fault { server.add(fault) }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      try check(outcome, try notes(place))
    }
  }

  @Test(arguments: [FakeExchange.Version.v12_0, .v14_1, .v16_1])
  func `is fetched whole`(version: FakeExchange.Version) async throws {
    try await export(version: version) { outcome, notes in
      #expect(notes == ["NOTE:A note of some length"])
      #expect(!outcome.errors.contains("came cut"))
    }
  }

  @Test(
    arguments: [(FakeExchange.Version.v2_5, nil), (.v14_1, noItems)]
      as [(FakeExchange.Version, Fault?)])
  func `and can't be had whole is a warning`(
    version: FakeExchange.Version, fault: Fault?
  ) async throws {
    try await export(version: version, fault: fault) { outcome, notes in
      #expect(notes == ["NOTE:A note"])
      #expect(
        outcome.errors.contains(
          "contoso: the notes of 1 contacts came cut, and could not be completed\n"))
    }
  }
}

@Suite struct `What a server says in its headers` {
  @Test func `a cookie is sent back, and a password that ends is told of`() async throws {
    try await withServer(contacts: 2) { server in
      server.add(
        Fault(
          .headers(["Set-Cookie": "X-BackEnd=abc; path=/", "X-MS-Credentials-Expire": "5"]),
          command: "OPTIONS"))
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "contoso: the password expires in 5 days; change it before that\n"))
      let cookies = server.requests.dropFirst().map { $0.header("Cookie") }
      #expect(!cookies.isEmpty && cookies.allSatisfy { $0 == "X-BackEnd=abc" }, "\(cookies)")
    }
  }

  @Test func `a mailbox that has moved is followed once`() async throws {
    try await withServer(contacts: 2) { old in
      try await withServer(contacts: 3) { new in
        old.add(Fault(.http(status: 451, headers: ["X-MS-Location": new.url]), times: nil))
        let place = try Workplace()
        try place.configure(accounts: [("contoso", old.url)])
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("write 'server: \(new.url)' to go there at once\n"))
        #expect(try place.cards().files.count == 3)
        #expect(old.requests.count == 1)
      }
    }
  }

  @Test func `a version that is configured is spoken`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "version: 12.1")
      #expect(try await place.export().status == 0)
      let versions = server.requests.dropFirst().map { $0.header("MS-ASProtocolVersion") }
      #expect(!versions.isEmpty && versions.allSatisfy { $0 == "12.1" })
    }
  }
}
