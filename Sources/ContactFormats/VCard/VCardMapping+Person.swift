import ContactModel

/// Dates, people, photo and what vCard has no property for.
extension VCardMapping {
  mutating func addDates(of contact: Contact) {
    if let date = valid(contact.birthday, .birthday) {
      // A date of RFC 2426 has a year.
      let isCarried = version == .four || date.year != nil
      serializer.append(isCarried ? .birthday : VCardHead("X-EAS-BIRTHDAY"), date: date)
    }
    if let date = valid(contact.anniversary, .anniversary) {
      serializer.append(
        version == .four
          ? .anniversary
          : VCardHead(date.year != nil ? "X-ANNIVERSARY" : "X-EAS-ANNIVERSARY"), date: date)
    }
  }

  private mutating func valid(_ date: ContactDate?, _ field: ContactField) -> ContactDate? {
    guard let date else { return nil }
    if date.isInCalendar { return date }
    warnings.append(
      ContactWarning(.invalidValue, field: field.rawValue, "no day of the calendar; left out"))
    return nil
  }

  /// RELATED is not in 3.0.
  mutating func addRelations(of contact: Contact) {
    if version == .three {
      add("X-SPOUSE", contact.spouse)
      for child in contact.children { add("X-EAS-CHILD", child) }
      add("X-ASSISTANT", contact.assistant)
      add("X-MANAGER", contact.manager)
    } else {
      add(.spouse, contact.spouse)
      for child in contact.children { add(.child, child) }
      add(.assistant, contact.assistant)
      add(.manager, contact.manager)
    }
  }

  mutating func addOwn(of contact: Contact) {
    add("X-EAS-CUSTOMERID", contact.customerID)
    if let sensitive = options.sensitive {
      if sensitive.contains(.governmentID) { add("X-EAS-GOVERNMENTID", contact.governmentID) }
    } else if contact.governmentID != nil {
      warnings.append(
        ContactWarning(
          .leftOut, field: ContactField.governmentID.rawValue,
          "left out; 'sensitive: [government-id]' writes it"))
    }
    add("X-EAS-ACCOUNTNAME", contact.accountName)
    add("X-EAS-ALIAS", contact.alias)
    add("X-EAS-WEIGHTEDRANK", contact.weightedRank)
    for field in contact.extensions { add("X-EAS-" + Self.name(of: field), field.value) }
  }

  private static func name(of field: Contact.ExtensionField) -> String {
    let name = field.name.utf8.map { byte in
      if Byte.isLetter(byte) { return byte & 0xDF }
      return Byte.isDigit(byte) ? byte : UInt8(ascii: "-")
    }
    return name.isEmpty ? "FIELD" : String(decoding: name, as: UTF8.self)
  }

  mutating func addPhoto(_ photo: Contact.Photo?) {
    guard let photo else { return }
    if photo.bytes.isEmpty {
      warnings.append(
        ContactWarning(
          .invalidValue, field: ContactField.photo.rawValue, "an image without bytes; left out"))
    } else {
      serializer.append(.photo, image: photo)
    }
  }
}
