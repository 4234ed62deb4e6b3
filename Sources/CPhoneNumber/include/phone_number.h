#ifndef CARDFERRY_PHONE_NUMBER_H
#define CARDFERRY_PHONE_NUMBER_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
// An exception must not reach Swift; the only one there can be is that of memory running out.
#define PHONE_NUMBER_NOEXCEPT noexcept
#else
#define PHONE_NUMBER_NOEXCEPT
#endif

/// What libphonenumber, which speaks C++ only, makes of a number.
struct phone_number {
  /// `+` and at most 15 digits, with a NUL after them.
  char e164[24];
  /// Whether the country code is part of the number as it was written: after a plus sign or the
  /// prefix that the region dials before it.
  bool is_international;
  /// Whether its length is one that numbers of its country have.
  bool is_possible;
  /// Whether it is also in a range that its country has given out.
  bool is_valid;
};

/// Reads `text`, UTF-8 and terminated by NUL, as it would be dialled in `region`, an ISO 3166 code
/// of two capital letters, or `ZZ` for none. Returns whether it is a number, and fills `number` if
/// so. May be called from several threads at once.
bool phone_number_parse(const char *text, const char *region, struct phone_number *number)
    PHONE_NUMBER_NOEXCEPT;

/// Whether there are numbers of the region, an ISO 3166 code of two capital letters.
bool phone_number_knows_region(const char *region) PHONE_NUMBER_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
