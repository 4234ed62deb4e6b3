/// Who may read and write what an output writes; the umask has no say in it.
package struct FileMode: Equatable, Sendable {
  /// Of a file. A number by its width: whether a package may name `mode_t` is seen otherwise in debug
  /// and in release builds.
  package let file: UInt32

  /// Nobody else.
  package init() {
    file = 0o600
  }

  /// `0640`, with or without the zero in front; `nil` for a mode that keeps the owner out, or lets
  /// anybody execute.
  package init?(_ text: String) {
    let digits = text.hasPrefix("0") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 3, let mode = UInt32(digits, radix: 8), mode & 0o600 == 0o600,
      mode & 0o111 == 0
    else { return nil }
    file = mode
  }

  /// Of a directory: whoever may read a file may go there.
  package var directory: UInt32 { file | (file & 0o444) >> 2 }
}
