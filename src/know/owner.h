/* Whose the victims are: the registry of organisations in the store as a map, and table `owner`,
 * which says for every incident whose victim it knows the organisation and the group that owned it
 * that day. docs/decisions/0007-roll-up.md. */
#ifndef YG_KNOW_OWNER_H
#define YG_KNOW_OWNER_H

#include "base/map.h"
#include "map/group.h"
#include "store/owner.h"

/* All organisations of the store, the user's own maps and public registries alike. An organisation
 * of several files is one, with the names of all. Zero-initialise. */
typedef struct {
    yg_group group; /* indexed */
    yg_map by_oid, by_eid;
    yg_arena arena;
} yg_registry;

bool yg_registry_read(yg_store *store, yg_registry *registry, yg_error *err);
void yg_registry_free(yg_registry *registry);

/* Fills table `owner`, inside the transaction at hand, for incidents put after a record (0: for
 * all; then what was there is cleared first). *ret_found counts the incidents with an owner. */
bool yg_owners_compute(yg_store *store, int64_t after_oid, uint64_t *ret_found, yg_error *err);

#endif
