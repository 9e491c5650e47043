/* Checked allocation and arenas.
 *
 * yg_alloc and yg_realloc never return NULL: the process ends with a message when memory is out,
 * because no caller can do better. What may grow with hostile input goes through an arena, whose
 * cap turns "too much" into an ordinary failure. */
#ifndef YG_BASE_MEM_H
#define YG_BASE_MEM_H

#include "base/str.h"

/* count * size zeroed bytes; ends the process on overflow or when memory is out. */
void *yg_alloc(size_t count, size_t size);
/* Like realloc(p, count * size); the new part is not zeroed. */
void *yg_realloc(void *p, size_t count, size_t size);
/* A hint that n bytes at p will be used here and there: large pages, where the system has them,
 * make that quicker. Best called before the first use; does nothing for less than a few MB. */
void yg_mem_large(void *p, size_t n);
/* Ends the process: "yagura: out of memory (WHAT)". */
_Noreturn void yg_mem_die(const char *what);

/* An arena: many small allocations, freed at once. Zero-initialise, set `cap_bytes` if there shall
 * be a cap (0: none). One thread at a time. */
typedef struct yg_arena_block yg_arena_block;
typedef struct {
    yg_arena_block *block;
    size_t used_bytes, cap_bytes;
} yg_arena;

/* n zeroed bytes aligned for any type; NULL only when the cap is reached. */
void *yg_arena_alloc(yg_arena *arena, size_t n);
/* A copy of s with a NUL behind it (not counted); {NULL, 0} only when the cap is reached. */
yg_str yg_arena_copy(yg_arena *arena, yg_str s);
/* Forgets all allocations and keeps one block for reuse. */
void yg_arena_reset(yg_arena *arena);
void yg_arena_free(yg_arena *arena);

#define YG_CLEANUP_ARENA __attribute__((cleanup(yg_arena_free)))

#endif
