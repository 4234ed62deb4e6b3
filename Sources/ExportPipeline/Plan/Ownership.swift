import Digests
package import DurableFiles
package import StateStore

/// Whose the file is that stands where an output writes: the one answer that every output, the first
/// run, adoption, the rule for conflicts and a wipe ask for.
package enum Ownership: Equatable {
  /// Nothing is there.
  case nothing
  /// The file says what was written there last.
  case ours(FileRecord)
  /// The file says what was written there before that: a run was stopped, somebody else's change was
  /// taken back, or a copy was restored.
  case earlier(FileRecord)
  /// An output has written the file, and somebody else has changed it since.
  case edited(FileRecord)
  /// No output is known to have written the file.
  case foreign

  /// - Parameters:
  ///   - content: What the file says; `nil` where there is none.
  ///   - record: What is known of the file; `nil` for nothing.
  package init(of content: [UInt8]?, record: FileRecord?) {
    guard let content else {
      self = .nothing
      return
    }
    guard let record else {
      self = .foreign
      return
    }
    guard let own = record.own(content) else {
      self = .edited(record)
      return
    }
    self = own.digest == record.digest ? .ours(own) : .earlier(own)
  }

  /// The same, reading the file only where it looks otherwise than when it was last seen.
  ///
  /// - Throws: ``FileError`` of the read.
  package init(
    of stamp: FileStamp?, record: FileRecord?, read: () throws(FileError) -> [UInt8]?
  ) throws(FileError) {
    guard let stamp else {
      self = .nothing
      return
    }
    guard var record else {
      self = .foreign
      return
    }
    if record.stamp == stamp {
      self = record.isKept ? .edited(record) : .ours(record)
      return
    }
    let content = try read()
    record.stamp = stamp
    self.init(of: content, record: record)
  }
}

extension FileRecord {
  /// Of a file that was just written.
  ///
  /// - Parameters:
  ///   - digest: Of what was written, as ``digest(of:)`` has it.
  ///   - stamp: How the file looks.
  ///   - old: What was known of the file before.
  package init(digest: Int64, stamp: FileStamp, after old: FileRecord?) {
    let previous = old.map { $0.digest == digest ? $0.previous : $0.digest } ?? digest
    self.init(digest: digest, previous: previous, size: stamp.size, modified: stamp.modified)
  }

  package static func digest(of content: [UInt8]) -> Int64 { SHA256.number(content) }

  package var stamp: FileStamp {
    get { FileStamp(size: size, modified: modified) }
    set { (size, modified) = (newValue.size, newValue.modified) }
  }

  /// What is known of the file where it says this, as it was written lately or before; `nil` where
  /// somebody else has changed it.
  ///
  /// What is written next comes after what stands there: this run may be stopped as well.
  package func own(_ content: [UInt8]) -> FileRecord? {
    let digest = Self.digest(of: content)
    guard digest == self.digest || digest == previous else { return nil }
    return FileRecord(digest: digest, stamp: stamp, after: self)
  }
}
