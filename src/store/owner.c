#include "store/owner.h"

#include "store/sql.h"

typedef struct {
    yg_registry_visit visit;
    void *self;
} registry_query;

static bool on_organisation(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const registry_query *q = self;
    yg_registry_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .key = yg_sql_str(stmt, 3),
        .kind = yg_sql_str(stmt, 4),
        .country = yg_sql_str(stmt, 5),
        .sector = yg_sql_str(stmt, 6),
        .lei = yg_sql_str(stmt, 7),
        .number = yg_sql_str(stmt, 8),
        .group = yg_sql_str(stmt, 9),
        .name = yg_sql_str(stmt, 10),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_registry(yg_store *store, yg_registry_visit visit, void *self, yg_error *err) {
    registry_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT g.eid, g.oid, e.id, g.key, g.kind, g.country, g.sector, g.lei, g.number,"
               " g.grp, o.name FROM organisation g JOIN object o ON o.oid=g.oid"
               " JOIN entity e ON e.eid=g.eid ORDER BY e.id, g.grp IS NULL, g.oid",
               err);
    return stmt != NULL && yg_sql_each(store, stmt, on_organisation, &q, err);
}

typedef struct {
    yg_registry_mark_visit visit;
    void *self;
} mark_query;

static bool on_mark(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const mark_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), yg_sql_str(stmt, 1),
                    yg_sql_str(stmt, 2), err);
}

bool yg_store_registry_marks(yg_store *store, yg_registry_mark_visit visit, void *self,
                             yg_error *err) {
    mark_query q = {visit, self};
    /* Numbers and keys (kind 3) are no names of a victim. */
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT g.oid, 'name', n.text, n.kind AS rank FROM organisation g"
                                " JOIN name n ON n.oid=g.oid WHERE n.kind<>3"
                                " UNION ALL SELECT g.oid, m.kind, m.value, 9 FROM organisation g"
                                " JOIN mark m ON m.oid=g.oid ORDER BY 1, 4, 2, 3",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, on_mark, &q, err);
}

typedef struct {
    yg_registry_edge_visit visit;
    void *self;
} edge_query;

static bool on_edge(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const edge_query *q = self;
    yg_registry_edge_row row = {
        .child = sqlite3_column_int64(stmt, 0),
        .parent = sqlite3_column_int64(stmt, 1),
        .relation = yg_sql_str(stmt, 2),
        .share = sqlite3_column_type(stmt, 3) == SQLITE_NULL ? -1 : sqlite3_column_double(stmt, 3),
        .from_us = sqlite3_column_int64(stmt, 4),
        .to_us = sqlite3_column_int64(stmt, 5),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_registry_edges(yg_store *store, yg_registry_edge_visit visit, void *self,
                             yg_error *err) {
    edge_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT child, parent, relation, share, from_us, to_us FROM edge ORDER BY oid", err);
    return stmt != NULL && yg_sql_each(store, stmt, on_edge, &q, err);
}

typedef struct {
    yg_victim_visit visit;
    void *self;
} victim_query;

static bool on_victim(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const victim_query *q = self;
    yg_victim_row row = {
        .oid = sqlite3_column_int64(stmt, 0),
        .victim = yg_sql_str(stmt, 1),
        .victim_ja = yg_sql_str(stmt, 2),
        .domain = yg_sql_str(stmt, 3),
        .sites = yg_sql_str(stmt, 4),
        .parent = yg_sql_str(stmt, 5),
        .parent_ja = yg_sql_str(stmt, 6),
        .from_us = sqlite3_column_int64(stmt, 7),
        .to_us = sqlite3_column_int64(stmt, 8),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_victims(yg_store *store, int64_t after_oid, yg_victim_visit visit, void *self,
                      yg_error *err) {
    victim_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT oid, victim, victim_ja, domain, sites, parent, parent_ja,"
                                " from_us, to_us FROM incident WHERE oid>?1 ORDER BY oid",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", after_oid);
    return yg_sql_each(store, stmt, on_victim, &q, err);
}

bool yg_store_newest_record(yg_store *store, int64_t *ret_oid, yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(store, "SELECT max(oid) FROM object", err);
    if (stmt == NULL || !yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_oid = status == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

bool yg_store_owner_put(yg_store *store, const yg_owner *owner, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO owner(oid, organisation, parent, organisation_name, parent_name,"
               " parent_name_ja, parent_country, basis) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiisstts", owner->oid, owner->organisation, owner->parent,
                owner->organisation_name, owner->parent_name, owner->parent_name_ja,
                owner->parent_country, owner->basis);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_owners_clear(yg_store *store, yg_error *err) {
    return yg_sql_exec(store, "DELETE FROM owner", err);
}

typedef struct {
    yg_eid_visit visit;
    void *self;
} eid_query;

static bool on_eid(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const eid_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), err);
}

bool yg_store_registry_by_key(yg_store *store, yg_str key, yg_eid_visit visit, void *self,
                              yg_error *err) {
    eid_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT DISTINCT g.eid FROM name n JOIN organisation g"
                                " ON g.oid=n.oid WHERE n.key=?1 ORDER BY g.eid",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", key);
    return yg_sql_each(store, stmt, on_eid, &q, err);
}
