/* What one thread gathers: values for the engine, and what is known of each. */
#include "base/utf8.h"
#include "watch/watchlist_part.h"

enum { DETAIL_BYTES = 120, MOST_HEARD = 1000000 };

void yg_gather_start(yg_gather *part, const yg_gather_rules *rules) {
    *part = (yg_gather){.rules = rules, .maker = yg_indicators_make()};
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

void yg_gather_settle(yg_gather *part) {
    yg_gather_flush(part);
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
    if (!yg_indicator_type_from_word(kind, &type)) {
        if (yg_str_eqz(kind, "stix-pattern"))
            yg_gather_pattern(part, value, fact);
        else
            part->counts.foreign++;
        return;
    }
    yg_gather_flush(part);
    yg_gather_later(part, type, value, fact);
    yg_gather_flush(part);
}

void yg_gather_later(yg_gather *part, yg_indicator_type type, yg_str value, uint32_t fact) {
    if (part->rules->warnings != NULL && yg_warnings_name(part->rules->warnings, type, value)) {
        part->counts.warned++;
        return;
    }
    part->items[part->items_n] = (yg_indicators_item){.type = type, .value = value};
    part->item_facts[part->items_n++] = fact;
    if (part->items_n == YG_INDICATORS_BATCH)
        yg_gather_flush(part);
}

void yg_gather_flush(yg_gather *part) {
    yg_indicators_add_batch(part->maker, part->items, part->items_n);
    for (size_t i = 0; i < part->items_n; i++) {
        const yg_indicators_item *item = &part->items[i];
        if (item->verdict == YG_INDICATOR_TAKEN) {
            part->counts.taken++;
            part->taken++;
            yg_facts_taken(&part->facts, item->number, part->item_facts[i]);
        } else if (item->verdict == YG_INDICATOR_KNOWN) {
            part->counts.known++;
            yg_facts_known(&part->facts, item->number, part->item_facts[i]);
        } else if ((unsigned)item->verdict < YG_INDICATOR_REASONS) {
            part->counts.left_out[item->verdict]++;
        }
    }
    part->items_n = 0;
}

static void add_counts(yg_watchlist_counts *to, const yg_watchlist_counts *from) {
    to->taken += from->taken;
    to->known += from->known;
    to->rejected += from->rejected;
    for (size_t i = 0; i < YG_INDICATOR_REASONS; i++)
        to->left_out[i] += from->left_out[i];
    to->warned += from->warned;
    to->unfit += from->unfit;
    to->unsure += from->unsure;
    to->too_strict += from->too_strict;
    to->foreign += from->foreign;
    to->patterns += from->patterns;
}

void yg_gather_join(yg_gather *part, yg_gather *other) {
    uint32_t before = part->taken;
    uint32_t *renumber = yg_alloc((size_t)other->taken + 1, sizeof *renumber);
    yg_indicators_join(part->maker, other->maker, renumber);
    other->maker = NULL;
    add_counts(&part->counts, &other->counts);
    for (size_t i = 0; i < other->taken; i++) {
        bool is_new = renumber[i] >= part->taken;
        part->taken += is_new;
        part->counts.taken -= !is_new;
        part->counts.known += !is_new;
    }
    yg_facts_join(&part->facts, &other->facts, renumber, other->taken, before);
    free(renumber);
    for (size_t i = 0; i < other->rejects.n && part->rejects.n < YG_WATCHLIST_REJECTS; i++) {
        yg_watchlist_reject r = other->rejects.at[i];
        r.path = yg_arena_copy(&part->arena, r.path);
        r.reason = yg_arena_copy(&part->arena, r.reason);
        r.detail = yg_arena_copy(&part->arena, r.detail);
        yg_vec_push(&part->rejects, r);
    }
    yg_gather_free(other);
}

void yg_gather_free(yg_gather *part) {
    if (part->maker != NULL)
        yg_indicators_maker_free(part->maker);
    part->maker = NULL;
    yg_facts_free(&part->facts);
    yg_vec_free(&part->rejects);
    yg_vec_free(&part->heard);
    yg_vec_free(&part->patterns);
    yg_map_free(&part->pattern_numbers);
    yg_arena_free(&part->arena);
}
