import Foundation

/// What others take to bring the same cards into a directory of files: vdirsyncer from the CardDAV
/// server Radicale, and a short script with requests and vobject from the same Exchange server.
struct ExportPeers {
  let directory: String
  let log: String
  let runs: Int

  func run(cards: FileSet, server: Server, into results: inout Results) throws {
    try measureVdirsyncer(cards, into: &results)
    let script = Self.peers + "export.py"
    var usages: [Child.Usage] = []
    for run in 0..<runs {
      let place = directory + "/script\(run)"
      usages.append(
        try Child.measure("/usr/bin/python3", [script, server.port, place], log: log))
      let found = try FileManager.default.contentsOfDirectory(atPath: place).count
      guard found == cards.count else {
        throw Child.Failure(description: "\(script) wrote \(found) cards of \(cards.count)")
      }
    }
    results.add("first export, a script with requests and vobject", usages[...])
  }

  private static let peers = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../peers/").standardized.path()

  private func measureVdirsyncer(_ cards: FileSet, into results: inout Results) throws {
    let collections = directory + "/radicale"
    let book = collections + "/collection-root/alice/contacts"
    try cards.copy(to: book)
    try #"{"tag": "VADDRESSBOOK"}"#.write(
      toFile: book + "/.Radicale.props", atomically: true, encoding: .utf8)
    let port = 20_000 + Int(getpid()) % 10_000
    try """
    [server]
    hosts = 127.0.0.1:\(port)
    [auth]
    type = none
    [storage]
    filesystem_folder = \(collections)
    [web]
    type = none

    """.write(toFile: directory + "/radicale.conf", atomically: true, encoding: .utf8)
    let radicale = try Child(
      "/usr/bin/python3", ["-m", "radicale", "--config", directory + "/radicale.conf"], log: log)
    defer { radicale.stop() }
    sleep(3)
    var (first, idle): ([Child.Usage], [Child.Usage]) = ([], [])
    for run in 0..<runs {
      let place = directory + "/vdirsyncer\(run)"
      try FileManager.default.createDirectory(
        atPath: place + "/vdir/contacts", withIntermediateDirectories: true)
      try configuration(place, port: port).write(
        toFile: place + "/config", atomically: true, encoding: .utf8)
      let options = ["-c", place + "/config"]
      _ = try Child.measure(
        "/usr/bin/vdirsyncer", options + ["discover", "bench"], log: log)
      first.append(try Child.measure("/usr/bin/vdirsyncer", options + ["sync"], log: log))
      let found = try FileSet(place + "/vdir/contacts").count
      guard found == cards.count else {
        throw Child.Failure(description: "vdirsyncer brought \(found) cards of \(cards.count)")
      }
      idle.append(try Child.measure("/usr/bin/vdirsyncer", options + ["sync"], log: log))
    }
    results.add("first sync, vdirsyncer from Radicale", first[...])
    results.add("idle sync, vdirsyncer from Radicale", idle[...])
  }

  private func configuration(_ place: String, port: Int) -> String {
    """
    [general]
    status_path = "\(place)/status"
    [pair bench]
    a = "vdir"
    b = "server"
    collections = ["contacts"]
    [storage vdir]
    type = "filesystem"
    path = "\(place)/vdir"
    fileext = ".vcf"
    [storage server]
    type = "carddav"
    url = "http://127.0.0.1:\(port)/"
    username = "alice"
    password = "secret"

    """
  }
}
