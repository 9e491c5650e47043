/* The rule of identity links: entries of several sources, pairs of them that share a name, and
 * which pairs are linked. Pure: knows neither the store nor a clock; the same entries in any order
 * give the same pairs and decisions. docs/decisions/0002-identity-links.md tells the rule in words
 * and what was measured.
 *
 * Life: zero-initialise a set; add entries with their names, references, countries, numbers;
 * yg_link_index once; add what a person decided; yg_link_pairs; yg_link_decide; read `pairs`.
 *
 * Attack classes: [QUADRATIC] a key held by more than YG_LINK_HOLDERS entries makes no pairs, an
 * entry takes part in at most YG_LINK_PAIRS_EACH pairs and lists at most YG_LINK_NAMES_EACH names.
 */
#ifndef YG_KNOW_LINK_RULE_H
#define YG_KNOW_LINK_RULE_H

#include "base/map.h"
#include "base/vec.h"
#include "know/link_name.h"

#define YG_LINK_UNIT 60    /* weight of one good shared name */
#define YG_LINK_HOLDERS 50 /* of a key, in all sources together */
#define YG_LINK_RARE 3     /* entries of a source that cite a rare reference, at most */
#define YG_LINK_NAMES_EACH 1000
#define YG_LINK_PAIRS_EACH 500
#define YG_LINK_COMPONENT 100 /* entries; the largest of ATT&CK and the MISP galaxy has 6 */
#define YG_LINK_NONE UINT32_MAX

typedef enum { YG_LINK_ACTOR, YG_LINK_SOFTWARE } yg_link_kind;
typedef enum {
    YG_CLASS_NONE,
    YG_CLASS_RANSOMWARE,
    YG_CLASS_RAT,
    YG_CLASS_BOTNET,
    YG_CLASS_STEALER,
} yg_link_class;

/* One entry of one source's list. Strings live in the set. */
typedef struct {
    yg_str id;     /* STIX id; its UUID orders entries of one source */
    yg_str source; /* the publisher's list: "MISP galaxy: threat-actor" */
    int64_t eid;   /* of the store; the rule does not use it */
    yg_link_kind kind;
    yg_link_class software_class;
    bool curated; /* of the local overlay: a person wrote it, which supports one shared name */
    bool alone;   /* a list of its own: two such entries of one source may be the same */
    /* Filled in by the functions below. */
    yg_str name;             /* primary name */
    uint32_t primary;        /* its key, or NONE */
    uint32_t number;         /* the publisher's own number ("G0045"), or NONE */
    uint32_t source_no;      /* sources in order */
    uint32_t merged;         /* the place that stands for this one, NONE: dropped */
    uint32_t shadow_of;      /* the entry of the same source that took over its name, or NONE */
    uint32_t names, names_n; /* places in set->names, by key */
    uint32_t references, references_n;
    uint32_t numbers, numbers_n; /* other publishers' numbers that it lists */
    yg_country countries[4];
    uint32_t countries_n;
} yg_link_entry;

/* "Entry lists this key": a name, a reference or a number. */
typedef struct {
    uint32_t entry, key;
    uint32_t owners; /* entries of the same source that list it; of names, shadowed ones left out */
    yg_str text;
} yg_link_listing;
typedef YG_VEC(yg_link_listing) yg_link_listings;

typedef struct {
    yg_str text;
    bool weak;
} yg_link_key;

typedef enum {
    YG_LEVEL_REVIEW,
    YG_LEVEL_ONE_NAME,
    YG_LEVEL_NAMES,
    YG_LEVEL_RECIPROCAL,
    YG_LEVEL_PRIMARY,
    YG_LEVEL_EXTERNAL_ID,
} yg_link_level;

/* Why a pair is not linked automatically. */
typedef enum {
    YG_REASON_NONE,
    YG_REASON_WEAK,        /* too little in common */
    YG_REASON_TAKEN,       /* a source that lists two entries says that they differ */
    YG_REASON_CONTRADICTS, /* an entry would get a partner that is not its own best one */
    YG_REASON_TIE,         /* two partners of equal strength in one source */
    YG_REASON_SHADOWED,    /* the current entry of that source stands for it */
    YG_REASON_DECIDED,     /* a person decided that they are not the same */
    YG_REASON_CLAIMED,     /* a source says outright: a part, or an overlap */
    YG_REASON_CROWDED,     /* the two components are too large together */
} yg_link_reason;

typedef enum { YG_RELATION_SAME, YG_RELATION_PART, YG_RELATION_OVERLAPS } yg_link_relation;

typedef struct {
    uint32_t a, b; /* entries, a < b */
    uint32_t weight, references;
    yg_link_level level;
    bool primary, reciprocal, agree, clash, curated, number;
    /* Decided: */
    bool linked;
    yg_link_reason reason;
    uint32_t by;               /* the entry in the way, or NONE */
    yg_link_relation relation; /* a suggestion when not linked */
    bool b_is_part;            /* of part-of: b is the part, else a */
} yg_link_pair;

/* An entry's partners in one other source. */
typedef struct {
    uint32_t source_no;
    uint32_t good; /* pairs of half a name or more without shadowed ends */
    uint32_t best; /* the strongest pair of level >= 1 without shadowed ends, or NONE */
} yg_link_side;

typedef struct {
    uint32_t a, b;
    bool same;    /* a person says they are the same; else that they are not */
    bool claimed; /* no person, but a source says that they are not the same */
} yg_link_verdict;

typedef struct {
    yg_arena arena;
    yg_map key_numbers, url_numbers; /* key text -> number + 1 */
    YG_VEC(yg_link_key) keys;        /* of names and numbers */
    YG_VEC(yg_link_entry) entries;   /* after yg_link_index: by source, then UUID */
    yg_link_listings names, references, numbers;
    YG_VEC(yg_link_verdict) verdicts;
    YG_VEC(yg_link_pair) pairs; /* by a, then b */
    yg_buf key, spaced_key;     /* scratch */
    /* Private to the rule. */
    uint32_t *new_place;            /* of an entry's place when it was added */
    uint32_t *holders, *holders_at; /* names by key, then entry; first place per key (+1) */
    uint32_t *numbered, *numbered_at;
    uint32_t *pairs_of, *pairs_of_at; /* pairs by entry, then the other end */
    YG_VEC(yg_link_side) sides;
    uint32_t *sides_at;
    uint32_t *parent, *next_member; /* components */
    uint32_t *members;              /* of a component, at its root */
} yg_link_set;

void yg_link_set_free(yg_link_set *set);

/* Adds an entry (id, source, eid, kind, class, curated are read) and gives its place until
 * yg_link_index. */
uint32_t yg_link_add(yg_link_set *set, const yg_link_entry *entry);
/* Names are added in any order; the title once. */
void yg_link_add_title(yg_link_set *set, uint32_t entry, yg_str title);
void yg_link_add_name(yg_link_set *set, uint32_t entry, yg_str listed);
void yg_link_add_reference(yg_link_set *set, uint32_t entry, yg_str url);
void yg_link_add_country(yg_link_set *set, uint32_t entry, yg_country country);
/* own: the publisher's number of this entry; else a number that it lists. */
void yg_link_add_number(yg_link_set *set, uint32_t entry, yg_str number, bool own);

/* Pools what `from` lists with `into` (the same thing of the same publisher), or drops it when into
 * is YG_LINK_NONE. `into` must not be merged itself. */
void yg_link_merge(yg_link_set *set, uint32_t from, uint32_t into);

/* Orders entries and listings, finds shadowed entries, owners and rare references. From here on
 * places of entries are those in set->entries; yg_link_place gives the new one of an old one. */
void yg_link_index(yg_link_set *set);
/* YG_LINK_NONE for a dropped one. */
uint32_t yg_link_place(const yg_link_set *set, uint32_t added);
/* Finds candidate pairs and their levels. */
void yg_link_find_pairs(yg_link_set *set);
/* Decides every pair; `verdicts` take part. */
void yg_link_decide(yg_link_set *set);

/* For evidence and decisions. */
uint64_t yg_link_strength(const yg_link_pair *pair);
/* The listing of a key by an entry, or NULL. */
const yg_link_listing *yg_link_lists(const yg_link_set *set, const yg_link_entry *entry,
                                     uint32_t key);
/* What a shared name weighs; both listings are of the same key. */
uint32_t yg_link_weight(const yg_link_set *set, const yg_link_listing *a, const yg_link_listing *b);
const yg_link_pair *yg_link_pair_of(const yg_link_set *set, uint32_t a, uint32_t b);
/* The side of an entry towards a source, or NULL. */
const yg_link_side *yg_link_side_of(const yg_link_set *set, uint32_t entry, uint32_t source_no);
bool yg_link_is_shadowed(const yg_link_set *set, const yg_link_pair *pair);
/* Entries whose component (after yg_link_decide) holds both. */
bool yg_link_are_united(const yg_link_set *set, uint32_t a, uint32_t b);
/* Entries that list a key: places in set->names from *ret_first on; gives their number. */
uint32_t yg_link_holders(const yg_link_set *set, uint32_t key, const uint32_t **ret_listings);

#endif
