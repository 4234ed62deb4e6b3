package import Yams

extension Node {
  /// Whether it says yes or no, by a plain word of YAML 1.2 or 1.1: true, yes, on and their opposites,
  /// in capitals or not; `nil` for anything else.
  package var truth: Bool? {
    guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else {
      return nil
    }
    return switch scalar.string.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }
}
