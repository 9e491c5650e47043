/* A curated file is the whole of what it says: rows that were taken out of it are withdrawn. Feeds
 * are different: what they no longer list stays, they mark what they revoke. */
#include "store/sql.h"

typedef struct {
    yg_store *store;
    const int64_t *seen; /* ascending */
    size_t seen_n;
    YG_VEC(int64_t) gone;
} job;

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool on_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    job *j = self;
    int64_t number = sqlite3_column_int64(stmt, 0);
    if (j->seen_n == 0 || !bsearch(&number, j->seen, j->seen_n, sizeof number, by_number))
        yg_vec_push(&j->gone, number);
    return true;
}

static bool find_gone(job *j, sqlite3_stmt *stmt, int64_t *seen, size_t seen_n, yg_error *err) {
    if (stmt == NULL)
        return false;
    if (seen_n > 1)
        qsort(seen, seen_n, sizeof *seen, by_number);
    j->seen = seen;
    j->seen_n = seen_n;
    j->gone.n = 0;
    yg_sql_bind(stmt, "i", j->store->did);
    return yg_sql_each(j->store, stmt, on_row, j, err);
}

static bool drop_statistic(yg_store *store, int64_t stid, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(store, "DELETE FROM statistic WHERE stid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", stid);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_withdraw(yg_store *store, yg_error *err) {
    job j = {.store = store};
    bool done =
        find_gone(&j, yg_sql(store, "SELECT oid FROM object WHERE did=?1 AND latest=1", err),
                  store->seen_objects.at, store->seen_objects.n, err);
    for (size_t i = 0; i < j.gone.n && done; i++)
        done = yg_store_retire(store, j.gone.at[i], err);
    store->has_changed |= j.gone.n > 0;
    store->names_changed |= j.gone.n > 0;
    store->incidents_changed |= j.gone.n > 0;
    store->registry_changed |= j.gone.n > 0;
    done = done && find_gone(&j, yg_sql(store, "SELECT stid FROM statistic WHERE did=?1", err),
                             store->seen_statistics.at, store->seen_statistics.n, err);
    for (size_t i = 0; i < j.gone.n && done; i++)
        done = drop_statistic(store, j.gone.at[i], err);
    yg_vec_free(&j.gone);
    return done;
}
