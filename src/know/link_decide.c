/* Which pairs are linked: strongest first, under obstacles. A component holds at most one entry of
 * a source unless a person says otherwise, and at most YG_LINK_COMPONENT entries [QUADRATIC]: every
 * pair between two components is held against all of their members. */
#include <stdlib.h>

#include "know/link_rule.h"

typedef struct {
    yg_link_reason reason;
    uint32_t by;
} obstacle;

/* --- Components: a forest of parents to find them, rings of members to walk them. --- */

static uint32_t root_of(const yg_link_set *set, uint32_t x) {
    while (set->parent[x] != x) {
        set->parent[x] = set->parent[set->parent[x]];
        x = set->parent[x];
    }
    return x;
}

bool yg_link_are_united(const yg_link_set *set, uint32_t a, uint32_t b) {
    return root_of(set, a) == root_of(set, b);
}

static void unite(yg_link_set *set, uint32_t a, uint32_t b) {
    uint32_t left = root_of(set, a), right = root_of(set, b);
    if (left == right)
        return;
    set->parent[right] = left;
    set->members[left] += set->members[right];
    uint32_t next = set->next_member[left];
    set->next_member[left] = set->next_member[right];
    set->next_member[right] = next;
}

/* --- What a person decided --- */

static int by_ends(const void *left, const void *right) {
    const yg_link_verdict *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

/* Why two entries are not the same by a verdict, or NONE. */
static yg_link_reason parted(const yg_link_set *set, uint32_t a, uint32_t b) {
    yg_link_verdict key = {.a = a < b ? a : b, .b = a < b ? b : a};
    if (set->verdicts.n == 0)
        return YG_REASON_NONE;
    const yg_link_verdict *found =
        bsearch(&key, set->verdicts.at, set->verdicts.n, sizeof *set->verdicts.at, by_ends);
    if (found == NULL || found->same)
        return YG_REASON_NONE;
    return found->claimed ? YG_REASON_CLAIMED : YG_REASON_DECIDED;
}

static void take_verdicts(yg_link_set *set) {
    for (size_t i = 0; i < set->verdicts.n; i++) {
        yg_link_verdict *v = &set->verdicts.at[i];
        if (v->a > v->b)
            *v = (yg_link_verdict){v->b, v->a, v->same, v->claimed};
    }
    if (set->verdicts.n > 0)
        qsort(set->verdicts.at, set->verdicts.n, sizeof *set->verdicts.at, by_ends);
    for (size_t i = 0; i < set->verdicts.n; i++) {
        if (set->verdicts.at[i].same)
            unite(set, set->verdicts.at[i].a, set->verdicts.at[i].b);
    }
}

/* --- Obstacles --- */

/* Would joining u with v give u a partner that is not its own best one in v's source? */
static obstacle contradiction(const yg_link_set *set, uint32_t u, uint32_t v) {
    const yg_link_entry *x = &set->entries.at[u], *y = &set->entries.at[v];
    const yg_link_side *side = x->kind == y->kind ? yg_link_side_of(set, u, y->source_no) : NULL;
    if (side == NULL || side->best == YG_LINK_NONE)
        return (obstacle){YG_REASON_NONE, YG_LINK_NONE};
    const yg_link_pair *best = &set->pairs.at[side->best], *direct = yg_link_pair_of(set, u, v);
    uint64_t strength = direct != NULL ? yg_link_strength(direct) : 0;
    if (yg_link_strength(best) <= strength)
        return (obstacle){YG_REASON_NONE, YG_LINK_NONE};
    return (obstacle){YG_REASON_CONTRADICTS, best->a == u ? best->b : best->a};
}

typedef obstacle (*test)(const yg_link_set *set, uint32_t x, uint32_t y);

static obstacle test_parted(const yg_link_set *set, uint32_t x, uint32_t y) {
    return (obstacle){parted(set, x, y), YG_LINK_NONE};
}

static obstacle test_taken(const yg_link_set *set, uint32_t x, uint32_t y) {
    const yg_link_entry *a = &set->entries.at[x], *b = &set->entries.at[y];
    bool taken = a->source_no == b->source_no && a->kind == b->kind;
    return (obstacle){taken ? YG_REASON_TAKEN : YG_REASON_NONE, YG_LINK_NONE};
}

static obstacle test_contradiction(const yg_link_set *set, uint32_t x, uint32_t y) {
    obstacle found = contradiction(set, x, y);
    return found.reason != YG_REASON_NONE ? found : contradiction(set, y, x);
}

/* Between any member of a's component and any of b's. `by` is the entry that is no end of the pair
 * where one of the two is. */
static obstacle between(const yg_link_set *set, uint32_t a, uint32_t b, test test_one) {
    uint32_t x = a;
    do {
        uint32_t y = b;
        do {
            obstacle found = test_one(set, x, y);
            if (found.reason != YG_REASON_NONE && found.reason != YG_REASON_CONTRADICTS)
                found.by = y == b && x != a ? x : y;
            if (found.reason != YG_REASON_NONE)
                return found;
            y = set->next_member[y];
        } while (y != b);
        x = set->next_member[x];
    } while (x != a);
    return (obstacle){YG_REASON_NONE, YG_LINK_NONE};
}

static obstacle obstacle_of(const yg_link_set *set, const yg_link_pair *p) {
    static const test tests[] = {test_parted, test_taken, test_contradiction};
    obstacle found = {YG_REASON_NONE, YG_LINK_NONE};
    if (yg_link_are_united(set, p->a, p->b))
        return found;
    if (set->members[root_of(set, p->a)] + set->members[root_of(set, p->b)] > YG_LINK_COMPONENT)
        return (obstacle){YG_REASON_CROWDED, YG_LINK_NONE};
    for (size_t i = 0; found.reason == YG_REASON_NONE && i < sizeof tests / sizeof *tests; i++)
        found = between(set, p->a, p->b, tests[i]);
    return found;
}

/* --- Order --- */

static void decline(yg_link_pair *p, yg_link_reason reason, uint32_t by) {
    p->reason = reason;
    p->by = by;
}

static void take(yg_link_set *set, yg_link_pair *p) {
    obstacle found = obstacle_of(set, p);
    if (found.reason != YG_REASON_NONE) {
        decline(p, found.reason, found.by);
        return;
    }
    p->linked = true;
    unite(set, p->a, p->b);
}

typedef struct {
    uint64_t strength;
    uint32_t pair;
} ranked;

static int by_strength(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    if (a->strength != b->strength)
        return a->strength > b->strength ? -1 : 1;
    return a->pair < b->pair ? -1 : a->pair > b->pair;
}

typedef struct {
    uint32_t entry, source_no, pair;
} tie_end;

static int by_entry_and_source(const void *left, const void *right) {
    const tie_end *a = left, *b = right;
    if (a->entry != b->entry)
        return a->entry < b->entry ? -1 : 1;
    if (a->source_no != b->source_no)
        return a->source_no < b->source_no ? -1 : 1;
    return a->pair < b->pair ? -1 : a->pair > b->pair;
}

/* Pairs of equal strength that share an end and the source of the other end decide nothing. */
static void find_ties(yg_link_set *set, const ranked *order, size_t n) {
    YG_VEC(tie_end) ends = {0};
    for (size_t i = 0; n > 1 && i < n; i++) {
        const yg_link_pair *p = &set->pairs.at[order[i].pair];
        yg_vec_push(&ends, ((tie_end){p->a, set->entries.at[p->b].source_no, order[i].pair}));
        yg_vec_push(&ends, ((tie_end){p->b, set->entries.at[p->a].source_no, order[i].pair}));
    }
    if (ends.n > 0)
        qsort(ends.at, ends.n, sizeof *ends.at, by_entry_and_source);
    for (size_t i = 1; i < ends.n; i++) {
        const tie_end *x = &ends.at[i - 1], *y = &ends.at[i];
        if (x->entry != y->entry || x->source_no != y->source_no)
            continue;
        yg_link_pair *p = &set->pairs.at[x->pair], *q = &set->pairs.at[y->pair];
        decline(p, YG_REASON_TIE, q->a == x->entry ? q->b : q->a);
        decline(q, YG_REASON_TIE, p->a == x->entry ? p->b : p->a);
    }
    yg_vec_free(&ends);
}

static void link_live(yg_link_set *set, const ranked *order, size_t n) {
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && order[end].strength == order[i].strength;)
            end++;
        find_ties(set, order + i, end - i);
        for (size_t k = i; k < end; k++) {
            yg_link_pair *p = &set->pairs.at[order[k].pair];
            if (p->reason == YG_REASON_NONE)
                take(set, p);
        }
    }
}

/* Left-over entries last, by equal primary names or numbers only. */
static void link_shadowed(yg_link_set *set, const ranked *order, size_t n) {
    for (size_t i = 0; i < n; i++) {
        yg_link_pair *p = &set->pairs.at[order[i].pair];
        const yg_link_entry *a = &set->entries.at[p->a], *b = &set->entries.at[p->b];
        if (p->level >= YG_LEVEL_PRIMARY)
            take(set, p);
        else
            decline(p, YG_REASON_SHADOWED,
                    a->shadow_of != YG_LINK_NONE ? a->shadow_of : b->shadow_of);
    }
}

/* For a person; how good these are was not measured. */
static void suggest(yg_link_set *set, yg_link_pair *p) {
    const yg_link_entry *a = &set->entries.at[p->a], *b = &set->entries.at[p->b];
    bool a_listed = a->primary != YG_LINK_NONE && yg_link_lists(set, b, a->primary) != NULL;
    bool b_listed = b->primary != YG_LINK_NONE && yg_link_lists(set, a, b->primary) != NULL;
    bool free_to_join = obstacle_of(set, p).reason == YG_REASON_NONE;
    if (free_to_join && !yg_link_is_shadowed(set, p)) {
        p->relation = YG_RELATION_SAME;
    } else if (a_listed != b_listed) {
        p->relation = YG_RELATION_PART;
        p->b_is_part = b_listed;
    } else {
        p->relation = YG_RELATION_OVERLAPS;
    }
}

static void settle(yg_link_set *set) {
    for (size_t i = 0; i < set->pairs.n; i++) {
        yg_link_pair *p = &set->pairs.at[i];
        if (!p->linked && p->reason == YG_REASON_NONE)
            decline(p, YG_REASON_WEAK, YG_LINK_NONE);
        if (!p->linked && yg_link_are_united(set, p->a, p->b)) {
            p->linked = true; /* evidence of what other pairs decided, no question */
            decline(p, YG_REASON_NONE, YG_LINK_NONE);
        }
    }
    for (size_t i = 0; i < set->pairs.n; i++) {
        if (!set->pairs.at[i].linked)
            suggest(set, &set->pairs.at[i]);
    }
}

void yg_link_decide(yg_link_set *set) {
    size_t n = set->entries.n, live_n = 0, shadowed_n = 0;
    ranked *live = yg_alloc(set->pairs.n + 1, sizeof *live);
    ranked *shadowed = yg_alloc(set->pairs.n + 1, sizeof *shadowed);
    set->parent = yg_alloc(n + 1, sizeof *set->parent);
    set->next_member = yg_alloc(n + 1, sizeof *set->next_member);
    set->members = yg_alloc(n + 1, sizeof *set->members);
    for (uint32_t i = 0; i < n; i++) {
        set->parent[i] = set->next_member[i] = i;
        set->members[i] = 1;
    }
    for (uint32_t i = 0; i < set->pairs.n; i++) {
        const yg_link_pair *p = &set->pairs.at[i];
        ranked r = {yg_link_strength(p), i};
        if (p->level == YG_LEVEL_REVIEW)
            continue;
        if (yg_link_is_shadowed(set, p))
            shadowed[shadowed_n++] = r;
        else
            live[live_n++] = r;
    }
    qsort(live, live_n, sizeof *live, by_strength);
    qsort(shadowed, shadowed_n, sizeof *shadowed, by_strength);
    take_verdicts(set);
    link_live(set, live, live_n);
    link_shadowed(set, shadowed, shadowed_n);
    settle(set);
    free(live);
    free(shadowed);
}
