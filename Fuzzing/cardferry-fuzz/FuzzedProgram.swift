import FuzzTargets

/// What the function that libFuzzer calls, which can hold nothing, calls in turn.
enum FuzzedProgram {
  nonisolated(unsafe) static var target: FuzzTarget?

  /// Takes one input; a violation ends the process as a crash does, so that libFuzzer keeps it.
  static func take(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do { try target?.run(Array(UnsafeBufferPointer(start: data, count: count))) } catch {
      fatalError("\(error)")
    }
    return 0
  }
}
