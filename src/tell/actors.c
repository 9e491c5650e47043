/* The attackers of the country: everybody of whom a source says that he targets it. Entities that a
 * decided link calls the same, entities with an equal name, and names that a curated claim equates
 * are told as one. */
#include "tell/teller.h"
#include "text/key.h"

static yg_str key_of(teller *t, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    return teller_buf(t, &key);
}

static bool has_eid(const teller_actor *actor, int64_t eid) {
    for (size_t i = 0; i < actor->eids.n; i++)
        if (actor->eids.at[i] == eid)
            return true;
    return false;
}

static bool has_key(const teller_actor *actor, yg_str key) {
    if (yg_str_eq(actor->key, key))
        return true;
    for (size_t i = 0; i < actor->other_keys.n; i++)
        if (yg_str_eq(actor->other_keys.at[i], key))
            return true;
    return false;
}

teller_actor *teller_actor_of(teller *t, int64_t eid, yg_str name) {
    yg_str key = key_of(t, name);
    for (size_t i = 0; i < t->actors.n; i++)
        if ((eid != 0 && has_eid(t->actors.at[i], eid)) ||
            (key.n > 0 && has_key(t->actors.at[i], key)))
            return t->actors.at[i];
    return NULL;
}

static bool is_actor_type(yg_str type) {
    return yg_str_eqz(type, "intrusion-set") || yg_str_eqz(type, "threat-actor") ||
           yg_str_eqz(type, "campaign");
}

static teller_actor *make_actor(teller *t, int64_t eid, yg_str name) {
    teller_actor *actor = teller_actor_of(t, eid, name);
    if (actor == NULL) {
        actor = yg_arena_alloc(&t->doc->arena, sizeof *actor);
        actor->name = teller_copy(t, name);
        actor->key = key_of(t, name);
        yg_vec_push(&t->actors, actor);
    }
    if (!has_eid(actor, eid))
        yg_vec_push(&actor->eids, eid);
    return actor;
}

static void add_asserter(teller *t, teller_actor *actor, yg_str who) {
    for (size_t i = 0; i < actor->targeting_by.n; i++)
        if (yg_str_eq(actor->targeting_by.at[i], who))
            return;
    yg_vec_push(&actor->targeting_by, teller_copy(t, who));
}

/* Claims "targets" and "targets-country". */
static bool gather_claims(teller *t, yg_error *err) {
    teller_claims claims = {0};
    const yg_claim_filter filters[] = {
        {.predicate = YG_STR("targets")},
        {.predicate = YG_STR("targets-country"), .value = t->code},
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof filters / sizeof *filters; i++)
        ok = teller_claims_of(t, &filters[i], &claims, err);
    for (size_t i = 0; ok && i < claims.n; i++) {
        const yg_claim_row *row = claims.at[i];
        yg_str type = yg_str_sub(row->subject_id, 0, yg_str_find(row->subject_id, YG_STR("--")));
        if (!is_actor_type(type) || row->subject_name.n == 0 ||
            teller_object_country(t, row) != t->country)
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
    if (*value == j->t->country)
        yg_vec_push(&j->ids, id);
}

static bool take_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    teller *t = self;
    (void)err;
    if (!yg_str_eqz(row->type, "targets") || !is_actor_type(row->other_type) || row->flags != 0)
        return true;
    teller_actor *actor = make_actor(t, row->other_eid, row->other_name);
    yg_relationship_row turned = *row;
    turned.other_name = t->name;
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

/* Moves everything of `from` to `to`; `from` stays behind empty and is dropped by the caller. */
static void absorb(teller *t, teller_actor *to, teller_actor *from) {
    for (size_t i = 0; i < from->eids.n; i++)
        if (!has_eid(to, from->eids.at[i]))
            yg_vec_push(&to->eids, from->eids.at[i]);
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
                absorb(t, actor, other);
            else if (other == NULL)
                yg_vec_push(&actor->eids, j.others.at[o]);
        }
        yg_vec_free(&j.others);
        if (!ok)
            return false;
    }
    return true;
}

/* --- One actor of several names: curated claims "also-known-as" --- */

typedef struct {
    size_t a, b; /* numbers of keys: the one that is spoken of, and its other name */
    int64_t eid; /* of a */
} name_pair;

typedef struct {
    teller *t;
    YG_VEC(yg_str) keys;
    YG_VEC(size_t) group;          /* of each key: the lowest number among its equals */
    YG_VEC(name_pair) same, apart; /* also-known-as; part-of and overlaps */
} name_groups;

static size_t name_at(name_groups *g, yg_str name) {
    yg_str key = key_of(g->t, name);
    for (size_t i = 0; i < g->keys.n; i++)
        if (yg_str_eq(g->keys.at[i], key))
            return i;
    yg_vec_push(&g->keys, key);
    yg_vec_push(&g->group, g->keys.n - 1);
    return g->keys.n - 1;
}

static size_t group_of(name_groups *g, yg_str name) {
    size_t at = name_at(g, name); /* may move what group points to */
    return g->group.at[at];
}

static void read_names(name_groups *g) {
    for (size_t i = 0; i < g->t->names.n; i++) {
        const yg_claim_row *row = g->t->names.at[i];
        yg_str type = yg_str_sub(row->subject_id, 0, yg_str_find(row->subject_id, YG_STR("--")));
        yg_str other = teller_other_name(row);
        if (row->subject_name.n == 0 || other.n == 0 || !is_actor_type(type))
            continue;
        name_pair pair = {name_at(g, row->subject_name), name_at(g, other), row->subject_eid};
        if (yg_str_eqz(row->predicate, "also-known-as"))
            yg_vec_push(&g->same, pair);
        else
            yg_vec_push(&g->apart, pair);
    }
}

/* A source tells the two apart: one is a part of the other, or they overlap. */
static bool told_apart(const name_groups *g, size_t a, size_t b) {
    for (size_t i = 0; i < g->apart.n; i++) {
        const name_pair *p = &g->apart.at[i];
        if ((p->a == a && p->b == b) || (p->a == b && p->b == a))
            return true;
    }
    return false;
}

/* A name that sources give to two groups which another source tells apart belongs to neither. */
static bool is_disputed(const name_groups *g, size_t name) {
    for (size_t i = 0; i < g->same.n; i++)
        for (size_t k = 0; k < i && g->same.at[i].b == name; k++)
            if (g->same.at[k].b == name && told_apart(g, g->same.at[i].a, g->same.at[k].a))
                return true;
    return false;
}

static bool groups_told_apart(const name_groups *g, size_t a, size_t b) {
    for (size_t i = 0; i < g->apart.n; i++) {
        size_t left = g->group.at[g->apart.at[i].a], right = g->group.at[g->apart.at[i].b];
        if ((left == a && right == b) || (left == b && right == a))
            return true;
    }
    return false;
}

static void group_names(name_groups *g) {
    for (size_t i = 0; i < g->same.n; i++) {
        const name_pair *p = &g->same.at[i];
        size_t a = g->group.at[p->a], b = g->group.at[p->b];
        if (a == b || is_disputed(g, p->b) || groups_told_apart(g, a, b))
            continue;
        for (size_t k = 0; k < g->keys.n; k++)
            if (g->group.at[k] == a || g->group.at[k] == b)
                g->group.at[k] = a < b ? a : b;
    }
}

/* The name that the claims give other names to is the one at the head of the row. */
static bool is_head(const name_groups *g, yg_str key) {
    for (size_t i = 0; i < g->same.n; i++)
        if (yg_str_eq(g->keys.at[g->same.at[i].a], key))
            return true;
    return false;
}

static void take_names(const name_groups *g, teller_actor *actor, size_t group) {
    for (size_t k = 0; k < g->keys.n; k++)
        if (g->group.at[k] == group && !has_key(actor, g->keys.at[k]))
            yg_vec_push(&actor->other_keys, g->keys.at[k]);
    for (size_t i = 0; i < g->same.n; i++)
        if (g->group.at[g->same.at[i].a] == group && !has_eid(actor, g->same.at[i].eid))
            yg_vec_push(&actor->eids, g->same.at[i].eid);
}

static void join_named(teller *t) {
    name_groups g = {.t = t};
    read_names(&g);
    group_names(&g);
    for (size_t i = 0; i < t->actors.n; i++) {
        teller_actor *actor = t->actors.at[i];
        if (actor->eids.n == 0)
            continue;
        size_t group = group_of(&g, actor->name);
        for (size_t o = i + 1; o < t->actors.n; o++) {
            teller_actor *other = t->actors.at[o];
            if (other->eids.n == 0 || group_of(&g, other->name) != group)
                continue;
            if (!is_head(&g, actor->key) && is_head(&g, other->key)) {
                actor->name = other->name;
                actor->key = other->key;
            }
            absorb(t, actor, other);
        }
        take_names(&g, actor, group);
    }
    yg_vec_free(&g.keys);
    yg_vec_free(&g.group);
    yg_vec_free(&g.same);
    yg_vec_free(&g.apart);
}

static bool join(teller *t, yg_error *err) {
    size_t kept = 0;
    join_named(t);
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

static void add_country(teller_actor *actor, yg_country country) {
    for (size_t i = 0; i < actor->countries.n; i++)
        if (actor->countries.at[i] == country)
            return;
    yg_vec_push(&actor->countries, country);
    qsort(actor->countries.at, actor->countries.n, sizeof country, by_number);
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
            add_country(actor, country);
        if (country != 0 || yg_str_eqz(all.at[i]->predicate, "uses"))
            yg_vec_push(&actor->claims, all.at[i]);
    }
    yg_vec_free(&all);
    return ok;
}

static int by_key(const void *a, const void *b) {
    const teller_actor *x = *(teller_actor *const *)a, *y = *(teller_actor *const *)b;
    int order = yg_str_cmp(x->key, y->key);
    return order != 0 ? order : yg_str_cmp(x->name, y->name);
}

bool teller_gather_actors(teller *t, yg_error *err) {
    if (!gather_claims(t, err) || !gather_relationships(t, err) || !join(t, err))
        return false;
    for (size_t i = 0; i < t->actors.n; i++)
        if (!gather_ties(t, t->actors.at[i], err))
            return false;
    if (t->actors.n > 1)
        qsort(t->actors.at, t->actors.n, sizeof *t->actors.at, by_key);
    return true;
}
