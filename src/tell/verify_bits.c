/* All sets of one source against one row. Of a million rows few differ in a single part of what is
 * asked (the date, the place, the sector ...), so each value that occurs in a part is held against
 * all sets once and remembered as bits; a row is then an AND of a few words. */
#include "tell/verify_part.h"

/* What is remembered of one part, at most. Hostile rows may all differ. */
enum { MOST_VALUES = 1 << 16, MOST_WORDS = 1 << 21 };

void verify_bits_make(verify_facts *facts, size_t first, verify_bits *b) {
    b->source = facts->sets.at[first - 1].set.source;
    for (size_t at = first; at != 0; at = facts->sets.at[at - 1].next) {
        verify_set *set = &facts->sets.at[at - 1];
        yg_vec_push(&b->sets, set);
        for (int part = 0; part < YG_QUERY_PARTS; part++)
            b->parts[part].asked |= yg_query_asks(&set->set, (yg_query_part)part);
    }
    b->words = (b->sets.n + 63) / 64;
    b->now = yg_alloc(b->words, sizeof *b->now);
}

static void forget(verify_memo *m) {
    yg_map_free(&m->places);
    m->bits.n = 0;
}

void verify_bits_free(verify_bits *b) {
    for (int part = 0; part < YG_QUERY_PARTS; part++) {
        forget(&b->parts[part]);
        yg_vec_free(&b->parts[part].bits);
        yg_buf_free(&b->parts[part].last);
    }
    yg_vec_free(&b->sets);
    yg_buf_free(&b->key);
    free(b->now);
}

/* With its length, so that no text can pass for two. */
static void add_text(yg_buf *key, yg_str text) {
    yg_buf_add(key, (yg_str){(const char *)&text.n, sizeof text.n});
    yg_buf_add(key, text);
}

static void add_number(yg_buf *key, int64_t number) {
    yg_buf_add(key, (yg_str){(const char *)&number, sizeof number});
}

/* All that yg_query_match_part looks at, where that is more than one text. */
static void add_key(yg_buf *key, yg_query_part part, const yg_query_facts *f) {
    const yg_incident_row *row = f->row;
    switch (part) {
    case YG_QUERY_PERIOD:
        add_number(key, row->from_us);
        add_number(key, row->to_us);
        break;
    case YG_QUERY_PLACE:
        add_text(key, row->sites);
        add_text(key, row->parent_country);
        yg_buf_addc(key, row->site_labels.n > 0);
        break;
    case YG_QUERY_SECTOR:
        add_text(key, row->sector);
        yg_buf_add(key, row->sector_label);
        break;
    case YG_QUERY_SAID:
        add_text(key, f->entered);
        add_text(key, f->entry);
        add_text(key, f->reached);
        yg_buf_add(key, row->listing);
        break;
    case YG_QUERY_ORGANISATION:
        add_text(key, f->organisations);
        add_text(key, row->victim);
        add_text(key, row->victim_ja);
        add_text(key, row->parent);
        add_text(key, row->parent_ja);
        break;
    case YG_QUERY_TYPE:
    case YG_QUERY_ACTOR:
    case YG_QUERY_PARTS:
        break;
    }
}

static yg_str key_of(verify_bits *b, yg_query_part part, const yg_query_facts *f) {
    if (part == YG_QUERY_TYPE || part == YG_QUERY_ACTOR) /* one text is its own key */
        return part == YG_QUERY_TYPE ? f->row->types : f->row->actors;
    yg_buf_clear(&b->key);
    add_key(&b->key, part, f);
    return yg_buf_str(&b->key);
}

/* The bits of a value that was not met yet. */
static void ask(verify_bits *b, yg_query_part part, const yg_query_facts *row) {
    verify_memo *m = &b->parts[part];
    yg_query_facts facts = *row;
    yg_query_facts_of(&facts);
    for (size_t word = 0; word < b->words; word++) {
        uint64_t bits = 0;
        for (size_t i = word * 64; i < b->sets.n && i < word * 64 + 64; i++)
            bits |= (uint64_t)yg_query_match_part(&b->sets.at[i]->set, part, &facts) << (i % 64);
        yg_vec_push(&m->bits, bits);
    }
}

static const uint64_t *bits_of(verify_bits *b, yg_query_part part, const yg_query_facts *row) {
    verify_memo *m = &b->parts[part];
    bool is_new = false;
    yg_str key = key_of(b, part, row);
    if (m->bits.n > 0 && yg_str_eq(key, yg_buf_str(&m->last)))
        return &m->bits.at[m->last_at];
    if (m->places.n >= MOST_VALUES || m->bits.n > MOST_WORDS)
        forget(m);
    uint64_t *place = yg_map_put(&m->places, key, &is_new);
    if (is_new) {
        ask(b, part, row);
        *place = m->bits.n / b->words;
    }
    yg_buf_clear(&m->last);
    yg_buf_add(&m->last, key);
    m->last_at = ((size_t)*place - 1) * b->words;
    return &m->bits.at[m->last_at];
}

void verify_bits_count(verify_bits *b, const yg_query_facts *row) {
    for (size_t word = 0; word < b->words; word++)
        b->now[word] = UINT64_MAX;
    if (b->sets.n % 64 != 0)
        b->now[b->words - 1] = (UINT64_C(1) << (b->sets.n % 64)) - 1;
    for (int part = 0; part < YG_QUERY_PARTS; part++) {
        if (!b->parts[part].asked)
            continue;
        const uint64_t *bits = bits_of(b, (yg_query_part)part, row);
        for (size_t word = 0; word < b->words; word++)
            b->now[word] &= bits[word];
    }
    for (size_t word = 0; word < b->words; word++)
        for (uint64_t rest = b->now[word]; rest != 0; rest &= rest - 1)
            b->sets.at[word * 64 + (size_t)__builtin_ctzll(rest)]->count++;
}
