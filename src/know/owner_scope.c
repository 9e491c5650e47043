/* `--organisation NAME`: who bears the name in the registry, and what belonged to it when. */
#include "know/owner.h"
#include "know/registry.h"
#include "store/tally.h"
#include "text/key.h"

typedef struct {
    yg_owner_scope *scope;
    YG_VEC(size_t) found; /* targets first, then what is below them */
    YG_VEC(bool) seen;
} job;

static void add_target(job *j, int64_t eid) {
    size_t at = yg_registry_by_eid(&j->scope->registry, eid);
    if (at != SIZE_MAX && !j->seen.at[at]) {
        j->seen.at[at] = j->scope->is_target.at[at] = true;
        yg_vec_push(&j->found, at);
        j->scope->targets++;
    }
}

static bool on_bearer(void *self, const yg_organisation_row *row, yg_error *err) {
    (void)err;
    add_target(self, row->eid);
    return true;
}

/* Brands are names that people type, too: "Lexus". */
static void add_brands(job *j, yg_str key) {
    const yg_group *group = &j->scope->registry;
    YG_CLEANUP_BUF yg_buf own = {0};
    for (size_t i = 0; i < group->organisations.n; i++) {
        const yg_organisation_node *o = &group->organisations.at[i];
        for (size_t k = o->own_names; k < o->names.n; k++) {
            yg_buf_clear(&own);
            yg_key_add(&own, o->names.at[k]);
            if (yg_str_eq(yg_buf_str(&own), key))
                add_target(j, o->eid);
        }
    }
}

static void add_below(job *j) {
    const yg_group *group = &j->scope->registry;
    for (size_t i = 0; i < j->found.n; i++) {
        size_t n;
        const size_t *edges = yg_group_children(group, j->found.at[i], &n);
        for (size_t k = 0; k < n; k++) {
            const yg_edge_row *edge = &group->edges.at[edges[k]];
            if (!yg_edge_owns(edge) || j->seen.at[edge->child])
                continue;
            j->seen.at[edge->child] = true;
            yg_vec_push(&j->found, edge->child);
        }
    }
}

/* The registry, with nobody found yet. */
static bool start(job *j, yg_store *store, yg_error *err) {
    yg_owner_scope *scope = j->scope;
    if (!yg_registry_load(store, &scope->arena, &scope->registry, err))
        return false;
    for (size_t i = 0; i < scope->registry.organisations.n; i++) {
        yg_vec_push(&scope->is_target, false);
        yg_vec_push(&j->seen, false);
    }
    return true;
}

static void end(job *j) {
    yg_owner_scope *scope = j->scope;
    add_below(j);
    yg_buf_addc(&scope->organisations, '[');
    for (size_t i = 0; i < j->found.n; i++)
        yg_buf_addf(&scope->organisations, "%s%lld", i > 0 ? "," : "",
                    (long long)scope->registry.organisations.at[j->found.at[i]].eid);
    yg_buf_addc(&scope->organisations, ']');
    yg_vec_free(&j->found);
    yg_vec_free(&j->seen);
}

bool yg_owner_scope_read(yg_store *store, yg_str name, yg_owner_scope *scope, yg_error *err) {
    YG_CLEANUP_BUF yg_buf key = {0};
    job j = {.scope = scope};
    yg_key_add(&key, name);
    if (!start(&j, store, err))
        return false;
    bool done = key.n == 0 || yg_store_organisations_named(store, name, on_bearer, &j, err);
    if (done && key.n > 0 && scope->targets == 0)
        add_brands(&j, yg_buf_str(&key));
    end(&j);
    return done;
}

bool yg_owner_scope_of(yg_store *store, int64_t organisation_eid, yg_owner_scope *scope,
                       yg_error *err) {
    job j = {.scope = scope};
    if (!start(&j, store, err))
        return false;
    add_target(&j, organisation_eid);
    end(&j);
    return true;
}

bool yg_owner_scope_has(const yg_owner_scope *scope, int64_t organisation_eid, int64_t when_us) {
    const yg_group *group = &scope->registry;
    size_t at = organisation_eid == 0 ? SIZE_MAX : yg_registry_by_eid(group, organisation_eid);
    for (size_t steps = 0; at != SIZE_MAX && steps <= YG_GROUP_DEPTH; steps++) {
        if (scope->is_target.at[at])
            return true;
        const yg_edge_row *edge = yg_group_owner(group, at, when_us);
        if (edge == NULL)
            break;
        at = edge->parent;
    }
    return false;
}

void yg_owner_scope_free(yg_owner_scope *scope) {
    yg_group_free(&scope->registry);
    yg_arena_free(&scope->arena);
    yg_vec_free(&scope->is_target);
    yg_buf_free(&scope->organisations);
}
