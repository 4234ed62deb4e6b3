import CPSL

/// The list of names under which anybody can register one: `com`, `co.uk`, `github.io`
/// (https://publicsuffix.org), as libpsl has it: the system's own file where it is newer than the
/// library.
package enum PublicSuffix {
  /// Whether the name, in A-labels, is such a suffix by itself. A name of one label always is.
  package static func contains(_ domain: String) -> Bool {
    guard domain.contains(".") else { return true }
    guard let list = psl_latest(nil) else { return false }
    defer { psl_free(list) }
    return psl_is_public_suffix2(list, domain, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1
  }
}
