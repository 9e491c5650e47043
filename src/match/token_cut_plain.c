/* The plain cutter: byte by byte. It says what the quick one must find too. */
#include "match/token_scratch.h"

static size_t run_end(const yg_token_text *t, size_t at, unsigned class) {
    while (at < t->text.n && yg_is_byte(t->text.p[at], class))
        at++;
    return at;
}

/* The runs of letters and digits inside a run of token bytes. */
static void cut_digests(yg_token_text *t, size_t start, size_t end) {
    for (size_t from = start; from < end;) {
        size_t stop = from;
        bool is_hex = true;
        while (stop < end && yg_is_byte(t->text.p[stop], YG_BYTE_ALNUM))
            is_hex &= yg_is_byte(t->text.p[stop++], YG_BYTE_HEX);
        size_t n = stop - from;
        if (is_hex && (n == 32 || n == 40 || n == 64 || n == 128))
            yg_judge_digest(t, from, stop);
        from = stop + 1;
    }
}

static void cut_token(yg_token_text *t, size_t start, size_t end) {
    bool has_dot = false, has_letter = false;
    for (size_t i = start; i < end; i++) {
        has_dot |= t->text.p[i] == '.';
        has_letter |=
            yg_is_byte(t->text.p[i], YG_BYTE_ALNUM) && !yg_is_byte(t->text.p[i], YG_BYTE_DIGIT);
    }
    t->scratch->counts.tokens++;
    if (!has_letter && has_dot)
        yg_judge_number(t, start, end);
    if (has_letter && (has_dot || (t->set->has & YG_SET_WORDS) != 0))
        yg_judge_run(t, start, end);
    if (end - start >= 32)
        cut_digests(t, start, end);
}

/* A run of token bytes and bytes above U+007F, cut into both. */
static size_t cut_wide(yg_token_text *t, size_t start) {
    size_t end = start, first_high = SIZE_MAX;
    while (end < t->text.n && yg_is_byte(t->text.p[end], YG_BYTE_TOKEN | YG_BYTE_HIGH)) {
        bool is_high = yg_is_byte(t->text.p[end], YG_BYTE_HIGH);
        size_t stop = run_end(t, end, is_high ? YG_BYTE_HIGH : YG_BYTE_TOKEN);
        if (!is_high)
            cut_token(t, end, stop);
        else if ((t->set->has & YG_SET_HIGH) != 0)
            yg_judge_high(t, end, stop);
        if (is_high && first_high == SIZE_MAX)
            first_high = end;
        end = stop;
    }
    if (first_high != SIZE_MAX)
        yg_judge_wide(t, start, end, first_high);
    return end;
}

void yg_token_cut_plain(yg_token_text *t) {
    unsigned has = t->set->has;
    size_t colon_done = 0;
    for (size_t at = 0; at < t->text.n;) {
        char c = t->text.p[at];
        if (yg_is_byte(c, YG_BYTE_TOKEN | YG_BYTE_HIGH)) {
            at = cut_wide(t, at);
            continue;
        }
        if (c == '@' && (has & YG_SET_MAIL) != 0)
            yg_token_mail(t, at);
        else if (c == ':' && at >= colon_done && (has & YG_SET_IPV6) != 0)
            colon_done = yg_judge_colon(t, at);
        else if (t->view == NULL && at >= t->done && memchr("\\%[({", c, 5) != NULL && c != 0 &&
                 yg_is_trigger(t, at))
            yg_token_island(t, at);
        at++;
    }
}
