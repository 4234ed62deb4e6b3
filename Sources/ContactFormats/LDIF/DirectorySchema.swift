/// What the schemas that directories commonly have say about attributes and object classes, as
/// far as a template can go wrong by it: RFC 2079, 2798, 4519 and 4524, `mozillaAbPersonAlpha`,
/// `evolutionPerson`, and the `contact` of Active Directory (MS-ADSC, MS-ADA). A class or an
/// attribute that isn't here is taken as the template describes it.
struct DirectorySchema {
  struct Attribute {
    let syntax: AttributeSyntax
    let isSingle: Bool
    /// The most characters of a value, where servers hold to it.
    let length: Int?

    init(_ syntax: AttributeSyntax, isSingle: Bool = false, length: Int? = nil) {
      self.syntax = syntax
      self.isSingle = isSingle
      self.length = length
    }
  }

  struct ObjectClass {
    let superior: String?
    let required: [String]
    let allowed: [String]

    init(_ superior: String?, required: String = "", allowed: String = "") {
      self.superior = superior
      self.required = required.split(separator: " ").map { String($0) }
      self.allowed = allowed.split(separator: " ").map { String($0) }
    }
  }

  /// Whether the entries are contacts of Active Directory, which has names of the other schemas
  /// for attributes of its own.
  private let isActiveDirectory: Bool
  /// All attributes that the object classes have; `nil` where one of them is unknown here.
  private let allowed: Set<String>?

  init(objectClasses: [String]) {
    let names = objectClasses.map { $0.lowercased() }
    isActiveDirectory = names.contains("contact")
    let classes = isActiveDirectory ? Self.activeDirectoryClasses : Self.classes
    var allowed: Set<String>? = []
    for name in names {
      guard var objectClass = classes[name] else {
        allowed = nil
        break
      }
      while true {
        allowed?.formUnion(objectClass.required)
        allowed?.formUnion(objectClass.allowed)
        guard let superior = objectClass.superior.flatMap({ classes[$0] }) else { break }
        objectClass = superior
      }
    }
    self.allowed = allowed
  }

  /// The attributes that an entry of the class must have; none for a class unknown here.
  func requiredAttributes(of objectClass: String) -> [String] {
    let classes = isActiveDirectory ? Self.activeDirectoryClasses : Self.classes
    var required: [String] = []
    var next = classes[objectClass.lowercased()]
    while let objectClass = next {
      required += objectClass.required
      next = objectClass.superior.flatMap { classes[$0] }
    }
    return required
  }

  /// Whether an entry of the object classes may have the attribute.
  func allows(_ name: String) -> Bool {
    allowed?.contains(canonicalName(name)) ?? true
  }

  func attribute(_ name: String) -> Attribute? {
    let name = canonicalName(name)
    if isActiveDirectory, let attribute = Self.activeDirectoryAttributes[name] { return attribute }
    return Self.attributes[name]
  }

  /// Why a mailbox can't have a value for the attribute; `nil` for most.
  func obstacle(_ name: String) -> String? {
    let name = canonicalName(name)
    if name == "objectclass" { return "the object classes have a key of their own, object-classes" }
    if Self.namesOfEntries.contains(name) {
      return "it holds the names of other entries, and a mailbox knows people by plain names only"
    }
    return Self.unsuited[name]
  }

  /// The one name of an attribute in lower case, without options: `surname;lang-ja` is an `sn`.
  func canonicalName(_ name: String) -> String {
    let name = name.lowercased().split(separator: ";").first.map(String.init) ?? ""
    return isActiveDirectory ? name : Self.otherNames[name] ?? name
  }
}
