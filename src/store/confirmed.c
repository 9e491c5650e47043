/* Confirmed cases: table confirmed_name. */
#include "store/confirmed.h"

#include "store/sql.h"

bool yg_store_confirmed_put(yg_store *store, const yg_confirmed_row *row, bool *ret_new,
                            yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(store,
                                "INSERT INTO confirmed_name(day, host, registrable, brand, source)"
                                " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isstt", (int64_t)row->day, row->host, row->registrable, row->brand,
                row->source);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_new = sqlite3_changes(store->db) > 0;
    return true;
}

bool yg_store_confirmed_forget(yg_store *store, uint64_t *ret_n, yg_error *err) {
    /* Without a condition SQLite would drop the pages and count nothing. */
    sqlite3_stmt *stmt = yg_sql(store, "DELETE FROM confirmed_name WHERE day IS NOT NULL", err);
    if (stmt == NULL || !yg_sql_run(store, stmt, err))
        return false;
    *ret_n = (uint64_t)sqlite3_changes64(store->db);
    return true;
}

typedef struct {
    yg_confirmed_visit visit;
    void *self;
} query;

static bool on_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const query *q = self;
    const yg_confirmed_row row = {.day = sqlite3_column_int(stmt, 0),
                                  .host = yg_sql_str(stmt, 1),
                                  .registrable = yg_sql_str(stmt, 2),
                                  .brand = yg_sql_str(stmt, 3),
                                  .source = yg_sql_str(stmt, 4)};
    return q->visit(q->self, &row, err);
}

bool yg_store_confirmed(yg_store *store, int32_t first, int32_t last, uint32_t most,
                        yg_confirmed_visit visit, void *self, yg_error *err) {
    query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT day, host, registrable, brand, source FROM"
                                " (SELECT * FROM confirmed_name WHERE day BETWEEN ?1 AND ?2"
                                "  ORDER BY day DESC, host LIMIT ?3) ORDER BY day, host",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iii", (int64_t)first, (int64_t)last, (int64_t)most);
    return yg_sql_each(store, stmt, on_row, &q, err);
}

bool yg_store_confirmed_count(yg_store *store, uint64_t *ret_n, int32_t *ret_first,
                              int32_t *ret_last, yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store, "SELECT count(*), min(day), max(day) FROM confirmed_name", err);
    if (stmt == NULL || !yg_sql_step(store, stmt, &status, err))
        return false;
    const int64_t n = sqlite3_column_int64(stmt, 0);
    *ret_n = (uint64_t)n;
    if (n > 0) {
        *ret_first = sqlite3_column_int(stmt, 1);
        *ret_last = sqlite3_column_int(stmt, 2);
    }
    sqlite3_reset(stmt);
    return true;
}

typedef struct {
    yg_confirmed_ordinary_visit visit;
    void *self;
} ordinary_query;

static bool on_ordinary(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const ordinary_query *q = self;
    return q->visit(q->self, yg_sql_str(stmt, 0), err);
}

bool yg_store_confirmed_ordinary(yg_store *store, yg_confirmed_ordinary_visit visit, void *self,
                                 yg_error *err) {
    ordinary_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT subject FROM finding"
                                " WHERE kind='name' AND state='false-alarm'"
                                " UNION SELECT d.value FROM finding_detail d JOIN finding f"
                                " ON f.fid=d.fid WHERE f.kind='name' AND f.state='false-alarm'"
                                " ORDER BY 1",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, on_ordinary, &q, err);
}
