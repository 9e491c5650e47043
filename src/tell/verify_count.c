/* The queries of a report's figures, all of them counted in one pass over the incidents: row by row
 * and without the report's own way of counting, so that one checks the other. */
#include "base/map.h"
#include "know/owner.h"
#include "store/tally.h"
#include "tell/verify_part.h"

typedef struct {
    yg_str id;
    yg_owner_scope owned; /* empty when the store does not know the id */
} organisation;

/* What claims say of incidents, by their entity: read only when a query asks for it. */
typedef struct {
    verify_facts *facts;
    yg_map entered, reached; /* 8 bytes of the entity's number -> index + 1 of texts */
    YG_VEC(yg_str) texts;
    YG_VEC(organisation) organisations; /* that queries ask for */
    YG_VEC(yg_source_name_row) sources; /* data sets */
} counting;

static yg_str number_key(const int64_t *number) {
    return (yg_str){(const char *)number, sizeof *number};
}

static yg_str text_of(const counting *c, const yg_map *map, int64_t eid) {
    const uint64_t *place = yg_map_get(map, number_key(&eid));
    return place != NULL ? c->texts.at[*place - 1] : (yg_str){0};
}

/* The first statement counts, as know/incidents.h has it. */
static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    counting *c = self;
    bool is_new = false;
    yg_map *map = yg_str_eqz(row->predicate, "entered-at") ? &c->entered : &c->reached;
    (void)err;
    uint64_t *place = yg_map_put(map, number_key(&row->subject_eid), &is_new);
    if (!is_new)
        return true;
    yg_vec_push(&c->texts, yg_arena_copy(&c->facts->v->arena, row->value));
    *place = c->texts.n;
    return true;
}

static bool gather_organisation(counting *c, yg_str id, yg_error *err) {
    int64_t eid = 0;
    for (size_t i = 0; i < c->organisations.n; i++)
        if (yg_str_eq(c->organisations.at[i].id, id))
            return true;
    yg_vec_push(&c->organisations, ((organisation){.id = id}));
    yg_owner_scope *owned = &c->organisations.at[c->organisations.n - 1].owned;
    return yg_store_entity_of(c->facts->store, id, &eid, err) &&
           (eid == 0 || yg_owner_scope_of(c->facts->store, eid, owned, err));
}

static bool gather_claims(counting *c, const char *predicate, yg_error *err) {
    return yg_store_claims(c->facts->store, &(yg_claim_filter){.predicate = yg_str_of(predicate)},
                           on_claim, c, err);
}

static bool gather(counting *c, yg_error *err) {
    bool entered = false, reached = false, ok = true;
    for (size_t i = 0; ok && i < c->facts->sets.n; i++) {
        const yg_query_set *set = &c->facts->sets.at[i].set;
        entered |= set->entered.n > 0;
        reached |= set->reached.n > 0;
        if (set->organisation.n > 0 && set->organisation_key.n == 0)
            ok = gather_organisation(c, set->organisation, err);
    }
    return ok && (!entered || gather_claims(c, "entered-at", err)) &&
           (!reached || gather_claims(c, "reached-parent", err));
}

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    counting *c = self;
    verify_facts *f = c->facts;
    const uint64_t *first = yg_map_get(&f->sources, row->source);
    YG_CLEANUP_BUF yg_buf ids = {0};
    (void)err;
    if (first == NULL)
        return true;
    yg_incident_row same = *row;
    same.source = yg_map_key(first);
    for (size_t i = 0; i < c->organisations.n; i++) {
        const organisation *o = &c->organisations.at[i];
        if (!yg_owner_scope_has(&o->owned, row->organisation_eid,
                                yg_owner_moment(row->from_us, row->to_us)))
            continue;
        yg_buf_add(&ids, o->id);
        yg_buf_addc(&ids, ' ');
    }
    yg_query_facts facts = {.row = &same,
                            .entered = text_of(c, &c->entered, row->eid),
                            .reached = text_of(c, &c->reached, row->eid),
                            .organisations = yg_buf_str(&ids)};
    yg_query_facts_of(&facts);
    for (size_t at = (size_t)*first; at != 0; at = f->sets.at[at - 1].next)
        f->sets.at[at - 1].count += yg_query_match(&f->sets.at[at - 1].set, &facts);
    return true;
}

bool verify_count(verify_facts *facts, yg_error *err) {
    counting c = {.facts = facts};
    bool ok = facts->sets.n == 0 ||
              (gather(&c, err) && yg_store_incidents_of(facts->store, 0, on_incident, &c, err));
    yg_map_free(&c.entered);
    yg_map_free(&c.reached);
    for (size_t i = 0; i < c.organisations.n; i++)
        yg_owner_scope_free(&c.organisations.at[i].owned);
    yg_vec_free(&c.texts);
    yg_vec_free(&c.organisations);
    yg_vec_free(&c.sources);
    return ok;
}

uint64_t verify_count_of(const verify_facts *facts, const yg_query_set *set) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_query_add_set(&text, set);
    const uint64_t *place = yg_map_get(&facts->texts, yg_buf_str(&text));
    return place != NULL ? facts->sets.at[*place - 1].count : 0;
}
