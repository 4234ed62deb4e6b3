import ContactFormats
import Glibc

/// The numbered files of LDIF change records: `000042-20261122T020000Z.ldif`.
///
/// Numbers have no gaps, so that whoever applies the files sees when one is missing. A file that
/// has its name is never written again.
struct ChangeFiles {
  let directory: String

  static func name(number: Int, timestamp: String) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-\(timestamp).ldif"
  }

  /// The highest number among the files that are there; 0 for none.
  var lastNumber: Int {
    FileSystem.names(in: directory).compactMap { name in
      name.hasSuffix(".ldif") ? name.split(separator: "-").first.flatMap { Int($0) } : nil
    }.max() ?? 0
  }

  private func temporary(_ name: String) -> String { directory + "/." + name + ".tmp" }

  /// Writes the records, durable, under a name that nobody picks up. What a run that was stopped
  /// had prepared and not decided on goes.
  func prepare(_ records: [LDIFRecord], name: String) throws(FileError) {
    for old in FileSystem.names(in: directory)
    where old.hasPrefix(".") && old.hasSuffix(".ldif.tmp") {
      unlink(directory + "/" + old)
    }
    let writer = LDIFWriter()
    var file = try NewFile(path: temporary(name))
    try file.append(writer.header())
    for record in records {
      var bytes: [UInt8] = []
      writer.append(record, to: &bytes)
      try file.append(bytes)
    }
    try file.close(isSynced: true)
    try FileSystem.syncDirectory(directory)
  }

  /// Gives a prepared file its name; nothing happens where that was done before.
  func publish(_ name: String) throws(FileError) {
    let target = directory + "/" + name
    if rename(temporary(name), target) != 0 {
      guard errno == ENOENT else { throw FileError("write", target) }
    }
    try FileSystem.syncDirectory(directory)
  }
}
