extension String {
  /// A card or an entry without what is another in each state: UUIDs, times and how lines are folded.
  package var anonymous: String {
    replacing("\r\n ", with: "").replacing("\n ", with: "").replacing(
      /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UUID"
    )
    .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("REV") }.joined(separator: "\n")
  }
}
