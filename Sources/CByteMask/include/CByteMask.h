#ifndef HEADWATER_BYTE_MASK_H
#define HEADWATER_BYTE_MASK_H

// Byte-to-bit masks: one bit for each of 64 bytes, bit 0 for the first.
// SSE2 and NEON where the target has them, portable C elsewhere; same answers everywhere.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define HEADWATER_BYTE_MASK_FORM 1
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#define HEADWATER_BYTE_MASK_FORM 2
#else
#define HEADWATER_BYTE_MASK_FORM 0
#endif

/// The portable form: which of 64 bytes equal one of four.
static inline uint64_t headwater_mask4_portable(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) {
        uint8_t byte = bytes[i];
        uint64_t hit = (byte == a) | (byte == b) | (byte == c) | (byte == d);
        mask |= hit << i;
    }
    return mask;
}

/// The portable form: which of 64 bytes are zero or have the high bit.
static inline uint64_t headwater_mask_unusual_portable(const uint8_t *bytes) {
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) {
        uint64_t hit = (bytes[i] == 0) | (bytes[i] >= 0x80);
        mask |= hit << i;
    }
    return mask;
}

/// What 64 bytes of a delimited text hold: a bit for each delimiter or LF, for each LF, and for each quote or CR;
/// `unusual` is not 0 where a byte is zero or has the high bit.
struct headwater_marks {
    uint64_t ends;
    uint64_t feeds;
    uint64_t special;
    uint64_t unusual;
};

/// The portable form of `headwater_marks_of`.
static inline struct headwater_marks headwater_marks_portable(const uint8_t *bytes, uint8_t delimiter) {
    struct headwater_marks marks = {0, 0, 0, 0};
    for (int i = 0; i < 64; i++) {
        const uint8_t byte = bytes[i];
        marks.ends |= (uint64_t)((byte == delimiter) | (byte == '\n')) << i;
        marks.feeds |= (uint64_t)(byte == '\n') << i;
        marks.special |= (uint64_t)((byte == '"') | (byte == '\r')) << i;
        marks.unusual |= (uint64_t)((byte == 0) | (byte >= 0x80)) << i;
    }
    return marks;
}

#if HEADWATER_BYTE_MASK_FORM == 1

/// What 64 bytes of a delimited text hold.
static inline struct headwater_marks headwater_marks_of(const uint8_t *bytes, uint8_t delimiter) {
    const __m128i field = _mm_set1_epi8((char)delimiter), feed = _mm_set1_epi8('\n');
    const __m128i quote = _mm_set1_epi8('"'), carriage = _mm_set1_epi8('\r');
    struct headwater_marks marks = {0, 0, 0, 0};
    __m128i least = _mm_set1_epi8((char)0xFF), high = _mm_setzero_si128(), special = _mm_setzero_si128();
    __m128i specials[4];
    for (int i = 0; i < 4; i++) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
        const __m128i feeds = _mm_cmpeq_epi8(block, feed);
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(block, field), feeds);
        specials[i] = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, carriage));
        special = _mm_or_si128(special, specials[i]);
        least = _mm_min_epu8(least, block);
        high = _mm_or_si128(high, block);
        marks.feeds |= (uint64_t)(uint32_t)_mm_movemask_epi8(feeds) << (16 * i);
        marks.ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(ends) << (16 * i);
    }
    if (_mm_movemask_epi8(special)) {
        for (int i = 0; i < 4; i++) marks.special |= (uint64_t)(uint32_t)_mm_movemask_epi8(specials[i]) << (16 * i);
    }
    marks.unusual = (uint64_t)(uint32_t)(_mm_movemask_epi8(high) | _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())));
    return marks;
}

/// Which of 64 bytes equal one of four.
static inline uint64_t headwater_mask4(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b), vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
        const __m128i ab = _mm_or_si128(_mm_cmpeq_epi8(block, va), _mm_cmpeq_epi8(block, vb));
        const __m128i cd = _mm_or_si128(_mm_cmpeq_epi8(block, vc), _mm_cmpeq_epi8(block, vd));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(ab, cd)) << (16 * i);
    }
    return mask;
}

/// Which of 64 bytes are zero or have the high bit.
static inline uint64_t headwater_mask_unusual(const uint8_t *bytes) {
    const __m128i zero = _mm_setzero_si128();
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(block, _mm_cmpeq_epi8(block, zero))) << (16 * i);
    }
    return mask;
}

#elif HEADWATER_BYTE_MASK_FORM == 2

/// Sixteen bytes of 0 or 255 to sixteen bits, four vectors at a time.
static inline uint64_t headwater_bits_of(uint8x16_t p, uint8x16_t q, uint8x16_t r, uint8x16_t s) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t w = vld1q_u8(weights);
    const uint8x16_t pq = vpaddq_u8(vandq_u8(p, w), vandq_u8(q, w));
    const uint8x16_t rs = vpaddq_u8(vandq_u8(r, w), vandq_u8(s, w));
    const uint8x16_t all = vpaddq_u8(pq, rs);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

/// What 64 bytes of a delimited text hold.
static inline struct headwater_marks headwater_marks_of(const uint8_t *bytes, uint8_t delimiter) {
    const uint8x16_t field = vdupq_n_u8(delimiter), feed = vdupq_n_u8('\n'), quote = vdupq_n_u8('"'), carriage = vdupq_n_u8('\r');
    uint8x16_t feeds[4], ends[4], specials[4], least = vdupq_n_u8(0xFF), most = vdupq_n_u8(0);
    for (int i = 0; i < 4; i++) {
        const uint8x16_t block = vld1q_u8(bytes + 16 * i);
        feeds[i] = vceqq_u8(block, feed);
        ends[i] = vorrq_u8(vceqq_u8(block, field), feeds[i]);
        specials[i] = vorrq_u8(vceqq_u8(block, quote), vceqq_u8(block, carriage));
        least = vminq_u8(least, block);
        most = vmaxq_u8(most, block);
    }
    struct headwater_marks marks;
    marks.feeds = headwater_bits_of(feeds[0], feeds[1], feeds[2], feeds[3]);
    marks.ends = headwater_bits_of(ends[0], ends[1], ends[2], ends[3]);
    marks.special = headwater_bits_of(specials[0], specials[1], specials[2], specials[3]);
    marks.unusual = vminvq_u8(least) == 0 || vmaxvq_u8(most) >= 0x80;
    return marks;
}

/// Which of 64 bytes equal one of four.
static inline uint64_t headwater_mask4(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    const uint8x16_t va = vdupq_n_u8(a), vb = vdupq_n_u8(b), vc = vdupq_n_u8(c), vd = vdupq_n_u8(d);
    uint8x16_t hits[4];
    for (int i = 0; i < 4; i++) {
        const uint8x16_t block = vld1q_u8(bytes + 16 * i);
        hits[i] = vorrq_u8(vorrq_u8(vceqq_u8(block, va), vceqq_u8(block, vb)), vorrq_u8(vceqq_u8(block, vc), vceqq_u8(block, vd)));
    }
    return headwater_bits_of(hits[0], hits[1], hits[2], hits[3]);
}

/// Which of 64 bytes are zero or have the high bit.
static inline uint64_t headwater_mask_unusual(const uint8_t *bytes) {
    const uint8x16_t zero = vdupq_n_u8(0), high = vdupq_n_u8(0x80);
    uint8x16_t hits[4];
    for (int i = 0; i < 4; i++) {
        const uint8x16_t block = vld1q_u8(bytes + 16 * i);
        hits[i] = vorrq_u8(vceqq_u8(block, zero), vcgeq_u8(block, high));
    }
    return headwater_bits_of(hits[0], hits[1], hits[2], hits[3]);
}

#else

/// What 64 bytes of a delimited text hold.
static inline struct headwater_marks headwater_marks_of(const uint8_t *bytes, uint8_t delimiter) {
    return headwater_marks_portable(bytes, delimiter);
}

/// Which of 64 bytes equal one of four.
static inline uint64_t headwater_mask4(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    return headwater_mask4_portable(bytes, a, b, c, d);
}

/// Which of 64 bytes are zero or have the high bit.
static inline uint64_t headwater_mask_unusual(const uint8_t *bytes) { return headwater_mask_unusual_portable(bytes); }

#endif

/// `headwater_mask4` of fewer than 64 bytes: reads `count` bytes and no more; the other bits are 0.
static inline uint64_t headwater_mask4_tail(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    uint8_t block[64] = {0};
    if (count >= 64) return headwater_mask4(bytes, a, b, c, d);
    if (count == 0) return 0;
    memcpy(block, bytes, count);
    return headwater_mask4(block, a, b, c, d) & (((uint64_t)1 << count) - 1);
}

/// `headwater_marks_of` of fewer than 64 bytes: reads `count` bytes and no more; the other bits are 0.
static inline struct headwater_marks headwater_marks_tail(const uint8_t *bytes, size_t count, uint8_t delimiter) {
    uint8_t block[64];
    if (count >= 64) return headwater_marks_of(bytes, delimiter);
    memset(block, ' ', sizeof block);
    memcpy(block, bytes, count);
    struct headwater_marks marks = headwater_marks_of(block, delimiter);
    const uint64_t held = ((uint64_t)1 << count) - 1;
    marks.ends &= held;
    return marks;
}

/// How many bits of a word are set.
static inline uint32_t headwater_count(uint64_t bits) { return (uint32_t)__builtin_popcountll(bits); }

/// Writes the place of each set bit, counted from `base`, and returns how many there are.
/// Room for 64 is needed; what is written beyond the count means nothing.
static inline uint32_t headwater_places(uint32_t *places, uint32_t base, uint64_t bits) {
    const uint64_t guard = (uint64_t)1 << 63;
    const uint32_t count = headwater_count(bits);
    // Twelve without a question asked, as most blocks hold about nine; more only where there are more.
    for (int i = 0; i < 12; i++) {
        places[i] = base + (uint32_t)__builtin_ctzll(bits | guard);
        bits &= bits - 1;
    }
    for (uint32_t i = 12; i < count; i++) {
        places[i] = base + (uint32_t)__builtin_ctzll(bits | guard);
        bits &= bits - 1;
    }
    return count;
}

/// Eight bytes at any address, the first as the lowest.
static inline uint64_t headwater_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/// Whether a byte stands among others.
static inline int headwater_contains(const uint8_t *bytes, size_t count, uint8_t byte) { return count > 0 && memchr(bytes, byte, count) != NULL; }

/// How many bytes from the start are ASCII and not zero.
static inline size_t headwater_ascii_prefix(const uint8_t *bytes, size_t count) {
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        const uint64_t mask = headwater_mask_unusual(bytes + i);
        if (mask) return i + (size_t)__builtin_ctzll(mask);
    }
    for (; i < count; i++) {
        if (bytes[i] == 0 || bytes[i] >= 0x80) return i;
    }
    return count;
}

#endif
