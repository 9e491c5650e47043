/* Full-text search. The index holds words (store/tokenizer.c); a part of a word is found by looking
 * for it in the list of all words first, then for the objects that hold one of those. */
#include "base/utf8.h"
#include "base/vec.h"
#include "store/read.h"
#include "store/sql.h"
#include "text/key.h"

/* Words of the vocabulary that one part may stand for; the rarest real part ("a") has more, and a
 * query for it is too broad to be of use. */
enum { MOST_WORDS = 400, MOST_TERMS = 16 };

/* Takes the characters of one kind off the front of *rest, cut as the tokenizer cuts. */
static yg_str take_run(yg_str *rest, bool *ret_spaceless) {
    size_t at = 0, next = 0;
    *ret_spaceless = yg_tokenizer_is_spaceless(yg_utf8_next(*rest, &next));
    do {
        at = next;
    } while (at < rest->n &&
             yg_tokenizer_is_spaceless(yg_utf8_next(*rest, &next)) == *ret_spaceless);
    yg_str run = yg_str_sub(*rest, 0, at);
    *rest = yg_str_from(*rest, at);
    return run;
}

static void add_quoted(yg_buf *query, yg_str word) {
    yg_buf_addc(query, '"');
    yg_buf_add(query, word); /* folded text: letters and digits only */
    yg_buf_addc(query, '"');
}

/* Every pair of neighbours: an object that holds the whole run holds all of them. */
static void add_pairs(yg_buf *query, yg_str run) {
    size_t at = 0, next = 0;
    bool first = true;
    yg_utf8_next(run, &next);
    if (next >= run.n) {
        add_quoted(query, run);
        return;
    }
    yg_buf_addc(query, '(');
    while (next < run.n) {
        size_t end = next;
        yg_utf8_next(run, &end);
        if (!first)
            yg_buf_addz(query, " AND ");
        add_quoted(query, yg_str_sub(run, at, end - at));
        first = false;
        at = next;
        next = end;
    }
    yg_buf_addc(query, ')');
}

/* The words that contain `part`, joined by OR; *ret_any false when there is none. */
static bool add_containing(yg_store *store, yg_buf *query, yg_str part, bool *ret_any,
                           yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT term FROM text_word WHERE instr(term, ?1) > 0 ORDER BY term<>?1, doc DESC LIMIT ?2",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "si", part, (int64_t)MOST_WORDS);
    *ret_any = false;
    yg_buf_addc(query, '(');
    for (;;) {
        if (!yg_sql_step(store, stmt, &status, err))
            return false;
        if (status == SQLITE_DONE)
            break;
        if (*ret_any)
            yg_buf_addz(query, " OR ");
        add_quoted(query, yg_sql_str(stmt, 0));
        *ret_any = true;
    }
    sqlite3_reset(stmt);
    yg_buf_addc(query, ')');
    return true;
}

/* One run of a word; *ret_any false when nothing holds it. */
static bool add_run(yg_store *store, yg_buf *query, yg_str run, bool spaceless, bool *ret_any,
                    yg_error *err) {
    if (query->n > 0)
        yg_buf_addz(query, " AND ");
    *ret_any = true;
    if (!spaceless)
        return add_containing(store, query, run, ret_any, err);
    add_pairs(query, run);
    return true;
}

/* The FTS5 query for folded text; *ret_any false when nothing can match. */
static bool build(yg_store *store, yg_str folded, yg_buf *query, bool *ret_any, yg_error *err) {
    yg_str rest = folded, part;
    size_t terms = 0;
    bool spaceless;
    *ret_any = false;
    while (yg_str_split(&rest, ' ', &part)) {
        while (part.n > 0 && terms++ < MOST_TERMS) {
            yg_str run = take_run(&part, &spaceless);
            if (!add_run(store, query, run, spaceless, ret_any, err))
                return false;
            if (!*ret_any)
                return true;
        }
    }
    return true;
}

typedef struct {
    yg_hit_visit visit;
    void *self;
    bool in_name;
} hit_query;

static bool hit_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const hit_query *q = self;
    yg_hit_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .type = yg_sql_str(stmt, 3),
        .entry = yg_sql_str(stmt, 4),
        .name = yg_sql_str(stmt, 5),
        .external_id = yg_sql_str(stmt, 6),
        .source = yg_sql_str(stmt, 7),
        .flags = (unsigned)sqlite3_column_int(stmt, 8),
        .in_name = sqlite3_column_int(stmt, 9) != 0,
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_search(yg_store *store, yg_str text, uint64_t most, yg_hit_visit visit, void *self,
                     yg_error *err) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf query = {0};
    hit_query q = {visit, self, false};
    bool any = false;
    yg_key_add_folded(&folded, text);
    yg_key_add(&key, text);
    if (key.n == 0)
        return true;
    if (!build(store, yg_buf_str(&folded), &query, &any, err))
        return false;
    sqlite3_stmt *stmt =
        any ? yg_sql(store,
                     "WITH named(oid, best) AS (SELECT oid, min(CASE WHEN key=?1 THEN kind ELSE"
                     "  min(length(key), 9999) + CASE WHEN instr(key, ?1)=1 THEN 10 WHEN"
                     "  instr(' '||lower(text), ' '||lower(?4))>0 THEN 20000 ELSE 40000 END END)"
                     "  FROM name WHERE instr(key, ?1) > 0 GROUP BY oid),"
                     " hit(oid, best) AS (SELECT oid, best FROM named UNION ALL"
                     "  SELECT rowid, 100000 FROM text WHERE text MATCH ?2)"
                     " SELECT o.eid, o.oid, e.id, o.type, o.entry, o.name, o.external_id, s.name,"
                     " o.flags, min(h.best) < 100000 FROM hit h JOIN object o ON o.oid=h.oid"
                     " JOIN entity e ON e.eid=o.eid JOIN source s ON s.sid=o.sid WHERE o.latest"
                     " AND o.type<>'relationship' GROUP BY o.oid"
                     " ORDER BY min(h.best), o.flags, o.name, e.id, s.name LIMIT ?3",
                     err)
            : yg_sql(store,
                     "WITH named(oid, best) AS (SELECT oid, min(CASE WHEN key=?1 THEN kind ELSE"
                     "  min(length(key), 9999) + CASE WHEN instr(key, ?1)=1 THEN 10 WHEN"
                     "  instr(' '||lower(text), ' '||lower(?4))>0 THEN 20000 ELSE 40000 END END)"
                     "  FROM name WHERE instr(key, ?1) > 0 GROUP BY oid)"
                     " SELECT o.eid, o.oid, e.id, o.type, o.entry, o.name, o.external_id, s.name,"
                     " o.flags, 1 FROM named h JOIN object o ON o.oid=h.oid"
                     " JOIN entity e ON e.eid=o.eid JOIN source s ON s.sid=o.sid WHERE o.latest"
                     " AND ?2 IS NOT NULL ORDER BY h.best, o.flags, o.name, e.id, s.name LIMIT ?3",
                     err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ssis", yg_buf_str(&key), yg_buf_str(&query), (int64_t)most, text);
    return yg_sql_each(store, stmt, hit_row, &q, err);
}
