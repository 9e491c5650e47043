/* Sightings of indicators. Writing the same twice changes nothing. */
#include "store/sightings.h"

#include "base/time.h"
#include "store/sql.h"

bool yg_store_sighting_of(yg_store *store, yg_str subject, yg_str actor, int64_t *ret_fid,
                          yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT fid FROM finding WHERE kind='indicator' AND subject=?1 AND brand=?2", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ss", subject, actor);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_fid = status == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

bool yg_store_sighted_put(yg_store *store, int64_t fid, const yg_sighted *s, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO sighted(fid, actor_id, actor_country, actor_source, source, context,"
               " tlp, confidence, actor_said, country_source) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,"
               " ?10) ON CONFLICT(fid) DO UPDATE SET actor_id=?2, actor_country=?3,"
               " actor_source=?4, source=?5, context=?6, tlp=?7, confidence=?8, actor_said=?9,"
               " country_source=?10",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ittttttitt", fid, s->actor_id, s->actor_country, s->actor_source, s->source,
                s->context, s->tlp, (int64_t)s->confidence, s->actor_said, s->country_source);
    return yg_sql_run(store, stmt, err);
}

/* --- Rows --- */

static yg_str content_of(const yg_sighting_row *r) {
    return r->content.n > 0 ? r->content : r->file;
}

/* A scan that brings in one batch what is there already leaves the row as it is. */
static bool update_row(yg_store *store, int64_t fid, const yg_sighting_row *r, int64_t scan_us,
                       bool *ret_found, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE sighting SET"
               " field=iif(?7<first_us, ?9, field), kind=iif(?7<first_us, ?10, kind), "
               "seen=iif(?7<first_us, ?11, seen),"
               " offset=iif(?7<first_us, ?12, offset), line=iif(?7<first_us, ?13, line),"
               " organisation=coalesce(?14, organisation), path=?16,"
               " count=max(count, iif(scan_us=?15, scan_count+?6, ?6)),"
               " scan_count=iif(scan_us=?15, scan_count+?6, iif(count=?6, scan_count, ?6)),"
               " scan_us=iif(scan_us<>?15 AND count=?6, scan_us, ?15),"
               " first_us=min(first_us, ?7), last_us=max(last_us, ?8)"
               " WHERE fid=?1 AND day=?2 AND machine=?3 AND role=?4 AND file=?5",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iisssiiitttiitis", fid, r->day, r->machine, r->role, content_of(r),
                (int64_t)r->count, r->first_us, r->last_us, r->field, r->kind, r->seen,
                (int64_t)r->offset_bytes, (int64_t)r->line, r->organisation, scan_us, r->file);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_found = sqlite3_changes(store->db) > 0;
    return true;
}

/* The row that was written under the path, because the file was too short then for more, or by an
 * earlier version, goes on under the content. */
static bool adopt_row(yg_store *store, int64_t fid, const yg_sighting_row *r, bool *ret_found,
                      yg_error *err) {
    *ret_found = false;
    if (r->content.n == 0)
        return true;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE OR IGNORE sighting SET file=?5 WHERE fid=?1 AND day=?2 AND machine=?3"
               " AND role=?4 AND ((file=?6 AND path IS NULL) OR file=?7)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iisssss", fid, r->day, r->machine, r->role, r->content, r->file,
                r->canonical.n > 0 ? r->canonical : r->file);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_found = sqlite3_changes(store->db) > 0;
    return true;
}

static bool count_rows(yg_store *store, int64_t fid, uint64_t *ret_n, yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store, "SELECT count(*) FROM (SELECT 1 FROM sighting WHERE fid=?1 LIMIT ?2)", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ii", fid, (int64_t)YG_SIGHTING_ROWS);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_n = (uint64_t)sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return true;
}

static bool insert_row(yg_store *store, int64_t fid, const yg_sighting_row *r, int64_t scan_us,
                       yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO sighting(fid, day, machine, role, file, count, first_us, last_us, field, "
        "kind, seen, offset,"
        " line, organisation, scan_us, scan_count, path)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?6,?16)",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iisssiiitttiitis", fid, r->day, r->machine, r->role, content_of(r),
                (int64_t)r->count, r->first_us, r->last_us, r->field, r->kind, r->seen,
                (int64_t)r->offset_bytes, (int64_t)r->line, r->organisation, scan_us, r->file);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_sighting_put(yg_store *store, int64_t fid, const yg_sighting_row *row,
                           int64_t scan_us, yg_error *err) {
    bool found = false;
    uint64_t rows = 0;
    int64_t part_us = scan_us + (int64_t)row->part;
    if (!update_row(store, fid, row, part_us, &found, err) || found)
        return found;
    if (!adopt_row(store, fid, row, &found, err))
        return false;
    if (found)
        return update_row(store, fid, row, part_us, &found, err);
    if (!count_rows(store, fid, &rows, err))
        return false;
    if (rows < YG_SIGHTING_ROWS)
        return insert_row(store, fid, row, part_us, err);
    /* What there is no room for counts without machine and file, for each day and organisation. */
    yg_sighting_row rest = *row;
    rest.machine = rest.file = rest.role = rest.content = YG_STR("");
    return update_row(store, fid, &rest, scan_us, &found, err) &&
           (found || insert_row(store, fid, &rest, scan_us, err));
}

/* --- Questions --- */

/* Copies the texts behind each other, and has them point there when all are in. */
bool yg_store_sighted(yg_store *store, int64_t fid, yg_sighted *ret, yg_buf *texts, yg_error *err) {
    int status;
    enum { TEXTS = 8 };
    size_t at[TEXTS + 1];
    yg_str *const members[TEXTS] = {&ret->actor_id,   &ret->actor_country, &ret->actor_source,
                                    &ret->source,     &ret->context,       &ret->tlp,
                                    &ret->actor_said, &ret->country_source};
    *ret = (yg_sighted){.confidence = -1};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT actor_id, actor_country, actor_source, source, context, tlp, actor_said,"
               " country_source, confidence FROM sighted WHERE fid=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", fid);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    for (int i = 0; status == SQLITE_ROW && i < TEXTS; i++) {
        at[i] = texts->n;
        yg_buf_add(texts, yg_sql_str(stmt, i));
    }
    if (status == SQLITE_ROW) {
        at[TEXTS] = texts->n;
        ret->confidence = sqlite3_column_int(stmt, TEXTS);
        for (size_t i = 0; i < TEXTS; i++)
            *members[i] = yg_str_sub(yg_buf_str(texts), at[i], at[i + 1] - at[i]);
    }
    sqlite3_reset(stmt);
    return true;
}

typedef struct {
    yg_sighting_visit row;
    yg_sighting_sum_visit sum;
    yg_sighting_lean_visit lean;
    yg_sighting_actor_visit actor;
    void *self;
} query;

#define ROW_COLUMNS                                                                                \
    "s.day, s.organisation, s.machine, s.role, s.field, s.kind, coalesce(s.path, s.file), "        \
    "s.seen, s.count, "                                                                            \
    "s.first_us, s.last_us,"                                                                       \
    " s.offset, s.line "

static yg_sighting_row row_of(sqlite3_stmt *stmt, int at) {
    return (yg_sighting_row){
        .day = sqlite3_column_int64(stmt, at),
        .organisation = yg_sql_str(stmt, at + 1),
        .machine = yg_sql_str(stmt, at + 2),
        .role = yg_sql_str(stmt, at + 3),
        .field = yg_sql_str(stmt, at + 4),
        .kind = yg_sql_str(stmt, at + 5),
        .file = yg_sql_str(stmt, at + 6),
        .seen = yg_sql_str(stmt, at + 7),
        .count = (uint64_t)sqlite3_column_int64(stmt, at + 8),
        .first_us = sqlite3_column_int64(stmt, at + 9),
        .last_us = sqlite3_column_int64(stmt, at + 10),
        .offset_bytes = (uint64_t)sqlite3_column_int64(stmt, at + 11),
        .line = (uint64_t)sqlite3_column_int64(stmt, at + 12),
    };
}

static bool on_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    yg_sighting_row row = row_of(stmt, 0);
    return q->row(q->self, &row, err);
}

bool yg_store_sightings(yg_store *store, int64_t fid, uint64_t most, yg_sighting_visit visit,
                        void *self, yg_error *err) {
    query q = {.row = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT " ROW_COLUMNS "FROM sighting s WHERE s.fid=?1"
                                " ORDER BY s.last_us DESC, s.machine, s.role, s.file LIMIT ?2",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ii", fid, most > 0 && most < INT64_MAX ? (int64_t)most : -1);
    return yg_sql_each(store, stmt, on_row, &q, err);
}

/* --- Which sightings a filter asks for --- */

static void is_wanted(sqlite3_context *context, int n, sqlite3_value **values) {
    const yg_sighting_filter *filter = sqlite3_value_pointer(values[0], "yg_sighting_filter");
    bool yes = n == 3 && (filter == NULL || filter->wanted == NULL ||
                          filter->wanted(filter->wanted_self, sqlite3_value_int64(values[1]),
                                         sqlite3_value_int64(values[2])));
    sqlite3_result_int(context, yes);
}

bool yg_sightings_register(yg_store *store, yg_error *err) {
    int status =
        sqlite3_create_function_v2(store->db, "is_wanted", 3, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
                                   is_wanted, NULL, NULL, NULL);
    return status == SQLITE_OK || yg_sql_fail(store, "is_wanted", err);
}

#define EID_OF_ROW "(SELECT e.eid FROM entity e WHERE e.id=s.organisation)"
#define ROW_WHERE                                                                                  \
    " AND (?3='' OR (s.organisation IS NOT NULL AND " EID_OF_ROW                                   \
    " IN (SELECT value FROM json_each(iif(?3='', '[]', ?3)))))"                                    \
    " AND s.last_us>=?4 AND (?5=0 OR s.first_us<?5)"                                               \
    " AND (?6=0 OR is_wanted(?7, coalesce(" EID_OF_ROW ", 0), s.last_us)) "

static void bind_wanted(sqlite3_stmt *stmt, const yg_sighting_filter *filter) {
    union {
        const yg_sighting_filter *in;
        void *out;
    } pointer = {.in = filter};
    sqlite3_bind_int(stmt, 6, filter->wanted != NULL);
    sqlite3_bind_pointer(stmt, 7, pointer.out, "yg_sighting_filter", NULL);
}

/* --- Of one finding --- */

bool yg_store_sighting_total(yg_store *store, int64_t fid, const yg_sighting_filter *filter,
                             yg_sighting_total *ret, yg_buf *texts, yg_error *err) {
    int status;
    size_t start = texts->n;
    *ret = (yg_sighting_total){0};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT coalesce(sum(s.count), 0), count(DISTINCT nullif(s.machine, '')),"
        " count(DISTINCT s.day), min(s.first_us), max(s.last_us), coalesce(group_concat(DISTINCT"
        " s.organisation), ''), coalesce(sum(s.count) FILTER (WHERE s.organisation IS NULL), 0)"
        " FROM sighting s WHERE s.fid=?1 AND ?2=''" ROW_WHERE,
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issii", fid, YG_STR(""), filter->organisations, filter->from_us,
                filter->to_us);
    bind_wanted(stmt, filter);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    ret->count = (uint64_t)sqlite3_column_int64(stmt, 0);
    ret->machines = (uint64_t)sqlite3_column_int64(stmt, 1);
    ret->days = (uint64_t)sqlite3_column_int64(stmt, 2);
    ret->first_us = sqlite3_column_int64(stmt, 3);
    ret->last_us = sqlite3_column_int64(stmt, 4);
    ret->nowhere = (uint64_t)sqlite3_column_int64(stmt, 6);
    /* Identifiers hold no commas. */
    yg_buf_add(texts, yg_sql_str(stmt, 5));
    for (size_t i = start; i < texts->n; i++)
        texts->p[i] = texts->p[i] == ',' ? '\n' : texts->p[i];
    ret->organisations = yg_str_from(yg_buf_str(texts), start);
    sqlite3_reset(stmt);
    return true;
}

bool yg_store_sighting_latest(yg_store *store, int64_t fid, const yg_sighting_filter *filter,
                              yg_sighting_visit visit, void *self, yg_error *err) {
    query q = {.row = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT " ROW_COLUMNS "FROM sighting s WHERE s.fid=?1 AND ?2=''" ROW_WHERE
               "ORDER BY s.last_us DESC, s.machine, s.role, s.file LIMIT 1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issii", fid, YG_STR(""), filter->organisations, filter->from_us,
                filter->to_us);
    bind_wanted(stmt, filter);
    return yg_sql_each(store, stmt, on_row, &q, err);
}

/* --- Sums --- */

#define SUM_WHERE                                                                                  \
    " FROM sighting s JOIN finding f ON f.fid=s.fid"                                               \
    " WHERE (?1='' OR instr(','||?1||',', ','||f.state||',')>0)"                                   \
    " AND (?2='' OR f.brand IN (SELECT value FROM json_each(iif(?2='', '[]', ?2))))" ROW_WHERE
#define SUM_COLUMNS                                                                                \
    ", count(DISTINCT s.fid), sum(s.count), count(DISTINCT nullif(s.machine, '')), "               \
    "min(s.first_us), max(s.last_us)"

static bool on_sum(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    yg_sighting_sum sum = {
        .key = yg_sql_str(stmt, 0),
        .organisation_eid = sqlite3_column_int64(stmt, 1),
        .findings = (uint64_t)sqlite3_column_int64(stmt, 2),
        .count = (uint64_t)sqlite3_column_int64(stmt, 3),
        .machines = (uint64_t)sqlite3_column_int64(stmt, 4),
        .first_us = sqlite3_column_int64(stmt, 5),
        .last_us = sqlite3_column_int64(stmt, 6),
    };
    return q->sum(q->self, &sum, err);
}

bool yg_store_sighting_sums(yg_store *store, const yg_sighting_filter *filter, yg_sighting_by by,
                            yg_sighting_sum_visit visit, void *self, yg_error *err) {
    static const char *const queries[] = {
        [YG_SIGHTINGS_BY_ACTOR] =
            "SELECT f.brand, 0" SUM_COLUMNS SUM_WHERE "GROUP BY f.brand ORDER BY 4 DESC, 1",
        [YG_SIGHTINGS_BY_ORGANISATION] =
            "SELECT coalesce(s.organisation, ''), coalesce((SELECT e.eid FROM entity e WHERE "
            "e.id=s.organisation), "
            "0)" SUM_COLUMNS SUM_WHERE "GROUP BY s.organisation ORDER BY 4 DESC, 1",
        [YG_SIGHTINGS_BY_DAY] = "SELECT date(s.day*86400, 'unixepoch'), 0" SUM_COLUMNS SUM_WHERE
                                "GROUP BY s.day ORDER BY s.day",
    };
    query q = {.sum = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(store, queries[by], err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "sssii", filter->states, filter->actors, filter->organisations,
                filter->from_us, filter->to_us);
    bind_wanted(stmt, filter);
    return yg_sql_each(store, stmt, on_sum, &q, err);
}

static bool on_actor(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    return q->actor(q->self, yg_sql_str(stmt, 0), yg_sql_str(stmt, 1),
                    (uint64_t)sqlite3_column_int64(stmt, 2), err);
}

bool yg_store_sighting_actors(yg_store *store, yg_sighting_actor_visit visit, void *self,
                              yg_error *err) {
    query q = {.actor = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT f.brand, coalesce(max(k.actor_id), ''), count(*) FROM finding f LEFT JOIN"
               " sighted k ON k.fid=f.fid WHERE f.kind='indicator' AND f.brand<>''"
               " GROUP BY f.brand ORDER BY 3 DESC, 1",
               err);
    return stmt != NULL && yg_sql_each(store, stmt, on_actor, &q, err);
}

static bool on_lean(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    yg_sighting_lean lean = {
        .fid = sqlite3_column_int64(stmt, 0),
        .organisation_eid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .subject = yg_sql_str(stmt, 3),
        .subject_type = yg_sql_str(stmt, 4),
        .actor = yg_sql_str(stmt, 5),
        .actor_country = yg_sql_str(stmt, 6),
        .actor_source = yg_sql_str(stmt, 7),
        .state = yg_sql_str(stmt, 8),
        .country_source = yg_sql_str(stmt, 9),
        .row = row_of(stmt, 10),
    };
    return q->lean(q->self, &lean, err);
}

bool yg_store_sightings_lean(yg_store *store, yg_sighting_lean_visit visit, void *self,
                             yg_error *err) {
    query q = {.lean = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT s.fid, coalesce((SELECT e.eid FROM entity e WHERE e.id=s.organisation), 0), "
               "f.id, f.subject,"
               " f.subject_type, f.brand, k.actor_country, k.actor_source, f.state, "
               "k.country_source, " ROW_COLUMNS
               "FROM sighting s JOIN finding f ON f.fid=s.fid LEFT JOIN sighted k ON k.fid=s.fid"
               " ORDER BY s.fid, s.day, s.machine, s.role, s.file",
               err);
    return stmt != NULL && yg_sql_each(store, stmt, on_lean, &q, err);
}
