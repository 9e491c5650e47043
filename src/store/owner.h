/* Who owned the victim of an incident that day (know/owner.h computes it). Rows are handed to a
 * callback, as in store/read.h. */
#ifndef YG_STORE_OWNER_H
#define YG_STORE_OWNER_H

#include "store/store.h"

/* What of an incident says whose it is. */
typedef struct {
    int64_t oid;
    yg_str victim, victim_ja, domain, sites, parent, parent_ja; /* parent: the source's own */
    int64_t from_us, to_us;                                     /* equal: the day is not known */
} yg_victim_row;
typedef bool (*yg_victim_visit)(void *self, const yg_victim_row *row, yg_error *err);
/* Incidents put after a record; 0: all. The callback may write owners. */
bool yg_store_victims(yg_store *store, int64_t after_oid, yg_victim_visit visit, void *self,
                      yg_error *err);
/* The newest record, or 0: what is put later has a larger number. */
bool yg_store_newest_record(yg_store *store, int64_t *ret_oid, yg_error *err);

typedef struct {
    int64_t oid, organisation, parent; /* incident; entities of the registry, or 0: disputed */
    yg_str organisation_name, parent_name, parent_name_ja, parent_country, basis;
} yg_owner;
/* Who owned what, by incident. */
typedef bool (*yg_owner_visit)(void *self, int64_t oid, int64_t parent, yg_error *err);
bool yg_store_owners(yg_store *store, yg_owner_visit visit, void *self, yg_error *err);
/* Writing, inside a transaction. */
bool yg_store_owner_put(yg_store *store, const yg_owner *owner, yg_error *err);
bool yg_store_owners_clear(yg_store *store, yg_error *err);

#endif
