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

/* What records say of their incidents (yg_store_said), by their number: read only when a query asks
 * for it. */
typedef struct {
    int64_t oid;
    yg_str value;
} said_value;
typedef YG_VEC(said_value) said_list;

typedef struct {
    verify_facts *facts;
    said_list said[YG_SAIDS]; /* by number */
    said_list *filling;
    yg_map words; /* each value once */
    yg_buf lines[YG_SAIDS];
    YG_VEC(organisation) organisations; /* that queries ask for */
    YG_VEC(verify_bits) bits;           /* by source */
    YG_VEC(bool) is_whole; /* owners or names are asked for: the lean rows have neither */
    verify_bits *now;
    YG_VEC(owned) owners; /* by oid */
    yg_buf ids;
} counting;

static bool on_said(void *self, int64_t oid, yg_str value, yg_error *err) {
    counting *c = self;
    (void)err;
    yg_vec_push(c->filling, ((said_value){oid, yg_map_key(yg_map_put(&c->words, value, NULL))}));
    return true;
}

/* What a record says, one word a line; empty when it does not say. */
static yg_str said_of(counting *c, yg_said said, int64_t oid) {
    const said_list *list = &c->said[said];
    yg_buf *lines = &c->lines[said];
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->at[middle].oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    yg_buf_clear(lines);
    for (; low < list->n && list->at[low].oid == oid; low++) {
        yg_buf_add(lines, list->at[low].value);
        yg_buf_addc(lines, '\n');
    }
    return yg_buf_str(lines);
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

static bool gather(counting *c, yg_error *err) {
    bool asked[YG_SAIDS] = {false}, ok = true;
    for (size_t i = 0; ok && i < c->facts->sets.n; i++) {
        const yg_query_set *set = &c->facts->sets.at[i].set;
        asked[YG_SAID_ENTRY] |= set->entry.n > 0;
        asked[YG_SAID_ENTERED] |= set->entered.n > 0;
        asked[YG_SAID_REACHED] |= set->reached.n > 0;
        if (set->organisation.n > 0 && set->organisation_key.n == 0)
            ok = gather_organisation(c, set->organisation, err);
    }
    for (size_t k = 0; ok && k < YG_SAIDS; k++) {
        c->filling = &c->said[k];
        ok = !asked[k] || yg_store_said(c->facts->store, (yg_said)k, on_said, c, err);
    }
    return ok;
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
    facts.entered = said_of(c, YG_SAID_ENTERED, row->oid);
    facts.entry = said_of(c, YG_SAID_ENTRY, row->oid);
    facts.reached = said_of(c, YG_SAID_REACHED, row->oid);
    facts.status = (yg_str){0};
    facts.organisations = organisations_of(c, row);
    verify_bits_count(bits, &facts);
}

/* --- Sources that ask for names or owners: every row as it is --- */

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
        if (set->organisation.n > 0)
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
    for (size_t k = 0; k < YG_SAIDS; k++) {
        yg_vec_free(&c.said[k]);
        yg_buf_free(&c.lines[k]);
    }
    yg_map_free(&c.words);
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
