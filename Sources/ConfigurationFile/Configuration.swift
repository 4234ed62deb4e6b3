import ContactFormats
import DurableFiles
package import ExportPipeline
import Foundation

/// The configuration file: accounts, outputs and where the state lies.
package struct Configuration {
  package let job: Job
  /// What its author should know: one line each.
  package let warnings: [String]

  /// In bytes: what is larger is no configuration, and a device has no end.
  private static let limit = 64 << 20

  /// `$XDG_CONFIG_HOME/cardferry/cardferry.yaml`.
  private static func standardPath() throws(PathError) -> String {
    try xdgDirectory("XDG_CONFIG_HOME", default: ".config") + "/cardferry/cardferry.yaml"
  }

  /// Reads and checks the whole file; nothing else is touched.
  ///
  /// `path`: as given by the user; `$XDG_CONFIG_HOME/cardferry/cardferry.yaml` without one. Relative
  ///   paths in it are relative to its directory, or of a pipe or device to the working directory.
  /// - Throws: ``ConfigurationError``.
  package init(path: String?) throws(ConfigurationError) {
    let workingDirectory = FileManager.default.currentDirectoryPath
    let (shown, file): (String, String)
    do {
      shown = try path ?? Self.standardPath()
      file = try absolutePath(shown, in: workingDirectory)
    } catch {
      throw ConfigurationError(file: path ?? "--config", line: nil, "\(error)")
    }
    guard let text = try Self.text(of: file, shown: shown) else {
      throw ConfigurationError(
        file: shown, line: nil,
        "there is no such file; copy templates/cardferry.yaml there, or name one with --config")
    }
    let directory =
      Self.isPipe(file) ? workingDirectory : FileSystem.split(file).directory
    var reader = try ConfigurationReader(text: text, file: shown, directory: directory) {
      pattern throws(ConfigurationError) in
      try Self.included(pattern, in: directory, by: shown)
    }
    job = try reader.job()
    warnings = reader.filesWithSecrets.compactMap { name in
      let path = name == shown ? file : name
      guard FileSystem.isFile(path), FileSystem.remedyForMode(of: path) != nil else { return nil }
      return
        "\(name) holds a password or token in the clear, and others can get at it; run chmod 600 "
        + "\(name), or have it read from elsewhere, by {command: …}, {file: …} or {credential: …}"
    }
  }

  /// Whether a path is a way to what is no file of its own, as `/dev/stdin` and a shell's `<(…)` are,
  /// whatever it leads to.
  private static func isPipe(_ file: String) -> Bool {
    file.hasPrefix("/dev/") || file.hasPrefix("/proc/")
      || FileSystem.isThere(file) && !FileSystem.isFile(file)
  }

  /// `nil` where there is no such file.
  private static func text(of file: String, shown: String) throws(ConfigurationError) -> String? {
    let bytes: [UInt8]?
    do { bytes = try FileSystem.read(file, followingLinks: true, limit: limit) } catch {
      throw ConfigurationError(file: shown, line: nil, "\(error)")
    }
    guard let bytes else { return nil }
    guard let text = UserText.decode(bytes) else {
      throw ConfigurationError(file: shown, line: nil, "not UTF-8; save it in that encoding")
    }
    return text
  }

  /// The files that a pattern of the shell matches, or those of a directory that end in `.yaml`, in
  /// the order of their names. A pattern may match none, a name must be there.
  private static func included(
    _ pattern: String, in directory: String, by file: String
  ) throws(ConfigurationError) -> [(file: String, text: String)] {
    let (path, matches): (String, [String])
    do throws(any Error) {
      path = try absolutePath(pattern, in: directory)
      matches = try FileSystem.matches(of: FileSystem.isDirectory(path) ? path + "/*.yaml" : path)
    } catch {
      throw ConfigurationError(file: file, line: nil, "'include': \(error)")
    }
    var texts: [(file: String, text: String)] = []
    for found in matches {
      guard FileSystem.isFile(found) else {
        throw ConfigurationError(
          file: file, line: nil, "'include' finds \(found), which is no file; take it away")
      }
      if let text = try text(of: found, shown: found) { texts.append((found, text)) }
    }
    if texts.isEmpty, !path.contains(where: "*?[".contains), !FileSystem.isDirectory(path) {
      throw ConfigurationError(
        file: file, line: nil, "'include' names \(path), which isn't there; correct it")
    }
    return texts
  }
}
