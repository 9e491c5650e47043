/* The queries of a report's figures, all of them counted in one pass over the incidents of each
 * source that they name: without the report's own way of reading and counting, so that one checks
 * the other. */
#include "base/map.h"
#include "know/owner.h"
#include "store/tally.h"
#include "tell/verify_part.h"

/* An incident whose victim has an owner in the registry. */
typedef struct {
    int64_t oid;
    char country[2];
} owned;

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
    YG_VEC(verify_bits) bits;           /* by source */
    YG_VEC(bool) is_whole; /* names, claims or owners are asked for: the lean rows have neither */
    verify_bits *now;
    YG_VEC(owned) owners; /* by oid */
    yg_buf ids;
} counting;

static yg_str number_key(const int64_t *number) {
    return (yg_str){(const char *)number, sizeof *number};
}

static yg_str text_of(const counting *c, const yg_map *map, int64_t eid) {
    const uint64_t *place = yg_map_get(map, number_key(&eid));
    return place != NULL ? c->texts.at[*place - 1] : (yg_str){0};
}

/* The first statement counts: a query asks for one value of an incident. */
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
    organisation *last = &c->organisations.at[c->organisations.n - 1];
    return yg_store_entity_of(c->facts->store, id, &eid, err) &&
           (eid == 0 || yg_owner_scope_of(c->facts->store, eid, &last->owned, err));
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

/* The ids of the organisations of which the incident is, separated by spaces. */
static yg_str organisations_of(counting *c, const yg_incident_row *row) {
    yg_buf_clear(&c->ids);
    for (size_t i = 0; i < c->organisations.n; i++) {
        organisation *o = &c->organisations.at[i];
        if (!yg_owner_scope_has(&o->owned, row->organisation_eid,
                                yg_owner_moment(row->from_us, row->to_us)))
            continue;
        yg_buf_add(&c->ids, o->id);
        yg_buf_addc(&c->ids, ' ');
    }
    return yg_buf_str(&c->ids);
}

static void count_row(counting *c, verify_bits *bits, const yg_incident_row *row) {
    yg_query_facts facts;
    facts.row = row;
    facts.entered = text_of(c, &c->entered, row->eid);
    facts.reached = text_of(c, &c->reached, row->eid);
    facts.status = (yg_str){0};
    facts.organisations = organisations_of(c, row);
    verify_bits_count(bits, &facts);
}

/* --- Sources that ask for names or claims: every row as it is --- */

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    counting *c = self;
    (void)err;
    for (size_t i = 0; i < c->bits.n; i++) {
        if (c->is_whole.at[i] && yg_str_eq(c->bits.at[i].source, row->source))
            count_row(c, &c->bits.at[i], row);
    }
    return true;
}

/* --- All others: what their queries look at, source by source --- */

static bool on_owner(void *self, int64_t oid, yg_str country, yg_error *err) {
    counting *c = self;
    (void)err;
    if (country.n == 2)
        yg_vec_push(&c->owners, ((owned){oid, {country.p[0], country.p[1]}}));
    return true;
}

static int by_oid(const void *left, const void *right) {
    const owned *a = left, *b = right;
    return a->oid < b->oid ? -1 : a->oid > b->oid;
}

static bool on_lean(void *self, const yg_incident_row *row, yg_error *err) {
    counting *c = self;
    const owned wanted = {.oid = row->oid}, *own = NULL;
    (void)err;
    if (row->parent_country.n == 0 && c->owners.n > 0)
        own = bsearch(&wanted, c->owners.at, c->owners.n, sizeof wanted, by_oid);
    if (own == NULL) {
        count_row(c, c->now, row);
        return true;
    }
    yg_incident_row with_owner = *row;
    with_owner.parent_country = (yg_str){own->country, 2};
    count_row(c, c->now, &with_owner);
    return true;
}

static bool count_source(counting *c, verify_bits *bits, yg_error *err) {
    yg_incident_lean lean = {.source = bits->source,
                             .types = bits->parts[YG_QUERY_TYPE].asked,
                             .actors = bits->parts[YG_QUERY_ACTOR].asked,
                             .listing = bits->parts[YG_QUERY_SAID].asked};
    c->now = bits;
    if (bits->parts[YG_QUERY_PLACE].asked && c->owners.n == 0 &&
        !yg_store_owner_countries(c->facts->store, on_owner, c, err))
        return false;
    return yg_store_incidents_lean(c->facts->store, &lean, on_lean, c, err);
}

static bool is_whole(const verify_bits *bits) {
    for (size_t i = 0; i < bits->sets.n; i++) {
        const yg_query_set *set = &bits->sets.at[i]->set;
        if (set->entered.n > 0 || set->reached.n > 0 || set->organisation.n > 0)
            return true;
    }
    return false;
}

static void add_source(void *self, yg_str source, uint64_t *first) {
    counting *c = self;
    (void)source;
    verify_bits *bits = yg_vec_add(&c->bits);
    *bits = (verify_bits){0};
    verify_bits_make(c->facts, (size_t)*first, bits);
    yg_vec_push(&c->is_whole, is_whole(bits));
}

static bool count(counting *c, yg_error *err) {
    bool any_whole = false, ok = true;
    yg_map_each(&c->facts->sources, add_source, c);
    for (size_t i = 0; ok && i < c->bits.n; i++) {
        any_whole |= c->is_whole.at[i];
        ok = c->is_whole.at[i] || count_source(c, &c->bits.at[i], err);
    }
    return ok && (!any_whole || yg_store_incidents_of(c->facts->store, 0, on_incident, c, err));
}

bool verify_count(verify_facts *facts, yg_error *err) {
    counting c = {.facts = facts};
    bool ok = gather(&c, err) && count(&c, err);
    for (size_t i = 0; i < c.bits.n; i++)
        verify_bits_free(&c.bits.at[i]);
    yg_vec_free(&c.bits);
    yg_vec_free(&c.is_whole);
    yg_vec_free(&c.owners);
    yg_map_free(&c.entered);
    yg_map_free(&c.reached);
    yg_vec_free(&c.texts);
    for (size_t i = 0; i < c.organisations.n; i++)
        yg_owner_scope_free(&c.organisations.at[i].owned);
    yg_vec_free(&c.organisations);
    yg_buf_free(&c.ids);
    return ok;
}

uint64_t verify_count_of(const verify_facts *facts, const yg_query_set *set) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_query_add_set(&text, set);
    const uint64_t *place = yg_map_get(&facts->texts, yg_buf_str(&text));
    return place != NULL ? facts->sets.at[*place - 1].count : 0;
}
