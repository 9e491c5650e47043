#include "store/tally.h"

#include "store/sql.h"
#include "text/key.h"

typedef struct {
    yg_organisation_visit visit;
    void *self;
} organisation_query;

static bool organisation_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const organisation_query *q = self;
    yg_organisation_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .id = yg_sql_str(stmt, 1),
        .key = yg_sql_str(stmt, 2),
        .name = yg_sql_str(stmt, 3),
        .country = yg_sql_str(stmt, 4),
        .sector = yg_sql_str(stmt, 5),
        .source = yg_sql_str(stmt, 6),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_organisations_named(yg_store *store, yg_str text, yg_organisation_visit visit,
                                  void *self, yg_error *err) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    organisation_query q = {visit, self};
    yg_key_add(&folded, text);
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT g.eid, e.id, g.key, o.name, g.country, g.sector, s.name FROM organisation g"
        " JOIN object o ON o.oid=g.oid JOIN entity e ON e.eid=g.eid JOIN source s ON s.sid=o.sid"
        " WHERE e.id=?1 OR g.key=?1 OR g.lei=?1 OR g.oid IN (SELECT oid FROM name WHERE key=?2)"
        " ORDER BY g.key, e.id, s.name",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ss", text, yg_buf_str(&folded));
    return yg_sql_each(store, stmt, organisation_row, &q, err);
}
