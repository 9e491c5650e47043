/* The counts of sightings of indicators, got again from the store: summed by the database, where
 * the report counts row by row. What one statement gives for many keys is asked once. */
#include "know/owner.h"
#include "store/sighting_counts.h"
#include "tell/verify_part.h"

/* Different queries of one file, and statements that they need [QUADRATIC]: a report has some two
 * hundred, and fifteen. */
enum { MOST_SETS = 4000, MOST_STATEMENTS = 40 };

bool verify_sightings_add(verify_facts *facts, yg_str text, size_t *ret_place, yg_error *err) {
    verify_sightings_set set = {0};
    if (!yg_sightings_query_parse(&facts->v->arena, text, &set.query, err))
        return false;
    uint64_t *place = yg_map_put(&facts->texts, text, NULL); /* no set of incidents begins so */
    if (*place == 0) {
        if (facts->sightings.n >= MOST_SETS)
            return yg_fail(err, YG_ERR_LIMIT, "more than %d queries of sightings", MOST_SETS);
        yg_vec_push(&facts->sightings, set);
        *place = facts->sightings.n;
    }
    *ret_place = (size_t)*place;
    return true;
}

/* --- Where: when each organisation belonged to the one that is asked for --- */

typedef struct {
    const yg_owner_scope *scope;
    YG_VEC(int64_t) changes; /* moments at which anybody changed hands; ascending, each once */
    yg_buf json;
} windowing;

static int by_moment(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void find_changes(windowing *w) {
    size_t kept = 0;
    for (size_t i = 0; i < w->scope->registry.edges.n; i++) {
        yg_vec_push(&w->changes, w->scope->registry.edges.at[i].from_us);
        yg_vec_push(&w->changes, w->scope->registry.edges.at[i].to_us);
    }
    if (w->changes.n > 1)
        qsort(w->changes.at, w->changes.n, sizeof *w->changes.at, by_moment);
    for (size_t i = 0; i < w->changes.n; i++) {
        if (kept == 0 || w->changes.at[kept - 1] != w->changes.at[i])
            w->changes.at[kept++] = w->changes.at[i];
    }
    w->changes.n = kept;
}

static void put_window(windowing *w, int64_t eid, int64_t from_us, int64_t to_us) {
    if (from_us < to_us)
        yg_buf_addf(&w->json, "%s[%lld,%lld,%lld]", w->json.n > 1 ? "," : "", (long long)eid,
                    (long long)from_us, (long long)to_us);
}

/* Between two changes nothing changes: one moment of each stretch says it. */
static bool on_place(void *self, int64_t eid, int64_t first_us, int64_t last_us, yg_error *err) {
    windowing *w = self;
    int64_t start_us = first_us, at_us = first_us;
    bool had = yg_owner_scope_has(w->scope, eid, first_us);
    (void)err;
    for (size_t i = 0; i < w->changes.n; i++) {
        at_us = w->changes.at[i];
        if (at_us <= first_us || at_us > last_us)
            continue;
        bool has = yg_owner_scope_has(w->scope, eid, at_us);
        if (had && !has)
            put_window(w, eid, start_us, at_us);
        if (!had && has)
            start_us = at_us;
        had = has;
    }
    if (had)
        put_window(w, eid, start_us, last_us + 1);
    return true;
}

static bool windows_of(verify_facts *facts, yg_str organisation, yg_str *ret_windows,
                       yg_error *err) {
    yg_owner_scope scope = {0};
    windowing w = {.scope = &scope};
    int64_t eid = 0;
    *ret_windows = (yg_str){"", 0};
    if (yg_str_eqz(organisation, "-"))
        return true;
    bool done = yg_store_entity_of(facts->store, organisation, &eid, err);
    yg_buf_addc(&w.json, '[');
    if (done && eid != 0) {
        done = yg_owner_scope_of(facts->store, eid, &scope, err);
        if (done)
            find_changes(&w);
        done = done && yg_store_sighting_places(facts->store, on_place, &w, err);
    }
    yg_buf_addc(&w.json, ']');
    if (done)
        *ret_windows = yg_arena_copy(&facts->v->arena, yg_buf_str(&w.json));
    yg_owner_scope_free(&scope);
    yg_vec_free(&w.changes);
    yg_buf_free(&w.json);
    return done;
}

/* --- Counting --- */

/* Queries that one statement answers. */
typedef struct {
    verify_facts *facts;
    const yg_sightings_query *like;
    yg_map places; /* key -> first set: index + 1; sets of one key hang together by `next` */
} statement;

static bool is_like(const yg_sightings_query *a, const yg_sightings_query *b) {
    return a->by == b->by && yg_str_eq(a->organisation, b->organisation) &&
           yg_str_eq(a->state, b->state) && yg_str_eq(a->period_text, b->period_text);
}

static bool on_counts(void *self, yg_str key, const yg_sighting_counts *c, yg_error *err) {
    statement *s = self;
    const uint64_t counts[YG_SIGHTINGS_COUNTS] = {c->indicators, c->sightings, c->machines,
                                                  c->organisations, c->days};
    const uint64_t *place = yg_map_get(&s->places, key);
    (void)err;
    for (size_t i = place != NULL ? (size_t)*place : 0; i > 0;
         i = s->facts->sightings.at[i - 1].next)
        s->facts->sightings.at[i - 1].count = counts[s->facts->sightings.at[i - 1].query.count];
    return true;
}

static bool run(statement *s, size_t first, yg_error *err) {
    yg_sighting_ask ask = {.by = s->like->by, .states = s->like->state};
    yg_sightings_query_days(s->like, &ask.from_day, &ask.to_day);
    for (size_t i = first; i < s->facts->sightings.n; i++) {
        verify_sightings_set *set = &s->facts->sightings.at[i];
        if (!is_like(&set->query, s->like))
            continue;
        uint64_t *place = yg_map_put(&s->places, set->query.key, NULL);
        set->is_counted = true;
        set->next = (size_t)*place;
        *place = i + 1;
    }
    return windows_of(s->facts, s->like->organisation, &ask.windows, err) &&
           yg_store_sighting_counts(s->facts->store, &ask, on_counts, s, err);
}

bool verify_sightings_count(verify_facts *facts, yg_error *err) {
    bool done = true;
    size_t statements = 0;
    for (size_t i = 0; done && i < facts->sightings.n; i++) {
        if (facts->sightings.at[i].is_counted)
            continue;
        if (++statements > MOST_STATEMENTS)
            return yg_fail(err, YG_ERR_LIMIT, "queries of sightings: more than %d different ones",
                           MOST_STATEMENTS);
        statement s = {.facts = facts, .like = &facts->sightings.at[i].query};
        done = run(&s, i, err);
        yg_map_free(&s.places);
    }
    return done;
}
