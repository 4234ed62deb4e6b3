import DurableFiles
import ContactFormats
import ContactModel
import StateStore

/// What an output that is one file makes of contacts. The file is `opening`, the records of all
/// contacts in the order of their UUIDs with `separator` between, and `closing`.
protocol ContentFormat {
  /// An absolute path.
  var file: String { get }
  /// Differs where the same contact gives another record, or the file is framed differently.
  var fingerprint: String { get }
  var opening: [UInt8] { get }
  var separator: [UInt8] { get }
  var closing: [UInt8] { get }

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
  /// The records as they stand in the file; `nil` where they can't be told apart, or there is none.
  func standing() throws(FileError) -> WrittenEntries?
}

/// A contact in an output that is one file.
struct ContentChange {
  let artifact: Artifact
  /// Whether the contact's record is another than before.
  let isChanged: Bool
  /// The same for who follows the changes alone.
  let records: [LDIFRecord]
  let warnings: [ContactWarning]
}

extension ContentFormat {
  func deletion(of old: Artifact) -> [LDIFRecord] { [] }
  func standing() throws(FileError) -> WrittenEntries? { nil }
}
