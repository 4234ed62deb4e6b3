import ContactModel

/// How to reach a contact.
extension VCardMapping {
  mutating func addEmails(of contact: Contact, formattedName: String) {
    for email in contact.emails {
      var name = email.displayName
      if name == formattedName { name = nil }
      if version == .three {
        let isFirst = email.rank == 1
        add(
          "EMAIL", email.address,
          isFirst ? VCardConstants.preferredInternet : VCardConstants.internet)
        // RFC 2426 gives EMAIL no parameters but TYPE, and parameters no quotes.
        add("X-EAS-EMAIL\(email.rank)DISPLAY", name)
      } else {
        var parameters = VCardConstants.preference(email.rank)
        if let name, !name.isEmpty {
          parameters.append(VCardParameter(name: "X-EAS-DISPLAY", values: .text(name)))
        }
        add("EMAIL", email.address, parameters)
      }
    }
  }

  /// As text: of the readers tried, one shows the `tel:` of a URI and one breaks its `;ext=`.
  mutating func addPhones(of contact: Contact) {
    for phone in contact.phones {
      addPhone(
        phone.number, VCardConstants.types(of: phone.kind, in: version),
        extraTypes(of: phone.kind), label: appleLabel(of: phone.kind))
    }
    guard let mms = contact.mms else { return }
    // 3.0 has no type for it.
    if version == .four, Self.isPhoneNumber(mms) {
      addPhone(mms, VCardConstants.text, has(.android) ? ["x-mms"] : [], label: nil)
    } else {
      add("X-EAS-MMS", mms)
      if has(.android), Self.isPhoneNumber(mms) { add("TEL", mms, [.type("x-mms")]) }
    }
  }

  private mutating func addPhone(
    _ number: String, _ parameters: [VCardParameter], _ extraTypes: [String], label: String?
  ) {
    if options.dialects.isEmpty || extraTypes.isEmpty && label == nil {
      return add("TEL", number, parameters)
    }
    let types = VCardParameter.type(
      ([Self.types(in: parameters)] + extraTypes).joined(separator: ","))
    guard let label else { return add("TEL", number, [types]) }
    let group = nextGroup()
    add("TEL", number, [types], group: group)
    add("X-ABLABEL", label, group: group)
  }

  private static func types(in parameters: [VCardParameter]) -> String {
    for case .tokens(let types) in parameters.map(\.values) { return types }
    return ""
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
    for address in contact.addresses where !address.isEmpty {
      let types = VCardConstants.types(of: address.kind)
      let country = has(.apple) ? Self.countryCode(address.country) : nil
      let group = country.map { _ in nextGroup() }
      serializer.append(VCardProperty("ADR", .address(address), types, group: group))
      add("X-ABADR", country, group: group)
    }
  }

  mutating func addInstantMessaging(of contact: Contact) {
    for (index, account) in contact.instantMessaging.enumerated() {
      if let uri = URIText.instantMessaging(account.address) {
        // The order tells the rank, but where one is missing.
        let isRanked = version == .four && account.rank != index + 1
        serializer.append(
          VCardProperty(
            "IMPP", .uri(uri), isRanked ? VCardConstants.preference(account.rank) : []))
      } else {
        add("X-EAS-IMADDRESS" + (account.rank == 1 ? "" : String(account.rank)), account.address)
      }
    }
  }

  mutating func addWebPage(_ page: String?) {
    guard let page else { return }
    if let uri = URIText.webPage(page) {
      // Without it the page is none of [MS-OXVCARD].
      serializer.append(VCardProperty("URL", .uri(uri), has(.outlook) ? VCardConstants.work : []))
    } else {
      add("X-EAS-WEBPAGE", page)
    }
  }
}
