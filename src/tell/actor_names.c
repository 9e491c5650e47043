/* One actor of several names: curated claims "also-known-as" join names to groups, unless a source
 * tells the two apart (part-of, overlaps). Union-find over the folded names; every rule costs about
 * the number of claims, whatever a file holds [HASH-FLOODING, QUADRATIC]. */
#include "tell/teller.h"

typedef YG_VEC(size_t) numbers;

typedef struct {
    size_t a, b; /* numbers of keys: the one that is spoken of, and its other name */
    int64_t eid; /* of a */
} name_pair;

typedef struct {
    yg_str key;
    size_t parent;       /* of the union-find; itself at the root */
    numbers rivals;      /* at the root: names that a source tells apart from one of the group */
    numbers bearers;     /* who is called so in a claim */
    bool is_head;        /* a claim gives it another name */
    bool disputed;       /* given to two that another source tells apart: belongs to neither */
    teller_actor *actor; /* at the root: the actor of the group */
} name_node;

typedef struct {
    teller *t;
    yg_map by_key, pairs; /* folded name -> number + 1; pairs that were seen */
    YG_VEC(name_node) nodes;
    YG_VEC(name_pair) same, apart; /* also-known-as; part-of and overlaps */
} name_groups;

static size_t name_at(name_groups *g, yg_str name) {
    yg_str key = teller_key(g->t, name);
    uint64_t *place = yg_map_put(&g->by_key, key, NULL);
    if (*place == 0) {
        name_node node = {.key = key, .parent = g->nodes.n};
        yg_vec_push(&g->nodes, node);
        *place = g->nodes.n;
    }
    return (size_t)*place - 1;
}

static size_t root_of(name_groups *g, size_t at) {
    while (g->nodes.at[at].parent != at) {
        g->nodes.at[at].parent = g->nodes.at[g->nodes.at[at].parent].parent;
        at = g->nodes.at[at].parent;
    }
    return at;
}

static uint64_t *pair_place(name_groups *g, char kind, size_t a, size_t b, bool *ret_new) {
    char key[1 + 2 * sizeof a];
    key[0] = kind;
    memcpy(key + 1, &a, sizeof a);
    memcpy(key + 1 + sizeof a, &b, sizeof b);
    return yg_map_put(&g->pairs, (yg_str){key, sizeof key}, ret_new);
}

static bool is_new_pair(name_groups *g, char kind, size_t a, size_t b) {
    bool is_new = false;
    pair_place(g, kind, a, b, &is_new);
    return is_new;
}

static void read_names(name_groups *g) {
    for (size_t i = 0; i < g->t->names.n; i++) {
        const yg_claim_row *row = g->t->names.at[i];
        yg_str type = yg_str_sub(row->subject_id, 0, yg_str_find(row->subject_id, YG_STR("--")));
        yg_str other = teller_other_name(row);
        if (row->subject_name.n == 0 || other.n == 0 || !teller_is_actor_type(type))
            continue;
        size_t a = name_at(g, row->subject_name), b = name_at(g, other);
        bool same = yg_str_eqz(row->predicate, "also-known-as");
        name_pair pair = {a, b, row->subject_eid};
        if (same) {
            yg_vec_push(&g->same, pair);
            g->nodes.at[a].is_head = true;
            if (is_new_pair(g, 's', a, b))
                yg_vec_push(&g->nodes.at[b].bearers, a);
        } else if (is_new_pair(g, 'a', a < b ? a : b, a < b ? b : a)) {
            yg_vec_push(&g->apart, pair);
            yg_vec_push(&g->nodes.at[a].rivals, b);
            yg_vec_push(&g->nodes.at[b].rivals, a);
        }
    }
}

/* The names that both sides of a pair told apart bear. The side with fewer names is gone through.
 */
static void mark_disputed(name_groups *g) {
    numbers *names = yg_alloc(g->nodes.n + 1, sizeof *names);
    for (size_t b = 0; b < g->nodes.n; b++)
        for (size_t i = 0; i < g->nodes.at[b].bearers.n; i++)
            yg_vec_push(&names[g->nodes.at[b].bearers.at[i]], b);
    for (size_t i = 0; i < g->apart.n; i++) {
        size_t x = g->apart.at[i].a, y = g->apart.at[i].b;
        if (names[x].n > names[y].n) {
            size_t swap = x;
            x = y;
            y = swap;
        }
        for (size_t k = 0; k < names[x].n; k++)
            if (!is_new_pair(g, 's', y, names[x].at[k]))
                g->nodes.at[names[x].at[k]].disputed = true;
    }
    for (size_t i = 0; i < g->nodes.n; i++)
        yg_vec_free(&names[i]);
    free(names);
}

static bool told_apart(name_groups *g, size_t a, size_t b) {
    const name_node *x = &g->nodes.at[a], *y = &g->nodes.at[b];
    const numbers *fewer = x->rivals.n <= y->rivals.n ? &x->rivals : &y->rivals;
    size_t other = x->rivals.n <= y->rivals.n ? b : a;
    for (size_t i = 0; i < fewer->n; i++)
        if (root_of(g, fewer->at[i]) == other)
            return true;
    return false;
}

static void unite(name_groups *g, size_t a, size_t b) {
    bool turn = g->nodes.at[a].rivals.n < g->nodes.at[b].rivals.n;
    name_node *to = &g->nodes.at[turn ? b : a], *from = &g->nodes.at[turn ? a : b];
    for (size_t i = 0; i < from->rivals.n; i++)
        yg_vec_push(&to->rivals, from->rivals.at[i]);
    yg_vec_free(&from->rivals);
    from->parent = turn ? b : a;
}

static void group_names(name_groups *g) {
    for (size_t i = 0; i < g->same.n; i++) {
        const name_pair *p = &g->same.at[i];
        size_t a = root_of(g, p->a), b = root_of(g, p->b);
        if (a != b && !g->nodes.at[p->b].disputed && !told_apart(g, a, b))
            unite(g, a, b);
    }
}

/* The name that the claims give other names to is the one at the head of the row. */
static bool is_head(name_groups *g, yg_str key) {
    const uint64_t *place = yg_map_get(&g->by_key, key);
    return place != NULL && g->nodes.at[*place - 1].is_head;
}

static void join_actors(name_groups *g) {
    teller *t = g->t;
    for (size_t i = 0; i < t->actors.n; i++) {
        teller_actor *actor = t->actors.at[i];
        const uint64_t *place = yg_map_get(&g->by_key, actor->key);
        if (actor->eids.n == 0 || place == NULL)
            continue;
        name_node *root = &g->nodes.at[root_of(g, (size_t)*place - 1)];
        if (root->actor == NULL) {
            root->actor = actor;
            continue;
        }
        if (!is_head(g, root->actor->key) && is_head(g, actor->key)) {
            yg_str name = root->actor->name, key = root->actor->key;
            root->actor->name = actor->name;
            root->actor->key = actor->key;
            actor->name = name;
            actor->key = key;
        }
        teller_absorb(t, root->actor, actor);
    }
}

static void take_names(name_groups *g) {
    for (size_t k = 0; k < g->nodes.n; k++) {
        teller_actor *actor = g->nodes.at[root_of(g, k)].actor;
        if (actor == NULL || yg_str_eq(g->nodes.at[k].key, actor->key))
            continue;
        yg_vec_push(&actor->other_keys, g->nodes.at[k].key);
        teller_know_key(g->t, actor, g->nodes.at[k].key);
    }
    for (size_t i = 0; i < g->same.n; i++) {
        teller_actor *actor = g->nodes.at[root_of(g, g->same.at[i].a)].actor;
        if (actor != NULL)
            teller_know_eid(g->t, actor, g->same.at[i].eid);
    }
}

void teller_join_named(teller *t) {
    name_groups g = {.t = t};
    read_names(&g);
    mark_disputed(&g);
    group_names(&g);
    join_actors(&g);
    take_names(&g);
    for (size_t i = 0; i < g.nodes.n; i++) {
        yg_vec_free(&g.nodes.at[i].rivals);
        yg_vec_free(&g.nodes.at[i].bearers);
    }
    yg_vec_free(&g.nodes);
    yg_vec_free(&g.same);
    yg_vec_free(&g.apart);
    yg_map_free(&g.by_key);
    yg_map_free(&g.pairs);
}
