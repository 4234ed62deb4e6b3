import DurableFiles
import Foundation
import Glibc
import Steps

/// The file that holds an account's tokens: JSON, nobody else's to read, replaced as a whole.
struct TokenFile {
  let path: String
  let account: String

  /// `nil` where there is none.
  ///
  /// - Throws: ``Failure`` where others can read it or it is damaged, ``FileError``.
  func read() throws -> StoredToken? {
    if let remedy = FileSystem.remedyForMode(of: path) {
      throw Failure(.credentials, "no token for account '\(account)': \(remedy)")
    }
    guard let bytes = try FileSystem.read(path) else { return nil }
    do {
      return try Self.decoder.decode(StoredToken.self, from: Data(bytes))
    } catch {
      throw Failure(
        .signInExpired,
        "the stored sign-in of '\(account)' is damaged (\(path)); run 'cardferry login \(account)'")
    }
  }

  /// Returns once the tokens are durable: a crash leaves the file as it was, or as it is to be.
  ///
  /// - Throws: ``FileError``.
  func write(_ token: StoredToken) throws {
    let temporary = FileSystem.temporary(of: path)
    var file = try NewFile(path: temporary)
    try file.append(Array(try Self.encoder.encode(token)) + [0x0A])
    try file.close(isSynced: true)
    guard rename(temporary, path) == 0 else { throw FileError("write", path) }
    Steps.pass(.fileRenamed)
    try FileSystem.syncDirectory(FileSystem.split(path).directory)
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }
}
