/* The sink of readers: whose file it is. */
#include "store/sql.h"

/* Nobody's file takes the place of the user's own map or of the built-in registry by bearing the
 * name of its source; the very same file may come again. */
static bool check_trust(yg_store *store, yg_str name, yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT s.trust, EXISTS(SELECT 1 FROM document d WHERE d.sid=s.sid"
               " AND d.reader='yagura-group' AND d.digest=?2) FROM source s WHERE s.sid=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "is", store->sid, yg_buf_str(&store->digest));
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    int trust = status == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : YG_TRUST_NONE;
    bool same = status == SQLITE_ROW && sqlite3_column_int(stmt, 1);
    sqlite3_reset(stmt);
    if (trust > store->trust && !same)
        return yg_fail(err, YG_ERR_INPUT, "its source \"%.*s\" is that of %s; %s",
                       YG_FMT(yg_str_sub(name, 0, 80)),
                       trust == YG_TRUST_OWN ? "a map that was loaded by `yagura group load`"
                                             : "the built-in registry",
                       trust == YG_TRUST_OWN ? "load it so, or give it a name of its own"
                                             : "give it a name of its own");
    if (trust >= store->trust)
        return true;
    store->registry_changed = true;
    stmt = yg_sql(store, "UPDATE source SET trust=?2 WHERE sid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ii", store->sid, (int64_t)store->trust);
    return yg_sql_run(store, stmt, err);
}

/* A group file is its source's only one: found at another path it is still the same file. */
static bool move_group_file(yg_store *store, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(
        store, "UPDATE OR IGNORE document SET path=?2 WHERE sid=?1 AND reader='yagura-group'", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "is", store->sid, yg_buf_str(&store->path));
    return yg_sql_run(store, stmt, err);
}

/* Does the marking of a source, which its indicators share, become another one? */
static bool note_marking(yg_store *store, const yg_source *source, yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT 1 FROM source WHERE name=?1 AND ?2 IS NOT NULL AND tlp IS NOT ?2", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "st", source->name, source->tlp);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    store->has_changed |= status == SQLITE_ROW;
    sqlite3_reset(stmt);
    return true;
}

/* The last import's word counts: what a newer file says of its source replaces what was said. */
bool yg_store_put_source(void *self, const yg_source *source, yg_error *err) {
    yg_store *store = self;
    int status;
    if (!note_marking(store, source, err))
        return false;
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO source(name, publisher, address, licence, version, tlp, published, first_us,"
        " last_us) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?8)"
        " ON CONFLICT(name) DO UPDATE SET publisher=coalesce(?2,publisher),"
        " address=coalesce(?3,address), licence=coalesce(?4,licence), version=coalesce(?5,version),"
        " tlp=coalesce(?6,tlp), published=coalesce(?7,published), last_us=?8 RETURNING sid",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "stttttti", source->name, source->publisher, source->address, source->licence,
                source->version, source->tlp, source->published, store->now_us);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    store->sid = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    if (yg_str_eqz(yg_buf_str(&store->reader), "yagura-group") &&
        (!check_trust(store, source->name, err) || !move_group_file(store, err)))
        return false;
    stmt = yg_sql(store,
                  "INSERT INTO document(sid, path, reader, bytes, digest, imported_us, taken,"
                  " unchanged, rejected) VALUES(?1,?2,?3,?4,?5,?6,0,0,0) ON CONFLICT(sid, path)"
                  " DO UPDATE SET reader=?3, bytes=?4, digest=?5, imported_us=?6 RETURNING did",
                  err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issisi", store->sid, yg_buf_str(&store->path), yg_buf_str(&store->reader),
                (int64_t)store->document_bytes, yg_buf_str(&store->digest), store->now_us);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    store->did = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    stmt = yg_sql(store, "DELETE FROM reject WHERE did=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", store->did);
    return yg_sql_run(store, stmt, err);
}
