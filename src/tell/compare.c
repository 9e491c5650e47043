/* Two countries or two periods side by side: the sectors of each incident data set and the cells of
 * each published series. A difference is said only where Fisher's exact test shows it, with the
 * level divided by the number of rows that are tested (Bonferroni). */
#include "model/judge.h"
#include "tell/sets.h"

typedef struct {
    yg_country country, not_country;
    yg_str code, place, period_text, period_label, name;
    yg_date period;
    struct teller_sets *sets;
} side;

/* The report speaks of the side from here on. */
static void enter(teller *t, const side *s) {
    t->country = s->country;
    t->not_country = s->not_country;
    t->code = s->code;
    t->place = s->place;
    t->period = s->period;
    t->doc->asked.period = s->period_text;
    t->doc->asked.period_label = s->period_label;
    t->sets = s->sets;
}

static side here(const teller *t) {
    return (side){.country = t->country,
                  .code = t->code,
                  .place = t->place,
                  .period_text = t->doc->asked.period,
                  .period_label = t->doc->asked.period_label,
                  .period = t->period,
                  .sets = t->sets};
}

static bool make_side(teller *t, const side *home, yg_str text, side *ret_side) {
    side s = *home;
    yg_country country = text.n == 2 ? yg_country_from_code(text) : 0;
    if (country != 0) {
        s.country = country;
        s.code = yg_country_alpha2(country);
        s.place = s.name = yg_country_name(country, t->voice.lang);
    } else if (yg_date_parse(text, &s.period) && s.period.precision != YG_DATE_NONE) {
        s.period_text = teller_copy(t, text);
        s.name = s.period_label = yg_say_date(&t->voice, text);
    } else {
        return false;
    }
    *ret_side = s;
    return true;
}

typedef struct {
    teller *t;
    yg_section *section;
    side sides[2];
    size_t by, differences, rows;
} comparison;

/* What the two figures of a row say, if the test allows it. tests 0: nothing is tested. */
static void say_difference(comparison *c, const yg_figure *a, const yg_figure *b, size_t tests) {
    teller *t = c->t;
    yg_moved moved = yg_may_say_differs(a->numerator, a->denominator, b->numerator, b->denominator);
    yg_comparison test =
        yg_compare_shares(a->numerator, a->denominator, b->numerator, b->denominator, 0.95);
    c->rows += tests > 0;
    if (tests == 0 || moved == YG_MOVED_NOT_SHOWN || test.p * (double)tests >= 0.05)
        return;
    c->differences++;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text,
               teller_say(t, "compare.sides", "ssss", a->group, a->text, b->text, a->source));
    yg_buf_add(&text, teller_say(t, moved == YG_MOVED_UP ? "compare.more" : "compare.less", "ss",
                                 c->sides[0].name, c->sides[1].name));
    yg_buf_add(&text,
               teller_say(t, test.p < 0.001 ? "sets.odds-small" : "sets.odds", "nnnn", test.odds,
                          test.odds_interval.low, test.odds_interval.high, test.p));
    yg_paragraph *p =
        yg_section_paragraph(t->doc, c->section, YG_TEXT_PLAIN, yg_buf_str(&text), a->evidence);
    yg_evidence_add_all(t->doc, &p->evidence, b->evidence);
}

/* --- Incident data sets --- */

static yg_figure *sector_figure(comparison *c, yg_chart *chart, size_t which, size_t source,
                                size_t sector) {
    teller *t = c->t;
    char letter = (char)('A' + sector);
    enter(t, &c->sides[which]);
    const set_source *s = &t->sets->sources.at[source];
    const set_sectors *own = &s->by[c->by]->place;
    yg_query_set x = set_query(t, s, c->by), n = x;
    x.sector = letter;
    n.sector_known = true;
    const set_share share = {.source = s,
                             .by = c->by,
                             .chart = which == 0 ? "compare-a" : "compare-b",
                             .key = {&letter, 1},
                             .row = c->sides[which].name,
                             .group = yg_sector_name(letter, t->voice.lang, true),
                             .definition = teller_say(t, "sets.sector-definition", "s", s->name),
                             .x = own->sectors[sector],
                             .n = own->sector_known,
                             .unknown = own->n - own->sector_known,
                             .numerator = &x,
                             .denominator = &n};
    yg_figure *f = set_put_share(t, chart, &share);
    f->key = yg_report_copy(t->doc, share.key);
    return f;
}

static void compare_source(comparison *c, size_t source) {
    teller *t = c->t;
    const set_source *a = &c->sides[0].sets->sources.at[source],
                     *b = &c->sides[1].sets->sources.at[source];
    const set_sectors *x = &a->by[c->by]->place, *y = &b->by[c->by]->place;
    size_t sectors = 0;
    YG_CLEANUP_BUF yg_buf id = {0};
    if (x->sector_known < YG_SHARE_MIN_N || y->sector_known < YG_SHARE_MIN_N)
        return;
    yg_str reason = set_dependent(t, a);
    for (size_t s = 0; s < SET_LABELS; s++)
        sectors += x->sectors[s] + y->sectors[s] > 0;
    yg_buf_addf(&id, "chart-compare-%.*s", YG_FMT(a->name));
    yg_chart *chart = yg_section_chart(t->doc, c->section, teller_id(t, &id),
                                       teller_say(t, "sets.sectors-title", "s", a->name));
    YG_CLEANUP_BUF yg_buf note = {0};
    yg_buf_add(&note, reason.n > 0 ? teller_say(t, "sets.dependent", "ss", a->name, reason)
                                   : teller_say(t, "compare.note", "n", (double)sectors));
    if (a->shared > 0)
        teller_add_line(&note, teller_say(t, "compare.shared", "n", (double)a->shared));
    chart->note = teller_buf(t, &note);
    for (size_t s = 0; s < SET_LABELS; s++) {
        if (x->sectors[s] + y->sectors[s] == 0)
            continue;
        yg_figure *left = sector_figure(c, chart, 0, source, s);
        yg_figure *right = sector_figure(c, chart, 1, source, s);
        say_difference(c, left, right, reason.n > 0 ? 0 : sectors);
    }
}

/* --- Published series: two periods of one cell --- */

static bool same_cell(const yg_statistic_row *a, const yg_statistic_row *b) {
    return yg_str_eq(a->series, b->series) && yg_str_eq(a->scheme, b->scheme) &&
           yg_str_eq(a->category, b->category) && yg_str_eq(a->definition, b->definition) &&
           yg_str_eq(a->asserted_by, b->asserted_by);
}

static yg_figure *cell_figure(comparison *c, yg_chart *chart, size_t which,
                              const yg_statistic_row *row) {
    teller *t = c->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-compare-%.*s-%.*s-%.*s", YG_FMT(row->series), YG_FMT(row->category),
                YG_FMT(row->period));
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = YG_FIGURE_SHARE,
                   .group = yg_say_word(&t->voice, "category", row->category),
                   .row = c->sides[which].name,
                   .text = yg_say_share(&t->voice, row->count, row->total),
                   .source = teller_party(t, row->asserted_by),
                   .series = row->series,
                   .period = row->period,
                   .period_label = yg_say_date(&t->voice, row->period),
                   .definition = yg_say_word(&t->voice, "value", row->definition),
                   .numerator = row->count,
                   .denominator = row->total,
                   .has_denominator = true,
                   .computed = row->derived.n > 0};
    f.label = teller_say(t, "what.label", "ss", f.group, f.row);
    yg_evidence_add(t->doc, &f.evidence, teller_statistic(t, row));
    return yg_report_figure(t->doc, chart, &f);
}

typedef struct {
    const yg_statistic_row *a, *b;
} cell_pair;

static void compare_series(comparison *c) {
    teller *t = c->t;
    YG_VEC(cell_pair) pairs = {0};
    for (size_t i = 0; i < t->statistics.n; i++)
        for (size_t k = 0; k < t->statistics.n; k++) {
            const yg_statistic_row *a = t->statistics.at[i], *b = t->statistics.at[k];
            if (yg_str_eq(a->period, c->sides[0].period_text) &&
                yg_str_eq(b->period, c->sides[1].period_text) && a->has_total && b->has_total &&
                teller_scheme_of(a->scheme) != SCHEME_TOTAL && same_cell(a, b))
                yg_vec_push(&pairs, ((cell_pair){a, b}));
        }
    for (size_t i = 0; i < pairs.n; i++) {
        yg_chart *chart = NULL;
        bool told = false;
        for (size_t k = 0; k < i; k++)
            told |= yg_str_eq(pairs.at[k].a->series, pairs.at[i].a->series);
        if (told)
            continue;
        YG_CLEANUP_BUF yg_buf id = {0};
        yg_buf_addf(&id, "chart-compare-%.*s", YG_FMT(pairs.at[i].a->series));
        yg_str name = teller_note(t, pairs.at[i].a->series_en, pairs.at[i].a->series_ja);
        chart = yg_section_chart(t->doc, c->section, teller_id(t, &id),
                                 name.n > 0 ? name : pairs.at[i].a->series);
        chart->note = teller_say(t, "compare.note", "n", (double)pairs.n);
        for (size_t k = i; k < pairs.n; k++)
            if (yg_str_eq(pairs.at[k].a->series, pairs.at[i].a->series)) {
                yg_figure *a = cell_figure(c, chart, 0, pairs.at[k].a);
                yg_figure *b = cell_figure(c, chart, 1, pairs.at[k].b);
                say_difference(c, a, b, pairs.n);
            }
    }
    yg_vec_free(&pairs);
}

static bool gather_side(comparison *c, size_t which, yg_error *err) {
    teller *t = c->t;
    enter(t, &c->sides[which]);
    if (!teller_gather_sets(t, err))
        return false;
    c->sides[which].sets = t->sets;
    return true;
}

/* Title and scope are of both sides: the other sections, which are of one, say so by themselves. */
static void retitle(comparison *c) {
    teller *t = c->t;
    t->doc->title = teller_say(t, "compare.report-title", "ss", c->sides[0].name, c->sides[1].name);
    t->doc->scope = teller_say(t, c->by == 0 ? "compare.scope" : "compare.scope-parent", "sss",
                               c->sides[0].name, c->sides[1].name, t->doc->scope);
}

/* How many incidents each source holds on either side. */
static void compare_totals(comparison *c) {
    teller *t = c->t;
    const yg_str columns[] = {teller_say(t, "who.column.source", ""), c->sides[0].name,
                              c->sides[1].name};
    yg_table *table = NULL;
    for (size_t s = 0; s < c->sides[0].sets->sources.n; s++) {
        uint64_t n[2];
        for (size_t i = 0; i < 2; i++)
            n[i] = c->sides[i].sets->sources.at[s].by[c->by]->place.n;
        if (n[0] + n[1] == 0)
            continue;
        if (table == NULL)
            table = yg_section_table(t->doc, c->section, "table-compare-totals",
                                     teller_say(t, "compare.totals", ""), columns, 3);
        yg_cell *cells = yg_table_row(t->doc, table);
        cells[0].text = c->sides[0].sets->sources.at[s].name;
        for (size_t i = 0; i < 2; i++) {
            enter(t, &c->sides[i]);
            teller_set_cell(t, &cells[i + 1], yg_say_number(&t->voice, (double)n[i]),
                            set_evidence(t, &t->sets->sources.at[s], c->by));
        }
    }
    if (table != NULL)
        table->note = teller_say(t, "compare.totals-note", "");
}

/* Published totals of the two periods: no test, since a series counts what was reported. */
static void series_totals(comparison *c) {
    teller *t = c->t;
    const yg_str columns[] = {teller_say(t, "who.column.source", ""), c->sides[0].name,
                              c->sides[1].name};
    yg_table *table = NULL;
    for (size_t i = 0; i < t->statistics.n; i++)
        for (size_t k = 0; k < t->statistics.n; k++) {
            const yg_statistic_row *a = t->statistics.at[i], *b = t->statistics.at[k];
            if (!yg_str_eq(a->period, c->sides[0].period_text) ||
                !yg_str_eq(b->period, c->sides[1].period_text) ||
                teller_scheme_of(a->scheme) != SCHEME_TOTAL || !same_cell(a, b))
                continue;
            if (table == NULL)
                table = yg_section_table(t->doc, c->section, "table-compare-published",
                                         teller_say(t, "compare.published", ""), columns, 3);
            yg_cell *cells = yg_table_row(t->doc, table);
            yg_str name = teller_note(t, a->series_en, a->series_ja);
            cells[0].text = name.n > 0 ? teller_copy(t, name) : a->series;
            cells[1].text = yg_say_number(&t->voice, (double)a->count);
            cells[2].text = yg_say_number(&t->voice, (double)b->count);
            yg_evidence_add(t->doc, &cells[1].evidence, teller_statistic(t, a));
            yg_evidence_add(t->doc, &cells[2].evidence, teller_statistic(t, b));
        }
}

bool teller_compare(teller *t, yg_error *err) {
    side home = here(t);
    comparison c = {.t = t};
    bool ok = true;
    if (t->options->compare[0].n == 0)
        return true;
    for (size_t i = 0; i < 2; i++) {
        if (!make_side(t, &home, t->options->compare[i], &c.sides[i]))
            return yg_fail(err, YG_ERR_USAGE,
                           "a comparison is of two countries (codes) or two periods");
        t->doc->asked.compare[i] = teller_copy(t, t->options->compare[i]);
    }
    c.section = yg_report_section(
        t->doc, "compare", teller_say(t, "compare.title", "ss", c.sides[0].name, c.sides[1].name),
        teller_say(t, "compare.question", ""));
    if (c.sides[0].country != c.sides[1].country) {
        c.sides[0].not_country = c.sides[1].country;
        c.sides[1].not_country = c.sides[0].country;
    } else if (yg_date_overlaps(c.sides[0].period, c.sides[1].period)) {
        return yg_fail(err, YG_ERR_USAGE, "the periods of a comparison overlap");
    }
    c.by = t->organisation != 0; /* else by site: tests are made by site alone */
    retitle(&c);
    for (size_t i = 0; ok && i < 2; i++)
        ok = gather_side(&c, i, err);
    if (ok)
        compare_totals(&c);
    for (size_t s = 0; ok && s < c.sides[0].sets->sources.n; s++)
        compare_source(&c, s);
    for (size_t i = 0; i < 2; i++) {
        enter(t, &c.sides[i]);
        if (c.sides[i].sets != home.sets)
            teller_free_sets(t);
    }
    enter(t, &home);
    if (ok && c.sides[0].country == c.sides[1].country)
        series_totals(&c), compare_series(&c);
    if (ok)
        teller_note_paragraph(t, c.section,
                              c.rows == 0
                                  ? teller_say(t, "compare.nothing", "")
                                  : teller_say(t, "compare.rest", "nn",
                                               (double)(c.rows - c.differences), (double)c.rows));
    return ok;
}
