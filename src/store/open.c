#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/schema.h"
#include "store/sql.h"

/* How long to wait for another yagura: with its transaction, and with its reading at the end of an
 * import. */
enum { WAIT_MS = 5000, CHECKPOINT_WAIT_MS = 200 };
#define CACHE "-49152" /* KiB, when writing */

/* Makes the folders above path, each private to the user. */
static bool make_folders(const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf folder = {0};
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        yg_buf_clear(&folder);
        yg_buf_add(&folder, (yg_str){path, (size_t)(slash - path)});
        if (mkdir(yg_buf_z(&folder), 0700) != 0 && errno != EEXIST)
            return yg_fail(err, YG_ERR_IO, "store: cannot make the folder %s: %s",
                           yg_buf_z(&folder), strerror(errno));
    }
    return true;
}

static bool pragma_int(yg_store *store, const char *sql, int64_t *ret_value, yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(store, sql, err);
    if (stmt == NULL || !yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_value = status == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

static bool migrate_from(yg_store *store, int64_t version, yg_error *err) {
    char set[96];
    for (; version < yg_schema_version; version++) {
        if (!yg_sql_exec(store, yg_schema_migrations[version], err))
            return false;
    }
    snprintf(set, sizeof set, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
             YG_SCHEMA_APPLICATION_ID, yg_schema_version);
    return yg_sql_exec(store, set, err);
}

typedef struct {
    int64_t version, application, tables;
} header;

/* In one transaction: another process may be making the tables right now. */
static bool read_header(yg_store *store, header *ret_header, yg_error *err) {
    if (!yg_sql_exec(store, "BEGIN", err))
        return false;
    bool done = pragma_int(store, "SELECT count(*) FROM sqlite_schema", &ret_header->tables, err) &&
                pragma_int(store, "PRAGMA user_version", &ret_header->version, err) &&
                pragma_int(store, "PRAGMA application_id", &ret_header->application, err);
    sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    return done;
}

static bool check_version(yg_store *store, yg_store_mode mode, yg_error *err) {
    header h = {0};
    if (!read_header(store, &h, err))
        return false;
    int64_t version = h.version, application = h.application, tables = h.tables;
    if (tables > 0 && application != YG_SCHEMA_APPLICATION_ID)
        return yg_fail(err, YG_ERR_IO,
                       "store: this SQLite file was not made by yagura; name another with --store");
    if (version < 0)
        return yg_fail(err, YG_ERR_IO, "store: the file is damaged (schema %d)", (int)version);
    if (version > yg_schema_version)
        return yg_fail(err, YG_ERR_IO,
                       "store: made by a newer yagura (schema %d, this one knows %d)", (int)version,
                       yg_schema_version);
    if (version == yg_schema_version)
        return true;
    if (mode == YG_STORE_READ && tables == 0)
        return yg_fail(err, YG_ERR_IO,
                       "store: empty; fill it with `yagura import` or `yagura demo`");
    /* Two processes may get here at once: the second finds the work done. */
    if (!yg_sql_exec(store, "BEGIN IMMEDIATE", err))
        return false;
    bool done = pragma_int(store, "PRAGMA user_version", &version, err) &&
                migrate_from(store, version, err);
    if (!done) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    return yg_sql_exec(store, "COMMIT", err);
}

static bool configure(yg_store *store, yg_store_mode mode, yg_error *err) {
    sqlite3_busy_timeout(store->db, WAIT_MS);
    /* What comes from outside is data: no triggers or views of a hostile file may run code. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
    if (!yg_tokenizer_register(store->db, err) || !yg_sightings_register(store, err))
        return false;
    /* A new file stays in rollback mode until its first commit: an empty store has nothing to
     * journal, so the first big import writes every page once instead of twice. */
    if (mode == YG_STORE_WRITE && !yg_sql_exec(store,
                                               "PRAGMA page_size=8192;"
                                               "PRAGMA synchronous=NORMAL;"
                                               "PRAGMA wal_autocheckpoint=0;"
                                               "PRAGMA cache_size=" CACHE ";",
                                               err))
        return false;
    return yg_sql_exec(store, "PRAGMA temp_store=MEMORY", err);
}

/* On a read-only medium the files that write-ahead logging needs cannot be made. When there is no
 * log either, nobody writes, and SQLite may take the file as it is. */
static bool lies_fixed(const char *path) {
    YG_CLEANUP_BUF yg_buf other = {0};
    struct stat st;
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        yg_buf_addc(&other, '.');
    else
        yg_buf_add(&other, (yg_str){path, slash == path ? 1 : (size_t)(slash - path)});
    if (access(path, W_OK) == 0 || access(yg_buf_z(&other), W_OK) == 0)
        return false;
    yg_buf_clear(&other);
    yg_buf_addf(&other, "%s-wal", path);
    return stat(yg_buf_z(&other), &st) != 0 || st.st_size == 0;
}

static int open_fixed(const char *path, sqlite3 **ret_db) {
    YG_CLEANUP_BUF yg_buf uri = {0};
    yg_buf_addz(&uri, path[0] == '/' ? "file://" : "file:");
    for (const char *p = path; *p != '\0'; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            yg_buf_addf(&uri, "%%%02X", (unsigned char)*p);
        else
            yg_buf_addc(&uri, *p);
    }
    yg_buf_addz(&uri, "?immutable=1");
    return sqlite3_open_v2(yg_buf_z(&uri), ret_db,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
}

/* ":memory:" and "file:..." mean something to SQLite; a path is a path. */
static bool open_path(const char *path, yg_store_mode mode, yg_store **ret_store, yg_error *err);

bool yg_store_open(const char *path, yg_store_mode mode, yg_store **ret_store, yg_error *err) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    if (path[0] == '\0')
        return yg_fail(err, YG_ERR_USAGE, "store: the name of its file is empty");
    if (path[0] == ':' || strncmp(path, "file:", 5) == 0)
        yg_buf_addz(&plain, "./");
    yg_buf_addz(&plain, path);
    return open_path(yg_buf_z(&plain), mode, ret_store, err);
}

static bool open_path(const char *path, yg_store_mode mode, yg_store **ret_store, yg_error *err) {
    if (mode == YG_STORE_READ && access(path, F_OK) != 0)
        return yg_fail(err, YG_ERR_IO,
                       "store: there is none at %s; fill one with `yagura import` or `yagura demo`",
                       path);
    if (mode == YG_STORE_WRITE && !make_folders(path, err))
        return false;
    yg_store *store = yg_alloc(1, sizeof *store);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (mode == YG_STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    bool fixed = mode == YG_STORE_READ && lies_fixed(path);
    int status =
        fixed ? open_fixed(path, &store->db) : sqlite3_open_v2(path, &store->db, flags, NULL);
    if (status == SQLITE_CANTOPEN && mode == YG_STORE_READ) {
        sqlite3_close(store->db);
        status =
            sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    }
    bool done = status == SQLITE_OK ? configure(store, mode, err) && check_version(store, mode, err)
                                    : yg_sql_fail(store, "open", err);
    /* A reader sees one state of the store, however many questions it asks. */
    if (done && mode == YG_STORE_READ)
        done = yg_sql_exec(store, "BEGIN", err);
    if (!done) {
        yg_store_close(store);
        return yg_fail_in(err, "%s", path);
    }
    *ret_store = store;
    return true;
}

yg_store *yg_store_close(yg_store *store) {
    if (store == NULL)
        return NULL;
    yg_store_rollback(store);
    for (size_t i = 0; i < store->slots_n; i++)
        sqlite3_finalize(store->slots[i].stmt);
    free(store->slots);
    sqlite3_close_v2(store->db);
    yg_map_free(&store->entities);
    yg_vec_free(&store->seen_objects);
    yg_vec_free(&store->seen_statistics);
    yg_buf_free(&store->scratch);
    yg_buf_free(&store->path);
    yg_buf_free(&store->reader);
    yg_buf_free(&store->digest);
    yg_buf_free(&store->object_id);
    yg_buf_free(&store->folded);
    free(store);
    return NULL;
}

/* Ids, names and dates of many records lie anywhere in their indexes: when these no longer fit into
 * the cache, pages go out and come back again for each record. */
bool yg_store_grow(yg_store *store, yg_error *err) {
    enum { LARGE = 200000 };
    if (store->is_large || store->counts.taken < LARGE)
        return true;
    store->is_large = true;
    return yg_sql_exec(store, "PRAGMA cache_size=-262144", err);
}

bool yg_store_begin(yg_store *store, yg_error *err) {
    if (!yg_sql_exec(store, "BEGIN IMMEDIATE", err))
        return false;
    store->writing = true;
    store->has_changed = false;
    store->names_changed = false;
    store->incidents_changed = false;
    store->registry_changed = false;
    yg_map_free(&store->entities); /* another process may have written since */
    return true;
}

bool yg_store_commit(yg_store *store, yg_error *err) {
    if (store->has_changed &&
        !yg_sql_exec(store, "UPDATE state SET value=value+1 WHERE name='changes'", err))
        return false;
    if (!yg_sql_exec(store, "COMMIT", err))
        return false;
    store->writing = false;
    if (store->is_large)
        sqlite3_exec(store->db, "PRAGMA cache_size=" CACHE, NULL, NULL, NULL);
    store->is_large = false;
    /* Write-ahead logging from now on (the file remembers it), so that readers never wait. Another
     * reader may be in the way of the switch: then the next commit makes it. */
    sqlite3_exec(store->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    /* One big import makes one big log: fold it back now, so that the file is all there is. When a
     * reader is in the way, the next one does it. */
    sqlite3_busy_timeout(store->db, CHECKPOINT_WAIT_MS);
    sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(store->db, WAIT_MS);
    return true;
}

void yg_store_rollback(yg_store *store) {
    if (store->writing) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
        yg_map_free(&store->entities); /* numbers given inside are given again */
    }
    store->writing = false;
    yg_map_free(&store->entities); /* numbers that were given in vain will be given again */
}

bool yg_store_names_changed(const yg_store *store) {
    return store->names_changed;
}

bool yg_store_incidents_changed(const yg_store *store) {
    return store->incidents_changed;
}

bool yg_store_registry_changed(const yg_store *store) {
    return store->registry_changed;
}
