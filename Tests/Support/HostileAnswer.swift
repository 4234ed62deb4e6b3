package import WBXML

/// Bodies of answers that mean harm, for what tests and scripts/claims hold against them.
package enum HostileAnswer {
  /// The head of a document, page 7, and the start of FolderSync.
  package static let folderSync: [UInt8] = [0x03, 0x01, 0x6A, 0x00, 0x00, 0x07, 0x56]
  /// 4294967295 as a number of WBXML.
  private static let most: [UInt8] = [0x8F, 0xFF, 0xFF, 0xFF, 0x7F]

  package static func nested(_ count: Int) -> [UInt8] {
    folderSync + Array(repeating: 0x56, count: count)
  }

  package static func elements(_ count: Int) -> [UInt8] {
    folderSync + Array(repeating: 0x05, count: count)
  }

  package static func endlessString(_ count: Int) -> [UInt8] {
    folderSync + [0x52, 0x03] + Array(repeating: 0x61, count: count)
  }

  /// A block of bytes, and a string table, of 4 GiB as they say.
  package static let hugeBlock = folderSync + [0x52, 0xC3] + most + [0x61]
  package static let hugeTable: [UInt8] = [0x03, 0x01, 0x6A] + most + [0x61]

  /// A folder list with so many folders of one name.
  package static func folders(_ count: Int, type: Int = 1) -> [UInt8] {
    typealias Tags = WBXML.Tag.FolderHierarchy
    let adds = (0..<count).map { number in
      Element(
        Tags.add,
        [
          Element(Tags.serverId, "f\(number)"), Element(Tags.parentId, "0"),
          Element(Tags.displayName, "Same"), Element(Tags.type, "\(type)"),
        ])
    }
    return Encoder.encode(
      Element(
        Tags.folderSync,
        [Element(Tags.status, "1"), Element(Tags.syncKey, "9"), Element(Tags.changes, adds)]))
  }

  /// A policy with so many rules, each with a long value.
  package static func policy(_ count: Int) -> [UInt8] {
    typealias Tags = WBXML.Tag.Provision
    let rule = Element(Tags.requireDeviceEncryption, String(repeating: "x", count: 50))
    return Encoder.encode(
      Element(
        Tags.provision,
        [
          Element(Tags.status, "1"),
          Element(
            Tags.policies,
            [
              Element(
                Tags.policy,
                [
                  Element(Tags.policyType, "MS-EAS-Provisioning-WBXML"), Element(Tags.status, "1"),
                  Element(Tags.policyKey, "1"),
                  Element(
                    Tags.data,
                    [Element(Tags.easProvisionDoc, Array(repeating: rule, count: count))]),
                ])
            ]),
        ]))
  }

  /// An answer of Sync with these commands.
  package static func sync(
    _ commands: [Element], key: String = "bad", folder: String = "2", isLast: Bool = true
  ) -> [UInt8] {
    typealias Tags = WBXML.Tag.AirSync
    let collection = Element(
      Tags.collection,
      [
        Element(Tags.syncKey, key), Element(Tags.collectionId, folder), Element(Tags.status, "1"),
      ] + (isLast ? [] : [Element(Tags.moreAvailable)]) + [Element(Tags.commands, commands)])
    return Encoder.encode(Element(Tags.sync, [Element(Tags.collections, [collection])]))
  }
}
