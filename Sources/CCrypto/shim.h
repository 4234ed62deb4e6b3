#pragma once
#include <openssl/evp.h>

// EVP_Digest takes the result of a call that is a macro in older versions.
static inline int cardferry_sha256(const void *bytes, size_t count, unsigned char *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL);
}
