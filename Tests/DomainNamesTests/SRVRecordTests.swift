import DomainNames
import Testing

/// The bytes of a name server's message, written as RFC 1035 section 4.1 lays them out.
private struct Message {
  var bytes: [UInt8]

  init(answers: UInt8) {
    // ID, flags "answer, recursion", one question, the answers.
    bytes = [0x12, 0x34, 0x81, 0x80, 0, 1, 0, answers, 0, 0, 0, 0]
    bytes += Self.name("_autodiscover._tcp.contoso.com") + [0, 33, 0, 1]
  }

  mutating func add(type: UInt8 = 33, data: [UInt8]) {
    // The name is a pointer to that of the question.
    bytes += [0xC0, 12, 0, type, 0, 1, 0, 0, 1, 44, 0, UInt8(data.count)] + data
  }

  static func name(_ text: String) -> [UInt8] {
    text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }

  static func service(_ priority: UInt8, _ weight: UInt8, _ port: UInt16, _ target: String)
    -> [UInt8]
  {
    [0, priority, 0, weight, UInt8(port >> 8), UInt8(port & 0xFF)] + name(target)
  }
}

@Suite struct `A service record` {
  @Test func `is read from the name server's answer, the best first`() throws {
    var message = Message(answers: 4)
    message.add(data: Message.service(20, 0, 443, "last.contoso.com"))
    message.add(data: Message.service(10, 5, 443, "small.contoso.com"))
    message.add(type: 5, data: Message.name("alias.contoso.com"))
    message.add(data: Message.service(10, 60, 8443, "large.contoso.com"))
    #expect(
      try SRVRecord.parse(message.bytes) == [
        SRVRecord(priority: 10, weight: 60, port: 8443, target: "large.contoso.com"),
        SRVRecord(priority: 10, weight: 5, port: 443, target: "small.contoso.com"),
        SRVRecord(priority: 20, weight: 0, port: 443, target: "last.contoso.com"),
      ])
  }

  @Test func `has an empty target where the service is not offered`() throws {
    var message = Message(answers: 1)
    message.add(data: [0, 0, 0, 0, 0, 0, 0])
    #expect(try SRVRecord.parse(message.bytes).map(\.target) == [""])
  }

  @Test func `is no record where the answer has none`() throws {
    #expect(try SRVRecord.parse(Message(answers: 0).bytes).isEmpty)
    #expect(try SRVRecord.parse([UInt8](repeating: 0, count: 12)).isEmpty)
  }

  @Test func `is refused where the answer is cut off anywhere`() {
    var message = Message(answers: 1)
    message.add(data: Message.service(10, 60, 443, "mail.contoso.com"))
    for length in 0..<message.bytes.count {
      #expect(throws: LookupError.self, "\(length) bytes") {
        try SRVRecord.parse(Array(message.bytes.prefix(length)))
      }
    }
  }

  @Test func `is refused where its name points at itself`() {
    var message = Message(answers: 1)
    let target = UInt8(message.bytes.count + 12 + 6)
    message.add(data: [0, 0, 0, 0, 1, 187, 0xC0, target])
    #expect(throws: LookupError.self) { try SRVRecord.parse(message.bytes) }
  }
}

@Suite struct `A public suffix` {
  @Test(arguments: ["com", "co.uk", "onmicrosoft", "github.io", "localhost", "ck", "anything.ck"])
  func `belongs to everybody`(name: String) {
    #expect(PublicSuffix.contains(name))
  }

  @Test(arguments: ["contoso.com", "contoso.co.uk", "contoso.test", "mail.contoso.com", "www.ck"])
  func `is not what somebody has registered`(name: String) {
    #expect(!PublicSuffix.contains(name))
  }
}
