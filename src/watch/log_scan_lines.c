/* Line ends, counted as fast as memory gives them: every block needs it for the numbers of its
 * lines. */
#include "match/processor.h"
#include "watch/log_scan_part.h"

#ifdef YG_QUICK_TARGET
#include <immintrin.h>

enum { STEP = 32, STEPS = 255 }; /* a byte counts to 255 */

__attribute__((YG_QUICK_TARGET)) static uint64_t count_quick(const char *p, size_t n,
                                                             size_t *ret_at, bool *ret_is_plain) {
    const __m256i end = _mm256_set1_epi8('\n'), zero = _mm256_setzero_si256();
    const __m256i escape = _mm256_set1_epi8(0x1B);
    __m256i other = zero; /* high bits: of bytes that are no plain ASCII */
    __m256i sum = zero;
    size_t at = 0;
    while (n - at >= STEP) {
        __m256i a = zero;
        size_t steps = (n - at) / STEP < STEPS ? (n - at) / STEP : STEPS;
        for (size_t i = 0; i < steps; i++, at += STEP) {
            __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + at));
            a = _mm256_sub_epi8(a, _mm256_cmpeq_epi8(v, end));
            other = _mm256_or_si256(other, _mm256_or_si256(v, _mm256_cmpeq_epi8(v, escape)));
        }
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(a, zero));
    }
    *ret_at = at;
    *ret_is_plain = _mm256_movemask_epi8(other) == 0;
    return (uint64_t)_mm256_extract_epi64(sum, 0) + (uint64_t)_mm256_extract_epi64(sum, 1) +
           (uint64_t)_mm256_extract_epi64(sum, 2) + (uint64_t)_mm256_extract_epi64(sum, 3);
}
#endif

uint64_t yg_log_lines_seen(yg_str s, bool *ret_is_plain) {
    uint64_t lines = 0;
    size_t at = 0;
    bool is_plain = true;
#ifdef YG_QUICK_TARGET
    if (yg_processor_is_quick())
        lines = count_quick(s.p, s.n, &at, &is_plain);
#endif
    for (; at < s.n; at++) {
        lines += s.p[at] == '\n';
        is_plain &= (unsigned char)s.p[at] < 0x80 && s.p[at] != 0x1B;
    }
    *ret_is_plain = is_plain;
    return lines;
}

uint64_t yg_log_lines(yg_str s) {
    bool is_plain;
    return yg_log_lines_seen(s, &is_plain);
}
