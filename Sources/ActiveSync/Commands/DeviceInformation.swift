package import WBXML

/// What the server shows its administrator of this device (MS-ASCMD section 2.2.3.45).
///
/// Inside of the first Provision from 14.1 on, by Settings in the versions before; 2.5 has no place
/// for it.
enum DeviceInformation {
  static var element: Element {
    Element(
      Tag.Settings.deviceInformation,
      [
        Element(
          Tag.Settings.set,
          [
            Element(Tag.Settings.model, Device.type),
            Element(Tag.Settings.friendlyName, "cardferry, export of contacts"),
            Element(Tag.Settings.os, "Linux"),
            Element(Tag.Settings.userAgent, Device.userAgent),
          ])
      ])
  }
}

/// Tells the server what device this is, for 12.0 to 14.0 (MS-ASCMD section 2.2.1.18).
package struct Settings: Command {
  package static let name = "Settings"

  package init() {}

  package var restart: RestartRule { .waits }

  package func element(version: ProtocolVersion) -> Element {
    Element(Tag.Settings.settings, [DeviceInformation.element])
  }

  /// The answer brings nothing but a status, of the whole and of its part; an empty one says that all
  /// is well.
  package func response(from element: Element?) throws(ActiveSyncError) {
    let parts = [element, element?.first(Tag.Settings.deviceInformation)]
    for status in parts.compactMap({ $0?.first(Tag.Settings.status)?.text }) {
      try Self.check(SettingsStatus(code: status))
    }
  }
}
