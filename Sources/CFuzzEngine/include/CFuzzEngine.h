#ifndef HEADWATER_FUZZ_ENGINE_H
#define HEADWATER_FUZZ_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/* Tries one input; returns 0. */
typedef int (*headwater_fuzz_run)(const uint8_t *data, size_t size);
/* Changes `size` bytes at `data` in place, to at most `limit`; returns the new size. */
typedef size_t (*headwater_fuzz_change)(uint8_t *data, size_t size, size_t limit, unsigned int seed);

/* Runs libFuzzer, which is led by the branches that inputs reach; returns its exit code, or -1 where the
   program was built without it (Scripts/fuzz builds it with). Half of all changes are those of `change`. */
int headwater_fuzz_engine(int argc, char **argv, headwater_fuzz_run run, headwater_fuzz_change change);

#endif
