import Digests
import DurableFiles

/// What was written into a file, and what the file looked like when it was last seen: enough to
/// tell somebody else's change without reading every file in every run.
///
/// Stored as 33 bytes: eight of SHA-256 of what was written, eight of what stood there before, size
/// and time of the file, and whether it is somebody else's.
struct WrittenFile: Equatable {
  /// As it is stored, and taken apart where something of it is asked for.
  private(set) var bytes: [UInt8]

  static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.digest(bytes).prefix(8)) }

  /// `old`: what was recorded of the file before.
  init(digest: [UInt8], stamp: FileStamp, after old: WrittenFile?) {
    let previous = old.map { $0.digest == digest ? $0.previous : $0.digest } ?? digest
    bytes = digest + previous + Self.bytes(stamp.size) + Self.bytes(stamp.modified) + [0]
  }

  /// `nil` for bytes that are none, as those of earlier versions.
  init?(bytes: [UInt8]) {
    guard bytes.count == 33 else { return nil }
    self.bytes = bytes
  }

  /// Eight bytes of SHA-256 of what was written.
  var digest: [UInt8] { Array(bytes[..<8]) }

  /// Of what was written before that: after a crash, either may stand there.
  private var previous: [UInt8] { Array(bytes[8..<16]) }

  var stamp: FileStamp {
    get {
      FileStamp(size: Self.number(bytes[16..<24]), modified: Self.number(bytes[24..<32]))
    }
    set {
      bytes.replaceSubrange(
        16..<32, with: Self.bytes(newValue.size) + Self.bytes(newValue.modified))
    }
  }

  /// Whether the file holds somebody else's change, which is kept.
  var isForeign: Bool {
    get { bytes[32] != 0 }
    set { bytes[32] = newValue ? 1 : 0 }
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
