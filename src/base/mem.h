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
/* The same for big tables that are read in no order: on pages as large as the system gives, so that
 * an access costs one miss and not two. free() as usual. */
void *yg_alloc_table(size_t count, size_t size);
/* Asks for large pages for memory that was got otherwise and not yet written to. */
void yg_mem_want_large(void *p, size_t n);
/* Like realloc(p, count * size); the new part is not zeroed. */
void *yg_realloc(void *p, size_t count, size_t size);
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
