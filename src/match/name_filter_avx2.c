/* The filters with AVX2 (match/name_index.h), for x86-64 processors from 2013 on: the same bits as
 * match/name_filter.c gives, several lookups at once. Chosen when the table is made. */
#include "match/name_index.h"
#include "match/processor.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WALK __attribute__((YG_QUICK_TARGET)) static inline

/* As yg_pack. */
WALK uint64_t pack(const uint8_t *letters, size_t n) {
    const uint64_t low5 = UINT64_C(0x1f1f1f1f1f1f1f1f);
    uint64_t low, high;
    memcpy(&low, letters, 8);
    memcpy(&high, letters + 8, 8);
    return _bzhi_u64(_pext_u64(low, low5) | _pext_u64(high, low5) << 40, (unsigned)(5 * n));
}

WALK uint32_t near_lanes(const yg_name_index *index, uint64_t key) {
#define BELOW(i) ((INT64_C(1) << 5 * (i)) - 1)
    const __m256i below[3] = {_mm256_setr_epi64x(BELOW(0), BELOW(1), BELOW(2), BELOW(3)),
                              _mm256_setr_epi64x(BELOW(4), BELOW(5), BELOW(6), BELOW(7)),
                              _mm256_setr_epi64x(BELOW(8), BELOW(9), BELOW(10), BELOW(11))};
#undef BELOW
    const __m256i all = _mm256_set1_epi64x((long long)key), less = _mm256_srli_epi64(all, 5);
    const __m256i factor = _mm256_set1_epi64x(0x9E3779B1), low6 = _mm256_set1_epi64x(63);
    const __m256i mask = _mm256_set1_epi64x((long long)index->near_mask);
    uint32_t lanes = 0;
    for (unsigned i = 0; i < 3; i++) {
        __m256i k =
            _mm256_or_si256(_mm256_and_si256(all, below[i]), _mm256_andnot_si256(below[i], less));
        __m256i hash = _mm256_mul_epu32(_mm256_xor_si256(k, _mm256_srli_epi64(k, 28)), factor);
        __m256i word = _mm256_i64gather_epi64(
            (const long long *)index->near,
            _mm256_and_si256(_mm256_srli_epi64(hash, YG_NEAR_WORD), mask), 8);
        __m256i one = _mm256_and_si256(_mm256_srli_epi64(hash, YG_NEAR_ONE), low6);
        __m256i two = _mm256_and_si256(_mm256_srli_epi64(hash, YG_NEAR_TWO), low6);
        __m256i both = _mm256_and_si256(_mm256_srlv_epi64(word, one), _mm256_srlv_epi64(word, two));
        both = _mm256_slli_epi64(both, 63);
        lanes |= (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(both)) << 4 * i;
    }
    return lanes;
}

/* Of each set of letters: all ones where at most two of them are missing. */
WALK __m256i few_of(__m256i cells, __m256i sets) {
    const __m256i ones = _mm256_set1_epi32(-1);
    __m256i lack = _mm256_andnot_si256(sets, cells);
    lack = _mm256_and_si256(lack, _mm256_add_epi32(lack, ones));
    lack = _mm256_and_si256(lack, _mm256_add_epi32(lack, ones));
    return _mm256_cmpeq_epi32(lack, _mm256_setzero_si256());
}

/* The cells, a bit each, that may hold a pattern of a span with these letters. */
WALK uint32_t far_of(__m256i cells, __m256i set) {
    const __m256i letters = _mm256_set1_epi32((int)YG_FAR_LETTERS);
    __m256i has = few_of(_mm256_and_si256(cells, letters), set), in = few_of(set, cells);
    __m256i both = _mm256_and_si256(has, in);
    __m256i two = _mm256_or_si256(both, _mm256_srli_epi64(both, 32));
    __m256i crowd = _mm256_and_si256(has, _mm256_srli_epi64(in, 32));
    __m256i may = _mm256_blendv_epi8(two, crowd, _mm256_srai_epi32(cells, 31));
    return (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_slli_epi64(may, 32)));
}

WALK uint32_t far_probes(const yg_name_index *index, uint64_t key, size_t length, uint32_t set) {
    const long long w = (long long)length * 5;
    const __m256i at_one = _mm256_setr_epi64x(0, 10, 15, 20),
                  at_two = _mm256_setr_epi64x(w - 15, 5, w - 20, 0);
#define ROLE(role) (long long)yg_far_key(0, role)
    const __m256i role_one = _mm256_setr_epi64x(ROLE(YG_FAR_FRONT), ROLE(YG_FAR_MIDDLE),
                                                ROLE(YG_FAR_MIDDLE), ROLE(YG_FAR_MIDDLE)),
                  role_two = _mm256_setr_epi64x(ROLE(YG_FAR_BACK), ROLE(YG_FAR_SWAP_FRONT),
                                                ROLE(YG_FAR_SWAP_BACK), ROLE(YG_FAR_FRONT));
#undef ROLE
    const __m256i all = _mm256_set1_epi64x((long long)key), piece = _mm256_set1_epi64x(0x7fff);
    const __m256i factor = _mm256_set1_epi64x(0x9E3779B1), low = _mm256_set1_epi64x(0xffffffff);
    const __m256i sets = _mm256_set1_epi32((int)set);
    const __m128i shift = _mm_cvtsi32_si128((int)index->far_shift);
    __m256i one =
        _mm256_or_si256(_mm256_and_si256(_mm256_srlv_epi64(all, at_one), piece), role_one);
    __m256i two =
        _mm256_or_si256(_mm256_and_si256(_mm256_srlv_epi64(all, at_two), piece), role_two);
    one = _mm256_srl_epi64(_mm256_and_si256(_mm256_mul_epu32(one, factor), low), shift);
    two = _mm256_srl_epi64(_mm256_and_si256(_mm256_mul_epu32(two, factor), low), shift);
    uint32_t first = far_of(_mm256_i64gather_epi64((const long long *)index->far, one, 8), sets);
    uint32_t rest = far_of(_mm256_i64gather_epi64((const long long *)index->far, two, 8), sets);
    return first | (rest & 7) << 4;
}

WALK __m256i eight(const uint8_t *letters) {
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)letters));
}

WALK uint32_t gram_hits(const yg_name_index *index, const uint8_t *letters, uint32_t set) {
    __m256i gram =
        _mm256_or_si256(_mm256_or_si256(eight(letters), _mm256_slli_epi32(eight(letters + 1), 5)),
                        _mm256_or_si256(_mm256_slli_epi32(eight(letters + 2), 10),
                                        _mm256_slli_epi32(eight(letters + 3), 15)));
    __m256i hash = _mm256_mullo_epi32(gram, _mm256_set1_epi32((int)0x9E3779B1));
    __m256i cell = _mm256_i32gather_epi32(
        (const int *)index->grams,
        _mm256_srl_epi32(hash, _mm_cvtsi32_si128((int)index->gram_shift)), 4);
    __m256i few = few_of(cell, _mm256_set1_epi32((int)set));
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(few));
}

/* All sets in one; zeros behind the last letter are no letter. */
WALK uint32_t one_set(__m256i sets) {
    __m128i half = _mm_or_si128(_mm256_castsi256_si128(sets), _mm256_extracti128_si256(sets, 1));
    half = _mm_or_si128(half, _mm_srli_si128(half, 8));
    half = _mm_or_si128(half, _mm_srli_si128(half, 4));
    return (uint32_t)_mm_cvtsi128_si32(half) & ~1u;
}

/* Zeros stand behind the last letter: whether a name has more than eight, nobody can guess. */
WALK uint32_t letter_set(const uint8_t *letters, size_t n) {
    const __m256i one = _mm256_set1_epi32(1);
    __m256i sets = _mm256_or_si256(_mm256_sllv_epi32(one, eight(letters)),
                                   _mm256_sllv_epi32(one, eight(letters + 8)));
    for (size_t i = 16; i < n; i += 8)
        sets = _mm256_or_si256(sets, _mm256_sllv_epi32(one, eight(letters + i)));
    return one_set(sets);
}

WALK uint32_t key_set(uint64_t key) {
    const __m256i all = _mm256_set1_epi64x((long long)key), low5 = _mm256_set1_epi64x(31);
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i sets = _mm256_setzero_si256();
    for (int i = 0; i < 3; i++) {
        const __m256i at = _mm256_setr_epi64x(20 * i, 20 * i + 5, 20 * i + 10, 20 * i + 15);
        __m256i letter = _mm256_and_si256(_mm256_srlv_epi64(all, at), low5);
        sets = _mm256_or_si256(sets, _mm256_sllv_epi64(one, letter));
    }
    return one_set(sets);
}

#include "match/name_walk.h"

__attribute__((YG_QUICK_TARGET)) void yg_name_filter_avx2(yg_candidates *candidates) {
    filter_text(candidates);
}

yg_name_filter *yg_name_filter_best(void) {
    return yg_processor_is_quick() ? yg_name_filter_avx2 : yg_name_filter_plain;
}
#else
void yg_name_filter_avx2(yg_candidates *candidates) {
    yg_name_filter_plain(candidates);
}

yg_name_filter *yg_name_filter_best(void) {
    return yg_name_filter_plain;
}
#endif
