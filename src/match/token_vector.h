/* Classes of bytes by 32, with AVX2. Internal to match/; only for token_*_avx2.c. */
#ifndef YG_MATCH_TOKEN_VECTOR_H
#define YG_MATCH_TOKEN_VECTOR_H

#include <immintrin.h>

#include "match/processor.h"

#define QUICK __attribute__((YG_QUICK_TARGET, always_inline)) static inline
#define STAGE __attribute__((YG_QUICK_TARGET, noinline)) static

QUICK __m256i yg_load32(const char *p) {
    return _mm256_loadu_si256((const void *)p);
}
/* Bit i: byte i of 64 is all ones, or its highest bit is set. */
QUICK uint64_t yg_bits(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
                                                     << 32;
}
QUICK __m256i yg_are(__m256i v, char c) {
    return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
}
/* Letters become lower case; of other bytes bit 5 is set. */
QUICK __m256i yg_lower(__m256i v) {
    return _mm256_or_si256(v, _mm256_set1_epi8(0x20));
}
/* Bytes from the first to the last; both below 128, and last - first below 127. Adding moves last
 * to 127, and what is above it to negative numbers. */
#define YG_RANGE(v, first, last)                                                                   \
    _mm256_cmpgt_epi8(_mm256_add_epi8((v), _mm256_set1_epi8((char)(127 - (last)))),                \
                      _mm256_set1_epi8((char)(126 - ((last) - (first)))))
QUICK __m256i yg_letters(__m256i v) {
    return YG_RANGE(yg_lower(v), 'a', 'z');
}
QUICK __m256i yg_digits(__m256i v) {
    return YG_RANGE(v, '0', '9');
}
/* Members of a small set of bytes below 128 that differ in their lower four bits: `table` has each
 * at that place, and elsewhere bytes that do not belong there. */
QUICK __m256i yg_members(__m256i v, __m128i table) {
    return _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), v));
}
/* '.', '-' and '_' */
QUICK __m256i yg_signs(__m256i v) {
    return yg_members(v, _mm_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '-', '.', '_'));
}

#endif
