#include "CCounterDraws.h"

// One form for each width of the processor, chosen when the program loads: only whole numbers are worked on here, so that
// all forms give the same bits.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__)
#define HEADWATER_FORMS __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define HEADWATER_FORMS
#endif

enum { lanes = 16 };

HEADWATER_FORMS
void headwater_strata(uint64_t key_high, uint64_t key_low, uint64_t first_block, size_t blocks, uint16_t *strata) {
    for (size_t start = 0; start < blocks; start += lanes) {
        // Words of 32 bits in lanes of 64, so that a product fits.
        uint64_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
        for (int i = 0; i < lanes; i++) {
            const uint64_t counter = first_block + start + (uint64_t)i;
            c0[i] = counter & 0xFFFFFFFFu;
            c1[i] = counter >> 32;
            c2[i] = key_low & 0xFFFFFFFFu;
            c3[i] = key_low >> 32;
        }
        uint32_t k0 = (uint32_t)key_high, k1 = (uint32_t)(key_high >> 32);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < lanes; i++) {
                const uint64_t first = (c0[i] & 0xFFFFFFFFu) * 0xD2511F53u;
                const uint64_t second = (c2[i] & 0xFFFFFFFFu) * 0xCD9E8D57u;
                c0[i] = (second >> 32) ^ c1[i] ^ k0;
                c2[i] = (first >> 32) ^ c3[i] ^ k1;
                c1[i] = second & 0xFFFFFFFFu;
                c3[i] = first & 0xFFFFFFFFu;
            }
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        const size_t here = blocks - start < lanes ? blocks - start : (size_t)lanes;
        uint64_t low[lanes], high[lanes];
        for (int i = 0; i < lanes; i++) {
            low[i] = ((c0[i] | c1[i] << 32) >> 4) & 0x0FFF0FFF0FFF0FFFu;
            high[i] = ((c2[i] | c3[i] << 32) >> 4) & 0x0FFF0FFF0FFF0FFFu;
        }
        uint16_t *place = strata + 8 * start;
        for (size_t i = 0; i < here; i++) {
            for (int j = 0; j < 4; j++) {
                place[8 * i + (size_t)j] = (uint16_t)(low[i] >> (16 * j));
                place[8 * i + 4 + (size_t)j] = (uint16_t)(high[i] >> (16 * j));
            }
        }
    }
}
