/// What a test or the control interface does to the server beside changing the mailbox.
extension ServerState {
  mutating func renumber(_ folder: String) {
    mailbox.collections[folder]?.renumber(folder: folder)
    invalidateSyncKeys(of: folder)
  }

  mutating func invalidateSyncKeys(of folder: String) {
    for id in devices.keys { devices[id]?.collections[folder] = nil }
  }

  mutating func listAgain(_ folder: String) {
    for id in devices.keys { devices[id]?.collections[folder]?.position = Collection.Position() }
  }

  mutating func setProvisioning(_ provisioning: FakeExchange.Provisioning) {
    options.provisioning = provisioning
    for id in devices.keys {
      devices[id]?.policyKey = nil
      devices[id]?.temporaryPolicyKey = nil
    }
  }
}
