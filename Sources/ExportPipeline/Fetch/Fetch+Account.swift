import ActiveSync
import Foundation
import Logging
import StateStore

/// What a run keeps of the account as a whole.
extension Fetch {
  /// How old a day of a good sign-in may be that is known. A night in which nothing is new writes
  /// nothing, so it can't be last night's each time.
  private static let signInAge: Int64 = 7 * 86_400

  /// Stores what the client has learnt of the server, where that is news.
  mutating func keep(what client: Client) throws {
    var learnt = record
    learnt.protocolVersion = client.version?.rawValue
    learnt.policyKey = client.policyKey
    learnt.isProvisioned = client.isProvisioned
    learnt.policy = client.policyRequirements?.joined(separator: "\n")
    learnt.isPolicyMet = client.standing.isPolicyMet
    learnt.usesDeviceBytes = client.standing.form == .base64
    learnt.isDescribed = client.standing.isDescribed
    learnt.descriptionFailures = client.standing.descriptionFailures
    if client.hasSignedIn {
      let time = Int64(now().timeIntervalSince1970)
      let age = record.signedInAt.map { time - $0 }
      // One that is yet to come was noted by a clock that was ahead.
      let isOld = age.map { $0 < 0 || $0 >= Self.signInAge } ?? true
      if isOld || learnt != record { learnt.signedInAt = time }
    }
    guard learnt != record else { return }
    record = learnt
    try store.save(record)
  }

  /// Tells that the server let the device in, though it doesn't fulfil its policy, where that is news.
  ///
  /// `before`: the account as it was before the command that went through.
  func noteConcession(since before: AccountRecord) {
    guard !record.isPolicyMet,
      before.isPolicyMet || before.policy != record.policy
        || (before.policyKey == nil && record.policyKey != nil)
    else { return }
    let requirements = client.policyRequirements ?? []
    logger.notice(
      """
      \(account.name): the server lets this device in, which doesn't fulfil all of the policy: it asks \
      for \(requirements.joined(separator: ", ")); if this machine does, set 'accept-policy: true'
      """)
  }

  /// An order to start over that came with a policy which wasn't taken is for the next run: the server
  /// may not give it again.
  mutating func keepOrder() throws {
    guard client.isOrderHeld, record.folderSyncKey != SyncKey.initial.rawValue else { return }
    try startOver()
  }
}

extension AccountRecord {
  /// A day on which signing in worked, for a person.
  var signedInDay: String? {
    signedInAt.map {
      Date(timeIntervalSince1970: TimeInterval($0)).formatted(.iso8601.year().month().day())
    }
  }
}

extension Client.Standing {
  init(_ record: AccountRecord) {
    self.init()
    form = record.usesDeviceBytes ? .base64 : .plain
    isDescribed = record.isDescribed
    descriptionFailures = record.descriptionFailures
    isPolicyMet = record.isPolicyMet
  }
}
