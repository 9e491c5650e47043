/* The table of what was learned: asked for names, and shown to people. */
#include "match/name_learned.h"

#include <stdlib.h>

#include "base/time.h"
#include "match/name_learned_walk.h"

void yg_learned_free(yg_learned *learned) {
    if (!learned)
        return;
    free(learned->bits);
    free(learned->gate);
    free(learned->slots);
    free(learned->items);
    yg_arena_free(&learned->texts);
    free(learned);
}

size_t yg_learned_count(const yg_learned *learned) {
    return learned->items_n;
}

typedef struct {
    const yg_learned *learned;
    const learned_item *best;
    uint16_t start, end;
} search;

static inline __attribute__((always_inline)) void probe(void *self, const feature *it) {
    search *s = self;
    const yg_learned *learned = s->learned;
    const uint64_t bit = it->hash >> (64 - LEARNED_BITS);
    if (!(learned->bits[bit >> 6] >> (bit & 63) & 1))
        return;
    size_t slot = (it->hash >> 20) & learned->slots_mask;
    for (; learned->slots[slot]; slot = (slot + 1) & learned->slots_mask) {
        const learned_item *item = &learned->items[learned->slots[slot] - 1];
        if (item->hash != it->hash)
            continue;
        if (!s->best || item->score > s->best->score)
            s->best = item, s->start = it->start, s->end = it->end;
        return;
    }
}

bool yg_learned_find_host(const yg_learned *learned, yg_str host, const yg_suffix_split *split,
                          yg_learned_hit *ret_hit) {
    if (learned->items_n == 0)
        return false;
    search s = {.learned = learned};
    learned_walk_over(learned->known, learned->numbers, learned->gate, host, split, probe, &s);
    if (!s.best)
        return false;
    *ret_hit = (yg_learned_hit){.score = (double)s.best->score,
                                .start = s.start,
                                .end = s.end,
                                .what = s.best->what,
                                .what_ja = s.best->what_ja,
                                .brand = s.best->brand};
    return true;
}

bool yg_learned_find(const yg_learned *learned, const yg_name_text *text, yg_learned_hit *ret_hit) {
    return yg_learned_find_host(learned, text->host, &text->split, ret_hit);
}

void yg_learned_row_of(const yg_learned *learned, size_t i, yg_learned_row *ret_row) {
    static const char *const kinds[FEATURE_KINDS] = {"label",  "piece", "pieces",  "beginning",
                                                     "ending", "edit",  "cluster", "template"};
    const learned_item *item = &learned->items[i];
    *ret_row = (yg_learned_row){.kind = yg_str_of(kinds[item->kind]),
                                .what = item->what,
                                .what_ja = item->what_ja,
                                .brand = item->brand,
                                .domains = item->domains,
                                .weight = (double)item->weight,
                                .first_day = item->first_day,
                                .last_day = item->last_day,
                                .score = (double)item->score};
}

static void add_day(yg_buf *buf, int32_t day) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, (int64_t)day * 86400 * 1000000);
    yg_buf_add(buf, yg_str_sub(yg_buf_str(&time), 0, 10));
}

void yg_learned_describe(const yg_learned *learned, size_t i, yg_buf *buf) {
    const learned_item *item = &learned->items[i];
    yg_buf_add(buf, item->what);
    yg_buf_addf(buf, ": %u domains since ", item->domains);
    add_day(buf, item->first_day);
    yg_buf_addz(buf, ", last ");
    add_day(buf, item->last_day);
    if (item->brand.n) {
        yg_buf_addz(buf, ", mostly ");
        yg_buf_add(buf, item->brand);
    }
}
