#include "CArguments.h"

static int count = 0;
static char **arguments = 0;

__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

const char *cardferry_argument(int index) {
  return index < count ? arguments[index] : 0;
}
