/* From sightings to findings. Sightings of one host are folded in memory, and written in
 * batches, in the order of their names. A sighting that is written again changes nothing, so
 * neither how often a host occurs nor where a batch ends changes what the store holds. */
#include "watch/findings.h"

#include <math.h>

#include "base/map.h"
#include "base/time.h"
#include "base/vec.h"
#include "match/name_ordinary.h"
#include "text/host.h"
#include "watch/findings_block.h"

/* BATCH: hosts that are written at once; the store is locked for some tenths of a second.
 * MOST_HELD: hosts that wait for another process to end its transaction [MEMORY]: some 50 MB with
 * their texts. MOST_SEEN: findings that are told apart in the counts: some 150 MB. */
enum { BATCH = 20000, MOST_HELD = 5 * BATCH, MOST_SEEN = 1000000 };
#define BATCH_US (2 * YG_US_PER_S)

typedef struct {
    yg_finding_put put; /* strings in the arena */
} held;

struct yg_findings {
    yg_store *store;
    int64_t now_us;
    int64_t tried_us; /* when a batch was last due */
    yg_map hosts;     /* brand and host -> index of entries + 1 */
    YG_VEC(held) entries;
    yg_arena arena;
    size_t described, write_at; /* texts put into the arena; write when there are so many */
    yg_map seen;                /* brand and registrable name: counted */
    yg_buf key;
    yg_findings_counts counts;
    bool all; /* also hits of nobody's brand */
};

bool yg_findings_begin(yg_store *store, int64_t now_us, yg_findings **ret_findings, yg_error *err) {
    if (now_us <= 0)
        return yg_fail(err, YG_ERR_USAGE, "findings: the time of the scan is missing");
    yg_findings *findings = yg_alloc(1, sizeof *findings);
    findings->store = store;
    findings->now_us = now_us;
    findings->tried_us = now_us;
    findings->write_at = BATCH;
    *ret_findings = findings;
    return true;
}

/* A host that is none may not reach a zone, a rule or a list by way of the store [LINE-INJECTION].
 */
static bool is_sound(const yg_name_sighting *s) {
    yg_str host = s->host, name = s->registrable;
    return yg_block_is_host(host) && yg_block_is_host(name) && yg_str_ends(host, name) &&
           (host.n == name.n || host.p[host.n - name.n - 1] == '.') && s->start <= s->end &&
           s->end <= host.n && isfinite(s->score) && s->kind.n > 0;
}

static yg_str make_key(yg_findings *f, yg_str name, yg_str brand) {
    yg_buf_clear(&f->key);
    yg_buf_add(&f->key, name); /* holds no line break */
    yg_buf_addc(&f->key, '\n');
    yg_buf_add(&f->key, brand);
    return yg_buf_str(&f->key);
}

/* Does the sighting describe its host better than what is held? Of equals the one that stands first
 * in its file, whichever thread came first. */
static bool is_better(const yg_name_sighting *s, const yg_finding_put *put) {
    if (s->score != put->score)
        return s->score > put->score;
    int order = yg_str_cmp(s->file, put->file);
    return order != 0 ? order < 0 : s->offset_bytes < put->offset_bytes;
}

static void describe(yg_findings *f, const yg_name_sighting *s, yg_finding_put *put) {
    yg_arena *a = &f->arena;
    f->described++;
    put->how = yg_arena_copy(a, s->kind);
    put->token = yg_arena_copy(a, s->token);
    put->signs = yg_arena_copy(a, s->signs);
    put->explanation = yg_arena_copy(a, s->explanation);
    put->explanation_ja = yg_arena_copy(a, s->explanation_ja);
    put->start = s->start;
    put->end = s->end;
    put->distance = s->distance;
    put->score = s->score;
    put->shared_hosting = s->shared_hosting;
    put->stream = yg_arena_copy(a, s->stream);
    put->file = yg_arena_copy(a, s->file);
    put->offset_bytes = s->offset_bytes;
}

static int by_name(const void *a, const void *b) {
    const yg_finding_put *x = &((const held *)a)->put, *y = &((const held *)b)->put;
    int order = yg_str_cmp(x->subject, y->subject);
    if (order == 0)
        order = yg_str_cmp(x->brand, y->brand);
    return order != 0 ? order : yg_str_cmp(x->detail, y->detail);
}

/* A finding counts once in a scan, by what it was before the scan; among so many that they
 * cannot be remembered, those that come again count again as known. */
static void count(yg_findings *f, const yg_finding_put *put, yg_finding_was was) {
    bool is_new;
    if (f->seen.n >= MOST_SEEN)
        yg_map_free(&f->seen);
    yg_map_put(&f->seen, make_key(f, put->subject, put->brand), &is_new);
    if (!is_new) {
        /* A later host of the same finding brought it back. */
        f->counts.returned += was == YG_FINDING_RETURNED;
        return;
    }
    f->counts.fresh += was == YG_FINDING_FRESH;
    f->counts.known += was != YG_FINDING_FRESH;
    f->counts.false_alarms += was == YG_FINDING_FALSE_ALARM;
    f->counts.returned += was == YG_FINDING_RETURNED;
}

static bool put_held(yg_findings *f, yg_error *err) {
    qsort(f->entries.at, f->entries.n, sizeof *f->entries.at, by_name);
    for (size_t i = 0; i < f->entries.n; i++) {
        yg_finding_was was;
        const yg_finding_put *put = &f->entries.at[i].put;
        if (!yg_store_finding_put(f->store, put, f->now_us, &was, err))
            return false;
        count(f, put, was);
    }
    return yg_store_commit(f->store, err);
}

/* One batch, one transaction. Somebody else's transaction is no failure while there is room
 * for what waits: it is tried again with the next batch. */
static bool write_held(yg_findings *f, bool must, yg_error *err) {
    yg_error busy = {0};
    if (f->entries.n == 0)
        return true;
    if (!yg_store_begin(f->store, &busy)) {
        f->write_at = f->described + BATCH;
        if (must)
            *err = busy;
        return !must;
    }
    if (!put_held(f, err)) {
        yg_store_rollback(f->store);
        return yg_fail_in(err, "findings");
    }
    f->entries.n = 0;
    f->described = 0;
    f->write_at = BATCH;
    yg_map_free(&f->hosts);
    yg_arena_reset(&f->arena);
    return true;
}

static void hold(yg_findings *f, const yg_name_sighting *s, int64_t seen_us) {
    bool is_new;
    uint64_t *at = yg_map_put(&f->hosts, make_key(f, s->host, s->brand), &is_new);
    if (is_new) {
        held *entry = yg_vec_add(&f->entries);
        *entry = (held){.put = {.kind = YG_STR("name"),
                                .subject = yg_arena_copy(&f->arena, s->registrable),
                                .subject_type = YG_STR("domain-name"),
                                .brand = yg_arena_copy(&f->arena, s->brand),
                                .organisation = yg_arena_copy(&f->arena, s->organisation),
                                .detail = yg_arena_copy(&f->arena, s->host),
                                .first_us = seen_us,
                                .last_us = seen_us}};
        describe(f, s, &entry->put);
        *at = f->entries.n;
        return;
    }
    yg_finding_put *put = &f->entries.at[*at - 1].put;
    if (is_better(s, put))
        describe(f, s, put);
    put->first_us = seen_us < put->first_us ? seen_us : put->first_us;
    put->last_us = seen_us > put->last_us ? seen_us : put->last_us;
}

void yg_findings_want_all(yg_findings *findings) {
    findings->all = true;
}

bool yg_findings_pass_over(yg_findings *findings) {
    findings->counts.nobodys += !findings->all;
    return !findings->all;
}

bool yg_findings_record(yg_findings *f, const yg_name_sighting *s, yg_error *err) {
    /* A record's time before 1970 or far ahead is a slip of its writer; it shall not move what a
     * person reads as first and last seen. */
    bool timed = s->seen_us > 0 && s->seen_us <= f->now_us + YG_US_PER_DAY;
    if (!is_sound(s)) {
        f->counts.rejected++;
        return true;
    }
    f->counts.sightings++;
    hold(f, s, timed ? s->seen_us : f->now_us);
    return f->described < f->write_at || write_held(f, f->described >= MOST_HELD, err);
}

bool yg_findings_tick(yg_findings *f, int64_t now_us, yg_error *err) {
    if (now_us >= f->tried_us && now_us < f->tried_us + BATCH_US)
        return true;
    f->tried_us = now_us;
    bool done = write_held(f, false, err);
    f->now_us = now_us;
    return done;
}

bool yg_findings_commit(yg_findings *f, yg_findings_counts *ret_counts, yg_error *err) {
    if (!write_held(f, true, err))
        return false;
    *ret_counts = f->counts;
    return true;
}

void yg_findings_free(yg_findings *f) {
    if (f == NULL)
        return;
    yg_map_free(&f->hosts);
    yg_map_free(&f->seen);
    yg_vec_free(&f->entries);
    yg_arena_free(&f->arena);
    yg_buf_free(&f->key);
    free(f);
}

/* --- What scans leave out --- */

typedef struct {
    yg_store *store;
    yg_arena arena;
    YG_VEC(yg_allowed_name) names;
    const yg_finding_row *row; /* at hand */
} allowing;

bool yg_findings_allows_whole(const yg_finding_row *row) {
    /* Under a shared suffix the registrable name is its tenant's. */
    bool reaches = yg_str_eqz(row->stream, "registrations") ||
                   (row->host.n >= row->subject.n && row->end > row->host.n - row->subject.n);
    return reaches && (row->shared_hosting || !yg_name_is_ordinary(row->subject)) &&
           !yg_block_is_infrastructure(row->subject) && !yg_host_is_shared(row->subject);
}

static void add_allowed(allowing *a, yg_str name, const char *reason, yg_str note) {
    yg_vec_push(&a->names, ((yg_allowed_name){yg_arena_copy(&a->arena, name), yg_str_of(reason),
                                              yg_arena_copy(&a->arena, note)}));
}

static bool on_allowed_host(void *self, const yg_finding_detail_row *row, yg_error *err) {
    allowing *a = self;
    (void)err;
    add_allowed(a, row->value, "false-alarm", a->row->note);
    return true;
}

static bool on_false_alarm(void *self, const yg_finding_row *row, yg_error *err) {
    allowing *a = self;
    a->row = row;
    if (!yg_findings_allows_whole(row))
        return yg_store_finding_details(a->store, row->fid, on_allowed_host, a, err);
    add_allowed(a, row->subject, "false-alarm", row->note);
    return true;
}

static bool on_own(void *self, yg_str name, yg_error *err) {
    (void)err;
    add_allowed(self, name, "own", YG_STR(""));
    return true;
}

/* Of one name and reason the longest note stands first, since one of several may be empty. */
static int by_allowed(const void *a, const void *b) {
    const yg_allowed_name *x = a, *y = b;
    int order = yg_str_cmp(x->name, y->name);
    if (order == 0)
        order = yg_str_cmp(x->reason, y->reason);
    return order != 0 ? order : yg_str_cmp(y->note, x->note);
}

bool yg_findings_allowed(yg_store *store, yg_allowed_visit visit, void *self, yg_error *err) {
    allowing a = {.store = store};
    const yg_finding_filter filter = {.kind = YG_STR("name"),
                                      .states = YG_STR("false-alarm"),
                                      .since_us = INT64_MIN,
                                      .order = YG_FINDINGS_BY_NAME};
    bool done = yg_store_findings(store, &filter, on_false_alarm, &a, err) &&
                yg_store_findings_own(store, YG_STR("domain"), on_own, &a, err);
    if (done && a.names.n > 1)
        qsort(a.names.at, a.names.n, sizeof *a.names.at, by_allowed);
    for (size_t i = 0; i < a.names.n && done; i++) {
        const yg_allowed_name *one = &a.names.at[i], *last = i > 0 ? one - 1 : NULL;
        if (last == NULL || !yg_str_eq(one->name, last->name) ||
            !yg_str_eq(one->reason, last->reason))
            done = visit(self, one, err);
    }
    yg_vec_free(&a.names);
    yg_arena_free(&a.arena);
    return done;
}
