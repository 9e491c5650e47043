/* Candidate pairs, what they share, and how strong that is. */
#include <stdlib.h>

#include "know/link_rule.h"

bool yg_link_is_shadowed(const yg_link_set *set, const yg_link_pair *pair) {
    return set->entries.at[pair->a].shadow_of != YG_LINK_NONE ||
           set->entries.at[pair->b].shadow_of != YG_LINK_NONE;
}

uint64_t yg_link_strength(const yg_link_pair *pair) {
    uint64_t references = pair->references < 9 ? pair->references : 9;
    return (uint64_t)pair->level << 40 | (uint64_t)pair->primary << 39 |
           (uint64_t)pair->weight << 8 | references << 4 | (uint64_t)pair->agree;
}

uint32_t yg_link_weight(const yg_link_set *set, const yg_link_listing *a,
                        const yg_link_listing *b) {
    uint32_t unit = set->keys.at[a->key].weak ? YG_LINK_UNIT / 2 : YG_LINK_UNIT;
    uint64_t left = a->owners + (set->entries.at[a->entry].shadow_of != YG_LINK_NONE);
    uint64_t right = b->owners + (set->entries.at[b->entry].shadow_of != YG_LINK_NONE);
    return left * right > 0 ? (uint32_t)(unit / (left * right)) : 0;
}

typedef struct {
    uint32_t weight;
    bool good_primary;         /* a shared name that is primary on a side weighs one unit or more */
    bool a_primary, b_primary; /* the other side lists this side's primary name */
} shared_names;

static shared_names share_names(const yg_link_set *set, const yg_link_entry *a,
                                const yg_link_entry *b) {
    const yg_link_listing *left = set->names.at + a->names, *right = set->names.at + b->names;
    shared_names shared = {0};
    for (uint32_t i = 0, k = 0; i < a->names_n && k < b->names_n;) {
        uint32_t key = left[i].key;
        if (key != right[k].key) {
            if (key < right[k].key)
                i++;
            else
                k++;
            continue;
        }
        uint32_t weight = yg_link_weight(set, &left[i], &right[k]);
        shared.weight += weight;
        shared.a_primary |= key == a->primary;
        shared.b_primary |= key == b->primary;
        shared.good_primary |= weight >= YG_LINK_UNIT && (key == a->primary || key == b->primary);
        i++;
        k++;
    }
    return shared;
}

static uint32_t share_references(const yg_link_set *set, const yg_link_entry *a,
                                 const yg_link_entry *b) {
    const yg_link_listing *left = set->references.at + a->references;
    const yg_link_listing *right = set->references.at + b->references;
    uint32_t n = 0;
    for (uint32_t i = 0, k = 0; i < a->references_n && k < b->references_n;) {
        if (left[i].key < right[k].key) {
            i++;
        } else if (left[i].key > right[k].key) {
            k++;
        } else {
            n += left[i].owners <= YG_LINK_RARE && right[k].owners <= YG_LINK_RARE;
            i++;
            k++;
        }
    }
    return n;
}

static bool lists_number(const yg_link_set *set, const yg_link_entry *a, uint32_t number) {
    for (uint32_t i = 0; i < a->numbers_n && number != YG_LINK_NONE; i++) {
        if (set->numbers.at[a->numbers + i].key == number)
            return true;
    }
    return false;
}

static bool agree_on_country(const yg_link_entry *a, const yg_link_entry *b) {
    for (uint32_t i = 0; i < a->countries_n; i++) {
        for (uint32_t k = 0; k < b->countries_n; k++) {
            if (a->countries[i] == b->countries[k])
                return true;
        }
    }
    return false;
}

static bool key_is_short(const yg_link_set *set, uint32_t key) {
    return yg_link_key_is_short(set->keys.at[key].text);
}

static bool is_weak(const yg_link_set *set, uint32_t key) {
    return key != YG_LINK_NONE && set->keys.at[key].weak;
}

/* Software names repeat more often: with fewer than two good names the class must agree. */
static yg_link_level soften(const yg_link_set *set, const yg_link_pair *p) {
    const yg_link_entry *a = &set->entries.at[p->a], *b = &set->entries.at[p->b];
    yg_link_class left = a->software_class, right = b->software_class;
    if (a->kind != YG_LINK_SOFTWARE || p->level == YG_LEVEL_EXTERNAL_ID ||
        p->weight >= 2 * YG_LINK_UNIT)
        return p->level;
    bool one_ransomware = (left == YG_CLASS_RANSOMWARE) != (right == YG_CLASS_RANSOMWARE);
    if (p->level == YG_LEVEL_ONE_NAME ||
        (p->references == 0 &&
         (one_ransomware || is_weak(set, a->primary) || is_weak(set, b->primary))) ||
        (left != YG_CLASS_NONE && right != YG_CLASS_NONE && left != right))
        return YG_LEVEL_REVIEW;
    return p->level;
}

static yg_link_level level_of(const yg_link_set *set, const yg_link_pair *p,
                              const shared_names *shared) {
    bool supported = p->references > 0 || p->agree || p->curated;
    if (p->number)
        return YG_LEVEL_EXTERNAL_ID;
    if (p->primary && (p->weight >= YG_LINK_UNIT || supported ||
                       !key_is_short(set, set->entries.at[p->a].primary)))
        return YG_LEVEL_PRIMARY;
    if (p->reciprocal && p->weight >= YG_LINK_UNIT * 3 / 2)
        return YG_LEVEL_RECIPROCAL;
    if (p->weight >= 2 * YG_LINK_UNIT)
        return YG_LEVEL_NAMES;
    if (supported && !p->clash && (shared->good_primary || p->weight >= YG_LINK_UNIT * 3 / 2))
        return YG_LEVEL_ONE_NAME;
    return YG_LEVEL_REVIEW;
}

static void add_pair(yg_link_set *set, uint32_t a_at, uint32_t b_at) {
    const yg_link_entry *a = &set->entries.at[a_at], *b = &set->entries.at[b_at];
    shared_names shared = share_names(set, a, b);
    yg_link_pair *p = yg_vec_add(&set->pairs);
    *p = (yg_link_pair){
        .a = a_at,
        .b = b_at,
        .weight = shared.weight,
        .references = share_references(set, a, b),
        .primary = a->primary == b->primary && a->primary != YG_LINK_NONE,
        .agree = agree_on_country(a, b),
        .curated = a->curated || b->curated,
        .number = lists_number(set, a, b->number) || lists_number(set, b, a->number),
        .by = YG_LINK_NONE,
    };
    p->reciprocal = !p->primary && shared.a_primary && shared.b_primary;
    p->clash = a->countries_n > 0 && b->countries_n > 0 && !p->agree;
    p->level = level_of(set, p, &shared);
    p->level = soften(set, p);
}

typedef struct {
    yg_link_set *set;
    uint32_t *stamp;   /* the entry + 1 whose partner this one is already */
    uint32_t *pairs_n; /* so far, by entry */
    YG_VEC(uint32_t) partners;
} pair_job;

static void add_partner(pair_job *j, uint32_t a, uint32_t b) {
    const yg_link_entry *x = &j->set->entries.at[a], *y = &j->set->entries.at[b];
    if (b <= a || x->source_no == y->source_no || x->kind != y->kind || j->stamp[b] == a + 1)
        return;
    j->stamp[b] = a + 1;
    yg_vec_push(&j->partners, b);
}

/* Entries behind a that share a name with it, or list its number, or whose number it lists. */
static void find_partners(pair_job *j, uint32_t a, const uint32_t *by_number) {
    yg_link_set *set = j->set;
    const yg_link_entry *e = &set->entries.at[a];
    for (uint32_t i = 0; i < e->names_n; i++) {
        const uint32_t *listings;
        uint32_t n = yg_link_holders(set, set->names.at[e->names + i].key, &listings);
        for (uint32_t k = 0; k < n && n <= YG_LINK_HOLDERS; k++)
            add_partner(j, a, set->names.at[listings[k]].entry);
    }
    for (uint32_t i = 0; i < e->numbers_n; i++) {
        uint32_t owner = by_number[set->numbers.at[e->numbers + i].key];
        if (owner != YG_LINK_NONE)
            add_partner(j, a, owner);
    }
    if (e->number == YG_LINK_NONE)
        return;
    uint32_t from = set->numbered_at[e->number], to = set->numbered_at[e->number + 1];
    for (uint32_t i = from; i < to && to - from <= YG_LINK_HOLDERS; i++)
        add_partner(j, a, set->numbers.at[set->numbered[i]].entry);
}

static int by_value(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static void find_candidates(yg_link_set *set) {
    size_t n = set->entries.n;
    uint32_t *by_number = yg_alloc(set->keys.n + 1, sizeof *by_number);
    pair_job j = {.set = set,
                  .stamp = yg_alloc(n + 1, sizeof *j.stamp),
                  .pairs_n = yg_alloc(n + 1, sizeof *j.pairs_n)};
    for (size_t k = 0; k < set->keys.n; k++)
        by_number[k] = YG_LINK_NONE;
    for (size_t i = n; i-- > 0;) {
        if (set->entries.at[i].number != YG_LINK_NONE)
            by_number[set->entries.at[i].number] = (uint32_t)i;
    }
    for (uint32_t a = 0; a < n; a++) {
        j.partners.n = 0;
        find_partners(&j, a, by_number);
        if (j.partners.n > 0)
            qsort(j.partners.at, j.partners.n, sizeof *j.partners.at, by_value);
        for (size_t i = 0; i < j.partners.n; i++) {
            uint32_t b = j.partners.at[i];
            if (j.pairs_n[a] >= YG_LINK_PAIRS_EACH || j.pairs_n[b] >= YG_LINK_PAIRS_EACH)
                continue;
            j.pairs_n[a]++;
            j.pairs_n[b]++;
            add_pair(set, a, b);
        }
    }
    free(by_number);
    free(j.stamp);
    free(j.pairs_n);
    yg_vec_free(&j.partners);
}

static uint32_t other_end(const yg_link_pair *p, uint32_t entry) {
    return p->a == entry ? p->b : p->a;
}

/* Pairs are ordered by a, then b: so each entry's pairs come out ordered by the other end. */
static void group_pairs(yg_link_set *set) {
    size_t n = set->entries.n;
    uint32_t *at = yg_alloc(n + 2, sizeof *at);
    uint32_t *places = yg_alloc(2 * set->pairs.n + 1, sizeof *places);
    for (size_t i = 0; i < set->pairs.n; i++) {
        at[set->pairs.at[i].a + 2]++;
        at[set->pairs.at[i].b + 2]++;
    }
    for (size_t i = 2; i < n + 2; i++)
        at[i] += at[i - 1];
    for (size_t i = 0; i < set->pairs.n; i++) {
        places[at[set->pairs.at[i].a + 1]++] = (uint32_t)i;
        places[at[set->pairs.at[i].b + 1]++] = (uint32_t)i;
    }
    set->pairs_of = places;
    set->pairs_of_at = at;
}

static void find_sides(yg_link_set *set) {
    set->sides_at = yg_alloc(set->entries.n + 1, sizeof *set->sides_at);
    for (uint32_t e = 0; e < set->entries.n; e++) {
        set->sides_at[e] = (uint32_t)set->sides.n;
        for (uint32_t i = set->pairs_of_at[e]; i < set->pairs_of_at[e + 1]; i++) {
            const yg_link_pair *p = &set->pairs.at[set->pairs_of[i]];
            uint32_t source_no = set->entries.at[other_end(p, e)].source_no;
            if (set->sides.n == set->sides_at[e] ||
                set->sides.at[set->sides.n - 1].source_no != source_no)
                *yg_vec_add(&set->sides) = (yg_link_side){source_no, 0, YG_LINK_NONE};
            set->sides.at[set->sides.n - 1].good +=
                p->weight >= YG_LINK_UNIT / 2 && !yg_link_is_shadowed(set, p);
        }
    }
    set->sides_at[set->entries.n] = (uint32_t)set->sides.n;
}

/* One name is evidence only when neither end shares half a name with another entry of the other's
 * source. */
static void demand_exclusive(yg_link_set *set) {
    for (size_t i = 0; i < set->pairs.n; i++) {
        yg_link_pair *p = &set->pairs.at[i];
        if (p->level != YG_LEVEL_ONE_NAME)
            continue;
        uint32_t self = p->weight >= YG_LINK_UNIT / 2 && !yg_link_is_shadowed(set, p);
        if (yg_link_side_of(set, p->a, set->entries.at[p->b].source_no)->good > self ||
            yg_link_side_of(set, p->b, set->entries.at[p->a].source_no)->good > self)
            p->level = YG_LEVEL_REVIEW;
    }
}

static void find_best(yg_link_set *set) {
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_link_pair *p = &set->pairs.at[i];
        if (p->level == YG_LEVEL_REVIEW || yg_link_is_shadowed(set, p))
            continue;
        for (int end = 0; end < 2; end++) {
            uint32_t entry = end ? p->b : p->a, other = other_end(p, entry);
            /* sides.at is written here and nowhere else behind this point. */
            yg_link_side *side =
                &set->sides.at[yg_link_side_of(set, entry, set->entries.at[other].source_no) -
                               set->sides.at];
            if (side->best == YG_LINK_NONE ||
                yg_link_strength(p) > yg_link_strength(&set->pairs.at[side->best]))
                side->best = (uint32_t)i;
        }
    }
}

void yg_link_find_pairs(yg_link_set *set) {
    find_candidates(set);
    group_pairs(set);
    find_sides(set);
    demand_exclusive(set);
    find_best(set);
}

const yg_link_pair *yg_link_pair_of(const yg_link_set *set, uint32_t a, uint32_t b) {
    uint32_t low = set->pairs_of_at[a], high = set->pairs_of_at[a + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const yg_link_pair *p = &set->pairs.at[set->pairs_of[middle]];
        uint32_t other = other_end(p, a);
        if (other == b)
            return p;
        if (other < b)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const yg_link_side *yg_link_side_of(const yg_link_set *set, uint32_t entry, uint32_t source_no) {
    uint32_t low = set->sides_at[entry], high = set->sides_at[entry + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const yg_link_side *side = &set->sides.at[middle];
        if (side->source_no == source_no)
            return side;
        if (side->source_no < source_no)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
