#include "CFuzzEngine.h"

/* The interface of LLVM's libFuzzer; absent from an ordinary build. */
__attribute__((weak)) int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *, size_t));
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);

static headwater_fuzz_change change_file;

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned int seed) {
    if (LLVMFuzzerMutate && (!change_file || seed % 2 == 0)) return LLVMFuzzerMutate(data, size, limit);
    return change_file ? change_file(data, size, limit, seed) : size;
}

int headwater_fuzz_engine(int argc, char **argv, headwater_fuzz_run run, headwater_fuzz_change change) {
    if (!LLVMFuzzerRunDriver) return -1;
    change_file = change;
    return LLVMFuzzerRunDriver(&argc, &argv, run);
}
