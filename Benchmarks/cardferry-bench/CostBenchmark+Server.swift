import ActiveSync
import ContactMapping
import ContactModel
import ExportPipeline
import Foundation
import HTTPTransport
import SafeXML
import StateStore
import WBXML

/// What a server sends.
extension CostBenchmark {
  private typealias C = Tag.Contacts

  private static func map(_ name: String, _ child: @escaping (Int) -> Element) -> Case {
    Case(name, 4000) { count in
      let bytes = Encoder.encode(
        Element(Tag.AirSync.applicationData, .elements((0..<count).map(child))))
      let item = try Decoder.decode(bytes)
      return { ContactMapper.map(item).warnings.count }
    }
  }

  private static let phones = [
    Tag.Contacts2.companyMainPhone, C.assistantPhoneNumber, C.carPhoneNumber, C.mobilePhoneNumber,
    C.homePhoneNumber, C.businessPhoneNumber,
  ]

  /// A contact with a list of its own kind.
  static var mapping: [Case] {
    [
      map("telephone numbers, the last kind first") {
        Element(phones[$0 % phones.count], "+1 \($0)")
      },
      map("e-mail addresses of one rank") { Element(C.email1Address, "a\($0)@example.com") },
      map("chat addresses of one rank") { Element(Tag.Contacts2.imAddress, "a\($0)@example.com") },
      map("parts of addresses, each of another one") { index in
        let parts = [C.businessAddressCity, C.homeAddressCity, C.otherAddressCity]
        return Element(parts[index % 3], "City \(index)")
      },
      map("unknown elements") { Element(Tag(page: 27, token: UInt8(5 + $0 % 50)), "x\($0)") },
      map("lists of one category") { Element(C.categories, [Element(C.category, "\($0)")]) },
      list("categories", C.categories, C.category) { "Category \($0)" },
      list("categories of one name", C.categories, C.category) { _ in "Category" },
      list("children", C.children, C.child) { "Child \($0)" },
      Case("ApplicationData, as a number") { Element(C.jobTitle, "\($0)") },
    ]
  }

  private static func list(
    _ name: String, _ list: Tag, _ member: Tag, _ text: @escaping (Int) -> String
  ) -> Case {
    Case(name, 4000) { count in
      let members = (0..<count).map { Element(member, text($0)) }
      let item = try Decoder.decode(
        Encoder.encode(Element(Tag.AirSync.applicationData, [Element(list, .elements(members))])))
      return { ContactMapper.map(item).contact.categories.count }
    }
  }

  private static let head: [UInt8] = [0x03, 0x01, 0x6A, 0x00]

  private static func decode(
    _ name: String, _ start: [UInt8] = head + [0x00, 0x07, 0x56],
    _ element: @escaping (Int) -> [UInt8],
    end: [UInt8] = [0x01]
  ) -> Case {
    Case("WBXML: \(name)", 100_000) { count in
      let bytes = start + (0..<count).flatMap(element) + end
      return { try Decoder.decode(bytes).children.count }
    }
  }

  /// Answers, and what is made of them.
  static var protocols: [Case] {
    [
      decode("elements") { _ in [0x52, 0x03, 0x31, 0x00, 0x01] },
      decode("empty elements, each on another page") { [0x00, UInt8($0 % 26), 0x05] },
      decode(
        "strings of a table",
        [0x03, 0x01, 0x6A, 0x08] + Array("seven c\0".utf8) + [0x00, 0x07, 0x56]
      ) { _ in [0x52, 0x83, 0x00, 0x01] },
      decode(
        "pieces of one text", head + [0x00, 0x07, 0x56, 0x52], { _ in [0x03, 0x31, 0x00] },
        end: [0x01, 0x01]),
      decode("blocks of bytes") { _ in [0x52, 0xC3, 0x03, 0x31, 0x32, 0x33, 0x01] },
      Case("folders", 1250) { count in
        let answer = try Decoder.decode(Encoder.encode(folderSync(count)))
        return { try FolderSync(syncKey: .initial).response(from: answer).changes.count }
      },
      Case("directories of folders of one name", 1250) { count in
        {
          var names = DirectoryNames(taken: [])
          return (0..<count).reduce(0) { sum, _ in sum + names.make(from: "Same").utf8.count }
        }
      },
      Case("directories that take each other's numbers", 1250) { count in
        {
          var names = DirectoryNames(taken: [])
          for number in 0..<count / 2 { _ = names.make(from: "Same-\(number)") }
          return (0..<count / 2).reduce(0) { sum, _ in sum + names.make(from: "same").utf8.count }
        }
      },
      Case("items without data", 4000) { count in
        let answer = try Decoder.decode(Encoder.encode(sync(count)))
        let sync = Sync(
          syncKey: SyncKey("1"), collectionID: ServerID("2"), supported: nil, windowSize: 100)
        return { try sync.response(from: answer).problems.count }
      },
      Case("rules of a policy", 4000) { count in
        let rule = Element(Tag.Provision.requireDeviceEncryption, "1")
        let data = Element(
          Tag.Provision.data,
          [Element(Tag.Provision.easProvisionDoc, Array(repeating: rule, count: count))])
        return { Policy(data: data).requirements.count }
      },
      Case("header fields", 120) { count in
        {
          var headers = HTTPHeaders()
          for number in 0..<count { headers.append("X-\(number)", "value") }
          return headers["X-MS-RP"]?.count ?? 0
        }
      },
      xml("elements") { "<a>\($0)</a>" },
      xml("references") { _ in "&amp;&#65;" },
      Case("XML: attributes of a tag", 250) { count in
        let text = "<a " + (0..<count).map { "a\($0)=''" }.joined(separator: " ") + "/>"
        return { try XMLReader.read(Array(text.utf8)).attributes.count }
      },
      Case("XML: namespaces of a tag", 250) { count in
        let text = "<a " + (0..<count).map { "xmlns:a\($0)='b'" }.joined(separator: " ") + "/>"
        return { try XMLReader.read(Array(text.utf8)).attributes.count }
      },
    ]
  }

  private static func xml(_ name: String, _ piece: @escaping (Int) -> String) -> Case {
    Case("XML: \(name)", 4000) { count in
      let text = Array("<r>\((0..<count).map(piece).joined())</r>".utf8)
      return { try XMLReader.read(text).nodes.count }
    }
  }

  private static func folderSync(_ count: Int) -> Element {
    typealias Tags = Tag.FolderHierarchy
    let adds = (0..<count).map { number in
      Element(
        Tags.add,
        [
          Element(Tags.serverId, "f\(number)"), Element(Tags.parentId, "0"),
          Element(Tags.displayName, "Same"), Element(Tags.type, "14"),
        ])
    }
    return Element(
      Tags.folderSync,
      [Element(Tags.status, "1"), Element(Tags.syncKey, "9"), Element(Tags.changes, adds)])
  }

  private static func sync(_ count: Int) -> Element {
    typealias Tags = Tag.AirSync
    let adds = (0..<count).map { Element(Tags.add, [Element(Tags.serverId, "2:\($0)")]) }
    let collection = Element(
      Tags.collection,
      [
        Element(Tags.syncKey, "2"), Element(Tags.collectionId, "2"), Element(Tags.status, "1"),
        Element(Tags.commands, adds),
      ])
    return Element(Tags.sync, [Element(Tags.collections, [collection])])
  }

  /// What the state keeps.
  static func state(in directory: String) -> [Case] {
    var number = 0
    func store(_ folders: Int = 1) throws -> AccountStore {
      number += 1
      let store = try AccountStore(file: "\(directory)/cost\(number).sqlite")
      try store.save(AccountRecord(server: "http://localhost", user: "anna", deviceID: "bench"))
      let changes = (0..<folders).map {
        FolderChange.upsert(
          serverID: "\($0)", parentID: "0", name: "Same", type: 14, directory: "Same-\($0)")
      }
      _ = try store.apply(changes, folderSyncKey: "1", isComplete: true)
      return store
    }
    func load(_ store: AccountStore, _ count: Int, prefix: String) throws -> Int {
      guard let collection = try store.collections().first?.id else { return -1 }
      try store.startLoading(collection: collection)
      let changes = (0..<count).map {
        Window.Change.add(
          Window.Item(serverID: "\(prefix)\($0)", data: [UInt8($0 & 0xFF)], content: Int64($0 % 7)))
      }
      return try store.apply(
        Window(changes: changes, syncKey: "1", isLast: true), to: collection, now: Date()
      ).added
    }
    return [
      Case("folders in the state", 1250) { count in { try store(count).collections().count } },
      Case("contacts in the state", 2000) { count in { try load(store(), count, prefix: "a") } },
      Case("contacts under new ids, all alike", 2000) { count in
        {
          let store = try store()
          _ = try load(store, count, prefix: "a")
          return try load(store, count, prefix: "b")
        }
      },
      Case("contacts under one id", 2000) { count in
        {
          let store = try store()
          guard let collection = try store.collections().first?.id else { return -1 }
          let changes = (0..<count).map {
            Window.Change.change(Window.Item(serverID: "a", data: [1], content: Int64($0)))
          }
          return try store.apply(
            Window(changes: changes, syncKey: "1", isLast: true), to: collection, now: Date()
          ).changed
        }
      },
    ]
  }
}

extension CostBenchmark.Case {
  /// ApplicationData that says the same in another order.
  fileprivate init(_ name: String, _ child: @escaping (Int) -> Element) {
    self.init(name, 4000) { count in
      let bytes = Encoder.encode(
        Element(Tag.AirSync.applicationData, .elements((0..<count).map(child))))
      return { ApplicationData.content(of: bytes) == 0 ? 0 : 1 }
    }
  }
}
