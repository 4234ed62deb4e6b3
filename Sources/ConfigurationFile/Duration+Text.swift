extension Duration {
  /// A number with a unit behind it, such as `30s`, `5m`, `12h` or `30d`; `nil` for anything else.
  ///
  /// `units`: the letters that are taken.
  package init?(text: String, units: Set<Character>) {
    let seconds: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = text.last, units.contains(unit), let factor = seconds[unit],
      let count = Int(text.dropLast()), (1...10_000).contains(count)
    else { return nil }
    self = .seconds(count * factor)
  }
}
