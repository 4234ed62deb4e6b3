#pragma once
// syncfs is declared only under _GNU_SOURCE, which the Glibc module is built without.
#include <unistd.h>
#include <sys/syscall.h>

static inline int cardferry_syncfs(int descriptor) {
  return (int)syscall(SYS_syncfs, descriptor);
}
