/* The queries of a report's figures, all of them counted in one pass over the incidents: row by row
 * and without the report's own way of counting, so that one checks the other. */
#include "base/map.h"
#include "know/owner.h"
#include "store/tally.h"
#include "tell/verify_part.h"

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
    yg_map words;   /* each value once */
    yg_map members; /* organisation and number of an object: it is of that organisation */
    YG_VEC(yg_str) organisations;
    yg_str organisation;
    yg_owner_scope owned; /* it, and what was below it that day */
} counting;

static yg_str number_key(const int64_t *number) {
    return (yg_str){(const char *)number, sizeof *number};
}

static bool on_said(void *self, int64_t oid, yg_str value, yg_error *err) {
    counting *c = self;
    (void)err;
    yg_vec_push(c->filling, ((said_value){oid, yg_map_key(yg_map_put(&c->words, value, NULL))}));
    return true;
}

/* One word a line. */
static void add_said(const said_list *list, int64_t oid, yg_buf *lines) {
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->at[middle].oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < list->n && list->at[low].oid == oid; low++) {
        yg_buf_add(lines, list->at[low].value);
        yg_buf_addc(lines, '\n');
    }
}

static void member_key(yg_buf *key, yg_str organisation, int64_t oid) {
    yg_buf_add(key, organisation);
    yg_buf_add(key, number_key(&oid));
}

static bool on_member(void *self, const yg_incident_row *row, yg_error *err) {
    counting *c = self;
    YG_CLEANUP_BUF yg_buf key = {0};
    (void)err;
    if (!yg_owner_scope_has(&c->owned, row->organisation_eid,
                            yg_owner_moment(row->from_us, row->to_us)))
        return true;
    member_key(&key, c->organisation, row->oid);
    yg_map_put(&c->members, yg_buf_str(&key), NULL);
    return true;
}

static bool gather_organisation(counting *c, yg_str id, yg_error *err) {
    int64_t eid = 0;
    for (size_t i = 0; i < c->organisations.n; i++)
        if (yg_str_eq(c->organisations.at[i], id))
            return true;
    yg_vec_push(&c->organisations, id);
    c->organisation = id;
    if (!yg_store_entity_of(c->facts->store, id, &eid, err))
        return false;
    if (eid == 0)
        return true;
    bool ok = yg_owner_scope_of(c->facts->store, eid, &c->owned, err);
    yg_incident_filter filter = {.organisations = yg_buf_str(&c->owned.organisations)};
    ok = ok && yg_store_incidents(c->facts->store, &filter, on_member, c, err);
    yg_owner_scope_free(&c->owned);
    c->owned = (yg_owner_scope){0};
    return ok;
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

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    counting *c = self;
    verify_facts *f = c->facts;
    const uint64_t *first = yg_map_get(&f->sources, row->source);
    YG_CLEANUP_BUF yg_buf ids = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf entry = {0};
    YG_CLEANUP_BUF yg_buf entered = {0};
    YG_CLEANUP_BUF yg_buf reached = {0};
    (void)err;
    if (first == NULL)
        return true;
    yg_incident_row same = *row;
    same.source = yg_map_key(first);
    for (size_t i = 0; i < c->organisations.n; i++) {
        yg_buf_clear(&key);
        member_key(&key, c->organisations.at[i], row->oid);
        if (yg_map_get(&c->members, yg_buf_str(&key)) == NULL)
            continue;
        yg_buf_add(&ids, c->organisations.at[i]);
        yg_buf_addc(&ids, ' ');
    }
    add_said(&c->said[YG_SAID_ENTRY], row->oid, &entry);
    add_said(&c->said[YG_SAID_ENTERED], row->oid, &entered);
    add_said(&c->said[YG_SAID_REACHED], row->oid, &reached);
    yg_query_facts facts = {.row = &same,
                            .entered = yg_buf_str(&entered),
                            .entry = yg_buf_str(&entry),
                            .reached = yg_buf_str(&reached),
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
    for (size_t k = 0; k < YG_SAIDS; k++)
        yg_vec_free(&c.said[k]);
    yg_map_free(&c.words);
    yg_map_free(&c.members);
    yg_vec_free(&c.organisations);
    return ok;
}

uint64_t verify_count_of(const verify_facts *facts, const yg_query_set *set) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_query_add_set(&text, set);
    const uint64_t *place = yg_map_get(&facts->texts, yg_buf_str(&text));
    return place != NULL ? facts->sets.at[*place - 1].count : 0;
}
