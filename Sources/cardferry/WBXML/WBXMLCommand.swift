import ArgumentParser
import ExportPipeline
import Foundation
import SafeXML
import WBXML

/// `cardferry wbxml`: a message of ActiveSync as XML for people, and back.
struct WBXMLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wbxml",
    abstract: "Turn a message of ActiveSync into XML, and XML into such a message.",
    subcommands: [Decode.self, Encode.self])

  struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read WBXML, write XML to standard output.",
      discussion: """
        Elements have the names of MS-ASWBXML; what it has no name for is called Token0x11, in \
        a namespace Page27:. What XML can't show as it is has an attribute wbxml:content, which \
        encode reads: opaque (a block of bytes that are text), opaque-base64, text-base64 (a \
        string with control characters), text (an empty string), elements (no children, but \
        the place for them).
        """)

    @Argument(help: "The message; standard input without it, or for '-'.")
    var file: String?

    func run() throws {
      let input = try InputFile(file, limit: Limits().document)
      let element = try input.explainingErrors { () throws(DecodingError) in
        try Decoder.decode(input.bytes)
      }
      let document = try input.explainingErrors { () throws(XMLError) in
        try XMLWriter.write(
          element.xml, prefixes: Element.prefixes, indentation: 2)
      }
      Console.write(document)
    }
  }

  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read XML, write WBXML to standard output.",
      discussion: """
        Namespaces may be written as POOMCONTACTS: or Contacts, with and without colon, and \
        elements as HomeAddressCity or HomeCity.
        """)

    /// WBXML of the largest size is several times as large in XML.
    private static let limits = XMLLimits(
      document: 4 * Limits().document, depth: Limits().depth, tag: .max)

    @Argument(help: "The XML document; standard input without it, or for '-'.")
    var file: String?

    func run() throws {
      let input = try InputFile(file, limit: Self.limits.document)
      let document = try input.explainingErrors { () throws(XMLError) in
        try XMLReader.read(input.bytes, limits: Self.limits)
      }
      var reader = ElementReader()
      let result = Result { () throws(ElementError) in try reader.element(document) }
      for warning in reader.warnings { Console.error("warning: \(input.name): \(warning)") }
      let element = try input.explainingErrors { () throws(ElementError) in try result.get() }
      Console.write(Encoder.encode(element))
    }
  }
}

/// The bytes that a subcommand works on, with the name that its errors begin with.
struct InputFile {
  /// The path as given, or `standard input`.
  let name: String
  let bytes: [UInt8]

  /// Reads a file, or standard input for `nil` and `-`; a little more than `limit` where there
  /// is more, so that whoever takes the bytes sees that it is too much.
  ///
  /// - Throws: `ExitCode`, once the error is printed.
  init(_ path: String?, limit: Int) throws {
    do {
      if let path, path != "-" {
        name = path
        bytes = try Self.read(FileHandle(forReadingFrom: URL(filePath: path)), limit: limit)
      } else {
        name = "standard input"
        bytes = try Self.read(.standardInput, limit: limit)
      }
    } catch {
      Console.error("\(path ?? "standard input"): can't be read: \(Self.reason(error))")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
  }

  private static func read(_ handle: FileHandle, limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= limit, let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
      bytes.append(contentsOf: data)
    }
    return bytes
  }

  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return cause.domain == NSPOSIXErrorDomain
      ? String(cString: strerror(Int32(cause.code))) : cause.localizedDescription
  }

  /// - Throws: ``Failure`` that begins with the name of the file.
  func explainingErrors<Value, Problem: Error>(
    _ body: () throws(Problem) -> Value
  ) throws(Failure) -> Value {
    do throws(Problem) {
      return try body()
    } catch {
      throw Failure(.protocolViolation, "\(name): \(error)")
    }
  }
}
