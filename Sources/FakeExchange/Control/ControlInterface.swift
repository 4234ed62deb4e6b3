import FoundationEssentials
import WBXML

/// The control interface: what other processes change and look at, over the same port under
/// `/control/`. It asks for no password, so it is there only where ``FakeExchange/Options`` say
/// so, and on loopback as all of the server.
package enum ControlInterface {
  /// The endpoints, for people; `GET /control/` answers it.
  package static let reference = """
    GET    /control/mailbox                folders and contacts as JSON
    POST   /control/folders                makes a folder, or renames or moves it:
             {"id":"12","parent":"2","name":"Suppliers","type":14}
    DELETE /control/folders/ID             deletes it with its contacts
    POST   /control/folders/ID/renumber    new ServerIds for all its contacts
    POST   /control/folders/ID/replace/NEW deletes it and makes it again under
           the id NEW, with new ServerIds for all its contacts
    POST   /control/folders/ID/invalidate  the next Sync gets status 3
    POST   /control/folders/ID/list-again  the next Sync brings all as Add
    POST   /control/contacts               adds a contact, or replaces the one
           with "id"; answers {"id":"2:1"}. Element names of MS-ASCNTC:
             {"folder":"2","FirstName":"Mark","Categories":["A","B"],
              "Body":"Note","Picture":"BASE64"}
    PATCH  /control/contacts/ID            changes elements; null removes one:
             {"JobTitle":"CEO","Spouse":null}
    DELETE /control/contacts/ID            deletes it
    POST   /control/fill                   adds made-up contacts:
             {"folder":"2","count":1000,"seed":1,"photoBytes":0}
    GET    /control/faults                 the faults still to come
    POST   /control/faults                 appends a fault, or a list of them
    DELETE /control/faults                 forgets them all
    GET    /control/quirks                 what is switched on
    PUT    /control/quirks                 sets all of them; absent is off:
             {"firstSyncKey":"-1","repeatsSyncKeys":true,
              "hidesContacts":true,"promisesMoreForEver":true,
              "omitsBodyAndPictureOfChanges":true,"truncatesNotes":40,
              "omitsDataOf":["2:1"],"emptiesDataOf":["2:1"],
              "garblesDataOf":["2:1"],"emptiesPropertiesOf":["2:1"],
              "folderTypes":{"2":"none"},"replayLimit":1,
              "wantedCookie":"Route=7","capitalizesDeviceIDs":true,
              "waivesPolicy":true,"emptyPages":50,"endsPagesAfter":22,
              "refusesWindowsAbove":50,"losesDeletes":true}
    PUT    /control/options                sets those that are named:
             {"versions":["14.1"],"password":"new","mode":"forced",
              "policy":{"DevicePasswordEnabled":"1"},"wipe":"remoteWipe",
              "tokens":["T"]}
           (tokens: bearer tokens to take instead of the password)
    GET    /control/statistics             requests, answers and more, counted
    POST   /control/reset                  back to the state of the start

    A fault says what happens, one of
      "http": {"status":503,"headers":{"Retry-After":"1"},"body":"TEXT"}
                           this answer ("bodyBase64" for bytes)
      "status": 3          this status in the body, in the "scope" of the
                           "command" (default), a "collection" or an "item"
      "truncate": 40       the true answer, its body cut to 40 bytes
      "drip": 1000         the true answer, a byte of its body each second
      "headers": {"X-MS-RP":"16.1"}   beside those of the true answer
      "drop": "before"     the connection ends, before the request counts or
                           "after" it did, or after 40 bytes of the body
    and when and to what, all of it optional:
      "delay": 500         milliseconds before the answer
      "command": "Sync"    only this command; OPTIONS is one
      "collection": "2"    only requests that name this CollectionId
      "skip": 2            not before the third of them
      "times": 1           how many requests; null for all
    Of all faults the first that fits strikes; those that skip let it pass.

    """
}

extension ServerState {
  /// The answer to any request: ActiveSync's, or the control interface's.
  mutating func respond(to request: RecordedRequest) -> Reply {
    guard options.control, request.path.hasPrefix("/control/") else { return answer(request) }
    do {
      return try control(request)
    } catch let error as Swift.DecodingError {
      return .failure(400, error.explanation)
    } catch let error as any Error & CustomStringConvertible {
      return .failure(400, error.description)
    } catch {
      return .failure(400, "The request can't be carried out.")
    }
  }

  private mutating func control(_ request: RecordedRequest) throws -> Reply {
    let parts = request.path.split(separator: "/").dropFirst()
      .map { $0.percentDecoded ?? String($0) }
    let id = parts.count > 1 ? parts[1] : ""
    switch (request.method, parts.first ?? "", parts.count) {
    case ("GET", "", _):
      return Reply(
        status: 200, headers: [("Content-Type", "text/plain")],
        body: Array(ControlInterface.reference.utf8))
    case ("GET", "mailbox", 1): return try .json(mailbox)
    case ("POST", "folders", 1): mailbox.put(try request.json(MailboxFolder.self))
    case ("DELETE", "folders", 2): try mailbox.deleteFolder(id)
    case ("POST", "folders", 4) where parts[2] == "replace":
      try mailbox.replaceFolder(id, by: parts[3])
    case ("POST", "folders", 3): return try folderAction(parts[2], on: id)
    case ("POST", "contacts", 1):
      let item = try request.json(AddressedContact.self)
      return try .json(["id": try mailbox.put(item.contact, in: item.folder, serverID: item.id)])
    case ("PATCH", "contacts", 2):
      let patch = try request.json(ContactPatch.self)
      try mailbox.update(id) { try $0.apply(patch.container) }
    case ("DELETE", "contacts", 2): try mailbox.delete(id)
    case ("POST", "fill", 1):
      let order = try request.json(FillOrder.self)
      let generator = ContactGenerator(seed: order.seed ?? 1, photoBytes: order.photoBytes ?? 0)
      try mailbox.fill(order.folder ?? "2", count: order.count, from: generator)
    case ("GET", "faults", 1): return try .json(faults)
    case ("POST", "faults", 1):
      let isList = request.body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x5B
      faults += isList ? try request.json([Fault].self) : [try request.json(Fault.self)]
    case ("DELETE", "faults", 1): faults = []
    case ("GET", "quirks", 1): return try .json(quirks)
    case ("PUT", "quirks", 1): quirks = try request.json(Quirks.self)
    case ("PUT", "options", 1): try apply(try request.json(OptionChanges.self))
    case ("GET", "statistics", 1): return try .json(statistics)
    case ("POST", "reset", 1): reset()
    default:
      return .failure(
        404, "No \(request.method) \(request.path); GET /control/ says what there is.")
    }
    return Reply(status: 204)
  }

  private mutating func folderAction(_ action: String, on id: String) throws -> Reply {
    guard mailbox.folder(id) != nil else { throw MailboxError.noFolder(id) }
    switch action {
    case "renumber": renumber(id)
    case "invalidate": invalidateSyncKeys(of: id)
    case "list-again": listAgain(id)
    default: return .failure(404, "A folder knows renumber, invalidate and list-again.")
    }
    return Reply(status: 204)
  }

  private mutating func apply(_ changes: OptionChanges) throws {
    if let versions = changes.versions { options.versions = versions }
    if let password = changes.password { options.password = password }
    if let tokens = changes.tokens { options.bearerTokens = tokens }
    var provisioning = options.provisioning
    if let mode = changes.mode { provisioning.mode = mode }
    if let wipe = changes.wipe { provisioning.wipe = wipe }
    if let policy = changes.policy {
      provisioning.policy = try policy.sorted { $0.key < $1.key }.map {
        try FakeExchange.Provisioning.Requirement(name: $0.key, value: $0.value)
      }
    }
    if provisioning != options.provisioning { setProvisioning(provisioning) }
  }
}

/// The body of `PUT /control/options`.
private struct OptionChanges: Decodable {
  var versions: [FakeExchange.Version]?
  var password: String?
  var tokens: Set<String>?
  var mode: FakeExchange.Provisioning.Mode?
  var policy: [String: String]?
  var wipe: FakeExchange.Provisioning.Wipe?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case versions, password, tokens, mode, policy, wipe
  }

  init(from decoder: any Swift.Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    versions = try container.decodeIfPresent([FakeExchange.Version].self, forKey: .versions)
    password = try container.decodeIfPresent(String.self, forKey: .password)
    tokens = try container.decodeIfPresent(Set<String>.self, forKey: .tokens)
    mode = try container.decodeIfPresent(FakeExchange.Provisioning.Mode.self, forKey: .mode)
    policy = try container.decodeIfPresent([String: String].self, forKey: .policy)
    wipe = try container.decodeIfPresent(FakeExchange.Provisioning.Wipe.self, forKey: .wipe)
  }
}

/// The body of `POST /control/fill`.
private struct FillOrder: Decodable {
  var folder: String?
  var count: Int
  var seed: UInt64?
  var photoBytes: Int?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case folder, count, seed, photoBytes
  }

  init(from decoder: any Swift.Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    folder = try container.decodeIfPresent(String.self, forKey: .folder)
    count = try container.decode(Int.self, forKey: .count)
    seed = try container.decodeIfPresent(UInt64.self, forKey: .seed)
    photoBytes = try container.decodeIfPresent(Int.self, forKey: .photoBytes)
  }
}

/// The body of a PATCH, kept undecoded until the contact is at hand.
private struct ContactPatch: Decodable {
  var container: KeyedDecodingContainer<ElementName>

  init(from decoder: any Swift.Decoder) throws {
    container = try decoder.container(keyedBy: ElementName.self)
  }
}

extension FakeExchange.Provisioning.Requirement {
  /// An element of EASProvisionDoc by its name in MS-ASPROV.
  package init(name: String, value: String) throws(UnknownRequirement) {
    guard let token = CodePage[14]?.token(of: name) else { throw UnknownRequirement(name: name) }
    self.init(Tag(page: 14, token: token), value)
  }

  /// A name that MS-ASPROV doesn't have.
  package struct UnknownRequirement: Error, CustomStringConvertible {
    package let name: String
    package var description: String {
      "'\(name)' is no element of EASProvisionDoc; DevicePasswordEnabled is one"
    }
  }
}

extension RecordedRequest {
  fileprivate func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(body))
  }
}

extension Reply {
  fileprivate static func json(_ value: some Encodable) throws -> Reply {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Reply(
      status: 200, headers: [("Content-Type", "application/json")],
      body: Array(try encoder.encode(value)) + [0x0A])
  }
}

extension Swift.DecodingError {
  /// Where the JSON is wrong, and why, in a line: `contacts.3.Frstname: 'Frstname' is no ...`.
  package var explanation: String {
    let context: Context
    switch self {
    case .dataCorrupted(let found), .keyNotFound(_, let found), .typeMismatch(_, let found),
      .valueNotFound(_, let found):
      context = found
    @unknown default: return "the JSON is not what is expected here"
    }
    var path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    if case .keyNotFound(let key, _) = self { path.append(key.stringValue) }
    return (path.isEmpty ? "" : path.joined(separator: ".") + ": ") + context.debugDescription
  }
}
