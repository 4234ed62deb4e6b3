import Logging

/// What makes the client have everything asked for anew: an order of the server, or that the server
/// sees another device than before.
extension Client {
  /// Takes note of an order (`X-MS-RP`, MS-ASHTTP section 2.2.1.2.2). Some servers send it with every
  /// answer: it is obeyed once, and not again while they go on with the same words.
  ///
  /// - Throws: ``ActiveSyncError/startOver`` where it is to be obeyed in place of the answer.
  mutating func note(order words: String, restart: RestartRule) throws {
    if restart == .fulfils {
      fulfilledOrder = words
      return
    }
    heardOrder = words
    guard !hasStartedOver, words != obeyedOrder, words != fulfilledOrder else { return }
    heldOrder = words
    try startOver(before: restart, form: standing.form)
  }

  /// `form`: how the command is going to name the device.
  ///
  /// - Throws: ``ActiveSyncError/startOver`` where everything is to be asked for anew before a command,
  ///   or in place of its answer.
  mutating func startOver(before restart: RestartRule, form: Query.Form) throws {
    guard restart != .waits else { return }
    let order = heldOrder
    let isOtherDevice = form != standing.form
    heldOrder = nil
    standing.form = form
    if restart == .fulfils {
      // Nothing was gone on with after such an order.
      if let order { fulfilledOrder = order }
      if order == heardOrder { heardOrder = nil }
      return
    }
    if order != nil {
      hasContinued = false
      hasStartedOver = true
      version = nil
      // Who lost what it knew of the mailbox may have lost what the device is.
      if !hasDescribed { standing.isDescribed = false }
      reasonToStartOver = "\(ActiveSyncError.startOver)"
      throw ActiveSyncError.startOver
    }
    if isOtherDevice {
      hasContinued = false
      reasonToStartOver =
        "'query:' or the version has changed, by which the server may see another device; "
        + "fetching everything anew"
      throw ActiveSyncError.startOver
    }
  }

  /// The rule for a command that begins something anew: in a run that has gone on with nothing, all
  /// there is has just been begun.
  func understood(_ rule: RestartRule) -> RestartRule {
    rule == .begins ? (hasContinued ? .obeys : .fulfils) : rule
  }

  /// Whether an order is left that no command has obeyed, as the policy it came with wasn't taken.
  package var isOrderHeld: Bool { heldOrder != nil }
}
