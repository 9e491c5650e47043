/* The attackers of the country: everybody of whom a source says that he targets it. Entities that a
 * decided link calls the same, entities with an equal name, and names that a curated claim equates
 * are told as one. */
#include "tell/teller.h"
#include "text/key.h"

yg_str teller_key(teller *t, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    return teller_buf(t, &key);
}

bool teller_is_actor_type(yg_str type) {
    return yg_str_eqz(type, "intrusion-set") || yg_str_eqz(type, "threat-actor") ||
           yg_str_eqz(type, "campaign");
}

static bool has_eid(const teller_actor *actor, int64_t eid) {
    for (size_t i = 0; i < actor->eids.n; i++)
        if (actor->eids.at[i] == eid)
            return true;
    return false;
}

static teller_actor *actor_at(const uint64_t *place) {
    return place == NULL ? NULL : (teller_actor *)(uintptr_t)*place;
}

static yg_str bytes_of(const int64_t *eid) {
    return (yg_str){(const char *)eid, sizeof *eid};
}

teller_actor *teller_actor_of(teller *t, int64_t eid, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    teller_actor *found = NULL;
    if (eid != 0)
        found = actor_at(yg_map_get(&t->actor_by_eid, bytes_of(&eid)));
    if (found != NULL || name.n == 0)
        return found;
    yg_key_add(&key, name);
    return key.n > 0 ? actor_at(yg_map_get(&t->actor_by_key, yg_buf_str(&key))) : NULL;
}

void teller_know_key(teller *t, teller_actor *actor, yg_str key) {
    bool is_new = false;
    uint64_t *place = key.n > 0 ? yg_map_put(&t->actor_by_key, key, &is_new) : NULL;
    if (is_new)
        *place = (uintptr_t)actor;
}

void teller_know_eid(teller *t, teller_actor *actor, int64_t eid) {
    bool is_new = false;
    uint64_t *place = yg_map_put(&t->actor_by_eid, bytes_of(&eid), &is_new);
    if (!is_new)
        return;
    *place = (uintptr_t)actor;
    yg_vec_push(&actor->eids, eid);
}

static teller_actor *make_actor(teller *t, int64_t eid, yg_str name) {
    teller_actor *actor = teller_actor_of(t, eid, name);
    if (actor == NULL) {
        actor = yg_arena_alloc(&t->doc->arena, sizeof *actor);
        actor->name = teller_copy(t, name);
        actor->key = teller_key(t, name);
        teller_know_key(t, actor, actor->key);
        yg_vec_push(&t->actors, actor);
    }
    teller_know_eid(t, actor, eid);
    return actor;
}

static void add_asserter(teller *t, teller_actor *actor, yg_str who) {
    for (size_t i = 0; i < actor->targeting_by.n; i++)
        if (yg_str_eq(actor->targeting_by.at[i], who))
            return;
    yg_vec_push(&actor->targeting_by, teller_copy(t, who));
}

static bool is_wanted_sector(const teller *t, const yg_claim_row *row) {
    return t->sector != 0 && row->value.n == 1 && row->value.p[0] == t->sector &&
           yg_str_eqz(row->predicate, "targets-sector");
}

/* Without a country, who targets the sector; without either, who targets any country. */
static bool is_wanted(teller *t, const yg_claim_row *row) {
    if (t->country != 0)
        return teller_object_country(t, row) == t->country;
    return t->sector != 0 ? is_wanted_sector(t, row) : teller_object_country(t, row) != 0;
}

/* Claims "targets", "targets-country" and "targets-sector". */
static bool gather_claims(teller *t, yg_error *err) {
    teller_claims claims = {0};
    yg_str letter = {&t->sector, t->sector != 0};
    const yg_claim_filter filters[] = {
        {.predicate = YG_STR("targets")},
        {.predicate = YG_STR("targets-country"), .value = t->code},
        {.predicate = YG_STR("targets-sector"), .value = letter},
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof filters / sizeof *filters; i++)
        ok = teller_claims_of(t, &filters[i], &claims, err);
    for (size_t i = 0; ok && i < claims.n; i++) {
        const yg_claim_row *row = claims.at[i];
        yg_str type = yg_str_sub(row->subject_id, 0, yg_str_find(row->subject_id, YG_STR("--")));
        if (!teller_is_actor_type(type) || row->subject_name.n == 0 || !is_wanted(t, row))
            continue;
        teller_actor *actor = make_actor(t, row->subject_eid, row->subject_name);
        yg_evidence_add(t->doc, &actor->targeting, teller_claim(t, row));
        add_asserter(t, actor, teller_who_says(t, row));
    }
    yg_vec_free(&claims);
    return ok;
}

/* Relationships "targets" to a location object of a STIX feed. */
typedef struct {
    teller *t;
    YG_VEC(yg_str) ids;
} location_job;

static void take_location(void *self, yg_str id, uint64_t *value) {
    location_job *j = self;
    if (j->t->country == 0 ? j->t->sector == 0 : *value == j->t->country)
        yg_vec_push(&j->ids, id);
}

static bool take_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    teller *t = self;
    (void)err;
    if (!yg_str_eqz(row->type, "targets") || !teller_is_actor_type(row->other_type) ||
        row->flags != 0)
        return true;
    teller_actor *actor = make_actor(t, row->other_eid, row->other_name);
    yg_relationship_row turned = *row;
    turned.other_name = t->target;
    turned.other_external_id = (yg_str){0};
    yg_evidence_add(t->doc, &actor->targeting, teller_relationship(t, &turned, actor->name));
    add_asserter(t, actor, row->source);
    return true;
}

static int by_bytes(const void *a, const void *b) {
    return yg_str_cmp(*(const yg_str *)a, *(const yg_str *)b);
}

static bool gather_relationships(teller *t, yg_error *err) {
    location_job j = {.t = t};
    bool ok = true;
    yg_map_each(&t->locations, take_location, &j);
    if (j.ids.n > 0)
        qsort(j.ids.at, j.ids.n, sizeof *j.ids.at, by_bytes);
    for (size_t i = 0; ok && i < j.ids.n; i++) {
        int64_t eid = 0;
        ok = yg_store_entity_of(t->store, j.ids.at[i], &eid, err) &&
             (eid == 0 || yg_store_relationships_to(t->store, eid, take_relationship, t, err));
    }
    yg_vec_free(&j.ids);
    return ok;
}

/* --- One actor of several entities --- */

typedef struct {
    int64_t eid;
    YG_VEC(int64_t) others;
} link_job;

static bool take_link(void *self, const yg_link_row *row, yg_error *err) {
    link_job *j = self;
    (void)err;
    if (yg_str_eqz(row->relation, "same-as"))
        yg_vec_push(&j->others, row->left_eid == j->eid ? row->right_eid : row->left_eid);
    return true;
}

/* The maps lead to `to` afterwards; the caller drops `from`. */
void teller_absorb(teller *t, teller_actor *to, teller_actor *from) {
    for (size_t i = 0; i < from->eids.n; i++) {
        int64_t eid = from->eids.at[i];
        if (!has_eid(to, eid))
            yg_vec_push(&to->eids, eid);
        *yg_map_put(&t->actor_by_eid, bytes_of(&eid), NULL) = (uintptr_t)to;
    }
    if (from->key.n > 0)
        *yg_map_put(&t->actor_by_key, from->key, NULL) = (uintptr_t)to;
    if (to->key.n > 0) /* names may have changed sides before */
        *yg_map_put(&t->actor_by_key, to->key, NULL) = (uintptr_t)to;
    for (size_t i = 0; i < from->other_keys.n; i++)
        *yg_map_put(&t->actor_by_key, from->other_keys.at[i], NULL) = (uintptr_t)to;
    for (size_t i = 0; i < from->other_keys.n; i++)
        yg_vec_push(&to->other_keys, from->other_keys.at[i]);
    if (from->key.n > 0)
        yg_vec_push(&to->other_keys, from->key);
    for (size_t i = 0; i < from->targeting_by.n; i++)
        add_asserter(t, to, from->targeting_by.at[i]);
    yg_evidence_add_all(t->doc, &to->targeting, from->targeting);
    yg_vec_free(&from->eids);
    yg_vec_free(&from->other_keys);
    yg_vec_free(&from->targeting_by);
}

static bool join_linked(teller *t, teller_actor *actor, yg_error *err) {
    static const char *const decided[] = {"auto", "accepted"};
    for (size_t i = 0; i < actor->eids.n; i++) {
        link_job j = {.eid = actor->eids.at[i]};
        bool ok = true;
        for (size_t d = 0; ok && d < 2; d++)
            ok = yg_store_links(t->store, j.eid, yg_str_of(decided[d]), take_link, &j, err);
        for (size_t o = 0; ok && o < j.others.n; o++) {
            teller_actor *other = teller_actor_of(t, j.others.at[o], (yg_str){0});
            if (other != NULL && other != actor)
                teller_absorb(t, actor, other);
            else if (other == NULL)
                teller_know_eid(t, actor, j.others.at[o]);
        }
        yg_vec_free(&j.others);
        if (!ok)
            return false;
    }
    return true;
}

static bool join(teller *t, yg_error *err) {
    size_t kept = 0;
    teller_join_named(t);
    for (size_t i = 0; i < t->actors.n; i++)
        if (t->actors.at[i]->eids.n > 0 && !join_linked(t, t->actors.at[i], err))
            return false;
    for (size_t i = 0; i < t->actors.n; i++)
        if (t->actors.at[i]->eids.n > 0)
            t->actors.at[kept++] = t->actors.at[i];
    t->actors.n = kept;
    return true;
}

/* --- What is said of them --- */

static bool is_tie(yg_str predicate) {
    static const char *const ties[] = {"sponsored-by", "attributed-to-country", "aligned-with",
                                       "originates-from", "suspected-origin"};
    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++)
        if (yg_str_eqz(predicate, ties[i]))
            return true;
    return false;
}

static int by_number(const void *a, const void *b) {
    yg_country x = *(const yg_country *)a, y = *(const yg_country *)b;
    return x < y ? -1 : x > y;
}

/* In the service of a state, not only from its territory: a knowledge base's field "country" is no
 * word on whom a crew serves, a government's attribution is. */
static bool is_service(const yg_claim_row *row) {
    return yg_str_eqz(row->predicate, "sponsored-by") ||
           yg_str_eqz(row->predicate, "aligned-with") ||
           (yg_str_eqz(row->predicate, "attributed-to-country") && row->known == YG_KNOWN_OFFICIAL);
}

#define ADD_COUNTRY(list, country)                                                                 \
    do {                                                                                           \
        size_t at_ = 0;                                                                            \
        while (at_ < (list)->n && (list)->at[at_] != (country))                                    \
            at_++;                                                                                 \
        if (at_ == (list)->n)                                                                      \
            yg_vec_push(list, country);                                                            \
        qsort((list)->at, (list)->n, sizeof(yg_country), by_number);                               \
    } while (0)

/* What else is told of an actor, statement by statement. */
static bool is_told(yg_str predicate) {
    static const char *const told[] = {"active-since", "imitates-domains-of",
                                       "targets-organisations", "targets-sector-words", "uses"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (yg_str_eqz(predicate, told[i]))
            return true;
    return false;
}

void teller_actor_date(teller *t, teller_actor *actor, yg_str text, uint32_t evidence) {
    yg_date date;
    if (!yg_date_parse(text, &date) || date.precision == YG_DATE_NONE)
        return;
    if (actor->relevance.newest.precision != YG_DATE_NONE &&
        date.to_us <= actor->relevance.newest.to_us)
        return;
    actor->relevance.newest = date;
    actor->relevance.newest_text = teller_copy(t, text);
    actor->relevance.about_recency = (yg_evidence_set){0};
    yg_evidence_add(t->doc, &actor->relevance.about_recency, evidence);
}

static int strength(yg_known known) {
    static const int order[] = {[YG_KNOWN_UNSAID] = 0,   [YG_KNOWN_CLAIMED_BY_ATTACKER] = 1,
                                [YG_KNOWN_DERIVED] = 2,  [YG_KNOWN_REPORTED] = 3,
                                [YG_KNOWN_ASSESSED] = 4, [YG_KNOWN_CONFIRMED] = 5,
                                [YG_KNOWN_OFFICIAL] = 6};
    return order[known];
}

/* Parts of the relevance that single claims give: sector, recency, evidence. Only claims that are
 * about whom it targets, and on whose behalf, count as evidence. */
static void weigh(teller *t, teller_actor *actor, const yg_claim_row *row) {
    bool sector = is_wanted_sector(t, row);
    bool place = t->country != 0 && teller_object_country(t, row) == t->country;
    if (sector && actor->relevance.sector < 3) {
        actor->relevance.sector++;
        yg_evidence_add(t->doc, &actor->relevance.about_sector, teller_claim(t, row));
    }
    if (!sector && !place && !is_tie(row->predicate))
        return;
    teller_actor_date(t, actor, row->date, teller_claim(t, row));
    if (strength(row->known) > strength(actor->relevance.known)) {
        actor->relevance.known = row->known;
        actor->relevance.about_evidence = (yg_evidence_set){0};
        yg_evidence_add(t->doc, &actor->relevance.about_evidence, teller_claim(t, row));
    }
}

static bool gather_ties(teller *t, teller_actor *actor, yg_error *err) {
    teller_claims all = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < actor->eids.n; i++) {
        yg_claim_filter filter = {.subject_eid = actor->eids.at[i]};
        ok = teller_claims_of(t, &filter, &all, err);
    }
    for (size_t i = 0; ok && i < all.n; i++) {
        yg_country country = is_tie(all.at[i]->predicate) ? teller_object_country(t, all.at[i]) : 0;
        if (country != 0)
            ADD_COUNTRY(&actor->countries, country);
        if (country != 0 && is_service(all.at[i]))
            ADD_COUNTRY(&actor->sponsors, country);
        if (country != 0 || yg_str_eqz(all.at[i]->predicate, "uses"))
            yg_vec_push(&actor->claims, all.at[i]);
        if (is_told(all.at[i]->predicate))
            yg_vec_push(&actor->said, all.at[i]);
        if (yg_str_eqz(all.at[i]->predicate, "targets-sector") && all.at[i]->value.n == 1)
            yg_vec_push(&actor->sectors, all.at[i]);
        weigh(t, actor, all.at[i]);
    }
    yg_vec_free(&all);
    return ok;
}

/* Incidents of the report whose claims name an actor. */
static void count_incidents(teller *t) {
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        teller_actor *last = NULL;
        for (size_t c = 0; c < incident->claims.n; c++) {
            const yg_claim_row *row = incident->claims.at[c];
            if (!yg_str_eqz(row->predicate, "attributed-to"))
                continue;
            teller_actor *actor = teller_actor_of(t, row->object_eid, teller_other_name(row));
            if (actor == NULL || actor == last)
                continue;
            last = actor;
            actor->incidents++;
            uint32_t number = teller_claim(t, row);
            yg_evidence_add(t->doc, &actor->relevance.about_incidents, number);
            teller_actor_date(t, actor, incident->row->date, number);
        }
    }
}

bool teller_gather_actors(teller *t, yg_error *err) {
    if (!gather_claims(t, err) || !gather_relationships(t, err) || !join(t, err))
        return false;
    for (size_t i = 0; i < t->actors.n; i++)
        if (!gather_ties(t, t->actors.at[i], err))
            return false;
    count_incidents(t);
    teller_relevance(t);
    return true;
}
