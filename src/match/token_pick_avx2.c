/* What the quick cutter flagged by blocks of 64 bytes: places for the slow paths. See
 * token_quick.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_vector.h"

static bool is_at(const yg_token_text *t, size_t at, unsigned class) {
    return at < t->text.n && yg_is_byte(t->text.p[at], class);
}

/* --- Triggers and bytes above U+007F --- */

/* Pieces of values in the run from high on. */
static void pick_pieces(yg_token_text *t, size_t high, size_t end) {
    for (size_t at = high; at < end;) {
        size_t stop = at;
        while (stop < end && yg_is_byte(t->text.p[stop], YG_BYTE_HIGH))
            stop++;
        if (stop > at)
            yg_judge_high(t, at, stop);
        at = stop > at ? stop : at + 1;
    }
}

/* Where a dot ends, or one of the full stops that stand for it: U+3002, U+FF0E, U+FF61. */
QUICK __m256i dots_of(const char *p, __m256i v) {
    __m256i middle = yg_load32(p - 1), first = yg_load32(p - 2);
    __m256i ideographic =
        _mm256_and_si256(yg_are(v, (char)0x82),
                         _mm256_and_si256(yg_are(middle, (char)0x80), yg_are(first, (char)0xE3)));
    __m256i wide = _mm256_and_si256(yg_are(first, (char)0xEF),
                                    _mm256_or_si256(yg_are(v, (char)0x8E), yg_are(v, (char)0xA1)));
    return _mm256_or_si256(yg_are(v, '.'), _mm256_or_si256(ideographic, wide));
}

/* Where the run of token bytes and bytes above U+007F at `at` ends, and whether it has a dot from
 * there on. */
QUICK size_t wide_end(const yg_token_text *t, size_t at, bool *ret_has_dot) {
    uint32_t dots = 0;
    for (; at < t->text.n; at += 32) {
        const char *p = t->text.p + at;
        __m256i v = yg_load32(p);
        __m256i token = _mm256_or_si256(_mm256_or_si256(yg_letters(v), yg_digits(v)), yg_signs(v));
        uint32_t run = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(v, token));
        uint32_t n = (uint32_t)_tzcnt_u32(~run);
        dots |= _bzhi_u32((uint32_t)_mm256_movemask_epi8(dots_of(p, v)), n);
        if (n == 32)
            continue;
        at += n;
        break;
    }
    *ret_has_dot = dots != 0;
    return at < t->text.n ? at : t->text.n;
}

__attribute__((YG_QUICK_TARGET)) static size_t pick_wide(yg_token_text *t, size_t done,
                                                         size_t high) {
    size_t start = high;
    bool has_dot, is_before = false;
    while (start > done && is_at(t, start - 1, YG_BYTE_TOKEN | YG_BYTE_HIGH))
        is_before |= t->text.p[--start] == '.';
    size_t end = wide_end(t, high, &has_dot);
    if ((t->set->has & YG_SET_HIGH) != 0)
        pick_pieces(t, high, end);
    if (has_dot || is_before)
        yg_judge_wide(t, start, end, high);
    return end;
}

/* Bits where a decoder may have something to do, where an '@' is, and all bytes above U+007F: what
 * stands behind is looked at roughly, yg_is_trigger does it exactly. */
QUICK uint64_t triggers_of(const char *p, bool has_mail) {
    __m256i mask[2];
    for (int i = 0; i < 2; i++, p += 32) {
        __m256i v = yg_load32(p), next = yg_load32(p + 1);
        __m256i behind_bracket =
            yg_members(yg_lower(next),
                       _mm_setr_epi8('`', 'a', 0, 0, 'd', 0, 0, 0, 0, 0, ':', 0, 0, 0, '.', '/'));
        /* u x b f n r t, without the bit in which b and r differ */
        __m256i behind_slash =
            yg_members(_mm256_andnot_si256(_mm256_set1_epi8(0x10), next),
                       _mm_setr_epi8(1, 0, 'b', 0, 'd', 'e', 'f', 0, 'h', 0, 0, 0, 0, 0, 'n', 0));
        __m256i bracket = _mm256_or_si256(yg_are(yg_lower(v), '{'), yg_are(v, '('));
        __m256i all = _mm256_or_si256(v, yg_are(v, '%'));
        all = _mm256_or_si256(all, _mm256_and_si256(bracket, behind_bracket));
        all = _mm256_or_si256(all, _mm256_and_si256(yg_are(v, '\\'), behind_slash));
        mask[i] = has_mail ? _mm256_or_si256(all, yg_are(v, '@')) : all;
    }
    return yg_bits(mask[0], mask[1]);
}

static void pick(yg_token_text *t, yg_token_stage *stage, size_t at, bool has_mail) {
    char c = t->text.p[at];
    if (yg_is_byte(c, YG_BYTE_HIGH)) {
        if (at >= stage->wide_done)
            stage->wide_done = pick_wide(t, stage->wide_done, at);
    } else if (c == '@') {
        if (has_mail && yg_bit(t->set->mails, yg_mail_around(t->text.p + at)))
            yg_token_mail(t, at);
    } else if (c == '\\' || c == '%' || c == '[' || c == '(' || c == '{') {
        if (t->view == NULL && at >= t->done && yg_is_trigger(t, at))
            yg_token_island(t, at);
    }
}

__attribute__((YG_QUICK_TARGET)) void yg_quick_pick_specials(yg_token_text *t,
                                                             yg_token_stage *stage) {
    bool has_mail = (t->set->has & YG_SET_MAIL) != 0;
    for (uint32_t i = 0; i < stage->specials_n; i++) {
        size_t block = stage->from + stage->specials[i];
        uint64_t left = ~UINT64_C(0);
        if (t->text.n - block > 64)
            left = triggers_of(t->text.p + block, has_mail);
        else
            left = _bzhi_u64(left, (unsigned)(t->text.n - block));
        while (left != 0) {
            size_t at = block + (size_t)_tzcnt_u64(left);
            left = _blsr_u64(left);
            pick(t, stage, at, has_mail);
            if (stage->wide_done > at)
                left &=
                    stage->wide_done - block < 64 ? ~UINT64_C(0) << (stage->wide_done - block) : 0;
        }
    }
}

/* --- Numbers --- */

void yg_quick_number(yg_token_text *t, size_t *done, size_t end) {
    size_t start = end, stop = end;
    bool has_letter = false, has_dot = false;
    if (end < *done)
        return;
    while (start > *done && is_at(t, start - 1, YG_BYTE_TOKEN))
        start--;
    while (is_at(t, stop, YG_BYTE_TOKEN))
        stop++;
    for (size_t i = start; i < stop; i++) {
        has_dot |= t->text.p[i] == '.';
        has_letter |= is_at(t, i, YG_BYTE_ALNUM) && !yg_is_byte(t->text.p[i], YG_BYTE_DIGIT);
    }
    *done = stop;
    if (has_dot && !has_letter)
        yg_judge_number(t, start, stop);
}

/* --- Colons --- */

static bool is_in_address(const yg_token_text *t, size_t at) {
    return is_at(t, at, YG_BYTE_HEX) || t->text.p[at] == ':' || t->text.p[at] == '.';
}

/* Colons that stand close behind another one. */
QUICK uint64_t colons_of(const char *p) {
    uint64_t colon = yg_bits(yg_are(yg_load32(p), ':'), yg_are(yg_load32(p + 32), ':'));
    __m256i before = yg_are(yg_load32(p - 32), ':');
    uint64_t last = (uint64_t)(uint32_t)_mm256_movemask_epi8(before) << 32, behind = 0;
    for (int i = 1; i <= 5; i++)
        behind |= colon << i | last >> (64 - i);
    return colon & behind;
}

__attribute__((YG_QUICK_TARGET)) void yg_quick_pick_colons(yg_token_text *t,
                                                           yg_token_stage *stage) {
    for (uint32_t i = 0; i < stage->colons_n; i++) {
        size_t block = stage->from + stage->colons[i];
        uint64_t left = colons_of(t->text.p + block);
        for (; left != 0; left = _blsr_u64(left)) {
            size_t at = block + (size_t)_tzcnt_u64(left), first = at;
            if (at >= t->text.n || at < stage->colon_done)
                continue;
            for (size_t j = at; j > stage->colon_done && is_in_address(t, j - 1); j--)
                if (t->text.p[j - 1] == ':')
                    first = j - 1;
            stage->colon_done = yg_judge_colon(t, first);
        }
    }
}
#endif
