/* Claims, incidents, statistics and indicators. */
#include "base/vec.h"
#include "store/incident_scope.h"
#include "store/read.h"
#include "store/sql.h"
#include "text/key.h"

typedef struct {
    yg_claim_visit visit;
    void *self;
} claim_query;

static bool claim_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const claim_query *q = self;
    yg_claim_row row = {
        .cid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .subject_eid = sqlite3_column_int64(stmt, 2),
        .object_eid = sqlite3_column_int64(stmt, 3),
        .id = yg_sql_str(stmt, 4),
        .predicate = yg_sql_str(stmt, 5),
        .value = yg_sql_str(stmt, 6),
        .label = yg_sql_str(stmt, 7),
        .asserted_by = yg_sql_str(stmt, 8),
        .references = yg_sql_str(stmt, 9),
        .date = yg_sql_str(stmt, 10),
        .known = (yg_known)sqlite3_column_int(stmt, 11),
        .confidence =
            sqlite3_column_type(stmt, 12) == SQLITE_NULL ? -1 : sqlite3_column_int(stmt, 12),
        .note_en = yg_sql_str(stmt, 13),
        .note_ja = yg_sql_str(stmt, 14),
        .tags = yg_sql_str(stmt, 15),
        .source = yg_sql_str(stmt, 16),
        .subject_id = yg_sql_str(stmt, 17),
        .subject_name = yg_sql_str(stmt, 18),
        .subject_type = yg_sql_str(stmt, 19),
        .object_id = yg_sql_str(stmt, 20),
        .object_name = yg_sql_str(stmt, 21),
    };
    return q->visit(q->self, &row, err);
}

#define NEWEST(eid)                                                                                \
    "(SELECT oid FROM object WHERE eid=" eid                                                       \
    " AND latest=1 ORDER BY modified_us DESC, hash LIMIT "                                         \
    "1)"
#define CLAIM_COLUMNS_BY(index)                                                                    \
    "SELECT c.cid, c.oid, c.subject, coalesce(c.object, 0), c.id, c.predicate, c.value, c.label,"  \
    " c.asserted_by, c.refs, c.date, c.known, c.confidence, c.note_en, c.note_ja, c.tags, s.name," \
    " se.id, so.name, so.type, oe.id, oo.name FROM claim c " index " JOIN object o ON o.oid=c.oid" \
    " JOIN source s ON s.sid=o.sid JOIN entity se ON se.eid=c.subject"                             \
    " LEFT JOIN object so ON so.oid=" NEWEST(                                                      \
        "c.subject") " LEFT JOIN entity oe ON oe.eid=c.object"                                     \
                     " LEFT JOIN object oo ON oo.oid=" NEWEST("c.object")
#define CLAIM_COLUMNS CLAIM_COLUMNS_BY("")
/* The part of the filter that no index serves. */
#define CLAIM_REST                                                                                 \
    " AND (?5=0 OR c.oid=?5) AND (?6='' OR instr(' '||c.tags||' ', ' '||?6||' ')>0)"               \
    " ORDER BY c.predicate, s.name, c.id"

bool yg_store_claims(yg_store *store, const yg_claim_filter *f, yg_claim_visit visit, void *self,
                     yg_error *err) {
    claim_query q = {visit, self};
    sqlite3_stmt *stmt = NULL;
    if (f->subject_eid != 0)
        stmt = yg_sql(store,
                      CLAIM_COLUMNS
                      " WHERE c.subject=?1 AND (?2=0 OR c.object=?2)"
                      " AND (?3='' OR c.predicate=?3) AND (?4='' OR c.value=?4)" CLAIM_REST,
                      err);
    else if (f->object_eid != 0)
        stmt = yg_sql(store,
                      CLAIM_COLUMNS " WHERE (?1=0) AND c.object=?2 AND (?3='' OR c.predicate=?3)"
                                    " AND (?4='' OR c.value=?4)" CLAIM_REST,
                      err);
    else if (f->predicate.n > 0)
        stmt = yg_sql(store,
                      CLAIM_COLUMNS " WHERE (?1=0) AND (?2=0) AND c.predicate=?3"
                                    " AND (?4='' OR c.value=?4)" CLAIM_REST,
                      err);
    else if (f->tag.n > 0) /* few claims have tags */
        stmt =
            yg_sql(store,
                   CLAIM_COLUMNS_BY(
                       "INDEXED BY claim_tagged") " WHERE c.tags IS NOT NULL AND (?1=0) AND (?2=0)"
                                                  " AND (?3='' OR c.predicate=?3)"
                                                  " AND (?4='' OR c.value=?4)" CLAIM_REST,
                   err);
    else
        stmt = yg_sql(store,
                      CLAIM_COLUMNS " WHERE (?1=0) AND (?2=0) AND (?3='' OR c.predicate=?3)"
                                    " AND (?4='' OR c.value=?4)" CLAIM_REST,
                      err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iissis", f->subject_eid, f->object_eid, f->predicate, f->value, f->oid,
                f->tag);
    return yg_sql_each(store, stmt, claim_row, &q, err);
}

typedef struct {
    yg_claim_wanted wanted;
    void *self;
    YG_VEC(int64_t) found;
} claim_search;

static bool claim_id(void *self, sqlite3_stmt *stmt, yg_error *err) {
    claim_search *s = self;
    (void)err;
    if (s->wanted(s->self, yg_sql_str(stmt, 1)))
        yg_vec_push(&s->found, sqlite3_column_int64(stmt, 0));
    return true;
}

bool yg_store_claims_wanted(yg_store *store, yg_claim_wanted wanted, yg_claim_visit visit,
                            void *self, yg_error *err) {
    claim_query q = {visit, self};
    claim_search search = {.wanted = wanted, .self = self};
    sqlite3_stmt *stmt = yg_sql(store, "SELECT cid, id FROM claim ORDER BY cid", err);
    bool ok = stmt != NULL && yg_sql_each(store, stmt, claim_id, &search, err);
    for (size_t i = 0; ok && i < search.found.n; i++) {
        stmt = yg_sql(store, CLAIM_COLUMNS " WHERE c.cid=?1", err);
        ok = stmt != NULL;
        if (!ok)
            break;
        yg_sql_bind(stmt, "i", search.found.at[i]);
        ok = yg_sql_each(store, stmt, claim_row, &q, err);
    }
    yg_vec_free(&search.found);
    return ok;
}

typedef struct {
    yg_incident_visit visit;
    void *self;
    yg_str text; /* folded */
    yg_date period;
    yg_country by_parent;
    uint64_t most, n;
} incident_query;

static bool mentions(const incident_query *q, const yg_incident_row *row) {
    const yg_str fields[] = {row->victim, row->victim_ja, row->parent, row->parent_ja};
    YG_CLEANUP_BUF yg_buf folded = {0};
    if (q->text.n == 0)
        return true;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        yg_key_add(&folded, fields[i]);
        yg_buf_addc(&folded, ' ');
    }
    return yg_str_find(yg_buf_str(&folded), q->text) != SIZE_MAX;
}

static bool incident_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    incident_query *q = self;
    if (q->most > 0 && q->n >= q->most)
        return true;
    yg_incident_row row = {
        .eid = sqlite3_column_int64(stmt, 0),
        .oid = sqlite3_column_int64(stmt, 1),
        .id = yg_sql_str(stmt, 2),
        .source = yg_sql_str(stmt, 3),
        .key = yg_sql_str(stmt, 4),
        .date = yg_sql_str(stmt, 5),
        .date_kind = yg_sql_str(stmt, 6),
        .victim = yg_sql_str(stmt, 7),
        .victim_ja = yg_sql_str(stmt, 8),
        .sites = yg_sql_str(stmt, 9),
        .parent = yg_sql_str(stmt, 10),
        .parent_ja = yg_sql_str(stmt, 11),
        .parent_country = yg_sql_str(stmt, 12),
        .sector = yg_sql_str(stmt, 13),
        .sector_label = yg_sql_str(stmt, 14),
        .types = yg_sql_str(stmt, 15),
        .asserted_by = yg_sql_str(stmt, 16),
        .references = yg_sql_str(stmt, 17),
        .known = (yg_known)sqlite3_column_int(stmt, 18),
        .basis = yg_sql_str(stmt, 19),
        .summary_en = yg_sql_str(stmt, 20),
        .summary_ja = yg_sql_str(stmt, 21),
        .tags = yg_sql_str(stmt, 22),
        .from_us = sqlite3_column_int64(stmt, 23),
        .to_us = sqlite3_column_int64(stmt, 24),
        .sid = sqlite3_column_int64(stmt, 25),
        .site_labels = yg_sql_str(stmt, 26),
        .domain = yg_sql_str(stmt, 27),
        .actors = yg_sql_str(stmt, 28),
        .posts = yg_sql_str(stmt, 29),
        .listing = yg_sql_str(stmt, 30),
        .owner_basis = yg_sql_str(stmt, 31),
        .parent_said = sqlite3_column_int(stmt, 32) != 0,
        .owner_eid = sqlite3_column_int64(stmt, 33),
        .organisation = yg_sql_str(stmt, 34),
        .registry_parent = yg_sql_str(stmt, 35),
        .registry_parent_ja = yg_sql_str(stmt, 36),
        .registry_country = yg_sql_str(stmt, 37),
        .organisation_eid = sqlite3_column_int64(stmt, 38),
        .entered_at = yg_sql_str(stmt, 39),
        .reached_parent = yg_sql_str(stmt, 40),
        .name = yg_sql_str(stmt, 41),
    };
    bool named;
    if (!yg_incident_within(row.from_us, row.to_us, q->period) || !mentions(q, &row))
        return true;
    if (q->by_parent != 0 && yg_incident_parent(row.parent_country, row.sites,
                                                row.site_labels.n > 0, &named) != q->by_parent)
        return true;
    q->n++;
    return q->visit(q->self, &row, err);
}

/* Of a row that is there: one look into the index of claims, and none when nobody asks. All that is
 * said, each value once, one a line: where statements differ none of them goes before another. */
#define SAID(asked, predicate)                                                                     \
    " CASE WHEN " asked " THEN (SELECT group_concat(value, char(10)) FROM (SELECT DISTINCT "       \
    "c.value FROM claim c WHERE c.subject=i.eid AND c.predicate='" predicate "' ORDER BY 1)) END"
/* What to call it: most sources name the victim; for the others, what they call the incident. */
#define INCIDENT_NAME                                                                              \
    " coalesce(nullif(i.victim,''), (SELECT o.name FROM object o WHERE o.oid=i.oid))"
#define INCIDENT_COLUMNS(asked)                                                                    \
    "SELECT i.eid, i.oid, e.id, s.name, i.key, i.date, i.date_kind, i.victim, i.victim_ja,"        \
    " i.sites, coalesce(i.parent, w.parent_name),"                                                 \
    " CASE WHEN i.parent IS NULL THEN w.parent_name_ja ELSE i.parent_ja END,"                      \
    " coalesce(i.parent_country, w.parent_country), i.sector, i.sector_label, i.types,"            \
    " i.asserted_by, i.refs, i.known, i.basis, i.summary_en, i.summary_ja, i.tags, i.from_us,"     \
    " i.to_us, i.sid, i.site_labels, i.domain, i.actors, i.posts, i.listing, w.basis,"             \
    " i.parent IS NOT NULL, w.parent, w.organisation_name, w.parent_name, w.parent_name_ja,"       \
    " w.parent_country, w.organisation," SAID(asked, "entered-at") "," SAID(                       \
        asked, "reached-parent") "," INCIDENT_NAME                                                 \
                                 " FROM incident i JOIN source s ON s.sid=i.sid JOIN entity e ON " \
                                 "e.eid=i.eid"                                                     \
                                 " LEFT JOIN owner w ON w.oid=i.oid"

/* The part of the filter that no index serves: more than belongs, where incident_row() decides; ?13
 * stands in both statements. */
#define INCIDENT_REST                                                                              \
    "(?1='' OR i.oid IN (SELECT oid FROM incident_site WHERE country=?1))"                         \
    " AND (?2='' OR coalesce(i.parent_country, w.parent_country)=?2)"                              \
    " AND (?3='' OR coalesce(i.parent_country, w.parent_country)=?3"                               \
    "  OR i.oid IN (SELECT oid FROM incident_site WHERE country=?3))"                              \
    " AND (?14='' OR i.oid NOT IN (SELECT oid FROM incident_site WHERE country=?14))"              \
    " AND (?4='' OR i.sector=?4) AND (?5='' OR instr(' '||i.types||' ', ' "                        \
    "'||?5||' ')>0)"                                                                               \
    " AND (?6='' OR s.name=?6)"                                                                    \
    " AND (?7='' OR i.oid IN (SELECT oid FROM incident_actor WHERE key=?7))"                       \
    " AND (?8=0 OR w.parent=?8 OR w.organisation=?8)"                                              \
    " AND (?10='' OR coalesce(i.parent_country, w.parent_country)=?10 OR i.sites=?10)"             \
    " AND (?11='' OR w.organisation IN (SELECT value FROM json_each(?11)))"                        \
    " ORDER BY i.from_us, i.key, e.id LIMIT ?12"

bool yg_store_incidents(yg_store *store, const yg_incident_filter *f, yg_incident_visit visit,
                        void *self, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_key_add(&text, f->text);
    incident_query q = {.visit = visit,
                        .self = self,
                        .text = yg_buf_str(&text),
                        .period = f->period,
                        .by_parent = yg_country_from_code(f->by_parent),
                        .most = f->most};
    bool all_in_sql = text.n == 0 && f->period.precision == YG_DATE_NONE && f->by_parent.n == 0;
    /* Few files are statements: their incidents are found through the index, not among all. */
    sqlite3_stmt *stmt =
        f->told
            ? yg_sql(store,
                     INCIDENT_COLUMNS("?9") " WHERE ?13=1 AND i.sid IN (SELECT sid FROM document"
                                            " WHERE reader='yagura-claims') AND " INCIDENT_REST,
                     err)
            : yg_sql(store, INCIDENT_COLUMNS("?9") " WHERE ?13=0 AND " INCIDENT_REST, err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "sssssssiissiis", f->site_country, f->parent_country, f->country, f->sector,
                f->type, f->source, f->actor, f->owner_eid, (int64_t)f->facts, f->by_parent,
                f->organisations, f->most > 0 && all_in_sql ? (int64_t)f->most : INT64_C(-1),
                (int64_t)f->told, f->not_site);
    return yg_sql_each(store, stmt, incident_row, &q, err);
}

/* The same columns, empty where no set of incidents can be asked for them: a million rows are read
 * without their texts. */
#define INCIDENT_LEAN                                                                              \
    "SELECT i.eid, i.oid, NULL, s.name, NULL, NULL, NULL, i.victim, i.victim_ja, i.sites,"         \
    " coalesce(i.parent, w.parent_name),"                                                          \
    " CASE WHEN i.parent IS NULL THEN w.parent_name_ja ELSE i.parent_ja END,"                      \
    " coalesce(i.parent_country, w.parent_country), i.sector, i.sector_label, i.types,"            \
    " NULL, NULL, i.known, NULL, NULL, NULL, NULL, i.from_us, i.to_us, i.sid, i.site_labels,"      \
    " NULL, i.actors, NULL, i.listing, NULL, i.parent IS NOT NULL, w.parent, NULL, NULL, NULL,"    \
    " NULL, w.organisation, NULL, NULL, NULL"                                                      \
    " FROM incident i JOIN source s ON s.sid=i.sid LEFT JOIN owner w ON w.oid=i.oid"

bool yg_store_incidents_of(yg_store *store, int64_t eid, yg_incident_visit visit, void *self,
                           yg_error *err) {
    incident_query q = {.visit = visit, .self = self};
    sqlite3_stmt *stmt =
        eid != 0
            ? yg_sql(store, INCIDENT_COLUMNS("0") " WHERE i.eid=?1 ORDER BY s.name, i.oid", err)
            : yg_sql(store, INCIDENT_LEAN " WHERE ?1=0 ORDER BY i.oid", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "i", eid);
    return yg_sql_each(store, stmt, incident_row, &q, err);
}

typedef struct {
    yg_types_visit visit;
    void *self;
} types_query;

static bool types_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const types_query *q = self;
    return q->visit(q->self, yg_sql_str(stmt, 0), err);
}

bool yg_store_incident_types(yg_store *store, yg_types_visit visit, void *self, yg_error *err) {
    types_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store, "SELECT DISTINCT types FROM incident WHERE types<>'' ORDER BY 1", err);
    return stmt != NULL && yg_sql_each(store, stmt, types_row, &q, err);
}

typedef struct {
    yg_statistic_visit visit;
    void *self;
    yg_date period;
} statistic_query;

static bool statistic_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const statistic_query *q = self;
    yg_statistic_row row = {
        .stid = sqlite3_column_int64(stmt, 0),
        .id = yg_sql_str(stmt, 1),
        .source = yg_sql_str(stmt, 2),
        .series = yg_sql_str(stmt, 3),
        .series_en = yg_sql_str(stmt, 4),
        .series_ja = yg_sql_str(stmt, 5),
        .asserted_by = yg_sql_str(stmt, 6),
        .geography = yg_sql_str(stmt, 7),
        .subject = yg_sql_str(stmt, 8),
        .period = yg_sql_str(stmt, 9),
        .scheme = yg_sql_str(stmt, 10),
        .category = yg_sql_str(stmt, 11),
        .sector = yg_sql_str(stmt, 12),
        .count = (uint64_t)sqlite3_column_int64(stmt, 13),
        .total = (uint64_t)sqlite3_column_int64(stmt, 14),
        .has_total = sqlite3_column_type(stmt, 14) != SQLITE_NULL,
        .unit = yg_sql_str(stmt, 15),
        .definition = yg_sql_str(stmt, 16),
        .derived = yg_sql_str(stmt, 17),
        .published = yg_sql_str(stmt, 18),
        .references = yg_sql_str(stmt, 19),
        .known = (yg_known)sqlite3_column_int(stmt, 20),
        .note_en = yg_sql_str(stmt, 21),
        .note_ja = yg_sql_str(stmt, 22),
        .from_us = sqlite3_column_int64(stmt, 23),
        .to_us = sqlite3_column_int64(stmt, 24),
    };
    yg_date when = {row.from_us, row.to_us,
                    row.from_us == row.to_us ? YG_DATE_NONE : YG_DATE_RANGE};
    if (q->period.precision != YG_DATE_NONE && !yg_date_within(when, q->period))
        return true;
    return q->visit(q->self, &row, err);
}

bool yg_store_statistics(yg_store *store, const yg_statistic_filter *f, yg_statistic_visit visit,
                         void *self, yg_error *err) {
    statistic_query q = {visit, self, f->period};
    sqlite3_stmt *stmt =
        yg_sql(store,
               "SELECT stid, id, source.name, series, series_en, series_ja, asserted_by, geography,"
               " subject, period, scheme, category, sector, count, total, unit, definition,"
               " derived, t.published, refs, known, note_en, note_ja, from_us, to_us"
               " FROM statistic t JOIN source USING(sid) WHERE (?1='' OR geography=?1)"
               " AND (?2='' OR subject=?2) AND (?3='' OR series=?3) AND (?4='' OR scheme=?4)"
               /* The same statement in two files stands once. */
               " AND NOT EXISTS(SELECT 1 FROM statistic u WHERE u.id=t.id AND u.hash=t.hash"
               "  AND u.stid<t.stid)"
               " ORDER BY series, from_us, to_us, scheme, category, definition, t.id",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "ssss", f->geography, f->subject, f->series, f->scheme);
    return yg_sql_each(store, stmt, statistic_row, &q, err);
}

typedef struct {
    yg_indicator_visit visit;
    void *self;
} indicator_query;

static bool indicator_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    const indicator_query *q = self;
    yg_indicator_row row = {
        .type = yg_sql_str(stmt, 0),
        .value = yg_sql_str(stmt, 1),
        .first_seen = yg_sql_str(stmt, 2),
        .last_seen = yg_sql_str(stmt, 3),
        .context = yg_sql_str(stmt, 4),
        .role = yg_sql_str(stmt, 5),
        .source = yg_sql_str(stmt, 6),
        .object_id = yg_sql_str(stmt, 7),
        .to_ids = sqlite3_column_int(stmt, 8) != 0,
        .valid_from = yg_sql_str(stmt, 9),
        .valid_until = yg_sql_str(stmt, 10),
        .confidence = sqlite3_column_int(stmt, 13),
        .eid = sqlite3_column_int64(stmt, 14),
        .report_eid = sqlite3_column_int64(stmt, 15),
        .path = yg_sql_str(stmt, 16),
    };
    yg_str own = yg_sql_str(stmt, 11), of_source = yg_sql_str(stmt, 12);
    row.tlp = yg_tlp_rank(of_source) > yg_tlp_rank(own) ? of_source : own;
    return q->visit(q->self, &row, err);
}

#define INDICATOR_COLUMNS                                                                          \
    "SELECT i.type, i.value, i.first_seen, i.last_seen, i.context, i.role, s.name, e.id,"          \
    " i.to_ids, i.valid_from, i.valid_until, i.tlp, s.tlp, i.confidence, i.eid, i.report, d.path"  \
    " FROM indicator i JOIN source s ON s.sid=i.sid LEFT JOIN entity e ON e.eid=i.eid"             \
    " LEFT JOIN document d ON d.did=i.did "

bool yg_store_indicators(yg_store *store, yg_str value, int64_t eid, yg_indicator_visit visit,
                         void *self, yg_error *err) {
    indicator_query q = {visit, self};
    sqlite3_stmt *stmt =
        eid != 0
            ? yg_sql(store,
                     INDICATOR_COLUMNS
                     "WHERE i.eid=?2 AND (?1='' OR i.value=?1) ORDER BY i.type, i.value, s.name",
                     err)
            : yg_sql(store,
                     INDICATOR_COLUMNS
                     "WHERE (?1='' OR i.value=?1) AND ?2=0 ORDER BY i.type, i.value, s.name",
                     err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "si", value, eid);
    return yg_sql_each(store, stmt, indicator_row, &q, err);
}

bool yg_store_indicator(yg_store *store, yg_str type, yg_str value, yg_indicator_visit visit,
                        void *self, yg_error *err) {
    indicator_query q = {visit, self};
    sqlite3_stmt *stmt =
        yg_sql(store,
               INDICATOR_COLUMNS "WHERE i.hash=?1 AND i.type=?2 AND i.value=?3"
                                 " ORDER BY s.name, i.first_seen, i.context, i.role",
               err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iss", yg_store_indicator_hash(type, value), type, value);
    return yg_sql_each(store, stmt, indicator_row, &q, err);
}

bool yg_store_indicators_each(yg_store *store, yg_indicator_visit visit, void *self,
                              yg_error *err) {
    indicator_query q = {visit, self};
    sqlite3_stmt *stmt = yg_sql(store, INDICATOR_COLUMNS "ORDER BY i.iid", err);
    return stmt != NULL && yg_sql_each(store, stmt, indicator_row, &q, err);
}

static bool state_row(void *self, sqlite3_stmt *stmt, yg_error *err) {
    yg_buf *buf = self;
    yg_buf_add(buf, yg_sql_str(stmt, 0));
    yg_buf_addc(buf, ' ');
    return true;
}

bool yg_store_state(yg_store *store, yg_buf *buf, yg_error *err) {
    sqlite3_stmt *stmt = yg_sql(store, "SELECT value FROM state ORDER BY name", err);
    return stmt != NULL && yg_sql_each(store, stmt, state_row, buf, err);
}
