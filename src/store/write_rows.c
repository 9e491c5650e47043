/* The sink's statistics and indicators: rows of tables that are no STIX objects of their own. */
#include "base/hash.h"
#include "model/id.h"
#include "store/sql.h"

static void add_parts(yg_buf *buf, const yg_str *parts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        yg_buf_add(buf, parts[i]);
        yg_buf_addc(buf, '\x1f');
    }
}

/* Everything that the row says, so that a changed cell is seen. */
static int64_t statistic_hash(yg_store *store, const yg_statistic *s) {
    const yg_str parts[] = {s->series_name_en, s->series_name_ja, s->geography, s->subject,
                            s->sector,         s->unit,           s->derived,   s->published,
                            s->references,     s->note_en,        s->note_ja};
    yg_buf_clear(&store->scratch);
    add_parts(&store->scratch, parts, sizeof parts / sizeof *parts);
    yg_buf_addf(&store->scratch, "%llu/%llu/%d/%d", (unsigned long long)s->count,
                (unsigned long long)s->total, s->has_total, (int)s->known);
    return (int64_t)yg_hash64(yg_buf_str(&store->scratch));
}

/* The identity of the cell: what is counted, not how many. */
static yg_str statistic_id(yg_store *store, const yg_statistic *s, char ret_id[YG_ID_BYTES]) {
    const yg_str parts[] = {s->series,   s->period,     s->scheme,
                            s->category, s->definition, s->asserted_by};
    yg_buf_clear(&store->scratch);
    add_parts(&store->scratch, parts, sizeof parts / sizeof *parts);
    return yg_id_make("statistic", yg_buf_str(&store->scratch), ret_id);
}

/* The same cell with the same content, or 0. */
static bool find_statistic(yg_store *store, const yg_statistic *s, int64_t hash, int64_t *ret_stid,
                           yg_error *err) {
    int status;
    sqlite3_stmt *stmt = yg_sql(
        store,
        "SELECT stid, hash FROM statistic WHERE did=?1 AND series=?2 AND period=?3 AND scheme=?4"
        " AND category=?5 AND definition=?6 AND asserted_by=?7",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issssss", store->did, s->series, s->period, s->scheme, s->category,
                s->definition, s->asserted_by);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    bool same = status == SQLITE_ROW && sqlite3_column_int64(stmt, 1) == hash;
    *ret_stid = same ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return true;
}

yg_put yg_store_put_statistic(void *self, const yg_statistic *s, yg_error *err) {
    yg_store *store = self;
    char id[YG_ID_BYTES];
    int64_t known = 0;
    yg_date period = {0};
    int64_t hash = statistic_hash(store, s);
    if (!find_statistic(store, s, hash, &known, err))
        return YG_PUT_FAILED;
    if (known != 0) {
        yg_vec_push(&store->seen_statistics, known);
        store->counts.unchanged++;
        return YG_PUT_UNCHANGED;
    }
    yg_date_parse(s->period, &period);
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT OR REPLACE INTO statistic(id, sid, did, hash, offset, series, series_en,"
               " series_ja, asserted_by, geography, subject, period, from_us, to_us, scheme,"
               " category, sector, count, total, unit, definition, derived, published, refs, known,"
               " note_en, note_ja) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,"
               "?17,?18,nullif(?19,-1),?20,?21,?22,?23,?24,?25,?26,?27)",
               err);
    if (stmt == NULL)
        return YG_PUT_FAILED;
    yg_sql_bind(stmt, "siiiisttsttsiisstiitstttitt", statistic_id(store, s, id), store->sid,
                store->did, hash, (int64_t)s->offset_bytes, s->series, s->series_name_en,
                s->series_name_ja, s->asserted_by, s->geography, s->subject, s->period,
                period.from_us, period.to_us, s->scheme, s->category, s->sector, (int64_t)s->count,
                s->has_total ? (int64_t)s->total : INT64_C(-1), s->unit, s->definition, s->derived,
                s->published, s->references, (int64_t)s->known, s->note_en, s->note_ja);
    if (!yg_sql_run(store, stmt, err))
        return YG_PUT_FAILED;
    yg_vec_push(&store->seen_statistics, sqlite3_last_insert_rowid(store->db));
    store->counts.taken++;
    return YG_PUT_TAKEN;
}

int64_t yg_store_indicator_hash(yg_str type, yg_str value) {
    return (int64_t)(yg_hash64(value) ^ yg_hash64(type) * UINT64_C(0x9E3779B97F4A7C15));
}

/* A row of the store that says the same of the same value; times and to_ids may differ. */
typedef struct {
    int64_t iid, report;
    yg_buf first_seen, last_seen, valid_from, valid_until, tlp;
    int confidence;
    bool to_ids;
} indicator_before;

static bool find_indicator(yg_store *store, const yg_indicator *i, int64_t hash,
                           indicator_before *before, yg_error *err) {
    int status;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT iid, type, value, context, role, first_seen, last_seen, to_ids, valid_from,"
               " valid_until, tlp, confidence, report FROM indicator WHERE hash=?1 AND sid=?2 AND "
               "context IS ?3 AND role IS ?4",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iitt", hash, store->sid, i->context, i->role);
    for (;;) {
        if (!yg_sql_step(store, stmt, &status, err))
            return false;
        if (status == SQLITE_DONE)
            break;
        if (!yg_str_eq(yg_sql_str(stmt, 1), i->type) || !yg_str_eq(yg_sql_str(stmt, 2), i->value) ||
            !yg_str_eq(yg_sql_str(stmt, 3), i->context) || !yg_str_eq(yg_sql_str(stmt, 4), i->role))
            continue;
        before->iid = sqlite3_column_int64(stmt, 0);
        yg_buf_add(&before->first_seen, yg_sql_str(stmt, 5));
        yg_buf_add(&before->last_seen, yg_sql_str(stmt, 6));
        before->to_ids = sqlite3_column_int(stmt, 7) != 0;
        yg_buf_add(&before->valid_from, yg_sql_str(stmt, 8));
        yg_buf_add(&before->valid_until, yg_sql_str(stmt, 9));
        yg_buf_add(&before->tlp, yg_sql_str(stmt, 10));
        before->confidence = sqlite3_column_int(stmt, 11);
        before->report = sqlite3_column_int64(stmt, 12);
        break;
    }
    sqlite3_reset(stmt);
    return true;
}

/* The earlier (or later) of two dates; an absent one gives way. ISO dates order as text. */
static yg_str choose(yg_str before, yg_str now, bool later) {
    if (before.n == 0 || now.n == 0)
        return before.n == 0 ? now : before;
    return (yg_str_cmp(now, before) > 0) == later ? now : before;
}

static bool insert_indicator(yg_store *store, const yg_indicator *i, int64_t hash, int64_t report,
                             yg_error *err) {
    int64_t eid = 0;
    if (i->object_id.n > 0 && !yg_store_entity(store, i->object_id, &eid, err))
        return false;
    sqlite3_stmt *stmt =
        yg_sql(store,
               "INSERT INTO indicator(hash, sid, did, type, value, first_seen, last_seen, context,"
               " role, eid, to_ids, offset, valid_from, valid_until, tlp, confidence, report)"
               " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,nullif(?10,0),?11,?12,?13,?14,?15,"
               " nullif(?16,0),nullif(?17,0))",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiissttttiiitttii", hash, store->sid, store->did, i->type, i->value,
                i->first_seen, i->last_seen, i->context, i->role, eid, (int64_t)i->to_ids,
                (int64_t)i->offset_bytes, i->valid_from, i->valid_until, i->tlp,
                (int64_t)i->confidence, report);
    return yg_sql_run(store, stmt, err);
}

static bool update_indicator(yg_store *store, int64_t iid, const yg_indicator *i, int64_t report,
                             yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE indicator SET first_seen=?2, last_seen=?3, to_ids=?4, did=?5, valid_from=?6,"
               " valid_until=?7, tlp=?8, confidence=nullif(?9,0), report=nullif(?10,0)"
               " WHERE iid=?1",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ittiitttii", iid, i->first_seen, i->last_seen, (int64_t)i->to_ids,
                store->did, i->valid_from, i->valid_until, i->tlp, (int64_t)i->confidence, report);
    return yg_sql_run(store, stmt, err);
}

/* The stricter of two markings, by their order in TLP 2.0; an absent one gives way. */
static yg_str stricter(yg_str before, yg_str now) {
    return yg_tlp_rank(now) > yg_tlp_rank(before) ? now : before;
}

/* What both say together: the earliest first, the latest last, the longest validity, the strictest
 * marking, the greatest confidence; so the order of rows and importing twice change nothing. */
static yg_indicator joined(const indicator_before *before, const yg_indicator *i) {
    yg_indicator both = *i;
    both.first_seen = choose(yg_buf_str(&before->first_seen), i->first_seen, false);
    both.last_seen = choose(yg_buf_str(&before->last_seen), i->last_seen, true);
    both.valid_from = choose(yg_buf_str(&before->valid_from), i->valid_from, false);
    both.valid_until = choose(yg_buf_str(&before->valid_until), i->valid_until, true);
    both.tlp = stricter(yg_buf_str(&before->tlp), i->tlp);
    both.confidence = i->confidence > before->confidence ? i->confidence : before->confidence;
    both.to_ids = before->to_ids || i->to_ids;
    return both;
}

static bool is_as_before(const indicator_before *before, const yg_indicator *i, int64_t report) {
    return yg_str_eq(i->first_seen, yg_buf_str(&before->first_seen)) &&
           yg_str_eq(i->last_seen, yg_buf_str(&before->last_seen)) &&
           yg_str_eq(i->valid_from, yg_buf_str(&before->valid_from)) &&
           yg_str_eq(i->valid_until, yg_buf_str(&before->valid_until)) &&
           yg_str_eq(i->tlp, yg_buf_str(&before->tlp)) && i->confidence == before->confidence &&
           i->to_ids == before->to_ids && report == before->report;
}

static void free_before(indicator_before *before) {
    yg_buf *const bufs[] = {&before->first_seen, &before->last_seen, &before->valid_from,
                            &before->valid_until, &before->tlp};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        yg_buf_free(bufs[i]);
}

/* One row for each (type, value, context, role) of a source, whatever it says of its times. Of the
 * reports that it stands in, the one of the smallest number. */
yg_put yg_store_put_indicator(void *self, const yg_indicator *i, yg_error *err) {
    yg_store *store = self;
    indicator_before before = {0};
    int64_t hash = yg_store_indicator_hash(i->type, i->value), report = store->eid;
    yg_put result = YG_PUT_FAILED;
    if (yg_store_grow(store, err) && find_indicator(store, i, hash, &before, err)) {
        yg_indicator both = joined(&before, i);
        if (before.report != 0 && (report == 0 || before.report < report))
            report = before.report;
        bool done = true, known = before.iid != 0;
        if (!known)
            done = insert_indicator(store, i, hash, report, err);
        else if (!is_as_before(&before, &both, report))
            done = update_indicator(store, before.iid, &both, report, err);
        result = !done ? YG_PUT_FAILED : YG_PUT_TAKEN;
        if (known && is_as_before(&before, &both, report))
            result = YG_PUT_UNCHANGED;
    }
    store->counts.taken += result == YG_PUT_TAKEN;
    store->counts.unchanged += result == YG_PUT_UNCHANGED;
    free_before(&before);
    return result;
}
