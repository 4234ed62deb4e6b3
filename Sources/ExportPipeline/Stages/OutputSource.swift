import StateStore

/// An account whose contacts an output is written from.
struct OutputSource {
  let account: String
  let store: AccountStore
  /// Why nothing of it may be written now; `nil` where all is well.
  let refusal: Failure?
}
