import ContactModel

/// What each family of readers wants beside the standard properties, and in place of none.
extension VCardMapping {
  mutating func addDialects(of contact: Contact) {
    if has(.apple) || has(.android) {
      add("X-PHONETIC-FIRST-NAME", contact.phoneticName.given)
      add("X-PHONETIC-LAST-NAME", contact.phoneticName.family)
    }
    if has(.apple) { addApple(of: contact) }
    if has(.outlook) { addOutlook(of: contact) }
    if has(.evolution) { addEvolution(of: contact) }
    if has(.android) { addAndroid(of: contact) }
  }

  /// A field that the dialect has a property for, but not for this value.
  private mutating func warn(_ field: ContactField, _ text: String) {
    warnings.append(ContactWarning(.notRepresentable, field: field.rawValue, text))
  }

  /// The anniversary if it has a year, without which the readers take no date.
  private mutating func addAnniversary(of contact: Contact, as name: String) {
    guard let date = contact.anniversary, date.isInCalendar else { return }
    if date.year != nil {
      serializer.append(VCardHead(name), date: date)
    } else {
      warn(.anniversary, "no \(name) without a year")
    }
  }

  /// The types by which a dialect knows a telephone number, beside those of the standard.
  func extraTypes(of kind: Contact.Phone.Kind) -> [String] {
    var types: [String] = []
    switch kind {
    case .car:
      // In 4.0; 3.0 has it.
      let isNeeded = has(.evolution) || has(.outlook) || has(.android)
      if isNeeded, version == .four { types.append("car") }
    case .radio:
      if has(.evolution) { types.append("x-evolution-radio") }
    case .assistant:
      if has(.evolution) { types.append("x-evolution-assistant") }
    case .companyMain:
      if has(.evolution) { types.append("x-evolution-company") }
      // With an underscore, which RFC 6350 has no room for in a name: so DAVx5 reads it.
      if has(.android) { types.append("x-company_main") }
    case .work, .home, .mobile, .pager, .workFax, .homeFax: break
    }
    return types
  }
}

// MARK: - Apple

/// Labels of lines, and people and dates by label, as iOS and macOS write them.
extension VCardMapping {
  private mutating func addApple(of contact: Contact) {
    add("X-PHONETIC-ORG", contact.phoneticName.company)
    if version == .three, let date = contact.birthday, date.year == nil, date.isInCalendar {
      let (parameters, date) = Self.omittingYear(date)
      serializer.append(VCardHead("BDAY", parameters), date: date)
    }
    if let date = contact.anniversary, date.isInCalendar {
      let (parameters, date) =
        date.year == nil && version == .three ? Self.omittingYear(date) : ([], date)
      let group = nextGroup()
      serializer.append(VCardHead("X-ABDATE", parameters, group: group), date: date)
      add("X-ABLABEL", "_$!<Anniversary>!$_", group: group)
    }
    addRelated(contact.spouse, label: "_$!<Spouse>!$_")
    for child in contact.children { addRelated(child, label: "_$!<Child>!$_") }
    addRelated(contact.assistant, label: "_$!<Assistant>!$_")
    addRelated(contact.manager, label: "_$!<Manager>!$_")
  }

  private mutating func addRelated(_ name: String?, label: String) {
    guard let name, !name.isEmpty else { return }
    let group = nextGroup()
    add("X-ABRELATEDNAMES", name, group: group)
    add("X-ABLABEL", label, group: group)
  }

  /// `X-APPLE-OMIT-YEAR=1604:1604-04-15`.
  private static func omittingYear(_ date: ContactDate) -> ([VCardParameter], ContactDate) {
    (
      [VCardParameter(name: "X-APPLE-OMIT-YEAR", values: .tokens("1604"))],
      ContactDate(year: 1604, month: date.month, day: date.day)
    )
  }

  /// The label of a phone that Apple has no type for.
  func appleLabel(of kind: Contact.Phone.Kind) -> String? {
    guard has(.apple) else { return nil }
    switch kind {
    case .car: return "_$!<Car>!$_"
    case .radio: return "_$!<Radio>!$_"
    case .assistant: return "_$!<AssistantPhone>!$_"
    case .companyMain: return "_$!<CompanyMain>!$_"
    case .work, .home, .mobile, .pager, .workFax, .homeFax: return nil
    }
  }

  /// The two letters by which `X-ABADR` names a country, where the mailbox has just these.
  static func countryCode(_ country: String?) -> String? {
    guard let country, country.utf8.count == 2, country.utf8.allSatisfy(Byte.isLetter) else {
      return nil
    }
    return country.lowercased()
  }
}

// MARK: - Outlook

/// The extensions of [MS-OXVCARD].
extension VCardMapping {
  private mutating func addOutlook(of contact: Contact) {
    for phone in contact.phones {
      let type: String? =
        switch phone.kind {
        case .assistant: "ASSISTANT"
        case .companyMain: "COMPANY"
        case .radio: "RADIO"
        default: nil
        }
      if let type { add("X-MS-TEL", phone.number, [.type(type)]) }
    }
    addAnniversary(of: contact, as: "X-MS-ANNIVERSARY")
    // The type is a fixed one, of which nobody tells the meaning.
    let name = [VCardParameter.type("N")]
    add("X-MS-SPOUSE", contact.spouse, name)
    for child in contact.children { add("X-MS-CHILD", child) }
    add("X-MS-ASSISTANT", contact.assistant, name)
    add("X-MS-MANAGER", contact.manager, name)
    for (index, account) in contact.instantMessaging.enumerated() {
      if index == 0 {
        add("X-MS-IMADDRESS", account.address)
      } else if let field = ContactField(rawValue: "instantMessaging\(account.rank)") {
        warn(field, "X-MS-IMADDRESS takes one address")
      }
    }
  }
}

// MARK: - Evolution

/// As Evolution Data Server has them in e-contact.c.
extension VCardMapping {
  private mutating func addEvolution(of contact: Contact) {
    add("X-EVOLUTION-FILE-AS", contact.fileAs)
    addAnniversary(of: contact, as: "X-EVOLUTION-ANNIVERSARY")
    add("X-EVOLUTION-SPOUSE", contact.spouse)
    add("X-EVOLUTION-ASSISTANT", contact.assistant)
    add("X-EVOLUTION-MANAGER", contact.manager)
  }
}

// MARK: - Android

/// As the contacts of Android write them (VCardBuilder of its vCard library): a row of their
/// database, its type and fifteen columns.
extension VCardMapping {
  private mutating func addAndroid(of contact: Contact) {
    if let date = contact.anniversary, date.isInCalendar {
      addRow("contact_event", date.extended, type: 1)
    }
    // The numbers are those of ContactsContract.CommonDataKinds.Relation.
    addRow("relation", contact.spouse, type: 14)
    for child in contact.children { addRow("relation", child, type: 3) }
    addRow("relation", contact.assistant, type: 1)
    addRow("relation", contact.manager, type: 7)
  }

  private mutating func addRow(_ kind: String, _ value: String?, type: Int) {
    guard let value, !value.isEmpty else { return }
    let columns = [value, String(type)] + Array(repeating: "", count: 13)
    serializer.append(
      VCardHead("X-ANDROID-CUSTOM"), parts: ["vnd.android.cursor.item/" + kind] + columns)
  }
}
