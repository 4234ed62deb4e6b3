package import ContactModel

/// What becomes of the file that holds every record of an output.
package struct ContentFilePlan: Equatable {
  package enum Action: Equatable {
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
  package struct Rules {
    package var conflictRule: Job.Output.ConflictRule
    /// Whether the user gives away a file that no output has written.
    package var takesOver: Bool

    package init(conflictRule: Job.Output.ConflictRule, takesOver: Bool) {
      self.conflictRule = conflictRule
      self.takesOver = takesOver
    }
  }

  package let action: Action
  /// What is to be said of somebody else's change.
  package let conflict: ContactWarning?

  /// - Parameters:
  ///   - ownership: Whose the file is that stands there.
  ///   - isStale: Whether the records have changed since it was written.
  ///   - rules: What tells whether the file may be replaced.
  package init(_ ownership: Ownership, isStale: Bool, rules: Rules) {
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
package enum Conflict {
  package static let overwritten = ContactWarning(
    .conflict, field: "file", "changed by somebody else; overwritten")
  package static let kept = ContactWarning(
    .conflict, field: "file",
    "changed by somebody else and kept; delete it to have it written again")
}
