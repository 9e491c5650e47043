/* Where in the group something was seen: addresses and host names to organisations, by what the
 * group file (or the registry in the store) says of networks, host rules, domains and Active
 * Directory domains. Compiled once, immutable, shared by threads. */
#ifndef YG_WATCH_PLACE_H
#define YG_WATCH_PLACE_H

#include "base/error.h"
#include "map/group.h"

typedef struct yg_places yg_places;

typedef struct {
    yg_str id, key, name, name_ja; /* of the organisation; all empty: not known */
    yg_str parent, parent_id;      /* ultimate parent; empty: itself */
    yg_str basis;                  /* "network", "host-rule", "domain", "ad-domain" */
    yg_str mark;                   /* what it was recognised by: "192.0.2.0/24" */
} yg_place;

/* group must be indexed (yg_group_index), outlive it and stay as it is. Fails on a host rule that
 * is no regular expression. */
bool yg_places_make(const yg_group *group, yg_places **ret_places, yg_error *err);
/* Accepts NULL. */
void yg_places_free(yg_places *places);
/* Networks, domains and rules that there are; 0: nothing can be placed. */
size_t yg_places_count(const yg_places *places);
/* The most exact one: the longest network, the longest domain, then host rules in the order of the
 * group. False: nobody's. Two organisations with one equal network: nobody's, never a guess. */
bool yg_places_address(const yg_places *places, yg_str address, yg_place *ret_place);
bool yg_places_host(const yg_places *places, yg_str host, yg_place *ret_place);

#endif
