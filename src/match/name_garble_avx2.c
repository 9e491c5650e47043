/* The sieve of match/name_garble.c with AVX2, for 32 tokens at once. */
#include "match/name_garble_part.h"
#include "match/processor.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define QUICK __attribute__((YG_QUICK_TARGET)) static inline

enum { HALF = 16 };

QUICK void make_ready(yg_garble_question *q) {
    const yg_garble_segment *s = &q->segment;
    unsigned bit = 1;
    memset(q->at.low_high, 0, sizeof q->at.low_high);
    for (size_t i = 0; i < s->length; i++) {
        uint8_t class = yg_name_consonant(q->text->letter[s->start + i]);
        q->at.low_high[0][class] |= (uint8_t)bit;
        q->at.low_high[1][class] |= (uint8_t)(bit >> 8);
        bit <<= class != 0;
    }
    q->at.low_high[0][0] = q->at.low_high[1][0] = 0; /* vowels */
    q->is_ready = true;
}

QUICK __m256i table(const uint8_t bytes[HALF]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

QUICK __m256i row(const yg_garble_index *index, size_t row, size_t at) {
    const uint8_t *from = index->rows + row * index->stride + at;
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

/* Of each class its byte in a table of 32. */
QUICK __m256i look_up(__m256i front, __m256i back, __m256i class) {
    __m256i in_front = _mm256_adds_epu8(class, _mm256_set1_epi8(0x70));
    __m256i in_back = _mm256_sub_epi8(class, _mm256_set1_epi8(HALF));
    return _mm256_or_si256(_mm256_shuffle_epi8(front, in_front),
                           _mm256_shuffle_epi8(back, in_back));
}

QUICK __m256i count_zeros(__m256i v) {
    const __m256i zeros = _mm256_setr_epi8(4, 3, 3, 2, 3, 2, 2, 1, 3, 2, 2, 1, 2, 1, 1, 0, 4, 3, 3,
                                           2, 3, 2, 2, 1, 3, 2, 2, 1, 2, 1, 1, 0);
    const __m256i low4 = _mm256_set1_epi8(15);
    return _mm256_add_epi8(
        _mm256_shuffle_epi8(zeros, _mm256_and_si256(v, low4)),
        _mm256_shuffle_epi8(zeros, _mm256_and_si256(_mm256_srli_epi16(v, 4), low4)));
}

/* a <= b, of bytes without signs. */
QUICK __m256i is_at_most(__m256i a, __m256i b) {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), a);
}

QUICK __m256i apart(__m256i a, __m256i b) {
    return _mm256_or_si256(_mm256_subs_epu8(a, b), _mm256_subs_epu8(b, a));
}

/* How many consonants in the same order the segment and each token share, as match/name_garble.c
 * counts it, in bytes; of more than eight the sum's carry goes on into the second byte. */
QUICK __m256i common_of(const yg_garble_question *q, size_t at, size_t most) {
    const yg_garble_index *index = q->index;
    const uint8_t *first = q->at.low_high[0], *second = q->at.low_high[1];
    const __m256i front = table(first), back = table(first + HALF);
    __m256i low = _mm256_set1_epi8(-1), high = low;
    if (q->segment.consonants <= 8) {
        for (size_t i = 0; i < most; i++) {
            __m256i u = _mm256_and_si256(low, look_up(front, back, row(index, i, at)));
            low = _mm256_or_si256(_mm256_add_epi8(low, u), _mm256_andnot_si256(u, low));
        }
        return count_zeros(low);
    }
    const __m256i high_front = table(second), high_back = table(second + HALF);
    for (size_t i = 0; i < most; i++) {
        __m256i class = row(index, i, at);
        __m256i u = _mm256_and_si256(low, look_up(front, back, class));
        __m256i w = _mm256_and_si256(high, look_up(high_front, high_back, class));
        __m256i sum = _mm256_add_epi8(low, u);
        __m256i no_carry = is_at_most(low, sum);
        __m256i carried = _mm256_sub_epi8(_mm256_add_epi8(high, w),
                                          _mm256_andnot_si256(no_carry, _mm256_set1_epi8(-1)));
        low = _mm256_or_si256(sum, _mm256_andnot_si256(u, low));
        high = _mm256_or_si256(carried, _mm256_andnot_si256(w, high));
    }
    return _mm256_add_epi8(count_zeros(low), count_zeros(high));
}

__attribute__((YG_QUICK_TARGET)) uint32_t yg_garble_sift_avx2(yg_garble_question *q, size_t at,
                                                              size_t n) {
    const yg_garble_index *index = q->index;
    const yg_garble_segment *s = &q->segment;
    if (s->consonants > YG_GARBLE_CONSONANTS)
        return yg_garble_sift_plain(q, at, n);
    if (!q->is_ready)
        make_ready(q);
    /* Entries stand by their numbers of consonants; behind those of each are zeros. */
    size_t most = index->entries.at[at + n - 1].consonants;
    __m256i common = common_of(q, at, most);
    __m256i own = _mm256_set1_epi8((char)s->consonants);
    __m256i length = _mm256_set1_epi8((char)s->length);
    __m256i vowels = _mm256_set1_epi8((char)(s->length - s->consonants));
    __m256i may = is_at_most(row(index, YG_GARBLE_NEED, at), common);
    may = _mm256_and_si256(
        may, is_at_most(own, _mm256_add_epi8(common, row(index, YG_GARBLE_EXTRA, at))));
    may = _mm256_and_si256(may, is_at_most(apart(length, row(index, YG_GARBLE_LENGTH, at)),
                                           row(index, YG_GARBLE_EDITS, at)));
    may = _mm256_and_si256(may, is_at_most(apart(vowels, row(index, YG_GARBLE_VOWEL, at)),
                                           _mm256_set1_epi8(YG_GARBLE_VOWELS)));
    return _bzhi_u32((uint32_t)_mm256_movemask_epi8(may), (unsigned)n);
}

yg_garble_sift *yg_garble_sift_best(void) {
    return yg_processor_is_quick() ? yg_garble_sift_avx2 : yg_garble_sift_plain;
}
#else
uint32_t yg_garble_sift_avx2(yg_garble_question *question, size_t from, size_t n) {
    return yg_garble_sift_plain(question, from, n);
}

yg_garble_sift *yg_garble_sift_best(void) {
    return yg_garble_sift_plain;
}
#endif
