/* A hash map from byte strings to 64-bit values: open addressing, linear probing, keys copied into
 * an arena of the map's own. Hashing is XXH3 with a seed drawn per process [HASH-FLOODING].
 * Zero-initialise with yg_map m = {0}. One thread at a time. */
#ifndef YG_BASE_MAP_H
#define YG_BASE_MAP_H

#include "base/mem.h"

typedef struct yg_map_slot yg_map_slot;
typedef struct {
    yg_map_slot *slots;
    size_t n, cap;
    yg_arena keys;
} yg_map;

/* The value's place, or NULL. Valid until the next insertion. */
uint64_t *yg_map_get(const yg_map *map, yg_str key);
/* The value's place; *ret_new (may be NULL) says whether it was made now (value 0). */
uint64_t *yg_map_put(yg_map *map, yg_str key, bool *ret_new);
/* The map's own copy of the key of a value's place that yg_map_put or yg_map_get gave. */
yg_str yg_map_key(const uint64_t *value);
/* Calls visit for every entry, in no order that means anything. */
void yg_map_each(const yg_map *map, void (*visit)(void *self, yg_str key, uint64_t *value),
                 void *self);
void yg_map_free(yg_map *map);

#define YG_CLEANUP_MAP __attribute__((cleanup(yg_map_free)))

#endif
