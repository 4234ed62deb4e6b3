import DurableFiles
import ExportPipeline
import StateStore
import Testing

@Suite struct `Whose a file is` {
  private let stamp = FileStamp(size: 3, modified: 7)

  /// A file in which `new` was written after `old`.
  private func record(_ old: String, _ new: String) -> FileRecord {
    let before = FileRecord(digest: FileRecord.digest(of: bytes(old)), stamp: stamp, after: nil)
    return FileRecord(digest: FileRecord.digest(of: bytes(new)), stamp: stamp, after: before)
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `is told from what it says and what is on record`() {
    let known = record("old", "new")
    #expect(Ownership(of: nil, record: known) == .nothing)
    #expect(Ownership(of: nil, record: nil) == .nothing)
    #expect(Ownership(of: bytes("new"), record: nil) == .foreign)
    #expect(Ownership(of: bytes("mine"), record: known) == .edited(known))
    guard case .ours(let own) = Ownership(of: bytes("new"), record: known) else {
      Issue.record("what was written last is ours")
      return
    }
    #expect(own == known)
    guard case .earlier(let earlier) = Ownership(of: bytes("old"), record: known) else {
      Issue.record("what was written before that is ours as well")
      return
    }
    // Whatever stands there next comes after what stands there now.
    #expect(earlier.digest == FileRecord.digest(of: bytes("old")))
    #expect(earlier.previous == FileRecord.digest(of: bytes("new")))
  }

  @Test func `is known without reading it where it looks as before`() throws {
    var known = record("old", "new")
    func never() throws(FileError) -> [UInt8]? { throw FileError("read", "it", code: 5) }
    #expect(try Ownership(of: stamp, record: known, read: never) == .ours(known))
    known.isKept = true
    #expect(try Ownership(of: stamp, record: known, read: never) == .edited(known))
    #expect(try Ownership(of: nil, record: known, read: never) == .nothing)
    #expect(try Ownership(of: stamp, record: nil, read: never) == .foreign)
    #expect(throws: FileError.self) {
      try Ownership(of: FileStamp(size: 3, modified: 8), record: known, read: never)
    }
  }

  @Test func `is known by reading it where it looks otherwise`() throws {
    let known = record("old", "new")
    let other = FileStamp(size: 3, modified: 8)
    let ownership = try Ownership(of: other, record: known) { () throws(FileError) in
      Array("new".utf8)
    }
    guard case .ours(let record) = ownership else {
      Issue.record("it says what was written")
      return
    }
    #expect(record.stamp == other, "the next look needs no reading")
  }
}

@Suite struct `The plan of a file that holds every record` {
  private let record = FileRecord(digest: 1, previous: 1, size: 1, modified: 1)

  @Test func `follows from whose the file is, whether it is stale, and the rules`() {
    typealias Action = ContentFilePlan.Action
    let table:
      [(Ownership, isStale: Bool, Job.Output.ConflictRule, takesOver: Bool, Action, Bool)] = [
        (.nothing, false, .overwrite, false, .write, false),
        (.nothing, true, .keep, false, .write, false),
        (.ours(record), false, .overwrite, false, .keep, false),
        (.ours(record), true, .overwrite, false, .write, false),
        (.ours(record), true, .keep, true, .write, false),
        (.earlier(record), false, .keep, false, .write, false),
        (.edited(record), false, .overwrite, false, .write, true),
        (.edited(record), true, .keep, true, .leave, true),
        (.foreign, true, .overwrite, false, .refuse, false),
        (.foreign, false, .keep, false, .refuse, false),
        (.foreign, true, .keep, true, .write, true),
      ]
    for (ownership, isStale, rule, takesOver, action, isConflict) in table {
      let plan = ContentFilePlan(
        ownership, isStale: isStale, rules: .init(conflictRule: rule, takesOver: takesOver))
      #expect(plan.action == action, "\(ownership) \(isStale) \(rule) \(takesOver)")
      #expect((plan.conflict != nil) == isConflict, "\(ownership) \(isStale) \(rule) \(takesOver)")
    }
  }
}
