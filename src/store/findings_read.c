/* Questions about findings. */
#include "store/findings.h"
#include "store/sql.h"

typedef struct {
    yg_finding_visit visit;
    void *self;
    const yg_finding_filter *filter; /* NULL: all are wanted */
    uint64_t given;
} finding_query;

#define FINDING_COLUMNS                                                                            \
    "SELECT f.fid, f.id, f.kind, f.subject, f.subject_type, f.brand, f.organisation, f.host,"      \
    " f.how, f.token, f.signs, f.explanation, f.explanation_ja, f.stream, f.file, f.span_start,"   \
    " f.span_end, f.distance, f.offset, f.score, f.shared, f.first_us, f.last_us, f.hosts,"        \
    " f.more, f.state, f.note, f.state_us, coalesce(w.eid, 0) FROM finding f LEFT JOIN entity w"   \
    " ON w.id=f.organisation "

static uint32_t column_u32(sqlite3_stmt *stmt, int column) {
    return (uint32_t)sqlite3_column_int64(stmt, column);
}

static bool on_finding(void *self, sqlite3_stmt *stmt, yg_error *err) {
    finding_query *q = self;
    yg_finding_row row = {
        .fid = sqlite3_column_int64(stmt, 0),
        .id = yg_sql_str(stmt, 1),
        .kind = yg_sql_str(stmt, 2),
        .subject = yg_sql_str(stmt, 3),
        .subject_type = yg_sql_str(stmt, 4),
        .brand = yg_sql_str(stmt, 5),
        .organisation = yg_sql_str(stmt, 6),
        .host = yg_sql_str(stmt, 7),
        .how = yg_sql_str(stmt, 8),
        .token = yg_sql_str(stmt, 9),
        .signs = yg_sql_str(stmt, 10),
        .explanation = yg_sql_str(stmt, 11),
        .explanation_ja = yg_sql_str(stmt, 12),
        .stream = yg_sql_str(stmt, 13),
        .file = yg_sql_str(stmt, 14),
        .start = column_u32(stmt, 15),
        .end = column_u32(stmt, 16),
        .distance = column_u32(stmt, 17),
        .offset_bytes = (uint64_t)sqlite3_column_int64(stmt, 18),
        .score = sqlite3_column_double(stmt, 19),
        .shared_hosting = sqlite3_column_int(stmt, 20) != 0,
        .first_us = sqlite3_column_int64(stmt, 21),
        .last_us = sqlite3_column_int64(stmt, 22),
        .hosts = (uint64_t)sqlite3_column_int64(stmt, 23),
        .more = sqlite3_column_int(stmt, 24) != 0,
        .state = yg_sql_str(stmt, 25),
        .note = yg_sql_str(stmt, 26),
        .state_us = sqlite3_column_type(stmt, 27) == SQLITE_NULL ? YG_TIME_NONE
                                                                 : sqlite3_column_int64(stmt, 27),
        .organisation_eid = sqlite3_column_int64(stmt, 28),
    };
    if (q->filter != NULL && q->filter->wanted != NULL) {
        if ((q->filter->most > 0 && q->given >= q->filter->most) ||
            !q->filter->wanted(q->filter->wanted_self, &row))
            return true;
        q->given++;
    }
    return q->visit(q->self, &row, err);
}

#define FINDING_WHERE                                                                              \
    "WHERE (?1='' OR instr(','||?1||',', ','||f.state||',')>0) AND (?2='' OR f.kind=?2)"           \
    " AND (?3='' OR f.how=?3) AND (?4='' OR f.brand IN (SELECT value FROM json_each(iif(?4='', "   \
    "'[]', ?4))))"                                                                                 \
    " AND (?5='' OR (f.kind<>'indicator' AND f.organisation IS NOT NULL AND (SELECT e.eid FROM"    \
    " entity e WHERE e.id=f.organisation) IN (SELECT value FROM json_each(iif(?5='', '[]', ?5))))" \
    " OR (f.kind='indicator' AND EXISTS(SELECT 1 FROM sighting s JOIN entity e"                    \
    " ON e.id=s.organisation WHERE s.fid=f.fid AND e.eid IN"                                       \
    " (SELECT value FROM json_each(iif(?5='', '[]', ?5))))))"                                      \
    " AND f.last_us>=?6 "

static void bind_filter(sqlite3_stmt *stmt, const yg_finding_filter *filter, int64_t most) {
    yg_sql_bind(stmt, "sssssii", filter->states, filter->kind, filter->how, filter->brands,
                filter->organisations, filter->since_us, most);
}

bool yg_store_findings(yg_store *store, const yg_finding_filter *filter, yg_finding_visit visit,
                       void *self, yg_error *err) {
    static const char *const queries[] = {
        [YG_FINDINGS_BY_SCORE] =
            FINDING_COLUMNS FINDING_WHERE "ORDER BY f.score DESC, f.subject, f.brand LIMIT ?7",
        [YG_FINDINGS_BY_LAST] = FINDING_COLUMNS FINDING_WHERE
        "ORDER BY f.last_us DESC, f.score DESC, f.subject, f.brand LIMIT ?7",
        [YG_FINDINGS_BY_FIRST] = FINDING_COLUMNS FINDING_WHERE
        "ORDER BY f.first_us DESC, f.score DESC, f.subject, f.brand LIMIT ?7",
        [YG_FINDINGS_BY_NAME] =
            FINDING_COLUMNS FINDING_WHERE "ORDER BY f.subject, f.brand LIMIT ?7",
        [YG_FINDINGS_BY_BRAND] =
            FINDING_COLUMNS FINDING_WHERE "ORDER BY f.brand, f.score DESC, f.subject LIMIT ?7",
    };
    finding_query q = {.visit = visit, .self = self, .filter = filter};
    bool all = filter->most == 0 || filter->most > INT64_MAX || filter->wanted != NULL;
    int64_t most = all ? -1 : (int64_t)filter->most;
    sqlite3_stmt *stmt = yg_sql(store, queries[filter->order], err);
    if (stmt == NULL)
        return false;
    bind_filter(stmt, filter, most);
    return yg_sql_each(store, stmt, on_finding, &q, err);
}

bool yg_store_findings_count(yg_store *store, const yg_finding_filter *filter, uint64_t *ret_n,
                             yg_error *err) {
    int status;
    /* ?7 stands in both, so that one function binds. */
    sqlite3_stmt *stmt =
        yg_sql(store, "SELECT count(*) FROM finding f " FINDING_WHERE "AND ?7=?7", err);
    if (stmt == NULL)
        return false;
    bind_filter(stmt, filter, 0);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_n = (uint64_t)sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return true;
}

static bool on_lean(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const finding_query *q = self;
    yg_finding_row row = {
        .organisation_eid = sqlite3_column_int64(stmt, 0),
        .how = yg_sql_str(stmt, 1),
        .brand = yg_sql_str(stmt, 2),
        .state = yg_sql_str(stmt, 3),
        .first_us = sqlite3_column_int64(stmt, 4),
        .last_us = sqlite3_column_int64(stmt, 5),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_findings_lean(yg_store *store, yg_str kind, yg_finding_visit visit, void *self,
                            yg_error *err) {
    finding_query q = {.visit = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT coalesce((SELECT eid FROM entity WHERE id=organisation), 0), how, brand,"
               " state, first_us, last_us FROM finding WHERE kind=?1 ORDER BY fid",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", kind);
    return yg_sql_each(store, stmt, on_lean, &q, err);
}

bool yg_store_findings_named(yg_store *store, yg_str what, uint64_t most, yg_finding_visit visit,
                             void *self, yg_error *err) {
    finding_query q = {.visit = visit, .self = self};
    /* 'g' is behind every hexadecimal digit. */
    sqlite3_stmt *stmt =
        yg_str_starts(what, YG_STR("finding--"))
            ? yg_sql(store,
                     FINDING_COLUMNS "WHERE f.id>=?1 AND f.id<?1||'g' ORDER BY f.id LIMIT ?2", err)
            : yg_sql(store,
                     FINDING_COLUMNS
                     "WHERE f.subject=?1 OR f.fid IN (SELECT d.fid FROM finding_detail d WHERE"
                     " d.value=?1) ORDER BY f.kind, f.subject, f.brand LIMIT ?2",
                     err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "si", what, (int64_t)most);
    return yg_sql_each(store, stmt, on_finding, &q, err);
}

typedef struct {
    yg_finding_detail_visit detail;
    yg_finding_history_visit history;
    yg_finding_own_visit own;
    yg_finding_brand_visit brand;
    void *self;
} part_query;

static bool on_detail(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const part_query *q = self;
    yg_finding_detail_row row = {
        .value = yg_sql_str(stmt, 0),
        .how = yg_sql_str(stmt, 1),
        .token = yg_sql_str(stmt, 2),
        .score = sqlite3_column_double(stmt, 3),
        .start = column_u32(stmt, 4),
        .end = column_u32(stmt, 5),
        .distance = column_u32(stmt, 6),
        .explanation = yg_sql_str(stmt, 7),
        .explanation_ja = yg_sql_str(stmt, 8),
        .first_us = sqlite3_column_int64(stmt, 9),
        .last_us = sqlite3_column_int64(stmt, 10),
        .file = yg_sql_str(stmt, 11),
        .offset_bytes = (uint64_t)sqlite3_column_int64(stmt, 12),
        .organisation = yg_sql_str(stmt, 13),
    };
    return q->detail(q->self, &row, err);
}

bool yg_store_finding_details(yg_store *store, int64_t fid, yg_finding_detail_visit visit,
                              void *self, yg_error *err) {
    part_query q = {.detail = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT value, how, token, score, span_start, span_end, distance, explanation,"
               " explanation_ja, first_us, last_us, file, offset, organisation FROM finding_detail"
               " WHERE fid=?1 ORDER BY score DESC, value",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", fid);
    return yg_sql_each(store, stmt, on_detail, &q, err);
}

static bool on_history(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const part_query *q = self;
    yg_finding_history_row row = {
        .at_us = sqlite3_column_int64(stmt, 0),
        .state = yg_sql_str(stmt, 1),
        .made_by = yg_sql_str(stmt, 2),
        .note = yg_sql_str(stmt, 3),
    };
    return q->history(q->self, &row, err);
}

bool yg_store_finding_history(yg_store *store, int64_t fid, yg_finding_history_visit visit,
                              void *self, yg_error *err) {
    part_query q = {.history = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT at_us, state, made_by, note FROM finding_history WHERE fid=?1 ORDER BY hid",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", fid);
    return yg_sql_each(store, stmt, on_history, &q, err);
}

static bool on_own(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const part_query *q = self;
    return q->own(q->self, yg_sql_str(stmt, 0), err);
}

bool yg_store_findings_own(yg_store *store, yg_str mark, yg_finding_own_visit visit, void *self,
                           yg_error *err) {
    part_query q = {.own = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT DISTINCT m.value FROM mark m JOIN object o ON o.oid=m.oid"
               " JOIN source s ON s.sid=o.sid WHERE m.kind=?1 AND o.latest=1 AND s.trust>0"
               " ORDER BY 1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", mark);
    return yg_sql_each(store, stmt, on_own, &q, err);
}

static bool on_brand(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const part_query *q = self;
    return q->brand(q->self, yg_sql_str(stmt, 0), (uint64_t)sqlite3_column_int64(stmt, 1), err);
}

bool yg_store_finding_brands(yg_store *store, yg_finding_brand_visit visit, void *self,
                             yg_error *err) {
    part_query q = {.brand = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT brand, count(*) FROM finding WHERE kind='name' AND brand<>''"
               " GROUP BY brand ORDER BY 2 DESC, 1",
               err);
    return stmt != NULL && yg_sql_each(store, stmt, on_brand, &q, err);
}
