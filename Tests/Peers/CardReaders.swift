import Foundation
import TestSupport
import Testing

/// Programs that read vCards, none of them ours.
enum CardReaders: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// Java, with a class for every property of RFC 6350 and RFC 2426.
  case ezVCard
  /// Python, which khard, vdirsyncer and Radicale stand on.
  case vobject

  var testDescription: String { rawValue }

  /// What it reads in each of the cards of a file.
  func read(_ file: String) async throws -> [ReadCard] {
    let outcome =
      switch self {
      case .ezVCard: try await Self.java([file])
      case .vobject:
        try await Program(path: "/usr/bin/python3").run([Self.path("cards.py"), file])
      }
    guard outcome.status == 0 else {
      throw ServerScripts.Failure(description: "\(self): \(outcome.errors.suffix(1000))")
    }
    return try ReadCard.cards(outcome.outputBytes)
  }

  /// What ez-vcard's reader and validator find in the cards of a file.
  static func warnings(about file: String) async throws -> [CardWarning] {
    let outcome = try await java(["--warnings", file])
    guard outcome.status == 0 else {
      throw ServerScripts.Failure(description: "ez-vcard: \(outcome.errors.suffix(1000))")
    }
    return outcome.output.split(separator: "\n").compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return columns.count < 4
        ? nil : CardWarning(property: columns[1], code: columns[2], text: columns[3])
    }
  }

  private static func java(_ arguments: [String]) async throws -> Program.Outcome {
    let libraries = ["ez-vcard", "vinnie", "jackson-core"].map { "/usr/share/java/\($0).jar" }
    return try await Program(path: "/usr/bin/java").run(
      ["-cp", libraries.joined(separator: ":"), path("Cards.java")] + arguments)
  }

  static func path(_ program: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readers/\(program)")
      .path()
  }
}

/// Something that ez-vcard has to say about a card.
struct CardWarning: Hashable, Sendable {
  /// A class of ez-vcard, or a property's name.
  let property: String
  /// `W` and a number of its validator, `P` and one of its reader.
  let code: String
  let text: String
}

/// A text to be compared scalar by scalar: to `String`, `é` and `e` with an accent are the same.
struct ExactText: Hashable, Sendable, CustomStringConvertible {
  let scalars: [Unicode.Scalar]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  var text: String { String(String.UnicodeScalarView(scalars)) }
  var description: String { text.count > 200 ? "\(scalars.count) scalars" : text.debugDescription }
}

/// A card as a reader understood it, from its jCard (RFC 7095).
struct ReadCard: Sendable {
  struct Property: Sendable {
    /// In lower case.
    let name: String
    let parameters: [String: [String]]
    /// A structure has several parts, everything else one.
    let values: [[ExactText]]
  }

  struct Malformed: Error {}

  let properties: [Property]

  /// The values of all properties of a name, in their order.
  func values(_ name: String) -> [[ExactText]] {
    properties.filter { $0.name == name }.flatMap(\.values)
  }

  /// Those of one part.
  func texts(_ name: String) -> [ExactText] { values(name).compactMap(\.first) }

  static func cards(_ document: [UInt8]) throws -> [ReadCard] {
    guard let cards = try JSONSerialization.jsonObject(with: Data(document)) as? [Any] else {
      throw Malformed()
    }
    // A document of one card is that card.
    let isOne = cards.first is String
    return try (isOne ? [cards] : cards).map { card in
      guard let card = card as? [Any], card.count == 2, let properties = card[1] as? [[Any]] else {
        throw Malformed()
      }
      return ReadCard(properties: try properties.map(property))
    }
  }

  private static func property(_ parts: [Any]) throws -> Property {
    guard parts.count > 3, let name = parts[0] as? String,
      let parameters = parts[1] as? [String: Any], let type = parts[2] as? String
    else { throw Malformed() }
    return Property(
      name: name,
      parameters: parameters.mapValues { ($0 as? [String]) ?? [$0 as? String ?? ""] },
      values: try parts[3...].map { value in
        guard let texts = (value as? [String]) ?? (value as? String).map({ [$0] }) else {
          throw Malformed()
        }
        return texts.map { ExactText(type == "unknown" ? unescaped($0) : $0) }
      })
  }

  /// ez-vcard hands on as it stands what it has no class for.
  private static func unescaped(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        plain.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        plain.append(scalar)
      }
    }
    return String(plain)
  }
}
