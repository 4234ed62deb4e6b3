import ContactMapping
import ExportPipeline
import FakeExchange
import WBXML

/// Made-up contacts as the answers that bring them.
struct Corpus {
  /// As they come out of the state, each a document of its own.
  let items: [[UInt8]]
  /// The answers as WBXML documents.
  let windows: [[UInt8]]

  /// `windowSize`: how many contacts an answer has.
  init(contacts: Int, photoBytes: Int, windowSize: Int = 100) {
    typealias Tags = Tag.AirSync
    let generator = ContactGenerator(seed: 1, photoBytes: photoBytes)
    let items = (0..<contacts).map { index in
      let contact = generator.contact(index)
      let body = Element(
        Tag.AirSyncBase.body,
        [
          Element(Tag.AirSyncBase.type, "1"),
          Element(Tag.AirSyncBase.estimatedDataSize, String(contact.body?.utf8.count ?? 0)),
          Element(Tag.AirSyncBase.data, contact.body ?? ""),
        ])
      return Element(Tags.applicationData, .elements([body] + contact.elements))
    }
    var windows: [[UInt8]] = []
    for start in stride(from: 0, to: contacts, by: windowSize) {
      let commands = (start..<min(start + windowSize, contacts)).map { index in
        Element(Tags.add, .elements([Element(Tags.serverId, "2:\(index)"), items[index]]))
      }
      windows.append(
        Encoder.encode(
          Element(
            Tags.sync,
            [
              Element(
                Tags.collections,
                [
                  Element(
                    Tags.collection,
                    [
                      Element(Tags.syncKey, "1"), Element(Tags.collectionId, "2"),
                      Element(Tags.status, "1"), Element(Tags.commands, .elements(commands)),
                    ])
                ])
            ])))
    }
    self.windows = windows
    self.items = items.map(ApplicationData.encode)
  }

  var byteCount: Int { windows.reduce(0) { $0 + $1.count } }
}
