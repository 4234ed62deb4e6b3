import Foundation

/// A program of Benchmarks/peers: another library that writes the same contacts, whenever it is
/// asked to, in a process that has warmed up.
final class PeerProgram {
  /// What it is, with versions.
  let name: String
  /// What it has read, and how many bytes it makes of that.
  let contacts: Int
  let byteCount: Int
  private let process = Process()
  private let questions = Pipe()
  private let answers = Pipe()

  /// Starts `program`, a command with a file of Benchmarks/peers as its last word, on the contacts
  /// in `file`.
  ///
  /// - Throws: ``Child/Failure`` where it ends, or says something else than it should.
  init(_ program: [String], on file: String) throws {
    let peers = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../peers/")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      program.dropLast() + program.suffix(1).map { peers.path() + $0 } + [file]
    process.standardInput = questions
    process.standardOutput = answers
    try process.run()
    let facts = try Self.line(from: answers).split(separator: "\t")
    guard facts.count == 3, let contacts = Int(facts[1]), let byteCount = Int(facts[2]) else {
      throw Child.Failure(description: "\(program) said: \(facts.joined(separator: " "))")
    }
    self.name = String(facts[0])
    self.contacts = contacts
    self.byteCount = byteCount
  }

  /// Seconds of one pass over all contacts. The first answer comes after it has warmed up.
  func pass() throws -> Double {
    try questions.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    let answer = try Self.line(from: answers)
    guard let seconds = Double(answer) else {
      throw Child.Failure(description: "\(name) said: \(answer)")
    }
    return seconds
  }

  func stop() throws {
    try questions.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private static func line(from pipe: Pipe) throws -> String {
    var line = Data()
    while let byte = try pipe.fileHandleForReading.read(upToCount: 1), let sign = byte.first,
      sign != UInt8(ascii: "\n")
    {
      line.append(sign)
    }
    return String(decoding: line, as: UTF8.self)
  }
}
