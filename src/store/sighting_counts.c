#include "store/sighting_counts.h"

#include "store/sql.h"

typedef struct {
    yg_sighting_place_visit place;
    yg_sighting_counts_visit counts;
    void *self;
} query;

static bool on_place(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    return q->place(q->self, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                    sqlite3_column_int64(stmt, 2), err);
}

bool yg_store_sighting_places(yg_store *store, yg_sighting_place_visit visit, void *self,
                              yg_error *err) {
    query q = {.place = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT e.eid, min(s.last_us), max(s.last_us) FROM sighting s"
                                " JOIN entity e ON e.id=s.organisation GROUP BY e.eid ORDER BY 1",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, on_place, &q, err);
}

/* A window's row is joined by its entity, of which there are few; the empty array is made to mean
 * the rows without one. */
#define COUNTS(key, group)                                                                         \
    "WITH place(eid, from_us, to_us) AS MATERIALIZED (SELECT value->>0, value->>1, value->>2"      \
    " FROM json_each(iif(?1='', '[]', ?1)))"                                                       \
    " SELECT " key ", count(DISTINCT f.subject), coalesce(sum(s.count), 0),"                       \
    " count(DISTINCT iif(s.machine='', NULL, coalesce(s.organisation, '')||char(10)||s.machine))," \
    " count(DISTINCT s.organisation), count(DISTINCT s.day)"                                       \
    " FROM sighting s JOIN finding f ON f.fid=s.fid LEFT JOIN entity e ON e.id=s.organisation"     \
    " WHERE iif(?1='', e.eid IS NULL, EXISTS(SELECT 1 FROM place p WHERE p.eid=e.eid"              \
    " AND s.last_us>=p.from_us AND s.last_us<p.to_us))"                                            \
    " AND iif(?2='', f.state<>'false-alarm', instr(','||?2||',', ','||f.state||',')>0)"            \
    " AND s.day>=?3 AND s.day<?4" group

static bool on_counts(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    const yg_sighting_counts counts = {
        .indicators = (uint64_t)sqlite3_column_int64(stmt, 1),
        .sightings = (uint64_t)sqlite3_column_int64(stmt, 2),
        .machines = (uint64_t)sqlite3_column_int64(stmt, 3),
        .organisations = (uint64_t)sqlite3_column_int64(stmt, 4),
        .days = (uint64_t)sqlite3_column_int64(stmt, 5),
    };
    return q->counts(q->self, yg_sql_str(stmt, 0), &counts, err);
}

bool yg_store_sighting_counts(yg_store *store, const yg_sighting_ask *ask,
                              yg_sighting_counts_visit visit, void *self, yg_error *err) {
    static const char *const queries[] = {
        [YG_SIGHTING_COUNTS_ALL] = COUNTS("''", ""),
        [YG_SIGHTING_COUNTS_ACTOR] = COUNTS("f.brand", " GROUP BY f.brand"),
        [YG_SIGHTING_COUNTS_ORGANISATION] = COUNTS("s.organisation", " GROUP BY s.organisation"),
        [YG_SIGHTING_COUNTS_DAY] =
            COUNTS("date(s.day*86400, 'unixepoch')", " GROUP BY date(s.day*86400, 'unixepoch')"),
        [YG_SIGHTING_COUNTS_MONTH] =
            COUNTS("substr(date(s.day*86400, 'unixepoch'), 1, 7)",
                   " GROUP BY substr(date(s.day*86400, 'unixepoch'), 1, 7)"),
        [YG_SIGHTING_COUNTS_FINDING] = COUNTS("f.id", " GROUP BY f.id"),
    };
    query q = {.counts = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(store, queries[ask->by], err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ssii", ask->windows, ask->states, ask->from_day, ask->to_day);
    return yg_sql_each(store, stmt, on_counts, &q, err);
}
