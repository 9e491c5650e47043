/* Sources, objects, names and relationships. */
#include "store/read.h"

#include "store/sql.h"

#define ROWS(Name, Row, Visit)                                                                     \
    typedef struct {                                                                               \
        Visit visit;                                                                               \
        void *self;                                                                                \
    } Name##_query;                                                                                \
    static bool Name##_row(void *self, sqlite3_stmt *stmt, yg_error *err)

static uint64_t count(sqlite3_stmt *stmt, int column) {
    int64_t value = sqlite3_column_int64(stmt, column);
    return value > 0 ? (uint64_t)value : 0;
}

ROWS(source, yg_source_row, yg_source_visit) {
    const source_query *q = self;
    yg_source_row row = {
        .sid = sqlite3_column_int64(stmt, 0),
        .name = yg_sql_str(stmt, 1),
        .publisher = yg_sql_str(stmt, 2),
        .address = yg_sql_str(stmt, 3),
        .licence = yg_sql_str(stmt, 4),
        .version = yg_sql_str(stmt, 5),
        .tlp = yg_sql_str(stmt, 6),
        .published = yg_sql_str(stmt, 7),
        .first_us = sqlite3_column_int64(stmt, 8),
        .last_us = sqlite3_column_int64(stmt, 9),
        .documents = count(stmt, 10),
        .taken = count(stmt, 11),
        .unchanged = count(stmt, 12),
        .rejected = count(stmt, 13),
        .objects = count(stmt, 14),
        .names = count(stmt, 15),
        .claims = count(stmt, 16),
        .statistics = count(stmt, 17),
        .indicators = count(stmt, 18),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_sources(yg_store *store, yg_source_visit visit, void *self, yg_error *err) {
    source_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT s.sid, s.name, publisher, address, licence, version, tlp, published, first_us,"
        " last_us, d.documents, d.taken, d.unchanged, d.rejected, o.n, n.n, c.n, t.n, i.n"
        " FROM source s"
        " LEFT JOIN (SELECT sid, count(*) documents, sum(taken) taken, sum(unchanged) unchanged,"
        "  sum(rejected) rejected FROM document GROUP BY sid) d ON d.sid=s.sid"
        " LEFT JOIN (SELECT sid, count(*) n FROM object WHERE latest GROUP BY sid) o ON o.sid=s.sid"
        " LEFT JOIN (SELECT sid, count(*) n FROM name JOIN object USING(oid) GROUP BY sid) n"
        "  ON n.sid=s.sid"
        " LEFT JOIN (SELECT sid, count(*) n FROM claim JOIN object USING(oid) GROUP BY sid) c"
        "  ON c.sid=s.sid"
        " LEFT JOIN (SELECT sid, count(*) n FROM statistic GROUP BY sid) t ON t.sid=s.sid"
        " LEFT JOIN (SELECT sid, count(*) n FROM indicator GROUP BY sid) i ON i.sid=s.sid"
        " ORDER BY s.name",
        err);
    return stmt != NULL && yg_sql_each(store, stmt, source_row, &q, err);
}

ROWS(document, yg_document_row, yg_document_visit) {
    const document_query *q = self;
    yg_document_row row = {
        .did = sqlite3_column_int64(stmt, 0),
        .source = yg_sql_str(stmt, 1),
        .path = yg_sql_str(stmt, 2),
        .reader = yg_sql_str(stmt, 3),
        .digest = yg_sql_str(stmt, 4),
        .bytes = count(stmt, 5),
        .taken = count(stmt, 6),
        .unchanged = count(stmt, 7),
        .rejected = count(stmt, 8),
        .imported_us = sqlite3_column_int64(stmt, 9),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_documents(yg_store *store, int64_t sid, yg_document_visit visit, void *self,
                        yg_error *err) {
    document_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT did, source.name, path, reader, digest, bytes, taken, unchanged, rejected,"
               " imported_us FROM document JOIN source USING(sid) WHERE ?1=0 OR sid=?1"
               " ORDER BY source.name, path",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", sid);
    return yg_sql_each(store, stmt, document_row, &q, err);
}

ROWS(reject, yg_reject_row, yg_reject_visit) {
    const reject_query *q = self;
    yg_reject_row row = {count(stmt, 0), count(stmt, 1), yg_sql_str(stmt, 2), yg_sql_str(stmt, 3)};
    return q->visit(q->self, &row, err);
}

bool yg_store_rejects(yg_store *store, int64_t did, uint64_t most, yg_reject_visit visit,
                      void *self, yg_error *err) {
    reject_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT record, offset, reason, detail FROM reject WHERE did=?1"
                                " ORDER BY record, offset LIMIT ?2",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ii", did, (int64_t)most);
    return yg_sql_each(store, stmt, reject_row, &q, err);
}

#define OBJECT_COLUMNS                                                                             \
    "SELECT o.eid, o.oid, e.id, o.type, o.entry, o.media, o.name, o.external_id, s.name, o.raw,"   \
    " o.sid, o.created_us, o.modified_us, o.flags"                                                 \
    " FROM object o JOIN entity e USING(eid) JOIN source s ON s.sid=o.sid "

ROWS(object, yg_object_row, yg_object_visit) {
    const object_query *q = self;
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
        .sid = sqlite3_column_int64(stmt, 10),
        .created_us = sqlite3_column_int64(stmt, 11),
        .modified_us = sqlite3_column_int64(stmt, 12),
        .flags = (unsigned)sqlite3_column_int(stmt, 13),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_objects_of(yg_store *store, int64_t eid, yg_object_visit visit, void *self,
                         yg_error *err) {
    object_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store, OBJECT_COLUMNS "WHERE o.eid=?1 AND o.latest ORDER BY s.name, o.entry", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    return yg_sql_each(store, stmt, object_row, &q, err);
}

bool yg_store_objects(yg_store *store, yg_str type, bool versions, yg_object_visit visit,
                      void *self, yg_error *err) {
    object_query q = {visit, self};
    /* An id begins with its type: a type is a range of the entities' index. */
    sqlite3_stmt *stmt =
        type.n > 0 ? yg_sql(store,
                            OBJECT_COLUMNS "WHERE e.id>=?1||'--' AND e.id<?1||'-.'"
                                           " AND (?2 OR o.latest)"
                                           " ORDER BY e.id, s.name, o.modified_us, o.hash",
                            err)
                   : yg_sql(store,
                            OBJECT_COLUMNS "WHERE ?1='' AND (?2 OR o.latest)"
                                           " ORDER BY e.id, s.name, o.modified_us, o.hash",
                            err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "si", type, (int64_t)versions);
    return yg_sql_each(store, stmt, object_row, &q, err);
}

bool yg_store_object(yg_store *store, int64_t oid, yg_object_visit visit, void *self,
                     bool *ret_found, yg_error *err) {
    object_query q = {visit, self};
    int status;
    sqlite3_stmt *stmt = yg_sql(store, OBJECT_COLUMNS "WHERE o.oid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", oid);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_found = status == SQLITE_ROW;
    bool done = !*ret_found || object_row(&q, stmt, err);
    sqlite3_reset(stmt);
    return done;
}

bool yg_store_entity_of(yg_store *store, yg_str id, int64_t *ret_eid, yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(store, "SELECT eid FROM entity WHERE id=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", id);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_eid = status == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

bool yg_store_entity_id(yg_store *store, int64_t eid, yg_buf *buf, yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(store, "SELECT id FROM entity WHERE eid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    if (status == SQLITE_ROW)
        yg_buf_add(buf, yg_sql_str(stmt, 0));
    sqlite3_reset(stmt);
    return true;
}

#define NAME_COLUMNS                                                                               \
    "SELECT n.eid, n.oid, o.sid, e.id, o.type, o.entry, s.name, n.key, n.text, n.vendor,"          \
    " n.reference, n.date, n.kind, o.flags FROM name n JOIN object o ON o.oid=n.oid"               \
    " JOIN entity e ON e.eid=n.eid JOIN source s ON s.sid=o.sid "

ROWS(name, yg_name_row, yg_name_visit) {
    const name_query *q = self;
    yg_name_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .sid = sqlite3_column_int64(stmt, 2),
        .id = yg_sql_str(stmt, 3),
        .type = yg_sql_str(stmt, 4),
        .entry = yg_sql_str(stmt, 5),
        .source = yg_sql_str(stmt, 6),
        .key = yg_sql_str(stmt, 7),
        .text = yg_sql_str(stmt, 8),
        .vendor = yg_sql_str(stmt, 9),
        .reference = yg_sql_str(stmt, 10),
        .date = yg_sql_str(stmt, 11),
        .kind = (yg_name_kind)sqlite3_column_int(stmt, 12),
        .flags = (unsigned)sqlite3_column_int(stmt, 13),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_names_by_key(yg_store *store, yg_str key, yg_name_visit visit, void *self,
                           yg_error *err) {
    name_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store, NAME_COLUMNS "WHERE n.key=?1 ORDER BY n.kind, s.name, e.id, o.entry", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", key);
    return yg_sql_each(store, stmt, name_row, &q, err);
}

bool yg_store_names_of(yg_store *store, int64_t eid, yg_name_visit visit, void *self,
                       yg_error *err) {
    name_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store, NAME_COLUMNS "WHERE n.eid=?1 ORDER BY n.kind, s.name, n.text", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    return yg_sql_each(store, stmt, name_row, &q, err);
}

bool yg_store_names(yg_store *store, yg_str type, yg_name_visit visit, void *self, yg_error *err) {
    name_query q = {visit, self};
    sqlite3_stmt *stmt =
        type.n > 0
            ? yg_sql(store,
                     NAME_COLUMNS "WHERE e.id>=?1||'--' AND e.id<?1||'-.'"
                                  " ORDER BY e.id, s.name, o.entry, n.kind, n.text",
                     err)
            : yg_sql(store,
                     NAME_COLUMNS "WHERE ?1='' ORDER BY e.id, s.name, o.entry, n.kind, n.text",
                     err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", type);
    return yg_sql_each(store, stmt, name_row, &q, err);
}

/* The newest object of the other end stands for it: its name, type and number. */
#define RELATIONSHIP_COLUMNS(own, other)                                                           \
    "SELECT r.oid, r.left_eid, r.right_eid, r." other ", re.id, r.type, s.name, oe.id,"            \
    " coalesce(t.type, ''), t.name, t.external_id, ro.flags, coalesce(t.flags, 0)"                 \
    " FROM relationship r JOIN object ro ON ro.oid=r.oid JOIN entity re ON re.eid=ro.eid"          \
    " JOIN source s ON s.sid=ro.sid JOIN entity oe ON oe.eid=r." other                             \
    " LEFT JOIN object t ON t.oid=(SELECT oid FROM object WHERE eid=r." other                      \
    "  AND latest ORDER BY modified_us DESC, hash LIMIT 1)"                                        \
    " WHERE r." own "=?1 ORDER BY r.type, t.type, t.external_id, t.name, re.id"

ROWS(relationship, yg_relationship_row, yg_relationship_visit) {
    const relationship_query *q = self;
    yg_relationship_row row = {
        .oid = sqlite3_column_int64(stmt, 0),
        .left_eid = sqlite3_column_int64(stmt, 1),
        .right_eid = sqlite3_column_int64(stmt, 2),
        .other_eid = sqlite3_column_int64(stmt, 3),
        .id = yg_sql_str(stmt, 4),
        .type = yg_sql_str(stmt, 5),
        .source = yg_sql_str(stmt, 6),
        .other_id = yg_sql_str(stmt, 7),
        .other_type = yg_sql_str(stmt, 8),
        .other_name = yg_sql_str(stmt, 9),
        .other_external_id = yg_sql_str(stmt, 10),
        .flags = (unsigned)sqlite3_column_int(stmt, 11),
        .other_flags = (unsigned)sqlite3_column_int(stmt, 12),
    };
    return q->visit(q->self, &row, err);
}

bool yg_store_relationships_from(yg_store *store, int64_t eid, yg_relationship_visit visit,
                                 void *self, yg_error *err) {
    relationship_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store, RELATIONSHIP_COLUMNS("left_eid", "right_eid"), err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    return yg_sql_each(store, stmt, relationship_row, &q, err);
}

bool yg_store_relationships_to(yg_store *store, int64_t eid, yg_relationship_visit visit,
                               void *self, yg_error *err) {
    relationship_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store, RELATIONSHIP_COLUMNS("right_eid", "left_eid"), err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    return yg_sql_each(store, stmt, relationship_row, &q, err);
}

bool yg_store_relationship(yg_store *store, int64_t oid, yg_relationship *ret_relationship,
                           yg_buf *buf, yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT a.id, r.type, b.id, r.confidence FROM relationship r"
               " JOIN entity a ON a.eid=r.left_eid JOIN entity b ON b.eid=r.right_eid"
               " WHERE r.oid=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", oid);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    yg_buf_clear(buf);
    *ret_relationship = (yg_relationship){.confidence = -1};
    if (status == SQLITE_ROW) {
        yg_str left = yg_sql_str(stmt, 0), type = yg_sql_str(stmt, 1), right = yg_sql_str(stmt, 2);
        yg_buf_add(buf, left);
        yg_buf_add(buf, type);
        yg_buf_add(buf, right);
        yg_str all = yg_buf_str(buf);
        ret_relationship->source_ref = yg_str_sub(all, 0, left.n);
        ret_relationship->type = yg_str_sub(all, left.n, type.n);
        ret_relationship->target_ref = yg_str_sub(all, left.n + type.n, right.n);
        ret_relationship->confidence = sqlite3_column_int(stmt, 3);
    }
    sqlite3_reset(stmt);
    return true;
}
