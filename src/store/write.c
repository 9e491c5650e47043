/* The store as the sink of readers: one input file at a time, inside one transaction. */
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/id.h"
#include "store/sql.h"
#include "text/json.h"
#include "text/key.h"

/* Entities known to this process; dropped when it grows past what memory should hold. */
enum { MOST_CACHED_ENTITIES = 500000 };

bool yg_store_entity(yg_store *store, yg_str id, int64_t *ret_eid, yg_error *err) {
    int status;
    store->is_new_entity = false;
    if (store->entities.n > MOST_CACHED_ENTITIES)
        yg_map_free(&store->entities);
    uint64_t *cached = yg_map_get(&store->entities, id);
    if (cached != NULL) {
        *ret_eid = (int64_t)*cached;
        return true;
    }
    sqlite3_stmt *stmt = yg_sql(store, "SELECT eid FROM entity WHERE id=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "s", id);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    if (status == SQLITE_ROW) {
        *ret_eid = sqlite3_column_int64(stmt, 0);
        sqlite3_reset(stmt);
    } else {
        sqlite3_reset(stmt);
        stmt = yg_sql(store, "INSERT INTO entity(id) VALUES(?1)", err);
        if (stmt == NULL)
            return false;
        yg_sql_bind(stmt, "s", id);
        if (!yg_sql_run(store, stmt, err))
            return false;
        *ret_eid = sqlite3_last_insert_rowid(store->db);
        store->is_new_entity = true;
    }
    *yg_map_put(&store->entities, id, NULL) = (uint64_t)*ret_eid;
    return true;
}

void yg_store_document(yg_store *store, const yg_document *document) {
    yg_buf_clear(&store->path);
    yg_buf_clear(&store->reader);
    yg_buf_clear(&store->digest);
    yg_buf_add(&store->path, document->path);
    yg_buf_add(&store->reader, document->reader);
    yg_buf_add(&store->digest, document->digest);
    store->document_bytes = document->bytes;
    store->now_us = document->now_us;
    store->trust = document->trust;
    store->counts = (yg_store_counts){0};
    store->rejects_kept = 0;
    store->seen_objects.n = store->seen_statistics.n = 0;
    store->sid = store->did = store->eid = 0;
}

/* Curated claims are a matter of one file: two files of one source may both speak of an actor, and
 * neither replaces what the other says; what a file no longer says is withdrawn. */
static bool is_by_file(const yg_store *store) {
    return yg_str_eqz(yg_buf_str(&store->reader), "yagura-claims") ||
           yg_str_eqz(yg_buf_str(&store->reader), "yagura-group");
}

/* The object of this content, or 0. Content that this very file once said, then said otherwise and
 * says again now is as good as new. */
static bool find_known(yg_store *store, int64_t eid, int64_t hash, int64_t *ret_oid,
                       yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT o.oid FROM object o WHERE o.eid=?1 AND o.sid=?2 AND o.hash=?3"
               " AND (?4=0 OR (o.did=?4 AND o.latest=1))"
               " AND (o.latest=1 OR NOT EXISTS(SELECT 1 FROM object n WHERE n.eid=o.eid"
               "  AND n.sid=o.sid AND n.latest=1 AND n.did=?5 AND n.modified_us<=o.modified_us))"
               " ORDER BY o.latest DESC LIMIT 1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiiii", eid, store->sid, hash, is_by_file(store) ? store->did : INT64_C(0),
                store->did);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_oid = status == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

/* Takes away what an older version of an object said; the object itself stays, not latest. */
bool yg_store_retire(yg_store *store, int64_t oid, yg_error *err) {
    static const char *const statements[] = {
        "UPDATE object SET latest=0 WHERE oid=?1",
        "DELETE FROM name WHERE oid=?1 AND eid=(SELECT eid FROM object WHERE oid=?1)",
        "DELETE FROM claim WHERE oid=?1",
        "DELETE FROM relationship WHERE oid=?1",
        "DELETE FROM incident_site WHERE oid=?1",
        "DELETE FROM incident_actor WHERE oid=?1",
        "DELETE FROM incident WHERE oid=?1",
        "DELETE FROM organisation WHERE oid=?1",
        "DELETE FROM mark WHERE oid=?1",
        "DELETE FROM edge WHERE oid=?1",
        "DELETE FROM owner WHERE oid=?1",
        /* A STIX indicator has rows for its values, or one for its pattern; the newer version
           brings its own. */
        "DELETE FROM indicator WHERE (report, sid)="
        " (SELECT eid, sid FROM object WHERE oid=?1 AND type='indicator')",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        sqlite3_stmt *stmt = yg_sql(store, statements[i], err);
        if (stmt == NULL)
            return false;
        yg_sql_bind(stmt, "i", oid);
        if (!yg_sql_run(store, stmt, err))
            return false;
    }
    return true;
}

/* Is an object the newest of its source? If so, retires the one that was. */
static bool make_room(yg_store *store, int64_t eid, const yg_object *object, bool *ret_current,
                      yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT oid, modified_us FROM object WHERE eid=?1 AND sid=?2 AND latest=1"
               " AND (?3=0 OR did=?3)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iii", eid, store->sid, is_by_file(store) ? store->did : INT64_C(0));
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    if (status != SQLITE_ROW) {
        sqlite3_reset(stmt);
        *ret_current = true;
        return true;
    }
    int64_t oid = sqlite3_column_int64(stmt, 0), before_us = sqlite3_column_int64(stmt, 1);
    sqlite3_reset(stmt);
    *ret_current = object->modified_us >= before_us;
    return !*ret_current || yg_store_retire(store, oid, err);
}

static yg_put put_object(void *self, const yg_object *object, yg_error *err) {
    yg_store *store = self;
    int64_t known = 0;
    yg_buf_clear(&store->scratch);
    yg_json_minify(&store->scratch, object->raw);
    int64_t hash = (int64_t)yg_hash64(yg_buf_str(&store->scratch));
    if (!yg_store_grow(store, err) || !yg_store_entity(store, object->id, &store->eid, err))
        return YG_PUT_FAILED;
    bool is_first = store->is_new_entity; /* then nobody said anything of it before */
    if (!is_first && !find_known(store, store->eid, hash, &known, err))
        return YG_PUT_FAILED;
    if (known != 0) {
        yg_vec_push(&store->seen_objects, known);
        store->counts.unchanged++;
        return YG_PUT_UNCHANGED;
    }
    store->current = true;
    if (!is_first && !make_room(store, store->eid, object, &store->current, err))
        return YG_PUT_FAILED;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO object(eid, sid, did, type, entry, media, name, external_id,"
               " created_us, modified_us, flags, latest, hash, offset, raw)"
               " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
               err);
    if (stmt == NULL)
        return YG_PUT_FAILED;
    yg_sql_bind(stmt, "iiisssttiiiiiib", store->eid, store->sid, store->did, object->type,
                object->entry, object->media, object->name, object->external_id, object->created_us,
                object->modified_us, (int64_t)object->flags, (int64_t)store->current, hash,
                (int64_t)object->offset_bytes, yg_buf_str(&store->scratch));
    if (!yg_sql_run(store, stmt, err))
        return YG_PUT_FAILED;
    store->oid = sqlite3_last_insert_rowid(store->db);
    yg_vec_push(&store->seen_objects, store->oid);
    if (object->text.n > 0 || object->name.n > 0) {
        stmt = yg_sql(store, "INSERT INTO text(rowid, name, body) VALUES(?1,?2,?3)", err);
        if (stmt == NULL)
            return YG_PUT_FAILED;
        yg_sql_bind(stmt, "itt", store->oid, object->name, object->text);
        if (!yg_sql_run(store, stmt, err))
            return YG_PUT_FAILED;
    }
    yg_buf_clear(&store->object_id);
    yg_buf_add(&store->object_id, object->id);
    store->counts.taken++;
    return YG_PUT_TAKEN;
}

static bool put_name(void *self, const yg_name *name, yg_error *err) {
    yg_store *store = self;
    if (!store->current)
        return true;
    yg_buf_clear(&store->folded);
    yg_key_add(&store->folded, name->text);
    if (store->folded.n == 0)
        return true;
    /* Victims' names make no identity links; those of actors and malware do. */
    if (!yg_str_starts(yg_buf_str(&store->object_id), YG_STR("incident--")))
        store->names_changed = true;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO name(oid, eid, key, text, kind, vendor, reference, date)"
               " VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iissittt", store->oid, store->eid, yg_buf_str(&store->folded), name->text,
                (int64_t)name->kind, name->vendor, name->reference, name->date);
    return yg_sql_run(store, stmt, err);
}

static bool put_relationship(void *self, const yg_relationship *r, yg_error *err) {
    yg_store *store = self;
    int64_t left, right;
    if (!store->current)
        return true;
    if (!yg_store_entity(store, r->source_ref, &left, err) ||
        !yg_store_entity(store, r->target_ref, &right, err))
        return false;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO relationship(oid, left_eid, right_eid, type, confidence)"
               " VALUES(?1,?2,?3,?4,?5)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiisi", store->oid, left, right, r->type, (int64_t)r->confidence);
    return yg_sql_run(store, stmt, err);
}

/* The same statement from the same source has the same identifier in every store. */
static yg_str claim_id(yg_store *store, const yg_claim *claim, yg_str subject,
                       char ret_id[YG_ID_BYTES]) {
    yg_buf_clear(&store->scratch);
    const yg_str parts[] = {subject,      claim->predicate,   claim->object_id,  claim->value,
                            claim->label, claim->asserted_by, claim->references, claim->date};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        yg_buf_add(&store->scratch, parts[i]);
        yg_buf_addc(&store->scratch, '\x1f');
    }
    return yg_id_make("claim", yg_buf_str(&store->scratch), ret_id);
}

static bool put_claim(void *self, const yg_claim *claim, yg_error *err) {
    yg_store *store = self;
    char id[YG_ID_BYTES];
    int64_t subject = store->eid, object = 0;
    if (!store->current)
        return true;
    if (claim->subject_id.n > 0 && !yg_store_entity(store, claim->subject_id, &subject, err))
        return false;
    if (claim->object_id.n > 0 && !yg_store_entity(store, claim->object_id, &object, err))
        return false;
    yg_str subject_id = claim->subject_id.n > 0 ? claim->subject_id : yg_buf_str(&store->object_id);
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO claim(id, oid, subject, predicate, object, value, label, asserted_by,"
               " refs, date, known, confidence, note_en, note_ja, tags)"
               " VALUES(?1,?2,?3,?4,nullif(?5,0),?6,?7,?8,?9,?10,?11,nullif(?12,-1),?13,?14,?15)",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "siisitttttiittt", claim_id(store, claim, subject_id, id), store->oid,
                subject, claim->predicate, object, claim->value, claim->label, claim->asserted_by,
                claim->references, claim->date, (int64_t)claim->known, (int64_t)claim->confidence,
                claim->note_en, claim->note_ja, claim->tags);
    return yg_sql_run(store, stmt, err);
}

static void keep_reject(void *self, const yg_fault *fault, yg_str detail) {
    yg_store *store = self;
    store->counts.rejected++;
    if (store->rejects_kept >= YG_LIMIT_REJECTS_KEPT || store->did == 0)
        return;
    sqlite3_stmt *stmt = yg_sql(
        store, "INSERT INTO reject(did, record, offset, reason, detail) VALUES(?1,?2,?3,?4,?5)",
        NULL);
    if (stmt == NULL)
        return;
    store->rejects_kept++;
    detail = yg_str_sub(detail, 0, 640);
    detail.n = yg_utf8_floor(detail, detail.n);
    yg_buf_clear(&store->scratch);
    yg_utf8_add_repaired(&store->scratch, detail);
    yg_sql_bind(stmt, "iiist", store->did, (int64_t)fault->record, (int64_t)fault->offset_bytes,
                yg_str_of(fault->reason), yg_buf_str(&store->scratch));
    yg_sql_run(store, stmt, NULL);
}

bool yg_store_document_end(yg_store *store, bool whole, yg_store_counts *ret_counts,
                           yg_error *err) {
    if (whole && store->did != 0 && is_by_file(store) && !yg_store_withdraw(store, err))
        return false;
    store->has_changed |= store->counts.taken > 0;
    if (store->did != 0) {
        sqlite3_stmt *stmt = yg_sql(
            store, "UPDATE document SET taken=?2, unchanged=?3, rejected=?4 WHERE did=?1", err);
        if (stmt == NULL)
            return false;
        yg_sql_bind(stmt, "iiii", store->did, (int64_t)store->counts.taken,
                    (int64_t)store->counts.unchanged, (int64_t)store->counts.rejected);
        if (!yg_sql_run(store, stmt, err))
            return false;
    }
    *ret_counts = store->counts;
    return true;
}

yg_sink yg_store_sink(yg_store *store) {
    return (yg_sink){.self = store,
                     .source = yg_store_put_source,
                     .object = put_object,
                     .name = put_name,
                     .relationship = put_relationship,
                     .claim = put_claim,
                     .incident = yg_store_put_incident,
                     .organisation = yg_store_put_organisation,
                     .mark = yg_store_put_mark,
                     .edge = yg_store_put_edge,
                     .statistic = yg_store_put_statistic,
                     .indicator = yg_store_put_indicator,
                     .reject = keep_reject};
}
