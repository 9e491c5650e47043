/* The slow reference (match/token_brute.h). Slow and plain on purpose: what is clever elsewhere is
 * looked up here. */
#include "match/token_brute.h"

#include <stdlib.h>

#include "match/token_brute_part.h"

static bool is_alnum(char c) {
    return yg_is_byte(c, YG_BYTE_ALNUM);
}

static bool is_letter(char c) {
    return is_alnum(c) && !(c >= '0' && c <= '9');
}

static bool is_hex(char c) {
    return yg_is_byte(c, YG_BYTE_HEX);
}

void yg_brute_add(yg_brute *b, uint32_t number, yg_hit_kind kind, size_t start, size_t end) {
    yg_token_hit hit = {number, kind, start, end, b->from != NULL};
    yg_indicator_type type = yg_indicators_type(b->set, number);
    if (b->names != NULL && type != YG_INDICATOR_DOMAIN && type != YG_INDICATOR_HOST &&
        type != YG_INDICATOR_EMAIL)
        return; /* only names are looked for in the names view */
    if (b->from != NULL) {
        hit.start = b->from[start];
        hit.end = b->from[end];
    }
    yg_vec_push(b->hits, hit);
}

yg_str yg_brute_value(yg_brute *b, uint32_t number) {
    return yg_indicators_value(b->set, number, &b->value);
}

/* --- Tokens --- */

static bool has_end(yg_str token, yg_str name) {
    return token.n > name.n && token.p[token.n - name.n - 1] == '.' &&
           yg_str_eq_nocase(yg_str_from(token, token.n - name.n), name);
}

static void names(yg_brute *b, size_t start, size_t end) {
    yg_str token = yg_str_sub(b->text, start, end - start);
    for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
        yg_indicator_type type = yg_indicators_type(b->set, i);
        if (type != YG_INDICATOR_DOMAIN && type != YG_INDICATOR_HOST)
            continue;
        yg_str name = yg_brute_value(b, i);
        if (yg_str_eq_nocase(token, name) || (type == YG_INDICATOR_DOMAIN && has_end(token, name)))
            yg_brute_add(b, i, YG_HIT_WHOLE, start, end);
    }
}

/* The first `prefix` bits of both are the same. */
static bool are_near(const uint8_t *a, const uint8_t *b, unsigned prefix) {
    for (unsigned i = 0; i < prefix; i++) {
        if (((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1) != 0)
            return false;
    }
    return true;
}

/* address: as a quad in a.b.c.d order, or 16 bytes. */
static void address(yg_brute *b, const uint8_t *bytes, bool six, size_t start, size_t end) {
    for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
        uint8_t want[16];
        uint32_t four = 0;
        uint64_t prefix = six ? 128 : 32;
        size_t quad;
        if (yg_indicators_type(b->set, i) != (six ? YG_INDICATOR_IPV6 : YG_INDICATOR_IPV4))
            continue;
        yg_str value = yg_brute_value(b, i);
        size_t slash = yg_str_chr(value, '/');
        if (slash != SIZE_MAX)
            (void)yg_str_to_u64(yg_str_from(value, slash + 1), &prefix);
        value = yg_str_sub(value, 0, slash);
        if (six ? !yg_ipv6_read(value, want, &quad) : !yg_ipv4_read(value, &four))
            continue;
        if (!six)
            for (int k = 0; k < 4; k++)
                want[k] = (uint8_t)(four >> (24 - 8 * k));
        if (are_near(bytes, want, (unsigned)prefix))
            yg_brute_add(b, i, YG_HIT_WHOLE, start, end);
    }
}

static void numbers(yg_brute *b, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        if (is_letter(b->text.p[i]))
            return;
    }
    for (size_t from = start; from < end;) {
        size_t to = from;
        uint32_t four;
        while (to < end && b->text.p[to] != '-' && b->text.p[to] != '_')
            to++;
        if (yg_ipv4_read(yg_str_sub(b->text, from, to - from), &four)) {
            uint8_t bytes[4] = {(uint8_t)(four >> 24), (uint8_t)(four >> 16), (uint8_t)(four >> 8),
                                (uint8_t)four};
            address(b, bytes, false, from, to);
        }
        from = to + 1;
    }
}

/* Takes dots, hyphens and underscores off both ends of a run. */
static bool trim(yg_str text, size_t *start, size_t *end) {
    while (*start < *end && !is_alnum(text.p[*start]) &&
           !(text.p[*start] == '_' && *start + 1 < *end && is_letter(text.p[*start + 1])))
        ++*start;
    while (*start < *end && !is_alnum(text.p[*end - 1]))
        --*end;
    return *start < *end;
}

static void tokens(yg_brute *b) {
    for (size_t at = 0; at < b->text.n;) {
        size_t start = at, end = at;
        while (end < b->text.n && yg_is_byte(b->text.p[end], YG_BYTE_TOKEN))
            end++;
        at = end + 1;
        if (!trim(b->text, &start, &end))
            continue;
        names(b, start, end);
        numbers(b, start, end);
        if (b->decoded != NULL)
            yg_brute_url(b, start, end, false);
    }
}

static void digests(yg_brute *b) {
    for (size_t at = 0; at < b->text.n;) {
        size_t start = at, end = at;
        while (end < b->text.n && is_alnum(b->text.p[end]))
            end++;
        at = end + 1;
        yg_str run = yg_str_sub(b->text, start, end - start);
        if (run.n < 32) /* no digest is shorter */
            continue;
        for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
            yg_indicator_type type = yg_indicators_type(b->set, i);
            if (type >= YG_INDICATOR_MD5 && type <= YG_INDICATOR_SHA512 &&
                yg_str_eq_nocase(run, yg_brute_value(b, i)))
                yg_brute_add(b, i, YG_HIT_WHOLE, start, end);
        }
    }
}

static void mails(yg_brute *b) {
    for (size_t at = 0; at < b->text.n; at++) {
        size_t start = at, end = at + 1;
        if (b->text.p[at] != '@')
            continue;
        while (start > 0 && yg_is_byte(b->text.p[start - 1], YG_BYTE_LOCAL))
            start--;
        while (b->text.p[start] == '.')
            start++;
        while (end < b->text.n && yg_is_byte(b->text.p[end], YG_BYTE_TOKEN))
            end++;
        while (!is_alnum(b->text.p[end - 1]) && end > at + 1)
            end--;
        for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
            if (yg_indicators_type(b->set, i) == YG_INDICATOR_EMAIL &&
                yg_str_eq_nocase(yg_str_sub(b->text, start, end - start), yg_brute_value(b, i)))
                yg_brute_add(b, i, YG_HIT_WHOLE, start, end);
        }
    }
}

/* --- IPv6 --- */

static bool is_run(char c) {
    return is_hex(c) || c == ':' || c == '.';
}

static bool is_word(char c) {
    return is_alnum(c) || c == '_';
}

static void ipv6_run(yg_brute *b, size_t start, size_t end) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};
    const char *p = b->text.p;
    uint8_t bytes[16];
    size_t quad;
    if (end < b->text.n && is_word(p[end]))
        return;
    if (start > 0 && is_word(p[start - 1])) {
        while (start < end && p[start] != ':')
            start++;
        start += start < end;
    }
    if (end > start && p[end - 1] == '.')
        end--;
    else if (end > start + 1 && p[end - 1] == ':' && p[end - 2] != ':')
        end--;
    if (end > start + 1 && p[start] == ':' && p[start + 1] != ':')
        start++;
    if (!yg_ipv6_read(yg_str_sub(b->text, start, end - start), bytes, &quad))
        return;
    address(b, bytes, true, start, end);
    if (memcmp(bytes, mapped, sizeof mapped) == 0)
        address(b, bytes + 12, false, quad == SIZE_MAX ? start : start + quad, end);
    if (b->decoded != NULL)
        yg_brute_url(b, start, end, true);
}

static void ipv6(yg_brute *b) {
    for (size_t at = 0; at < b->text.n;) {
        size_t end = at;
        while (end < b->text.n && is_run(b->text.p[end]))
            end++;
        if (end > at)
            ipv6_run(b, at, end);
        at = end + 1;
    }
}

/* --- Views --- */

static int by_place(const void *x, const void *y) {
    const yg_token_hit *a = x, *b = y;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->is_decoded != b->is_decoded)
        return a->is_decoded ? 1 : -1;
    return a->end < b->end ? -1 : a->end > b->end;
}

static void one_view(yg_brute *b) {
    tokens(b);
    digests(b);
    mails(b);
    ipv6(b);
    yg_brute_values(b);
}

void yg_token_brute(const yg_indicators *set, yg_str block, yg_token_take take, void *self) {
    yg_brute_hits hits = {0};
    yg_log_view view = {0}, named = {0};
    YG_VEC(uint32_t) from = {0};
    yg_brute b = {.set = set, .block = block, .text = block, .hits = &hits};
    one_view(&b);
    (void)yg_log_view_make(block, true, &view);
    b.text = view.text;
    b.from = view.from.at;
    b.decoded = &view;
    one_view(&b);
    if (yg_log_view_names(view.text, NULL, NULL, &named)) {
        for (size_t i = 0; i < named.from.n; i++)
            yg_vec_push(&from, view.from.at[named.from.at[i]]);
        b.text = named.text;
        b.from = from.at;
        b.names = &named;
        one_view(&b);
    }
    if (hits.n > 0)
        qsort(hits.at, hits.n, sizeof *hits.at, by_place);
    for (size_t i = 0; i < hits.n; i++) {
        if (i == 0 || hits.at[i].start != hits.at[i - 1].start ||
            hits.at[i].number != hits.at[i - 1].number)
            take(self, &hits.at[i]);
    }
    yg_vec_free(&hits);
    yg_vec_free(&from);
    yg_log_view_free(&view);
    yg_log_view_free(&named);
    yg_buf_free(&b.value);
    yg_log_view_free(&b.rest);
}
