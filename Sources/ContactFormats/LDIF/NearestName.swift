/// Finds what somebody meant who mistyped a name.
enum NearestName {
  /// The name with the fewest edits from `name`, if there are few enough.
  static func nearest(to name: String, among names: [String]) -> String? {
    let limit = name.count < 5 ? 1 : name.count < 12 ? 2 : 3
    return names.map { (name: $0, edits: edits(from: name, to: $0)) }
      .filter { $0.edits <= limit }
      .min { $0.edits < $1.edits }?.name
  }

  /// The Levenshtein distance, case aside.
  private static func edits(from first: String, to second: String) -> Int {
    let columns = Array(second.lowercased())
    var row = Array(0...columns.count)
    for (line, character) in first.lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in columns.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[columns.count]
  }
}
