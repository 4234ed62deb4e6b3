import SafeXML

/// The policy of version 2.5, MS-WAP-Provisioning-XML.
///
///     <wap-provisioningdoc>
///       <characteristic type="SecurityPolicy"><parm name="4131" value="0"/></characteristic>
///     </wap-provisioningdoc>
///
/// Its settings are numbers and names of the registry of Windows Mobile. One that isn't known here
/// counts as something that is asked for, and so does a text that can't be read.
extension Policy {
  static func requirements(ofWAP text: String) -> [String] {
    guard let root = try? XMLReader.read(Array(text.utf8)), root.name == "wap-provisioningdoc"
    else { return ["a policy that can't be read"] }
    let settings = settings(in: root)
    let needsPassword = settings.contains { $0.name == devicePassword && $0.value != "1" }
    var found: [String] = []
    for setting in settings where !isHarmless(setting) {
      switch setting.name {
      case devicePassword: found.append("DevicePasswordEnabled")
      case let name where passwordSettings.contains(name):
        if needsPassword { found.append("\(name) \(quoted(setting.value, limit: 20))") }
      case let name:
        found.append("\(quoted(name, limit: 40)) \(quoted(setting.value, limit: 20))")
      }
    }
    return found
  }

  private typealias Setting = (name: String, value: String)

  /// Every `parm`, however deep; another element goes by its own name.
  private static func settings(in element: XMLElement) -> [Setting] {
    element.children.flatMap { child -> [Setting] in
      switch child.name {
      case "characteristic": settings(in: child)
      case "parm": [(child.attribute("name") ?? "", child.attribute("value") ?? "")]
      default: [(child.name, child.text)]
      }
    }
  }

  private static func isHarmless(_ setting: Setting) -> Bool {
    switch setting.name {
    case devicePassword: setting.value == "1"
    case "AEFrequencyType": true
    default: false
    }
  }

  /// The number of the setting that asks for a password: 0 for one, 1 for none.
  private static let devicePassword = "4131"

  /// Settings that bind only where a password is asked for; 4133 is whether the desktop may
  /// unlock the device.
  private static let passwordSettings: Set<String> = [
    "4133", "AEFrequencyValue", "CodewordFrequency", "DeviceWipeThreshold",
    "MinimumPasswordLength", "PasswordComplexity",
  ]
}
