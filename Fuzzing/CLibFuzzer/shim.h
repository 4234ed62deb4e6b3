#include <stddef.h>
#include <stdint.h>

/// Of libFuzzer, which has no header of its own for it: reads the options, then calls `input` with
/// bytes that it makes up until it has done what they say.
int LLVMFuzzerRunDriver(
    int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
    int (*_Nonnull input)(const uint8_t *_Nullable data, size_t size));
