package import Glibc

/// Who may read and write what an output writes; the umask has no say in it.
package struct FileMode: Equatable, Sendable {
  /// Of a file.
  package let file: mode_t

  /// Nobody else.
  package init() {
    file = 0o600
  }

  /// `0640`, with or without the zero in front; `nil` for a mode that keeps the owner out, or lets
  /// anybody execute.
  package init?(_ text: String) {
    let digits = text.hasPrefix("0") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 3, let mode = mode_t(digits, radix: 8), mode & 0o600 == 0o600,
      mode & 0o111 == 0
    else { return nil }
    file = mode
  }

  /// Of a directory: whoever may read a file may go there.
  package var directory: mode_t { file | (file & 0o444) >> 2 }
}
