extension DirectorySchema {
  static let classes: [String: ObjectClass] = [
    "top": ObjectClass(nil),
    "person": ObjectClass(
      "top", required: "sn cn", allowed: "userpassword telephonenumber seealso description"),
    "organizationalperson": ObjectClass(
      "person",
      allowed: """
        title x121address registeredaddress destinationindicator preferreddeliverymethod \
        telexnumber teletexterminalidentifier telephonenumber internationalisdnnumber \
        facsimiletelephonenumber street postofficebox postalcode postaladdress \
        physicaldeliveryofficename ou st l
        """),
    "inetorgperson": ObjectClass(
      "organizationalperson",
      allowed: """
        audio businesscategory carlicense departmentnumber displayname employeenumber \
        employeetype givenname homephone homepostaladdress initials jpegphoto labeleduri mail \
        manager mobile o pager photo roomnumber secretary uid usercertificate \
        x500uniqueidentifier preferredlanguage usersmimecertificate userpkcs12
        """),
    "evolutionperson": ObjectClass(
      "inetorgperson",
      allowed: """
        fileas primaryphone carphone homefacsimiletelephonenumber otherphone businessrole \
        managername assistantname assistantphone otherpostaladdress mailer birthdate \
        anniversary spousename note companyphone callbackphone otherfacsimiletelephonenumber \
        radio telex tty categories category calcaluri calfburl
        """),
    "mozillaabpersonalpha": ObjectClass(
      "top", required: "cn",
      allowed: """
        c description displayname facsimiletelephonenumber givenname homephone l mail mobile \
        mozillacustom1 mozillacustom2 mozillacustom3 mozillacustom4 mozillahomecountryname \
        mozillahomelocalityname mozillahomepostalcode mozillahomestate mozillahomestreet \
        mozillahomestreet2 mozillahomeurl mozillanickname mozillasecondemail \
        mozillausehtmlmail mozillaworkstreet2 mozillaworkurl nsaimid o ou pager postalcode \
        postofficebox sn st street telephonenumber title
        """),
    "uidobject": ObjectClass("top", required: "uid"),
    "account": ObjectClass("top", required: "uid", allowed: "description seealso l o ou host"),
    "labeleduriobject": ObjectClass("top", allowed: "labeleduri"),
  ]

  /// Of those that every entry has, `top` allows many more that are the server's own.
  static let activeDirectoryClasses: [String: ObjectClass] = [
    "top": ObjectClass(nil, allowed: "description displayname url wwwhomepage"),
    "person": ObjectClass(
      "top", required: "cn", allowed: "userpassword telephonenumber sn serialnumber seealso"),
    "organizationalperson": ObjectClass(
      "person",
      allowed: """
        msds-phoneticdisplayname msds-phoneticcompanyname msds-phoneticdepartment \
        msds-phoneticlastname msds-phoneticfirstname houseidentifier homepostaladdress comment \
        title co primarytelexnumber telexnumber street st postalcode postaladdress \
        postofficebox thumbnailphoto physicaldeliveryofficename pager otherpager \
        othertelephone mobile othermobile ipphone otheripphone otherhomephone homephone \
        otherfacsimiletelephonenumber personaltitle middlename othermailbox ou o manager l \
        initials givenname generationqualifier facsimiletelephonenumber employeeid mail \
        division department c countrycode company assistant streetaddress
        """),
    "contact": ObjectClass(
      "organizationalperson", required: "cn",
      allowed: "notes msexchassistantname labeleduri info secretary usercertificate"),
  ]
}
