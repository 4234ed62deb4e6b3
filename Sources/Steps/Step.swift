/// What a run does to the disk or on the network, each by the name of what was just done.
///
/// A directory that is synced, a file that is made: their names say nothing of whose they are, as
/// the test that walks through all of them takes each passing for itself.
package enum Step: String, CaseIterable, Sendable {
  // The network.
  case requestReady = "http.request.ready"
  case requestSending = "http.request.sending"
  case answerBegun = "http.answer.begun"
  case answerComplete = "http.answer.complete"

  // Any file.
  case lockTaken = "lock.taken"
  case lockReleased = "lock.released"
  case directoryMade = "write.directory.made"
  case directorySynced = "write.directory.synced"
  case directoryRemoved = "write.directory.removed"
  case directoryNamed = "write.directory.named"
  case fileMade = "write.file.made"
  case fileWritten = "write.file.written"
  case fileSynced = "write.file.synced"
  case fileSystemSynced = "write.system.synced"
  case fileRenamed = "write.file.renamed"
  case fileDeleted = "write.file.deleted"

  // The state: each is a transaction that is durable, but for a window that isn't its load's last.
  case stateMade = "state.file.made"
  case stateMigrated = "state.tables.migrated"
  case stateRewritten = "state.file.rewritten"
  case transactionEnding = "state.transaction.ending"
  case accountSaved = "fetch.account.saved"
  case foldersApplied = "fetch.folders.applied"
  case folderRestarted = "fetch.folder.restarted"
  case everythingRestarted = "fetch.everything.restarted"
  case windowApplied = "fetch.window.applied"
  case windowLoaded = "fetch.window.loaded"
  case goneForgotten = "fetch.gone.forgotten"
  case contentsCompleted = "fetch.contents.completed"
  case contactsAdopted = "fetch.contacts.adopted"
  case cardsAnnounced = "write.cards.announced"
  case contentAnnounced = "write.content.announced"
  case changesDecided = "write.changes.decided"
  case numberTaken = "write.number.taken"
  case fillingBegun = "write.filling.begun"
  case outputStored = "write.output.stored"
  case cursorStored = "write.cursor.stored"
  case everythingDeleted = "wipe.everything.deleted"

  // The copy of a state before its tables are changed.
  case backupCopied = "backup.state.copied"
  case backupCleaned = "backup.key.removed"
  case backupSynced = "backup.file.synced"
  case backupRenamed = "backup.file.renamed"
  case backupDeleted = "backup.old.deleted"

  // Change files, and whoever takes them.
  case draftDeleted = "changes.draft.deleted"
  case changesPublished = "changes.file.published"
  case deliveryStarting = "deliver.program.starting"
  case deliveryEnded = "deliver.program.ended"
  case deliveryMoved = "deliver.file.moved"
  case deliveryPruned = "deliver.file.pruned"

  case wipeRemoved = "wipe.file.removed"
  case wipeAcknowledging = "wipe.order.acknowledging"
}
