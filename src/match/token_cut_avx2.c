/* The quick cutter with AVX2, for x86-64 processors from 2013 on. See token_cut_part.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_cut_part.h"

/* '\\' '%' '[' '(' '{' '@' and bytes above U+007F; with them '|' '`' and two control bytes, which
 * are passed over later. */
QUICK __m256i specials_of(__m256i v) {
    const __m128i table = _mm_setr_epi8('`', 0, 0, 0, 0, '%', 0, 0, '(', 0, 0, '{', '|', 0, 0, 0);
    return _mm256_or_si256(v, yg_members(yg_lower(v), table));
}

QUICK masks classify(const char *p, unsigned has, bool with_colons) {
    (void)has;
    __m256i a = yg_load32(p), b = yg_load32(p + 32);
    masks m = {
        .digit = yg_bits(yg_digits(a), yg_digits(b)),
        .dot = yg_bits(yg_are(a, '.'), yg_are(b, '.')),
        .sign = yg_bits(yg_signs(a), yg_signs(b)),
        .special = yg_bits(specials_of(a), specials_of(b)),
    };
    m.alnum = m.digit | yg_bits(yg_letters(a), yg_letters(b));
    if (with_colons)
        m.colon = yg_bits(yg_are(a, ':'), yg_are(b, ':'));
    return m;
}

/* Most blocks have no more than two. Gives the number of ends with them. */
QUICK uint32_t put_ends(uint16_t *to, uint32_t ends_n, uint32_t at, uint64_t ends) {
    uint32_t n = (uint32_t)_mm_popcnt_u64(ends);
    to += ends_n;
    to[0] = (uint16_t)(at + _tzcnt_u64(ends));
    ends = _blsr_u64(ends);
    to[1] = (uint16_t)(at + _tzcnt_u64(ends));
    ends = _blsr_u64(ends);
    if (__builtin_expect(n > 2, 0))
        for (to += 2; ends != 0; ends = _blsr_u64(ends))
            *to++ = (uint16_t)(at + _tzcnt_u64(ends));
    return ends_n + n;
}

YG_CUT_FORMS(YG_QUICK_TARGET)

void yg_token_cut_avx2(yg_token_text *t) {
    cut_text(t, &forms);
}
#endif
