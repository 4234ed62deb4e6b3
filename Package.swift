// swift-tools-version: 6.2
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
/// For the targets that touch no C interface: an unsafe use that isn't marked as one is an error.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "cardferry",
  products: [
    .executable(name: "cardferry", targets: ["cardferry"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(
      url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
  ],
  targets: [
    // System libraries: a module map and a shim each.
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    .systemLibrary(name: "CResolv"),

    // libphonenumber behind functions of C: Swift's interoperability with C++ would spread to every
    // target that depends on it.
    .target(name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]),

    // The product, from the bytes up to the command line.
    .target(name: "DomainNames", dependencies: ["CPSL", "CResolv"], swiftSettings: strict),
    .target(
      name: "HTTPTransport", dependencies: ["CCurl", "OpenFiles", "Steps"], swiftSettings: strict),
    .target(name: "OpenFiles", swiftSettings: strict),
    .target(name: "PhoneNumbers", dependencies: ["CPhoneNumber"], swiftSettings: strict),
    .target(name: "SafeXML", dependencies: ["CLibXML2"], swiftSettings: strict),
    .target(name: "Steps", swiftSettings: strict),
    .target(name: "TextBytes", swiftSettings: safe),
    .target(name: "WBXML", dependencies: ["TextBytes"], swiftSettings: safe),
    .target(
      name: "ActiveSync",
      dependencies: ["DomainNames", "HTTPTransport", "SafeXML", "WBXML", logging],
      swiftSettings: safe),
    .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: strict),
    .target(
      name: "DurableFiles", dependencies: ["CLinux", "Digests", "OpenFiles", "Steps"],
      swiftSettings: strict),
    .target(name: "OAuth", dependencies: ["HTTPTransport"], swiftSettings: safe),
    .target(name: "ContactModel", dependencies: ["TextBytes"], swiftSettings: safe),
    .target(
      name: "ContactFormats",
      dependencies: ["ContactModel", "PhoneNumbers", "SafeXML", "TextBytes", yams],
      resources: [.embedInCode("LDIF/Templates")], swiftSettings: safe),
    .target(
      name: "ContactMapping", dependencies: ["ContactModel", "Digests", "TextBytes", "WBXML"],
      swiftSettings: strict),
    .target(
      name: "StateStore", dependencies: ["DurableFiles", "OpenFiles", "Steps", grdb, sqlite],
      swiftSettings: strict),
    .target(
      name: "ExportPipeline",
      dependencies: [
        "ActiveSync", "ContactFormats", "ContactMapping", "ContactModel", "Digests", "DurableFiles",
        "HTTPTransport", "OAuth", "OpenFiles", "StateStore", "Steps", "WBXML", logging, subprocess,
      ],
      swiftSettings: strict),
    .target(
      name: "ConfigurationFile",
      dependencies: [
        "ActiveSync", "ContactFormats", "DurableFiles", "ExportPipeline", "HTTPTransport", "OAuth",
        "WBXML", yams,
      ],
      swiftSettings: safe),
    .executableTarget(
      name: "cardferry",
      dependencies: [
        "ActiveSync", "ConfigurationFile", "ContactFormats", "ContactModel", "Digests",
        "DomainNames", "DurableFiles", "ExportPipeline", "HTTPTransport", "OAuth", "OpenFiles",
        "SafeXML", "WBXML", argumentParser, logging,
      ],
      swiftSettings: strict),

    // The server double: the product links none of it.
    .target(
      name: "FakeExchange", dependencies: ["WBXML", nioCore, nioPosix, nioHTTP1],
      swiftSettings: strict),
    .executableTarget(
      name: "fake-exchange", dependencies: ["FakeExchange", argumentParser],
      swiftSettings: strict),

    // What scripts/bench runs; nothing of it is needed to build the product.
    .executableTarget(
      name: "cardferry-bench",
      dependencies: [
        "ActiveSync", "CLinux", "ConfigurationFile", "ContactFormats", "ContactMapping",
        "ContactModel", "DurableFiles", "ExportPipeline", "FakeExchange", "HTTPTransport",
        "SafeXML", "StateStore", "TestSupport", "WBXML", argumentParser,
      ],
      path: "Benchmarks/cardferry-bench", swiftSettings: strict),

    // What scripts/fuzz runs on bytes of its own making, and the tests on seeds and on all that
    // once broke something.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "ActiveSync", "ConfigurationFile", "ContactFormats", "ContactMapping", "ContactModel",
        "ExportPipeline", "OAuth", "SafeXML", "WBXML",
      ],
      path: "Fuzzing/Targets", swiftSettings: safe),

    // What tests of several targets share.
    .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
    .target(
      name: "TestSupport", dependencies: ["ContactFormats", "ContactModel", "CSpawn", "WBXML"],
      path: "Tests/Support", swiftSettings: strict),

    // A folder a target; Peers runs one suite against the double and the real servers.
    .testTarget(
      name: "TextBytesTests", dependencies: ["TestSupport", "TextBytes"], swiftSettings: strict),
    .testTarget(
      name: "WBXMLTests", dependencies: ["WBXML"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "DomainNamesTests", dependencies: ["DomainNames"], swiftSettings: strict),
    .testTarget(name: "SafeXMLTests", dependencies: ["SafeXML"], swiftSettings: strict),
    .testTarget(
      name: "HTTPTransportTests",
      dependencies: ["HTTPTransport", "TestSupport", nioCore, nioPosix],
      swiftSettings: strict),
    .testTarget(
      name: "ActiveSyncTests",
      dependencies: ["ActiveSync", "DomainNames", "HTTPTransport", "WBXML", logging],
      swiftSettings: strict),
    .testTarget(
      name: "OAuthTests", dependencies: ["HTTPTransport", "OAuth"], swiftSettings: strict),
    .testTarget(
      name: "ContactFormatsTests",
      dependencies: ["ContactFormats", "ContactModel", "SafeXML", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "StateStoreTests", dependencies: [grdb, "StateStore", "Steps", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExportPipelineTests",
      dependencies: [
        "ActiveSync", "ContactFormats", "ContactMapping", "ContactModel", "DurableFiles",
        "ExportPipeline", "FakeExchange", "HTTPTransport", "OAuth", "StateStore", "TestSupport",
        "WBXML", logging,
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ContactMappingTests",
      dependencies: ["ContactMapping", "ContactModel", "TestSupport", "WBXML"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "DurableFilesTests", dependencies: ["DurableFiles", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FakeExchangeTests", dependencies: ["FakeExchange", "HTTPTransport", "WBXML"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTargetsTests", dependencies: ["FuzzTargets"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CardferryTests",
      dependencies: [
        "cardferry", "FakeExchange", "StateStore", "Steps", "TestSupport", "WBXML", grdb,
        nioCore, nioHTTP1, nioPosix,
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "PeersTests",
      dependencies: [
        "cardferry", "ContactFormats", "ContactMapping", "ContactModel", "FakeExchange",
        "HTTPTransport", "TestSupport", "WBXML",
      ],
      path: "Tests/Peers", exclude: ["Readers", "Servers"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// The program of scripts/fuzz can't be linked without libFuzzer.
if ProcessInfo.processInfo.environment["CARDFERRY_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzzing/CLibFuzzer"),
    .executableTarget(
      name: "cardferry-fuzz", dependencies: ["CLibFuzzer", "FuzzTargets"],
      path: "Fuzzing/cardferry-fuzz", swiftSettings: strict),
  ]
}
