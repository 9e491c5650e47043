/* Techniques of the actors that target the country, as a knowledge base such as ATT&CK lists them:
 * for each technique, how many of the actors use it. The actors are found there by name; one source
 * is told, the one that knows most of them, because two sources are never pooled. */
#include "tell/teller.h"
#include "text/json.h"
#include "text/key.h"

enum { MOST_TECHNIQUES = 24 };

/* In the order of an attack; names as in kill_chain_phases of ATT&CK. */
static const char *const tactics[] = {
    "reconnaissance",   "resource-development", "initial-access",      "execution",
    "persistence",      "privilege-escalation", "defense-evasion",     "stealth",
    "impair-defenses",  "defense-impairment",   "credential-access",   "discovery",
    "lateral-movement", "collection",           "command-and-control", "exfiltration",
    "impact",
};
enum { TACTICS = sizeof tactics / sizeof *tactics };

typedef struct {
    int64_t eid;
    yg_str name, id, stix_id, source;
    size_t tactic;
    uint32_t groups, last_group; /* last_group: index + 1, so that a group counts once */
    yg_evidence_set evidence;
    YG_VEC(yg_relationship_row *) rows;
    YG_VEC(yg_str) users;
} technique;

typedef struct {
    int64_t eid;
    yg_str name, source;
} group;

typedef struct {
    teller *t;
    YG_VEC(group) groups;
    YG_VEC(technique *) techniques;
    uint32_t group_now;
    yg_str source; /* the one that is told */
} search;

/* --- The groups: intrusion sets that bear a name of one of the actors --- */

typedef struct {
    search *s;
    YG_VEC(yg_name_row) found;
} name_job;

static bool take_name(void *self, const yg_name_row *row, yg_error *err) {
    name_job *j = self;
    (void)err;
    if (yg_str_eqz(row->type, "intrusion-set") && row->flags == 0)
        yg_vec_push(&j->found,
                    ((yg_name_row){.eid = row->eid, .source = teller_copy(j->s->t, row->source)}));
    return true;
}

static bool take_object_name(void *self, const yg_object_row *row, yg_error *err) {
    search *s = self;
    group *g = &s->groups.at[s->group_now];
    (void)err;
    if (yg_str_eq(row->source, g->source))
        g->name = teller_copy(s->t, row->name);
    return true;
}

static void add_group(search *s, int64_t eid, yg_str source) {
    for (size_t i = 0; i < s->groups.n; i++)
        if (s->groups.at[i].eid == eid && yg_str_eq(s->groups.at[i].source, source))
            return;
    yg_vec_push(&s->groups, ((group){.eid = eid, .source = source}));
}

static bool find_groups(search *s, yg_error *err) {
    name_job j = {.s = s};
    bool ok = true;
    for (size_t i = 0; ok && i < s->t->actors.n; i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        if (!s->t->actors.at[i]->relevant)
            continue;
        yg_key_add(&key, s->t->actors.at[i]->name);
        ok = yg_store_names_by_key(s->t->store, yg_buf_str(&key), take_name, &j, err);
    }
    for (size_t i = 0; i < j.found.n; i++)
        add_group(s, j.found.at[i].eid, j.found.at[i].source);
    yg_vec_free(&j.found);
    return ok;
}

/* --- What they use --- */

static yg_relationship_row *keep(teller *t, const yg_relationship_row *row) {
    yg_relationship_row *copy = yg_arena_alloc(&t->doc->arena, sizeof *copy);
    *copy = *row;
    copy->id = teller_copy(t, row->id);
    copy->type = teller_copy(t, row->type);
    copy->source = teller_copy(t, row->source);
    copy->other_id = teller_copy(t, row->other_id);
    copy->other_name = teller_copy(t, row->other_name);
    copy->other_external_id = teller_copy(t, row->other_external_id);
    return copy;
}

static bool take_use(void *self, const yg_relationship_row *row, yg_error *err) {
    search *s = self;
    const group *g = &s->groups.at[s->group_now];
    technique *found = NULL;
    (void)err;
    if (!yg_str_eqz(row->type, "uses") || !yg_str_eqz(row->other_type, "attack-pattern") ||
        row->flags != 0 || row->other_flags != 0 || !yg_str_eq(row->source, g->source))
        return true;
    for (size_t i = 0; i < s->techniques.n && found == NULL; i++)
        if (s->techniques.at[i]->eid == row->other_eid &&
            yg_str_eq(s->techniques.at[i]->source, g->source))
            found = s->techniques.at[i];
    if (found == NULL) {
        found = yg_arena_alloc(&s->t->doc->arena, sizeof *found);
        found->eid = row->other_eid;
        found->name = teller_copy(s->t, row->other_name);
        found->id = teller_copy(s->t, row->other_external_id);
        found->stix_id = teller_copy(s->t, row->other_id);
        found->source = g->source;
        found->tactic = TACTICS;
        yg_vec_push(&s->techniques, found);
    }
    yg_vec_push(&found->rows, keep(s->t, row));
    if (found->last_group != s->group_now + 1) {
        found->groups++;
        found->last_group = s->group_now + 1;
    }
    yg_vec_push(&found->users, g->name);
    return true;
}

static bool find_uses(search *s, yg_error *err) {
    for (s->group_now = 0; s->group_now < s->groups.n; s->group_now++) {
        group *g = &s->groups.at[s->group_now];
        if (!yg_store_objects_of(s->t->store, g->eid, take_object_name, s, err))
            return false;
        if (!yg_store_relationships_from(s->t->store, g->eid, take_use, s, err))
            return false;
    }
    return true;
}

static bool uses_something(const search *s, const group *g) {
    for (size_t i = 0; i < s->techniques.n; i++)
        for (size_t r = 0; r < s->techniques.at[i]->rows.n; r++)
            if (s->techniques.at[i]->rows.at[r]->left_eid == g->eid &&
                yg_str_eq(s->techniques.at[i]->source, g->source))
                return true;
    return false;
}

/* The source that knows techniques of the most groups; the first by name among equals. Other
 * sources' groups are dropped. */
static void choose_source(search *s) {
    size_t best = 0, kept = 0;
    for (size_t i = 0; i < s->groups.n; i++) {
        size_t n = 0;
        for (size_t k = 0; k < s->groups.n; k++)
            n += yg_str_eq(s->groups.at[k].source, s->groups.at[i].source) &&
                 uses_something(s, &s->groups.at[k]);
        if (n > best || (n == best && n > 0 && yg_str_cmp(s->groups.at[i].source, s->source) < 0)) {
            best = n;
            s->source = s->groups.at[i].source;
        }
    }
    for (size_t i = 0; i < s->groups.n; i++)
        if (yg_str_eq(s->groups.at[i].source, s->source) && uses_something(s, &s->groups.at[i]))
            s->groups.at[kept++] = s->groups.at[i];
    s->groups.n = kept;
    kept = 0;
    for (size_t i = 0; i < s->techniques.n; i++)
        if (yg_str_eq(s->techniques.at[i]->source, s->source))
            s->techniques.at[kept++] = s->techniques.at[i];
        else {
            yg_vec_free(&s->techniques.at[i]->rows);
            yg_vec_free(&s->techniques.at[i]->users);
        }
    s->techniques.n = kept;
}

/* --- Tactics --- */

static size_t tactic_of(yyjson_val *root) {
    size_t first = TACTICS, at, most;
    yyjson_val *phase;
    yyjson_val *phases = yyjson_obj_get(root, "kill_chain_phases");
    yyjson_arr_foreach(phases, at, most, phase) {
        yg_str name = yg_json_str(phase, "phase_name");
        for (size_t i = 0; i < TACTICS; i++)
            if (yg_str_eqz(name, tactics[i]) && i < first)
                first = i;
    }
    return first;
}

static bool take_tactic(void *self, const yg_object_row *row, yg_error *err) {
    technique *found = self;
    yg_json_parser parser = {0};
    const char *reason;
    size_t at;
    (void)err;
    if (yg_str_eq(row->source, found->source))
        found->tactic = tactic_of(yg_json_parse(&parser, row->raw, &reason, &at));
    yg_json_parser_free(&parser);
    return true;
}

static int by_groups(const void *a, const void *b) {
    const technique *x = *(technique *const *)a, *y = *(technique *const *)b;
    if (x->groups != y->groups)
        return x->groups > y->groups ? -1 : 1;
    return yg_str_cmp(x->id, y->id);
}

static int by_tactic(const void *a, const void *b) {
    const technique *x = *(technique *const *)a, *y = *(technique *const *)b;
    if (x->tactic != y->tactic)
        return x->tactic < y->tactic ? -1 : 1;
    return by_groups(a, b);
}

/* Keeps the techniques of the most groups; ties at the end are all dropped, so that no arbitrary
 * choice is printed. */
static size_t cut(search *s) {
    size_t n = s->techniques.n;
    if (n > 1)
        qsort(s->techniques.at, n, sizeof *s->techniques.at, by_groups);
    while (n > 0 && s->techniques.at[n - 1]->groups < 2)
        n--;
    if (n <= MOST_TECHNIQUES)
        return n;
    uint32_t edge = s->techniques.at[MOST_TECHNIQUES]->groups;
    n = MOST_TECHNIQUES;
    while (n > 0 && s->techniques.at[n - 1]->groups == edge)
        n--;
    return n > 0 ? n : MOST_TECHNIQUES;
}

static void put_figure(search *s, yg_chart *chart, technique *found) {
    teller *t = s->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-technique-%.*s", YG_FMT(found->id));
    for (size_t i = 0; i < found->rows.n; i++)
        yg_evidence_add(t->doc, &found->evidence,
                        teller_relationship(t, found->rows.at[i], found->users.at[i]));
    yg_figure f = {
        .id = teller_buf(t, &id),
        .kind = YG_FIGURE_RANK,
        .label = teller_say(t, "name.with-id", "ss", found->name, found->id),
        .source = s->source,
        .definition = teller_say(t, "how.techniques-definition", "s", t->target),
        .numerator = found->groups,
        .denominator = s->groups.n,
        .has_denominator = true,
        .text = teller_say(t, "how.of-actors", "nn", (double)found->groups, (double)s->groups.n),
        .evidence = found->evidence};
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_buf_addf(&key, "%.*s|%s", YG_FMT(found->id),
                found->tactic < TACTICS ? tactics[found->tactic] : "none");
    f.key = teller_buf(t, &key);
    f.row = f.label;
    f.group = found->tactic < TACTICS
                  ? yg_say_word(&t->voice, "tactic", yg_str_of(tactics[found->tactic]))
                  : teller_say(t, "tactic.none", "");
    yg_report_figure(t->doc, chart, &f);
}

static void tell_chart(search *s, yg_section *section, size_t n, size_t all) {
    teller *t = s->t;
    YG_VEC(yg_str) names = {0};
    for (size_t i = 0; i < s->groups.n; i++)
        yg_vec_push(&names, s->groups.at[i].name);
    yg_str text = teller_say(t, "how.techniques", "ssnn", s->source,
                             yg_say_list(&t->voice, names.at, names.n), (double)s->groups.n,
                             (double)t->actors.n);
    yg_vec_free(&names);
    yg_paragraph *paragraph =
        yg_section_paragraph(t->doc, section, YG_TEXT_PLAIN, text, (yg_evidence_set){0});
    yg_chart *chart = yg_section_chart(t->doc, section, YG_STR("chart-techniques"),
                                       teller_say(t, "how.techniques-title", ""));
    chart->caption = teller_say(t, "how.techniques-caption", "sn", s->source, (double)s->groups.n);
    chart->form = YG_FORM_MATRIX;
    chart->note = teller_say(t, "how.techniques-note", "nn", (double)n, (double)all);
    for (size_t i = 0; i < n; i++) {
        put_figure(s, chart, s->techniques.at[i]);
        yg_evidence_add_all(t->doc, &paragraph->evidence, s->techniques.at[i]->evidence);
    }
}

/* Techniques that at least two of the actors use, in the order of an attack. */
static bool tell(search *s, yg_section *section, yg_error *err) {
    size_t all = s->techniques.n, n = cut(s);
    s->t->technique_source = s->source;
    s->t->technique_groups = s->groups.n;
    for (size_t i = 0; i < all; i++) {
        const technique *one = s->techniques.at[i];
        yg_vec_push(&s->t->techniques,
                    ((teller_technique){one->eid, one->id, one->name, one->stix_id, one->groups}));
    }
    for (size_t i = 0; i < n; i++)
        if (!yg_store_objects_of(s->t->store, s->techniques.at[i]->eid, take_tactic,
                                 s->techniques.at[i], err))
            return false;
    if (n > 1)
        qsort(s->techniques.at, n, sizeof *s->techniques.at, by_tactic);
    if (n > 0)
        tell_chart(s, section, n, all);
    else
        teller_note_paragraph(
            s->t, section,
            teller_say(s->t, "how.none-common", "sn", s->source, (double)s->groups.n));
    return true;
}

/* Who uses it, each once. */
static yg_str users_of(search *s, const technique *found) {
    YG_VEC(yg_str) names = {0};
    for (size_t i = 0; i < found->users.n; i++) {
        bool again = false;
        for (size_t k = 0; k < names.n; k++)
            again |= yg_str_eq(names.at[k], found->users.at[i]);
        if (!again)
            yg_vec_push(&names, found->users.at[i]);
    }
    yg_str text = yg_say_list(&s->t->voice, names.at, names.n);
    yg_vec_free(&names);
    return text;
}

/* What other programs get of it: the groups, and every technique with how many of them use it. */
static bool speak(search *s, yg_error *err) {
    YG_CLEANUP_BUF yg_buf id = {0};
    for (size_t i = 0; i < s->groups.n; i++) {
        yg_buf_clear(&id);
        if (!yg_store_entity_id(s->t->store, s->groups.at[i].eid, &id, err))
            return false;
        yg_report_speaks_of(s->t->doc, &(yg_report_thing){.id = yg_buf_str(&id)});
    }
    for (size_t i = 0; i < s->techniques.n; i++) {
        const technique *found = s->techniques.at[i];
        yg_buf_clear(&id);
        if (!yg_store_entity_id(s->t->store, found->eid, &id, err))
            return false;
        yg_report_speaks_of(s->t->doc, &(yg_report_thing){.id = yg_buf_str(&id),
                                                          .number = found->id,
                                                          .score = found->groups,
                                                          .comment = users_of(s, found)});
    }
    return true;
}

bool teller_techniques(teller *t, yg_section *section, yg_error *err) {
    search s = {.t = t};
    bool ok = find_groups(&s, err) && find_uses(&s, err);
    if (ok) {
        choose_source(&s);
        ok = speak(&s, err);
        yg_section_heading(section, teller_say(t, "how.techniques-heading", ""));
        if (ok && s.groups.n > 0)
            ok = tell(&s, section, err);
        else
            teller_note_paragraph(
                t, section,
                teller_say(t, t->actors.n > 0 ? "how.no-techniques" : "how.no-actors", ""));
    }
    for (size_t i = 0; i < s.techniques.n; i++) {
        yg_vec_free(&s.techniques.at[i]->rows);
        yg_vec_free(&s.techniques.at[i]->users);
    }
    yg_vec_free(&s.techniques);
    yg_vec_free(&s.groups);
    return ok;
}
