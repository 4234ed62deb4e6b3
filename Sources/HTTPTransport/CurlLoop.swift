import CCurl
import Glibc
import OpenFiles
import Synchronization

/// Runs the transfers of one transport on a thread of its own, so that none blocks a thread of
/// Swift's pool, and so that a cancelled task returns at once whatever its transfer waits for.
///
/// The thread starts with the first request, sleeps while there is none, and ends with
/// ``stop()``. It alone touches libcurl; `curl_multi_wakeup`, the one call that is allowed from
/// elsewhere, is made under the lock.
final class CurlLoop: Sendable {
  private struct Shared {
    /// `nil` once the thread has ended.
    var multi: OpaquePointer?
    var isStarted = false
    var isStopped = false
    var nextID = 0
    var starting: [(id: Int, job: CurlJob)] = []
    var cancelled: [Int] = []
    var waiting: [Int: CheckedContinuation<HTTPResponse, any Error>] = [:]
  }

  private static let isInitialized = cardferry_curl_init() == CURLE_OK
  private let shared: Mutex<Shared>

  init() {
    shared = Mutex(Shared(multi: Self.isInitialized ? Self.makeMulti() : nil))
  }

  /// `nil` where there is no memory for it, or no file: one that can't be woken up would let each
  /// request wait for a minute.
  private static func makeMulti() -> OpaquePointer? {
    guard let multi = curl_multi_init() else { return nil }
    guard curl_multi_wakeup(multi) == CURLM_OK else {
      curl_multi_cleanup(multi)
      return nil
    }
    return multi
  }

  deinit {
    // The thread keeps the loop alive, so there is none now: it never started, or it has ended.
    shared.withLock { if let multi = $0.multi { curl_multi_cleanup(multi) } }
  }

  /// Sends the request and waits for its answer.
  ///
  /// - Throws: ``HTTPError``; `CancellationError` as soon as the task is cancelled.
  func run(_ job: CurlJob) async throws -> HTTPResponse {
    let id = shared.withLock { shared in
      defer { shared.nextID += 1 }
      return shared.nextID
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if let error = submit(job, id: id, continuation) { continuation.resume(throwing: error) }
      }
    } onCancel: {
      cancel(id)
    }
  }

  /// Ends the thread. Nobody may wait for an answer any more.
  func stop() {
    shared.withLock { shared in
      shared.isStopped = true
      wake(&shared)
    }
  }

  /// Hands the job to the thread; the error is why that wasn't possible.
  private func submit(
    _ job: CurlJob, id: Int, _ continuation: CheckedContinuation<HTTPResponse, any Error>
  ) -> (any Error)? {
    shared.withLock { shared in
      // A task is marked as cancelled before its handler runs: either this sees the mark, or the
      // handler finds the continuation.
      if Task.isCancelled { return CancellationError() }
      guard shared.multi != nil, shared.isStarted || startThread() else {
        return OpenFileLimit.isReached
          ? HTTPError.tooManyOpenFiles(job.url.host)
          : .connectionFailed(job.url.host, reason: "out of memory or threads")
      }
      shared.isStarted = true
      shared.waiting[id] = continuation
      shared.starting.append((id, job))
      wake(&shared)
      return nil
    }
  }

  private func cancel(_ id: Int) {
    let continuation = shared.withLock { shared in
      let continuation = shared.waiting.removeValue(forKey: id)
      if continuation != nil {
        shared.cancelled.append(id)
        wake(&shared)
      }
      return continuation
    }
    continuation?.resume(throwing: CancellationError())
  }

  private func wake(_ shared: inout Shared) {
    if let multi = shared.multi { curl_multi_wakeup(multi) }
  }

  private func finish(_ id: Int, _ result: Result<HTTPResponse, HTTPError>) {
    let continuation = shared.withLock { $0.waiting.removeValue(forKey: id) }
    continuation?.resume(with: result.mapError { $0 })
  }

  // MARK: - The thread

  private func startThread() -> Bool {
    var thread = pthread_t()
    let loop = Unmanaged.passRetained(self)
    let result = pthread_create(&thread, nil, Self.threadBody, loop.toOpaque())
    guard result == 0 else {
      loop.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private static let threadBody:
    @convention(c) (UnsafeMutableRawPointer?) ->
      UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        // Signals are for the main thread. SIGPIPE, which a TLS library may raise on a connection
        // that was closed, then is an error code here and no more.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().drive()
        return nil
      }

  private func drive() {
    guard let multi = shared.withLock({ $0.multi }) else { return }
    let share = curl_share_init()
    if let share {
      cardferry_share(share, CURL_LOCK_DATA_COOKIE)
      cardferry_share(share, CURL_LOCK_DATA_SSL_SESSION)
    }
    var transfers: [OpaquePointer: CurlTransfer] = [:]
    while takeWork(multi, share, &transfers) {
      perform(multi, &transfers)
      let timeout = expire(multi, &transfers)
      curl_multi_poll(multi, nil, 0, timeout, nil)
    }
    for easy in transfers.keys { curl_multi_remove_handle(multi, easy) }
    transfers.removeAll()
    shared.withLock { $0.multi = nil }
    curl_multi_cleanup(multi)
    if let share { curl_share_cleanup(share) }
  }

  /// Starts what was submitted and drops what was cancelled; `false` when the thread is to end.
  private func takeWork(
    _ multi: OpaquePointer, _ share: OpaquePointer?,
    _ transfers: inout [OpaquePointer: CurlTransfer]
  ) -> Bool {
    let (starting, cancelled, isStopped) = shared.withLock { shared in
      defer {
        shared.starting = []
        shared.cancelled = []
      }
      return (shared.starting, shared.cancelled, shared.isStopped)
    }
    guard !isStopped else { return false }
    for (id, job) in starting where !cancelled.contains(id) {
      guard let transfer = CurlTransfer(id: id, job: job, share: share),
        curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
      else {
        finish(id, .failure(.connectionFailed(job.url.host, reason: "out of memory")))
        continue
      }
      transfers[transfer.easy] = transfer
    }
    for transfer in transfers.values where cancelled.contains(transfer.id) {
      curl_multi_remove_handle(multi, transfer.easy)
      transfers[transfer.easy] = nil
    }
    return true
  }

  /// Lets libcurl do what can be done now, and hands over the answers that are complete.
  private func perform(
    _ multi: OpaquePointer, _ transfers: inout [OpaquePointer: CurlTransfer]
  ) {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      // What the message points to is gone once its handle is removed.
      let (easy, code) = (message.pointee.easy_handle, message.pointee.data.result)
      guard message.pointee.msg == CURLMSG_DONE, let easy,
        let transfer = transfers.removeValue(forKey: easy)
      else { continue }
      finish(transfer.id, transfer.result(code))
      curl_multi_remove_handle(multi, easy)
    }
  }

  /// Ends the transfers whose time is up.
  ///
  /// - Returns: Milliseconds until the next one's.
  private func expire(
    _ multi: OpaquePointer, _ transfers: inout [OpaquePointer: CurlTransfer]
  ) -> Int32 {
    let now = ContinuousClock.now
    var next = now + .seconds(60)
    for transfer in transfers.values {
      let (deadline, limit) = transfer.deadline
      if deadline <= now {
        transfers[transfer.easy] = nil
        finish(transfer.id, .failure(.timedOut(transfer.host, limit: limit)))
        curl_multi_remove_handle(multi, transfer.easy)
      } else {
        next = min(next, deadline)
      }
    }
    // Rounded up, so that the deadline has passed when the wait ends.
    return Int32((next - now) / .milliseconds(1)) + 1
  }
}
