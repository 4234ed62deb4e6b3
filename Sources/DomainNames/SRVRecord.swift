import CResolv
import Foundation

/// One service record (RFC 2782): the host and port that offer a service.
package struct SRVRecord: Equatable, Sendable {
  /// The smallest goes first.
  package var priority: UInt16
  /// Among equals, the share of the load.
  package var weight: UInt16
  package var port: UInt16
  /// Without the dot at the end; empty where the domain says that it has no such service.
  package var target: String

  package init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
    self.priority = priority
    self.weight = weight
    self.port = port
    self.target = target
  }
}

/// Why a name has no answer.
package struct LookupError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

extension SRVRecord {
  /// The records of a DNS message, in the order in which to try them.
  ///
  /// - Throws: ``LookupError`` where the bytes are no answer of DNS.
  package static func parse(_ message: [UInt8]) throws(LookupError) -> [SRVRecord] {
    let broken = LookupError("the name server's answer is broken")
    let size = Int32(clamping: message.count)
    let count = message.withUnsafeBufferPointer { cardferry_answer_count($0.baseAddress, size) }
    guard count >= 0 else { throw broken }
    var records: [SRVRecord] = []
    for index in 0..<count {
      var record = SRVRecord(priority: 0, weight: 0, port: 0, target: "")
      // NS_MAXDNAME.
      var name = [CChar](repeating: 0, count: 1025)
      let kind = message.withUnsafeBufferPointer {
        cardferry_srv_record(
          $0.baseAddress, size, index, &record.priority, &record.weight, &record.port, &name,
          Int32(name.count))
      }
      guard kind >= 0 else { throw broken }
      guard kind == 1 else { continue }
      record.target = String(
        decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      records.append(record)
    }
    return records.sorted { ($0.priority, $1.weight) < ($1.priority, $0.weight) }
  }

  /// Asks the system's name server; an empty list where the name has no such record.
  ///
  /// - Throws: ``LookupError`` where there is no answer.
  package static func lookUp(_ name: String) async throws(LookupError) -> [SRVRecord] {
    let result: Result<[UInt8], LookupError> = await withCheckedContinuation { continuation in
      // The resolver blocks, which a thread of Swift's pool must not.
      Thread.detachNewThread { continuation.resume(returning: query(name)) }
    }
    return try parse(try result.get())
  }

  /// An answer without records is the header of one.
  private static func query(_ name: String) -> Result<[UInt8], LookupError> {
    var answer = [UInt8](repeating: 0, count: 64 << 10)
    var reason: Int32 = 0
    let length = cardferry_query_srv(name, &answer, Int32(answer.count), &reason)
    guard length >= 0 else {
      switch reason {
      case HOST_NOT_FOUND, NO_DATA: return .success([UInt8](repeating: 0, count: 12))
      default: return .failure(LookupError("the name server doesn't answer"))
      }
    }
    return .success(Array(answer.prefix(Int(length))))
  }
}
