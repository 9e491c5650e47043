/* Adding millions: threads check values into blocks of their own, and what is new of all blocks is
 * found out by parts of the table of what is known, which threads do side by side. Numbers follow
 * the order of the values, so that nothing depends on who did what.
 *
 *   sort    each block: its items by part
 *   look    each part: its items of all blocks, in their order; the first of each is new
 *   count   each block: what is new, so that every block knows its first number and place
 *   copy    each block: what is new, to the end of the maker
 *   settle  each part: slots of what is new get the numbers */
#include "base/side.h"
#include "match/indicator_check.h"

enum { AHEAD = 16, WAITING = 64 };

/* What an item's number is while its blocks are being added: */
#define UNSEEN UINT32_MAX
#define IS_NEW (UINT32_C(1) << 31)  /* the number */
#define IS_HERE (UINT32_C(1) << 30) /* known by an item of these blocks: which one */
/* The rest: known before. */

/* In a slot: an item of these blocks. */
#define SLOT_HERE (UINT32_C(1) << 31)

typedef struct {
    uint64_t entry, key, identity;
} item;

struct yg_indicators_block {
    YG_VEC(item) items; /* entries with their place in the block's pool */
    yg_buf pool;
    uint64_t *identities; /* by part; behind "look" the slot of what is new, else UINT64_MAX */
    uint32_t *order;      /* the items, by part */
    uint32_t *numbers;    /* by item */
    size_t room;          /* of these three */
    uint32_t parts[YG_KNOWN_PARTS + 1]; /* where each begins */
    size_t taken, pool_taken;
    uint32_t first_item;    /* among those of all blocks */
    size_t number, pool_at; /* of the first new one */
};

yg_indicators_block *yg_indicators_block_make(void) {
    return yg_alloc(1, sizeof(yg_indicators_block));
}

void yg_indicators_block_free(yg_indicators_block *block) {
    if (block == NULL)
        return;
    yg_vec_free(&block->items);
    yg_buf_free(&block->pool);
    free(block->identities);
    free(block->order);
    free(block->numbers);
    free(block);
}

void yg_indicators_block_clear(yg_indicators_block *block) {
    block->items.n = 0;
    block->taken = 0;
    yg_buf_clear(&block->pool);
}

size_t yg_indicators_block_count(const yg_indicators_block *block) {
    return block->items.n;
}

size_t yg_indicators_block_taken(const yg_indicators_block *block) {
    return block->taken;
}

yg_indicator_verdict yg_indicators_block_put(yg_indicators_block *block, yg_indicator_type type,
                                             yg_str value) {
    yg_indicator_form form;
    yg_indicator_verdict verdict = yg_indicator_check(type, value, &form);
    if (verdict != YG_INDICATOR_TAKEN)
        return verdict;
    if (block->items.n >= YG_INDICATORS_BLOCK_MOST)
        yg_mem_die("a block of more than 16 million indicators");
    uint64_t entry = yg_form_entry(type, &form);
    if (type != YG_INDICATOR_IPV4)
        entry |= block->pool.n;
    yg_vec_push(&block->items, ((item){entry, form.key, form.identity}));
    yg_buf_add(&block->pool, form.bytes);
    return YG_INDICATOR_TAKEN;
}

yg_indicator_verdict yg_indicators_block_at(const yg_indicators_block *block, size_t i,
                                            uint32_t *ret_number) {
    *ret_number = block->numbers[i] & ~IS_NEW;
    return (block->numbers[i] & IS_NEW) != 0 ? YG_INDICATOR_TAKEN : YG_INDICATOR_KNOWN;
}

/* --- Adding --- */

typedef struct {
    yg_indicators_maker *maker;
    yg_indicators_block *const *blocks;
    size_t n;
} merge;

static const char *pool_at(const char *pool, uint64_t entry) {
    return yg_entry_type(entry) == YG_INDICATOR_IPV4 ? NULL : pool + yg_entry_at(entry);
}

static void make_room(yg_indicators_block *b) {
    if (b->room >= b->items.n)
        return;
    free(b->identities);
    free(b->order);
    free(b->numbers);
    b->room = b->items.cap;
    b->identities = yg_realloc(NULL, b->room, sizeof *b->identities);
    b->order = yg_realloc(NULL, b->room, sizeof *b->order);
    b->numbers = yg_realloc(NULL, b->room, sizeof *b->numbers);
}

static void sort(void *self, size_t which) {
    yg_indicators_block *b = ((merge *)self)->blocks[which];
    uint32_t next[YG_KNOWN_PARTS + 1] = {0};
    const item *items = b->items.at;
    make_room(b);
    for (size_t i = 0; i < b->items.n; i++)
        next[yg_known_part_of(items[i].identity) + 1]++;
    for (size_t p = 0; p < YG_KNOWN_PARTS; p++)
        next[p + 1] += next[p];
    memcpy(b->parts, next, sizeof next);
    for (size_t i = 0; i < b->items.n; i++) {
        uint32_t at = next[yg_known_part_of(items[i].identity)]++;
        b->identities[at] = items[i].identity;
        b->order[at] = (uint32_t)i;
        b->numbers[i] = UNSEEN;
    }
}

/* The block that has item `here` of all, which becomes its own. */
static const yg_indicators_block *block_of(const merge *m, uint32_t *here) {
    size_t i = m->n - 1;
    while (m->blocks[i]->first_item > *here)
        i--;
    *here -= m->blocks[i]->first_item;
    return m->blocks[i];
}

/* The entry behind a slot, and its bytes' pool. */
static uint64_t entry_of(const merge *m, uint32_t slot, const char **ret_pool) {
    if ((slot & SLOT_HERE) != 0) {
        uint32_t here = slot & ~SLOT_HERE;
        const yg_indicators_block *other = block_of(m, &here);
        *ret_pool = other->pool.p;
        return other->items.at[here].entry;
    }
    *ret_pool = m->maker->image.p + YG_POOL_AT;
    return m->maker->entries.at[slot - 1];
}

static bool is_same(const merge *m, const yg_indicators_block *b, uint64_t entry, uint32_t slot) {
    const char *pool;
    uint64_t other = entry_of(m, slot, &pool);
    return yg_form_is_same(entry, pool_at(b->pool.p, entry), other, pool_at(pool, other));
}

/* One part of one block, while it is looked at. Most items find a slot of their own tag only when
 * they are known; the values are then compared for many at once, so that their memory is fetched
 * side by side. Those that are one wait in their order, and items of one tag behind each other, so
 * the outcome is that of one after the other. */
typedef struct {
    const merge *m;
    yg_known_part *part;
    yg_indicators_block *b;
    uint32_t waiting[WAITING]; /* places in identities and order */
    size_t slots[WAITING];     /* where each stands */
    size_t n;
} looking;

/* Walks on from slot `at` to the item's tag or to a free slot, which becomes the item's. Gives
 * whether it was the tag. */
static bool walk(const looking *l, size_t k, size_t *at) {
    const yg_known_part *part = l->part;
    size_t mask = ((size_t)1 << part->bits) - 1;
    uint32_t tag = yg_known_tag(l->b->identities[k]);
    for (; part->slots[*at] != 0; *at = (*at + 1) & mask)
        if (part->slots[*at] >> 32 == tag)
            return true;
    part->slots[*at] = (uint64_t)tag << 32 | SLOT_HERE | (l->b->first_item + l->b->order[k]);
    l->part->n++;
    l->b->identities[k] = *at;
    return false;
}

/* Compares with the slot at which it stands, and with all further ones of its tag. */
static void compare(const looking *l, size_t k, size_t at) {
    yg_indicators_block *b = l->b;
    size_t mask = ((size_t)1 << l->part->bits) - 1;
    uint32_t i = b->order[k];
    do {
        uint32_t slot = (uint32_t)l->part->slots[at];
        if (is_same(l->m, b, b->items.at[i].entry, slot)) {
            b->numbers[i] = (slot & SLOT_HERE) != 0 ? IS_HERE | (slot & ~SLOT_HERE) : slot - 1;
            b->identities[k] = UINT64_MAX;
            return;
        }
        at = (at + 1) & mask;
    } while (walk(l, k, &at));
}

static void compare_waiting(looking *l) {
    const char *pool;
    for (size_t i = 0; i < l->n; i++) {
        uint32_t slot = (uint32_t)l->part->slots[l->slots[i]];
        if ((slot & SLOT_HERE) == 0)
            __builtin_prefetch(&l->m->maker->entries.at[slot - 1]);
    }
    for (size_t i = 0; i < l->n; i++) {
        uint64_t entry = entry_of(l->m, (uint32_t)l->part->slots[l->slots[i]], &pool);
        if (yg_entry_type(entry) != YG_INDICATOR_IPV4)
            __builtin_prefetch(pool + yg_entry_at(entry));
    }
    for (size_t i = 0; i < l->n; i++)
        compare(l, l->waiting[i], l->slots[i]);
    l->n = 0;
}

static void look_through(looking *l, size_t from, size_t to) {
    const yg_indicators_block *b = l->b;
    for (size_t k = from; k < to; k++) {
        if (k + AHEAD < to)
            __builtin_prefetch(
                &l->part->slots[yg_known_at(l->part, yg_known_tag(b->identities[k + AHEAD]))], 1);
        size_t at = yg_known_at(l->part, yg_known_tag(b->identities[k]));
        if (!walk(l, k, &at))
            continue;
        l->waiting[l->n] = (uint32_t)k;
        l->slots[l->n++] = at;
        if (l->n == WAITING)
            compare_waiting(l);
    }
    compare_waiting(l);
}

static void look(void *self, size_t p) {
    merge *m = self;
    looking l = {.m = m, .part = &m->maker->known[p]};
    size_t more = 0;
    for (size_t i = 0; i < m->n; i++)
        more += m->blocks[i]->parts[p + 1] - m->blocks[i]->parts[p];
    if (more > 0)
        yg_known_reserve(l.part, more);
    for (size_t i = 0; i < m->n; i++) {
        l.b = m->blocks[i];
        look_through(&l, l.b->parts[p], l.b->parts[p + 1]);
    }
}

static void count(void *self, size_t which) {
    yg_indicators_block *b = ((merge *)self)->blocks[which];
    b->taken = b->pool_taken = 0;
    for (size_t i = 0; i < b->items.n; i++) {
        uint64_t entry = b->items.at[i].entry;
        bool is_new = b->numbers[i] == UNSEEN;
        b->taken += is_new;
        b->pool_taken +=
            is_new && yg_entry_type(entry) != YG_INDICATOR_IPV4 ? yg_entry_n(entry) : 0;
    }
}

/* Bytes of new items that stand side by side are copied at once. */
static void copy(void *self, size_t which) {
    merge *m = self;
    yg_indicators_block *b = m->blocks[which];
    uint64_t *entries = m->maker->entries.at, *keys = m->maker->keys.at;
    char *pool = m->maker->image.p + YG_POOL_AT;
    size_t number = b->number, to = b->pool_at, from = 0, run = 0;
    for (size_t i = 0; i < b->items.n; i++) {
        uint64_t entry = b->items.at[i].entry;
        bool is_new = b->numbers[i] == UNSEEN, is_ipv4 = yg_entry_type(entry) == YG_INDICATOR_IPV4;
        size_t n = is_ipv4 ? 0 : yg_entry_n(entry);
        if (!is_new && n > 0) {
            memcpy(pool + to, b->pool.p + from, run);
            to += run;
            from += run + n;
            run = 0;
        }
        if (!is_new)
            continue;
        if (!is_ipv4)
            entry = yg_entry_make(yg_entry_type(entry), to + run, yg_entry_n(entry));
        run += n;
        entries[number] = entry;
        keys[number] = b->items.at[i].key;
        b->numbers[i] = IS_NEW | (uint32_t)number++;
    }
    if (run > 0)
        memcpy(pool + to, b->pool.p + from, run);
}

static void settle(void *self, size_t p) {
    merge *m = self;
    yg_known_part *part = &m->maker->known[p];
    for (size_t i = 0; i < m->n; i++) {
        yg_indicators_block *b = m->blocks[i];
        for (size_t k = b->parts[p]; k < b->parts[p + 1]; k++) {
            uint32_t *number = &b->numbers[b->order[k]];
            uint64_t slot = b->identities[k];
            if (slot != UINT64_MAX) {
                part->slots[slot] =
                    (part->slots[slot] & ~(uint64_t)UINT32_MAX) | ((*number & ~IS_NEW) + 1);
            } else if ((*number & IS_HERE) != 0) {
                uint32_t here = *number & ~IS_HERE;
                const yg_indicators_block *other = block_of(m, &here);
                *number = other->numbers[here] & ~IS_NEW;
            }
        }
    }
}

/* Where the new items of each block will be; makes room for them. */
static void place(merge *m) {
    yg_indicators_maker *maker = m->maker;
    size_t entries = maker->entries.n, pool = maker->image.n - YG_POOL_AT;
    for (size_t i = 0; i < m->n; i++) {
        m->blocks[i]->number = entries;
        m->blocks[i]->pool_at = pool;
        entries += m->blocks[i]->taken;
        pool += m->blocks[i]->pool_taken;
    }
    if (entries > YG_INDICATORS_MOST)
        yg_mem_die("more than a billion indicators");
    while (maker->entries.cap < entries)
        yg_vec_grow((void **)&maker->entries.at, &maker->entries.cap, sizeof *maker->entries.at);
    while (maker->keys.cap < entries)
        yg_vec_grow((void **)&maker->keys.at, &maker->keys.cap, sizeof *maker->keys.at);
    yg_buf_reserve(&maker->image, pool + YG_POOL_AT - maker->image.n);
    maker->entries.n = maker->keys.n = entries;
    maker->image.n = pool + YG_POOL_AT;
}

void yg_indicators_add_blocks(yg_indicators_maker *maker, yg_indicators_block *const *blocks,
                              size_t n) {
    merge m = {maker, blocks, n};
    unsigned threads = maker->threads;
    uint32_t items = 0;
    if (n > YG_INDICATORS_BLOCKS)
        yg_mem_die("too many blocks of indicators at once");
    for (size_t i = 0; i < n; i++) {
        blocks[i]->first_item = items;
        items += (uint32_t)blocks[i]->items.n;
    }
    if (items == 0)
        return;
    yg_side_by_side(threads, n, sort, &m);
    yg_side_by_side(threads, YG_KNOWN_PARTS, look, &m);
    yg_side_by_side(threads, n, count, &m);
    place(&m);
    yg_side_by_side(threads, n, copy, &m);
    yg_side_by_side(threads, YG_KNOWN_PARTS, settle, &m);
}
