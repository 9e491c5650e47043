/* Writing findings. Every statement gives the same rows when it is repeated. */
#include "store/findings.h"

#include "store/sql.h"

const char *const yg_finding_states[] = {"new",          "watched", "reported",    "gone",
                                         "acknowledged", "closed",  "false-alarm", NULL};

bool yg_finding_state_is(yg_str word) {
    for (size_t i = 0; yg_finding_states[i] != NULL; i++) {
        if (yg_str_eqz(word, yg_finding_states[i]))
            return true;
    }
    return false;
}

yg_str yg_finding_id(yg_str kind, yg_str subject, yg_str brand, char ret_id[YG_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_buf_addf(&name, "%.*s\n%.*s\n", YG_FMT(kind), YG_FMT(subject));
    yg_buf_add(&name, brand);
    return yg_id_make("finding", yg_buf_str(&name), ret_id);
}

/* What is known of the finding before the sighting. */
typedef struct {
    int64_t fid; /* 0: it is new */
    char state[16];
    int64_t state_us;
    bool full; /* no further detail is kept */
} before;

static bool look(yg_store *store, const yg_finding_put *put, before *ret_before, yg_error *err) {
    int status;
    *ret_before = (before){0};
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT fid, state, coalesce(state_us, 0), hosts FROM finding"
                                " WHERE kind=?1 AND subject=?2 AND brand=?3",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "sss", put->kind, put->subject, put->brand);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    if (status == SQLITE_ROW) {
        yg_str state = yg_sql_str(stmt, 1);
        ret_before->fid = sqlite3_column_int64(stmt, 0);
        for (size_t i = 0; i < state.n && i + 1 < sizeof ret_before->state; i++)
            ret_before->state[i] = state.p[i];
        ret_before->state_us = sqlite3_column_int64(stmt, 2);
        ret_before->full = sqlite3_column_int64(stmt, 3) >= YG_FINDING_DETAILS;
    }
    sqlite3_reset(stmt);
    return true;
}

static bool add_history(yg_store *store, int64_t fid, yg_str state, yg_str made_by, yg_str note,
                        int64_t now_us, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(store,
                                "INSERT INTO finding_history(fid, at_us, state, made_by, note)"
                                " VALUES(?1, ?2, ?3, ?4, ?5)",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iisst", fid, now_us, state, made_by, note);
    return yg_sql_run(store, stmt, err);
}

static bool insert(yg_store *store, const yg_finding_put *p, int64_t now_us, int64_t *ret_fid,
                   yg_error *err) {
    char id[YG_ID_BYTES];
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO finding(id, kind, subject, subject_type, brand, organisation, how, token,"
        " signs, explanation, explanation_ja, host, span_start, span_end, distance, score, shared,"
        " stream, file, offset, first_us, last_us, hosts, more, state)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,"
        " 1, 0, 'new')",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ssssststtttsiiidittiii", yg_finding_id(p->kind, p->subject, p->brand, id),
                p->kind, p->subject, p->subject_type, p->brand, p->organisation, p->how, p->token,
                p->signs, p->explanation, p->explanation_ja, p->detail, (int64_t)p->start,
                (int64_t)p->end, (int64_t)p->distance, p->score, (int64_t)p->shared_hosting,
                p->stream, p->file, (int64_t)p->offset_bytes, p->first_us, p->last_us);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_fid = sqlite3_last_insert_rowid(store->db);
    return add_history(store, *ret_fid, YG_STR("new"), YG_STR("scan"), YG_STR(""), now_us, err);
}

/* Is the sighting to describe the finding from now on? Of equals the first by name, so that the
 * order of the sightings does not matter. A host that describes it already may describe it anew. */
#define BETTER "(?10>score OR (?10=score AND ?1<=host))"

static bool update(yg_store *store, int64_t fid, const yg_finding_put *p, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(
        store,
        "UPDATE finding SET how=iif(" BETTER ", ?2, how), token=iif(" BETTER ", ?3, token),"
        " signs=iif(" BETTER ", ?4, signs), explanation=iif(" BETTER ", ?5, explanation),"
        " explanation_ja=iif(" BETTER ", ?6, explanation_ja),"
        " span_start=iif(" BETTER ", ?7, span_start), span_end=iif(" BETTER ", ?8, span_end),"
        " distance=iif(" BETTER ", ?9, distance), stream=iif(" BETTER ", ?11, stream),"
        " file=iif(" BETTER ", ?12, file), offset=iif(" BETTER ", ?13, offset),"
        " shared=iif(" BETTER ", ?14, shared), host=iif(" BETTER ", ?1, host),"
        " score=max(score, ?10), first_us=min(first_us, ?15), last_us=max(last_us, ?16),"
        " organisation=coalesce(?17, organisation) WHERE fid=?18",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt,
                "sstttt"
                "iii"
                "d"
                "tti"
                "iiiti",
                p->detail, p->how, p->token, p->signs, p->explanation, p->explanation_ja,
                (int64_t)p->start, (int64_t)p->end, (int64_t)p->distance, p->score, p->stream,
                p->file, (int64_t)p->offset_bytes, (int64_t)p->shared_hosting, p->first_us,
                p->last_us, p->organisation, fid);
    return yg_sql_run(store, stmt, err);
}

static bool update_detail(yg_store *store, int64_t fid, const yg_finding_put *p, bool *ret_found,
                          yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store,
               "UPDATE finding_detail SET how=iif(?3>=score, ?4, how),"
               " token=iif(?3>=score, ?5, token), explanation=iif(?3>=score, ?6, explanation),"
               " explanation_ja=iif(?3>=score, ?7, explanation_ja),"
               " span_start=iif(?3>=score, ?8, span_start), span_end=iif(?3>=score, ?9, span_end),"
               " distance=iif(?3>=score, ?10, distance), file=iif(?3>=score, ?11, file),"
               " offset=iif(?3>=score, ?12, offset), score=max(score, ?3),"
               " first_us=min(first_us, ?13), last_us=max(last_us, ?14) WHERE fid=?1 AND value=?2",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isdstttiiitiii", fid, p->detail, p->score, p->how, p->token, p->explanation,
                p->explanation_ja, (int64_t)p->start, (int64_t)p->end, (int64_t)p->distance,
                p->file, (int64_t)p->offset_bytes, p->first_us, p->last_us);
    if (!yg_sql_run(store, stmt, err))
        return false;
    *ret_found = sqlite3_changes(store->db) > 0;
    return true;
}

static bool count_details(yg_store *store, int64_t fid, int64_t hosts, int64_t more,
                          yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store, "UPDATE finding SET hosts=hosts+?2, more=max(more, ?3) WHERE fid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iii", fid, hosts, more);
    return yg_sql_run(store, stmt, err);
}

static bool insert_detail(yg_store *store, int64_t fid, const yg_finding_put *p, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO finding_detail(fid, value, how, token, score, span_start, span_end, distance,"
        " explanation, explanation_ja, first_us, last_us, file, offset, organisation)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isstdiiittiitit", fid, p->detail, p->how, p->token, p->score,
                (int64_t)p->start, (int64_t)p->end, (int64_t)p->distance, p->explanation,
                p->explanation_ja, p->first_us, p->last_us, p->file, (int64_t)p->offset_bytes,
                p->organisation);
    return yg_sql_run(store, stmt, err);
}

/* Of a finding that was there before. */
static bool put_detail(yg_store *store, const before *b, const yg_finding_put *p, yg_error *err) {
    bool found = false;
    if (!update_detail(store, b->fid, p, &found, err))
        return false;
    if (found)
        return true;
    if (b->full)
        return count_details(store, b->fid, 0, 1, err);
    return insert_detail(store, b->fid, p, err) && count_details(store, b->fid, 1, 0, err);
}

static bool set_state(yg_store *store, int64_t fid, yg_str state, yg_str note, int64_t now_us,
                      yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store, "UPDATE finding SET state=?2, state_us=?3, note=?4 WHERE fid=?1", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isit", fid, state, now_us, note);
    return yg_sql_run(store, stmt, err);
}

/* --- Back again --- */

typedef enum { NOT_BACK, BACK_LATER, BACK_ELSEWHERE } back_by;

static bool is_over(const before *b) {
    return strcmp(b->state, "gone") == 0 || strcmp(b->state, "closed") == 0;
}

/* The history's word for it. */
static yg_str why_back(const before *b, back_by back) {
    bool gone = strcmp(b->state, "gone") == 0;
    if (back == BACK_ELSEWHERE)
        return gone ? YG_STR("was gone, and was seen where it was not before")
                    : YG_STR("was closed, and was seen where it was not before");
    return gone ? YG_STR("was gone, and was seen again") : YG_STR("was closed, and was seen again");
}

/* What was known of the detail does not come back: of a log whose clock is ahead (local time
 * without a zone) the same records must not undo the decision with every scan. */
static bool is_later(yg_store *store, const before *b, const yg_finding_put *p, bool *ret_yes,
                     yg_error *err) {
    int status;
    *ret_yes = p->last_us != p->said_us && yg_time_day(p->last_us) > yg_time_day(b->state_us);
    if (*ret_yes || p->said_us <= b->state_us)
        return true;
    sqlite3_stmt *stmt = yg_sql(
        store, "SELECT 1 FROM finding_detail WHERE fid=?1 AND value=?2 AND last_us>=?3", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "isi", b->fid, p->detail, p->said_us);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_yes = status != SQLITE_ROW;
    sqlite3_reset(stmt);
    return true;
}

/* A machine that was seen before the map could place it is where it was. Nobody knows where a
 * sighting is that names neither; then the time decides alone. */
static bool is_elsewhere(yg_store *store, const before *b, const yg_finding_put *p, bool *ret_yes,
                         yg_error *err) {
    int status;
    *ret_yes = false;
    if (!yg_str_eqz(p->kind, "indicator") || (p->organisation.n == 0 && !p->is_machine))
        return true;
    sqlite3_stmt *stmt = yg_sql(store,
                                "SELECT 1 FROM sighting WHERE fid=?1 AND (organisation=?2 OR"
                                " (?4 AND machine=?3 AND (?2='' OR organisation IS NULL))) LIMIT 1",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "issi", b->fid, p->organisation, p->detail, (int64_t)p->is_machine);
    if (!yg_sql_step(store, stmt, &status, err))
        return false;
    *ret_yes = status != SQLITE_ROW;
    sqlite3_reset(stmt);
    return true;
}

/* To be asked before anything of the sighting is written. */
static bool look_back(yg_store *store, const before *b, const yg_finding_put *p, back_by *ret_back,
                      yg_error *err) {
    bool later = false, elsewhere = false;
    *ret_back = NOT_BACK;
    if (!is_over(b))
        return true;
    if (!is_elsewhere(store, b, p, &elsewhere, err) || !is_later(store, b, p, &later, err))
        return false;
    *ret_back = elsewhere ? BACK_ELSEWHERE : later ? BACK_LATER : NOT_BACK;
    return true;
}

bool yg_store_finding_put(yg_store *store, const yg_finding_put *put, int64_t now_us,
                          yg_finding_was *ret_was, yg_error *err) {
    before b;
    yg_finding_was was = YG_FINDING_KNOWN;
    back_by back = NOT_BACK;
    if (!look(store, put, &b, err))
        return false;
    if (b.fid == 0) {
        *ret_was = YG_FINDING_FRESH;
        return insert(store, put, now_us, &b.fid, err) && insert_detail(store, b.fid, put, err);
    }
    if (!look_back(store, &b, put, &back, err) || !update(store, b.fid, put, err) ||
        !put_detail(store, &b, put, err))
        return false;
    if (strcmp(b.state, "false-alarm") == 0)
        was = YG_FINDING_FALSE_ALARM;
    if (back != NOT_BACK) {
        was = YG_FINDING_RETURNED;
        if (!set_state(store, b.fid, YG_STR("new"), YG_STR(""), now_us, err) ||
            !add_history(store, b.fid, YG_STR("new"), YG_STR("scan"), why_back(&b, back), now_us,
                         err))
            return false;
    }
    *ret_was = was;
    return true;
}

bool yg_store_finding_decide(yg_store *store, int64_t fid, yg_str state, yg_str note,
                             int64_t now_us, yg_error *err) {
    if (!yg_finding_state_is(state))
        return yg_fail(err, YG_ERR_USAGE, "\"%.*s\" is no state of a finding", YG_FMT(state));
    return set_state(store, fid, state, note, now_us, err) &&
           add_history(store, fid, state, YG_STR("person"), note, now_us, err);
}
