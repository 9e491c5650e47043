/* STIX patterns over time, whichever file is read first: records that meet their brackets wait for
 * the end of the scan and are put together in the order of their times, those of one time by file
 * and offset. So the first match to be complete is the earliest one, and the record that it is told
 * at is the latest of it.
 *
 * [MEMORY-CAP] Of too many that wait the older half is put together at once. */
#include <stdlib.h>

#include "watch/log_scan_part.h"

enum { ROWS_MOST = 500000, BRACKETS_MOST = 4000000, MATCHES_MOST = 200000, TEXT_MOST = 64 << 20 };

/* --- Texts and places, each once --- */

static uint32_t text_number(scan_hold *h, yg_str text) {
    bool is_new;
    uint64_t *number = yg_map_put(&h->text_numbers, text, &is_new);
    if (is_new) {
        *number = h->texts.n;
        yg_vec_push(&h->texts, yg_arena_copy(&h->arena, text));
    }
    return (uint32_t)*number;
}

/* Texts of places are the group's: the same place has the same views. */
static uint32_t place_number(scan_hold *h, const yg_place *place) {
    bool is_new;
    yg_str key = {(const char *)place, sizeof *place};
    uint64_t *number = yg_map_put(&h->place_numbers, key, &is_new);
    if (is_new) {
        *number = h->places.n;
        yg_vec_push(&h->places, *place);
    }
    return (uint32_t)*number;
}

/* --- Putting together --- */

static int by_number(uint64_t a, uint64_t b) {
    return a < b ? -1 : a > b;
}

/* Those without a time first: what they are part of is told at a record that has one. */
static int by_time(const void *a, const void *b) {
    const scan_held *x = a, *y = b;
    if (x->time_us != y->time_us)
        return x->time_us < y->time_us ? -1 : 1;
    int order = yg_str_cmp(x->file, y->file);
    if (order == 0)
        order = by_number(x->offset_bytes, y->offset_bytes);
    return order != 0 ? order : by_number(x->first, y->first);
}

static int by_place(const void *a, const void *b) {
    const yg_sighting *x = a, *y = b;
    int order = yg_str_cmp(x->file, y->file);
    if (order == 0)
        order = by_number(x->offset_bytes, y->offset_bytes);
    return order != 0 ? order : by_number(x->number, y->number);
}

static bool put(scan_teller *t, const scan_held *row, yg_error *err) {
    scan_hold *h = &t->hold;
    yg_sighting s = {.time_us = row->time_us,
                     .last_us = row->time_us,
                     .file = row->file,
                     .offset_bytes = row->offset_bytes,
                     .line = row->line,
                     .print = h->texts.at[row->print],
                     .part = row->part,
                     .is_pattern = true,
                     .kind = h->texts.at[row->kind],
                     .machine = h->texts.at[row->machine],
                     .place = h->places.at[row->place],
                     .count = 1};
    return yg_log_put_met(t, &s, h->brackets.at + row->first, row->n, h, err);
}

/* The oldest n. */
static bool put_oldest(scan_teller *t, size_t n, yg_error *err) {
    scan_hold *h = &t->hold;
    YG_VEC(uint32_t) rest = {0};
    bool done = true;
    if (h->rows.n > 0)
        qsort(h->rows.at, h->rows.n, sizeof *h->rows.at, by_time);
    for (size_t i = 0; done && i < n; i++)
        done = put(t, &h->rows.at[i], err);
    for (size_t i = n; i < h->rows.n; i++) {
        scan_held *row = &h->rows.at[i];
        uint32_t first = (uint32_t)rest.n;
        for (uint32_t k = 0; k < row->n; k++)
            yg_vec_push(&rest, h->brackets.at[row->first + k]);
        row->first = first;
        h->rows.at[i - n] = *row;
    }
    h->rows.n -= n;
    h->brackets.n = 0;
    for (size_t i = 0; i < rest.n; i++)
        yg_vec_push(&h->brackets, rest.at[i]);
    yg_vec_free(&rest);
    return done;
}

/* By file and offset, folded within each file. */
static bool tell_matches(scan_teller *t, yg_error *err) {
    scan_hold *h = &t->hold;
    bool done = yg_log_tell_folded(t, err);
    if (h->matches.n > 0)
        qsort(h->matches.at, h->matches.n, sizeof *h->matches.at, by_place);
    for (size_t i = 0; done && i < h->matches.n; i++) {
        const yg_sighting *s = &h->matches.at[i];
        if (i > 0 && !yg_str_eq(s->file, s[-1].file))
            done = yg_log_tell_folded(t, err);
        done = done && yg_log_tell_placed(t, s, err);
    }
    h->matches.n = 0;
    return done && yg_log_tell_folded(t, err);
}

bool yg_log_tell_held(scan_teller *t, yg_error *err) {
    bool done = put_oldest(t, t->hold.rows.n, err) && tell_matches(t, err);
    yg_log_hold_free(&t->hold);
    return done;
}

static bool make_room(scan_teller *t, yg_error *err) {
    scan_hold *h = &t->hold;
    if (h->arena.used_bytes >= TEXT_MOST)
        return yg_log_tell_held(t, err);
    if ((h->rows.n >= ROWS_MOST || h->brackets.n >= BRACKETS_MOST) &&
        !put_oldest(t, h->rows.n / 2, err))
        return false;
    return h->matches.n < MATCHES_MOST || tell_matches(t, err);
}

bool yg_log_hold(scan_teller *t, const yg_sighting *s, const uint32_t *brackets, size_t n,
                 yg_error *err) {
    scan_hold *h = &t->hold;
    if (!make_room(t, err))
        return false;
    uint32_t file = text_number(h, s->file);
    scan_held row = {.time_us = s->time_us,
                     .file = h->texts.at[file],
                     .offset_bytes = s->offset_bytes,
                     .line = s->line,
                     .part = s->part,
                     .print = text_number(h, s->print),
                     .kind = text_number(h, s->kind),
                     .machine = text_number(h, s->machine),
                     .place = place_number(h, &s->place),
                     .first = (uint32_t)h->brackets.n,
                     .n = (uint32_t)n};
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&h->brackets, brackets[i]);
    yg_vec_push(&h->rows, row);
    return true;
}

void yg_log_hold_free(scan_hold *h) {
    yg_vec_free(&h->rows);
    yg_vec_free(&h->brackets);
    yg_vec_free(&h->texts);
    yg_vec_free(&h->places);
    yg_vec_free(&h->matches);
    yg_map_free(&h->text_numbers);
    yg_map_free(&h->place_numbers);
    yg_arena_free(&h->arena);
    *h = (scan_hold){0};
}
