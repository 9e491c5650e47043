#include "know/registry.h"

#include "base/map.h"
#include "store/registry.h"

typedef struct {
    yg_group *group;
    yg_arena *arena;
    size_t at;    /* the organisation in hand: rows come by eid */
    yg_map words; /* kinds, relations, sources: each kept once */
    YG_VEC(yg_str) kept;
} job;

/* One copy of a text that many rows share. */
static yg_str share(job *j, yg_str text) {
    bool is_new;
    if (text.n == 0)
        return (yg_str){NULL, 0};
    uint64_t *place = yg_map_put(&j->words, text, &is_new);
    if (is_new) {
        *place = j->kept.n;
        yg_vec_push(&j->kept, yg_arena_copy(j->arena, text));
    }
    return j->kept.at[*place];
}

static yg_str copy(job *j, yg_str text) {
    return text.n > 0 ? yg_arena_copy(j->arena, text) : (yg_str){NULL, 0};
}

static void fill(job *j, yg_str *place, yg_str text) {
    if (place->n == 0)
        *place = copy(j, text);
}

static void add_source(job *j, yg_organisation_node *o, yg_str source) {
    YG_CLEANUP_BUF yg_buf lines = {0};
    yg_str rest = o->sources, line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        if (yg_str_eq(line, source))
            return;
    }
    if (o->sources.n == 0) {
        o->sources = share(j, source);
        return;
    }
    yg_buf_addf(&lines, "%.*s\n%.*s", YG_FMT(o->sources), YG_FMT(source));
    o->sources = share(j, yg_buf_str(&lines));
}

static bool on_organisation(void *self, const yg_registry_row *row, yg_error *err) {
    job *j = self;
    yg_group *group = j->group;
    (void)err;
    if (group->organisations.n == 0 ||
        group->organisations.at[group->organisations.n - 1].eid != row->eid) {
        yg_vec_push(&group->organisations,
                    ((yg_organisation_node){.eid = row->eid, .id = copy(j, row->id)}));
    }
    yg_organisation_node *o = &group->organisations.at[group->organisations.n - 1];
    fill(j, &o->key, row->key);
    fill(j, &o->name, row->name);
    fill(j, &o->name_ja, row->name_ja);
    fill(j, &o->lei, row->lei);
    fill(j, &o->number, row->number);
    if (o->kind.n == 0)
        o->kind = share(j, row->kind);
    if (o->group.n == 0)
        o->group = share(j, row->group);
    if (o->country == 0)
        o->country = yg_country_from_code(row->country);
    if (o->sector == 0 && row->sector.n == 1)
        o->sector = row->sector.p[0];
    add_source(j, o, row->source);
    return true;
}

/* Moves to the organisation of a row; NULL when no source describes it. */
static yg_organisation_node *seek(job *j, int64_t eid) {
    yg_group *group = j->group;
    while (j->at < group->organisations.n && group->organisations.at[j->at].eid < eid)
        j->at++;
    if (j->at == group->organisations.n || group->organisations.at[j->at].eid != eid)
        return NULL;
    return &group->organisations.at[j->at];
}

/* Lists are short: an organisation of 100 domains is a large one. Beyond, doubles may stay. */
enum { LOOKED_THROUGH = 200 };

#define PUSH_NEW(j, list, text)                                                                    \
    do {                                                                                           \
        bool is_there_ = false;                                                                    \
        for (size_t i_ = 0; i_ < (list)->n && i_ < LOOKED_THROUGH && !is_there_; i_++)             \
            is_there_ = yg_str_eq((list)->at[i_], text);                                           \
        if (!is_there_)                                                                            \
            yg_vec_push(list, copy(j, text));                                                      \
    } while (0)

static bool on_name(void *self, const yg_registry_mark_row *row, yg_error *err) {
    job *j = self;
    yg_organisation_node *o = seek(j, row->eid);
    (void)err;
    if (o == NULL || row->name_kind == YG_NAME_EXTERNAL)
        return true;
    PUSH_NEW(j, &o->names, row->value);
    o->own_names = o->names.n;
    return true;
}

/* Behind the own names, also when it is one of them: a brand stands for more than a name. */
static void add_brand(job *j, yg_organisation_node *o, yg_str brand) {
    for (size_t i = o->own_names; i < o->names.n && i < LOOKED_THROUGH; i++) {
        if (yg_str_eq(o->names.at[i], brand))
            return;
    }
    yg_vec_push(&o->names, copy(j, brand));
}

static bool on_mark(void *self, const yg_registry_mark_row *row, yg_error *err) {
    job *j = self;
    yg_organisation_node *o = seek(j, row->eid);
    (void)err;
    if (o == NULL)
        return true;
    if (yg_str_eqz(row->kind, "brand"))
        add_brand(j, o, row->value);
    else if (yg_str_eqz(row->kind, "domain"))
        PUSH_NEW(j, &o->domains, row->value);
    else if (yg_str_eqz(row->kind, "network"))
        PUSH_NEW(j, &o->networks, row->value);
    else if (yg_str_eqz(row->kind, "ad-domain"))
        PUSH_NEW(j, &o->ad_domains, row->value);
    else if (yg_str_eqz(row->kind, "host-rule"))
        PUSH_NEW(j, &o->host_rules, row->value);
    return true;
}

size_t yg_registry_by_eid(const yg_group *group, int64_t eid) {
    size_t low = 0, high = group->organisations.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (group->organisations.at[middle].eid < eid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < group->organisations.n && group->organisations.at[low].eid == eid ? low : SIZE_MAX;
}

static bool on_edge(void *self, const yg_registry_edge_row *row, yg_error *err) {
    job *j = self;
    size_t child = yg_registry_by_eid(j->group, row->child_eid),
           parent = yg_registry_by_eid(j->group, row->parent_eid);
    (void)err;
    if (child == SIZE_MAX || parent == SIZE_MAX)
        return true;
    yg_vec_push(&j->group->edges, ((yg_edge_row){.child = child,
                                                 .parent = parent,
                                                 .relation = share(j, row->relation),
                                                 .share = row->share,
                                                 .from_us = row->from_us,
                                                 .to_us = row->to_us,
                                                 .since = share(j, row->since),
                                                 .until = share(j, row->until),
                                                 .asserted_by = share(j, row->asserted_by),
                                                 .references = copy(j, row->references),
                                                 .source = share(j, row->source),
                                                 .trust = row->trust}));
    return true;
}

bool yg_registry_load(yg_store *store, yg_arena *arena, yg_group *ret_group, yg_error *err) {
    return yg_registry_load_part(store, &(yg_registry_part){-1, 0, INT64_MAX}, arena, ret_group,
                                 err);
}

bool yg_registry_load_part(yg_store *store, const yg_registry_part *part, yg_arena *arena,
                           yg_group *ret_group, yg_error *err) {
    yg_group group = {0};
    job j = {.group = &group, .arena = arena};
    bool done = yg_store_registry(store, part, on_organisation, &j, err) &&
                yg_store_registry_names(store, part, on_name, &j, err);
    j.at = 0;
    done = done && yg_store_registry_marks(store, part, on_mark, &j, err) &&
           yg_store_registry_edges(store, part, on_edge, &j, err);
    yg_map_free(&j.words);
    yg_vec_free(&j.kept);
    if (!done) {
        yg_group_free(&group);
        return false;
    }
    yg_group_index(&group);
    *ret_group = group;
    return true;
}
