/* The kinds of evidence stand in docs/links.md. Every string goes through yg_json_add_string. */
#include "know/link_evidence.h"

#include <stdlib.h>

#include "know/incident_evidence.h"
#include "know/link.h"
#include "text/json_write.h"

/* Shared names and references written for one pair; the rest is counted. Real pairs share 15 names
 * at most. */
enum { MOST_WRITTEN = 40 };

const char *yg_link_level_word(yg_link_level level) {
    static const char *const words[] = {"review",     "one-name", "names",
                                        "reciprocal", "primary",  "external-id"};
    return words[level];
}

const char *yg_link_level_of(int64_t rank) {
    int64_t level = rank >> 40;
    const char *of_incident = yg_incident_level_word(level);
    if (of_incident != NULL)
        return of_incident;
    return yg_link_level_word(level >= 0 && level <= YG_LEVEL_EXTERNAL_ID ? (yg_link_level)level
                                                                          : YG_LEVEL_REVIEW);
}

const char *yg_link_reason_word(yg_link_reason reason) {
    static const char *const words[] = {"",         "weak",    "taken",   "contradicts", "tie",
                                        "shadowed", "decided", "claimed", "crowded"};
    return words[reason];
}

const char *yg_link_relation_word(yg_link_relation relation) {
    static const char *const words[] = {"same-as", "part-of", "overlaps"};
    return words[relation];
}

typedef struct {
    yg_jw w;
    const yg_link_set *set;
    const yg_link_pair *pair;
    const yg_link_entry *a, *b;
    bool swapped; /* the link's left end is b */
} job;

static void begin(job *j, const char *kind) {
    yg_jw_begin(&j->w, NULL, '{');
    yg_jw_str(&j->w, "kind", yg_str_of(kind));
}

static void add_pair_of_numbers(job *j, const char *key, uint32_t of_a, uint32_t of_b) {
    yg_jw_begin(&j->w, key, '[');
    yg_jw_uint(&j->w, NULL, j->swapped ? of_b : of_a);
    yg_jw_uint(&j->w, NULL, j->swapped ? of_a : of_b);
    yg_jw_end(&j->w, ']');
}

/* A name that both list. */
typedef struct {
    const yg_link_listing *left, *right;
    uint32_t weight;
    bool of_a, of_b; /* primary of that side */
    yg_str text;
} shared;

static int by_weight(const void *left, const void *right) {
    const shared *a = left, *b = right;
    int primary_a = a->of_a + a->of_b, primary_b = b->of_a + b->of_b;
    if (primary_a != primary_b)
        return primary_b - primary_a;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return yg_str_cmp(a->text, b->text);
}

static void add_name(job *j, const shared *name) {
    begin(j, name->of_a && name->of_b ? "primary-name" : "shared-name");
    yg_jw_str(&j->w, "name", name->text);
    yg_jw_uint(&j->w, "weight", name->weight);
    add_pair_of_numbers(j, "owners", name->left->owners, name->right->owners);
    if (name->of_a != name->of_b)
        yg_jw_str(&j->w, "primary_of", name->of_a ? j->a->id : j->b->id);
    if (j->set->keys.at[name->left->key].weak)
        yg_jw_bool(&j->w, "weak", true);
    yg_jw_end(&j->w, '}');
}

static void add_names(job *j) {
    YG_VEC(shared) names = {0};
    for (uint32_t i = 0; i < j->a->names_n; i++) {
        const yg_link_listing *left = &j->set->names.at[j->a->names + i];
        const yg_link_listing *right = yg_link_lists(j->set, j->b, left->key);
        if (right == NULL)
            continue;
        shared *name = yg_vec_add(&names);
        *name = (shared){.left = left,
                         .right = right,
                         .weight = yg_link_weight(j->set, left, right),
                         .of_a = left->key == j->a->primary,
                         .of_b = left->key == j->b->primary};
        name->text = name->of_a ? j->a->name : name->of_b ? j->b->name : left->text;
    }
    if (names.n > 1)
        qsort(names.at, names.n, sizeof *names.at, by_weight);
    for (size_t i = 0; i < names.n && i < MOST_WRITTEN; i++)
        add_name(j, &names.at[i]);
    if (names.n > MOST_WRITTEN) {
        begin(j, "more-names");
        yg_jw_uint(&j->w, "count", names.n - MOST_WRITTEN);
        yg_jw_end(&j->w, '}');
    }
    yg_vec_free(&names);
}

static void add_references(job *j) {
    const yg_link_listing *left = j->set->references.at + j->a->references;
    const yg_link_listing *right = j->set->references.at + j->b->references;
    uint32_t n = 0;
    for (uint32_t i = 0, k = 0; i < j->a->references_n && k < j->b->references_n;) {
        if (left[i].key < right[k].key) {
            i++;
        } else if (left[i].key > right[k].key) {
            k++;
        } else {
            if (left[i].owners <= YG_LINK_RARE && right[k].owners <= YG_LINK_RARE &&
                n++ < MOST_WRITTEN) {
                begin(j, "reference");
                yg_jw_str(&j->w, "url", left[i].text);
                add_pair_of_numbers(j, "owners", left[i].owners, right[k].owners);
                yg_jw_end(&j->w, '}');
            }
            i++;
            k++;
        }
    }
}

static void add_number(job *j) {
    uint32_t number = j->a->number != YG_LINK_NONE ? j->a->number : j->b->number;
    if (!j->pair->number || number == YG_LINK_NONE)
        return;
    begin(j, "external-id");
    yg_jw_str(&j->w, "id", j->set->keys.at[number].text);
    yg_jw_end(&j->w, '}');
}

static void add_country_list(job *j, const char *key, const yg_link_entry *e) {
    yg_jw_begin(&j->w, key, '[');
    for (uint32_t i = 0; i < e->countries_n; i++)
        yg_jw_str(&j->w, NULL, yg_country_alpha2(e->countries[i]));
    yg_jw_end(&j->w, ']');
}

static void add_countries(job *j) {
    if (j->pair->clash) {
        begin(j, "country-clash");
        add_country_list(j, "left", j->swapped ? j->b : j->a);
        add_country_list(j, "right", j->swapped ? j->a : j->b);
        yg_jw_end(&j->w, '}');
    }
    for (uint32_t i = 0; i < j->a->countries_n && j->pair->agree; i++) {
        for (uint32_t k = 0; k < j->b->countries_n; k++) {
            if (j->a->countries[i] != j->b->countries[k])
                continue;
            begin(j, "country");
            yg_jw_str(&j->w, "value", yg_country_alpha2(j->a->countries[i]));
            yg_jw_end(&j->w, '}');
        }
    }
}

static void add_shadow(job *j, const yg_link_entry *e) {
    if (e->shadow_of == YG_LINK_NONE)
        return;
    const yg_link_entry *current = &j->set->entries.at[e->shadow_of];
    begin(j, "shadowed");
    yg_jw_str(&j->w, "id", e->id);
    yg_jw_str(&j->w, "by", current->id);
    yg_jw_str(&j->w, "name", current->name);
    yg_jw_end(&j->w, '}');
}

static void add_obstacle(job *j) {
    const yg_link_pair *p = j->pair;
    if (p->linked || p->reason == YG_REASON_NONE)
        return;
    begin(j, "obstacle");
    yg_jw_str(&j->w, "reason", yg_str_of(yg_link_reason_word(p->reason)));
    if (p->by != YG_LINK_NONE) {
        yg_jw_str(&j->w, "by", j->set->entries.at[p->by].id);
        yg_jw_str(&j->w, "name", j->set->entries.at[p->by].name);
        yg_jw_str(&j->w, "source", j->set->entries.at[p->by].source);
    }
    yg_jw_end(&j->w, '}');
}

static void add_statements(yg_jw *w, const yg_link_gathering *g, const uint32_t *statements,
                           size_t n) {
    for (size_t i = 0; i < n && i < MOST_WRITTEN; i++) {
        const yg_link_statement *s = &g->statements.at[statements[i]];
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "kind", YG_STR("claim"));
        yg_jw_str(w, "predicate", s->predicate);
        yg_jw_opt(w, "named", s->named);
        yg_jw_opt(w, "asserted_by", s->asserted_by);
        yg_jw_str(w, "source", s->source);
        yg_jw_end(w, '}');
    }
}

void yg_link_evidence_add(yg_buf *buf, const yg_link_gathering *g, const yg_link_pair *pair,
                          const uint32_t *statements, size_t n) {
    job j = {
        .w = {.buf = buf},
        .set = &g->set,
        .pair = pair,
        .a = &g->set.entries.at[pair->a],
        .b = &g->set.entries.at[pair->b],
        .swapped = pair->relation == YG_RELATION_PART && pair->b_is_part,
    };
    yg_jw_begin(&j.w, NULL, '[');
    begin(&j, "level");
    yg_jw_str(&j.w, "value", yg_str_of(yg_link_level_word(pair->level)));
    yg_jw_uint(&j.w, "weight", pair->weight);
    yg_jw_end(&j.w, '}');
    add_number(&j);
    add_names(&j);
    add_references(&j);
    add_countries(&j);
    if (pair->curated) {
        begin(&j, "curated");
        yg_jw_end(&j.w, '}');
    }
    add_shadow(&j, j.a);
    add_shadow(&j, j.b);
    add_statements(&j.w, g, statements, n);
    add_obstacle(&j);
    yg_jw_end(&j.w, ']');
}

void yg_link_statements_add(yg_buf *buf, const yg_link_gathering *g, const uint32_t *statements,
                            size_t n) {
    yg_jw w = {.buf = buf};
    yg_jw_begin(&w, NULL, '[');
    add_statements(&w, g, statements, n);
    yg_jw_end(&w, ']');
}
