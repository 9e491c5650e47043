/* The quick cutter with AVX-512 (VBMI and VBMI2), for x86-64 processors from 2019 on: a table
 * lookup gives the classes of 64 bytes at once. See token_cut_part.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_cut_part.h"

#define WIDE_TARGET                                                                                \
    target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")
#define WIDE __attribute__((WIDE_TARGET, always_inline)) static inline

enum { ALNUM = 1, DIGIT = 2, SIGN = 4, BRACKET = 16, SLASH = 32, PERCENT = 64, MAIL = 128 };

/* Classes of the bytes below 128. */
static const uint8_t classes[128] __attribute__((aligned(64))) = {
    ['0' ... '9'] = ALNUM | DIGIT,
    ['A' ... 'Z'] = ALNUM,
    ['a' ... 'z'] = ALNUM,
    ['.'] = SIGN,
    ['-'] = SIGN,
    ['_'] = SIGN,
    ['['] = BRACKET,
    ['('] = BRACKET,
    ['{'] = BRACKET,
    ['\\'] = SLASH,
    ['%'] = PERCENT,
    ['@'] = MAIL,
};
/* What a byte must have before it to be the second one of something to decode (yg_is_trigger);
 * above U+007F more is seen than is there. */
static const uint8_t behind[128] __attribute__((aligned(64))) = {
    ['.'] = BRACKET, ['@'] = BRACKET, [':'] = BRACKET, ['/'] = BRACKET, ['d'] = BRACKET,
    ['D'] = BRACKET, ['a'] = BRACKET, ['A'] = BRACKET, ['u'] = SLASH,   ['x'] = SLASH,
    ['b'] = SLASH,   ['f'] = SLASH,   ['n'] = SLASH,   ['r'] = SLASH,   ['t'] = SLASH,
};

/* Bytes that the slow paths may have to see; of '%' and '@' nothing is asked of what follows. */
WIDE uint64_t specials_of(const char *p, __m512i v, __m512i c, unsigned has, bool is_tail) {
    /* The last 64 bytes are followed by nothing that may be read. */
    __m512i next = _mm512_maskz_loadu_epi8(is_tail ? ~UINT64_C(0) >> 1 : ~UINT64_C(0), p + 1);
    __m512i b =
        _mm512_permutex2var_epi8(_mm512_load_si512(behind), next, _mm512_load_si512(behind + 64));
    __m512i always = _mm512_set1_epi8((char)((has & YG_SET_MAIL) != 0 ? PERCENT | MAIL : PERCENT));
    __m512i special = _mm512_ternarylogic_epi64(c, b, always, 0xE0); /* c & (b | always) */
    return _mm512_movepi8_mask(v) | _mm512_test_epi8_mask(special, special);
}

WIDE masks classify(const char *p, unsigned has, bool with_colons, bool is_tail) {
    __m512i v = _mm512_loadu_si512(p);
    __m512i c = _mm512_maskz_permutex2var_epi8(~_mm512_movepi8_mask(v), _mm512_load_si512(classes),
                                               v, _mm512_load_si512(classes + 64));
    masks m = {
        .alnum = _mm512_test_epi8_mask(c, _mm512_set1_epi8(ALNUM)),
        .digit = _mm512_test_epi8_mask(c, _mm512_set1_epi8(DIGIT)),
        .dot = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('.')),
        .sign = _mm512_test_epi8_mask(c, _mm512_set1_epi8(SIGN)),
        .special = specials_of(p, v, c, has, is_tail),
    };
    if (with_colons)
        m.colon = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(':'));
    return m;
}

/* Sixteen are written at once: a block with more is rare. */
WIDE uint32_t put_ends(uint32_t *to, uint32_t ends_n, uint32_t at, uint64_t ends) {
    static const uint8_t count[64] __attribute__((aligned(64))) = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    uint32_t n = (uint32_t)_mm_popcnt_u64(ends);
    __m512i places = _mm512_maskz_compress_epi8(ends, _mm512_load_si512(count));
    __m512i base = _mm512_set1_epi32((int)at);
    to += ends_n;
    _mm512_storeu_si512(
        to, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places))));
    if (__builtin_expect(n > 16, 0))
        _mm512_storeu_si512(
            to + 16,
            _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1))));
    return ends_n + n;
}

YG_CUT_FORMS(WIDE_TARGET)

bool yg_token_has_avx512(void) {
    return yg_processor_is_quick() && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw");
}

void yg_token_cut_avx512(yg_token_text *t) {
    cut_text(t, &forms);
}
#endif
