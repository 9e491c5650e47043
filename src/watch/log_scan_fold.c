/* Repeats: the same indicator in the same field of the same machine counts up, within one file.
 * [HIT-FLOOD] When there are too many of them, what is there is told, and counting begins anew. */
#include "watch/log_scan_part.h"

static yg_str key_of(scan_fold *f, const yg_sighting *s) {
    yg_buf_clear(&f->key);
    yg_buf_add(&f->key, (yg_str){(const char *)&s->number, sizeof s->number});
    yg_buf_addc(&f->key, (char)s->role);
    yg_buf_addf(&f->key, "%zu:", s->field.n);
    yg_buf_add(&f->key, s->field);
    yg_buf_add(&f->key, s->machine);
    return yg_buf_str(&f->key);
}

static void count(yg_sighting *row, const yg_sighting *s) {
    row->count += s->count;
    if (s->time_us == YG_TIME_NONE)
        return;
    if (row->time_us == YG_TIME_NONE || s->time_us < row->time_us)
        row->time_us = s->time_us;
    if (row->last_us == YG_TIME_NONE || s->last_us > row->last_us)
        row->last_us = s->last_us;
}

bool yg_log_fold_add(scan_fold *f, const yg_sighting *s) {
    bool is_new;
    yg_str key = key_of(f, s);
    uint64_t *at = yg_map_get(&f->rows, key);
    if (at != NULL) {
        count(&f->list.at[*at - 1], s);
        return true;
    }
    if (f->list.n >= FOLD_MOST || f->arena.used_bytes >= FOLD_BYTES)
        return false;
    at = yg_map_put(&f->rows, key, &is_new);
    yg_sighting row = *s;
    yg_str *const texts[] = {&row.indicator, &row.seen, &row.field, &row.kind, &row.machine};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = yg_arena_copy(&f->arena, *texts[i]);
    yg_vec_push(&f->list, row);
    *at = f->list.n;
    return true;
}

void yg_log_fold_clear(scan_fold *f) {
    if (f->list.n == 0)
        return;
    yg_map_free(&f->rows);
    f->rows = (yg_map){0};
    f->list.n = 0;
    yg_arena_reset(&f->arena);
}

void yg_log_fold_free(scan_fold *f) {
    yg_map_free(&f->rows);
    yg_vec_free(&f->list);
    yg_arena_free(&f->arena);
    yg_buf_free(&f->key);
}
