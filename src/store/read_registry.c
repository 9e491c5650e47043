#include "store/registry.h"

#include "store/sql.h"

#define OF_PART "(?1=-1 OR s.trust=?1) AND s.sid>=?2 AND s.sid<=?3"

static bool bind_part(sqlite3_stmt *stmt, const yg_registry_part *part) {
    if (stmt != NULL)
        yg_sql_bind(stmt, "iii", (int64_t)part->trust, part->from_sid, part->to_sid);
    return stmt != NULL;
}

typedef struct {
    yg_registry_source_visit visit;
    void *self;
} source_query;

static bool on_source(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const source_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), sqlite3_column_int(stmt, 1), err);
}

bool yg_store_registry_sources(yg_store *store, yg_registry_source_visit visit, void *self,
                               yg_error *err) {
    source_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT sid, trust FROM source WHERE sid IN"
                                " (SELECT sid FROM organisation) ORDER BY trust DESC, sid",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, on_source, &q, err);
}

typedef struct {
    yg_registry_visit visit;
    void *self;
} row_query;

static bool on_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const row_query *q = self;
    yg_registry_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .key = yg_sql_str(stmt, 3),
        .name = yg_sql_str(stmt, 4),
        .name_ja = yg_sql_str(stmt, 5),
        .kind = yg_sql_str(stmt, 6),
        .country = yg_sql_str(stmt, 7),
        .sector = yg_sql_str(stmt, 8),
        .lei = yg_sql_str(stmt, 9),
        .number = yg_sql_str(stmt, 10),
        .group = yg_sql_str(stmt, 11),
        .source = yg_sql_str(stmt, 12),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_registry(yg_store *store, const yg_registry_part *part, yg_registry_visit visit,
                       void *self, yg_error *err) {
    row_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT r.eid, r.oid, e.id, r.key, r.name, r.name_ja, r.kind, r.country, r.sector,"
               " r.lei, r.number, CASE WHEN s.trust=2 THEN r.grp END, s.name FROM organisation r"
               " JOIN entity e ON e.eid=r.eid JOIN source s ON s.sid=r.sid"
               " WHERE " OF_PART " ORDER BY r.eid, s.trust DESC, s.name, r.key",
               err);
    return bind_part(stmt, part) && yg_sql_each(store, stmt, on_row, &q, err);
}

typedef struct {
    yg_registry_mark_visit visit;
    void *self;
} mark_query;

static bool on_mark(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const mark_query *q = self;
    yg_registry_mark_row row = {.eid = sqlite3_column_int64(stmt, 0),
                                .name_kind = (yg_name_kind)sqlite3_column_int(stmt, 1),
                                .kind = yg_sql_str(stmt, 2),
                                .value = yg_sql_str(stmt, 3)};
    return q->visit(q->self, &row, err);
}

bool yg_store_registry_names(yg_store *store, const yg_registry_part *part,
                             yg_registry_mark_visit visit, void *self, yg_error *err) {
    mark_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT r.eid, n.kind, '', n.text FROM organisation r"
                                /* In the order of the index: by number within one entity. */
                                " CROSS JOIN name n ON n.eid=r.eid AND n.oid=r.oid"
                                " CROSS JOIN source s ON s.sid=r.sid"
                                " WHERE " OF_PART " ORDER BY r.eid",
                                err);
    return bind_part(stmt, part) && yg_sql_each(store, stmt, on_mark, &q, err);
}

bool yg_store_registry_marks(yg_store *store, const yg_registry_part *part,
                             yg_registry_mark_visit visit, void *self, yg_error *err) {
    mark_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT m.eid, 0, m.kind, m.value FROM mark m JOIN object o ON o.oid=m.oid"
               " JOIN source s ON s.sid=o.sid WHERE " OF_PART " ORDER BY m.eid, m.rowid",
               err);
    return bind_part(stmt, part) && yg_sql_each(store, stmt, on_mark, &q, err);
}

typedef struct {
    yg_registry_edge_visit visit;
    void *self;
} edge_query;

static bool on_edge(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const edge_query *q = self;
    yg_registry_edge_row row = {
        .child_eid = sqlite3_column_int64(stmt, 0),
        .parent_eid = sqlite3_column_int64(stmt, 1),
        .relation = yg_sql_str(stmt, 2),
        .share = sqlite3_column_type(stmt, 3) == SQLITE_NULL ? -1 : sqlite3_column_double(stmt, 3),
        .since = yg_sql_str(stmt, 4),
        .until = yg_sql_str(stmt, 5),
        .from_us = sqlite3_column_int64(stmt, 6),
        .to_us = sqlite3_column_int64(stmt, 7),
        .asserted_by = yg_sql_str(stmt, 8),
        .references = yg_sql_str(stmt, 9),
        .source = yg_sql_str(stmt, 10),
        .trust = sqlite3_column_int(stmt, 11),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_registry_edges(yg_store *store, const yg_registry_part *part,
                             yg_registry_edge_visit visit, void *self, yg_error *err) {
    edge_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT d.child, d.parent, d.relation, d.share, d.since, d.until, d.from_us,"
               " d.to_us, d.asserted_by, d.refs, s.name, s.trust FROM edge d"
               " JOIN source s ON s.sid=d.sid WHERE " OF_PART
               " ORDER BY d.child, d.from_us, s.name, d.oid",
               err);
    return bind_part(stmt, part) && yg_sql_each(store, stmt, on_edge, &q, err);
}

typedef struct {
    yg_registry_count_visit visit;
    void *self;
} count_query;

static bool on_count(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const count_query *q = self;
    yg_registry_count_row row = {.eid = sqlite3_column_int64(stmt, 0),
                                 .source = yg_sql_str(stmt, 1),
                                 .records = (uint64_t)sqlite3_column_int64(stmt, 2)};
    return q->visit(q->self, &row, err);
}

bool yg_store_registry_counts(yg_store *store, yg_registry_count_visit visit, void *self,
                              yg_error *err) {
    count_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT w.organisation, s.name, count(*) FROM owner w"
               " JOIN object o ON o.oid=w.oid JOIN source s ON s.sid=o.sid"
               " WHERE w.organisation<>0 GROUP BY w.organisation, s.name ORDER BY 1, 2",
               err);
    return stmt != NULL && yg_sql_each(store, stmt, on_count, &q, err);
}
