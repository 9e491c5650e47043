/* WHAT, from incident data sets: sectors, types and time for each source by itself; the country
 * against all others; the movement of a share. Words such as "more often" stand only where the test
 * allows them (model/judge.h). */
#include "model/judge.h"
#include "tell/sets.h"

enum { MOST_ROWS = 10, MOST_TYPES = 8 };

static size_t least(const teller *t, size_t n, size_t most) {
    return t->options->all || n < most ? n : most;
}

/* --- Sectors --- */

typedef struct {
    size_t sector; /* SET_LABELS: label */
    size_t label;  /* index */
    uint64_t n, named;
} sector_row;
typedef YG_VEC(sector_row) sector_rows;

static int by_n(const void *a, const void *b) {
    const sector_row *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->sector != y->sector)
        return x->sector < y->sector ? -1 : 1;
    return x->label < y->label ? -1 : x->label > y->label;
}

static void list_sectors(const set_sectors *s, sector_rows *rows) {
    for (size_t i = 0; i < SET_LABELS; i++)
        if (s->sectors[i] > 0)
            yg_vec_push(rows, ((sector_row){i, 0, s->sectors[i], s->named_sectors[i]}));
    for (size_t i = 0; i < s->labels.words.n; i++)
        yg_vec_push(rows, ((sector_row){SET_LABELS, i, s->labels.words.at[i].n,
                                        s->labels.words.at[i].named}));
    if (rows->n > 1)
        qsort(rows->at, rows->n, sizeof *rows->at, by_n);
}

static void sector_query(yg_query_set *q, const set_sectors *s, const sector_row *row) {
    if (row->sector < SET_LABELS)
        q->sector = (yg_sector)('A' + row->sector);
    else
        q->sector_label = s->labels.words.at[row->label].word;
}

static yg_str sector_name(teller *t, const set_sectors *s, const sector_row *row) {
    if (row->sector < SET_LABELS)
        return yg_sector_name((yg_sector)('A' + row->sector), t->voice.lang, true);
    return teller_say(t, "sets.label", "s", s->labels.words.at[row->label].text);
}

static size_t sector_group(teller *t, yg_chart *chart, const set_source *source, size_t by) {
    const set_sectors *s = &source->by[by]->place;
    sector_rows rows = {0};
    yg_query_set x = set_query(t, source, by), n = x;
    list_sectors(s, &rows);
    size_t shown = least(t, rows.n, MOST_ROWS), left = rows.n - shown;
    n.sector_known = true;
    for (size_t i = 0; i < shown; i++) {
        yg_query_set one = x;
        char letter = (char)('A' + rows.at[i].sector);
        sector_query(&one, s, &rows.at[i]);
        const set_share share = {
            .source = source,
            .by = by,
            .chart = "sector",
            .key = rows.at[i].sector < SET_LABELS ? (yg_str){&letter, 1} : one.sector_label,
            .row = sector_name(t, s, &rows.at[i]),
            .group = set_heading(t, source, by, true),
            .definition = teller_say(t, "sets.sector-definition", "s", source->name),
            .x = rows.at[i].n,
            .named = rows.at[i].named,
            .of_place = true,
            .n = s->sector_known,
            .unknown = s->n - s->sector_known,
            .categories = rows.n,
            .numerator = &one,
            .denominator = &n};
        yg_figure *f = set_put_share(t, chart, &share);
        f->key = yg_report_copy(t->doc, share.key);
    }
    yg_vec_free(&rows);
    return left;
}

static yg_chart *start(teller *t, yg_section *section, const set_source *source, const char *name,
                       yg_chart_form form) {
    YG_CLEANUP_BUF yg_buf id = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_buf_addf(&id, "chart-%s-%.*s", name, YG_FMT(source->name));
    yg_buf_addf(&key, "sets.%s-title", name);
    yg_chart *chart = yg_section_chart(t->doc, section, teller_id(t, &id),
                                       teller_say(t, yg_buf_z(&key), "s", source->name));
    chart->form = form;
    return chart;
}

/* Calls tell for the counts that stand side by side; one when both are the same. */
#define EACH_BY(t, source, by)                                                                     \
    for (size_t by = 0; by < 2; by++)                                                              \
        if (set_shown(t, source, by) && (by == 0 || !set_same(t, source)))

/* by: whose incidents the command lists; BOTH: one command for each group that is shown. */
enum { BOTH = 2 };

static void end(teller *t, yg_chart *chart, const set_source *source, size_t by, bool place,
                size_t left, const char *note) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, teller_say(t, note, ""));
    EACH_BY(t, source, one)
    if (by == BOTH || by == one)
        teller_add_line(&text, teller_say(t, "sets.list", "s", set_command(t, source, one, place)));
    if (left > 0)
        teller_add_line(&text, teller_more(t, left, " --all"));
    chart->note = teller_buf(t, &text);
}

static void tell_sectors(teller *t, yg_section *section, const set_source *source) {
    size_t by = t->organisation != 0 ? 1 : 0;
    if (!set_shown(t, source, by) || source->by[by]->place.sector_known < YG_SHARE_MIN_N)
        return;
    yg_chart *chart = start(t, section, source, "sectors", YG_FORM_BARS);
    size_t left = sector_group(t, chart, source, by);
    end(t, chart, source, by, true, left, "sets.sector-note");
}

/* How many have a named parent, and how many are counted at their site. */
static void named_row(teller *t, yg_chart *chart, const set_source *source, bool is_named) {
    const set_sectors *place = &source->by[1]->place;
    yg_query_set x = set_query(t, source, 1);
    x.parent_known = is_named;
    x.parent_assumed = !is_named;
    const set_share share = {
        .source = source,
        .by = 1,
        .chart = "parent",
        .key = is_named ? YG_STR("known") : YG_STR("assumed"),
        .row = teller_say(t, is_named ? "sets.parent-known" : "sets.parent-assumed", ""),
        .group = teller_say(t, "sets.parent-group", ""),
        .definition = teller_say(t, "sets.parents-definition", "s", source->name),
        .x = is_named ? place->named : place->n - place->named,
        .of_place = true,
        .numerator = &x};
    set_put_count(t, chart, &share, (yg_str){0});
}

/* By ultimate parent: counts, and of what they are made. */
static void tell_parents(teller *t, yg_section *section, const set_source *source) {
    size_t left = 0;
    if (!set_is_parent(t, 1) || !set_shown(t, source, 1) || source->by[1]->place.n < YG_SHARE_MIN_N)
        return;
    yg_chart *chart = start(t, section, source, "parents", YG_FORM_BARS);
    named_row(t, chart, source, true);
    named_row(t, chart, source, false);
    if (!set_same(t, source))
        left = sector_group(t, chart, source, 1);
    end(t, chart, source, 1, true, left, "sets.parent-note");
}

/* --- The country against the rest of the same source --- */

/* How many shares the intervals of the chart of sectors hold for together. */
static size_t rows_of(const set_sectors *s) {
    sector_rows rows = {0};
    list_sectors(s, &rows);
    size_t n = rows.n;
    yg_vec_free(&rows);
    return n;
}

static void tell_difference(teller *t, yg_section *section, const set_source *source, size_t by,
                            size_t sector, size_t tests) {
    const set_sectors *own = &source->by[by]->place, *all = &source->all;
    uint64_t x = own->sectors[sector], n = own->sector_known, rest_x = all->sectors[sector] - x,
             rest_n = all->sector_known - n;
    yg_moved moved = yg_may_say_differs(x, n, rest_x, rest_n);
    yg_comparison c = yg_compare_shares(x, n, rest_x, rest_n, 0.95);
    if (n >= YG_SHARE_MIN_N_POINT && rest_n >= YG_SHARE_MIN_N_POINT)
        t->tested[sector]++;
    /* Many sectors are tested: the level is divided by their number (Bonferroni). */
    if (moved == YG_MOVED_NOT_SHOWN || c.p * (double)tests >= 0.05)
        return;
    yg_query_set a = set_query(t, source, by), b = a;
    a.sector = (yg_sector)('A' + sector);
    b.sector_known = true;
    char letter = (char)a.sector;
    set_share share = {.source = source,
                       .by = by,
                       .chart = "against",
                       .key = {&letter, 1},
                       .row = set_heading(t, source, by, true),
                       .group = yg_sector_name(a.sector, t->voice.lang, true),
                       .definition = teller_say(t, "sets.sector-definition", "s", source->name),
                       .x = x,
                       .n = n,
                       .unknown = own->n - n,
                       .categories = rows_of(own), /* as in the chart of sectors */
                       .numerator = &a,
                       .denominator = &b};
    yg_figure *mine = set_put_share(t, NULL, &share);
    a.not_country = a.country, a.country = 0;
    b.not_country = b.country, b.country = 0;
    share.chart = "rest";
    share.categories = rows_of(all);
    share.row = teller_say(t, "sets.rest", "s", t->place);
    share.x = rest_x, share.n = rest_n, share.unknown = all->n - own->n - rest_n;
    yg_figure *theirs = set_put_share(t, NULL, &share);
    mine->key = theirs->key = yg_report_copy(t->doc, share.key);
    if (moved == YG_MOVED_UP) {
        t->above[sector]++;
        yg_evidence_add_all(t->doc, &t->above_evidence[sector], mine->evidence);
        yg_evidence_add_all(t->doc, &t->above_evidence[sector], theirs->evidence);
    }
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, teller_say(t, moved == YG_MOVED_UP ? "sets.more-often" : "sets.less-often",
                                 "ssss", share.group, mine->text, theirs->text, source->name));
    yg_buf_add(&text, teller_say(t, c.p < 0.001 ? "sets.odds-small" : "sets.odds", "nnnn", c.odds,
                                 c.odds_interval.low, c.odds_interval.high, c.p));
    yg_buf_add(&text, teller_say(t, "sets.goodman", ""));
    yg_paragraph *p =
        yg_section_paragraph(t->doc, section, YG_TEXT_PLAIN, yg_buf_str(&text), mine->evidence);
    yg_evidence_add_all(t->doc, &p->evidence, theirs->evidence);
}

static void tell_rest(teller *t, yg_section *section, const set_source *source) {
    size_t by = 0, tests = 0; /* by parent, what the registry knows would be tested */
    if (t->country == 0 || t->organisation != 0 || !set_wanted(t, by))
        return;
    yg_str reason = set_dependent(t, source);
    if (reason.n > 0) {
        teller_note_paragraph(t, section,
                              teller_say(t, "sets.dependent", "ss", source->name, reason));
        return;
    }
    for (size_t sector = 0; sector < SET_LABELS; sector++)
        tests += source->all.sectors[sector] > 0;
    for (size_t sector = 0; sector < SET_LABELS; sector++)
        if (t->sector == 0 || sector == (size_t)(t->sector - 'A'))
            tell_difference(t, section, source, by, sector, t->sector != 0 ? 1 : tests);
}

/* --- The movement of a share over the years --- */

typedef struct {
    uint64_t x[SET_YEARS], n[SET_YEARS];
    double years[SET_YEARS];
    size_t sector, periods;
    yg_trend test;
} movement;

/* A year that the source, and the period of the report, hold as a whole: years in which recording
 * began or ends are not compared with others. */
static bool is_whole(const teller *t, const set_source *source, size_t year) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_date when;
    yg_buf_addf(&text, "%zu", SET_FIRST_YEAR + year);
    return year * 4 >= source->first_quarter && year < source->last_quarter / 4 &&
           yg_date_parse(yg_buf_str(&text), &when) &&
           (t->period.precision == YG_DATE_NONE || yg_date_within(when, t->period));
}

/* The largest sector, or that of the scope, over whole years with enough incidents. */
static bool measure_movement(teller *t, const set_source *source, movement *m) {
    const set_counts *c = source->by[set_first(t)];
    *m = (movement){0};
    for (size_t s = 1; s < SET_LABELS; s++)
        if (c->place.sectors[s] > c->place.sectors[m->sector])
            m->sector = s;
    if (t->sector != 0)
        m->sector = (size_t)(t->sector - 'A');
    if (set_is_parent(t, set_first(t)) || set_dependent(t, source).n > 0 ||
        c->place.sectors[m->sector] < YG_SHARE_MIN_N)
        return false;
    for (size_t y = 0; y < SET_YEARS; y++) {
        uint64_t known = 0;
        for (size_t s = 0; s < SET_SECTORS; s++)
            known += c->year_sectors[y][s];
        if (known < YG_SHARE_MIN_N_POINT || !is_whole(t, source, y))
            continue;
        m->years[m->periods] = (double)y;
        m->x[m->periods] = c->year_sectors[y][m->sector];
        m->n[m->periods++] = known;
    }
    m->test = yg_trend_test(m->x, m->n, m->years, m->periods);
    return m->periods >= 3 && m->test.valid;
}

static void tell_trend(teller *t, yg_section *section, const set_source *source, size_t tests) {
    movement m;
    if (!measure_movement(t, source, &m))
        return;
    static const char *const keys[] = {"sets.trend-none", "sets.trend-up", "sets.trend-down"};
    YG_CLEANUP_BUF yg_buf years = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_addf(&years, "%d/%d", SET_FIRST_YEAR + (int)m.years[0],
                SET_FIRST_YEAR + (int)m.years[m.periods - 1]);
    yg_moved moved = yg_may_say_rose(m.x, m.n, m.years, m.periods, 0.05 / (double)tests);
    yg_buf_add(&text, teller_say(t, keys[moved], "sssnnn",
                                 yg_sector_name((yg_sector)('A' + m.sector), t->voice.lang, true),
                                 source->name, yg_say_date(&t->voice, yg_buf_str(&years)),
                                 (double)m.periods, m.test.z, m.test.p));
    yg_buf_add(&text,
               teller_say(t, "sets.trend-rule", "nn", (double)YG_SHARE_MIN_N_POINT, (double)tests));
    teller_paragraph(t, section, yg_buf_str(&text), set_evidence(t, source, set_first(t)));
}

static size_t count_trends(teller *t) {
    size_t tests = 0;
    movement m;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++)
        tests += measure_movement(t, &t->sets->sources.at[i], &m);
    return tests;
}

/* --- Types and time --- */

static size_t type_group(teller *t, yg_chart *chart, const set_source *source, size_t by) {
    const set_counts *c = source->by[by];
    size_t shown = least(t, c->types.words.n, MOST_TYPES);
    for (size_t i = 0; i < shown; i++) {
        const set_word *w = &c->types.words.at[i];
        yg_query_set x = set_query(t, source, by), n;
        if (t->sector != 0 && t->organisation == 0)
            x.sector = t->sector;
        n = x;
        x.type = w->word;
        n.type = YG_STR("known");
        const set_share share = {.source = source,
                                 .by = by,
                                 .chart = "type",
                                 .key = w->word,
                                 .row = yg_say_word(&t->voice, "type", w->word),
                                 .group = set_heading(t, source, by, false),
                                 .definition =
                                     teller_say(t, "sets.type-definition", "s", source->name),
                                 .x = w->n,
                                 .named = w->named,
                                 .n = c->types.known,
                                 .unknown = c->n - c->types.known,
                                 .numerator = &x,
                                 .denominator = set_is_parent(t, by) ? NULL : &n};
        if (set_is_parent(t, by)) /* what the registry knows would be a share of */
            set_put_count(t, chart, &share, (yg_str){0});
        else
            set_put_share(t, chart, &share);
    }
    return c->types.words.n - shown;
}

static bool has_types(const set_source *source, size_t by) {
    return source->by[by]->types.known >= YG_SHARE_MIN_N && source->by[by]->types.words.n >= 2;
}

static void tell_types(teller *t, yg_section *section, const set_source *source) {
    bool any = false;
    size_t left = 0;
    EACH_BY(t, source, by)
    any |= has_types(source, by);
    if (!any)
        return;
    yg_chart *chart = start(t, section, source, "types", YG_FORM_BARS);
    EACH_BY(t, source, by)
    if (has_types(source, by))
        left += type_group(t, chart, source, by);
    end(t, chart, source, BOTH, false, left, "sets.type-note");
}

typedef struct {
    size_t first, last; /* places of the first and the last that is not 0 */
    bool quarters, any;
} span;

static void time_key(yg_buf *key, const span *s, size_t at) {
    if (s->quarters)
        yg_buf_addf(key, "%zu-Q%zu", SET_FIRST_YEAR + at / 4, at % 4 + 1);
    else
        yg_buf_addf(key, "%zu", SET_FIRST_YEAR + at);
}

/* The source runs on to its newest incident: what it has none of by then is a zero, not a gap. */
static void run_on(const teller *t, const set_source *source, span *s) {
    size_t last = s->quarters ? source->last_quarter : source->last_quarter / 4;
    if (!s->any || source->dated == 0)
        return;
    for (size_t at = s->last + 1; at <= last; at++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_date when;
        time_key(&key, s, at);
        if (!yg_date_parse(yg_buf_str(&key), &when) ||
            (t->period.precision != YG_DATE_NONE && when.from_us >= t->period.to_us))
            break;
        s->last = at;
    }
}

static span span_of(const teller *t, const set_source *source) {
    span s = {.first = SIZE_MAX};
    for (int pass = 0; pass < 2; pass++) {
        /* Years; or quarters when there are at most three of them. */
        s = (span){.first = SIZE_MAX, .quarters = pass == 1};
        for (size_t by = 0; by < 2; by++) {
            const set_counts *c = source->by[by];
            size_t n = s.quarters ? (size_t)SET_QUARTERS : (size_t)SET_YEARS;
            const uint64_t *at = s.quarters ? c->quarters : c->years;
            for (size_t i = 0; i < n && set_shown(t, source, by); i++)
                if (at[i] > 0) {
                    s.first = i < s.first ? i : s.first;
                    s.last = i > s.last ? i : s.last;
                    s.any = true;
                }
        }
        run_on(t, source, &s);
        if (!s.any || s.last - s.first >= 3)
            break;
    }
    return s;
}

static void time_row(teller *t, yg_chart *chart, const set_source *source, size_t by, const span *s,
                     size_t at) {
    const set_counts *c = source->by[by];
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_date when;
    time_key(&key, s, at);
    if (!yg_date_parse(yg_buf_str(&key), &when))
        return;
    /* What the source still records: reports come late. One that the period cuts is not whole
     * either. */
    bool late = source->dated > 0 &&
                (s->quarters ? at >= source->last_quarter : at >= source->last_quarter / 4);
    bool cut = t->period.precision != YG_DATE_NONE && !yg_date_within(when, t->period);
    yg_query_set x = set_query(t, source, by);
    if (t->sector != 0 && t->organisation == 0)
        x.sector = t->sector;
    YG_CLEANUP_BUF yg_buf both = {0};
    if (!cut) {
        x.period_text = teller_buf(t, &key);
        x.period = when;
    } else {
        yg_date_add(&both,
                    (yg_date){when.from_us > t->period.from_us ? when.from_us : t->period.from_us,
                              when.to_us < t->period.to_us ? when.to_us : t->period.to_us,
                              YG_DATE_RANGE});
        x.period_text = teller_buf(t, &both);
        if (!yg_date_parse(x.period_text, &x.period))
            return;
    }
    yg_str name = yg_say_date(&t->voice, yg_buf_str(&key));
    uint64_t dated = s->quarters ? c->dated_quarters : c->dated_years;
    const set_share share = {.source = source,
                             .by = by,
                             .chart = "time",
                             .key = yg_buf_str(&key),
                             .row = late || cut ? teller_say(t, "sets.row-incomplete", "s", name)
                                                : name,
                             .group = set_heading(t, source, by, false),
                             .definition = teller_say(t, "sets.time-definition", "s", source->name),
                             .x = s->quarters ? c->quarters[at] : c->years[at],
                             .unknown = c->n - dated,
                             .numerator = &x};
    yg_figure *f = set_put_count(
        t, chart, &share,
        late || cut ? teller_say(t, late ? "sets.incomplete" : "sets.cut", "") : (yg_str){0});
    f->key = teller_buf(t, &key);
    f->period = x.period_text;
    f->period_label = yg_say_date(&t->voice, f->period);
}

static void tell_time(teller *t, yg_section *section, const set_source *source) {
    span s = span_of(t, source);
    size_t most = t->options->all ? SIZE_MAX : 12, first;
    if (!s.any || s.last == s.first)
        return;
    yg_chart *chart = start(t, section, source, "time", YG_FORM_TIMELINE);
    first = s.last - s.first >= most ? s.last - most + 1 : s.first;
    EACH_BY(t, source, by)
    for (size_t at = first; at <= s.last; at++)
        time_row(t, chart, source, by, &s, at);
    end(t, chart, source, BOTH, false, first - s.first, "sets.time-note");
}

/* Sources in the order of their names; those with fewer cases than may be printed are named. */
void teller_sets_what(teller *t, yg_section *section) {
    YG_VEC(yg_str) few = {0}, unnamed = {0};
    bool heading = false;
    size_t trends = count_trends(t);
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *source = &t->sets->sources.at[i];
        uint64_t n = 0;
        for (size_t by = 0; by < 2; by++)
            if (set_shown(t, source, by) && source->by[by]->place.n > n)
                n = source->by[by]->place.n;
        if (set_wanted(t, 1) && !set_shown(t, source, 1) && source->by[1]->place.n > 0)
            yg_vec_push(&unnamed, source->name);
        if (n < YG_SHARE_MIN_N) {
            if (n > 0)
                yg_vec_push(&few, source->name);
            continue;
        }
        if (!heading)
            yg_section_heading(section, teller_say(t, "sets.heading", ""));
        heading = true;
        tell_sectors(t, section, source);
        tell_parents(t, section, source);
        tell_rest(t, section, source);
        tell_trend(t, section, source, trends);
        tell_types(t, section, source);
        tell_time(t, section, source);
    }
    if (few.n > 0)
        teller_note_paragraph(
            t, section, teller_say(t, "sets.few", "s", yg_say_list(&t->voice, few.at, few.n)));
    if (unnamed.n > 0)
        teller_note_paragraph(
            t, section,
            teller_say(t, "sets.no-parent", "s", yg_say_list(&t->voice, unnamed.at, unnamed.n)));
    yg_vec_free(&few);
    yg_vec_free(&unnamed);
}
