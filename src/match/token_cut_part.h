/* What both quick cutters do with the masks of 64 bytes. Included by token_cut_avx2.c and
 * token_cut_avx512.c, which say how the masks are made and how the ends are written down:
 * masks classify(const char *p, unsigned has, bool with_colons);
 * uint32_t put_ends(uint16_t *to, uint32_t ends_n, uint32_t at, uint64_t ends);
 *
 * Where tokens end is found by adding: a number with a bit at each dot's right neighbour, plus the
 * mask of letters and digits, carries each of these bits to the end of its label. What is left over
 * outside the mask marks labels that stand behind a dot; if no token byte follows, a token ends. */
#ifndef YG_MATCH_TOKEN_CUT_PART_H
#define YG_MATCH_TOKEN_CUT_PART_H

#include "match/token_quick.h"
#include "match/token_vector.h"

/* So far ahead memory is fetched: while the filters work nothing is read, and the processor's own
 * prefetching loses the trail. */
enum { YG_AHEAD = 2048 };

/* Bit i: byte i of 64 is of that class. */
typedef struct {
    uint64_t alnum, digit, dot, sign /* . - _ */, special, colon;
} masks;

/* What went before: carries and the last bits of the 64 bytes before. */
typedef struct {
    uint64_t label, tail, dot, digit, token, colon, pairs_n;
} carried;

QUICK masks cut_off(masks m, size_t n) {
    uint64_t keep = _bzhi_u64(~UINT64_C(0), (unsigned)n);
    return (masks){m.alnum & keep, m.digit & keep,   m.dot & keep,
                   m.sign & keep,  m.special & keep, m.colon & keep};
}

/* a + b + *carry where b has no bit 0, or a none, or nobody asks for the sum's bit 0: a token's
 * sign can both follow a label and go on with a tail, but it is no end. */
QUICK uint64_t add(uint64_t a, uint64_t b, uint64_t *carry) {
    unsigned long long sum;
    *carry = __builtin_add_overflow((unsigned long long)(a | *carry), b, &sum);
    return sum;
}

/* The mask moved one byte on; before: the mask of the 64 bytes before. */
QUICK uint64_t next(uint64_t mask, uint64_t before) {
    return mask << 1 | before >> 63;
}

/* Where what may be an address or a name ends. is_wide: labels may end in, or hold, '-' and '_'. */
QUICK uint64_t ends_of(masks m, carried *c, bool is_wide) {
    uint64_t token = m.alnum | m.sign, label = is_wide ? token & ~m.dot : m.alnum;
    uint64_t past = add(next(m.dot, c->dot) & label, label, &c->label) & ~label;
    uint64_t signs = m.sign & past;
    uint64_t tail = add(signs, m.sign, &c->tail) & ~m.sign;
    uint64_t ends = (past | tail) & ~token;
    uint64_t hyphens = m.sign & ~m.dot & next(m.digit, c->digit);
    ends |= is_wide ? hyphens : hyphens & past;
    c->dot = m.dot;
    c->digit = m.digit;
    return ends;
}

/* Where the other tokens end. */
QUICK uint64_t words_of(masks m, carried *c, uint64_t ends) {
    uint64_t token = m.alnum | m.sign, all = next(token, c->token) & ~token;
    c->token = token;
    return all & ~ends;
}

/* Sixteen letters and digits in a row, beginning at a multiple of 16: every run of 32 has that. */
QUICK bool has_word(uint64_t alnum) {
    return (((~alnum) - UINT64_C(0x0001000100010001)) & alnum & UINT64_C(0x8000800080008000)) != 0;
}

/* Two colons in a row, or enough of them close together for an IPv6 address without such: six, with
 * at most four digits between two, so five that stand not more than five bytes behind another, in
 * these 64 bytes and those before; one of them may be lost where the 64 bytes meet. */
QUICK bool has_colons(uint64_t colon, carried *c) {
    uint64_t behind = colon << 1, pairs_n;
    behind |= behind << 1;
    behind |= behind << 2 | colon << 5;
    pairs_n = (uint64_t)_mm_popcnt_u64(colon & behind);
    bool is_double = (colon & next(colon, c->colon)) != 0;
    bool has_many = pairs_n + c->pairs_n >= 4;
    c->colon = colon;
    c->pairs_n = pairs_n;
    return is_double | has_many;
}

/* A stretch up to `end`, which is a place of the text. */
typedef void yg_cut(const yg_token_text *t, yg_token_stage *stage, carried *carry, size_t end);
typedef struct {
    yg_cut *small, *colons, *wide, *all;
} cut_forms;

/* What one form of the loop does with 64 bytes. */
#define YG_CUT_BLOCK(is_wide, with_words, with_colons, cutting)                                    \
    {                                                                                              \
        masks m = classify(text + at, has, with_colons);                                           \
        cutting;                                                                                   \
        uint64_t ends = ends_of(m, &c, is_wide);                                                   \
        ends_n = put_ends(stage->ends, ends_n, at, ends);                                          \
        if (with_words)                                                                            \
            plain_n = put_ends(stage->plain, plain_n, at, words_of(m, &c, ends));                  \
        stage->words[words_n] = at;                                                                \
        words_n += has_word(m.alnum);                                                              \
        stage->specials[specials_n] = at;                                                          \
        specials_n += m.special != 0;                                                              \
        if (with_colons) {                                                                         \
            stage->colons[colons_n] = at;                                                          \
            colons_n += has_colons(m.colon, &c);                                                   \
        }                                                                                          \
    }

/* Counts and carries are locals, which the compiler keeps in registers. Forms of their own, since
 * the compiler then leaves out what a set does not need. The end of the text stands apart. */
#define YG_CUT_FORM(name, target, is_wide, with_words, with_colons)                                \
    __attribute__((target, noinline)) static void name(                                            \
        const yg_token_text *t, yg_token_stage *stage, carried *carry, size_t end) {               \
        const char *text = t->text.p + stage->from;                                                \
        uint32_t n = (uint32_t)(end - stage->from), at = 0, ends_n = 0, words_n = 0,               \
                 specials_n = 0, colons_n = 0, plain_n = 0;                                        \
        uint32_t left = (uint32_t)(t->text.n - stage->from < n ? t->text.n - stage->from : n);     \
        unsigned has = t->set->has;                                                                \
        carried c = *carry;                                                                        \
        for (; at + 64 <= left; at += 64) {                                                        \
            _mm_prefetch(text + at + YG_AHEAD, _MM_HINT_T0);                                       \
            YG_CUT_BLOCK(is_wide, with_words, with_colons, )                                       \
        }                                                                                          \
        if (at < n)                                                                                \
            YG_CUT_BLOCK(is_wide, with_words, with_colons, m = cut_off(m, left - at))              \
        *carry = c;                                                                                \
        stage->ends_n = ends_n;                                                                    \
        stage->words_n = words_n;                                                                  \
        stage->specials_n = specials_n;                                                            \
        stage->plain_n = plain_n;                                                                  \
        stage->colons_n = colons_n;                                                                \
    }
#define YG_CUT_FORMS(target)                                                                       \
    YG_CUT_FORM(cut_small, target, false, false, false)                                            \
    YG_CUT_FORM(cut_colons, target, false, false, true)                                            \
    YG_CUT_FORM(cut_wide, target, true, false, true)                                               \
    YG_CUT_FORM(cut_all, target, true, true, true)                                                 \
    static const cut_forms forms = {cut_small, cut_colons, cut_wide, cut_all};

static inline void cut_text(yg_token_text *t, const cut_forms *forms) {
    yg_token_stage *stage = t->scratch->stage;
    unsigned has = t->set->has;
    yg_cut *cut = (has & YG_SET_WORDS) != 0  ? forms->all
                  : (has & YG_SET_WIDE) != 0 ? forms->wide
                  : (has & YG_SET_IPV6) != 0 ? forms->colons
                                             : forms->small;
    carried c = {0};
    stage->pending_n = 0;
    stage->number_done[0] = stage->number_done[1] = stage->digest_done = 0;
    stage->wide_done = stage->colon_done = 0;
    for (size_t from = 0; from <= t->text.n; from += YG_STRETCH) {
        stage->from = from;
        cut(t, stage, &c, t->text.n - from < YG_STRETCH ? t->text.n + 1 : from + YG_STRETCH);
        t->scratch->counts.tokens += stage->ends_n + stage->plain_n;
        yg_quick_sift_ends(t, stage);
        if ((has & YG_SET_DIGESTS) != 0)
            yg_quick_pick_words(t, stage);
        if (stage->specials_n > 0)
            yg_quick_pick_specials(t, stage);
        if (stage->colons_n > 0 && (has & YG_SET_IPV6) != 0)
            yg_quick_pick_colons(t, stage);
    }
    yg_quick_judge(t, stage);
}

#endif
