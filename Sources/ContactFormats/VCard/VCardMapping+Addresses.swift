import ContactModel

/// How to reach a contact.
extension VCardMapping {
  mutating func addEmails(of contact: Contact, formattedName: String) {
    // A loop over the array would copy each.
    let emails = contact.emails.span
    for index in emails.indices {
      let rank = emails[index].rank
      var name = emails[index].displayName
      if name == formattedName { name = nil }
      if version == .three {
        add(rank == 1 ? .preferredInternetEmail : .internetEmail, emails[index].address)
        // RFC 2426 gives EMAIL no parameters but TYPE, and parameters no quotes.
        add("X-EAS-EMAIL\(rank)DISPLAY", name)
      } else if let name, !name.isEmpty {
        let display = VCardParameter(name: "X-EAS-DISPLAY", values: .text(name))
        add("EMAIL", emails[index].address, [.preference(rank), display])
      } else {
        add(.email(rank: rank), emails[index].address)
      }
    }
  }

  /// As text: of the readers tried, one shows the `tel:` of a URI and one breaks its `;ext=`.
  mutating func addPhones(of contact: Contact) {
    let phones = contact.phones.span
    for index in phones.indices {
      let kind = phones[index].kind
      let head = VCardHead.phone(kind, in: version)
      if options.dialects.isEmpty {
        add(head, phones[index].number)
      } else {
        addPhone(phones[index].number, head, extraTypes(of: kind), label: appleLabel(of: kind))
      }
    }
    guard let mms = contact.mms else { return }
    // 3.0 has no type for it.
    if version == .four, Self.isPhoneNumber(mms) {
      addPhone(mms, .textPhone, has(.android) ? ["x-mms"] : [], label: nil)
    } else {
      add("X-EAS-MMS", mms)
      if has(.android), Self.isPhoneNumber(mms) { add("TEL", mms, [.type("x-mms")]) }
    }
  }

  private mutating func addPhone(
    _ number: String, _ head: VCardHead, _ extraTypes: [String], label: String?
  ) {
    if extraTypes.isEmpty, label == nil { return add(head, number) }
    let types = (head.parameters.flatMap(\.values.texts) + extraTypes).joined(separator: ",")
    let group = label.map { _ in nextGroup() }
    add(head.name, number, [.type(types)], group: group)
    add("X-ABLABEL", label, group: group)
  }

  private static func isPhoneNumber(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case Byte.space, 0x28, 0x29, 0x2B, 0x2D, 0x2E, 0x2F: break
      default: return false
      }
    }
    return digits >= 3
  }

  mutating func addAddresses(of contact: Contact) {
    for address in contact.addresses { add(address) }
  }

  // Within the loop, each use would copy the address.
  @inline(never)
  private mutating func add(_ address: Contact.PostalAddress) {
    if address.isEmpty { return }
    var head = VCardHead.address(address.kind)
    let country = has(.apple) ? Self.countryCode(address.country) : nil
    let group = country.map { _ in nextGroup() }
    if group != nil { head = VCardHead(head.name, head.parameters, group: group) }
    serializer.append(head, address: address)
    add("X-ABADR", country, group: group)
  }

  mutating func addInstantMessaging(of contact: Contact) {
    for (index, account) in contact.instantMessaging.enumerated() {
      if let uri = URIText.instantMessaging(account.address) {
        // The order tells the rank, but where one is missing.
        let isRanked = version == .four && account.rank != index + 1
        serializer.append(
          isRanked ? VCardHead("IMPP", [.preference(account.rank)]) : .instantMessaging,
          uri: Self.withoutCommas(uri))
      } else {
        add("X-EAS-IMADDRESS" + (account.rank == 1 ? "" : String(account.rank)), account.address)
      }
    }
  }

  mutating func addWebPage(_ page: String?) {
    guard let page else { return }
    if let uri = URIText.webPage(page) {
      // Without it the page is none of [MS-OXVCARD].
      serializer.append(
        has(.outlook) ? VCardHead("URL", [.type("work")]) : .webPage, uri: Self.withoutCommas(uri))
    } else {
      add("X-EAS-WEBPAGE", page)
    }
  }

  /// An address with `%2C` for each comma. An escape has no place in a URI of 3.0 (RFC 2426 section 4), and
  /// sabre/vobject keeps the backslash in 4.0; at a bare comma python-vobject ends the value.
  private static func withoutCommas(_ uri: String) -> String {
    uri.utf8.contains(Byte.comma) ? uri.replacing(",", with: "%2C") : uri
  }
}
