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

/// Exponential, logarithm, scaled complementary error function and normal quantile of many numbers, in place, eight at a time: the operations of the functions of
/// one number, in their order, with separate multiplication and addition, so that every form of the processor gives their bits.
///
/// Each begins at `start`, goes on by whole groups of eight below `count`, and stops before the first group that holds a number
/// for which the short path does not hold (not finite, beyond the range, in the far tail); what it returns is where it stopped.
size_t headwater_exp(double *numbers, size_t start, size_t count);
size_t headwater_log(double *numbers, size_t start, size_t count);

/// `e^(x²) erfc x` of numbers from 0 to 1e300; `coefficients` are those of the Chebyshev series, from degree 0.
size_t headwater_erfcx(double *numbers, size_t start, size_t count, const double *coefficients, size_t degrees);

/// `centre` and `middle` are the forms of the quantile near one half and beyond: eight coefficients above, then eight below, from degree 0.
size_t headwater_normal_quantile(double *numbers, size_t start, size_t count, const double *centre, const double *middle);

/// The least and the greatest of at least one number; both NaN where any is.
void headwater_extent(const double *numbers, size_t count, double *least, double *most);

/// The cell of each number, `(number - least) scale` without its fraction; below 65,536 for all.
void headwater_cells(const double *numbers, size_t count, double least, double scale, uint16_t *cells);

/// Multiplies each number by that of another list at the same place.
void headwater_multiply(double *numbers, const double *factors, size_t count);

#endif
