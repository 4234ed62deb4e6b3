import ActiveSync
import Testing
import WBXML

/// The policy of version 2.5.
@Suite struct `A policy as XML` {
  private func requirements(_ text: String) -> [String] {
    Policy(data: Element(Tag.Provision.data, text)).requirements
  }

  /// As Horde sends them.
  @Test(arguments: [
    (
      #"<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="1"/>"#
        + "</characteristic></wap-provisioningdoc>",
      []
    ),
    (
      #"<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="0"/>"#
        + #"</characteristic><characteristic type="Registry"><characteristic "#
        + #"type="HKLM\Comm\Security\Policy\LASSD\AE\{50C13377-C66D-400C-889E-C316FC4AB374}">"#
        + #"<parm name="AEFrequencyType" value="1"/><parm name="AEFrequencyValue" value="5"/>"#
        + #"</characteristic><characteristic type="HKLM\Comm\Security\Policy\LASSD\LAP\lap_pw">"#
        + #"<parm name="MinimumPasswordLength" value="6"/></characteristic></characteristic>"#
        + "</wap-provisioningdoc>",
      ["DevicePasswordEnabled", "AEFrequencyValue '5'", "MinimumPasswordLength '6'"]
    ),
  ])
  func `says what it asks`(text: String, asked: [String]) {
    #expect(requirements(text) == asked)
  }

  @Test func `asks nothing of a password where there needn't be one`() {
    let text = """
      <wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="1"/>
      <parm name="4133" value="1"/><parm name="MinimumPasswordLength" value="6"/>
      </characteristic></wap-provisioningdoc>
      """
    #expect(requirements(text).isEmpty)
  }

  @Test(arguments: [
    (#"<wap-provisioningdoc><parm name="4999" value="1"/></wap-provisioningdoc>"#, "'4999' '1'"),
    ("<wap-provisioningdoc><other>x</other></wap-provisioningdoc>", "'other' 'x'"),
    (#"<wap-provisioningdoc><parm name="4131"/></wap-provisioningdoc>"#, "DevicePasswordEnabled"),
    ("<!DOCTYPE wap-provisioningdoc><wap-provisioningdoc/>", "a policy that can't be read"),
    ("<html/>", "a policy that can't be read"), ("4131=1", "a policy that can't be read"),
  ])
  func `that isn't known asks for something`(text: String, asked: String) {
    #expect(requirements(text) == [asked])
  }
}
