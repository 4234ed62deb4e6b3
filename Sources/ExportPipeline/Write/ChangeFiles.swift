import DurableFiles
import ContactFormats
import Foundation
import Steps

/// The numbered files of LDIF change records: `000042-20261122T020000Z.ldif`.
///
/// Numbers have no gaps, so that whoever applies the files sees when one is missing. A file that
/// has its name is never written again. Those that were handed over lie in `delivered/`.
package struct ChangeFiles: Sendable {
  private static let deliveredName = "delivered"

  let directory: String
  /// Whether each file begins with `version: 1`.
  var hasVersionLine = false
  var mode = FileMode()

  private var deliveredDirectory: String { directory + "/" + Self.deliveredName }

  /// The number of a change file; `nil` for the name of another file, whose owner may have numbered
  /// it, too.
  static func number(of name: String) -> Int? {
    guard let match = name.wholeMatch(of: /([0-9]{6,12})-[0-9]{8}T[0-9]{6}Z\.ldif/) else {
      return nil
    }
    return Int(match.1)
  }

  private static func name(number: Int, timestamp: String) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-\(timestamp).ldif"
  }

  /// The highest number among the files that are there; 0 for none.
  func lastNumber() throws(FileError) -> Int {
    let names = try FileSystem.names(in: directory) + FileSystem.names(in: deliveredDirectory)
    return names.compactMap(Self.number).max() ?? 0
  }

  /// The paths of all files, handed over or not.
  func paths() throws(FileError) -> [String] {
    var paths: [String] = []
    for directory in [directory, deliveredDirectory] {
      paths += try Self.sorted(FileSystem.names(in: directory)).map { directory + "/" + $0 }
    }
    return paths
  }

  private static func sorted(_ names: [String]) -> [String] {
    names.compactMap { name in number(of: name).map { (number: $0, name: name) } }
      .sorted { ($0.number, $0.name) < ($1.number, $1.name) }.map(\.name)
  }

  // MARK: - Writing

  /// Where a file lies before it has its name.
  func temporary(_ name: String) -> String { Self.temporary(name, in: directory) }

  private static func temporary(_ name: String, in directory: String) -> String {
    FileSystem.temporary(of: directory + "/" + name)
  }

  /// A file under a name that nobody picks up. What a run that was stopped had prepared and not
  /// decided on goes.
  func draft(number: Int, now: Date) throws(FileError) -> Draft {
    try FileSystem.makeDirectory(directory, mode: mode)
    for old in try FileSystem.names(in: directory)
    where old.hasPrefix(".") && old.hasSuffix(".tmp") {
      guard Self.number(of: String(old.dropFirst().dropLast(4))) != nil else { continue }
      unlink(directory + "/" + old)
      Steps.pass(.draftDeleted)
    }
    let name = Self.name(number: number, timestamp: OutputStage.timestamp(now))
    let writer = LDIFWriter(versionLine: hasVersionLine)
    var file = try NewFile(path: temporary(name), mode: mode)
    try file.append(writer.header())
    return Draft(number: number, name: name, directory: directory, writer: writer, file: file)
  }

  /// A change file that is being written.
  struct Draft: ~Copyable {
    let number: Int
    let name: String
    fileprivate let directory: String
    fileprivate let writer: LDIFWriter
    fileprivate var file: NewFile

    mutating func append(_ record: LDIFRecord) throws(FileError) {
      var bytes: [UInt8] = []
      writer.append(record, to: &bytes)
      try file.append(bytes)
    }

    /// Makes the file durable.
    mutating func finish() throws(FileError) {
      try file.close(isSynced: true)
      try FileSystem.syncDirectory(directory)
    }
  }

  /// Gives a prepared file its name; nothing happens where that was done before. It may lie in another
  /// directory, `old`, which change files were in when it was prepared.
  func publish(_ name: String, from old: String? = nil) throws(FileError) {
    let target = directory + "/" + name
    let prepared = place(of: name, old)
    if let old, prepared != temporary(name) {
      try FileSystem.makeDirectory(directory, mode: mode)
      try FileSystem.move(prepared, to: temporary(name), mode: mode)
      try FileSystem.syncDirectory(old)
    }
    if rename(temporary(name), target) != 0 {
      guard errno == ENOENT else { throw FileError("write", target) }
    }
    Steps.pass(.changesPublished)
    try FileSystem.syncDirectory(directory)
  }

  /// Whether a prepared file begins with the addition of an entry; see ``publish(_:from:)`` for where it
  /// lies.
  func addsFirst(
    _ entry: LDIFEntry, _ name: String, from old: String?
  ) throws(FileError) -> Bool {
    let writer = LDIFWriter(versionLine: hasVersionLine)
    var beginning = writer.header()
    writer.append(.add(entry), to: &beginning)
    let paths = [place(of: name, old), directory + "/" + name]
    for path in paths {
      if let bytes = try FileSystem.read(path) { return bytes.starts(with: beginning) }
    }
    return false
  }

  private func place(of name: String, _ old: String?) -> String {
    guard let old, old != directory, !FileSystem.isFile(temporary(name)),
      FileSystem.isFile(Self.temporary(name, in: old))
    else { return temporary(name) }
    return Self.temporary(name, in: old)
  }

  // MARK: - Handing over

  /// The names of the files that nobody has taken yet, in the order of their numbers.
  func waiting() throws(FileError) -> [String] {
    Self.sorted(try FileSystem.names(in: directory))
  }

  func path(of name: String) -> String { directory + "/" + name }

  /// Makes the place for files before one is handed over: one that could not be put aside would be
  /// handed over again.
  func makeDeliveredDirectory() throws(FileError) {
    try FileSystem.makeDirectory(deliveredDirectory, mode: mode)
    guard FileSystem.isOwnDirectory(deliveredDirectory) else {
      throw FileError("move", deliveredDirectory, code: ELOOP)
    }
  }

  /// Puts a file aside that was handed over, unless whoever took it has removed it, and removes those
  /// that are too many.
  func setAside(_ name: String, keep: Int) throws(FileError) {
    try makeDeliveredDirectory()
    let target = deliveredDirectory + "/" + name
    guard rename(path(of: name), target) == 0 || errno == ENOENT else {
      throw FileError("move", path(of: name))
    }
    Steps.pass(.deliveryMoved)
    try FileSystem.syncDirectory(deliveredDirectory)
    try FileSystem.syncDirectory(directory)
    try prune(keep: keep)
  }

  /// Removes all but the newest of those that were handed over.
  func prune(keep: Int) throws(FileError) {
    for old in Self.sorted(try FileSystem.names(in: deliveredDirectory)).dropLast(keep) {
      unlink(deliveredDirectory + "/" + old)
      Steps.pass(.deliveryPruned)
    }
  }
}
