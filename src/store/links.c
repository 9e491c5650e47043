/* Identity links: computed ones are replaced at every import, a person's decisions stay. */
#include "store/read.h"
#include "store/sql.h"

typedef struct {
    yg_link_visit visit;
    void *self;
} link_query;

static bool link_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const link_query *q = self;
    yg_link_row row = {
        .lid = sqlite3_column_int64(stmt, 0),
        .left_eid = sqlite3_column_int64(stmt, 1),
        .right_eid = sqlite3_column_int64(stmt, 2),
        .left_id = yg_sql_str(stmt, 3),
        .right_id = yg_sql_str(stmt, 4),
        .relation = yg_sql_str(stmt, 5),
        .decision = yg_sql_str(stmt, 6),
        .rank = sqlite3_column_int64(stmt, 7),
        .evidence = yg_sql_str(stmt, 8),
        .decided_us = sqlite3_column_int64(stmt, 9),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_links(yg_store *store, int64_t eid, yg_str decision, yg_link_visit visit, void *self,
                    yg_error *err) {
    link_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT k.lid, k.left_eid, k.right_eid, a.id, b.id, k.relation, k.decision, k.rank,"
        " k.evidence, coalesce(k.decided_us, 0) FROM link k JOIN entity a ON a.eid=k.left_eid"
        " JOIN entity b ON b.eid=k.right_eid"
        " WHERE (?1=0 OR k.left_eid=?1 OR k.right_eid=?1) AND (?2='' OR k.decision=?2)"
        " ORDER BY k.rank DESC, a.id, b.id",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "is", eid, decision);
    return yg_sql_each(store, stmt, link_row, &q, err);
}

bool yg_store_links_clear(yg_store *store, yg_error *err) {
    return yg_sql_exec(store, "DELETE FROM link WHERE decision IN ('auto', 'review')", err);
}

bool yg_store_link_put(yg_store *store, const yg_link_row *link, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO link(left_eid, right_eid, relation, decision, rank, evidence)"
               " VALUES(?1,?2,?3,?4,?5,?6) ON CONFLICT(left_eid, right_eid)"
               " DO UPDATE SET rank=?5, evidence=?6",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iissis", link->left_eid, link->right_eid, link->relation, link->decision,
                link->rank, link->evidence);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_link_decide(yg_store *store, int64_t lid, yg_str decision, int64_t now_us,
                          bool *ret_found, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE link SET decision=CASE WHEN ?2='' THEN 'review' ELSE ?2 END,"
               " decided_us=CASE WHEN ?2='' THEN NULL ELSE ?3 END WHERE lid=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isi", lid, decision, now_us);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_found = sqlite3_changes(store->db) > 0;
    return true;
}
