import Dispatch
import Synchronization

/// Makes files durable while others are being made: the sync that a run has to wait for finds little
/// left to do then.
package final class BackgroundSync: Sendable {
  private struct State {
    var isRunning = false
    var failure: FileError?
  }

  private let queue = DispatchQueue(label: "sync")
  private let state = Mutex(State())

  /// Begins to sync the file system of a path, unless that is going on.
  package func begin(of path: String) {
    let isRunning = state.withLock { state in
      defer { state.isRunning = true }
      return state.isRunning
    }
    if isRunning { return }
    queue.async { [self] in
      var failure: FileError?
      do throws(FileError) { _ = try FileSystem.syncFileSystem(of: path) } catch { failure = error }
      state.withLock { state in
        state.isRunning = false
        state.failure = state.failure ?? failure
      }
    }
  }

  /// Waits for what is going on.
  ///
  /// - Throws: What a sync has failed with: the kernel says that once, and not to the next one.
  package func finish() throws(FileError) {
    queue.sync {}
    if let failure = state.withLock(\.failure) { throw failure }
  }
}
