import Testing
import WBXML

@Suite struct CodePageTests {
  private let pages = (UInt8.min...UInt8.max).compactMap { CodePage[$0] }

  @Test func `there are 26 pages, numbered in a row`() {
    #expect(pages.map(\.number) == Array(0...25))
  }

  @Test func `every name leads back to its token`() {
    for page in pages {
      for (token, name) in page.names {
        #expect(page.token(of: name) == token, "\(page.namespace):\(name)")
        #expect(page.name(of: token) == name)
        #expect((0x05...0x3F).contains(token))
      }
    }
  }

  @Test func `a page is found by both of its names, with and without colon`() {
    for page in pages {
      for name in [page.namespace, page.alias].compactMap({ $0 }) {
        #expect(CodePage.named(name)?.number == page.number)
        #expect(CodePage.named(name + ":")?.number == page.number)
        #expect(CodePage.named(name + "::") == nil)
      }
    }
    #expect(CodePage.named("POOMCONTACTS2:")?.number == 12)
    #expect(CodePage.named("") == nil)
    #expect(CodePage.named("Nothing") == nil)
  }

  @Test(
    arguments: [
      ("HomeCity", WBXML.Tag.Contacts.homeAddressCity),
      ("BusinessCountry", .Contacts.businessAddressCountry),
      ("OtherPostalCode", .Contacts.otherAddressPostalCode),
      ("HomeState", .Contacts.homeAddressState),
      ("BusinessStreet", .Contacts.businessAddressStreet),
      ("AssistantTelephoneNumber", .Contacts.assistantPhoneNumber),
    ])
  func `the shorter names of older documents are the same tokens`(name: String, tag: WBXML.Tag) {
    #expect(CodePage[tag.page]?.token(of: name) == tag.token)
    #expect(CodePage[tag.page]?.name(of: tag.token) != name)
  }
}
