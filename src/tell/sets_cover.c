/* Which time a source covers, and the newest date of all that was counted. */
#include "tell/sets.h"

/* The precision that the span has; tallies carry moments only. */
static yg_date dated(yg_date span) {
    static const yg_date_precision forms[] = {YG_DATE_YEAR,  YG_DATE_HALF, YG_DATE_QUARTER,
                                              YG_DATE_MONTH, YG_DATE_DAY,  YG_DATE_INSTANT};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_date date;
        yg_date_add(&text, (yg_date){span.from_us, span.to_us, forms[i]});
        if (yg_date_parse(yg_buf_str(&text), &date) && date.from_us == span.from_us &&
            date.to_us == span.to_us)
            return date;
    }
    return span; /* two days */
}

void set_cover_add(set_cover *cover, int64_t from_us, int64_t to_us) {
    if (from_us >= to_us)
        return;
    bool is_first = cover->dated++ == 0;
    if (is_first || from_us < cover->first.from_us ||
        (from_us == cover->first.from_us && to_us < cover->first.to_us))
        cover->first = (yg_date){from_us, to_us, YG_DATE_RANGE};
    if (is_first || from_us > cover->last.from_us ||
        (from_us == cover->last.from_us && to_us > cover->last.to_us))
        cover->last = (yg_date){from_us, to_us, YG_DATE_RANGE};
}

/* Of two days: the one where the time that is covered begins, or ends. */
static yg_date end_of(yg_date span, bool is_last) {
    if (dated(span).precision != YG_DATE_RANGE)
        return span;
    return is_last ? (yg_date){span.to_us - YG_US_PER_DAY, span.to_us, YG_DATE_RANGE}
                   : (yg_date){span.from_us, span.from_us + YG_US_PER_DAY, YG_DATE_RANGE};
}

static yg_str date_text(teller *t, yg_date span) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_date_add(&text, dated(span));
    return teller_buf(t, &text);
}

/* By where a date begins: "2026" is not newer than a day in it. */
void set_saw_dates(teller *t) {
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *s = &t->sets->sources.at[i];
        bool counted = false;
        for (size_t by = 0; by < 2; by++)
            counted |= set_wanted(t, by) && s->by[by]->place.n > 0;
        if (!counted || s->cover.dated == 0 ||
            (t->newest.precision != YG_DATE_NONE && s->cover.last.from_us <= t->newest.from_us))
            continue;
        t->newest = s->cover.last;
        t->newest_text = date_text(t, s->cover.last);
    }
}

static yg_str quarter_text(teller *t, int64_t from_us, yg_date *ret_quarter) {
    YG_CLEANUP_BUF yg_buf text = {0};
    int year, month, day;
    yg_civil_from_days(yg_time_day(from_us), &year, &month, &day);
    yg_buf_addf(&text, "%04d-Q%d", year, (month - 1) / 3 + 1);
    return yg_date_parse(yg_buf_str(&text), ret_quarter) ? yg_say_date(&t->voice, yg_buf_str(&text))
                                                         : (yg_str){0};
}

yg_str set_cover_text(teller *t, const set_cover *cover, int64_t newest_us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_date quarter = {0};
    if (cover->dated == 0)
        return (yg_str){0};
    yg_buf_add(&text, teller_say(t, "unknown.covers", "ssn",
                                 yg_say_date(&t->voice, date_text(t, end_of(cover->first, false))),
                                 yg_say_date(&t->voice, date_text(t, end_of(cover->last, true))),
                                 (double)cover->dated));
    yg_str last = quarter_text(t, cover->last.from_us, &quarter);
    if (last.n > 0 && newest_us >= quarter.from_us && newest_us < quarter.to_us)
        teller_add_line(&text, teller_say(t, "unknown.covers-late", "s", last));
    return teller_buf(t, &text);
}
