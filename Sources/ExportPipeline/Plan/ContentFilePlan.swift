import ContactModel

/// What becomes of the file that holds every record of an output.
struct ContentFilePlan: Equatable {
  enum Action: Equatable {
    /// The file says what it is to say, and isn't touched.
    case keep
    /// The file is written anew and takes the old one's place.
    case write
    /// Somebody else has changed the file, and it is to stay.
    case leave
    /// No output has written the file: it is somebody else's, and nothing is written.
    case refuse
  }

  /// What tells whether a file may be replaced.
  struct Rules {
    var conflictRule: Job.Output.ConflictRule
    /// Whether the user gives away a file that no output has written.
    var takesOver: Bool
  }

  let action: Action
  /// What is to be said of somebody else's change.
  let conflict: ContactWarning?

  /// - Parameters:
  ///   - ownership: Whose the file is that stands there.
  ///   - isStale: Whether the records have changed since it was written.
  ///   - rules: What tells whether the file may be replaced.
  init(_ ownership: Ownership, isStale: Bool, rules: Rules) {
    switch ownership {
    case .nothing, .earlier: (action, conflict) = (.write, nil)
    case .ours: (action, conflict) = (isStale ? .write : .keep, nil)
    case .edited:
      (action, conflict) =
        rules.conflictRule == .keep ? (.leave, Conflict.kept) : (.write, Conflict.overwritten)
    case .foreign:
      (action, conflict) = rules.takesOver ? (.write, Conflict.overwritten) : (.refuse, nil)
    }
  }
}

/// What is said of files that somebody else has changed.
enum Conflict {
  static let overwritten = ContactWarning(
    .conflict, field: "file", "changed by somebody else; overwritten")
  static let kept = ContactWarning(
    .conflict, field: "file",
    "changed by somebody else and kept; delete it to have it written again")
}
