package import ExportPipeline
import Foundation

/// The configuration file: accounts, outputs and where the state lies.
package struct Configuration {
  package let job: Job

  /// `$XDG_CONFIG_HOME/cardferry/cardferry.yaml`.
  package static var standardPath: String {
    xdgDirectory("XDG_CONFIG_HOME", default: ".config") + "/cardferry/cardferry.yaml"
  }

  /// Reads and checks the whole file; nothing else is touched.
  ///
  /// `path`: as given by the user; ``standardPath`` without one.
  /// - Throws: ``ConfigurationError``.
  package init(path: String?) throws(ConfigurationError) {
    let shown = path ?? Self.standardPath
    let file = absolutePath(shown, in: FileManager.default.currentDirectoryPath)
    let bytes: [UInt8]?
    do { bytes = try FileSystem.read(file, followingLinks: true) } catch {
      throw ConfigurationError(file: shown, line: nil, "\(error)")
    }
    guard let bytes else {
      throw ConfigurationError(
        file: shown, line: nil,
        "there is no such file; copy templates/cardferry.yaml there, or name one with --config")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationError(file: shown, line: nil, "not UTF-8; save it in that encoding")
    }
    var reader = try ConfigurationReader(
      text: text, file: shown, directory: absolutePath(file + "/..", in: "/"))
    job = try reader.job()
  }
}
