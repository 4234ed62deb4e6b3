import Steps
import Testing

@Suite struct `A trace of system calls` {
  private func events(_ text: String) -> [SystemCallTrace.Event] {
    SystemCallTrace(text, steps: "/t/steps").events
  }

  @Test func `tells what became of files, by path or below an open directory`() {
    #expect(
      events(
        """
        11 openat(AT_FDCWD</t>, "/t/.a.tmp", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 6</t/.a.tmp>
        11 openat(7</t/sub>, "b", O_WRONLY|O_CREAT|O_EXCL, 0600) = 8</t/sub/b>
        11 openat(AT_FDCWD</t>, "/t/a", O_RDONLY) = 6</t/a>
        11 write(6</t/.a.tmp>, "text (of a file) = 1\\n", 21) = 21
        11 fsync(6</t/.a.tmp>)                   = 0
        11 rename("/t/.a.tmp", "/t/a") = 0
        11 renameat2(7</t/sub>, "b", 7</t/sub>, "c", RENAME_NOREPLACE) = 0
        11 mkdir("/t/new", 0700) = 0
        11 mkdirat(7</t/sub>, "d", 0700) = 0
        11 unlink("/t/none") = -1 ENOENT (No such file or directory)
        11 unlinkat(7</t/sub>, "d", AT_REMOVEDIR) = 0
        11 syncfs(7</t/sub>) = 0
        11 write(9</t/steps>, "write.file.renamed\\n", 19) = 19
        11 write(4<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8
        11 +++ exited with 0 +++
        """) == [
          .made("/t/.a.tmp"), .made("/t/sub/b"), .wrote("/t/.a.tmp"), .synced("/t/.a.tmp"),
          .renamed("/t/.a.tmp", to: "/t/a"), .renamed("/t/sub/b", to: "/t/sub/c"),
          .made("/t/new"), .made("/t/sub/d"), .removed("/t/sub/d"), .syncedAll,
          .passed(.fileRenamed),
        ])
  }

  @Test func `takes a call that another thread's interrupted for one when it is done`() {
    #expect(
      events(
        """
        11 fsync(6</t/a> <unfinished ...>
        12 unlink("/t/b" <unfinished ...>
        11 <... fsync resumed>) = 0
        12 <... unlink resumed>) = 0
        """) == [.synced("/t/a"), .removed("/t/b")])
  }

  @Test func `shows what a power cut would take at the wrong moment`() {
    func violations(_ text: String) -> [String] {
      Durability(of: SystemCallTrace(text, steps: "/t/steps"), in: "/t").violations
    }
    let write = """
      11 mkdir("/t/out", 0700) = 0
      11 openat(AT_FDCWD</t>, "/t/out/.a.tmp", O_WRONLY|O_CREAT|O_EXCL, 0600) = 6</t/out/.a.tmp>
      11 write(6</t/out/.a.tmp>, "text", 4) = 4

      """
    let sync = "11 fsync(6</t/out/.a.tmp>) = 0\n"
    let rename = "11 rename(\"/t/out/.a.tmp\", \"/t/out/a\") = 0\n"
    let directories = "11 fsync(7</t/out>) = 0\n11 fsync(8</t>) = 0\n"
    let cursor = "11 write(9</t/steps>, \"write.cursor.stored\\n\", 20) = 20\n"
    #expect(violations(write + sync + rename + directories + cursor) == [])
    #expect(
      violations(write + rename + directories + cursor)
        == ["out/a got its name before its contents were durable"])
    #expect(
      violations(write + sync + rename + cursor) == [
        "write.cursor.stored: the name of out is not durable",
        "write.cursor.stored: the name of out/a is not durable",
      ])
    let acknowledgement = "11 write(9</t/steps>, \"wipe.order.acknowledging\\n\", 25) = 25\n"
    #expect(
      violations("11 unlink(\"/t/state/contoso.sqlite\") = 0\n" + acknowledgement)
        == ["wipe.order.acknowledging: the removal of state/contoso.sqlite is not durable"])
    let log = "11 pwrite64(9</t/state/contoso.sqlite-wal>, \"\", 24, 32) = 24\n"
    let window = "11 write(9</t/steps>, \"fetch.window.applied\\n\", 21) = 21\n"
    #expect(
      violations(log + window)
        == ["fetch.window.applied: what was written of state/contoso.sqlite-wal is not durable"])
  }
}
