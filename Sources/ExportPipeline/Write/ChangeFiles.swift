import DurableFiles
import ContactFormats
import Foundation
import Steps

/// The numbered files of LDIF change records: `000042-20261122T020000Z.ldif`.
///
/// Numbers have no gaps, so that whoever applies the files sees when one is missing. A file that
/// has its name is never written again. Those that were handed over lie in `delivered/`.
struct ChangeFiles {
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
  var lastNumber: Int {
    get throws(FileError) {
      let names = try FileSystem.names(in: directory) + FileSystem.names(in: deliveredDirectory)
      return names.compactMap(Self.number).max() ?? 0
    }
  }

  /// The paths of all files, handed over or not.
  var paths: [String] {
    get throws(FileError) {
      let delivered = try Self.files(in: deliveredDirectory)
      return try waiting.map(path) + delivered.map { deliveredDirectory + "/" + $0 }
    }
  }

  /// The names of the change files of a directory, in the order of their numbers.
  private static func files(in directory: String) throws(FileError) -> [String] {
    try FileSystem.names(in: directory)
      .compactMap { name in number(of: name).map { (number: $0, name: name) } }
      .sorted { ($0.number, $0.name) < ($1.number, $1.name) }.map(\.name)
  }

  // MARK: - Writing

  private func temporary(_ name: String) -> String { FileSystem.temporary(of: path(of: name)) }

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

  /// Gives a prepared file its name; nothing happens where that was done before.
  func publish(_ name: String) throws(FileError) {
    let target = directory + "/" + name
    if rename(temporary(name), target) != 0 {
      guard errno == ENOENT else { throw FileError("write", target) }
    }
    Steps.pass(.changesPublished)
    try FileSystem.syncDirectory(directory)
  }

  // MARK: - Handing over

  /// The names of the files that nobody has taken yet, in the order of their numbers.
  var waiting: [String] {
    get throws(FileError) { try Self.files(in: directory) }
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
    for old in try Self.files(in: deliveredDirectory).dropLast(keep) {
      unlink(deliveredDirectory + "/" + old)
      Steps.pass(.deliveryPruned)
    }
  }
}
