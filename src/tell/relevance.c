/* Relevance of an actor: a shown formula, not a verdict. Five parts of 0 to 3 points each:
 *
 *   country    how many sources say that it targets the country (3: three or more)
 *   sector     how many say that it targets the sector (no part of the sum where none is asked for)
 *   incidents  how many of the incidents in the report name it (3: three or more)
 *   recency    the newest dated statement or incident: 3 within two years before the newest date of
 *              the report, 2 within five, 1 older, 0 undated
 *   evidence   the strongest way in which a statement about it is known: 3 official or confirmed by
 *              the victim, 2 assessed by an analyst, 1 reported or derived, 0 otherwise
 *
 * The sum orders the actors; those at the head of the order are the "relevant" ones whose
 * techniques are told. Actors with equal sums stand or fall together. */
#include "tell/teller.h"

enum { MOST_RELEVANT = 20, MOST_TIED = 30 };

#define YEARS_US(n) ((int64_t)(n)*365 * YG_US_PER_DAY)

static unsigned capped(size_t n) {
    return n > 3 ? 3 : (unsigned)n;
}

static unsigned recency_of(const teller *t, const yg_date *newest) {
    if (newest->precision == YG_DATE_NONE)
        return 0;
    int64_t end = t->period.precision != YG_DATE_NONE ? t->period.to_us : t->newest.to_us;
    int64_t age = end - newest->to_us;
    return age <= YEARS_US(2) ? 3 : age <= YEARS_US(5) ? 2 : 1;
}

static unsigned evidence_of(yg_known known) {
    switch (known) {
    case YG_KNOWN_OFFICIAL:
    case YG_KNOWN_CONFIRMED:
        return 3;
    case YG_KNOWN_ASSESSED:
        return 2;
    case YG_KNOWN_REPORTED:
    case YG_KNOWN_DERIVED:
        return 1;
    default:
        return 0;
    }
}

static int by_sum(const void *a, const void *b) {
    const teller_actor *x = *(teller_actor *const *)a, *y = *(teller_actor *const *)b;
    if (x->relevance.sum != y->relevance.sum)
        return x->relevance.sum > y->relevance.sum ? -1 : 1;
    int order = yg_str_cmp(x->key, y->key);
    return order != 0 ? order : yg_str_cmp(x->name, y->name);
}

/* How many stand at the head: no actor is left out while another with the same sum is in. */
static size_t cut(teller_actor *const *actors, size_t n) {
    if (n <= MOST_RELEVANT)
        return n;
    size_t last = MOST_RELEVANT;
    unsigned edge = actors[MOST_RELEVANT - 1]->relevance.sum;
    while (last < n && actors[last]->relevance.sum == edge)
        last++;
    if (last <= MOST_TIED)
        return last;
    while (last > 0 && actors[last - 1]->relevance.sum == edge)
        last--;
    return last > 0 ? last : MOST_RELEVANT;
}

void teller_relevance(teller *t) {
    for (size_t i = 0; i < t->actors.n; i++) {
        teller_actor *a = t->actors.at[i];
        a->relevance.country = t->country != 0 ? capped(a->targeting_by.n) : 0;
        a->relevance.incidents = capped(a->incidents);
        a->relevance.recency = recency_of(t, &a->relevance.newest);
        a->relevance.evidence = evidence_of(a->relevance.known);
        a->relevance.sum = a->relevance.country + a->relevance.sector + a->relevance.incidents +
                           a->relevance.recency + a->relevance.evidence;
    }
    if (t->actors.n > 1)
        qsort(t->actors.at, t->actors.n, sizeof *t->actors.at, by_sum);
    size_t n = t->options->all ? t->actors.n : cut(t->actors.at, t->actors.n);
    for (size_t i = 0; i < n; i++)
        t->actors.at[i]->relevant = true;
}

static void part(teller *t, yg_cell *cell, unsigned points, yg_evidence_set evidence) {
    teller_set_cell(t, cell, yg_say_number(&t->voice, points), evidence);
}

static void row(teller *t, yg_table *table, const teller_actor *a) {
    yg_cell *cells = yg_table_row(t->doc, table);
    size_t c = 0;
    cells[c++].text = a->name;
    part(t, &cells[c++], a->relevance.sum, (yg_evidence_set){0});
    if (t->country != 0)
        part(t, &cells[c++], a->relevance.country, a->targeting);
    if (t->sector != 0)
        part(t, &cells[c++], a->relevance.sector, a->relevance.about_sector);
    part(t, &cells[c++], a->relevance.incidents, a->relevance.about_incidents);
    part(t, &cells[c], a->relevance.recency, a->relevance.about_recency);
    if (a->relevance.newest_text.n > 0)
        cells[c].text = teller_say(t, "where.known", "ss", cells[c].text,
                                   yg_say_date(&t->voice, a->relevance.newest_text));
    c++;
    part(t, &cells[c++], a->relevance.evidence, a->relevance.about_evidence);
}

void teller_tell_relevance(teller *t, yg_section *section) {
    yg_str columns[7];
    size_t n = 0, left = 0;
    columns[n++] = teller_say(t, "who.column.actor", "");
    columns[n++] = teller_say(t, "relevance.column.sum", "");
    if (t->country != 0)
        columns[n++] = teller_say(t, "relevance.column.country", "");
    if (t->sector != 0)
        columns[n++] = teller_say(t, "relevance.column.sector", "");
    columns[n++] = teller_say(t, "relevance.column.incidents", "");
    columns[n++] = teller_say(t, "relevance.column.recency", "");
    columns[n++] = teller_say(t, "relevance.column.evidence", "");
    yg_section_heading(section, teller_say(t, "relevance.heading", ""));
    yg_table *table = yg_section_table(t->doc, section, "table-relevance",
                                       teller_say(t, "relevance.caption", ""), columns, n);
    for (size_t i = 0; i < t->actors.n; i++) {
        if (t->actors.at[i]->relevant)
            row(t, table, t->actors.at[i]);
        else
            left++;
    }
    YG_CLEANUP_BUF yg_buf note = {0};
    yg_buf_add(&note, teller_say(t, "relevance.note", ""));
    if (left > 0)
        teller_add_line(&note, teller_more(t, left, " --all"));
    table->note = teller_buf(t, &note);
}
