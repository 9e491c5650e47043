#include "store/owner.h"

#include "store/sql.h"

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
    yg_owner_visit visit;
    void *self;
} owner_query;

static bool on_owner(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const owner_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), err);
}

bool yg_store_owners(yg_store *store, yg_owner_visit visit, void *self, yg_error *err) {
    owner_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store, "SELECT oid, parent FROM owner ORDER BY oid", err);
    return stmt != NULL && yg_sql_each(store, stmt, on_owner, &q, err);
}
