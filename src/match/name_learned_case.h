/* The cases that a learner keeps; name_learned_case.c fills, name_learned_make.c counts them. */
#ifndef YG_MATCH_NAME_LEARNED_CASE_H
#define YG_MATCH_NAME_LEARNED_CASE_H

#include "base/map.h"
#include "base/vec.h"
#include "match/name_learned_part.h"

typedef struct {
    int32_t day;
    uint32_t domain;               /* number of its registrable domain */
    uint32_t brand;                /* 0: none, else index into brands and one */
    uint32_t features, features_n; /* slice of yg_learner.features */
    yg_str host;
    yg_suffix_split split;
} learned_case;

/* A set of hashes, some marked: open addressing, 0 is empty. */
typedef struct {
    uint64_t *slots;
    size_t n, cap;
} learned_set;
/* False: it was there already. */
bool learned_set_add(learned_set *set, uint64_t hash);
bool learned_set_has(const learned_set *set, uint64_t hash);

struct yg_learner {
    const yg_suffixes *suffixes;
    const ordinary *known;
    yg_arena texts;
    yg_map domains, brands; /* registrable domain: day on which it counted last, and its number */
    YG_VEC(yg_str) brand_names;
    YG_VEC(learned_case) cases; /* [from, n) may be in the window, [sorted, n) are not sorted */
    size_t from, sorted;
    YG_VEC(feature) features;
    learned_set ordinary, looked_up;   /* features: of ordinary names; asked for */
    learned_set denied;                /* features of a user's false alarms, */
    YG_VEC(uint64_t) denied_templates; /* and their templates, each as often as it came */
    uint32_t domains_n;
};

#endif
