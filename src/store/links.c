/* Identity links: computed ones are replaced at every import, a person's decisions stay. */
#include "model/id.h"
#include "store/read.h"
#include "store/sql.h"

typedef struct {
    yg_link_visit visit;
    void *self;
} link_query;

#define LINK_COLUMNS                                                                               \
    "SELECT k.left_eid, k.right_eid, a.id, b.id, k.id, k.relation, k.decision, k.rank,"            \
    " k.evidence, coalesce(k.decided_us, 0), k.kind FROM link k JOIN entity a ON a.eid=k.left_eid" \
    " JOIN entity b ON b.eid=k.right_eid "

static bool link_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const link_query *q = self;
    yg_link_row row = {
        .left_eid = sqlite3_column_int64(stmt, 0),
        .right_eid = sqlite3_column_int64(stmt, 1),
        .left_id = yg_sql_str(stmt, 2),
        .right_id = yg_sql_str(stmt, 3),
        .id = yg_sql_str(stmt, 4),
        .relation = yg_sql_str(stmt, 5),
        .decision = yg_sql_str(stmt, 6),
        .rank = sqlite3_column_int64(stmt, 7),
        .evidence = yg_sql_str(stmt, 8),
        .decided_us = sqlite3_column_int64(stmt, 9),
        .kind = yg_sql_str(stmt, 10),
    };
    return q->visit(q->self, &row, err);
}

#define LINK_WHERE                                                                                 \
    " AND (?2='' OR k.decision=?2) AND (?3='' OR k.kind=?3)"                                       \
    " ORDER BY k.rank DESC, a.id, b.id LIMIT ?4"

bool yg_store_links_where(yg_store *store, const yg_link_filter *filter, yg_link_visit visit,
                          void *self, yg_error *err) {
    link_query q = {visit, self};
    int64_t most = filter->most == 0 || filter->most > INT64_MAX ? -1 : (int64_t)filter->most;
    sqlite3_stmt *stmt =
        filter->eid != 0
            ? yg_sql(store, LINK_COLUMNS "WHERE (k.left_eid=?1 OR k.right_eid=?1)" LINK_WHERE, err)
            : yg_sql(store, LINK_COLUMNS "WHERE ?1=0" LINK_WHERE, err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issi", filter->eid, filter->decision, filter->kind, most);
    return yg_sql_each(store, stmt, link_row, &q, err);
}

bool yg_store_links(yg_store *store, int64_t eid, yg_str decision, yg_link_visit visit, void *self,
                    yg_error *err) {
    return yg_store_links_where(store, &(yg_link_filter){.eid = eid, .decision = decision}, visit,
                                self, err);
}

bool yg_store_links_by_id(yg_store *store, yg_str prefix, uint64_t most, yg_link_visit visit,
                          void *self, yg_error *err) {
    link_query q = {visit, self};
    /* 'g' is behind every hexadecimal digit. */
    sqlite3_stmt *stmt =
        yg_sql(store, LINK_COLUMNS "WHERE k.id>=?1 AND k.id<?1||'g' ORDER BY k.id LIMIT ?2", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "si", prefix, (int64_t)most);
    return yg_sql_each(store, stmt, link_row, &q, err);
}

yg_str yg_store_link_id(yg_str left, yg_str right, char ret_id[YG_LINK_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf both = {0};
    char id[YG_ID_BYTES];
    size_t n = 0;
    bool ordered = yg_str_cmp(left, right) <= 0;
    yg_buf_add(&both, ordered ? left : right);
    yg_buf_addc(&both, '|');
    yg_buf_add(&both, ordered ? right : left);
    yg_str made = yg_id_make("link", yg_buf_str(&both), id);
    for (size_t i = sizeof "link--" - 1; i < made.n && n + 1 < YG_LINK_ID_BYTES; i++) {
        if (made.p[i] != '-')
            ret_id[n++] = made.p[i];
    }
    ret_id[n] = '\0';
    return (yg_str){ret_id, n};
}

typedef struct {
    yg_object_visit object;
    yg_link_name_visit name;
    void *self;
} basis_query;

static bool basis_object(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const basis_query *q = self;
    yg_object_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .type = yg_sql_str(stmt, 3),
        .entry = yg_sql_str(stmt, 4),
        .media = yg_sql_str(stmt, 5),
        .name = yg_sql_str(stmt, 6),
        .external_id = yg_sql_str(stmt, 7),
        .source = yg_sql_str(stmt, 8),
        .raw = yg_sql_str(stmt, 9),
        .flags = (unsigned)sqlite3_column_int(stmt, 10),
    };
    return q->object(q->self, &row, err);
}

bool yg_store_link_objects(yg_store *store, yg_str type, yg_object_visit visit, void *self,
                           yg_error *err) {
    basis_query q = {.object = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT o.eid, o.oid, e.id, o.type, o.entry, o.media, o.name, o.external_id, s.name, o.raw,"
        " o.flags FROM entity e JOIN object o ON o.eid=e.eid JOIN source s ON s.sid=o.sid"
        " WHERE e.id>=?1||'--' AND e.id<?1||'-.' AND o.latest=1 ORDER BY e.id",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", type);
    return yg_sql_each(store, stmt, basis_object, &q, err);
}

static bool basis_name(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const basis_query *q = self;
    yg_link_name_row row = {
        .oid = sqlite3_column_int64(stmt, 0),
        .text = yg_sql_str(stmt, 1),
        .kind = (yg_name_kind)sqlite3_column_int(stmt, 2),
    };
    return q->name(q->self, &row, err);
}

bool yg_store_link_names(yg_store *store, yg_str type, yg_link_name_visit visit, void *self,
                         yg_error *err) {
    basis_query q = {.name = visit, .self = self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT n.oid, n.text, n.kind FROM entity e JOIN name n ON n.eid=e.eid"
               " WHERE e.id>=?1||'--' AND e.id<?1||'-.' ORDER BY e.id",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", type);
    return yg_sql_each(store, stmt, basis_name, &q, err);
}

bool yg_store_links_clear(yg_store *store, yg_str kind, yg_error *err) {
    store->has_changed = true;
    sqlite3_stmt *stmt =
        yg_sql(store, "DELETE FROM link WHERE decision IN ('auto', 'review') AND kind=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", kind);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_link_put(yg_store *store, const yg_link_row *link, yg_error *err) {
    store->has_changed = true;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO link(id, left_eid, right_eid, relation, decision, rank, evidence, kind)"
               " VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"
               " ON CONFLICT(id) DO UPDATE SET rank=?6, evidence=?7",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "siississ", link->id, link->left_eid, link->right_eid, link->relation,
                link->decision, link->rank, link->evidence,
                link->kind.n > 0 ? link->kind : YG_STR("actors"));
    return yg_sql_run(store, stmt, err);
}

bool yg_store_link_decide(yg_store *store, yg_str id, yg_str decision, yg_str relation,
                          int64_t now_us, bool *ret_found, yg_error *err) {
    store->has_changed = true;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE link SET decision=CASE WHEN ?2='' THEN 'review' ELSE ?2 END,"
               " relation=CASE WHEN ?3='' THEN relation ELSE ?3 END,"
               " decided_us=CASE WHEN ?2='' THEN NULL ELSE ?4 END WHERE id=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "sssi", id, decision, relation, now_us);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_found = sqlite3_changes(store->db) > 0;
    return true;
}

typedef struct {
    yg_organisation_name_visit visit;
    void *self;
} organisation_query;

static bool organisation_name(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const organisation_query *q = self;
    return q->visit(q->self, sqlite3_column_int64(stmt, 0), yg_sql_str(stmt, 1), err);
}

bool yg_store_organisation_names(yg_store *store, yg_organisation_name_visit visit, void *self,
                                 yg_error *err) {
    organisation_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT DISTINCT n.eid, n.text FROM organisation g"
                                " JOIN name n ON n.oid=g.oid ORDER BY n.eid, n.text",
                                err);
    return stmt != NULL && yg_sql_each(store, stmt, organisation_name, &q, err);
}

typedef struct {
    yg_incident_visit visit;
    void *self;
    yg_incident_row row;
} incident_query;

static bool incident_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    incident_query *q = self;
    yg_incident_row *row = &q->row;
    row->oid = sqlite3_column_int64(stmt, 0);
    row->eid = sqlite3_column_int64(stmt, 1);
    row->id = yg_sql_str(stmt, 2);
    row->source = yg_sql_str(stmt, 3);
    row->victim = yg_sql_str(stmt, 4);
    row->victim_ja = yg_sql_str(stmt, 5);
    row->domain = yg_sql_str(stmt, 6);
    row->sites = yg_sql_str(stmt, 7);
    row->actors = yg_sql_str(stmt, 8);
    row->posts = yg_sql_str(stmt, 9);
    row->listing = yg_sql_str(stmt, 10);
    row->known = (yg_known)sqlite3_column_int(stmt, 11);
    row->from_us = sqlite3_column_int64(stmt, 12);
    row->to_us = sqlite3_column_int64(stmt, 13);
    return q->visit(q->self, row, err);
}

bool yg_store_link_incidents(yg_store *store, yg_incident_visit visit, void *self, yg_error *err) {
    incident_query q = {.visit = visit, .self = self};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT i.oid, i.eid, e.id, s.name, i.victim, i.victim_ja, i.domain, i.sites, i.actors,"
        " i.posts, i.listing, i.known, i.from_us, i.to_us FROM incident i NOT INDEXED"
        " CROSS JOIN entity e ON e.eid=i.eid CROSS JOIN source s ON s.sid=i.sid"
        " WHERE (SELECT min(sid) FROM incident)<(SELECT max(sid) FROM incident) ORDER BY i.oid",
        err);
    return stmt != NULL && yg_sql_each(store, stmt, incident_row, &q, err);
}
