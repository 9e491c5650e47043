/* Sightings of indicators as figures and evidence. */
#include "base/time.h"
#include "base/utf8.h"
#include "tell/sightings.h"
#include "text/defang.h"

enum { VALUE_BYTES = 90 }; /* of a value in a cell */

yg_str sight_command(sights *s, const char *more) {
    YG_CLEANUP_BUF yg_buf line = {0};
    yg_buf_addz(&line, "yagura findings list --kind indicator");
    teller_add_option(&line, "organisation", s->t->organisation_word);
    yg_buf_addz(&line, more);
    return teller_buf(s->t, &line);
}

yg_str sight_query(sights *s, sight_by by, yg_str key, yg_sightings_count count) {
    static const yg_sighting_counts_by words[] = {
        [SIGHT_ALL] = YG_SIGHTING_COUNTS_ALL,
        [SIGHT_ACTOR] = YG_SIGHTING_COUNTS_ACTOR,
        [SIGHT_PLACE] = YG_SIGHTING_COUNTS_ORGANISATION,
        [SIGHT_DAY] = YG_SIGHTING_COUNTS_DAY,
        [SIGHT_MONTH] = YG_SIGHTING_COUNTS_MONTH,
        [SIGHT_STATE] = YG_SIGHTING_COUNTS_ALL,
        [SIGHT_BYS] = YG_SIGHTING_COUNTS_FINDING,
    };
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_sightings_query query = {.count = count,
                                .organisation = s->t->doc->asked.organisation,
                                .period_text = s->t->doc->asked.period,
                                .by = words[by],
                                .key = key};
    if (by == SIGHT_STATE)
        query.state = key;
    yg_sightings_query_add(&text, &query);
    return teller_buf(s->t, &text);
}

yg_figure *sight_put(sights *s, yg_chart *chart, const sight_figure *one) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-sightings-%s", one->id);
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = one->kind,
                   .label = one->label,
                   .row = one->row,
                   .key = one->key,
                   .query = one->query,
                   .source = YG_STR("yagura"),
                   .period = t->doc->asked.period,
                   .period_label = t->doc->asked.period_label,
                   .definition = teller_say(t, "sight.definition", ""),
                   .numerator = one->n,
                   .text = yg_say_number(&t->voice, (double)one->n),
                   .brief = yg_say_number(&t->voice, (double)one->n)};
    yg_evidence_add_all(t->doc, &f.evidence, s->all);
    yg_evidence_add_all(t->doc, &f.evidence, one->more);
    return yg_report_figure(t->doc, chart, &f);
}

yg_str sight_put_sum(sights *s, sight_by by, const sight_sum *sum, yg_str label,
                     yg_sightings_count count, yg_evidence_set more) {
    static const char *const words[] = {"all", "actor", "organisation", "day", "month", "state"};
    YG_CLEANUP_BUF yg_buf id = {0}, key = {0};
    const char *word = yg_sightings_count_word(count);
    yg_buf_addf(&id, "%s-%s%s%.*s", words[by], word, sum->key.n > 0 ? "-" : "", YG_FMT(sum->key));
    yg_buf_addf(&key, "sight.count.%s", word);
    yg_str what = teller_say(s->t, yg_buf_z(&key), "");
    const sight_figure figure = {
        .id = yg_buf_z(&id),
        .label = label.n > 0 ? teller_say(s->t, "md.line", "ss", label, what) : what,
        .row = label,
        .key = sum->key,
        .query = sight_query(s, by, sum->key, count),
        .kind = YG_FIGURE_COUNT,
        .n = sum->counts[count],
        .more = more};
    return sight_put(s, NULL, &figure)->text;
}

/* Dots of names in a pattern's strings are put in brackets; the beginning is enough to know it. */
static void add_pattern(yg_buf *text, yg_str pattern) {
    bool quoted = false;
    for (size_t i = 0; i < pattern.n; i++) {
        quoted ^= pattern.p[i] == '\'';
        if (quoted && pattern.p[i] == '.')
            yg_buf_addz(text, "[.]");
        else
            yg_buf_addc(text, pattern.p[i]);
    }
}

yg_str sight_value(sights *s, const sight_finding *f) {
    YG_CLEANUP_BUF yg_buf text = {0};
    bool is_pattern = f->subject.n > 0 && f->subject.p[0] == '[';
    if (is_pattern)
        add_pattern(&text, f->subject);
    else
        yg_defang_add(&text, f->subject);
    if (text.n > VALUE_BYTES) {
        text.n = yg_utf8_floor(yg_buf_str(&text), VALUE_BYTES);
        yg_buf_addz(&text, "…");
    }
    return teller_buf(s->t, &text);
}

/* --- Evidence --- */

typedef struct {
    sights *s;
    yg_sighting_row row;
    bool is_there;
    int64_t last_us; /* of the finding, wherever it was seen */
} latest;

static bool on_sighting(void *self, const yg_sighting_row *row, yg_error *err) {
    latest *l = self;
    teller *t = l->s->t;
    const sight_sum *place = sight_sum_of(l->s, SIGHT_PLACE, row->organisation);
    (void)err;
    if (l->is_there || place == NULL || row->day < l->s->from_day || row->day >= l->s->to_day ||
        !yg_owner_scope_has(&t->owned, place->eid, row->last_us))
        return true;
    l->is_there = true;
    l->row = *row;
    yg_str *const texts[] = {&l->row.organisation, &l->row.machine, &l->row.role, &l->row.field,
                             &l->row.kind,         &l->row.file,    &l->row.seen};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = teller_copy(t, *texts[i]);
    return true;
}

static bool on_found(void *self, const yg_finding_row *row, yg_error *err) {
    latest *l = self;
    (void)err;
    l->last_us = row->last_us;
    return true;
}

static yg_str statement(sights *s, const sight_finding *f) {
    teller *t = s->t;
    yg_str value = sight_value(s, f), type = yg_say_word(&t->voice, "indicator-type", f->type);
    if (f->actor.n == 0)
        return teller_say(t, "sight.finding", "ss", value, type);
    return teller_say(t, "sight.finding-of", "ssss", value, type, f->actor,
                      f->source.n > 0 ? f->source : YG_STR("yagura"));
}

static yg_str note(sights *s, const yg_sighting_row *row, const yg_sighted *known) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_str file = yg_str_eqz(row->file, "-") ? teller_say(t, "look.standard-input", "") : row->file;
    if (file.n == 0)
        yg_buf_add(&text, teller_say(t, "sight.no-file", ""));
    else
        yg_buf_add(&text, teller_say(t, "sight.read-in", "snn", file, (double)row->line,
                                     (double)row->offset_bytes));
    if (known->tlp.n > 0)
        yg_buf_add(&text, teller_say(t, "sight.tlp", "s", known->tlp));
    return teller_buf(t, &text);
}

bool sight_evidence(sights *s, sight_finding *f, yg_sighting_row *ret_latest, yg_error *err) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf texts = {0};
    yg_sighted known = {0};
    latest l = {.s = s, .last_us = f->last_us};
    if (!yg_store_sightings(t->store, f->fid, 0, on_sighting, &l, err) ||
        !yg_store_findings_named(t->store, f->id, 1, on_found, &l, err) ||
        !yg_store_sighted(t->store, f->fid, &known, &texts, err))
        return false;
    yg_str day = sight_day(t, l.last_us);
    yg_evidence e = {
        .id = f->id,
        .kind = YG_STR("finding"),
        .statement = statement(s, f),
        .asserted_by = YG_STR("yagura"),
        .date = day,
        .date_label = yg_say_date(&t->voice, day),
        .note = note(s, &l.row, &known),
    };
    teller_saw_date(t, day);
    f->evidence = yg_report_evidence(t->doc, &e, (yg_str){0});
    if (known.actor_id.n > 0)
        yg_report_speaks_of(t->doc, &(yg_report_thing){.id = known.actor_id});
    *ret_latest = l.row;
    return true;
}
