#include "tell/query_findings.h"

#include "tell/query.h"

static const char head[] = "findings?";
enum { KEYS = 5 };
static const char *const keys[KEYS] = {"organisation", "state", "kind", "brand", "period"};

bool yg_findings_query_is(yg_str text) {
    return yg_str_starts(text, YG_STR("findings?"));
}

static bool decode(yg_arena *arena, yg_str text, yg_str *ret_value) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    for (size_t i = 0; i < text.n; i++) {
        int byte = yg_percent_byte(text, i);
        if (text.p[i] == '%' && byte < 0)
            return false;
        yg_buf_addc(&plain, byte >= 0 ? (char)byte : text.p[i]);
        i += byte >= 0 ? 2 : 0;
    }
    *ret_value = yg_arena_copy(arena, yg_buf_str(&plain));
    return plain.n > 0;
}

static yg_str *member(yg_findings_query *q, size_t key) {
    yg_str *members[KEYS] = {&q->organisation, &q->state, &q->kind, &q->brand, &q->period_text};
    return members[key];
}

static bool parse(yg_arena *arena, yg_str text, yg_findings_query *ret_query, yg_error *err) {
    yg_findings_query q = {0};
    yg_str rest = yg_str_from(text, sizeof head - 1), part;
    size_t key = 0;
    if (!yg_findings_query_is(text) || text.n > YG_QUERY_BYTES)
        return yg_fail(err, YG_ERR_INPUT, "query: byte 0: no query of findings");
    while (rest.n > 0 && yg_str_split(&rest, '&', &part)) {
        size_t at = (size_t)(part.p - text.p), equals = yg_str_chr(part, '=');
        yg_str name = yg_str_sub(part, 0, equals);
        while (key < KEYS && !yg_str_eqz(name, keys[key]))
            key++;
        if (equals == SIZE_MAX || key == KEYS)
            return yg_fail(err, YG_ERR_INPUT, "query: byte %zu: no key that may stand here", at);
        if (!decode(arena, yg_str_from(part, equals + 1), member(&q, key++)))
            return yg_fail(err, YG_ERR_INPUT, "query: byte %zu: no value", at + equals + 1);
    }
    if (q.organisation.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "query: an organisation is missing");
    if (q.period_text.n > 0 && !yg_date_parse(q.period_text, &q.period))
        return yg_fail(err, YG_ERR_INPUT, "query: the period is no date");
    *ret_query = q;
    return true;
}

void yg_findings_query_add(yg_buf *buf, const yg_findings_query *query) {
    yg_findings_query q = *query;
    bool any = false;
    yg_buf_addz(buf, head);
    for (size_t key = 0; key < KEYS; key++) {
        if (member(&q, key)->n == 0)
            continue;
        yg_buf_addf(buf, "%s%s=", any ? "&" : "", keys[key]);
        yg_buf_add_percent(buf, *member(&q, key));
        any = true;
    }
}

bool yg_findings_query_parse(yg_arena *arena, yg_str text, yg_findings_query *ret_query,
                             yg_error *err) {
    YG_CLEANUP_BUF yg_buf again = {0};
    yg_findings_query q;
    if (!parse(arena, text, &q, err))
        return false;
    yg_findings_query_add(&again, &q);
    if (!yg_str_eq(yg_buf_str(&again), text))
        return yg_fail(err, YG_ERR_INPUT, "query: not in its own form: %.*s",
                       YG_FMT(yg_str_sub(yg_buf_str(&again), 0, 200)));
    *ret_query = q;
    return true;
}

/* One of the words between commas. */
static bool has_word(yg_str words, yg_str word) {
    yg_str one;
    while (words.n > 0 && yg_str_split(&words, ',', &one)) {
        if (yg_str_eq(one, word))
            return true;
    }
    return false;
}

bool yg_findings_query_match(const yg_findings_query *q, const yg_finding_row *row) {
    if ((q->state.n > 0 && !has_word(q->state, row->state)) ||
        (q->kind.n > 0 && !yg_str_eq(q->kind, row->how)) ||
        (q->brand.n > 0 && !yg_str_eq(q->brand, row->brand)))
        return false;
    return q->period.precision == YG_DATE_NONE ||
           (row->last_us >= q->period.from_us && row->first_us < q->period.to_us);
}
