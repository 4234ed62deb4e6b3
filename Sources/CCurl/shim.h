#pragma once
// Handles as types of their own instead of void pointers.
#define CURL_STRICTER
#include <curl/curl.h>

// curl_easy_setopt and its like are variadic, which Swift can't call: one function a type of
// argument. The casts of the macros' values are what keeps those from being imported.

static inline CURLcode cardferry_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode cardferry_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode cardferry_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode cardferry_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode cardferry_set_list(CURL *easy, CURLoption option,
                                          struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode cardferry_set_share(CURL *easy, CURLSH *share) {
  return curl_easy_setopt(easy, CURLOPT_SHARE, share);
}

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode cardferry_set_data_callback(CURL *easy, CURLoption option,
                                                   curl_write_callback callback) {
  return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode cardferry_set_progress_callback(CURL *easy,
                                                       curl_xferinfo_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callback);
}

static inline CURLcode cardferry_set_prerequest_callback(CURL *easy,
                                                         curl_prereq_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode cardferry_set_debug_callback(CURL *easy, curl_debug_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
}

/// A number that curl_easy_getinfo knows, or 0.
static inline long cardferry_info(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

/// Forgets all cookies where there are more than so many.
static inline void cardferry_limit_cookies(CURL *easy, int limit) {
  struct curl_slist *list = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &list) != CURLE_OK) return;
  for (struct curl_slist *cookie = list; cookie; cookie = cookie->next) limit--;
  curl_slist_free_all(list);
  if (limit < 0) curl_easy_setopt(easy, CURLOPT_COOKIELIST, "ALL");
}

static inline CURLSHcode cardferry_share(CURLSH *share, curl_lock_data data) {
  return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

static inline CURLcode cardferry_curl_init(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static const long cardferry_auth_basic = (long)CURLAUTH_BASIC;
static const long cardferry_auth_bearer = (long)CURLAUTH_BEARER;
static const long cardferry_auth_negotiate = (long)CURLAUTH_NEGOTIATE;
static const long cardferry_auth_ntlm = (long)CURLAUTH_NTLM;
static const unsigned int cardferry_header_origin = CURLH_HEADER;
