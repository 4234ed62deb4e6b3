package import ActiveSync

/// Decides after each answer of Sync whether a folder is up to date.
///
/// It is when an answer brings nothing and announces nothing. Servers end a page early without a word of
/// more (Z-Push and grommunio after 28 seconds), and announce more where nothing comes (MS-ASCMD section
/// 2.2.3.115; Exchange, where changes that ActiveSync doesn't carry fill a window).
package struct Paging {
  /// Answers without a change that announce more, one after another: other clients go on for some fifty.
  package static let maximumEmptyAnswers = 300

  /// Such answers one after another.
  package private(set) var emptyAnswers = 0
  /// The items of the answers that announced no more, one after another.
  private var tail: Set<ServerID> = []
  /// Whether an answer has brought or announced anything.
  package private(set) var hasListed = false

  package init() {}

  /// Takes note of an answer.
  ///
  /// - Returns: Whether to ask once more.
  /// - Throws: ``ActiveSyncError/noProgress(pages:)``.
  package mutating func goesOn(after answer: Sync.Response) throws(ActiveSyncError) -> Bool {
    hasListed = hasListed || !answer.changes.isEmpty || !answer.problems.isEmpty
    if answer.moreAvailable {
      tail.removeAll()
      emptyAnswers = answer.changes.isEmpty ? emptyAnswers + 1 : 0
      guard emptyAnswers < Self.maximumEmptyAnswers else {
        throw .noProgress(pages: emptyAnswers)
      }
      return true
    }
    emptyAnswers = 0
    // A server may list the same again each time that it is asked.
    let count = tail.count
    tail.formUnion(answer.changes.map(\.serverID))
    return tail.count > count
  }
}
