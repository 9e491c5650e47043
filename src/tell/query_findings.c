#include "tell/query_findings.h"

#include "tell/query_keys.h"

enum { ORGANISATION, STATE, KIND, BRAND, PERIOD, KEYS };
static const char *const keys[KEYS] = {"organisation", "state", "kind", "brand", "period"};
static const yg_query_keys shape = {"findings?", keys, KEYS};

bool yg_findings_query_is(yg_str text) {
    return yg_query_keys_is(&shape, text);
}

void yg_findings_query_add(yg_buf *buf, const yg_findings_query *q) {
    const yg_str values[KEYS] = {[ORGANISATION] = q->organisation,
                                 [STATE] = q->state,
                                 [KIND] = q->kind,
                                 [BRAND] = q->brand,
                                 [PERIOD] = q->period_text};
    yg_query_keys_add(&shape, values, buf);
}

bool yg_findings_query_parse(yg_arena *arena, yg_str text, yg_findings_query *ret_query,
                             yg_error *err) {
    YG_CLEANUP_BUF yg_buf again = {0};
    yg_str values[KEYS];
    if (!yg_query_keys_read(&shape, arena, text, values, err))
        return false;
    yg_findings_query q = {.organisation = values[ORGANISATION],
                           .state = values[STATE],
                           .kind = values[KIND],
                           .brand = values[BRAND],
                           .period_text = values[PERIOD]};
    if (q.organisation.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "query: an organisation is missing");
    if (q.period_text.n > 0 && !yg_date_parse(q.period_text, &q.period))
        return yg_fail(err, YG_ERR_INPUT, "query: the period is no date");
    yg_findings_query_add(&again, &q);
    if (!yg_query_keys_is_own(text, yg_buf_str(&again), err))
        return false;
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
