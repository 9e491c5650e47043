#include "tell/query_sightings.h"

#include "base/time.h"
#include "tell/query_keys.h"

enum { COUNT, ORGANISATION, STATE, PERIOD, ACTOR, AT, DAY, FINDING, KEYS };
static const char *const keys[KEYS] = {"count", "organisation", "state", "period",
                                       "actor", "at",           "day",   "finding"};
static const yg_query_keys shape = {"sightings?", keys, KEYS};
static const char *const counts[YG_SIGHTINGS_COUNTS] = {"indicators", "sightings", "machines",
                                                        "organisations", "days"};

const char *yg_sightings_count_word(yg_sightings_count count) {
    return counts[count];
}

bool yg_sightings_query_is(yg_str text) {
    return yg_query_keys_is(&shape, text);
}

static bool read_by(const yg_str values[KEYS], yg_sightings_query *q, yg_error *err) {
    static const yg_sighting_counts_by by[KEYS] = {[ACTOR] = YG_SIGHTING_COUNTS_ACTOR,
                                                   [AT] = YG_SIGHTING_COUNTS_ORGANISATION,
                                                   [DAY] = YG_SIGHTING_COUNTS_DAY,
                                                   [FINDING] = YG_SIGHTING_COUNTS_FINDING};
    yg_date day = {0};
    for (size_t key = ACTOR; key < KEYS; key++) {
        if (values[key].n == 0)
            continue;
        if (q->key.n > 0)
            return yg_fail(err, YG_ERR_INPUT, "query: one of actor, at, day and finding");
        q->by = by[key];
        q->key = values[key];
    }
    if (q->by == YG_SIGHTING_COUNTS_ACTOR && yg_str_eqz(q->key, "-"))
        q->key = (yg_str){"", 0};
    if (q->by != YG_SIGHTING_COUNTS_DAY)
        return true;
    if (!yg_date_parse(q->key, &day) ||
        (day.precision != YG_DATE_DAY && day.precision != YG_DATE_MONTH))
        return yg_fail(err, YG_ERR_INPUT, "query: the day is no day or month");
    if (day.precision == YG_DATE_MONTH)
        q->by = YG_SIGHTING_COUNTS_MONTH;
    return true;
}

static bool parse(yg_arena *arena, yg_str text, yg_sightings_query *ret_query, yg_error *err) {
    yg_str values[KEYS];
    yg_sightings_query q = {.count = YG_SIGHTINGS_COUNTS};
    if (!yg_query_keys_read(&shape, arena, text, values, err))
        return false;
    for (int i = 0; i < YG_SIGHTINGS_COUNTS; i++) {
        if (yg_str_eqz(values[COUNT], counts[i]))
            q.count = (yg_sightings_count)i;
    }
    if (q.count == YG_SIGHTINGS_COUNTS)
        return yg_fail(err, YG_ERR_INPUT, "query: what is to be counted is missing");
    q.organisation = values[ORGANISATION];
    q.state = values[STATE];
    q.period_text = values[PERIOD];
    if (q.organisation.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "query: an organisation is missing");
    if (q.period_text.n > 0 && !yg_date_parse(q.period_text, &q.period))
        return yg_fail(err, YG_ERR_INPUT, "query: the period is no date");
    if (!read_by(values, &q, err))
        return false;
    *ret_query = q;
    return true;
}

void yg_sightings_query_add(yg_buf *buf, const yg_sightings_query *q) {
    bool month = q->by == YG_SIGHTING_COUNTS_MONTH, day = q->by == YG_SIGHTING_COUNTS_DAY || month;
    const yg_str none = {0}, nobody = YG_STR("-");
    const yg_str values[KEYS] = {
        [COUNT] = yg_str_of(counts[q->count]),
        [ORGANISATION] = q->organisation,
        [STATE] = q->state,
        [PERIOD] = q->period_text,
        [ACTOR] = q->by != YG_SIGHTING_COUNTS_ACTOR ? none
                  : q->key.n > 0                    ? q->key
                                                    : nobody,
        [AT] = q->by == YG_SIGHTING_COUNTS_ORGANISATION ? q->key : none,
        [DAY] = day ? q->key : none,
        [FINDING] = q->by == YG_SIGHTING_COUNTS_FINDING ? q->key : none,
    };
    yg_query_keys_add(&shape, values, buf);
}

bool yg_sightings_query_parse(yg_arena *arena, yg_str text, yg_sightings_query *ret_query,
                              yg_error *err) {
    YG_CLEANUP_BUF yg_buf again = {0};
    yg_sightings_query q;
    if (!parse(arena, text, &q, err))
        return false;
    yg_sightings_query_add(&again, &q);
    if (!yg_query_keys_is_own(text, yg_buf_str(&again), err))
        return false;
    *ret_query = q;
    return true;
}

void yg_sightings_query_days(const yg_sightings_query *q, int64_t *ret_from, int64_t *ret_to) {
    bool all = q->period.precision == YG_DATE_NONE;
    *ret_from = all ? INT64_MIN : yg_time_day(q->period.from_us);
    *ret_to = all ? INT64_MAX : yg_time_day(q->period.to_us - 1) + 1;
}
