/* The quick cutter with AVX-512 (VBMI and VBMI2), for x86-64 processors from 2019 on: a table
 * lookup gives the classes of 64 bytes at once. See token_cut_part.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_cut_part.h"

#define WIDE_TARGET                                                                                \
    target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")
#define WIDE __attribute__((WIDE_TARGET, always_inline)) static inline

/* OPEN: a byte that stands before a BEHIND when there is something to decode (yg_is_trigger); more
 * pairs are let through than are such. ALWAYS: seen whatever follows. */
enum { ALNUM = 1, DIGIT = 2, SIGN = 4, BEHIND = 32, OPEN = 64, ALWAYS = 128 };

/* Classes of the bytes below 128: of a set without addresses of mail, of one with such. */
#define CLASSES(of_at)                                                                             \
    {                                                                                              \
        ['0' ... '9'] = ALNUM | DIGIT, ['A'] = ALNUM | BEHIND,                                     \
                 ['B' ... 'C'] = ALNUM, ['D'] = ALNUM | BEHIND, ['E' ... 'Z'] = ALNUM,             \
                 ['a' ... 'b'] = ALNUM | BEHIND, ['c'] = ALNUM, ['d'] = ALNUM | BEHIND,            \
                 ['e'] = ALNUM, ['f'] = ALNUM | BEHIND,                                            \
                 ['g' ... 'm'] = ALNUM, ['n'] = ALNUM | BEHIND,                                    \
                 ['o' ... 'q'] = ALNUM, ['r'] = ALNUM | BEHIND, ['s'] = ALNUM,                     \
                 ['t' ... 'u'] = ALNUM | BEHIND, ['v' ... 'w'] = ALNUM, ['x'] = ALNUM | BEHIND,    \
                 ['y' ... 'z'] = ALNUM, ['.'] = SIGN | BEHIND, ['-'] = SIGN, ['_'] = SIGN,         \
                 [':'] = BEHIND, ['/'] = BEHIND, ['['] = OPEN, ['('] = OPEN, ['{'] = OPEN,         \
                 ['\\'] = OPEN, ['%'] = ALWAYS, ['@'] = BEHIND | (of_at),                          \
    }
static const uint8_t classes[2][128] __attribute__((aligned(64))) = {CLASSES(0), CLASSES(ALWAYS)};
static const uint8_t place[64] __attribute__((aligned(64))) = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

WIDE masks classify(const char *p, unsigned has, bool with_colons) {
    const uint8_t *table = classes[(has & YG_SET_MAIL) != 0];
    __m512i v = _mm512_loadu_si512(p);
    /* 127 has no class. */
    __m512i c = _mm512_permutex2var_epi8(_mm512_load_si512(table),
                                         _mm512_min_epu8(v, _mm512_set1_epi8(127)),
                                         _mm512_load_si512(table + 64));
    /* What stands behind each byte; behind the last one, something. */
    __m512i next =
        _mm512_permutexvar_epi8(_mm512_add_epi8(_mm512_load_si512(place), _mm512_set1_epi8(1)), c);
    next = _mm512_mask_mov_epi8(next, UINT64_C(1) << 63, _mm512_set1_epi8(BEHIND));
    __m512i both = _mm512_and_si512(c, _mm512_add_epi8(next, next)); /* its bit OPEN */
    both = _mm512_add_epi8(both, both);
    masks m = {
        .alnum = _mm512_test_epi8_mask(c, _mm512_set1_epi8(ALNUM)),
        .digit = _mm512_test_epi8_mask(c, _mm512_set1_epi8(DIGIT)),
        .dot = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('.')),
        .sign = _mm512_test_epi8_mask(c, _mm512_set1_epi8(SIGN)),
        .special = _mm512_movepi8_mask(_mm512_ternarylogic_epi64(both, c, v, 0xFE)),
    };
    if (with_colons)
        m.colon = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(':'));
    return m;
}

/* Sixteen are written at once: a block with more is rare. */
WIDE uint32_t put_ends(uint16_t *to, uint32_t ends_n, uint32_t at, uint64_t ends) {
    uint32_t n = (uint32_t)_mm_popcnt_u64(ends);
    __m512i places = _mm512_maskz_compress_epi8(ends, _mm512_load_si512(place));
    __m512i base = _mm512_set1_epi16((short)at);
    to += ends_n;
    __m256i first = _mm256_cvtepu8_epi16(_mm512_castsi512_si128(places));
    _mm256_storeu_si256((void *)to, _mm256_add_epi16(_mm512_castsi512_si256(base), first));
    if (__builtin_expect(n > 16, 0))
        _mm512_storeu_si512(
            to, _mm512_add_epi16(base, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(places))));
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
