/* HOW: ways in as counted, ways in as told of incidents, tools, and techniques (techniques.c). */
#include "model/judge.h"
#include "tell/teller.h"

/* The most frequent way in of the newest period whose share may be printed. */
static void note_vector(teller *t) {
    for (size_t i = 0; i < t->doc->figures.n; i++) {
        yg_figure *f = t->doc->figures.at[i];
        const yg_figure *best = t->vector;
        if (yg_str_find(f->id, YG_STR("-entry-vector-")) == SIZE_MAX || f->show != YG_SHOW_SHARE)
            continue;
        int order = best == NULL ? 1 : yg_str_cmp(f->period, best->period);
        if (order > 0 || (order == 0 && f->numerator > best->numerator))
            t->vector = f;
    }
}

typedef struct {
    yg_str how;
    uint64_t incidents;
    yg_evidence_set evidence;
} way;
typedef YG_VEC(way) way_list;

static int by_incidents(const void *a, const void *b) {
    const way *x = a, *y = b;
    if (x->incidents != y->incidents)
        return x->incidents > y->incidents ? -1 : 1;
    return yg_str_cmp(x->how, y->how);
}

static uint64_t count_ways(teller *t, way_list *ways) {
    uint64_t told = 0;
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        size_t w = 0;
        if (incident->entry_how.n == 0)
            continue;
        told++;
        while (w < ways->n && !yg_str_eq(ways->at[w].how, incident->entry_how))
            w++;
        if (w == ways->n)
            yg_vec_push(ways, ((way){.how = incident->entry_how}));
        ways->at[w].incidents++;
        yg_evidence_add_all(t->doc, &ways->at[w].evidence,
                            incident->entry.n > 0 ? incident->entry : incident->about);
    }
    if (ways->n > 1)
        qsort(ways->at, ways->n, sizeof *ways->at, by_incidents);
    return told;
}

static void tell_ways(teller *t, yg_section *section) {
    way_list ways = {0};
    uint64_t told = count_ways(t, &ways);
    if (ways.n > 0) {
        yg_chart *chart = yg_section_chart(t->doc, section, YG_STR("chart-ways"),
                                           teller_say(t, "how.ways-title", ""));
        chart->caption = teller_say(t, "how.ways-caption", "s", t->name);
        chart->note = teller_say(t, "where.list-note", "");
        for (size_t w = 0; w < ways.n; w++) {
            YG_CLEANUP_BUF yg_buf id = {0};
            yg_buf_addf(&id, "figure-way-%.*s", YG_FMT(ways.at[w].how));
            yg_figure f = {.id = teller_buf(t, &id),
                           .kind = YG_FIGURE_COUNT,
                           .label = yg_say_word(&t->voice, "way", ways.at[w].how),
                           .source = teller_say(t, "source.store", ""),
                           .definition = teller_say(t, "how.ways-definition", "s", t->name),
                           .numerator = ways.at[w].incidents,
                           .denominator = told,
                           .has_denominator = true,
                           .unknown = t->incidents.n - told,
                           .has_unknown = true,
                           .text = teller_say(t, "figure.of", "nn", (double)ways.at[w].incidents,
                                              (double)told),
                           .evidence = ways.at[w].evidence};
            yg_report_figure(t->doc, chart, &f);
        }
    }
    yg_vec_free(&ways);
}

bool teller_how(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "how", teller_say(t, "how.title", ""),
                                            teller_say(t, "how.question", ""));
    size_t before = section->blocks.n;
    teller_charts(t, section, SCHEME_ENTRY);
    note_vector(t);
    if (t->vector != NULL && yg_may_say_most(t->vector->numerator, t->vector->denominator))
        teller_paragraph(t, section,
                         teller_say(t, "how.vector", "ssss", t->vector->group,
                                    t->vector->period_label, t->vector->text, t->vector->source),
                         t->vector->evidence);
    if (section->blocks.n == before)
        teller_note_paragraph(t, section, teller_say(t, "how.no-vectors", "s", t->name));
    tell_ways(t, section);
    return teller_techniques(t, section, err);
}
