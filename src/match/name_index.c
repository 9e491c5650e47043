/* The filters are filled (match/name_index.h). */
#include "match/name_index.h"

#include <stdlib.h>

/* 2^n cells of at least so many, as the shift that leaves the index of a hash of so many bits. */
static unsigned shift_for(size_t cells, unsigned least_bits, unsigned hash_bits) {
    unsigned bits = least_bits;
    while (bits < 26 && (UINT64_C(1) << bits) < cells)
        bits++;
    return hash_bits - bits;
}

static void table_put(yg_key_table *table, uint64_t key, uint32_t pattern) {
    uint32_t tag = yg_key_tag(key), i = tag & table->mask;
    for (; table->slots[i].pattern != 0; i = (i + 1) & table->mask) {
        if (table->slots[i].tag == tag && table->slots[i].pattern == pattern + 1)
            return;
    }
    table->slots[i] = (yg_key_slot){tag, pattern + 1};
    table->used++;
}

static void table_make(yg_key_table *table, size_t keys) {
    table->mask = 63;
    while (table->mask < keys * 2)
        table->mask = table->mask * 2 + 1;
    table->slots = yg_alloc((size_t)table->mask + 1, sizeof *table->slots);
}

static void add_near_key(yg_name_index *index, uint64_t key, uint32_t pattern) {
    uint64_t hash = yg_key_hash(key);
    index->near[hash >> YG_NEAR_WORD & index->near_mask] |= yg_key_bits(hash);
    table_put(&index->near_keys, key, pattern);
}

static void add_near(yg_name_index *index, const yg_name_pattern *pattern, uint32_t number) {
    uint64_t key = index->packed[number];
    add_near_key(index, key, number);
    for (unsigned i = 0; pattern->edits_segment > 0 && i < pattern->length; i++)
        add_near_key(index, yg_key_less(key, i), number);
    index->has_near = true;
}

typedef struct {
    uint32_t gram; /* or key of a far piece */
    yg_gram_entry entry;
} gram;
typedef struct {
    YG_VEC(gram) list;
    uint16_t *counts; /* of each gram in ordinary names */
} gram_list;

enum { GRAMS = 1 << 20 };

/* How often four letters stand in ordinary names, up to 65,535: chance hits cost time. */
static uint16_t *count_grams(const yg_name_prior *prior) {
    uint16_t *counts = yg_alloc(GRAMS, sizeof *counts);
    uint8_t letters[64];
    uint32_t count = 0;
    yg_str segment;
    for (size_t i = 0; yg_name_prior_at(prior, i, &segment, &count); i++) {
        size_t n = yg_name_fold(segment, letters, sizeof letters);
        uint32_t g = 0;
        for (size_t j = 0; j < n; j++) {
            g = g >> 5 | (uint32_t)letters[j] << 15;
            if (j < 3)
                continue;
            counts[g] = counts[g] + count < UINT16_MAX ? (uint16_t)(counts[g] + count) : UINT16_MAX;
        }
    }
    return counts;
}

static uint32_t gram_of(const uint8_t letters[4]) {
    return (uint32_t)letters[0] | (uint32_t)letters[1] << 5 | (uint32_t)letters[2] << 10 |
           (uint32_t)letters[3] << 15;
}

/* The same for the patterns themselves: where many share four letters ("card"), a cell says little.
 */
enum { CROWD = 16 };

static void count_crowds(const yg_names *names, uint16_t *counts) {
    for (size_t i = 0; i < names->patterns.n; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        for (size_t j = 0; j + 4 <= pattern->length; j++) {
            uint16_t *count = &counts[gram_of(pattern->letter + j)];
            *count = *count < UINT16_MAX - CROWD ? (uint16_t)(*count + CROWD) : UINT16_MAX;
        }
    }
}

static void add_entry(gram_list *list, const yg_name_pattern *pattern, uint32_t number,
                      uint32_t key, size_t offset) {
    gram new = {
        .gram = key,
        .entry = {.packed = yg_pack(pattern->letter, pattern->length < 12 ? pattern->length : 12),
                  .set = pattern->set,
                  .pattern = number,
                  .offset = (uint8_t)offset,
                  .length = pattern->length,
                  .edits = pattern->edits_inside}};
    memcpy(&new.entry.first, pattern->letter, 8);
    yg_vec_push(&list->list, new);
}

static void add_gram(yg_name_index *index, gram_list *list, const yg_name_pattern *pattern,
                     uint32_t number, const uint8_t letters[4], size_t offset) {
    uint32_t g = gram_of(letters);
    index->grams[yg_gram_hash(g) >> index->gram_shift] &=
        yg_gram_set(pattern->set, pattern->edits_inside);
    add_entry(list, pattern, number, g, offset);
}

static void add_far_piece(yg_name_index *index, gram_list *list, const yg_name_pattern *pattern,
                          uint32_t number, const uint8_t at[3], unsigned role) {
    const uint8_t *s = pattern->letter;
    uint32_t piece = s[at[0]] | (uint32_t)s[at[1]] << 5 | (uint32_t)s[at[2]] << 10;
    uint32_t key = yg_far_key(piece, role);
    uint64_t *cell = &index->far[yg_far_cell(key, index->far_shift)];
    uint32_t one = (uint32_t)*cell, two = (uint32_t)(*cell >> 32);
    if (one == UINT32_MAX) {
        one = pattern->set;
    } else if ((one & YG_FAR_CROWD) != 0) {
        one &= pattern->set | YG_FAR_CROWD;
        two |= pattern->set;
    } else if (two == UINT32_MAX) {
        two = pattern->set;
    } else {
        uint32_t all = one & two & pattern->set;
        two |= one | pattern->set;
        one = all | YG_FAR_CROWD;
    }
    *cell = (uint64_t)two << 32 | one;
    add_entry(list, pattern, number, key, 0);
}

static void add_far(yg_name_index *index, gram_list *list, const yg_name_pattern *pattern,
                    uint32_t number) {
    uint8_t m = pattern->length;
    const uint8_t back[3] = {(uint8_t)(m - 3), (uint8_t)(m - 2), (uint8_t)(m - 1)};
    add_far_piece(index, list, pattern, number, (const uint8_t[]){0, 1, 2}, YG_FAR_FRONT);
    add_far_piece(index, list, pattern, number, (const uint8_t[]){3, 4, 5}, YG_FAR_MIDDLE);
    add_far_piece(index, list, pattern, number, back, YG_FAR_BACK);
    add_far_piece(index, list, pattern, number, (const uint8_t[]){1, 3, 2}, YG_FAR_SWAP_FRONT);
    if (m == YG_FAR_SHORTEST) /* of ten letters, one lies between the middle and the back */
        add_far_piece(index, list, pattern, number, (const uint8_t[]){6, 5, 7}, YG_FAR_SWAP_BACK);
    index->has_far = true;
}

/* The rarest four letters between from and to. */
static void add_rarest(yg_name_index *index, gram_list *list, const yg_name_pattern *pattern,
                       uint32_t number, size_t from, size_t to) {
    size_t best = from;
    for (size_t i = from; i + 4 <= to; i++) {
        if (list->counts[gram_of(pattern->letter + i)] <
            list->counts[gram_of(pattern->letter + best)])
            best = i;
    }
    add_gram(index, list, pattern, number, pattern->letter + best, best);
}

static void add_grams(yg_name_index *index, gram_list *list, const yg_name_pattern *pattern,
                      uint32_t number) {
    size_t parts = pattern->edits_inside + 1u, from = 0;
    const uint8_t *s = pattern->letter;
    for (size_t i = 0; i < parts; i++) {
        size_t to = pattern->length * (i + 1) / parts;
        add_rarest(index, list, pattern, number, from, to);
        if (i + 1 < parts)
            add_gram(index, list, pattern, number,
                     (const uint8_t[]){s[to - 2], s[to], s[to - 1], s[to + 1]}, to - 2);
        from = to;
    }
}

static int by_gram(const void *left, const void *right) {
    const gram *a = left, *b = right;
    if (a->gram != b->gram)
        return a->gram < b->gram ? -1 : 1;
    return a->entry.pattern < b->entry.pattern ? -1 : a->entry.pattern > b->entry.pattern;
}

static void put_grams(yg_name_index *index, const gram_list *grams) {
    gram *at = grams->list.at;
    size_t n = grams->list.n;
    if (n > 0)
        qsort(at, n, sizeof *at, by_gram);
    index->gram_mask = 63;
    while (index->gram_mask < n * 2)
        index->gram_mask = index->gram_mask * 2 + 1;
    index->gram_slots = yg_alloc((size_t)index->gram_mask + 1, sizeof *index->gram_slots);
    for (size_t i = 0; i < n; i++) {
        uint32_t g = at[i].gram;
        if (i == 0 || at[i - 1].gram != g) {
            uint32_t slot = yg_gram_hash(g) >> 7 & index->gram_mask;
            while (index->gram_slots[slot].gram != 0)
                slot = (slot + 1) & index->gram_mask;
            index->gram_slots[slot] = (yg_gram_slot){g, (uint32_t)index->gram_entries.n};
        }
        at[i].entry.is_last = i + 1 == n || at[i + 1].gram != g;
        yg_vec_push(&index->gram_entries, at[i].entry);
    }
}

void yg_name_index_make(yg_names *names, const yg_name_prior *prior) {
    yg_name_index *index = yg_alloc(1, sizeof *index);
    gram_list grams = {.counts = count_grams(prior)};
    count_crowds(names, grams.counts);
    size_t near_keys = 0, far_keys = 0, inside = 0, n = names->patterns.n;
    for (size_t i = 0; i < n; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        near_keys += pattern->length <= YG_NEAR_LONGEST ? pattern->length + 1u : 0;
        inside += pattern->is_inside ? 2u * pattern->edits_inside + 1u : 0;
        far_keys += pattern->length >= YG_FAR_SHORTEST && pattern->length <= YG_FAR_LONGEST ? 5 : 0;
    }
    table_make(&index->near_keys, near_keys);
    index->near_mask = (UINT64_C(1) << (64 - shift_for(near_keys / 2, 10, 64))) - 1;
    index->far_shift = shift_for(far_keys * 6, 10, 32);
    index->near = yg_alloc(index->near_mask + 1, sizeof *index->near);
    index->far = yg_alloc((size_t)1 << (32 - index->far_shift), sizeof *index->far);
    memset(index->far, 0xff, ((size_t)1 << (32 - index->far_shift)) * sizeof *index->far);
    index->gram_shift = shift_for(inside * 6, 10, 32);
    size_t cells = (size_t)1 << (32 - index->gram_shift);
    index->grams = yg_alloc(cells, sizeof *index->grams);
    memset(index->grams, 0xff, cells * sizeof *index->grams);
    index->packed = yg_alloc(n, sizeof *index->packed);
    for (uint32_t i = 0; i < n; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        unsigned m = pattern->length;
        index->packed[i] = yg_pack(pattern->letter, m < 12 ? m : 12);
        if (m <= YG_NEAR_LONGEST)
            add_near(index, pattern, i);
        else if (m <= YG_FAR_LONGEST)
            add_far(index, &grams, pattern, i);
        if (pattern->is_inside)
            add_grams(index, &grams, pattern, i);
    }
    put_grams(index, &grams);
    yg_vec_free(&grams.list);
    free(grams.counts);
    names->index = index;
    names->filter = yg_name_filter_best();
}

void yg_name_index_free(yg_name_index *index) {
    if (index == NULL)
        return;
    free(index->near);
    free(index->near_keys.slots);
    free(index->far);
    free(index->grams);
    free(index->gram_slots);
    yg_vec_free(&index->gram_entries);
    free(index->packed);
    free(index);
}

size_t yg_name_index_bytes(const yg_name_index *index) {
    return sizeof *index + (index->near_mask + 1) * sizeof *index->near +
           ((size_t)8 << (32 - index->far_shift)) +
           ((size_t)index->near_keys.mask + 1) * sizeof(yg_key_slot) +
           ((size_t)4 << (32 - index->gram_shift)) +
           ((size_t)index->gram_mask + 1) * sizeof(yg_gram_slot) +
           index->gram_entries.cap * sizeof(yg_gram_entry);
}
