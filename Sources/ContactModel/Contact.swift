/// A contact as people think of one, free of protocol and file format.
///
/// Absent text is `nil`, never an empty string; lists hold no empty members. All text is
/// Unicode with LF as the only line break and no other control character but TAB: whoever makes
/// a `Contact` sees to that, whoever writes one relies on it.
package struct Contact: Equatable, Sendable {
  package var name = Name()
  /// How the mailbox files the contact: `Hassall, Mark`.
  package var fileAs: String?
  package var nickname: String?
  package var phoneticName = PhoneticName()

  package var company: String?
  package var department: String?
  package var office: String?
  package var jobTitle: String?

  /// At most one of each rank, in the order of their ranks.
  package var emails: [Email] = []
  /// In the order of their importance within a kind.
  package var phones: [Phone] = []
  /// At most one of each kind.
  package var addresses: [PostalAddress] = []
  /// At most one of each rank, in the order of their ranks.
  package var instantMessaging: [InstantMessaging] = []
  /// The address for multimedia messages, a telephone number or anything else.
  package var mms: String?
  /// As the mailbox holds it, with or without a scheme.
  package var webPage: String?

  package var note: String?
  package var categories: [String] = []
  package var birthday: ContactDate?
  package var anniversary: ContactDate?

  package var spouse: String?
  package var children: [String] = []
  package var assistant: String?
  package var manager: String?

  package var photo: Photo?

  package var customerID: String?
  /// A social security number or the like: sensitive.
  package var governmentID: String?
  package var accountName: String?
  /// Only in the recipient information cache.
  package var alias: String?
  /// Only in the recipient information cache.
  package var weightedRank: String?

  /// What the mailbox holds and no field above can: unknown elements, addresses that aren't.
  package var extensions: [ExtensionField] = []

  package init() {}
}

extension Contact {
  /// The parts of a person's name.
  package struct Name: Equatable, Sendable {
    package var family: String?
    package var given: String?
    package var middle: String?
    /// `Dr.`
    package var prefix: String?
    /// `Jr.`
    package var suffix: String?

    package init() {}
  }

  /// How a name is read aloud (Japanese: furigana).
  package struct PhoneticName: Equatable, Sendable {
    package var family: String?
    package var given: String?
    package var company: String?

    package init() {}
  }

  /// An electronic mail address.
  package struct Email: Equatable, Sendable {
    /// 1 for the first address of the mailbox, to 3.
    package var rank: Int
    /// An addr-spec (RFC 5322 section 3.4.1) with one `@`, possibly not ASCII.
    package var address: String
    /// The name beside the address, where it says more than the address.
    package var displayName: String?

    package init(rank: Int, address: String, displayName: String? = nil) {
      self.rank = rank
      self.address = address
      self.displayName = displayName
    }
  }

  /// A telephone number as it was typed.
  package struct Phone: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
      case work, home, mobile, pager, workFax, homeFax, car, radio, assistant, companyMain
    }

    package var kind: Kind
    package var number: String

    package init(_ kind: Kind, _ number: String) {
      self.kind = kind
      self.number = number
    }
  }

  /// A postal address; at least one part is there.
  package struct PostalAddress: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
      case work, home, other
    }

    package var kind: Kind
    /// One or more lines.
    package var street: String?
    package var city: String?
    package var region: String?
    package var postalCode: String?
    /// A name, seldom a code.
    package var country: String?

    package init(_ kind: Kind) {
      self.kind = kind
    }

    package var isEmpty: Bool {
      street == nil && city == nil && region == nil && postalCode == nil && country == nil
    }
  }

  /// An instant messaging address, with or without a scheme.
  package struct InstantMessaging: Equatable, Sendable {
    /// 1 to 3.
    package var rank: Int
    package var address: String

    package init(rank: Int, address: String) {
      self.rank = rank
      self.address = address
    }
  }

  /// An image; the media type is told by its first bytes, not by the mailbox.
  package struct Photo: Equatable, Sendable {
    /// `image/jpeg`, `image/png`, `image/gif`, `image/bmp`, `image/webp`, `image/tiff`.
    package var mediaType: String
    package var bytes: [UInt8]

    package init(mediaType: String, bytes: [UInt8]) {
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  /// A value without a field of its own.
  package struct ExtensionField: Equatable, Sendable {
    /// Upper-case letters, digits and hyphens: `EMAIL2ADDRESS`.
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}

/// A day of the calendar, the year possibly unknown.
package struct ContactDate: Equatable, Sendable {
  /// `nil` where the mailbox says 1604, the sign for "no year".
  package var year: Int?
  /// 1 to 12.
  package var month: Int
  /// 1 to 31.
  package var day: Int

  package init(year: Int?, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }
}

extension ContactDate {
  /// Whether there is such a day: 30 February is none, 29 February of an unknown year is one.
  package var isInCalendar: Bool {
    (year.map { 1...9999 ~= $0 } ?? true) && 1...12 ~= month
      && 1...Self.days(in: month, of: year ?? 1604) ~= day
  }

  /// How many days a month has, 1 for January.
  package static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

// Here and through spans: elsewhere a comparison of kinds is a call, and an element that a loop takes
// out of an array is copied.
extension Contact {
  /// The index of the first telephone number of a kind, from an index on.
  package func nextPhone(_ kind: Phone.Kind, from start: Int) -> Int? {
    let phones = phones.span
    var index = start
    while index < phones.count {
      if phones[index].kind == kind { return index }
      index += 1
    }
    return nil
  }

  /// The index of the postal address of a kind.
  package func firstAddress(_ kind: PostalAddress.Kind) -> Int? {
    let addresses = addresses.span
    return addresses.indices.first { addresses[$0].kind == kind }
  }
}
