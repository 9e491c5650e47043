/* From sightings to findings: folded in memory by indicator, actor and machine, and written in
 * batches in the order of their keys, so that neither how often something occurs nor where a batch
 * ends changes what the store holds. */
#include "watch/sightings.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "store/sightings.h"

/* As of watch/findings.c. */
enum { BATCH = 20000, MOST_HELD = 5 * BATCH, MOST_SEEN = 1000000, DETAIL_BYTES = 512 };
#define BATCH_US (2 * YG_US_PER_S)

/* A finding's detail, and what is known of the indicator. */
typedef struct {
    yg_finding_put put;
    yg_sighted known;
} held_entry;
/* How often, on one day, in one role and file. */
typedef struct {
    size_t entry;
    yg_sighting_row row;
} held_row;

struct yg_sightings {
    yg_store *store;
    int64_t now_us, tried_us;
    int64_t scan_us;      /* when it began: counts of one scan are added up, of several not */
    yg_map entry_numbers; /* value, actor, machine -> index + 1 */
    yg_map row_numbers;   /* the same with day, role, file */
    YG_VEC(held_entry) entries;
    YG_VEC(held_row) rows;
    yg_arena arena;
    size_t write_at;
    yg_map seen; /* findings that were counted */
    yg_buf key, detail;
    yg_buf path, canonical; /* of the last sighting: as it is called, from the root */
    yg_sightings_counts counts;
};

bool yg_sightings_begin(yg_store *store, int64_t now_us, yg_sightings **ret_sightings,
                        yg_error *err) {
    if (now_us <= 0)
        return yg_fail(err, YG_ERR_USAGE, "findings: the time of the scan is missing");
    yg_sightings *s = yg_alloc(1, sizeof *s);
    s->store = store;
    s->now_us = s->tried_us = s->scan_us = now_us;
    s->write_at = BATCH;
    *ret_sightings = s;
    return true;
}

/* The place of a sighting: the machine, else the file. As text: a log may hold anything. */
static yg_str detail_of(yg_sightings *s, const yg_sighting *one) {
    yg_str text = one->machine.n > 0 ? one->machine : one->file;
    yg_buf_clear(&s->detail);
    yg_utf8_add_printable(&s->detail, text, false);
    text = yg_buf_str(&s->detail);
    return yg_str_sub(text, 0, text.n > DETAIL_BYTES ? yg_utf8_floor(text, DETAIL_BYTES) : text.n);
}

/* The path as it is from the root, without links; of a member of an archive that of the archive,
 * and the member behind it. What is no file (standard input) stays as it is. Of the last one, since
 * sightings come file by file. */
static yg_str canonical_of(yg_sightings *s, yg_str path) {
    YG_CLEANUP_BUF yg_buf head = {0};
    char *real = NULL;
    size_t end = path.n;
    if (yg_str_eq(path, yg_buf_str(&s->path)))
        return yg_buf_str(&s->canonical);
    while (end > 0) {
        yg_buf_clear(&head);
        yg_buf_add(&head, yg_str_sub(path, 0, end));
        real = realpath(yg_buf_z(&head), NULL);
        if (real != NULL)
            break;
        do
            end--;
        while (end > 0 && path.p[end] != '!');
    }
    yg_buf_clear(&s->path);
    yg_buf_add(&s->path, path);
    yg_buf_clear(&s->canonical);
    yg_buf_addz(&s->canonical, real != NULL ? real : "");
    yg_buf_add(&s->canonical, yg_str_from(path, real != NULL ? end : 0));
    free(real);
    return yg_buf_str(&s->canonical);
}

static yg_str copy_text(yg_sightings *s, yg_str text) {
    YG_CLEANUP_BUF yg_buf printable = {0};
    yg_utf8_add_printable(&printable, text, false);
    return yg_arena_copy(&s->arena, yg_buf_str(&printable));
}

static yg_str key_of(yg_sightings *s, yg_str subject, yg_str actor, yg_str detail) {
    yg_buf_clear(&s->key);
    yg_buf_addf(&s->key, "%zu:%zu:", subject.n, actor.n);
    yg_buf_add(&s->key, subject);
    yg_buf_add(&s->key, actor);
    yg_buf_add(&s->key, detail);
    return yg_buf_str(&s->key);
}

/* "query of dns": what the detail says of how it was seen. */
static void describe(yg_sightings *s, const yg_sighting *one, yg_finding_put *put) {
    put->how = yg_str_of(yg_log_role_word(one->role));
    put->token = copy_text(s, one->field);
    put->stream = copy_text(s, one->kind);
    put->file = copy_text(s, one->file);
    put->offset_bytes = one->offset_bytes;
    put->explanation = copy_text(s, one->seen);
    put->score = one->known.confidence >= 0 ? one->known.confidence : 0;
}

/* A time before 1970 or far ahead is a slip of the log's writer. */
static bool is_time(const yg_sightings *s, int64_t us) {
    return us > 0 && us <= s->now_us + YG_US_PER_DAY;
}

static int64_t time_of(const yg_sightings *s, int64_t us) {
    return is_time(s, us) ? us : s->now_us;
}

static int by_key(const void *a, const void *b, void *self) {
    const yg_sightings *s = self;
    const yg_finding_put *x = &s->entries.at[*(const size_t *)a].put;
    const yg_finding_put *y = &s->entries.at[*(const size_t *)b].put;
    int order = yg_str_cmp(x->subject, y->subject);
    if (order == 0)
        order = yg_str_cmp(x->brand, y->brand);
    return order != 0 ? order : yg_str_cmp(x->detail, y->detail);
}

/* A finding counts once in a scan, by what it was before. */
static void count(yg_sightings *s, const yg_finding_put *put, yg_finding_was was) {
    bool is_new;
    if (s->seen.n >= MOST_SEEN)
        yg_map_free(&s->seen);
    yg_map_put(&s->seen, key_of(s, put->subject, put->brand, YG_STR("")), &is_new);
    s->counts.returned += was == YG_FINDING_RETURNED;
    if (!is_new)
        return;
    s->counts.fresh += was == YG_FINDING_FRESH;
    s->counts.known += was != YG_FINDING_FRESH;
    s->counts.false_alarms += was == YG_FINDING_FALSE_ALARM;
}

static bool put_entry(yg_sightings *s, const held_entry *e, int64_t *ret_fid, yg_error *err) {
    yg_finding_was was;
    if (!yg_store_finding_put(s->store, &e->put, s->now_us, &was, err) ||
        !yg_store_sighting_of(s->store, e->put.subject, e->put.brand, ret_fid, err) ||
        !yg_store_sighted_put(s->store, *ret_fid, &e->known, err))
        return false;
    count(s, &e->put, was);
    return true;
}

static bool put_held(yg_sightings *s, yg_error *err) {
    size_t *order = yg_alloc(s->entries.n + 1, sizeof *order);
    int64_t *fids = yg_alloc(s->entries.n + 1, sizeof *fids);
    bool done = true;
    for (size_t i = 0; i < s->entries.n; i++)
        order[i] = i;
    qsort_r(order, s->entries.n, sizeof *order, by_key, s);
    for (size_t i = 0; done && i < s->entries.n; i++)
        done = put_entry(s, &s->entries.at[order[i]], &fids[order[i]], err);
    for (size_t i = 0; done && i < s->rows.n; i++) {
        const held_row *r = &s->rows.at[i];
        done = yg_store_sighting_put(s->store, fids[r->entry], &r->row, s->scan_us, err);
    }
    free(order);
    free(fids);
    return done && yg_store_commit(s->store, err);
}

/* Somebody else's transaction is no failure while there is room for what waits. */
static bool write_held(yg_sightings *s, bool must, yg_error *err) {
    yg_error busy = {0};
    if (s->entries.n == 0)
        return true;
    if (!yg_store_begin(s->store, &busy)) {
        s->write_at = s->rows.n + BATCH;
        if (must)
            *err = busy;
        return !must;
    }
    if (!put_held(s, err)) {
        yg_store_rollback(s->store);
        return yg_fail_in(err, "findings");
    }
    s->entries.n = s->rows.n = 0;
    s->write_at = BATCH;
    yg_map_free(&s->entry_numbers);
    yg_map_free(&s->row_numbers);
    yg_arena_reset(&s->arena);
    return true;
}

static size_t hold_entry(yg_sightings *s, const yg_sighting *one, yg_str detail, int64_t first_us,
                         int64_t last_us) {
    bool is_new;
    int64_t said_us = is_time(s, one->last_us) ? one->last_us : 0;
    yg_str key = key_of(s, one->indicator, one->known.actor, detail);
    uint64_t *at = yg_map_put(&s->entry_numbers, key, &is_new);
    if (is_new) {
        held_entry e = {
            .put = {.kind = YG_STR("indicator"),
                    .subject = yg_arena_copy(&s->arena, one->indicator),
                    .subject_type = yg_str_of(yg_sighting_type_word(one)),
                    .brand = yg_arena_copy(&s->arena, one->known.actor),
                    .organisation = yg_arena_copy(&s->arena, one->place.id),
                    .detail = yg_arena_copy(&s->arena, detail),
                    .is_machine = one->machine.n > 0,
                    .first_us = first_us,
                    .last_us = last_us,
                    .said_us = said_us},
            .known = {.actor_id = yg_arena_copy(&s->arena, one->known.actor_id),
                      .actor_country = yg_arena_copy(&s->arena, one->known.actor_country),
                      .actor_source = yg_arena_copy(&s->arena, one->known.actor_source),
                      .actor_said = copy_text(s, one->known.actor_said),
                      .country_source = copy_text(s, one->known.country_source),
                      .source = yg_arena_copy(&s->arena, one->known.source),
                      .context = copy_text(s, one->known.context),
                      .tlp = yg_arena_copy(&s->arena, one->known.tlp),
                      .confidence = one->known.confidence}};
        describe(s, one, &e.put);
        yg_vec_push(&s->entries, e);
        *at = s->entries.n;
        return s->entries.n - 1;
    }
    yg_finding_put *put = &s->entries.at[*at - 1].put;
    if (first_us < put->first_us)
        describe(s, one, put);
    put->first_us = first_us < put->first_us ? first_us : put->first_us;
    put->last_us = last_us > put->last_us ? last_us : put->last_us;
    put->said_us = said_us > put->said_us ? said_us : put->said_us;
    return *at - 1;
}

static void describe_row(yg_sightings *s, const yg_sighting *one, yg_sighting_row *row) {
    row->field = copy_text(s, one->field);
    row->kind = copy_text(s, one->kind);
    row->seen = copy_text(s, one->seen);
    row->offset_bytes = one->offset_bytes;
    row->line = one->line;
}

static void hold(yg_sightings *s, const yg_sighting *one) {
    bool is_new;
    int64_t first_us = time_of(s, one->time_us), last_us = time_of(s, one->last_us),
            day = yg_time_day(first_us);
    yg_str detail = detail_of(s, one), role = yg_str_of(yg_log_role_word(one->role));
    size_t entry = hold_entry(s, one, detail, first_us, last_us);
    yg_buf_clear(&s->key);
    yg_buf_addf(&s->key, "%zu:%lld:%.*s:%llu:", entry, (long long)day, YG_FMT(role),
                (unsigned long long)one->part);
    yg_buf_add(&s->key, one->file);
    uint64_t *at = yg_map_put(&s->row_numbers, yg_buf_str(&s->key), &is_new);
    if (is_new) {
        held_row r = {
            .entry = entry,
            .row = {.day = day,
                    .organisation = s->entries.at[entry].put.organisation,
                    .machine = one->machine.n > 0 ? s->entries.at[entry].put.detail : YG_STR(""),
                    .role = role,
                    .file = copy_text(s, one->file),
                    .content = one->print.n > 0 ? yg_arena_copy(&s->arena, one->print)
                                                : copy_text(s, canonical_of(s, one->file)),
                    .canonical = copy_text(s, canonical_of(s, one->file)),
                    .part = one->part,
                    .count = one->count,
                    .first_us = first_us,
                    .last_us = last_us}};
        describe_row(s, one, &r.row);
        yg_vec_push(&s->rows, r);
        *at = s->rows.n;
        return;
    }
    yg_sighting_row *row = &s->rows.at[*at - 1].row;
    if (first_us < row->first_us)
        describe_row(s, one, row);
    row->count += one->count;
    row->first_us = first_us < row->first_us ? first_us : row->first_us;
    row->last_us = last_us > row->last_us ? last_us : row->last_us;
}

bool yg_sightings_record(yg_sightings *s, const yg_sighting *one, yg_error *err) {
    s->counts.sightings++;
    hold(s, one);
    return s->rows.n < s->write_at || write_held(s, s->rows.n >= MOST_HELD, err);
}

bool yg_sightings_tick(yg_sightings *s, int64_t now_us, yg_error *err) {
    if (now_us >= s->tried_us && now_us < s->tried_us + BATCH_US)
        return true;
    s->tried_us = now_us;
    bool done = write_held(s, false, err);
    s->now_us = now_us;
    return done;
}

bool yg_sightings_commit(yg_sightings *s, yg_sightings_counts *ret_counts, yg_error *err) {
    if (!write_held(s, true, err))
        return false;
    *ret_counts = s->counts;
    return true;
}

void yg_sightings_free(yg_sightings *s) {
    if (s == NULL)
        return;
    yg_map_free(&s->entry_numbers);
    yg_map_free(&s->row_numbers);
    yg_map_free(&s->seen);
    yg_vec_free(&s->entries);
    yg_vec_free(&s->rows);
    yg_arena_free(&s->arena);
    yg_buf_free(&s->key);
    yg_buf_free(&s->detail);
    yg_buf_free(&s->path);
    yg_buf_free(&s->canonical);
    free(s);
}
