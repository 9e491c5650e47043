/* Private to this room: prepared statements, binding and stepping. The only way to SQLite. */
#ifndef YG_STORE_SQL_H
#define YG_STORE_SQL_H

#include <sqlite3.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/vec.h"
#include "store/store.h"

typedef struct {
    const char *sql; /* compared by address: statements are string constants */
    sqlite3_stmt *stmt;
} yg_sql_slot;

struct yg_store {
    sqlite3 *db;
    yg_sql_slot *slots;
    size_t slots_n, slots_cap;
    bool writing;
    /* The import at hand (store/write.c). */
    yg_map entities;             /* STIX id -> eid */
    yg_buf path, reader, digest; /* of the document */
    uint64_t document_bytes;
    yg_buf object_id; /* of the object put last */
    int64_t now_us, sid, did, oid, eid;
    bool is_large;      /* a large import: more of the file is held in memory */
    bool is_new_entity; /* the entity asked for last was not mentioned before */
    bool current;       /* the object put last is the newest version of its source */
    bool has_changed;   /* since the transaction began: what is known, not what scans found */
    bool names_changed;
    bool incidents_changed; /* since the transaction began */
    int trust;              /* of the document at hand */
    bool registry_changed;  /* organisations, marks or edges */
    yg_store_counts counts;
    size_t rejects_kept;
    YG_VEC(int64_t) seen_objects;    /* of this document: oid, new or known */
    YG_VEC(int64_t) seen_statistics; /* stid */
    yg_buf scratch, folded;
};

/* A cached prepared statement, reset and ready for binding; NULL with *err set. `sql` must be a
 * string constant. */
sqlite3_stmt *yg_sql(yg_store *store, const char *sql, yg_error *err);
/* Binds from parameter 1 on. format: i int64_t, d double, t yg_str as text (empty: NULL), s yg_str
 * as text (empty stays empty), b yg_str as blob. Bytes must live until the step. */
void yg_sql_bind(sqlite3_stmt *stmt, const char *format, ...);
/* Runs a statement that gives no rows. */
bool yg_sql_run(yg_store *store, sqlite3_stmt *stmt, yg_error *err);
/* One step: SQLITE_ROW or SQLITE_DONE in *ret_status. */
bool yg_sql_step(yg_store *store, sqlite3_stmt *stmt, int *ret_status, yg_error *err);
bool yg_sql_exec(yg_store *store, const char *sql, yg_error *err);
/* *err from the database's own message. Always false. */
bool yg_sql_fail(yg_store *store, const char *what, yg_error *err);
/* A text or blob column as a view that lives until the next step. */
yg_str yg_sql_str(sqlite3_stmt *stmt, int column);
/* A view's place in a temporary query: steps through all rows of a bound statement. */
typedef bool (*yg_sql_row)(void *self, sqlite3_stmt *stmt, yg_error *err);
bool yg_sql_each(yg_store *store, sqlite3_stmt *stmt, yg_sql_row row, void *self, yg_error *err);

/* Takes away what an object says; its row stays, not latest (store/write.c). */
bool yg_store_retire(yg_store *store, int64_t oid, yg_error *err);
/* A large import gets more memory for its pages, until it is committed (open.c). */
bool yg_store_grow(yg_store *store, yg_error *err);
/* Takes away what this document said at its last import and does not say now (store/withdraw.c). */
bool yg_store_withdraw(yg_store *store, yg_error *err);

/* store/write_rows.c: the parts of the sink that are no objects. */
yg_put yg_store_put_statistic(void *self, const yg_statistic *statistic, yg_error *err);
int64_t yg_store_indicator_hash(yg_str type, yg_str value);
yg_put yg_store_put_indicator(void *self, const yg_indicator *indicator, yg_error *err);

/* store/write_source.c */
bool yg_store_put_source(void *self, const yg_source *source, yg_error *err);

/* store/write_incident.c */
bool yg_store_put_incident(void *self, const yg_incident *incident, yg_error *err);
bool yg_store_put_organisation(void *self, const yg_organisation *organisation, yg_error *err);
bool yg_store_put_mark(void *self, const yg_mark *mark, yg_error *err);
bool yg_store_put_edge(void *self, const yg_edge *edge, yg_error *err);

/* The entity's number, made when it is new (store/write.c). */
bool yg_store_entity(yg_store *store, yg_str id, int64_t *ret_eid, yg_error *err);

/* store/sightings.c: the function is_wanted(pointer, eid, us) of SQL. */
bool yg_sightings_register(yg_store *store, yg_error *err);

/* store/tokenizer.c */
bool yg_tokenizer_register(sqlite3 *db, yg_error *err);
/* Is c of a script that writes no spaces? */
bool yg_tokenizer_is_spaceless(uint32_t c);

#endif
