/* The quick cutter: 64 bytes at a time, as bits. See token_quick.h.
 *
 * Where tokens end is found by adding: a number with a bit at each dot's right neighbour, plus the
 * mask of letters and digits, carries each of these bits to the end of its label. What is left over
 * outside the mask marks labels that stand behind a dot; if no token byte follows, a token ends. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define QUICK __attribute__((YG_QUICK_TARGET, always_inline)) static inline

/* Bit i: byte i of 64 is of that class. */
typedef struct {
    uint64_t letter, digit, dot, sign /* . - _ */, special, colon;
} masks;

/* What went before: carries and the last bits of the 64 bytes before. */
typedef struct {
    unsigned char label, tail;
    uint64_t dot, digit, token, word, colon;
} carried;

QUICK uint64_t bits(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
                                                     << 32;
}

QUICK __m256i letters_of(__m256i v) {
    __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    return _mm256_cmpgt_epi8(_mm256_add_epi8(lower, _mm256_set1_epi8(127 - 'z')),
                             _mm256_set1_epi8(127 - 26));
}

QUICK __m256i digits_of(__m256i v) {
    return _mm256_cmpgt_epi8(_mm256_add_epi8(v, _mm256_set1_epi8(127 - '9')),
                             _mm256_set1_epi8(127 - 10));
}

/* Members of a small set of characters, all different in their lower four bits. */
QUICK __m256i signs_of(__m256i v) {
    const __m256i table = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '-', '.', '_'));
    return _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(table, v));
}

/* '\\' '%' '[' '(' '{' '@' and bytes above U+007F; with them '|' '`' and two control bytes, which
 * are passed over later. */
QUICK __m256i specials_of(__m256i v) {
    const __m256i table = _mm256_broadcastsi128_si256(
        _mm_setr_epi8('`', 0, 0, 0, 0, '%', 0, 0, '(', 0, 0, '{', '|', 0, 0, 0));
    __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    return _mm256_or_si256(v, _mm256_cmpeq_epi8(lower, _mm256_shuffle_epi8(table, lower)));
}

QUICK masks classify(const char *p, bool with_colons) {
    __m256i a = _mm256_loadu_si256((const void *)p), b = _mm256_loadu_si256((const void *)(p + 32));
    const __m256i dot = _mm256_set1_epi8('.'), colon = _mm256_set1_epi8(':');
    masks m = {
        .letter = bits(letters_of(a), letters_of(b)),
        .digit = bits(digits_of(a), digits_of(b)),
        .dot = bits(_mm256_cmpeq_epi8(a, dot), _mm256_cmpeq_epi8(b, dot)),
        .sign = bits(signs_of(a), signs_of(b)),
        .special = bits(specials_of(a), specials_of(b)),
    };
    if (with_colons)
        m.colon = bits(_mm256_cmpeq_epi8(a, colon), _mm256_cmpeq_epi8(b, colon));
    return m;
}

QUICK masks cut_off(masks m, size_t n) {
    uint64_t keep = _bzhi_u64(~UINT64_C(0), (unsigned)n);
    return (masks){m.letter & keep, m.digit & keep,   m.dot & keep,
                   m.sign & keep,   m.special & keep, m.colon & keep};
}

QUICK uint64_t add(uint64_t a, uint64_t b, unsigned char *carry) {
    unsigned long long sum;
    *carry = _addcarry_u64(*carry, a, b, &sum);
    return sum;
}

/* The mask moved one byte on; before: the mask of the 64 bytes before. */
QUICK uint64_t next(uint64_t mask, uint64_t before) {
    return mask << 1 | before >> 63;
}

/* Where what may be an address or a name ends. is_wide: labels may end in, or hold, '-' and '_'. */
QUICK uint64_t ends_of(masks m, carried *c, bool is_wide, bool with_words) {
    uint64_t alnum = m.letter | m.digit, token = alnum | m.sign;
    uint64_t label = is_wide ? token & ~m.dot : alnum;
    uint64_t past = add(next(m.dot, c->dot) & label, label, &c->label) & ~label;
    uint64_t signs = m.sign & past;
    uint64_t tail = add(signs, m.sign, &c->tail) & ~m.sign;
    uint64_t ends = (past | tail) & ~token;
    uint64_t hyphens = m.sign & ~m.dot & next(m.digit, c->digit);
    ends |= is_wide ? hyphens : hyphens & past;
    if (with_words)
        ends |= next(token, c->token) & ~token;
    c->dot = m.dot;
    c->digit = m.digit;
    c->token = token;
    return ends;
}

QUICK void put_ends(yg_token_stage *stage, uint32_t at, uint64_t ends) {
    uint32_t *to = stage->ends + stage->ends_n;
    uint32_t n = (uint32_t)_mm_popcnt_u64(ends);
    stage->ends_n += n;
    to[0] = at + (uint32_t)_tzcnt_u64(ends);
    ends = _blsr_u64(ends);
    to[1] = at + (uint32_t)_tzcnt_u64(ends);
    ends = _blsr_u64(ends);
    if (__builtin_expect(n > 2, 0))
        for (to += 2; ends != 0; ends = _blsr_u64(ends))
            *to++ = at + (uint32_t)_tzcnt_u64(ends);
}

/* Sixteen letters and digits in a row, beginning at a multiple of 16: every run of 32 has that. */
QUICK bool has_word(uint64_t alnum) {
    return (((~alnum) - UINT64_C(0x0001000100010001)) & alnum & UINT64_C(0x8000800080008000)) != 0;
}

/* A colon not more than five bytes behind another one. */
QUICK bool has_colons(uint64_t colon, uint64_t before) {
    uint64_t one = next(colon, before);
    uint64_t two = colon << 2 | before >> 62, three = colon << 3 | before >> 61;
    uint64_t four = colon << 4 | before >> 60, five = colon << 5 | before >> 59;
    return (colon & (one | two | three | four | five)) != 0;
}

QUICK void cut_stretch(const yg_token_text *t, yg_token_stage *stage, carried *c, size_t end,
                       bool is_wide, bool with_words, bool with_colons) {
    for (size_t i = stage->from; i < end; i += 64) {
        uint32_t at = (uint32_t)(i - stage->from);
        masks m = classify(t->text.p + i, with_colons);
        if (__builtin_expect(t->text.n - i < 64, 0))
            m = cut_off(m, t->text.n - i);
        put_ends(stage, at, ends_of(m, c, is_wide, with_words));
        stage->words[stage->words_n] = at;
        stage->words_n += has_word(m.letter | m.digit);
        stage->specials[stage->specials_n] = at;
        stage->specials_n += m.special != 0;
        if (with_colons) {
            stage->colons[stage->colons_n] = at;
            stage->colons_n += has_colons(m.colon, c->colon);
            c->colon = m.colon;
        }
    }
}

/* Forms of their own, since the compiler then leaves out what a set does not need. */
#define FORM(name, is_wide, with_words, with_colons)                                               \
    __attribute__((YG_QUICK_TARGET, noinline)) static void name(                                   \
        const yg_token_text *t, yg_token_stage *stage, carried *c, size_t end) {                   \
        cut_stretch(t, stage, c, end, is_wide, with_words, with_colons);                           \
    }
FORM(cut_small, false, false, false)
FORM(cut_colons, false, false, true)
FORM(cut_wide, true, false, true)
FORM(cut_all, true, true, true)

void yg_token_cut_quick(yg_token_text *t) {
    yg_token_stage *stage = t->scratch->stage;
    unsigned has = t->set->has;
    carried c = {0};
    stage->number_done[0] = stage->number_done[1] = stage->digest_done = stage->wide_done =
        stage->colon_done = 0;
    for (size_t from = 0; from <= t->text.n; from += YG_STRETCH) {
        size_t end = t->text.n - from < YG_STRETCH ? t->text.n + 1 : from + YG_STRETCH;
        stage->from = from;
        stage->ends_n = stage->words_n = stage->specials_n = stage->colons_n = 0;
        if ((has & YG_SET_WORDS) != 0)
            cut_all(t, stage, &c, end);
        else if ((has & YG_SET_WIDE) != 0)
            cut_wide(t, stage, &c, end);
        else if ((has & YG_SET_IPV6) != 0)
            cut_colons(t, stage, &c, end);
        else
            cut_small(t, stage, &c, end);
        t->scratch->counts.tokens += stage->ends_n;
        yg_quick_sift_ends(t, stage);
        if ((has & YG_SET_DIGESTS) != 0)
            yg_quick_pick_words(t, stage);
        if (stage->specials_n > 0)
            yg_quick_pick_specials(t, stage);
        if (stage->colons_n > 0 && (has & YG_SET_IPV6) != 0)
            yg_quick_pick_colons(t, stage);
    }
}
#endif
