#include "store/sql.h"

#include <stdarg.h>
#include <stdlib.h>

bool yg_sql_fail(yg_store *store, const char *what, yg_error *err) {
    int code = sqlite3_errcode(store->db);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return yg_fail(err, YG_ERR_IO,
                       "store: another yagura is writing to this store; try again when it is done");
    case SQLITE_FULL:
        return yg_fail(err, YG_ERR_IO, "store: the disk is full; free space and try again");
    case SQLITE_NOTADB:
        return yg_fail(err, YG_ERR_IO,
                       "store: the file is no yagura store; name another with --store");
    case SQLITE_CORRUPT:
        return yg_fail(
            err, YG_ERR_IO,
            "store: the file is damaged (%s); restore a copy or import again into a new one",
            sqlite3_errmsg(store->db));
    case SQLITE_READONLY:
        return yg_fail(err, YG_ERR_IO, "store: the file cannot be written; check its permissions");
    default:
        return yg_fail(err, YG_ERR_IO, "store: %s: %s", what, sqlite3_errmsg(store->db));
    }
}

sqlite3_stmt *yg_sql(yg_store *store, const char *sql, yg_error *err) {
    for (size_t i = 0; i < store->slots_n; i++) {
        if (store->slots[i].sql == sql) {
            sqlite3_reset(store->slots[i].stmt);
            return store->slots[i].stmt;
        }
    }
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK) {
        yg_sql_fail(store, "prepare", err);
        return NULL;
    }
    if (store->slots_n == store->slots_cap) {
        store->slots_cap = store->slots_cap ? store->slots_cap * 2 : 32;
        store->slots = yg_realloc(store->slots, store->slots_cap, sizeof *store->slots);
    }
    store->slots[store->slots_n++] = (yg_sql_slot){sql, stmt};
    return stmt;
}

static void bind_str(sqlite3_stmt *stmt, int at, char kind, yg_str s) {
    if (kind == 'b')
        sqlite3_bind_blob64(stmt, at, s.p ? s.p : "", s.n, SQLITE_STATIC);
    else if (kind == 't' && s.n == 0)
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_text64(stmt, at, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

void yg_sql_bind(sqlite3_stmt *stmt, const char *format, ...) {
    va_list args;
    va_start(args, format);
    for (int at = 1; format[at - 1] != '\0'; at++) {
        char kind = format[at - 1];
        if (kind == 'i')
            sqlite3_bind_int64(stmt, at, va_arg(args, int64_t));
        else if (kind == 'd')
            sqlite3_bind_double(stmt, at, va_arg(args, double));
        else
            bind_str(stmt, at, kind, va_arg(args, yg_str));
    }
    va_end(args);
}

bool yg_sql_step(yg_store *store, sqlite3_stmt *stmt, int *ret_status, yg_error *err) {
    /* A full disk makes SQLite end the transaction by itself; what came behind it would stand
     * alone. */
    if (store->writing && sqlite3_get_autocommit(store->db) != 0)
        return yg_fail(err, YG_ERR_IO,
                       "store: an earlier write failed (is the disk full?); nothing was imported");
    int status = sqlite3_step(stmt);
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        yg_sql_fail(store, "step", err);
        sqlite3_reset(stmt);
        return false;
    }
    *ret_status = status;
    return true;
}

bool yg_sql_run(yg_store *store, sqlite3_stmt *stmt, yg_error *err) {
    int status;
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    sqlite3_reset(stmt);
    return true;
}

bool yg_sql_each(yg_store *store, sqlite3_stmt *stmt, yg_sql_row row, void *self, yg_error *err) {
    int status = SQLITE_DONE;
    for (;;) {
        if (!yg_sql_step(store, stmt, &status, err))
            return false;
        if (status == SQLITE_DONE)
            break;
        if (!row(self, stmt, err)) {
            sqlite3_reset(stmt);
            return false;
        }
    }
    sqlite3_reset(stmt);
    return true;
}

bool yg_sql_exec(yg_store *store, const char *sql, yg_error *err) {
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return yg_sql_fail(store, "statement", err);
    return true;
}

yg_str yg_sql_str(sqlite3_stmt *stmt, int column) {
    const void *p = sqlite3_column_blob(stmt, column);
    return (yg_str){p, (size_t)sqlite3_column_bytes(stmt, column)};
}
