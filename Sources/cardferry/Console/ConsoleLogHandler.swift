import Logging

/// Writes log messages to standard error, one line each: `cardferry: warning: …`.
struct ConsoleLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level

  init(level: Logger.Level) {
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix =
      switch event.level {
      case .notice, .info: ""
      default: "\(event.level): "
      }
    Console.error(prefix + "\(event.message)")
  }
}
