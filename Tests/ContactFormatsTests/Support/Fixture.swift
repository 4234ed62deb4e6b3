import Foundation

enum Fixture {
  /// The bytes of a file in `Fixtures`.
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
    return Array(try Data(contentsOf: url))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
