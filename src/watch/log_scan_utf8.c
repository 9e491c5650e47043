/* Whether a block is UTF-8 (RFC 3629), as fast as memory gives it: logs in UTF-8 must not pay for
 * those that are in something else. The quick form sorts each pair of neighbouring bytes by three
 * tables of 16 rows, one bit for each thing that can be wrong with a pair (J. Keiser, D. Lemire:
 * Validating UTF-8 in less than one instruction per byte, 2021). */
#include "base/utf8.h"
#include "match/processor.h"
#include "watch/log_scan_part.h"

#ifdef YG_QUICK_TARGET
#include <immintrin.h>

enum {
    TOO_SHORT = 1 << 0, /* a lead byte, and no continuation behind it */
    TOO_LONG = 1 << 1,  /* ASCII, and a continuation behind it */
    OVERLONG_3 = 1 << 2,
    TOO_LARGE = 1 << 3, /* above U+10FFFF */
    SURROGATE = 1 << 4,
    OVERLONG_2 = 1 << 5,
    TOO_LARGE_OR_OVERLONG_4 = 1 << 6,
    TWO_CONTINUATIONS = 1 << 7, /* right where a character of three or four bytes stands */
    ANY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
    STEP = 32,
};

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define BIT8 ((char)TWO_CONTINUATIONS)
#define LOW(bits) ((char)(ANY | (bits)))
#define LARGE (TOO_LARGE | TOO_LARGE_OR_OVERLONG_4)
#define CONTINUED (TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS)

/* v with the n last bytes of the step before in front of it. */
#define BEFORE(v, last, n) _mm256_alignr_epi8(v, _mm256_permute2x128_si256(last, v, 0x21), 16 - (n))

__attribute__((YG_QUICK_TARGET)) static inline __m256i high_half(__m256i v) {
    return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
}

__attribute__((YG_QUICK_TARGET)) static inline __m256i wrong_in(__m256i v, __m256i last) {
    const __m256i first_high =
        TWICE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, BIT8,
              BIT8, BIT8, BIT8, TOO_SHORT | OVERLONG_2, TOO_SHORT,
              TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | LARGE);
    const __m256i first_low =
        TWICE(LOW(OVERLONG_3 | OVERLONG_2 | TOO_LARGE_OR_OVERLONG_4), LOW(OVERLONG_2), LOW(0),
              LOW(0), LOW(TOO_LARGE), LOW(LARGE), LOW(LARGE), LOW(LARGE), LOW(LARGE), LOW(LARGE),
              LOW(LARGE), LOW(LARGE), LOW(LARGE), LOW(LARGE | SURROGATE), LOW(LARGE), LOW(LARGE));
    const __m256i second_high = TWICE(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        (char)(CONTINUED | OVERLONG_3 | TOO_LARGE_OR_OVERLONG_4),
        (char)(CONTINUED | OVERLONG_3 | TOO_LARGE), (char)(CONTINUED | SURROGATE | TOO_LARGE),
        (char)(CONTINUED | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    __m256i one = BEFORE(v, last, 1), two = BEFORE(v, last, 2), three = BEFORE(v, last, 3);
    __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(first_high, high_half(one)),
            _mm256_shuffle_epi8(first_low, _mm256_and_si256(one, _mm256_set1_epi8(0x0F)))),
        _mm256_shuffle_epi8(second_high, high_half(v)));
    /* Where the third or fourth byte of a character must stand, and only there, two continuations
     * are right. */
    __m256i later = _mm256_or_si256(_mm256_subs_epu8(two, _mm256_set1_epi8(0xE0 - 0x80)),
                                    _mm256_subs_epu8(three, _mm256_set1_epi8(0xF0 - 0x80)));
    return _mm256_xor_si256(_mm256_and_si256(later, _mm256_set1_epi8(BIT8)), pairs);
}

/* Most steps are ASCII, which only needs that nothing was open before it. */
__attribute__((YG_QUICK_TARGET)) static bool is_utf8_quick(const char *p, size_t n) {
    __m256i last = _mm256_setzero_si256(), wrong = last;
    char rest[STEP] = {0};
    size_t at = 0;
    bool was_ascii = true;
    for (; n - at >= STEP; at += STEP) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + at));
        bool is_ascii = _mm256_movemask_epi8(v) == 0;
        if (!is_ascii || !was_ascii)
            wrong = _mm256_or_si256(wrong, wrong_in(v, last));
        was_ascii = is_ascii;
        last = v;
    }
    while (at <= n) { /* with a zero behind the last byte */
        size_t left = n - at < STEP ? n - at : STEP;
        memset(rest, 0, sizeof rest);
        memcpy(rest, p + at, left);
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)rest);
        wrong = _mm256_or_si256(wrong, wrong_in(v, last));
        last = v;
        at += STEP;
    }
    return _mm256_testz_si256(wrong, wrong);
}
#endif

bool yg_log_is_utf8(yg_str s) {
#ifdef YG_QUICK_TARGET
    if (yg_processor_is_quick())
        return s.n == 0 || is_utf8_quick(s.p, s.n);
#endif
    return yg_utf8_check(s) == s.n;
}
