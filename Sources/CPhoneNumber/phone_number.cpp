#include "phone_number.h"

#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <set>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

bool phone_number_parse(const char *text, const char *region, struct phone_number *number) noexcept {
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (util.ParseAndKeepRawInput(text, region, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return false;
  }
  std::string e164;
  util.Format(parsed, PhoneNumberUtil::E164, &e164);
  if (e164.size() >= sizeof number->e164) return false;
  std::memcpy(number->e164, e164.c_str(), e164.size() + 1);
  number->is_international =
      parsed.country_code_source() == PhoneNumber::FROM_NUMBER_WITH_PLUS_SIGN ||
      parsed.country_code_source() == PhoneNumber::FROM_NUMBER_WITH_IDD;
  number->is_possible = util.IsPossibleNumber(parsed);
  number->is_valid = util.IsValidNumber(parsed);
  return true;
}

bool phone_number_knows_region(const char *region) noexcept {
  std::set<std::string> regions;
  PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
  return regions.count(region) > 0;
}
