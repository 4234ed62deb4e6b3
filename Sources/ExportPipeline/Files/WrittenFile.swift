import Glibc

/// What was written into a file, and what the file looked like when it was last seen: enough to
/// tell somebody else's change without reading every file in every run.
///
/// Stored as 33 bytes: eight of SHA-256 of what was written, eight of what stood there before, size
/// and time of the file, and whether it is somebody else's.
struct WrittenFile: Equatable {
  /// Eight bytes of SHA-256 of what was written.
  let digest: [UInt8]
  /// Of what was written before that: after a crash, either may stand there.
  private let previous: [UInt8]
  var stamp: FileStamp
  /// Whether the file holds somebody else's change, which is kept.
  var isForeign = false

  static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.digest(bytes).prefix(8)) }

  /// `old`: what was recorded of the file before.
  init(digest: [UInt8], stamp: FileStamp, after old: WrittenFile?) {
    self.digest = digest
    self.stamp = stamp
    previous = old.map { $0.digest == digest ? $0.previous : $0.digest } ?? digest
  }

  /// `nil` for bytes that are none, as those of earlier versions.
  init?(bytes: [UInt8]) {
    guard bytes.count == 33 else { return nil }
    digest = Array(bytes[..<8])
    previous = Array(bytes[8..<16])
    stamp = FileStamp(
      size: Self.number(bytes[16..<24]), modified: Self.number(bytes[24..<32]))
    isForeign = bytes[32] != 0
  }

  var bytes: [UInt8] {
    digest + previous + Self.bytes(stamp.size) + Self.bytes(stamp.modified) + [isForeign ? 1 : 0]
  }

  /// What is known of the file where it says this, as it was written lately or before; `nil` where
  /// somebody else has changed it.
  ///
  /// What is written next comes after what stands there: this run may be stopped as well.
  func own(_ content: [UInt8]) -> WrittenFile? {
    let digest = Self.digest(content)
    guard digest == self.digest || digest == previous else { return nil }
    return WrittenFile(digest: digest, stamp: stamp, after: self)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reduce(0) { $0 << 8 | Int64($1) }
  }

  private static func bytes(_ number: Int64) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}

/// What the file system shows of a file's content without reading it.
package struct FileStamp: Equatable {
  let size: Int64
  /// Nanoseconds since 1970.
  let modified: Int64

  init(size: Int64, modified: Int64) {
    self.size = size
    self.modified = modified
  }

  private init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  /// `nil` where there is no regular file.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// `nil` where the descriptor is of no regular file.
  init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }
}
