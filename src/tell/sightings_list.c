/* The indicators that were seen, those to look at first. */
#include "tell/sightings.h"

enum { MOST_FINDINGS = 20 };

static yg_str under(sights *s, yg_str first, yg_str second) {
    YG_CLEANUP_BUF yg_buf lines = {0};
    if (first.n > 0)
        teller_add_line(&lines, first);
    if (second.n > 0)
        teller_add_line(&lines, second);
    return teller_buf(s->t, &lines);
}

static yg_str count_of(sights *s, const sight_finding *f, size_t rank) {
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_str value = sight_value(s, f);
    yg_buf_addf(&id, "finding-%zu", rank);
    const sight_figure figure = {.id = yg_buf_z(&id),
                                 .label = teller_say(s->t, "md.line", "ss", value,
                                                     teller_say(s->t, "sight.count.sightings", "")),
                                 .row = value,
                                 .key = f->id,
                                 .query = sight_query(s, SIGHT_BYS, f->id, YG_SIGHTINGS_SIGHTINGS),
                                 .kind = YG_FIGURE_COUNT,
                                 .n = f->count};
    sight_put(s, NULL, &figure);
    return yg_say_number(&s->t->voice, (double)f->count);
}

/* A digest is as wide as a page: its beginning is enough here, its evidence has the whole. */
static yg_str cell_value(sights *s, const sight_finding *f) {
    enum { MOST = 40 };
    yg_str value = sight_value(s, f);
    YG_CLEANUP_BUF yg_buf text = {0};
    if (value.n <= MOST || !yg_str_starts(f->type, YG_STR("sha")))
        return value;
    yg_buf_addf(&text, "%.*s…", MOST, value.p);
    return teller_buf(s->t, &text);
}

static bool put_finding(sights *s, yg_table *table, size_t rank, yg_error *err) {
    teller *t = s->t;
    sight_finding *f = &s->findings.at[rank];
    yg_sighting_row row = {0};
    yg_country country = yg_country_from_code(f->country);
    if (!sight_evidence(s, f, &row, err))
        return false;
    yg_cell *cells = yg_table_row(t->doc, table);
    cells[0].text = under(s, cell_value(s, f), yg_say_word(&t->voice, "indicator-type", f->type));
    yg_evidence_add(t->doc, &cells[0].evidence, f->evidence);
    cells[1].text = under(s, f->actor.n > 0 ? f->actor : teller_say(t, "sight.nobody", ""),
                          country != 0 ? yg_country_name(country, t->voice.lang) : (yg_str){0});
    cells[2].text = under(s, sight_place_name(s, row.organisation), row.machine);
    cells[3].text = under(s, yg_say_word(&t->voice, "log-role", row.role), row.field);
    cells[4].text = yg_str_eqz(row.file, "-") ? teller_say(t, "look.standard-input", "")
                    : row.file.n == 0         ? teller_say(t, "sight.no-file", "")
                                              : teller_copy(t, row.file);
    if (row.file.n > 0 && row.line > 0)
        cells[4].text = under(s, cells[4].text, teller_say(t, "sight.line", "n", (double)row.line));
    cells[5].text = under(s, count_of(s, f, rank + 1), sight_day_words(s, f->last_us));
    cells[6].text = yg_say_word(&t->voice, "finding-state", f->state);
    return true;
}

bool sight_put_findings(sights *s, yg_section *section, yg_error *err) {
    teller *t = s->t;
    size_t shown = s->findings.n < MOST_FINDINGS ? s->findings.n : MOST_FINDINGS;
    const yg_str columns[] = {
        teller_say(t, "sight.column.indicator", ""), teller_say(t, "sight.column.actor", ""),
        teller_say(t, "sight.column.where", ""),     teller_say(t, "sight.column.role", ""),
        teller_say(t, "sight.column.file", ""),      teller_say(t, "sight.column.count", ""),
        teller_say(t, "sight.column.state", "")};
    yg_table *table = yg_section_table(t->doc, section, "table-sightings-indicators",
                                       teller_say(t, "sight.indicators", "s", t->name), columns,
                                       sizeof columns / sizeof *columns);
    for (size_t i = 0; i < shown; i++) {
        if (!put_finding(s, table, i, err))
            return false;
    }
    if (shown < s->findings.n)
        table->note =
            teller_say(t, "look.more", "sn", sight_command(s, ""), (double)(s->findings.n - shown));
    return true;
}
