/* Entries for identity links, gathered from the store: which objects are entries of whose list,
 * what they list, and what sources say outright ("X is part of Y"). */
#ifndef YG_KNOW_LINK_ENTRY_H
#define YG_KNOW_LINK_ENTRY_H

#include "know/link_rule.h"
#include "store/read.h"

/* Sources say "a is part of b", "a overlaps b", "a is also known as b". */
typedef struct {
    uint32_t a, b; /* entries; b may be NONE: the thing is only named */
    yg_str named;
    yg_link_relation relation;
    yg_str predicate, asserted_by, source;
} yg_link_statement;

/* A second id of an entry: the same number of the same publisher under another UUID. */
typedef struct {
    int64_t eid;
    yg_str id;
    uint32_t entry;
} yg_link_twin;

typedef struct {
    yg_link_set set; /* indexed */
    YG_VEC(yg_link_statement) statements;
    YG_VEC(yg_link_twin) twins;
    /* Entity -> place in set.entries. */
    struct yg_link_place_of {
        int64_t eid;
        uint32_t entry;
    } * places;
    size_t places_n;
} yg_link_gathering;

/* ret_gathering must be freed even on failure. */
bool yg_link_gather(yg_store *store, yg_link_gathering *ret_gathering, yg_error *err);
void yg_link_gathering_free(yg_link_gathering *gathering);
/* The entry of an entity, or YG_LINK_NONE. */
uint32_t yg_link_entry_of(const yg_link_gathering *gathering, int64_t eid);

#endif
