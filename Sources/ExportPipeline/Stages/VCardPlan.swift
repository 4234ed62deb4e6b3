import ContactFormats
import ContactModel
import Foundation
import StateStore

/// What becomes of one card. The plan takes all decisions; who carries it out takes none.
enum VCardAction: Equatable {
  case create(path: String, bytes: [UInt8])
  /// The card has changed; `old` is where it lay.
  case replace(path: String, old: String, bytes: [UInt8])
  /// The same card at another place.
  case move(path: String, old: String)
  case delete(path: String)
  /// The file says the same already and isn't touched: same inode, same mtime.
  case keep(path: String)
  /// A contact that came and went between two runs.
  case ignore
}

/// Decides for a part of the change feed what is to be written.
struct VCardPlan {
  struct Step {
    let contact: Int64
    let action: VCardAction
    /// Whether the output had nothing of the contact before.
    let isNew: Bool
    let warnings: [ContactWarning]
  }

  let layout: VCardLayout
  let writer: VCardWriter
  let account: String
  /// Reads a file of the output; `nil` where there is none.
  let read: (String) throws -> [UInt8]?

  func step(for item: FeedItem) throws -> Step {
    let old = item.artifact?.name
    guard !item.contact.isDeleted, let path = layout.path(of: item.contact) else {
      return Step(
        contact: item.contact.id, action: old.map { .delete(path: $0) } ?? .ignore, isNew: false,
        warnings: [])
    }
    let (contact, mapWarnings) = try OutputStage.contact(of: item.contact, account: account)
    let (bytes, writeWarnings) = writer.card(
      for: contact, uid: item.contact.uuid,
      revision: OutputStage.timestamp(
        .init(timeIntervalSince1970: Double(item.contact.changedAt))))
    return Step(
      contact: item.contact.id, action: try action(path: path, old: old, bytes: bytes),
      isNew: old == nil, warnings: mapWarnings + writeWarnings)
  }

  private func action(path: String, old: String?, bytes: [UInt8]) throws -> VCardAction {
    let current = try read(old ?? path)
    switch (current == bytes, old) {
    case (true, let old?) where old != path: return .move(path: path, old: old)
    case (true, _): return .keep(path: path)
    case (false, let old?) where current != nil || old != path:
      return .replace(path: path, old: old, bytes: bytes)
    case (false, _): return .create(path: path, bytes: bytes)
    }
  }
}
