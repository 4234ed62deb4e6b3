import ContactMapping
import ActiveSync
import ContactFormats
import ContactModel
import Foundation
import StateStore

/// What the stages that write have in common.
enum OutputStage {
  /// Raised when the same contact comes to give other bytes, so that every output is compared anew.
  static let renderingRevision = 4

  /// A contact of the state in the neutral form.
  ///
  /// - Throws: ``Failure`` where the state's bytes are damaged.
  static func contact(
    of record: ContactRecord, account: String
  ) throws -> (contact: Contact, warnings: [ContactWarning]) {
    // A contact that is gone says nothing any more.
    if record.isDeleted { return (Contact(), []) }
    do {
      return ContactMapper.map(try ApplicationData.decode(record.data))
    } catch {
      throw Failure(
        .storage,
        "the state of '\(account)' is damaged (contact \(record.id)); run with --full")
    }
  }

  /// When a contact's content last changed, for `REV`.
  static func revision(of record: ContactRecord) -> String {
    timestamp(.init(timeIntervalSince1970: Double(record.changedAt)))
  }

  /// `20261122T020000Z`, the basic form of vCard's REV and of change files.
  static func timestamp(_ date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int32, _ count: Int = 2) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1) + digits(parts.tm_mday) + "T"
      + digits(parts.tm_hour) + digits(parts.tm_min) + digits(parts.tm_sec) + "Z"
  }
}
