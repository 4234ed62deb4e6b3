import DurableFiles
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
    guard
      let text = try Self.text(of: file, shown: shown)
    else {
      throw ConfigurationError(
        file: shown, line: nil,
        "there is no such file; copy templates/cardferry.yaml there, or name one with --config")
    }
    let directory = absolutePath(file + "/..", in: "/")
    var reader = try ConfigurationReader(text: text, file: shown, directory: directory) {
      pattern throws(ConfigurationError) in
      try Self.included(pattern, in: directory, by: shown)
    }
    job = try reader.job()
  }

  /// `nil` where there is no such file.
  private static func text(of file: String, shown: String) throws(ConfigurationError) -> String? {
    let bytes: [UInt8]?
    do { bytes = try FileSystem.read(file, followingLinks: true) } catch {
      throw ConfigurationError(file: shown, line: nil, "\(error)")
    }
    guard let bytes else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationError(file: shown, line: nil, "not UTF-8; save it in that encoding")
    }
    return text
  }

  /// The files that a pattern of the shell matches, or those of a directory that end in `.yaml`, in
  /// the order of their names. A pattern may match none, a name must be there.
  private static func included(
    _ pattern: String, in directory: String, by file: String
  ) throws(ConfigurationError) -> [(file: String, text: String)] {
    let path = absolutePath(pattern, in: directory)
    var texts: [(file: String, text: String)] = []
    let matches: [String]
    do {
      matches = try FileSystem.matches(of: FileSystem.isDirectory(path) ? path + "/*.yaml" : path)
    } catch {
      throw ConfigurationError(file: file, line: nil, "'include': \(error)")
    }
    for found in matches where FileSystem.isFile(found) {
      if let text = try text(of: found, shown: found) { texts.append((found, text)) }
    }
    if texts.isEmpty, !path.contains(where: "*?[".contains), !FileSystem.isDirectory(path) {
      throw ConfigurationError(
        file: file, line: nil, "'include' names \(path), which isn't there; correct it")
    }
    return texts
  }
}
