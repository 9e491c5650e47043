/* KNOWN INDICATORS IN THE GROUP'S LOGS: what scans saw (store/sightings.h), by actor, organisation
 * and day, what to look at first, and what to do. Only with an organisation.
 *
 * A sighting is the group's when the organisation whose machine it was belonged to it on that day.
 * Each number has its query (tell/query_sightings.h). */
#include "tell/sightings.h"
#include "base/time.h"

enum { MOST_ACTORS = 15, MOST_PLACES = 20, MOST_DAYS = 62, MOST_MONTHS = 36 };

static const yg_evidence_set none = {0};

/* "1 March 2024 to 4 April 2024", or one day. */
static yg_str seen(sights *s, int64_t first_us, int64_t last_us) {
    teller *t = s->t;
    yg_str first = sight_day(t, first_us), last = sight_day(t, last_us);
    if (yg_str_eq(first, last))
        return yg_say_date(&t->voice, first);
    return teller_say(t, "look.seen", "ss", yg_say_date(&t->voice, first),
                      yg_say_date(&t->voice, last));
}

yg_str sight_day_words(sights *s, int64_t us) {
    return yg_say_date(&s->t->voice, sight_day(s->t, us));
}

/* The findings of a sum that weigh most: its evidence, beside the query that counts all. */
static bool evidence_of(sights *s, sight_by by, yg_str key, yg_evidence_set *ret_set,
                        yg_error *err) {
    enum { MOST = 3 };
    yg_sighting_row row;
    for (size_t i = 0, n = 0; i < s->findings.n && n < MOST; i++) {
        sight_finding *f = &s->findings.at[i];
        if (!yg_str_eq(by == SIGHT_ACTOR ? f->actor : f->place, key))
            continue;
        if (f->evidence == 0 && !sight_evidence(s, f, &row, err))
            return false;
        yg_evidence_add(s->t->doc, ret_set, f->evidence);
        n++;
    }
    return true;
}

/* --- What was seen, in a sentence --- */

static void put_query_evidence(sights *s) {
    teller *t = s->t;
    const sight_sum *all = &s->sums[SIGHT_ALL].at[0];
    yg_evidence e = {
        .id = sight_query(s, SIGHT_ALL, YG_STR(""), YG_SIGHTINGS_SIGHTINGS),
        .kind = YG_STR("query"),
        .statement = teller_say(t, "sight.evidence", "sn", t->name,
                                (double)all->counts[YG_SIGHTINGS_SIGHTINGS]),
        .asserted_by = YG_STR("yagura"),
        .note = teller_say(t, "sets.list", "s", sight_command(s, " --format csv")),
    };
    yg_evidence_add(t->doc, &s->all, yg_report_evidence(t->doc, &e, (yg_str){0}));
}

/* "3 new and 2 acknowledged" */
static yg_str states(sights *s) {
    teller *t = s->t;
    YG_VEC(yg_str) items = {0};
    const sight_sums *sums = &s->sums[SIGHT_STATE];
    for (size_t i = 0; i < sums->n; i++) {
        yg_str word = yg_say_word(&t->voice, "finding-state", sums->at[i].key);
        sight_put_sum(s, SIGHT_STATE, &sums->at[i], word, YG_SIGHTINGS_INDICATORS, none);
        yg_vec_push(&items, teller_say(t, "sight.in-state", "sn", word,
                                       (double)sums->at[i].counts[YG_SIGHTINGS_INDICATORS]));
    }
    yg_str list = yg_say_list(&t->voice, items.at, items.n);
    yg_vec_free(&items);
    return list;
}

/* A count that stands beside the section's own: of false alarms, of places that nobody knows. */
static void put_beside(sights *s, const char *id, const char *key, yg_str query, uint64_t n) {
    const sight_figure figure = {.id = id,
                                 .label = teller_say(s->t, key, ""),
                                 .key = yg_str_of(id),
                                 .query = query,
                                 .kind = YG_FIGURE_COUNT,
                                 .n = n};
    sight_put(s, NULL, &figure);
}

static yg_str query_text(sights *s, const yg_sightings_query *query) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_sightings_query_add(&text, query);
    return teller_buf(s->t, &text);
}

static void put_false_alarms(sights *s, yg_buf *text) {
    uint64_t n = s->false_alarms.counts[YG_SIGHTINGS_INDICATORS];
    const yg_sightings_query query = {.count = YG_SIGHTINGS_INDICATORS,
                                      .organisation = s->t->doc->asked.organisation,
                                      .state = YG_STR("false-alarm"),
                                      .period_text = s->t->doc->asked.period};
    if (n == 0)
        return;
    put_beside(s, "false-alarms", "sight.false-alarms-label", query_text(s, &query), n);
    yg_buf_add(text, teller_say(s->t, "sight.false-alarms", "n", (double)n));
}

static void put_nowhere(sights *s, yg_section *section) {
    uint64_t n = s->nowhere.counts[YG_SIGHTINGS_SIGHTINGS];
    const yg_sightings_query query = {.count = YG_SIGHTINGS_SIGHTINGS,
                                      .organisation = YG_STR("-"),
                                      .period_text = s->t->doc->asked.period};
    if (n == 0)
        return;
    put_beside(s, "nowhere", "sight.nowhere-label", query_text(s, &query), n);
    teller_note_paragraph(s->t, section, teller_say(s->t, "sight.nowhere", "n", (double)n));
}

static void put_summary(sights *s, yg_section *section) {
    teller *t = s->t;
    const sight_sum *all = &s->sums[SIGHT_ALL].at[0];
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int what = 0; what < YG_SIGHTINGS_COUNTS; what++)
        sight_put_sum(s, SIGHT_ALL, all, (yg_str){0}, (yg_sightings_count)what, none);
    t->sightings = t->doc->figures.at[t->doc->figures.n - YG_SIGHTINGS_COUNTS];
    yg_buf_add(&text, teller_say(t, "sight.summary", "ssnnnn", t->name,
                                 seen(s, all->first_us, all->last_us),
                                 (double)all->counts[YG_SIGHTINGS_INDICATORS],
                                 (double)all->counts[YG_SIGHTINGS_SIGHTINGS],
                                 (double)all->counts[YG_SIGHTINGS_MACHINES],
                                 (double)all->counts[YG_SIGHTINGS_ORGANISATIONS]));
    yg_buf_add(&text, teller_say(t, "sight.states", "s", states(s)));
    put_false_alarms(s, &text);
    teller_paragraph(t, section, teller_buf(t, &text), s->all);
}

/* --- By actor --- */

static yg_str countries(sights *s, const sight_sum *sum) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf lines = {0};
    yg_str rest = yg_buf_str(&sum->countries), code;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &code)) {
        yg_country country = yg_country_from_code(code);
        teller_add_line(&lines, country != 0 ? yg_country_name(country, t->voice.lang) : code);
    }
    return lines.n > 0 ? teller_buf(t, &lines) : teller_say(t, "sight.no-country", "");
}

static yg_str named_by(sights *s, const sight_sum *sum) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf lines = {0};
    yg_str rest = yg_buf_str(&sum->named_by), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one))
        teller_add_line(&lines, teller_party(t, one));
    for (rest = yg_buf_str(&sum->countries_by); rest.n > 0 && yg_str_split(&rest, '\n', &one);)
        teller_add_line(&lines, teller_say(t, "sight.country-by", "s", teller_party(t, one)));
    return teller_buf(t, &lines);
}

static void put_counts(sights *s, sight_by by, const sight_sum *sum, yg_str label, yg_cell *cells,
                       yg_evidence_set more) {
    static const yg_sightings_count counts[] = {YG_SIGHTINGS_INDICATORS, YG_SIGHTINGS_SIGHTINGS,
                                                YG_SIGHTINGS_MACHINES};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        cells[i].text = sight_put_sum(s, by, sum, label, counts[i], more);
    cells[3].text = sight_day_words(s, sum->last_us);
}

static bool put_actors(sights *s, yg_section *section, yg_error *err) {
    teller *t = s->t;
    const sight_sums *sums = &s->sums[SIGHT_ACTOR];
    size_t most = t->options->all ? SIZE_MAX : MOST_ACTORS;
    const yg_str columns[] = {
        teller_say(t, "sight.column.actor", ""),    teller_say(t, "sight.column.country", ""),
        teller_say(t, "sight.column.named-by", ""), teller_say(t, "sight.count.indicators", ""),
        teller_say(t, "sight.count.sightings", ""), teller_say(t, "sight.count.machines", ""),
        teller_say(t, "sight.column.last", "")};
    yg_table *table = yg_section_table(t->doc, section, "table-sightings-actors",
                                       teller_say(t, "sight.actors", "s", t->name), columns,
                                       sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sums->n && i < most; i++) {
        const sight_sum *sum = &sums->at[i];
        bool named = sum->key.n > 0;
        yg_str name = named ? sum->key : teller_say(t, "sight.nobody", "");
        yg_evidence_set more = {0};
        if (!evidence_of(s, SIGHT_ACTOR, sum->key, &more, err))
            return false;
        yg_cell *cells = yg_table_row(t->doc, table);
        cells[0].text = name;
        yg_evidence_add_all(t->doc, &cells[0].evidence, more);
        cells[1].text = named ? countries(s, sum) : (yg_str){0};
        cells[2].text = named ? named_by(s, sum) : (yg_str){0};
        put_counts(s, SIGHT_ACTOR, sum, name, cells + 3, more);
    }
    table->note = sums->n > most ? teller_more(t, sums->n - most, " --all") : (yg_str){0};
    return true;
}

/* --- By organisation: where it was seen, and whose it was that day --- */

static yg_str name_of(const sights *s, size_t organisation) {
    const yg_organisation_node *o = &s->t->owned.registry.organisations.at[organisation];
    bool japanese = s->t->voice.lang == YG_LANG_JA && o->name_ja.n > 0;
    return teller_copy(s->t, japanese ? o->name_ja : o->name);
}

static size_t organisation_of(const sights *s, int64_t eid) {
    const yg_group *group = &s->t->owned.registry;
    for (size_t i = 0; i < group->organisations.n; i++) {
        if (group->organisations.at[i].eid == eid)
            return i;
    }
    return SIZE_MAX;
}

/* The owners up to the organisation of the report, the nearest first. */
static yg_str owners(sights *s, size_t organisation, int64_t when_us) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf lines = {0};
    const yg_group *group = &t->owned.registry;
    for (size_t steps = 0; steps < YG_GROUP_DEPTH && !t->owned.is_target.at[organisation];
         steps++) {
        const yg_edge_row *edge = yg_group_owner(group, organisation, when_us);
        if (edge == NULL)
            break;
        organisation = edge->parent;
        teller_add_line(&lines, name_of(s, organisation));
    }
    return teller_buf(t, &lines);
}

yg_str sight_place_name(sights *s, yg_str id) {
    const sight_sum *sum = sight_sum_of(s, SIGHT_PLACE, id);
    size_t at = sum != NULL ? organisation_of(s, sum->eid) : SIZE_MAX;
    return at != SIZE_MAX ? name_of(s, at) : id;
}

static bool put_places(sights *s, yg_section *section, yg_error *err) {
    teller *t = s->t;
    const sight_sums *sums = &s->sums[SIGHT_PLACE];
    size_t most = t->options->all ? SIZE_MAX : MOST_PLACES;
    const yg_str columns[] = {
        teller_say(t, "sight.column.place", ""),     teller_say(t, "sight.column.owner", ""),
        teller_say(t, "sight.count.indicators", ""), teller_say(t, "sight.count.sightings", ""),
        teller_say(t, "sight.count.machines", ""),   teller_say(t, "sight.column.last", "")};
    yg_table *table = yg_section_table(t->doc, section, "table-sightings-organisations",
                                       teller_say(t, "sight.places", "s", t->name), columns,
                                       sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sums->n && i < most; i++) {
        const sight_sum *sum = &sums->at[i];
        size_t at = organisation_of(s, sum->eid);
        yg_str name = sight_place_name(s, sum->key);
        yg_evidence_set more = {0};
        if (!evidence_of(s, SIGHT_PLACE, sum->key, &more, err))
            return false;
        yg_cell *cells = yg_table_row(t->doc, table);
        cells[0].text = name;
        yg_evidence_add_all(t->doc, &cells[0].evidence, more);
        cells[1].text = at != SIZE_MAX ? owners(s, at, sum->last_us) : (yg_str){0};
        put_counts(s, SIGHT_PLACE, sum, name, cells + 2, more);
    }
    table->note = sums->n > most ? teller_more(t, sums->n - most, " --all") : (yg_str){0};
    return true;
}

/* --- By day --- */

static void put_days(sights *s, yg_section *section) {
    teller *t = s->t;
    const sight_sum *all = &s->sums[SIGHT_ALL].at[0];
    bool days = (all->last_us - all->first_us) / YG_US_PER_DAY < MOST_DAYS;
    sight_by by = days ? SIGHT_DAY : SIGHT_MONTH;
    const sight_sums *sums = &s->sums[by];
    size_t most = t->options->all ? SIZE_MAX : days ? MOST_DAYS : MOST_MONTHS;
    size_t left = sums->n > most ? sums->n - most : 0;
    yg_chart *chart = yg_section_chart(t->doc, section, YG_STR("chart-sightings-days"),
                                       teller_say(t, days ? "sight.by-day" : "sight.by-month", ""));
    chart->form = YG_FORM_TIMELINE;
    chart->caption = teller_say(t, "sight.chart-caption", "sn", t->name,
                                (double)all->counts[YG_SIGHTINGS_SIGHTINGS]);
    for (size_t i = left; i < sums->n; i++) {
        YG_CLEANUP_BUF yg_buf id = {0};
        yg_buf_addf(&id, "day-%.*s", YG_FMT(sums->at[i].key));
        yg_str row = yg_say_date(&t->voice, sums->at[i].key);
        const sight_figure figure = {
            .id = yg_buf_z(&id),
            .label = teller_say(t, "md.line", "ss", chart->title, row),
            .row = row,
            .key = sums->at[i].key,
            .query = sight_query(s, by, sums->at[i].key, YG_SIGHTINGS_SIGHTINGS),
            .kind = YG_FIGURE_TREND,
            .n = sums->at[i].counts[YG_SIGHTINGS_SIGHTINGS]};
        sight_put(s, chart, &figure);
    }
    chart->note = left > 0 ? teller_say(t, "sight.day-note-cut", "n", (double)left)
                           : teller_say(t, "sight.day-note", "");
}

/* --- The section --- */

/* What the key judgements and the measures say of them. */
static void note_open(sights *s) {
    teller *t = s->t;
    enum { MOST_NAMED = 3 };
    YG_VEC(yg_str) names = {0};
    const sight_sums *sums = &s->sums[SIGHT_ACTOR];
    const sight_sum *fresh = sight_sum_of(s, SIGHT_STATE, YG_STR("new"));
    for (size_t i = 0; i < sums->n; i++) {
        if (sums->at[i].key.n == 0)
            continue;
        t->sightings_actors++;
        if (names.n < MOST_NAMED)
            yg_vec_push(&names, sums->at[i].key);
    }
    t->sightings_named = yg_say_list(&t->voice, names.at, names.n);
    t->sightings_places = s->sums[SIGHT_PLACE].n;
    t->sightings_new = fresh != NULL ? fresh->counts[YG_SIGHTINGS_INDICATORS] : 0;
    t->sightings_last = sight_day_words(s, s->sums[SIGHT_ALL].at[0].last_us);
    t->sightings_command = sight_command(s, " --state new");
    yg_vec_free(&names);
}

static bool put_all(sights *s, yg_section *section, yg_error *err) {
    put_query_evidence(s);
    put_summary(s, section);
    note_open(s);
    if (!put_actors(s, section, err) || !put_places(s, section, err))
        return false;
    put_days(s, section);
    return sight_put_findings(s, section, err);
}

bool teller_sightings(teller *t, yg_error *err) {
    sights s = {.t = t};
    if (t->organisation == 0)
        return true;
    bool done = sight_gather(&s, err);
    if (done) {
        yg_section *section =
            yg_report_section(t->doc, "sightings", teller_say(t, "sight.title", ""),
                              teller_say(t, "sight.question", ""));
        if (s.findings.n > 0)
            done = put_all(&s, section, err);
        else
            teller_note_paragraph(t, section, teller_say(t, "sight.none", "s", t->name));
        put_nowhere(&s, section);
        teller_note_paragraph(t, section, teller_say(t, "sight.note", ""));
    }
    sight_free(&s);
    return done;
}
