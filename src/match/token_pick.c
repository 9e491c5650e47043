/* What the quick cutter flagged by blocks of 64 bytes, read byte by byte. See token_quick.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)

static bool is_at(const yg_token_text *t, size_t at, unsigned class) {
    return at < t->text.n && yg_is_byte(t->text.p[at], class);
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

/* --- Digests --- */

/* The run of letters and digits around `at`, which is one of them. */
static size_t pick_word(yg_token_text *t, size_t done, size_t at) {
    size_t start = at, end = at;
    bool is_hex = true;
    while (start > done && is_at(t, start - 1, YG_BYTE_ALNUM))
        start--;
    for (end = start; is_at(t, end, YG_BYTE_ALNUM); end++)
        is_hex &= yg_is_byte(t->text.p[end], YG_BYTE_HEX);
    size_t n = end - start;
    if (is_hex && (n == 32 || n == 40 || n == 64 || n == 128))
        yg_judge_digest(t, start, end);
    return end;
}

void yg_quick_pick_words(yg_token_text *t, yg_token_stage *stage) {
    for (uint32_t i = 0; i < stage->words_n; i++) {
        size_t block = stage->from + stage->words[i];
        for (size_t at = block; at < block + 64; at += 16) {
            if (at < stage->digest_done || !is_at(t, at, YG_BYTE_ALNUM) ||
                !is_at(t, at + 15, YG_BYTE_ALNUM))
                continue;
            stage->digest_done = pick_word(t, stage->digest_done, at);
        }
    }
}

/* --- Triggers and bytes above U+007F --- */

static size_t pick_wide(yg_token_text *t, size_t done, size_t high) {
    size_t start = high, end = high;
    while (start > done && is_at(t, start - 1, YG_BYTE_TOKEN | YG_BYTE_HIGH))
        start--;
    while (is_at(t, end, YG_BYTE_TOKEN | YG_BYTE_HIGH)) {
        size_t stop = end;
        if (is_at(t, end, YG_BYTE_TOKEN)) {
            end++;
            continue;
        }
        while (is_at(t, stop, YG_BYTE_HIGH))
            stop++;
        if ((t->set->has & YG_SET_HIGH) != 0)
            yg_judge_high(t, end, stop);
        end = stop;
    }
    yg_judge_wide(t, start, end, high);
    return end;
}

void yg_quick_pick_specials(yg_token_text *t, yg_token_stage *stage) {
    bool has_mail = (t->set->has & YG_SET_MAIL) != 0;
    for (uint32_t i = 0; i < stage->specials_n; i++) {
        size_t block = stage->from + stage->specials[i];
        size_t end = block + 64 < t->text.n ? block + 64 : t->text.n;
        for (size_t at = block; at < end; at++) {
            char c = t->text.p[at];
            if (yg_is_byte(c, YG_BYTE_HIGH)) {
                if (at >= stage->wide_done)
                    stage->wide_done = pick_wide(t, stage->wide_done, at);
            } else if (c == '@') {
                if (has_mail)
                    yg_token_mail(t, at);
            } else if (c == '\\' || c == '%' || c == '[' || c == '(' || c == '{') {
                if (t->view == NULL && at >= t->done && yg_is_trigger(t, at))
                    yg_token_island(t, at);
            }
        }
    }
}

/* --- Colons --- */

static bool is_in_address(const yg_token_text *t, size_t at) {
    return is_at(t, at, YG_BYTE_HEX) || t->text.p[at] == ':' || t->text.p[at] == '.';
}

void yg_quick_pick_colons(yg_token_text *t, yg_token_stage *stage) {
    for (uint32_t i = 0; i < stage->colons_n; i++) {
        size_t block = stage->from + stage->colons[i];
        for (size_t at = block; at < block + 64 && at < t->text.n; at++) {
            if (t->text.p[at] != ':' || at < stage->colon_done)
                continue;
            size_t first = at;
            for (size_t j = at; j > stage->colon_done && is_in_address(t, j - 1); j--)
                if (t->text.p[j - 1] == ':')
                    first = j - 1;
            stage->colon_done = yg_judge_colon(t, first);
        }
    }
}
#endif
