/* key=value, as firewalls, audit logs and logfmt write it: values bare up to a blank, `,` `;` or
 * `|`, or in quotes with backslash escapes or doubled quotes. Pairs may stand anywhere in a text.
 */
#include "event/log_part.h"

typedef struct {
    size_t name, name_end, start, end;
    bool has_escapes;
} pair;

static bool is_name(char c) {
    return yg_log_is_word(c) || c == '-' || c == '.' || c == ':' || c == '@';
}

/* Letters, digits and points before `=`; begins behind a blank or a separator. */
static size_t name_before(yg_str s, size_t from, size_t equals) {
    size_t at = equals;
    while (at > from && is_name(s.p[at - 1]) && equals - at < 128)
        at--;
    while (at < equals && !yg_log_is_letter(s.p[at]) && s.p[at] != '_' && s.p[at] != '@')
        at++;
    if (at == equals)
        return SIZE_MAX;
    char before = at > from ? s.p[at - 1] : ' ';
    if (yg_log_is_blank(before) || strchr(",;|([{<\"'", before) != NULL)
        return at;
    return SIZE_MAX;
}

static size_t quoted_end(yg_str s, size_t at, size_t end, char quote, bool *ret_escaped) {
    for (; at < end; at++) {
        if (s.p[at] == '\\' && at + 1 < end) {
            *ret_escaped = true;
            at++;
        } else if (s.p[at] == quote) {
            if (at + 1 < end && s.p[at + 1] == quote && quote == '"') {
                *ret_escaped = true;
                at++;
                continue;
            }
            return at;
        }
    }
    return SIZE_MAX;
}

static size_t bare_end(yg_str s, size_t at, size_t end) {
    while (at < end && !yg_log_is_blank(s.p[at]) && s.p[at] != ';' && s.p[at] != '|' &&
           s.p[at] != ',')
        at++;
    return at;
}

/* The pair whose `=` stands at `equals`; false: none. */
static bool pair_at(yg_str s, size_t from, size_t equals, size_t end, pair *ret) {
    pair p = {.name = name_before(s, from, equals), .name_end = equals, .start = equals + 1};
    if (p.name == SIZE_MAX || p.start >= end || s.p[p.start] == '=')
        return false;
    char quote = s.p[p.start];
    p.end = SIZE_MAX;
    if (quote == '"' || quote == '\'') {
        p.end = quoted_end(s, p.start + 1, end, quote, &p.has_escapes);
        if (p.end != SIZE_MAX)
            p.start++;
        else
            p.has_escapes = false;
    }
    if (p.end == SIZE_MAX)
        p.end = bare_end(s, p.start, end);
    *ret = p;
    return true;
}

static yg_str unescaped(yg_log_record *r, yg_str raw) {
    char *out = yg_log_text(r, raw.n);
    size_t n = 0;
    if (out == NULL)
        return raw;
    for (size_t i = 0; i < raw.n; i++) {
        bool skips =
            i + 1 < raw.n &&
            ((raw.p[i] == '\\' && strchr("\\\"'=", raw.p[i + 1]) && raw.p[i + 1] != '\0') ||
             (raw.p[i] == '"' && raw.p[i + 1] == '"'));
        i += skips;
        out[n++] = raw.p[i];
    }
    return yg_log_text_end(r, out, n);
}

bool yg_log_read_pairs(yg_log_record *r, size_t at, size_t end, size_t least) {
    size_t before = r->fields.n, text = r->text.n, from = at, found = 0;
    yg_str s = r->bytes;
    /* A quote that never closes is looked for once: it would be again behind each `=`. */
    size_t quotes_left = 64;
    while (at < end) {
        const char *equals = memchr(s.p + at, '=', end - at);
        pair p;
        if (equals == NULL)
            break;
        at = (size_t)(equals - s.p);
        if (!pair_at(s, from, at, end, &p)) {
            at++;
            continue;
        }
        if (p.start < end && p.start == at + 1 && (s.p[p.start] == '"' || s.p[p.start] == '\'') &&
            --quotes_left == 0)
            break;
        from = at = p.end > at ? p.end : at + 1;
        yg_log_field *field =
            yg_log_add(r, yg_str_sub(s, p.name, p.name_end - p.name), p.start, p.end);
        if (field == NULL)
            break;
        if (p.has_escapes)
            field->value = unescaped(r, field->value);
        found++;
    }
    if (found >= least && found > 0)
        return true;
    r->fields.n = before;
    r->text.n = text;
    return false;
}
