import DurableFiles

/// The files and directories that are somebody's, so that none lies in another's: by where they
/// really are, since links lead to the same in many ways.
struct Places {
  /// What a place is taken for.
  enum Owner: Equatable {
    case state
    case output(String)
  }

  /// By the place itself.
  private var owners: [Place.Key: Owner] = [:]
  /// By every directory that a place lies in, and by itself.
  private var ownersWithin: [Place.Key: Owner] = [:]

  /// Takes a place, unless it lies in another's or another's lies in it.
  ///
  /// - Returns: Whose that one is; `nil` where the place is free.
  mutating func take(_ place: Place, for owner: Owner) -> Owner? {
    guard let own = place.keys.last else { return nil }
    if let other = place.keys.compactMap({ owners[$0] }).first ?? ownersWithin[own] {
      return other
    }
    owners[own] = owner
    for key in place.keys where ownersWithin[key] == nil { ownersWithin[key] = owner }
    return nil
  }
}
