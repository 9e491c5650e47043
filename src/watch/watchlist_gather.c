/* What one thread gathers: values for the engine, and what is known of each. */
#include "base/utf8.h"
#include "watch/watchlist_part.h"

/* BLOCK_VALUES: as many are added at once. */
enum { DETAIL_BYTES = 640, MOST_HEARD = 1000000, BLOCK_VALUES = 32768 };

void yg_gather_start_stretch(yg_gather *stretch, const yg_gather_rules *rules) {
    *stretch = (yg_gather){.rules = rules, .block = yg_indicators_block_make()};
}

void yg_gather_start(yg_gather *part, const yg_gather_rules *rules) {
    yg_gather_start_stretch(part, rules);
    part->maker = yg_indicators_make();
    yg_indicators_threads(part->maker, rules->options->threads);
}

void yg_gather_reject(yg_gather *part, yg_str path, const char *reason, uint64_t offset_bytes,
                      yg_str detail) {
    part->counts.rejected++;
    if (part->rejects.n >= YG_WATCHLIST_REJECTS)
        return;
    YG_CLEANUP_BUF yg_buf text = {0};
    detail = yg_str_sub(detail, 0, DETAIL_BYTES);
    detail.n = yg_utf8_floor(detail, detail.n);
    yg_utf8_add_repaired(&text, detail);
    yg_vec_push(&part->rejects,
                ((yg_watchlist_reject){.path = yg_arena_copy(&part->arena, path),
                                       .reason = yg_arena_copy(&part->arena, yg_str_of(reason)),
                                       .detail = yg_arena_copy(&part->arena, yg_buf_str(&text)),
                                       .offset_bytes = offset_bytes}));
}

yg_fitness yg_gather_fitness(yg_gather *part, bool to_ids, int confidence, yg_str tlp) {
    enum { WITHOUT_ONE = 50 };
    const yg_watchlist_options *o = part->rules->options;
    if (part->rules->most_tlp_rank > 0 && yg_tlp_rank(tlp) > part->rules->most_tlp_rank) {
        part->counts.too_strict++;
        return YG_LEFT_OUT;
    }
    if ((confidence < 0 ? WITHOUT_ONE : confidence) < o->least_confidence) {
        part->counts.unsure++;
        return YG_LEFT_OUT;
    }
    if (!to_ids && !o->all) {
        part->counts.unfit++;
        return YG_UNFIT;
    }
    return YG_FIT;
}

void yg_gather_hear(yg_gather *part, yg_str kind, yg_str value, uint32_t fact) {
    yg_indicator_type type;
    if (part->heard.n < MOST_HEARD && yg_indicator_type_from_word(kind, &type))
        yg_vec_push(&part->heard, ((yg_heard){type, yg_arena_copy(&part->arena, value), fact}));
}

/* What became of the values of a block, in their order. facts: the numbers in part->facts of those
 * that the block's values have; NULL: they are the same. */
static void take_block(yg_gather *part, const yg_gather *from, const uint32_t *facts) {
    size_t n = yg_indicators_block_count(from->block), i = 0,
           taken = yg_indicators_block_taken(from->block);
    part->counts.taken += taken;
    part->counts.known += n - taken;
    part->taken += (uint32_t)taken;
    /* One fact for all that there is: the first value says it, the others say nothing new. */
    bool is_alone = part->facts.facts.n == 1;
    for (; i < n && !(is_alone && part->facts.runs.n > 0); i++) {
        uint32_t number, fact = from->block_facts.at[i];
        fact = facts != NULL ? facts[fact] : fact;
        if (yg_indicators_block_at(from->block, i, &number) == YG_INDICATOR_TAKEN)
            yg_facts_taken(&part->facts, number, fact);
        else
            yg_facts_known(&part->facts, number, fact);
    }
}

static void flush(yg_gather *part) {
    yg_indicators_add_blocks(part->maker, &part->block, 1);
    take_block(part, part, NULL);
    yg_indicators_block_clear(part->block);
    part->block_facts.n = 0;
}

void yg_gather_settle(yg_gather *part) {
    flush(part);
    for (size_t i = 0; i < part->heard.n; i++) {
        const yg_heard *h = &part->heard.at[i];
        uint32_t number;
        if (yg_indicators_find(part->maker, h->type, h->value, &number))
            yg_facts_known(&part->facts, number, h->fact);
    }
    yg_facts_settle(&part->facts, part->taken);
}

void yg_gather_value(yg_gather *part, yg_str kind, yg_str value, uint32_t fact) {
    yg_indicator_type type;
    if (yg_indicator_type_from_word(kind, &type))
        yg_gather_typed(part, type, value, fact);
    else if (yg_str_eqz(kind, "stix-pattern"))
        yg_gather_pattern(part, value, fact);
    else
        part->counts.foreign++;
}

void yg_gather_typed(yg_gather *part, yg_indicator_type type, yg_str value, uint32_t fact) {
    if (part->rules->warnings != NULL && yg_warnings_name(part->rules->warnings, type, value)) {
        part->counts.warned++;
        return;
    }
    if ((type == YG_INDICATOR_FILE_NAME || type == YG_INDICATOR_REGISTRY_KEY) &&
        part->rules->windows != NULL && yg_warnings_name(part->rules->windows, type, value)) {
        part->counts.of_windows++;
        return;
    }
    yg_indicator_verdict verdict = yg_indicators_block_put(part->block, type, value);
    if (verdict != YG_INDICATOR_TAKEN) {
        part->counts.left_out[verdict]++;
        return;
    }
    yg_vec_push(&part->block_facts, fact);
    if (part->maker != NULL && part->block_facts.n >= BLOCK_VALUES)
        flush(part);
}

static void add_counts(yg_watchlist_counts *to, const yg_watchlist_counts *from) {
    to->rejected += from->rejected;
    for (size_t i = 0; i < YG_INDICATOR_REASONS; i++)
        to->left_out[i] += from->left_out[i];
    to->warned += from->warned;
    to->of_windows += from->of_windows;
    to->unfit += from->unfit;
    to->unsure += from->unsure;
    to->too_strict += from->too_strict;
    to->foreign += from->foreign;
}

static void empty_stretch(yg_gather *s) {
    yg_indicators_block_clear(s->block);
    s->block_facts.n = 0;
    yg_facts_free(&s->facts);
    s->facts = (yg_facts){0};
    s->counts = (yg_watchlist_counts){0};
    s->rejects.n = 0;
    yg_arena_reset(&s->arena);
}

static void take_stretch(yg_gather *part, yg_gather *s) {
    uint32_t *facts = yg_facts_map(&part->facts, &s->facts);
    take_block(part, s, facts);
    free(facts);
    add_counts(&part->counts, &s->counts);
    for (size_t i = 0; i < s->rejects.n && part->rejects.n < YG_WATCHLIST_REJECTS; i++) {
        yg_watchlist_reject r = s->rejects.at[i];
        r.path = yg_arena_copy(&part->arena, r.path);
        r.reason = yg_arena_copy(&part->arena, r.reason);
        r.detail = yg_arena_copy(&part->arena, r.detail);
        yg_vec_push(&part->rejects, r);
    }
    empty_stretch(s);
}

void yg_gather_join(yg_gather *part, yg_gather *const *stretches, size_t n) {
    yg_indicators_block *blocks[YG_INDICATORS_BLOCKS];
    flush(part);
    for (size_t i = 0; i < n; i++)
        blocks[i] = stretches[i]->block;
    yg_indicators_add_blocks(part->maker, blocks, n);
    for (size_t i = 0; i < n; i++)
        take_stretch(part, stretches[i]);
}

void yg_gather_free(yg_gather *part) {
    yg_indicators_maker_free(part->maker);
    part->maker = NULL;
    yg_indicators_block_free(part->block);
    part->block = NULL;
    yg_facts_free(&part->facts);
    yg_vec_free(&part->block_facts);
    yg_vec_free(&part->rejects);
    yg_vec_free(&part->unmets);
    yg_vec_free(&part->heard);
    yg_vec_free(&part->patterns);
    yg_map_free(&part->pattern_numbers);
    yg_arena_free(&part->arena);
}
