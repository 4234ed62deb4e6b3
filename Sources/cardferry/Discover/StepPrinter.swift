import ActiveSync
import Synchronization

/// Prints the steps of a search as they come, and keeps them.
final class StepPrinter: Sendable {
  private let isSilent: Bool
  private let steps = Mutex<[DiscoveryStep]>([])

  init(isSilent: Bool) {
    self.isSilent = isSilent
  }

  func add(_ step: DiscoveryStep) {
    steps.withLock { $0.append(step) }
    if !isSilent { Console.print("\(step)") }
  }

  var all: [DiscoveryStep] { steps.withLock { $0 } }
}
