import Glibc

/// How much a run does at a time. Tests lower it, so that a handful of contacts crosses the border
/// between two batches.
///
/// Without `CARDFERRY_BATCH_CONTACTS=N` and `CARDFERRY_BATCH_CARDS=N` in the environment, or with
/// something else than a number above 0, the sizes are those that users have.
package enum BatchSizes {
  /// Contacts that are read and rendered at a time: memory stays flat.
  package static let contacts = size("CARDFERRY_BATCH_CONTACTS", else: 500)

  /// Cards that are made durable at a time: each time costs a sync of the file system.
  package static let cards = size("CARDFERRY_BATCH_CARDS", else: 10_000)

  private static func size(_ variable: String, else usual: Int) -> Int {
    guard let text = getenv(variable), let size = Int(String(cString: text)), size > 0 else {
      return usual
    }
    return size
  }
}
