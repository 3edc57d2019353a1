#ifndef HEADWATER_COUNTER_DRAWS_H
#define HEADWATER_COUNTER_DRAWS_H

#include <stddef.h>
#include <stdint.h>

/// Blocks of the counter-based generator Philox4x32-10 (J. K. Salmon et al., SC'11, doi:10.1145/2063384.2063405), of which
/// each 16 bits choose one of 4,096 strata by their upper 12.
///
/// Block b, from `first_block`, fills `strata[8 * b ..< 8 * b + 8]` in the order of its bits. Whole numbers only, so that
/// every form of the processor gives the same.
void headwater_strata(uint64_t key_high, uint64_t key_low, uint64_t first_block, size_t blocks, uint16_t *strata);

#endif
