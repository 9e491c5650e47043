/* Line ends, counted as fast as memory gives them: every block needs it for the numbers of its
 * lines. */
#include "match/processor.h"
#include "watch/log_scan_part.h"

#ifdef YG_QUICK_TARGET
#include <immintrin.h>

enum { STEP = 32, STEPS = 255 }; /* a byte counts to 255 */

__attribute__((YG_QUICK_TARGET)) static uint64_t count_quick(const char *p, size_t n,
                                                             size_t *ret_at) {
    const __m256i end = _mm256_set1_epi8('\n'), zero = _mm256_setzero_si256();
    __m256i sum = zero;
    size_t at = 0;
    while (n - at >= STEP) {
        __m256i a = zero;
        size_t steps = (n - at) / STEP < STEPS ? (n - at) / STEP : STEPS;
        for (size_t i = 0; i < steps; i++, at += STEP)
            a = _mm256_sub_epi8(
                a, _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(p + at)),
                                     end));
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(a, zero));
    }
    *ret_at = at;
    return (uint64_t)_mm256_extract_epi64(sum, 0) + (uint64_t)_mm256_extract_epi64(sum, 1) +
           (uint64_t)_mm256_extract_epi64(sum, 2) + (uint64_t)_mm256_extract_epi64(sum, 3);
}
#endif

uint64_t yg_log_lines(yg_str s) {
    uint64_t lines = 0;
    size_t at = 0;
#ifdef YG_QUICK_TARGET
    if (yg_processor_is_quick())
        lines = count_quick(s.p, s.n, &at);
#endif
    for (; at < s.n; at++)
        lines += s.p[at] == '\n';
    return lines;
}
