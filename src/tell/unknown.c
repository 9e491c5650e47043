/* WHAT IS NOT KNOWN: counts of what is missing or unverified, statements that differ from others,
 * and what each source can and cannot tell. */
#include "store/tally.h"
#include "tell/sets.h"

typedef struct {
    const char *id, *label;
    uint64_t n;
    yg_evidence_set evidence;
} gap;

static void count_gap(teller *t, gap *g, const teller_incident *i, bool missing) {
    if (!missing)
        return;
    g->n++;
    yg_evidence_add_all(t->doc, &g->evidence, i->about);
}

enum { GAPS = 6 };

static void count_gaps(teller *t, gap gaps[GAPS], const teller_incident *incident) {
    const yg_incident_row *row = incident->row;
    bool under_parent = row->parent.n > 0 && !yg_str_eq(row->parent, row->victim);
    bool open = (incident->entry_abroad || (under_parent && incident->abroad)) &&
                incident->reached == REACHED_UNDOCUMENTED;
    count_gap(t, &gaps[0], incident, !incident->entry_placed);
    count_gap(t, &gaps[1], incident, open);
    count_gap(t, &gaps[2], incident, incident->actors.n == 0);
    count_gap(t, &gaps[3], incident, row->parent.n == 0);
    count_gap(t, &gaps[4], incident, yg_str_eqz(row->basis, "press-list"));
    count_gap(t, &gaps[5], incident, yg_str_eqz(row->basis, "eurepoc"));
}

/* What is missing in the incidents of one source; number: from 1. */
static void tell_gaps_of(teller *t, yg_section *section, yg_str source, size_t number) {
    gap gaps[GAPS] = {
        {.id = "figure-gap-entry", .label = "unknown.entry"},
        {.id = "figure-gap-reached", .label = "unknown.reached"},
        {.id = "figure-gap-actor", .label = "unknown.actor"},
        {.id = "figure-gap-parent", .label = "unknown.parent"},
        {.id = "figure-gap-press", .label = "unknown.press"},
        {.id = "figure-gap-eurepoc", .label = "unknown.eurepoc"},
    };
    uint64_t all = 0;
    YG_CLEANUP_BUF yg_buf id = {0};
    for (size_t i = 0; i < t->incidents.n; i++)
        if (yg_str_eq(t->incidents.at[i]->row->source, source)) {
            all++;
            count_gaps(t, gaps, t->incidents.at[i]);
        }
    yg_buf_addf(&id, "chart-gaps-%zu", number);
    yg_chart *chart =
        yg_section_chart(t->doc, section, yg_buf_str(&id), teller_say(t, "unknown.gaps-title", ""));
    chart->caption = teller_say(t, "unknown.gaps-of", "ssn", source, t->name, (double)all);
    for (size_t i = 0; i < GAPS; i++) {
        yg_buf_clear(&id);
        yg_buf_addz(&id, gaps[i].id);
        if (number > 1)
            yg_buf_addf(&id, "-%zu", number);
        yg_figure f = {.id = teller_buf(t, &id),
                       .kind = YG_FIGURE_COUNT,
                       .label = teller_say(t, gaps[i].label, ""),
                       .source = source,
                       .definition = teller_say(t, "unknown.definition", "s", t->name),
                       .numerator = gaps[i].n,
                       .denominator = all,
                       .has_denominator = true,
                       .text = teller_say(t, "figure.of", "nn", (double)gaps[i].n, (double)all),
                       .evidence = gaps[i].evidence};
        if (gaps[i].n > 0)
            yg_report_figure(t->doc, chart, &f);
    }
}

/* Each source by itself: lists of different makers are never added up. */
static void tell_gaps(teller *t, yg_section *section) {
    YG_VEC(yg_str) sources = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        size_t s = 0;
        yg_str source = t->incidents.at[i]->row->source;
        while (s < sources.n && !yg_str_eq(sources.at[s], source))
            s++;
        if (s < sources.n)
            continue;
        yg_vec_push(&sources, source);
        tell_gaps_of(t, section, source, sources.n);
    }
    yg_vec_free(&sources);
}

static bool is_of_report(teller *t, const yg_claim_row *row) {
    if (teller_subject_country(t, row) == t->country)
        return true;
    for (size_t i = 0; i < t->incidents.n; i++)
        if (t->incidents.at[i]->row->eid == row->subject_eid)
            return true;
    for (size_t i = 0; i < t->statistics.n; i++) {
        yg_str series = t->statistics.at[i]->series;
        if (yg_str_starts(row->subject_name, series) && row->subject_name.n > series.n &&
            row->subject_name.p[series.n] == '/')
            return true;
    }
    return teller_actor_of(t, row->subject_eid, row->subject_name) != NULL;
}

static bool tell_differences(teller *t, yg_section *section, yg_error *err) {
    const yg_str columns[] = {teller_say(t, "unknown.column.statement", ""),
                              teller_say(t, "who.column.source", ""),
                              teller_say(t, "what.column.note", "")};
    yg_claim_filter filter = {.tag = YG_STR("contradicts")};
    teller_claims claims = {0};
    yg_table *table = NULL;
    bool ok = teller_claims_of(t, &filter, &claims, err);
    for (size_t i = 0; ok && i < claims.n; i++) {
        const yg_claim_row *row = claims.at[i];
        if (!is_of_report(t, row))
            continue;
        if (table == NULL)
            table = yg_section_table(t->doc, section, "table-differences",
                                     teller_say(t, "unknown.differences-caption", ""), columns, 3);
        yg_cell *cells = yg_table_row(t->doc, table);
        cells[0].text =
            teller_say(t, "evidence.claim", "sss", teller_subject(t, row),
                       yg_say_word(&t->voice, "predicate", row->predicate), teller_value(t, row));
        cells[1].text = teller_who_says(t, row);
        yg_evidence_add(t->doc, &cells[1].evidence, teller_claim(t, row));
        cells[2].text = teller_copy(t, teller_note(t, row->note_en, row->note_ja));
    }
    yg_vec_free(&claims);
    return ok;
}

/* --- Sources: what each holds, and what follows from how it is made --- */

static bool take_source(void *self, const yg_source_facts_row *row, yg_error *err) {
    teller *t = self;
    (void)err;
    yg_collection collection = {row->name,    row->publisher, row->address,  row->licence,
                                row->version, row->tlp,       row->published};
    for (size_t i = 0; i < t->doc->evidence.n; i++)
        if (yg_str_eq(t->doc->evidence.at[i]->collection, row->name)) {
            yg_report_collection(t->doc, &collection);
            break;
        }
    return true;
}

typedef struct {
    uint64_t incidents, statistics, claims, relationships, objects, counted;
} holding;

static holding holding_of(const teller *t, yg_str collection) {
    holding h = {0};
    for (size_t i = 0; i < t->doc->evidence.n; i++) {
        const yg_evidence *e = t->doc->evidence.at[i];
        if (!yg_str_eq(e->collection, collection))
            continue;
        h.incidents += yg_str_eqz(e->kind, "incident");
        h.statistics += yg_str_eqz(e->kind, "statistic");
        h.claims += yg_str_eqz(e->kind, "claim");
        h.relationships += yg_str_eqz(e->kind, "relationship");
        h.objects += yg_str_eqz(e->kind, "object");
        h.counted += yg_str_eqz(e->kind, "query");
    }
    return h;
}

/* A data set: how much of it is in this report, what it leaves unsaid, by which rule it takes
 * incidents in. */
static void tell_set(teller *t, yg_str name, yg_buf *used, yg_buf *bias) {
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *s = &t->sets->sources.at[i];
        if (!yg_str_eq(s->name, name))
            continue;
        for (size_t by = 0; by < 2; by++)
            if (set_shown(t, s, by) && !(by == 1 && set_wanted(t, 0) && set_same(t, s)))
                teller_add_line(used, set_heading(t, s, by, true));
        teller_add_line(used, teller_say(t, "unknown.used-set", "n", (double)s->all.n));
        if (s->cover.dated > 0)
            teller_add_line(used, set_cover_text(t, &s->cover, s->begun_us));
        if (s->all.sector_known < s->all.n)
            teller_add_line(bias,
                            teller_say(t, "unknown.no-sector", "nn",
                                       (double)(s->all.n - s->all.sector_known), (double)s->all.n));
    }
    yg_str rule = yg_say_word(&t->voice, "inclusion", name);
    yg_str reason = yg_say_word(&t->voice, "dependent", name);
    if (!yg_str_eq(reason, name))
        teller_add_line(bias, teller_say(t, "unknown.dependent", "s", reason));
    teller_add_line(bias, yg_str_eq(rule, name) ? teller_say(t, "unknown.bias-set", "") : rule);
}

/* A list: the dates of its incidents in this report. */
static void tell_list(teller *t, yg_str name, yg_buf *used) {
    set_cover cover = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        const yg_incident_row *row = t->incidents.at[i]->row;
        if (yg_str_eq(row->source, name))
            set_cover_add(&cover, row->from_us, row->to_us);
    }
    if (cover.dated > 0)
        teller_add_line(used, set_cover_text(t, &cover, INT64_MIN));
}

static void tell_coverage(teller *t, yg_section *section) {
    const yg_str columns[] = {
        teller_say(t, "unknown.column.collection", ""), teller_say(t, "unknown.column.used", ""),
        teller_say(t, "unknown.column.bias", ""), teller_say(t, "html.collection.licence", "")};
    yg_table *table = yg_section_table(t->doc, section, "table-coverage",
                                       teller_say(t, "unknown.coverage-caption", ""), columns, 4);
    for (size_t i = 0; i < t->doc->collections.n; i++) {
        holding h = holding_of(t, t->doc->collections.at[i]->name);
        yg_cell *cells = yg_table_row(t->doc, table);
        YG_CLEANUP_BUF yg_buf used = {0};
        YG_CLEANUP_BUF yg_buf bias = {0};
        const struct {
            uint64_t n;
            const char *used, *bias;
        } kinds[] = {{h.incidents, "unknown.used-incidents", "unknown.bias-incidents"},
                     {h.statistics, "unknown.used-statistics", "unknown.bias-statistics"},
                     {h.claims, "unknown.used-claims", "unknown.bias-claims"},
                     {h.relationships, "unknown.used-relationships", "unknown.bias-relationships"},
                     {h.objects, "unknown.used-objects", "unknown.bias-relationships"}};
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            if (kinds[k].n == 0)
                continue;
            teller_add_line(&used, teller_say(t, kinds[k].used, "n", (double)kinds[k].n));
            teller_add_line(&bias, teller_say(t, kinds[k].bias, ""));
        }
        if (h.incidents > 0)
            tell_list(t, t->doc->collections.at[i]->name, &used);
        if (h.counted > 0)
            tell_set(t, t->doc->collections.at[i]->name, &used, &bias);
        cells[0].text = t->doc->collections.at[i]->name;
        cells[1].text = teller_buf(t, &used);
        cells[2].text = teller_buf(t, &bias);
        cells[3].text = t->doc->collections.at[i]->licence.n > 0
                            ? t->doc->collections.at[i]->licence
                            : teller_say(t, "html.licence-unknown", "");
    }
}

bool teller_unknown(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "unknown", teller_say(t, "unknown.title", ""),
                                            teller_say(t, "unknown.question", ""));
    if (t->incidents.n > 0)
        tell_gaps(t, section);
    if (!tell_differences(t, section, err) || !yg_store_source_facts(t->store, take_source, t, err))
        return false;
    if (t->doc->collections.n > 0)
        tell_coverage(t, section);
    if (set_is_parent(t, 1) && set_wanted(t, 1) && t->sets != NULL && t->sets->sources.n > 0)
        teller_paragraph(t, section, teller_say(t, "unknown.by-parent", ""), (yg_evidence_set){0});
    teller_note_paragraph(t, section, teller_say(t, "unknown.method", ""));
    return true;
}
