#include "store/tally.h"

#include "base/vec.h"
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

/* Owners are few beside incidents: held in memory, they are found faster than by a join. */
typedef struct {
    int64_t oid, organisation, parent;
    char country[2];
    bool has_country;
} owner;

typedef struct {
    yg_tally_visit visit;
    void *self;
    YG_VEC(owner) owners; /* by oid */
} tally_query;

static bool owner_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    tally_query *q = self;
    yg_str country = yg_sql_str(stmt, 3);
    owner own = {sqlite3_column_int64(stmt, 0),
                 sqlite3_column_int64(stmt, 1),
                 sqlite3_column_int64(stmt, 2),
                 {0},
                 country.n == 2};
    (void)err;
    if (own.has_country)
        memcpy(own.country, country.p, 2);
    yg_vec_push(&q->owners, own);
    return true;
}

static int by_oid(const void *left, const void *right) {
    const owner *a = left, *b = right;
    return a->oid < b->oid ? -1 : a->oid > b->oid;
}

static void add_owner(const tally_query *q, int64_t oid, yg_tally_row *row) {
    const owner wanted = {.oid = oid};
    const owner *own = q->owners.n == 0
                           ? NULL
                           : bsearch(&wanted, q->owners.at, q->owners.n, sizeof wanted, by_oid);
    if (own == NULL)
        return;
    row->organisation = own->organisation;
    row->parent = own->parent;
    if (row->parent_country.n == 0 && own->has_country)
        row->parent_country = (yg_str){own->country, 2};
}

static bool tally_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const tally_query *q = self;
    yg_tally_row row = {
        .sid = sqlite3_column_int64(stmt, 0),
        .from_us = sqlite3_column_int64(stmt, 1),
        .to_us = sqlite3_column_int64(stmt, 2),
        .sites = yg_sql_str(stmt, 3),
        .has_site_labels = sqlite3_column_type(stmt, 4) != SQLITE_NULL,
        .parent_country = yg_sql_str(stmt, 5),
        .sector = yg_sql_str(stmt, 6),
        .sector_label = yg_sql_str(stmt, 7),
        .types = yg_sql_str(stmt, 8),
        .actors = yg_sql_str(stmt, 9),
        .oid = sqlite3_column_int64(stmt, 10),
    };
    add_owner(q, sqlite3_column_int64(stmt, 10), &row);
    return q->visit(q->self, &row, err);
}

bool yg_store_tally(yg_store *store, yg_tally_visit visit, void *self, yg_error *err) {
    tally_query q = {.visit = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT oid, organisation, parent, parent_country FROM owner ORDER BY oid", err);
    bool done = stmt != NULL && yg_sql_each(store, stmt, owner_row, &q, err);
    if (done) {
        stmt = yg_sql(store,
                      "SELECT sid, from_us, to_us, sites, site_labels, parent_country, sector,"
                      " sector_label, types, actors, oid FROM incident"
                      " WHERE sid NOT IN (SELECT sid FROM document WHERE reader='yagura-claims')",
                      err);
        done = stmt != NULL && yg_sql_each(store, stmt, tally_row, &q, err);
    }
    yg_vec_free(&q.owners);
    return done;
}

typedef struct {
    yg_incident_visit visit;
    void *self;
    yg_incident_row row; /* filled anew, not made anew: it is large */
} lean_query;

static bool lean_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    lean_query *q = self;
    yg_incident_row *row = &q->row;
    row->oid = sqlite3_column_int64(stmt, 0);
    row->from_us = sqlite3_column_int64(stmt, 1);
    row->to_us = sqlite3_column_int64(stmt, 2);
    row->sites = yg_sql_str(stmt, 3);
    row->site_labels = yg_sql_str(stmt, 4);
    row->parent_country = yg_sql_str(stmt, 5);
    row->sector = yg_sql_str(stmt, 6);
    row->sector_label = yg_sql_str(stmt, 7);
    row->types = yg_sql_str(stmt, 8);
    row->actors = yg_sql_str(stmt, 9);
    row->listing = yg_sql_str(stmt, 10);
    return q->visit(q->self, row, err);
}

bool yg_store_incidents_lean(yg_store *store, const yg_incident_lean *wanted,
                             yg_incident_visit visit, void *self, yg_error *err) {
    lean_query q = {.visit = visit, .self = self, .row = {.source = wanted->source}};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT oid, from_us, to_us, sites, site_labels, parent_country, sector,"
               " sector_label, CASE WHEN ?2 THEN types END, CASE WHEN ?3 THEN actors END,"
               " CASE WHEN ?4 THEN listing END FROM incident INDEXED BY incident_tally"
               " WHERE sid=(SELECT sid FROM source WHERE name=?1)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "siii", wanted->source, (int64_t)wanted->types, (int64_t)wanted->actors,
                (int64_t)wanted->listing);
    return yg_sql_each(store, stmt, lean_row, &q, err);
}

typedef struct {
    yg_owner_country_visit visit;
    void *self;
} country_query;

static bool country_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const country_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), yg_sql_str(stmt, 1), err);
}

bool yg_store_owner_countries(yg_store *store, yg_owner_country_visit visit, void *self,
                              yg_error *err) {
    country_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT oid, parent_country FROM owner WHERE parent_country<>'' ORDER BY oid", err);
    return stmt != NULL && yg_sql_each(store, stmt, country_row, &q, err);
}

typedef struct {
    yg_said_visit visit;
    void *self;
} said_query;

static bool said_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const said_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), yg_sql_str(stmt, 1), err);
}

const char *yg_said_predicate(yg_said said) {
    static const char *const words[] = {"entry-method", "entered-at", "reached-parent"};
    return words[said];
}

/* The predicates are written out: only then does SQLite see that the partial index holds them. */
bool yg_store_said(yg_store *store, yg_said said, yg_said_visit visit, void *self, yg_error *err) {
#define SAID(predicate)                                                                            \
    "SELECT DISTINCT oid, value FROM claim WHERE predicate='" predicate "' ORDER BY oid, value"
    static const char *const statements[] = {SAID("entry-method"), SAID("entered-at"),
                                             SAID("reached-parent")};
    said_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store, statements[said], err);
    return stmt != NULL && yg_sql_each(store, stmt, said_row, &q, err);
}

typedef struct {
    yg_source_name_visit visit;
    void *self;
} source_query;

static bool source_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const source_query *q = self;
    yg_source_name_row row = {.sid = sqlite3_column_int64(stmt, 0), .name = yg_sql_str(stmt, 1)};
    return q->visit(q->self, &row, err);
}

bool yg_store_incident_sources(yg_store *store, yg_source_name_visit visit, void *self,
                               yg_error *err) {
    source_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT sid, name FROM source s WHERE EXISTS(SELECT 1 FROM incident i WHERE i.sid=s.sid)"
        " AND NOT EXISTS(SELECT 1 FROM document d WHERE d.sid=s.sid AND d.reader='yagura-claims')"
        " ORDER BY name",
        err);
    return stmt != NULL && yg_sql_each(store, stmt, source_row, &q, err);
}

typedef struct {
    yg_source_facts_visit visit;
    void *self;
} facts_query;

static bool facts_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const facts_query *q = self;
    yg_source_facts_row row = {
        .name = yg_sql_str(stmt, 0),
        .publisher = yg_sql_str(stmt, 1),
        .address = yg_sql_str(stmt, 2),
        .licence = yg_sql_str(stmt, 3),
        .version = yg_sql_str(stmt, 4),
        .tlp = yg_sql_str(stmt, 5),
        .published = yg_sql_str(stmt, 6),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_source_facts(yg_store *store, yg_source_facts_visit visit, void *self,
                           yg_error *err) {
    facts_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT name, publisher, address, licence, version, tlp, published"
                                " FROM source ORDER BY name",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, facts_row, &q, err);
}
