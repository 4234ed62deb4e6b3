import ActiveSync
import Foundation
import HTTPTransport
import Synchronization
import Testing
import WBXML

/// Answers as a real server once did, request by request. The traffic is of Z-Push 2.7 and of Syncroton,
/// with made-up contacts.
final class RecordedServer: Transport {
  /// A request of the recording and its answer.
  private struct Exchange: Decodable {
    var step: String
    /// `Sync`, `FolderSync`, …, `OPTIONS`.
    var command: String
    /// WBXML in base 64; nothing for OPTIONS.
    var request: String?
    var status: Int
    var headers: [String: String]
    var body: String?
    /// The version in which the request was made; nothing for OPTIONS.
    var version: String?

    var element: Element? {
      request.flatMap { Data(base64Encoded: $0) }.flatMap { try? Decoder.decode(Array($0)) }
    }

    var response: HTTPResponse {
      var fields = HTTPHeaders()
      for (name, value) in headers { fields.append(name, value) }
      return HTTPResponse(
        status: status, headers: fields,
        body: body.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? [])
    }
  }

  private struct State {
    var step = ""
    /// The places of those that were answered in this step.
    var used: Set<Int> = []
    /// The commands that came in this step; one that was never recorded has a `?`.
    var sent: [String] = []
  }

  private let exchanges: [Exchange]
  private let state = Mutex(State())

  init(_ name: String) throws {
    let file = try #require(
      Bundle.module.url(
        forResource: name, withExtension: "json", subdirectory: "Fixtures/recorded"))
    exchanges = try JSONDecoder().decode([Exchange].self, from: Data(contentsOf: file))
  }

  /// The steps in which the contacts were fetched, in their order.
  var steps: [String] {
    exchanges.map(\.step).reduce(into: []) { steps, step in
      if steps.last != step, !["wipe", "base64"].contains(step) { steps.append(step) }
    }
  }

  var version: ProtocolVersion? {
    exchanges.lazy.compactMap(\.version).first.flatMap(ProtocolVersion.init(rawValue:))
  }

  func begin(_ step: String) {
    state.withLock { $0 = State(step: step) }
  }

  var sent: [String] { state.withLock { $0.sent } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let command =
      request.url.split(separator: "?").last?.split(separator: "&").first?
      .split(separator: "=").last.map(String.init) ?? ""
    let element = request.body.flatMap { try? Decoder.decode($0) }
    return state.withLock { state in
      let name = request.method == "OPTIONS" ? "OPTIONS" : command
      func isAnswered(_ index: Int, by step: String) -> Bool {
        let exchange = exchanges[index]
        return exchange.step == step && exchange.command == name
          && !state.used.contains(index)
          && exchange.element.map(Self.words) == element.map(Self.words)
      }
      if let index = exchanges.indices.first(where: { isAnswered($0, by: state.step) }) {
        state.used.insert(index)
        state.sent.append(name)
        return exchanges[index].response
      }
      // Whether something is left was asked when the recording went on, and the client of then has not
      // acknowledged each policy.
      for step in name == "Provision" ? steps : ["idle"] {
        guard let index = exchanges.indices.first(where: { isAnswered($0, by: step) }) else {
          continue
        }
        state.sent.append(name)
        return exchanges[index].response
      }
      let key = element?.first(Tag.AirSync.collections)?.first(Tag.AirSync.collection)?
        .first(Tag.AirSync.syncKey)?.text
      state.sent.append(name == "Sync" && key != "0" ? "Sync" : name + "?")
      return HTTPResponse(status: name == "Sync" ? 200 : 501)
    }
  }

  /// A request without what follows from the options of the account and, when it was recorded, from an
  /// earlier offer of the policy.
  private static func words(_ element: Element) -> String {
    if [Tag.AirSync.windowSize, Tag.Provision.policyKey].contains(element.tag) { return "" }
    return "\(element.tag)(\(element.text ?? element.children.map(words).joined()))"
  }
}
