/* WHAT TO DO FIRST: mitigations, detection strategies and log sources for the techniques of the
 * relevant actors, as a knowledge base such as ATT&CK (v18: x-mitre-detection-strategy, analytics
 * and their log sources) ties them to the techniques.
 *
 * The formula, shown with the figures: of all pairs (actor, technique) that the source lists for
 * the relevant actors, how many have a technique that the mitigation mitigates, or that a log
 * source is read for. A rank of measures, not a promise: a technique that is mitigated may still
 * succeed. */
#include "tell/teller.h"
#include "text/json.h"

enum { MOST_MEASURES = 12, MOST_STRATEGIES = 12 };

typedef struct {
    int64_t eid;
    yg_str id, name, stix_id; /* M1038; of a log source: its name */
    uint64_t pairs, techniques;
    size_t last; /* technique + 1 that was counted last */
} measure;
typedef YG_VEC(measure) measure_list;

typedef struct {
    teller *t;
    measure_list mitigations, logs;
    yg_map by_mitigation, by_log; /* id or name -> number + 1 */
    size_t now;                   /* technique */
    YG_VEC(int64_t) strategies;   /* of the technique at hand */
    yg_buf strategy_names, log_names;
    uint64_t pairs;
} plan;

static void count(plan *p, measure_list *list, yg_map *by, yg_str key, const measure *like) {
    uint64_t *place = yg_map_put(by, key, NULL);
    if (*place == 0) {
        measure m = *like;
        m.pairs = m.techniques = m.last = 0;
        yg_vec_push(list, m);
        *place = list->n;
    }
    measure *m = &list->at[*place - 1];
    if (m->last == p->now + 1)
        return;
    m->last = p->now + 1;
    m->techniques++;
    m->pairs += p->t->techniques.at[p->now].groups;
}

static bool take_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    plan *p = self;
    teller *t = p->t;
    (void)err;
    if (row->flags != 0 || row->other_flags != 0 || !yg_str_eq(row->source, t->technique_source))
        return true;
    if (yg_str_eqz(row->type, "mitigates") && yg_str_eqz(row->other_type, "course-of-action")) {
        const measure m = {.eid = row->other_eid,
                           .id = teller_copy(t, row->other_external_id),
                           .name = teller_copy(t, row->other_name),
                           .stix_id = teller_copy(t, row->other_id)};
        count(p, &p->mitigations, &p->by_mitigation, m.stix_id, &m);
    } else if (yg_str_eqz(row->type, "detects")) {
        yg_vec_push(&p->strategies, row->other_eid);
        teller_add_line(
            &p->strategy_names,
            row->other_external_id.n > 0
                ? teller_say(t, "name.with-id", "ss", row->other_name, row->other_external_id)
                : teller_copy(t, row->other_name));
    }
    return true;
}

/* --- Log sources: named by the analytics of a strategy --- */

typedef struct {
    plan *p;
    YG_VEC(yg_str) analytics; /* STIX ids */
} strategy_job;

static bool take_strategy(void *self, const yg_object_row *row, yg_error *err) {
    strategy_job *j = self;
    yg_json_parser parser = {0};
    const char *reason;
    size_t at, n, most;
    yyjson_val *ref;
    (void)err;
    if (!yg_str_eq(row->source, j->p->t->technique_source))
        return true;
    yyjson_val *root = yg_json_parse(&parser, row->raw, &reason, &at);
    yyjson_val *refs = yyjson_obj_get(root, "x_mitre_analytic_refs");
    yyjson_arr_foreach(refs, n, most, ref) {
        if (yyjson_is_str(ref))
            yg_vec_push(&j->analytics,
                        teller_copy(j->p->t, (yg_str){yyjson_get_str(ref), yyjson_get_len(ref)}));
    }
    yg_json_parser_free(&parser);
    return true;
}

static bool take_analytic(void *self, const yg_object_row *row, yg_error *err) {
    plan *p = self;
    yg_json_parser parser = {0};
    const char *reason;
    size_t at, n, most;
    yyjson_val *log;
    (void)err;
    if (!yg_str_eq(row->source, p->t->technique_source))
        return true;
    yyjson_val *root = yg_json_parse(&parser, row->raw, &reason, &at);
    yyjson_val *logs = yyjson_obj_get(root, "x_mitre_log_source_references");
    yyjson_arr_foreach(logs, n, most, log) {
        const measure m = {.name = teller_copy(p->t, yg_json_str(log, "name"))};
        if (m.name.n == 0)
            continue;
        count(p, &p->logs, &p->by_log, m.name, &m);
        teller_add_line(&p->log_names, m.name);
    }
    yg_json_parser_free(&parser);
    return true;
}

static bool read_strategies(plan *p, yg_error *err) {
    strategy_job j = {.p = p};
    bool ok = true;
    for (size_t i = 0; ok && i < p->strategies.n; i++)
        ok = yg_store_objects_of(p->t->store, p->strategies.at[i], take_strategy, &j, err);
    for (size_t i = 0; ok && i < j.analytics.n; i++) {
        int64_t eid = 0;
        ok = yg_store_entity_of(p->t->store, j.analytics.at[i], &eid, err) &&
             (eid == 0 || yg_store_objects_of(p->t->store, eid, take_analytic, p, err));
    }
    yg_vec_free(&j.analytics);
    return ok;
}

/* --- Telling --- */

static int by_pairs(const void *a, const void *b) {
    const measure *x = a, *y = b;
    if (x->pairs != y->pairs)
        return x->pairs > y->pairs ? -1 : 1;
    int order = yg_str_cmp(x->id, y->id);
    return order != 0 ? order : yg_str_cmp(x->name, y->name);
}

static size_t shown(const teller *t, const measure_list *list, size_t most) {
    size_t n = list->n;
    if (t->options->all || n <= most)
        return n;
    n = most;
    while (n > 0 && list->at[n - 1].pairs == list->at[most].pairs)
        n--; /* equals stand or fall together */
    return n > 0 ? n : most;
}

static uint32_t evidence_of(teller *t, yg_str id, yg_str kind, yg_str statement) {
    yg_evidence e = {.id = id,
                     .kind = kind,
                     .statement = statement,
                     .asserted_by = t->technique_source,
                     .collection = t->technique_source};
    return yg_report_evidence(t->doc, &e, (yg_str){0});
}

static void put_figure(plan *p, yg_chart *chart, const measure *m, yg_str group,
                       yg_evidence_set evidence) {
    teller *t = p->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-measure-%.*s", YG_FMT(m->id.n > 0 ? m->id : m->name));
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = YG_FIGURE_RANK,
                   .label =
                       m->id.n > 0 ? teller_say(t, "name.with-id", "ss", m->name, m->id) : m->name,
                   .key = m->id.n > 0 ? m->id : m->name,
                   .text = teller_say(t, "measures.of-pairs", "nnn", (double)m->pairs,
                                      (double)p->pairs, (double)m->techniques),
                   .source = t->technique_source,
                   .definition = teller_say(t, "measures.definition", "s", t->target),
                   .numerator = m->pairs,
                   .denominator = p->pairs,
                   .has_denominator = true,
                   .evidence = evidence};
    f.row = f.label;
    f.group = group;
    if (group.n > 0)
        f.label = teller_say(t, "what.label", "ss", f.row, group);
    yg_report_figure(t->doc, chart, &f);
}

static yg_chart *start(plan *p, yg_section *section, const char *name, const measure_list *list,
                       size_t n) {
    teller *t = p->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf note = {0};
    yg_buf_addf(&id, "chart-%s", name);
    yg_buf_addf(&key, "measures.%s-title", name);
    yg_chart *chart =
        yg_section_chart(t->doc, section, yg_buf_str(&id), teller_say(t, yg_buf_z(&key), ""));
    chart->caption = teller_say(t, "measures.caption", "snn", t->technique_source,
                                (double)t->technique_groups, (double)t->techniques.n);
    yg_buf_add(&note, teller_say(t, "measures.note", "n", (double)p->pairs));
    if (n < list->n)
        teller_add_line(&note, teller_more(t, list->n - n, " --all"));
    chart->note = teller_buf(t, &note);
    return chart;
}

static void tell_mitigations(plan *p, yg_section *section) {
    teller *t = p->t;
    size_t n = shown(t, &p->mitigations, MOST_MEASURES);
    yg_chart *chart = start(p, section, "mitigations", &p->mitigations, n);
    for (size_t i = 0; i < n; i++) {
        const measure *m = &p->mitigations.at[i];
        yg_evidence_set evidence = {0};
        yg_evidence_add(t->doc, &evidence,
                        evidence_of(t, m->stix_id, YG_STR("object"),
                                    teller_say(t, "name.with-id", "ss", m->name, m->id)));
        put_figure(p, chart, m, (yg_str){0}, evidence);
    }
}

/* The platform that a log source is of, by the first part of its name in ATT&CK; the last is any.
 */
static const struct {
    const char *prefix, *name;
} platforms[] = {
    {"WinEventLog:", "Windows"},
    {"etw:", "Windows"},
    {"macos:", "macOS"},
    {"auditd:", "Linux"},
    {"linux:", "Linux"},
    {"journald:", "Linux"},
    {"esxi:", "ESXi"},
    {"networkdevice:", NULL},
    {"NSM:", NULL},
    {"AWS:", "AWS"},
    {"azure:", "Azure"},
    {"gcp:", "Google Cloud"},
    {"m365:", "Microsoft 365"},
    {"kubernetes:", "Kubernetes"},
    {"docker:", "Docker"},
};
enum { PLATFORMS = sizeof platforms / sizeof *platforms };

static yg_str platform_of(teller *t, yg_str log) {
    for (size_t i = 0; i < PLATFORMS; i++)
        if (yg_str_starts(log, yg_str_of(platforms[i].prefix)))
            return platforms[i].name != NULL ? yg_str_of(platforms[i].name)
                                             : teller_say(t, "measures.network", "");
    return teller_say(t, "measures.other-platform", "");
}

/* A log is there where its platform is, so ranks of different platforms are not one order: each
 * platform has its own, the one whose first log covers most first. */
static void tell_logs(plan *p, yg_section *section, yg_evidence_set strategies) {
    size_t n = shown(p->t, &p->logs, MOST_MEASURES);
    yg_chart *chart = start(p, section, "logs", &p->logs, n);
    for (size_t i = 0; i < n; i++) {
        yg_str platform = platform_of(p->t, p->logs.at[i].name);
        bool told = false;
        for (size_t k = 0; k < i; k++)
            told |= yg_str_eq(platform_of(p->t, p->logs.at[k].name), platform);
        for (size_t k = i; k < n && !told; k++)
            if (yg_str_eq(platform_of(p->t, p->logs.at[k].name), platform))
                put_figure(p, chart, &p->logs.at[k], platform, strategies);
    }
}

static void strategy_row(plan *p, yg_table *table, yg_evidence_set *all) {
    teller *t = p->t;
    const teller_technique *technique = &t->techniques.at[p->now];
    yg_cell *cells = yg_table_row(t->doc, table);
    cells[0].text = teller_say(t, "name.with-id", "ss", technique->name, technique->id);
    yg_evidence_add(t->doc, &cells[0].evidence,
                    evidence_of(t, technique->stix_id, YG_STR("object"), cells[0].text));
    cells[1].text = yg_say_number(&t->voice, (double)technique->groups);
    cells[2].text = teller_buf(t, &p->strategy_names);
    cells[3].text = teller_lines_as_list(t, yg_buf_str(&p->log_names));
    yg_evidence_add_all(t->doc, all, cells[0].evidence);
}

static bool read(plan *p, yg_section *section, yg_evidence_set *ret_evidence, yg_error *err) {
    teller *t = p->t;
    yg_table *table = NULL;
    size_t rows = 0, left = 0;
    const yg_str columns[] = {
        teller_say(t, "measures.column.technique", ""), teller_say(t, "measures.column.actors", ""),
        teller_say(t, "measures.column.strategy", ""), teller_say(t, "measures.column.logs", "")};
    for (p->now = 0; p->now < t->techniques.n; p->now++) {
        p->pairs += t->techniques.at[p->now].groups;
        p->strategies.n = p->strategy_names.n = p->log_names.n = 0;
        if (!yg_store_relationships_to(t->store, t->techniques.at[p->now].eid, take_relationship, p,
                                       err) ||
            !read_strategies(p, err))
            return false;
        if (p->strategy_names.n == 0)
            continue;
        if (rows++ >= MOST_STRATEGIES && !t->options->all) {
            left++;
            continue;
        }
        if (table == NULL)
            table = yg_section_table(t->doc, section, "table-strategies",
                                     teller_say(t, "measures.strategies-caption", ""), columns, 4);
        strategy_row(p, table, ret_evidence);
    }
    if (table != NULL)
        table->note = teller_more(t, left, " --all");
    return true;
}

bool teller_measures(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "measures", teller_say(t, "measures.title", ""),
                                            teller_say(t, "measures.question", ""));
    plan p = {.t = t};
    yg_evidence_set strategies = {0};
    bool ok = true;
    if (t->sightings != NULL && t->sightings_new > 0)
        teller_paragraph(t, section,
                         teller_say(t, "measures.sightings", "sn", t->sightings_command,
                                    (double)t->sightings_new),
                         t->sightings->evidence);
    if (t->techniques.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "measures.none", ""));
        return true;
    }
    size_t before = section->blocks.n;
    ok = read(&p, section, &strategies, err);
    if (ok) {
        yg_block table = {0};
        bool has_table = section->blocks.n > before;
        if (has_table)
            table = section->blocks.at[--section->blocks.n];
        if (p.mitigations.n > 1)
            qsort(p.mitigations.at, p.mitigations.n, sizeof *p.mitigations.at, by_pairs);
        if (p.logs.n > 1)
            qsort(p.logs.at, p.logs.n, sizeof *p.logs.at, by_pairs);
        if (p.mitigations.n > 0)
            tell_mitigations(&p, section);
        if (p.logs.n > 0)
            tell_logs(&p, section, strategies);
        if (has_table)
            yg_vec_push(&section->blocks, table);
        if (section->blocks.n == before)
            teller_note_paragraph(t, section, teller_say(t, "measures.none", ""));
    }
    yg_vec_free(&p.mitigations);
    yg_vec_free(&p.logs);
    yg_vec_free(&p.strategies);
    yg_map_free(&p.by_mitigation);
    yg_map_free(&p.by_log);
    yg_buf_free(&p.strategy_names);
    yg_buf_free(&p.log_names);
    return ok;
}
