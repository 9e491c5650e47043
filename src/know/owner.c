#include "know/owner.h"

#include "know/registry.h"
#include "map/match.h"
#include "text/key.h"

/* Imported registries that answer by themselves; those after them answer as one, so that the time
 * of an import does not grow with their number [MANY-REGISTRIES]. */
enum { MOST_IMPORTED = 8 };

/* One voice: sources whose organisations are taken together. */
typedef struct {
    yg_registry_part part;
    yg_group group;
    yg_match *match;
} voice;

typedef struct {
    int64_t oid, parent; /* parent 0: it was disputed */
} before;

typedef struct {
    const voice *by;
    yg_match_result found;
    size_t top;
} answer;

typedef struct {
    yg_store *store;
    YG_VEC(voice) voices; /* the most trusted first */
    YG_VEC(before) before;
    size_t before_at;
    size_t imported;
    yg_arena arena;
    yg_match_scratch scratch;
    yg_buf names, basis, key, other_key;
    yg_owner_summary summary;
} job;

static void add_line(yg_buf *buf, yg_str s) {
    if (s.n == 0)
        return;
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_add(buf, s);
}

static yg_match_result find(job *j, const voice *by, yg_str name, yg_str name_ja, yg_str domain,
                            yg_str sites) {
    yg_buf_clear(&j->names);
    add_line(&j->names, name);
    add_line(&j->names, name_ja);
    return yg_match_find(
        by->match,
        &(yg_match_query){.names = yg_buf_str(&j->names), .domain = domain, .sites = sites},
        &j->scratch);
}

int64_t yg_owner_moment(int64_t from_us, int64_t to_us) {
    return to_us > from_us ? from_us + (to_us - from_us) / 2 : YG_TIME_NONE;
}

/* Does the way up use an edge that does not say since when? On an old day it may not have been. */
static bool is_since_unknown(const yg_group *group, size_t organisation, int64_t when_us) {
    const yg_edge_row *edge;
    size_t steps = YG_GROUP_DEPTH;
    for (; steps > 0 && (edge = yg_group_owner(group, organisation, when_us)) != NULL; steps--) {
        if (edge->since.n == 0)
            return true;
        organisation = edge->parent;
    }
    return false;
}

/* The words of the basis: how the victim was recognised; then what a reader must know of the day
 * and of what the source itself says. */
static void write_basis(job *j, const yg_victim_row *row, const answer *a, bool by_said_parent) {
    int64_t when_us = yg_owner_moment(row->from_us, row->to_us);
    const yg_group *group = &a->by->group;
    size_t organisation = a->found.organisation;
    yg_buf_clear(&j->basis);
    yg_buf_addz(&j->basis, by_said_parent ? "said-parent" : yg_match_basis_word(a->found.basis));
    if (when_us == YG_TIME_NONE)
        yg_buf_addz(&j->basis, " day-unknown");
    else if (yg_group_ultimate(group, organisation, row->from_us) != a->top ||
             yg_group_ultimate(group, organisation, row->to_us - 1) != a->top)
        yg_buf_addz(&j->basis, " changed-hands");
    if (is_since_unknown(group, organisation, when_us))
        yg_buf_addz(&j->basis, " since-unknown");
    if (row->parent.n == 0 || by_said_parent)
        return;
    yg_match_result said =
        find(j, a->by, row->parent, row->parent_ja, (yg_str){NULL, 0}, row->sites);
    bool agrees = said.organisation != SIZE_MAX &&
                  yg_group_ultimate(group, said.organisation, when_us) == a->top;
    yg_buf_addz(&j->basis, agrees ? " agrees" : " differs");
}

static const yg_organisation_node *top_of(const answer *a) {
    return &a->by->group.organisations.at[a->top];
}

/* Do two registries name the same ultimate parent? */
static bool is_same(job *j, const yg_organisation_node *a, const yg_organisation_node *b) {
    if (a->eid == b->eid)
        return true;
    if (a->country != b->country)
        return false;
    yg_buf_clear(&j->key);
    yg_buf_clear(&j->other_key);
    yg_key_add(&j->key, a->name);
    yg_key_add(&j->other_key, b->name);
    return j->key.n > 0 && yg_str_eq(yg_buf_str(&j->key), yg_buf_str(&j->other_key));
}

/* What the registries say of the victim (or of the parent that its source names): the first of
 * them, or false; *ret_disputed when others say otherwise. */
static bool ask(job *j, const yg_victim_row *row, bool parent, answer *ret_answer,
                bool *ret_disputed) {
    int64_t when_us = yg_owner_moment(row->from_us, row->to_us);
    bool is_there = false;
    *ret_disputed = false;
    for (size_t i = 0; i < j->voices.n; i++) {
        const voice *by = &j->voices.at[i];
        answer a = {by,
                    parent ? find(j, by, row->parent, row->parent_ja, (yg_str){NULL, 0}, row->sites)
                           : find(j, by, row->victim, row->victim_ja, row->domain, row->sites),
                    0};
        if (a.found.organisation == SIZE_MAX)
            continue;
        a.top = yg_group_ultimate(&by->group, a.found.organisation, when_us);
        if (!is_there)
            *ret_answer = a;
        else if (!is_same(j, top_of(ret_answer), top_of(&a)))
            *ret_disputed = true;
        is_there = true;
        if (by->part.trust == YG_TRUST_OWN)
            break; /* the user's own word is final */
    }
    return is_there;
}

static void compare(job *j, int64_t oid, int64_t parent, bool disputed) {
    while (j->before_at < j->before.n && j->before.at[j->before_at].oid < oid)
        j->before_at++;
    if (j->before_at == j->before.n || j->before.at[j->before_at].oid != oid)
        return;
    int64_t was = j->before.at[j->before_at].parent;
    if (was != 0 && disputed)
        j->summary.disputed++;
    else if (was != 0 && was != parent)
        j->summary.changed++;
}

static bool on_victim(void *self, const yg_victim_row *row, yg_error *err) {
    job *j = self;
    answer a = {0};
    bool by_said_parent = false, disputed = false, is_there = ask(j, row, false, &a, &disputed);
    if (!is_there && row->parent.n > 0) {
        is_there = ask(j, row, true, &a, &disputed);
        by_said_parent = true;
    }
    compare(j, row->oid, is_there ? top_of(&a)->eid : 0, disputed);
    if (!is_there)
        return true;
    if (disputed)
        return yg_store_owner_put(j->store,
                                  &(yg_owner){.oid = row->oid,
                                              .organisation_name = YG_STR(""),
                                              .parent_name = YG_STR(""),
                                              .basis = YG_STR("disputed")},
                                  err);
    const yg_organisation_node *own = &a.by->group.organisations.at[a.found.organisation],
                               *top = top_of(&a);
    write_basis(j, row, &a, by_said_parent);
    j->summary.found++;
    return yg_store_owner_put(j->store,
                              &(yg_owner){.oid = row->oid,
                                          .organisation = own->eid,
                                          .parent = top->eid,
                                          .organisation_name = own->name,
                                          .parent_name = top->name,
                                          .parent_name_ja = top->name_ja,
                                          .parent_country = yg_country_alpha2(top->country),
                                          .basis = yg_buf_str(&j->basis)},
                              err);
}

static bool on_source(void *self, int64_t sid, int trust, yg_error *err) {
    job *j = self;
    yg_registry_part part = {trust, 0, INT64_MAX};
    (void)err;
    if (trust == YG_TRUST_NONE) {
        if (j->imported++ > MOST_IMPORTED)
            return true; /* it is in the last */
        part.from_sid = sid;
        part.to_sid = j->imported > MOST_IMPORTED ? INT64_MAX : sid;
    } else if (j->voices.n > 0 && j->voices.at[j->voices.n - 1].part.trust == trust) {
        return true;
    }
    yg_vec_push(&j->voices, (voice){.part = part});
    return true;
}

static bool on_before(void *self, int64_t oid, int64_t parent, yg_error *err) {
    job *j = self;
    (void)err;
    yg_vec_push(&j->before, ((before){oid, parent}));
    return true;
}

static bool load(job *j, yg_error *err) {
    if (!yg_store_registry_sources(j->store, on_source, j, err))
        return false;
    for (size_t i = 0; i < j->voices.n; i++) {
        voice *by = &j->voices.at[i];
        if (!yg_registry_load_part(j->store, &by->part, &j->arena, &by->group, err))
            return false;
        by->match = yg_match_make(&by->group);
    }
    return true;
}

bool yg_owners_compute(yg_store *store, int64_t after_oid, yg_owner_summary *ret_summary,
                       yg_error *err) {
    job j = {.store = store};
    bool done = after_oid != 0 ||
                (yg_store_owners(store, on_before, &j, err) && yg_store_owners_clear(store, err));
    done = done && load(&j, err);
    if (done && j.voices.n + j.before.n > 0)
        done = yg_store_victims(store, after_oid, on_victim, &j, err);
    for (size_t i = 0; i < j.voices.n; i++) {
        yg_match_free(j.voices.at[i].match);
        yg_group_free(&j.voices.at[i].group);
    }
    yg_vec_free(&j.voices);
    yg_vec_free(&j.before);
    yg_match_scratch_free(&j.scratch);
    yg_arena_free(&j.arena);
    yg_buf_free(&j.names);
    yg_buf_free(&j.basis);
    yg_buf_free(&j.key);
    yg_buf_free(&j.other_key);
    if (done)
        *ret_summary = j.summary;
    return done;
}
