/// A UUID as it is read, of the 16 bytes that the state has of it.
enum UUIDText {
  static let sql = """
    lower(substr(hex(uuid), 1, 8) || '-' || substr(hex(uuid), 9, 4) || '-'
      || substr(hex(uuid), 13, 4) || '-' || substr(hex(uuid), 17, 4) || '-' || substr(hex(uuid), 21))
    """
}
