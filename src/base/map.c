#include "base/map.h"

#include <stdlib.h>

#include "base/hash.h"

struct yg_map_slot {
    yg_str key; /* p NULL: free */
    uint64_t hash;
    uint64_t value;
};

static yg_map_slot *find(const yg_map *map, yg_str key, uint64_t hash) {
    size_t mask = map->cap - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        yg_map_slot *slot = &map->slots[i];
        if (slot->key.p == NULL || (slot->hash == hash && yg_str_eq(slot->key, key)))
            return slot;
    }
}

static void grow(yg_map *map) {
    yg_map_slot *old = map->slots;
    size_t old_cap = map->cap;
    map->cap = old_cap ? old_cap * 2 : 64;
    map->slots = yg_alloc(map->cap, sizeof *map->slots);
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].key.p != NULL)
            *find(map, old[i].key, old[i].hash) = old[i];
    }
    free(old);
}

uint64_t *yg_map_get(const yg_map *map, yg_str key) {
    if (map->n == 0)
        return NULL;
    yg_map_slot *slot = find(map, key, yg_hash64_seeded(key));
    return slot->key.p ? &slot->value : NULL;
}

uint64_t *yg_map_put(yg_map *map, yg_str key, bool *ret_new) {
    uint64_t hash = yg_hash64_seeded(key);
    if (map->n >= map->cap - map->cap / 4)
        grow(map);
    yg_map_slot *slot = find(map, key, hash);
    if (ret_new)
        *ret_new = slot->key.p == NULL;
    if (slot->key.p == NULL) {
        slot->key = yg_arena_copy(&map->keys, key);
        slot->hash = hash;
        slot->value = 0;
        map->n++;
    }
    return &slot->value;
}

yg_str yg_map_key(const uint64_t *value) {
    const yg_map_slot *slot =
        (const yg_map_slot *)(const void *)((const char *)value - offsetof(yg_map_slot, value));
    return slot->key;
}

void yg_map_each(const yg_map *map, void (*visit)(void *self, yg_str key, uint64_t *value),
                 void *self) {
    for (size_t i = 0; i < map->cap; i++) {
        if (map->slots[i].key.p != NULL)
            visit(self, map->slots[i].key, &map->slots[i].value);
    }
}

void yg_map_free(yg_map *map) {
    free(map->slots);
    yg_arena_free(&map->keys);
    *map = (yg_map){0};
}
