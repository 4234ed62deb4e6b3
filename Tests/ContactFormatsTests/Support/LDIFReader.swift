import ContactFormats
import Foundation

/// A strict reader of LDIF as the writer promises it: RFC 2849, ASCII, LF, 76 columns.
enum LDIFReader {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private struct Line {
    let name: String
    let value: [UInt8]
  }

  static func records(_ file: [UInt8]) throws -> [LDIFRecord] {
    guard file.isEmpty || file.suffix(2) == [0x0A, 0x0A] else {
      throw Failure(description: "no empty line at the end")
    }
    var blocks: [[[UInt8]]] = [[]]
    for line in file.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      guard line.allSatisfy({ 0x20..<0x7F ~= $0 }) else {
        throw Failure(description: "something else than printable ASCII")
      }
      guard line.count <= 76 else { throw Failure(description: "\(line.count) columns") }
      if line.isEmpty {
        guard blocks.last?.isEmpty == false else { throw Failure(description: "two empty lines") }
        blocks.append([])
      } else if line.first == 0x20 {
        guard line.count > 1, let last = blocks[blocks.count - 1].popLast() else {
          throw Failure(description: "a continuation of nothing or by nothing")
        }
        blocks[blocks.count - 1].append(last + line.dropFirst())
      } else {
        blocks[blocks.count - 1].append(Array(line))
      }
    }
    return try blocks.dropLast().map { try record($0.map(line)) }
  }

  private static func line(_ bytes: [UInt8]) throws -> Line {
    if bytes == [0x2D] { return Line(name: "-", value: []) }
    guard let colon = bytes.firstIndex(of: 0x3A) else { throw Failure(description: "no colon") }
    let name = String(decoding: bytes[..<colon], as: UTF8.self)
    let rest = bytes[(colon + 1)...]
    if rest.first == 0x3A {
      let digits = Data(rest.dropFirst().drop { $0 == 0x20 })
      guard let value = Data(base64Encoded: digits) else {
        throw Failure(description: "broken base 64")
      }
      return Line(name: name, value: Array(value))
    }
    let value = Array(rest.drop { $0 == 0x20 })
    guard value.first != 0x3C, value.last != 0x20 else {
      throw Failure(description: "an unsafe string")
    }
    return Line(name: name, value: value)
  }

  private static func record(_ lines: [Line]) throws -> LDIFRecord {
    guard let first = lines.first, first.name == "dn",
      let dn = String(validating: first.value, as: UTF8.self)
    else { throw Failure(description: "no dn") }
    guard lines.count > 1, lines[1].name == "changetype" else {
      return .content(LDIFEntry(dn: dn, attributes: attributes(lines[1...])))
    }
    switch String(decoding: lines[1].value, as: UTF8.self) {
    case "add": return .add(LDIFEntry(dn: dn, attributes: attributes(lines[2...])))
    case "delete" where lines.count == 2: return .delete(dn: dn)
    case "modify": return .modify(dn: dn, replacing: try replacements(lines[2...]))
    default: throw Failure(description: "an unknown change")
    }
  }

  private static func attributes(_ lines: ArraySlice<Line>) -> [LDIFAttribute] {
    var attributes: [(name: String, values: [[UInt8]])] = []
    for line in lines {
      if attributes.last?.name == line.name {
        attributes[attributes.count - 1].values.append(line.value)
      } else {
        attributes.append((line.name, [line.value]))
      }
    }
    return attributes.map { LDIFAttribute(name: $0.name, values: $0.values) }
  }

  private static func replacements(_ lines: ArraySlice<Line>) throws -> [LDIFAttribute] {
    var replacements: [LDIFAttribute] = []
    var rest = lines
    while let line = rest.popFirst() {
      guard line.name == "replace" else { throw Failure(description: "no replace") }
      let name = String(decoding: line.value, as: UTF8.self)
      var values: [[UInt8]] = []
      while let value = rest.popFirst(), value.name != "-" {
        guard value.name == name else { throw Failure(description: "a value of another attribute") }
        values.append(value.value)
      }
      replacements.append(LDIFAttribute(name: name, values: values))
    }
    return replacements
  }
}
