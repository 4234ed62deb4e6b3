import Foundation
import WBXML

/// Reading WBXML: into elements, and for comparison by libwbxml's program and by a bare scan of the
/// tokens.
struct DecodingBenchmark {
  let runs: Int
  let isBesidePeers: Bool
  let directory: String

  /// A server sends no 50 MB at once: they show that time grows with size alone.
  private static let limits: Limits = {
    var limits = Limits()
    limits.elements = .max
    return limits
  }()

  func run(into results: inout Results) throws {
    for megabytes in [5, 50] {
      let document = Self.document(megabytes: megabytes)
      let size = Double(document.count) / 1e6
      var (decoded, scanned, peer): ([Double], [Double], [Double]) = ([], [], [])
      // All of them in turn, so that they meet the same moments of a busy machine.
      for run in 0...runs {
        let own = try seconds { try Decoder.decode(document, limits: Self.limits).children.count }
        let bare = seconds { Self.scan(document) }
        if isBesidePeers, megabytes == 5 { peer.append(size / (try wbxml2xml(document))) }
        if run > 0 {
          decoded.append(size / own)
          scanned.append(size / bare)
        }
      }
      let name = "WBXML decode of \(megabytes) MB"
      results.add(name, decoded, unit: "MB/s")
      results.add("\(name), over a bare scan", zip(decoded, scanned).map { $0 / $1 }, unit: "times")
      if !peer.isEmpty {
        let peer = Array(peer.dropFirst())
        results.add("\(name), wbxml2xml, whole process", peer, unit: "MB/s")
        results.add("\(name), over wbxml2xml", zip(decoded, peer).map { $0 / $1 }, unit: "times")
      }
    }
  }

  private func seconds(_ work: () throws -> Int) rethrows -> Double {
    let start = ContinuousClock.now
    let count = try work()
    precondition(count > 0)
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func wbxml2xml(_ document: [UInt8]) throws -> Double {
    let file = directory + "/document.wbxml"
    try Data(document).write(to: URL(filePath: file))
    return try Child.measure(
      "/usr/bin/wbxml2xml", ["-l", "AIRSYNC", "-o", directory + "/document.xml", file],
      log: directory + "/log"
    ).wall
  }

  /// One answer of a Sync with so many bytes.
  private static func document(megabytes: Int) -> [UInt8] {
    var contacts = megabytes * 1000
    var bytes = Corpus(contacts: contacts, photoBytes: 0, windowSize: contacts).windows[0]
    contacts = contacts * megabytes * 1_000_000 / bytes.count
    bytes = Corpus(contacts: contacts, photoBytes: 0, windowSize: contacts).windows[0]
    return bytes
  }

  /// Goes over the tokens and makes nothing of them.
  private static func scan(_ document: [UInt8]) -> Int {
    let bytes = document.span
    var (index, count) = (4, 0)
    while index < bytes.count {
      let token = bytes[index]
      index += 1
      switch token {
      case 0x00: index += 1
      case 0x01: break
      case 0x03:
        while bytes[index] != 0 { index += 1 }
        index += 1
      case 0xC3:
        var length = 0
        var byte: UInt8
        repeat {
          byte = bytes[index]
          length = length << 7 | Int(byte & 0x7F)
          index += 1
        } while byte & 0x80 != 0
        index += length
      default: count += 1
      }
    }
    return count
  }
}
