/* The registry of organisations in the store as one group (map/group.h): what all sources say, the
 * same organisation joined by its id. */
#ifndef YG_KNOW_REGISTRY_H
#define YG_KNOW_REGISTRY_H

#include "map/group.h"
#include "store/registry.h"

/* Fills ret_group (zero-initialised; yg_group_free) with everything that the store knows, indexed.
 * Strings live in arena. Where sources differ on a single value (kind, country ...) a group's
 * own file counts before a public registry, then the first by source name that says something;
 * names, marks and edges are all kept. Edges whose ends no source describes are left out.
 * Organisations are in the order of their eid. */
bool yg_registry_load(yg_store *store, yg_arena *arena, yg_group *ret_group, yg_error *err);
/* The same of some sources only. */
bool yg_registry_load_part(yg_store *store, const yg_registry_part *part, yg_arena *arena,
                           yg_group *ret_group, yg_error *err);
/* The organisation with that eid, or SIZE_MAX: by halving. */
size_t yg_registry_by_eid(const yg_group *group, int64_t eid);

#endif
