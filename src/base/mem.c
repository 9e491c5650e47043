#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct yg_arena_block {
    yg_arena_block *before;
    size_t n, cap;
    _Alignas(max_align_t) char bytes[];
};

enum { FIRST_BLOCK_BYTES = 16 * 1024, LARGEST_BLOCK_BYTES = 4 * 1024 * 1024 };

_Noreturn void yg_mem_die(const char *what) {
    fprintf(stderr, "yagura: out of memory (%s)\n", what);
    abort();
}

void *yg_alloc(size_t count, size_t size) {
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (p == NULL)
        yg_mem_die("allocation");
    return p;
}

enum { LARGE_PAGE = 2 << 20 };

void yg_mem_want_large(void *p, size_t n) {
    uintptr_t from = ((uintptr_t)p + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)p + n) & ~(uintptr_t)(LARGE_PAGE - 1);
    if (from < to)
        madvise((void *)from, to - from, MADV_HUGEPAGE); /* where it is refused, small ones do */
}

void *yg_alloc_table(size_t count, size_t size) {
    size_t n = 0;
    void *p = NULL;
    if (__builtin_mul_overflow(count, size, &n) || n > PTRDIFF_MAX)
        yg_mem_die("size overflow");
    if (n < 2 * (size_t)LARGE_PAGE)
        return yg_alloc(count, size);
    if (posix_memalign(&p, LARGE_PAGE, n) != 0)
        yg_mem_die("allocation");
    yg_mem_want_large(p, n);
    return memset(p, 0, n);
}

void *yg_realloc(void *p, size_t count, size_t size) {
    size_t n = 0;
    if (__builtin_mul_overflow(count, size, &n) || n > PTRDIFF_MAX)
        yg_mem_die("size overflow");
    p = realloc(p, n ? n : 1);
    if (p == NULL)
        yg_mem_die("allocation");
    return p;
}

static bool add_block(yg_arena *arena, size_t need) {
    size_t cap = arena->block ? arena->block->cap * 2 : FIRST_BLOCK_BYTES;
    if (cap > LARGEST_BLOCK_BYTES)
        cap = LARGEST_BLOCK_BYTES;
    if (cap < need)
        cap = need;
    if (arena->cap_bytes != 0 &&
        (need > arena->cap_bytes || arena->used_bytes > arena->cap_bytes - need))
        return false;
    yg_arena_block *block = yg_alloc(1, sizeof *block + cap);
    block->cap = cap;
    block->before = arena->block;
    arena->block = block;
    return true;
}

void *yg_arena_alloc(yg_arena *arena, size_t n) {
    const size_t align = _Alignof(max_align_t);
    if (n > PTRDIFF_MAX - align)
        return NULL;
    n = (n + align - 1) / align * align;
    if (arena->cap_bytes != 0 && n > arena->cap_bytes - arena->used_bytes)
        return NULL;
    if ((arena->block == NULL || arena->block->cap - arena->block->n < n) && !add_block(arena, n))
        return NULL;
    char *p = arena->block->bytes + arena->block->n;
    arena->block->n += n;
    arena->used_bytes += n;
    return memset(p, 0, n);
}

yg_str yg_arena_copy(yg_arena *arena, yg_str s) {
    char *p = yg_arena_alloc(arena, s.n + 1);
    if (p == NULL)
        return (yg_str){NULL, 0};
    if (s.n != 0)
        memcpy(p, s.p, s.n);
    return (yg_str){p, s.n};
}

void yg_arena_reset(yg_arena *arena) {
    yg_arena_block *keep = arena->block;
    if (keep == NULL)
        return;
    for (yg_arena_block *block = keep->before; block != NULL;) {
        yg_arena_block *before = block->before;
        free(block);
        block = before;
    }
    keep->before = NULL;
    keep->n = 0;
    arena->used_bytes = 0;
}

void yg_arena_free(yg_arena *arena) {
    yg_arena_reset(arena);
    free(arena->block);
    arena->block = NULL;
    arena->used_bytes = 0;
}
