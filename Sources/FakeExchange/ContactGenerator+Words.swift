extension ContactGenerator {
  static let firstNames = [
    "Mark", "Roya", "Andy", "Anna", "Bernard", "Carole", "Dieter", "Eva", "François", "Gabriela",
    "Håkan", "Inês", "Jürgen", "Katja", "Łukasz", "María", "Nuno", "Olga", "Pavel", "Qiong",
    "Renée", "Søren", "Tomás", "Ulrike", "Vassili", "Wanida", "Xavier", "Yael", "Zoë", "Kim",
  ]
  static let lastNames = [
    "Hassall", "Asbari", "Jacobs", "Bedecs", "Duerr", "Poland", "Häberle", "Müller", "Nuñez",
    "Åberg", "Østergård", "Carvallo", "Davydenko", "Ersöz", "Franco", "Gruber", "Holm",
    "Ivanova", "Johansen", "Kovář", "Lefèvre", "Martínez", "Novák", "Orman", "Pfeiffer",
    "Querido", "Reiter", "Schröder", "Tjørnelund", "Weiß",
  ]
  static let initials = ["A.", "B.", "C.", "E.", "J.", "M.", "R.", "S.", "T."]
  static let japaneseLastNames = [
    ("山田", "やまだ"), ("佐藤", "さとう"), ("鈴木", "すずき"), ("高橋", "たかはし"),
    ("渡辺", "わたなべ"),
  ]
  static let japaneseFirstNames = [
    ("太郎", "たろう"), ("花子", "はなこ"), ("健", "けん"), ("美咲", "みさき"),
  ]
  static let companies = [
    "Contoso Inc.", "Fabrikam, Inc.", "Northwind Traders", "Adventure Works", "Tailspin Toys",
    "Litware, Inc.", "Wide World Importers", "Proseware, Inc.", "Alpine Ski House",
    "Coho Vineyard & Winery", "Trey Research", "Blue Yonder Airlines", "Margie's Travel",
    "Fourth Coffee", "Lucerne Publishing", "Humongous Insurance", "Consolidated Messenger",
    "Graphic Design Institute", "School of Fine Art", "Woodgrove Bank",
  ]
  static let domains = [
    "contoso.com", "fabrikam.com", "example.com", "example.org", "example.net",
    "sales.contoso.com", "mail.fabrikam.com",
  ]
  static let departments = [
    "Accounting", "Executive", "Human Resources", "Legal", "Logistics", "Marketing",
    "Production", "Purchasing", "Research & Development", "Sales", "Service",
  ]
  static let jobTitles = [
    "Accountant", "Assistant", "Buyer", "Controller", "Consultant", "Director",
    "Head of Sales; EMEA", "Engineer", "Geschäftsführer", "Manager", "Owner", "President",
    "Project Manager", "Researcher", "Technician",
  ]
  static let streets = [
    "Main Street", "Oak Avenue", "Hauptstraße", "Rue de l'Église", "Lake View Road", "Kirchgasse",
    "Calle Mayor", "Harbour Way", "Station Road", "Løvenborggade", "Maple Drive",
  ]
  /// City, state, postal code, country.
  static let places = [
    ("Seattle", "WA", "98000", "USA"), ("Redmond", "WA", "98052", "USA"),
    ("Chicago", "IL", "60600", "USA"), ("München", "", "80331", "Germany"),
    ("Zürich", "ZH", "8001", "Switzerland"), ("Lyon", "", "69001", "France"),
    ("København", "", "1050", "Denmark"), ("Málaga", "", "29001", "Spain"),
    ("Kraków", "", "30-001", "Poland"), ("Toronto", "ON", "M5H 2N2", "Canada"),
    ("London", "", "SW1A 1AA", "United Kingdom"), ("東京都千代田区", "", "100-0001", "日本"),
  ]
  static let areaCodes = ["206", "312", "425", "416", "212", "503"]
  static let categoryNames = [
    "Customers", "Suppliers", "Press", "Friends, family", "Key account", "Board", "Holiday cards",
    "Événements",
  ]
  static let sentences = [
    "Met at the trade fair; wants the price list.", "Prefers to be called after 14:00.",
    "Introduced by Roya Asbari.", "Speaks English, German and a little Danish.",
    "Send the contract to the home address, not to the office.",
    "Allergic to nuts: tell the caterer before every visit.",
    "Grüße an die Familie ausrichten.", "Renewal is due every January.",
    "Wants the quarterly figures two weeks before the board meets, on paper and in colour.",
    "Was with Fabrikam until 2009, then three years with Northwind Traders in København.",
    "Discount of 5 % agreed, see mail of last spring.", "次回の会議は東京で行う。", "Thanks for the cake 🎂",
  ]
  /// Letters with marks and what stands for them in an address.
  static let marks: [Unicode.Scalar: Unicode.Scalar] = [
    "ä": "a", "å": "a", "á": "a", "ç": "c", "é": "e", "è": "e", "ë": "e", "ê": "e", "í": "i",
    "ł": "l", "ñ": "n", "ö": "o", "ø": "o", "ó": "o", "ř": "r", "ß": "s", "ü": "u", "ú": "u",
    "ž": "z",
  ]
  static let tinyJPEGBase64 =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4"
    + "UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAQABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAEF/8QAIBAAAgIBBAMB"
    + "AAAAAAAAAAAAAQMCBBEAElHBFDFBYf/aAAgBAQAAPwDUrKSnx4SrzdKwDIs2ZjDAzgn53pZUl3kQjXmmVcCQZsxGeRnA"
    + "P3rVr2gyusQfBM1jaQwZB/fY4560sWguuwTfB02DaAsYA/fZ5571/9k="
}
