package import ContactFormats
import ContactModel
package import StateStore

/// How an output that is one file spells contacts. The file is `opening`, the records of all
/// contacts in the order of their UUIDs with `separator` between, and `closing`.
package protocol ContentFormat: Sendable {
  /// What the state calls an output of this format: see ``OutputKind/name``.
  var kind: String { get }
  /// The absolute path of the file.
  var file: String { get }
  /// Differs where the same contact gives another record, or the file is framed differently.
  var fingerprint: String { get }
  var opening: [UInt8] { get }
  var separator: [UInt8] { get }
  var closing: [UInt8] { get }
  /// What stands at the end of each record and nowhere else in one.
  var recordEnd: [UInt8] { get }
  /// Whether each record tells when the contact has changed, as a card does.
  var hasRevision: Bool { get }
  /// The entry above all others, where the file is to hold it.
  var baseEntry: LDIFEntry? { get }

  /// What writing a contact changes, compared to what was written of it before.
  ///
  /// - Throws: ``Failure`` where the state's bytes are damaged.
  func change(
    to record: ContactRecord, of account: String, from old: Artifact?
  ) throws -> ContentChange
  /// What tells others that a contact is gone.
  func deletion(of old: Artifact) -> [LDIFRecord]
  /// The record of a contact in the file.
  func bytes(of record: ContactRecord, in account: String) throws -> [UInt8]
  /// What an artifact of the state calls a record as it stands in the file; `nil` where nothing tells.
  func name(of record: ArraySlice<UInt8>) -> String?
  /// The same format where every change is to describe its entry as a new one, for whoever lost all of
  /// them.
  func startingOver() -> any ContentFormat
}

/// A contact in an output that is one file.
package struct ContentChange {
  let artifact: Artifact
  /// Whether the contact's record is another than before.
  let isChanged: Bool
  /// The same for who follows the changes alone.
  let records: [LDIFRecord]
  let warnings: [ContactWarning]
}

extension ContentFormat {
  package var baseEntry: LDIFEntry? { nil }
  package func deletion(of old: Artifact) -> [LDIFRecord] { [] }
  package func startingOver() -> any ContentFormat { self }

  /// The records of a file as they stand there, each with its end; what isn't one is passed over.
  func records(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let (end, separator) = (recordEnd, separator)
    guard let last = end.last else { return [] }
    var records: [ArraySlice<UInt8>] = []
    var start = bytes.starts(with: opening) ? opening.count : 0
    var index = start
    while index < bytes.count {
      defer { index += 1 }
      guard bytes[index] == last, index + 1 - start >= end.count,
        bytes[(index + 1 - end.count)...index].elementsEqual(end)
      else { continue }
      records.append(bytes[start...index])
      start = index + 1
      if !separator.isEmpty, bytes[start...].starts(with: separator) {
        start += separator.count
        index = start - 1
      }
    }
    return records
  }
}
