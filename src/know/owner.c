#include "know/owner.h"

#include "base/utf8.h"
#include "map/match.h"

/* --- The registry as a map --- */

/* Kana or Han: how a Japanese name is told among the names of an organisation of Japan. */
static bool is_japanese(yg_str name) {
    for (size_t i = 0; i < name.n;) {
        uint32_t c = yg_utf8_next(name, &i);
        if ((c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF))
            return true;
    }
    return false;
}

/* A number as the key of a map: its bytes. */
static yg_str key_of(const int64_t *number) {
    return (yg_str){(const char *)number, sizeof *number};
}

static bool on_organisation(void *self, const yg_registry_row *row, yg_error *err) {
    yg_registry *r = self;
    bool is_new;
    (void)err;
    uint64_t *at = yg_map_put(&r->by_eid, key_of(&row->eid), &is_new);
    if (is_new) {
        *at = r->group.organisations.n;
        yg_vec_push(&r->group.organisations, (yg_organisation_node){0});
    }
    yg_organisation_node *o = &r->group.organisations.at[*at];
    *yg_map_put(&r->by_oid, key_of(&row->oid), NULL) = *at;
    if (!is_new) /* the user's own file comes first and decides */
        return true;
    o->eid = row->eid;
    o->key = yg_arena_copy(&r->arena, row->key);
    o->id = yg_arena_copy(&r->arena, row->id);
    o->name = yg_arena_copy(&r->arena, row->name);
    o->kind = yg_arena_copy(&r->arena, row->kind);
    o->group = yg_arena_copy(&r->arena, row->group);
    o->country = yg_country_from_code(row->country);
    return true;
}

static yg_organisation_node *node_of(yg_registry *r, const yg_map *map, int64_t number) {
    uint64_t *at = yg_map_get(map, key_of(&number));
    return at != NULL ? &r->group.organisations.at[*at] : NULL;
}

/* Names come before marks, of each record. Of two records of one organisation the brands of the
 * first stand among the names of the second: so brands are put aside until all names are there. */
typedef struct {
    yg_registry *registry;
    YG_VEC(yg_str) brands;
    YG_VEC(size_t) of;
} marks_job;

static bool on_mark(void *self, int64_t oid, yg_str kind, yg_str value, yg_error *err) {
    marks_job *j = self;
    yg_registry *r = j->registry;
    yg_organisation_node *o = node_of(r, &r->by_oid, oid);
    (void)err;
    if (o == NULL)
        return true;
    value = yg_arena_copy(&r->arena, value);
    if (yg_str_eqz(kind, "name")) {
        yg_vec_push(&o->names, value);
        if (o->name_ja.n == 0 && is_japanese(value) && o->country == YG_COUNTRY('J', 'P'))
            o->name_ja = value;
    } else if (yg_str_eqz(kind, "brand")) {
        yg_vec_push(&j->brands, value);
        yg_vec_push(&j->of, (size_t)(o - r->group.organisations.at));
    } else if (yg_str_eqz(kind, "domain")) {
        yg_vec_push(&o->domains, value);
    }
    return true;
}

static bool on_edge(void *self, const yg_registry_edge_row *row, yg_error *err) {
    yg_registry *r = self;
    yg_organisation_node *child = node_of(r, &r->by_eid, row->child),
                         *parent = node_of(r, &r->by_eid, row->parent);
    (void)err;
    if (child == NULL || parent == NULL)
        return true;
    yg_vec_push(&r->group.edges,
                ((yg_edge_row){.child = (size_t)(child - r->group.organisations.at),
                               .parent = (size_t)(parent - r->group.organisations.at),
                               .relation = yg_arena_copy(&r->arena, row->relation),
                               .share = row->share,
                               .from_us = row->from_us,
                               .to_us = row->to_us}));
    return true;
}

bool yg_registry_read(yg_store *store, yg_registry *r, yg_error *err) {
    marks_job j = {.registry = r};
    bool done = yg_store_registry(store, on_organisation, r, err) &&
                yg_store_registry_marks(store, on_mark, &j, err) &&
                yg_store_registry_edges(store, on_edge, r, err);
    for (size_t i = 0; i < r->group.organisations.n; i++)
        r->group.organisations.at[i].own_names = r->group.organisations.at[i].names.n;
    for (size_t i = 0; i < j.brands.n; i++)
        yg_vec_push(&r->group.organisations.at[j.of.at[i]].names, j.brands.at[i]);
    yg_vec_free(&j.brands);
    yg_vec_free(&j.of);
    if (done)
        yg_group_index(&r->group);
    return done;
}

void yg_registry_free(yg_registry *r) {
    yg_group_free(&r->group);
    yg_map_free(&r->by_oid);
    yg_map_free(&r->by_eid);
    yg_arena_free(&r->arena);
}

/* --- Owners of victims --- */

typedef struct {
    yg_store *store;
    yg_registry registry;
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
    return yg_group_ultimate(&j->registry.group, organisation, when_us);
}

int64_t yg_owner_moment(int64_t from_us, int64_t to_us) {
    return to_us > from_us ? from_us + (to_us - from_us) / 2 : YG_TIME_NONE;
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
    const yg_organisation_node *own = &j->registry.group.organisations.at[found.organisation],
                               *top = &j->registry.group.organisations.at[at];
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
                yg_registry_read(store, &j.registry, err);
    if (done && j.registry.group.organisations.n > 0) {
        j.match = yg_match_make(&j.registry.group);
        done = yg_store_victims(store, after_oid, on_victim, &j, err);
    }
    yg_match_free(j.match);
    yg_match_scratch_free(&j.scratch);
    yg_registry_free(&j.registry);
    yg_buf_free(&j.names);
    yg_buf_free(&j.basis);
    if (done)
        *ret_found = j.found;
    return done;
}
