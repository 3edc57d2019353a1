#include "CCounterDraws.h"

#include <stdint.h>
#include <string.h>

// One form for each width of the processor, chosen when the program loads. Additions and multiplications are never fused and
// nothing is reordered, so that all forms round alike.
#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__)
#define HEADWATER_FORMS __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define HEADWATER_FORMS
#endif
#define HEADWATER_INLINE static inline __attribute__((always_inline))

typedef double numbers8 __attribute__((vector_size(64)));
typedef uint64_t bits8 __attribute__((vector_size(64)));

HEADWATER_INLINE void load(numbers8 *to, const double *from) { memcpy(to, from, sizeof *to); }
HEADWATER_INLINE void store(double *to, const numbers8 *from) { memcpy(to, from, sizeof *from); }

/// Whether any lane has its highest bit set.
HEADWATER_INLINE int any_high_bit(const bits8 *lanes) {
    uint64_t all = 0;
    for (int i = 0; i < 8; i++) all |= (*lanes)[i];
    return (int)(all >> 63);
}

static const double log_of_two_high = 0x1.62e42feep-1;
static const double log_of_two_low = 0x1.a39ef35793c76p-33;
static const double rounding_shift = 0x1.8p52;

/// Returns 0 where a lane lies beyond ±708, else 1.
HEADWATER_INLINE int exponential(numbers8 *numbers) {
    const numbers8 x = *numbers;
    const bits8 outside = 0x4086200000000000u - ((bits8)x & 0x7FFFFFFFFFFFFFFFu);
    if (any_high_bit(&outside)) return 0;
    const numbers8 shifted = x * 1.4426950408889634 + rounding_shift;
    const numbers8 k = shifted - rounding_shift;
    const numbers8 high = x - k * log_of_two_high;
    const numbers8 low = k * log_of_two_low;
    const numbers8 r = high - low;
    const numbers8 rest = (high - r) - low;
    const numbers8 s = r * r;
    numbers8 even = s / 87178291200.0 + 1.0 / 479001600;
    even = s * even + 1.0 / 3628800;
    even = s * even + 1.0 / 40320;
    even = s * even + 1.0 / 720;
    even = s * even + 1.0 / 24;
    even = s * even + 0.5;
    numbers8 odd = s / 6227020800.0 + 1.0 / 39916800;
    odd = s * odd + 1.0 / 362880;
    odd = s * odd + 1.0 / 5040;
    odd = s * odd + 1.0 / 120;
    odd = s * odd + 1.0 / 6;
    const numbers8 tail = even + r * odd;
    const numbers8 value = 1.0 + (r + (s * tail + rest));
    // The low bits of the shifted number hold k.
    *numbers = value * (numbers8)(((bits8)shifted + 1023) << 52);
    return 1;
}

/// Returns 0 where a lane is no normal number above 0, else 1.
HEADWATER_INLINE int logarithm(numbers8 *numbers) {
    const bits8 pattern = (bits8)*numbers;
    const bits8 outside = (pattern - 0x0010000000000000u) | (0x7FEFFFFFFFFFFFFFu - pattern);
    if (any_high_bit(&outside)) return 0;
    const bits8 shifted = pattern - 0x3FE6A09E00000000u;
    const numbers8 mantissa = (numbers8)(pattern - (shifted & 0xFFF0000000000000u));
    // The exponent as a number, by way of the low bits of 2^52 (1024 too high there, so that it is not negative).
    const numbers8 k = (numbers8)(((shifted + 0x4000000000000000u) >> 52) | 0x4330000000000000u) - (0x1p52 + 1024);
    const numbers8 f = mantissa - 1.0;
    const numbers8 s = f / (2.0 + f);
    const numbers8 half = f * f / 2.0;
    const numbers8 z = s * s;
    const numbers8 w = z * z;
    numbers8 even = w * (2.0 / 23) + 2.0 / 19;
    even = w * even + 2.0 / 15;
    even = w * even + 2.0 / 11;
    even = w * even + 2.0 / 7;
    even = w * even + 2.0 / 3;
    const numbers8 inner = w * (w * (2.0 / 21) + 2.0 / 17) + 2.0 / 13;
    const numbers8 odd = w * (w * inner + 2.0 / 9) + 2.0 / 5;
    const numbers8 tail = s * (half + z * (even + z * odd));
    *numbers = k * log_of_two_high - ((half - (tail + (k * log_of_two_low))) - f);
    return 1;
}

/// Returns 0 where a lane lies outside 0 to 1e300, else 1.
HEADWATER_INLINE int scaled_complementary_error(numbers8 *numbers, const double *coefficients, size_t degrees) {
    const numbers8 x = *numbers;
    const bits8 outside = 0x7E37E43C8800759Cu - (bits8)x;
    if (any_high_bit(&outside)) return 0;
    const numbers8 t = 1.0 - 7.5 / (x + 3.75);
    numbers8 next = {0}, after_next = {0};
    for (size_t index = degrees - 1; index >= 1; index--) {
        const numbers8 value = 2.0 * t * next - after_next + coefficients[index];
        after_next = next;
        next = value;
    }
    *numbers = (t * next - after_next + coefficients[0] / 2) / (1.0 + 2.0 * x);
    return 1;
}

HEADWATER_INLINE void ratio(numbers8 *r, const double *form) {
    numbers8 above = (numbers8){0} + form[7];
    numbers8 below = (numbers8){0} + form[15];
    for (int degree = 6; degree >= 0; degree--) {
        above = above * *r + form[degree];
        below = below * *r + form[8 + degree];
    }
    *r = above / below;
}

/// `first` where the mask's lane is all ones, else `second`.
HEADWATER_INLINE void choose(numbers8 *first, const bits8 *mask, const numbers8 *second) {
    *first = (numbers8)(((bits8)*first & *mask) | ((bits8)*second & ~*mask));
}

/// Returns 0 where a lane lies outside 1.4e-11 to 1 - 1.4e-11, else 1.
HEADWATER_INLINE int normal_quantile(numbers8 *numbers, const double *centre, const double *middle) {
    const numbers8 p = *numbers;
    const numbers8 q = p - 0.5;
    // All ones where q is negative.
    const bits8 negative = 0 - ((bits8)q >> 63);
    numbers8 side = p;
    const numbers8 other = 1.0 - p;
    choose(&side, &negative, &other);
    // Just above exp(-25), where the middle form ends; a lane out there, or outside 0 to 1, goes its own way.
    const bits8 outside = ((bits8)side - 0x3DAEC94CA210599Eu) | (0x3FE0000000000000u - (bits8)side);
    if (any_high_bit(&outside)) return 0;
    numbers8 inner = 0.180625 - q * q;
    ratio(&inner, centre);
    inner = inner * q;
    if (!logarithm(&side)) return 0;
    numbers8 outer = __builtin_elementwise_sqrt(-side) - 1.6;
    ratio(&outer, middle);
    outer = (numbers8)((bits8)outer | ((bits8)q & 0x8000000000000000u));
    const bits8 is_outer = 0 - ((0x3FDB333333333333u - ((bits8)q & 0x7FFFFFFFFFFFFFFFu)) >> 63);
    choose(&outer, &is_outer, &inner);
    *numbers = outer;
    return 1;
}

#define HEADWATER_EACH(work)                                          \
    for (; start + 8 <= count; start += 8) {                          \
        numbers8 eight;                                               \
        load(&eight, numbers + start);                                \
        if (!(work)) break;                                           \
        store(numbers + start, &eight);                               \
    }                                                                 \
    return start;

HEADWATER_FORMS
size_t headwater_exp(double *numbers, size_t start, size_t count) { HEADWATER_EACH(exponential(&eight)) }

HEADWATER_FORMS
size_t headwater_log(double *numbers, size_t start, size_t count) { HEADWATER_EACH(logarithm(&eight)) }

HEADWATER_FORMS
size_t headwater_erfcx(double *numbers, size_t start, size_t count, const double *coefficients, size_t degrees) {
    HEADWATER_EACH(scaled_complementary_error(&eight, coefficients, degrees))
}

HEADWATER_FORMS
size_t headwater_normal_quantile(double *numbers, size_t start, size_t count, const double *centre, const double *middle) {
    HEADWATER_EACH(normal_quantile(&eight, centre, middle))
}

HEADWATER_FORMS
void headwater_extent(const double *numbers, size_t count, double *least, double *most) {
    double low = numbers[0], high = numbers[0];
    size_t start = 0;
    uint64_t unordered = 0;
    if (count >= 8) {
        numbers8 lows, highs;
        bits8 missing = {0};
        load(&lows, numbers);
        highs = lows;
        for (; start + 8 <= count; start += 8) {
            numbers8 eight;
            load(&eight, numbers + start);
            missing |= (bits8)(eight != eight);
            const bits8 is_lower = (bits8)(eight < lows), is_higher = (bits8)(eight > highs);
            numbers8 lower = eight, higher = eight;
            choose(&lower, &is_lower, &lows);
            choose(&higher, &is_higher, &highs);
            lows = lower;
            highs = higher;
        }
        for (int i = 0; i < 8; i++) {
            low = lows[i] < low ? lows[i] : low;
            high = highs[i] > high ? highs[i] : high;
            unordered |= missing[i];
        }
    }
    for (; start < count; start++) {
        low = numbers[start] < low ? numbers[start] : low;
        high = numbers[start] > high ? numbers[start] : high;
        unordered |= numbers[start] != numbers[start];
    }
    *least = unordered ? __builtin_nan("") : low;
    *most = unordered ? __builtin_nan("") : high;
}

HEADWATER_FORMS
void headwater_cells(const double *numbers, size_t count, double least, double scale, uint16_t *cells) {
    for (size_t index = 0; index < count; index++) cells[index] = (uint16_t)(int32_t)((numbers[index] - least) * scale);
}

HEADWATER_FORMS
void headwater_multiply(double *numbers, const double *factors, size_t count) {
    for (size_t index = 0; index < count; index++) numbers[index] *= factors[index];
}
