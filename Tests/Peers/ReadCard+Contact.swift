import ContactFormats
import ContactModel
import Foundation
import Testing

extension ReadCard {
  /// Expects every value of a contact, scalar by scalar, where the card of a version has its place.
  func expect(
    _ contact: Contact, uid: String, version: VCardOptions.Version, by reader: CardReaders,
    _ comment: Comment
  ) {
    let isFour = version == .four
    #expect(texts("uid") == [ExactText((isFour ? "urn:uuid:" : "") + uid)], comment)
    #expect(texts("fn") == [ExactText(contact.formattedName.text)], comment)
    let name = contact.name
    let parts = [name.family, name.given, name.middle, name.prefix, name.suffix]
    #expect(values("n") == [parts.map { ExactText($0 ?? "") }], comment)
    expect("nickname", [contact.nickname], comment)
    expect("title", [contact.jobTitle], comment)
    expect("note", [contact.note], comment)
    expect("categories", contact.categories, comment)
    expect("email", contact.emails.map(\.address), comment)
    expectOrganization(of: contact, comment)
    expectPhones(of: contact, comment)
    #expect(
      values("adr")
        == contact.addresses.map { address in
          [
            nil, nil, address.street, address.city, address.region, address.postalCode,
            address.country,
          ]
          .map { ExactText($0 ?? "") }
        }, comment)

    let related = [contact.spouse] + contact.children + [contact.assistant, contact.manager]
    expect("related", isFour ? related : [], comment)
    expectOwn(isFour ? [] : related, comment)
    expectOwn(
      [
        contact.fileAs, contact.phoneticName.given, contact.phoneticName.family,
        contact.phoneticName.company, contact.office, contact.customerID, contact.governmentID,
        contact.accountName, contact.alias, contact.weightedRank,
      ] + contact.extensions.map(\.value), comment)
    let others = Set(contact.extensions.map { ExactText($0.value) })
    expect(contact.birthday, ["bday", "x-eas-birthday"], besides: others, comment)
    expect(
      contact.anniversary, ["anniversary", "x-anniversary", "x-eas-anniversary"], besides: others,
      comment)
    expectURIs(of: contact, comment)
    expectPhoto(of: contact, comment)
    // vobject doesn't know RFC 6868, and 3.0 has no spelling for quotes in a parameter.
    if isFour, reader == .ezVCard { expectDisplayNames(of: contact, comment) }
  }

  private func expect(_ name: String, _ texts: [String?], _ comment: Comment) {
    #expect(self.texts(name) == texts.compactMap { $0.map(ExactText.init) }, comment)
  }

  /// In properties of the project's own, whatever their names.
  private func expectOwn(_ texts: [String?], _ comment: Comment) {
    let own = Set(
      properties.filter { $0.name.hasPrefix("x-") }.flatMap(\.values).compactMap(\.first))
    for text in texts.compactMap({ $0.map(ExactText.init) }) {
      #expect(own.contains(text), comment)
    }
  }

  private func expectOrganization(of contact: Contact, _ comment: Comment) {
    var parts = [contact.company, contact.department]
    while let last = parts.last, last == nil { parts.removeLast() }
    #expect(
      values("org") == (parts.isEmpty ? [] : [parts.map { ExactText($0 ?? "") }]), comment)
  }

  /// The address for multimedia messages is among the numbers where it is one.
  private func expectPhones(of contact: Contact, _ comment: Comment) {
    let numbers = contact.phones.map { ExactText($0.number) }
    let mms = contact.mms.map { [ExactText($0)] } ?? []
    if texts("tel") != numbers + mms {
      expect("tel", contact.phones.map(\.number), comment)
      expectOwn([contact.mms], comment)
    }
  }

  /// By its digits alone: readers write dates in forms of their own. What was no date in the
  /// mailbox is an extension.
  private func expect(
    _ date: ContactDate?, _ names: [String], besides others: Set<ExactText>, _ comment: Comment
  ) {
    let expected = date.map { date in
      (date.year.map { String(format: "%04d", $0) } ?? "")
        + String(format: "%02d%02d", date.month, date.day)
    }
    let found = names.flatMap(texts).filter { !others.contains($0) }.map {
      $0.text.filter(\.isNumber)
    }
    #expect(found == [expected].compactMap(\.self), comment)
  }

  /// Some became URIs: with a scheme, and what no URI has percent-encoded.
  private func expectURIs(of contact: Contact, _ comment: Comment) {
    let own = properties.filter { $0.name.hasPrefix("x-") }.flatMap(\.values).compactMap(\.first)
    let chats = texts("impp") + own
    for address in contact.instantMessaging.map(\.address) {
      #expect(
        chats.contains(ExactText(address)) || chats.contains(ExactText("im:" + address)), comment)
    }
    guard let page = contact.webPage else { return }
    let pages = texts("url").map { Self.percentDecoded($0.text) }
    let wanted = Self.percentDecoded(page)
    #expect(
      own.contains(ExactText(page)) || pages.contains(wanted)
        || pages.contains(Array("http://".utf8) + wanted), comment)
  }

  private static func percentDecoded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  private func expectPhoto(of contact: Contact, _ comment: Comment) {
    let photos = texts("photo").map { uri in
      Data(base64Encoded: String(uri.text.split(separator: ",").last ?? ""))
    }
    #expect(photos == [contact.photo.map { Data($0.bytes) }].compactMap(\.self), comment)
  }

  private func expectDisplayNames(of contact: Contact, _ comment: Comment) {
    let shown = contact.formattedName.text
    let emails = properties.filter { $0.name == "email" }
    for (email, property) in zip(contact.emails, emails) {
      guard let name = email.displayName, name != shown else { continue }
      #expect(
        property.parameters["x-eas-display"]?.map(ExactText.init) == [ExactText(name)], comment)
    }
  }
}
