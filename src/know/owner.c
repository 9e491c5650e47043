#include "know/owner.h"

#include "know/registry.h"
#include "map/match.h"

typedef struct {
    yg_store *store;
    yg_group registry;
    yg_arena arena;
    yg_match *match;
    yg_match_scratch scratch;
    yg_buf names, basis;
    uint64_t found;
} job;

static void add_line(yg_buf *buf, yg_str s) {
    if (s.n == 0)
        return;
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_add(buf, s);
}

static yg_match_result find(job *j, yg_str name, yg_str name_ja, yg_str domain, yg_str sites) {
    yg_buf_clear(&j->names);
    add_line(&j->names, name);
    add_line(&j->names, name_ja);
    return yg_match_find(
        j->match,
        &(yg_match_query){.names = yg_buf_str(&j->names), .domain = domain, .sites = sites},
        &j->scratch);
}

static size_t ultimate(job *j, size_t organisation, int64_t when_us) {
    return yg_group_ultimate(&j->registry, organisation, when_us);
}

int64_t yg_owner_moment(int64_t from_us, int64_t to_us) {
    return to_us > from_us ? from_us + (to_us - from_us) / 2 : YG_TIME_NONE;
}

/* Does the way up use an edge that does not say since when? On an old day it may not have been. */
static bool is_since_unknown(const job *j, size_t organisation, int64_t when_us) {
    const yg_edge_row *edge;
    size_t steps = YG_GROUP_DEPTH;
    for (; steps > 0 && (edge = yg_group_owner(&j->registry, organisation, when_us)) != NULL;
         steps--) {
        if (edge->since.n == 0)
            return true;
        organisation = edge->parent;
    }
    return false;
}

/* The words of the basis: how the victim was recognised; then what a reader must know of the day
 * and of what the source itself says. */
static void write_basis(job *j, const yg_victim_row *row, yg_match_result found, size_t parent,
                        bool by_said_parent) {
    int64_t when_us = yg_owner_moment(row->from_us, row->to_us);
    yg_buf_clear(&j->basis);
    yg_buf_addz(&j->basis, by_said_parent ? "said-parent" : yg_match_basis_word(found.basis));
    if (when_us == YG_TIME_NONE)
        yg_buf_addz(&j->basis, " day-unknown");
    else if (ultimate(j, found.organisation, row->from_us) != parent ||
             ultimate(j, found.organisation, row->to_us - 1) != parent)
        yg_buf_addz(&j->basis, " changed-hands");
    if (is_since_unknown(j, found.organisation, when_us))
        yg_buf_addz(&j->basis, " since-unknown");
    if (row->parent.n == 0 || by_said_parent)
        return;
    yg_match_result said = find(j, row->parent, row->parent_ja, (yg_str){NULL, 0}, row->sites);
    bool agrees =
        said.organisation != SIZE_MAX && ultimate(j, said.organisation, when_us) == parent;
    yg_buf_addz(&j->basis, agrees ? " agrees" : " differs");
}

static bool on_victim(void *self, const yg_victim_row *row, yg_error *err) {
    job *j = self;
    bool by_said_parent = false;
    yg_match_result found = find(j, row->victim, row->victim_ja, row->domain, row->sites);
    if (found.organisation == SIZE_MAX && row->parent.n > 0) {
        found = find(j, row->parent, row->parent_ja, (yg_str){NULL, 0}, row->sites);
        by_said_parent = true;
    }
    if (found.organisation == SIZE_MAX)
        return true;
    size_t at = ultimate(j, found.organisation, yg_owner_moment(row->from_us, row->to_us));
    const yg_organisation_node *own = &j->registry.organisations.at[found.organisation],
                               *top = &j->registry.organisations.at[at];
    write_basis(j, row, found, at, by_said_parent);
    j->found++;
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

bool yg_owners_compute(yg_store *store, int64_t after_oid, uint64_t *ret_found, yg_error *err) {
    job j = {.store = store};
    bool done = (after_oid != 0 || yg_store_owners_clear(store, err)) &&
                yg_registry_load(store, &j.arena, &j.registry, err);
    if (done && j.registry.organisations.n > 0) {
        j.match = yg_match_make(&j.registry);
        done = yg_store_victims(store, after_oid, on_victim, &j, err);
    }
    yg_match_free(j.match);
    yg_match_scratch_free(&j.scratch);
    yg_group_free(&j.registry);
    yg_arena_free(&j.arena);
    yg_buf_free(&j.names);
    yg_buf_free(&j.basis);
    if (done)
        *ret_found = j.found;
    return done;
}
