import Digests
import ArgumentParser
import ExportPipeline

/// One of several parts of the accounts, as `--shard 3/8` names it.
///
/// An account's part follows from its name alone, so that every machine sees the same. One part
/// more takes accounts from each of the others, and moves none between them: jump consistent hash
/// (Lamping and Veach, arXiv 1406.2294) over SHA-256.
struct Shard: Equatable {
  /// 1 to `count`.
  let number: Int
  let count: Int

  /// - Throws: `ValidationError`.
  @Sendable init(text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], number >= 1,
      1...10_000 ~= count, number <= count
    else { throw ValidationError("write the number of the part and of all parts, such as 3/8") }
    self.number = number
    self.count = count
  }

  func holds(_ account: String) -> Bool {
    Self.part(of: account, count: count) == number - 1
  }

  private static func part(of account: String, count: Int) -> Int {
    var key = UInt64(bitPattern: SHA256.number(Array(account.utf8)))
    var (part, next) = (0, 0)
    while next < count {
      part = next
      key = key &* 2_862_933_555_777_941_757 &+ 1
      next = Int(Double(part + 1) * (Double(1 << 31) / Double((key >> 33) + 1)))
    }
    return part
  }
}
