/* Source: OASIS STIX 2.1, sections 2.9 (identifiers), 4.7 (indicator), 4.14 (observed data), 5
 * (relationships, sightings), 6.4 (domain name), 9 (patterns). */
#include "watch/findings_stix.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/time.h"
#include "text/json_write.h"
#include "watch/findings_block.h"

/* Host names of one finding in its observed data and pattern: more make an indicator that no
 * product takes. */
enum { MOST_HOSTS = 100 };

typedef struct {
    yg_store *store;
    const yg_finding_filter *filter;
    const yg_findings_export_options *options;
    yg_findings_export_counts *counts;
    yg_block_list guard;
    yg_export_put put;
    void *to;
    yg_map seen; /* ids of objects that stand once in a bundle */
    yg_eids identities;
    yg_buf piece;
    /* Of the finding at hand. */
    const yg_finding_row *row;
    YG_VEC(yg_str) names; /* what was observed; the first is the registrable one, if it was */
    yg_arena arena;
    int64_t created_us;
} job;

/* An identifier of a cyber-observable object: UUIDv5 of its contributing members in the name space
 * of the specification, so that other programs give a name the same one. */
static yg_str domain_id(yg_str name, char ret_id[YG_ID_BYTES]) {
    static const unsigned char space[16] = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                            0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
    YG_CLEANUP_BUF yg_buf members = {0}, text = {0};
    unsigned char d[20];
    yg_jw w = {.buf = &members};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "value", name);
    yg_jw_end(&w, '}');
    yg_sha1((yg_str){(const char *)space, sizeof space}, yg_buf_str(&members), d);
    d[6] = (unsigned char)((d[6] & 0x0F) | 0x50);
    d[8] = (unsigned char)((d[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < 16; i++)
        yg_buf_addf(&text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", d[i]);
    yg_id_from_uuid("domain-name", yg_buf_str(&text), ret_id);
    return yg_str_of(ret_id);
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_export_time(&text, us);
    yg_jw_str(w, key, yg_buf_str(&text));
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* The members that all domain and relationship objects have. */
static void start(job *j, yg_jw *w, const char *type, yg_str id, const yg_finding_row *row) {
    int64_t modified_us = later(later(j->created_us, row->last_us), row->state_us);
    yg_buf_clear(&j->piece);
    *w = (yg_jw){.buf = &j->piece};
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "type", yg_str_of(type));
    yg_jw_str(w, "spec_version", YG_STR("2.1"));
    yg_jw_str(w, "id", id);
    yg_jw_str(w, "created_by_ref", YG_STR(YG_EXPORT_CREATOR));
    put_time(w, "created", j->created_us);
    put_time(w, "modified", modified_us);
}

static bool finish(job *j, yg_jw *w, yg_error *err) {
    yg_jw_end(w, '}');
    return j->put(j->to, yg_buf_str(&j->piece), err);
}

/* "TYPE--UUIDv5" of the finding's own id. */
static yg_str id_of(const char *type, const yg_finding_row *row, char ret_id[YG_ID_BYTES]) {
    return yg_id_make(type, row->id, ret_id);
}

static bool put_domain(job *j, yg_str name, yg_error *err) {
    char id[YG_ID_BYTES];
    bool is_new;
    yg_jw w = {.buf = &j->piece};
    yg_map_put(&j->seen, domain_id(name, id), &is_new);
    if (!is_new)
        return true;
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", YG_STR("domain-name"));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_str_of(id));
    yg_jw_str(&w, "value", name);
    return finish(j, &w, err);
}

static bool put_observed(job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES];
    yg_jw w;
    start(j, &w, "observed-data", id_of("observed-data", row, id), row);
    put_time(&w, "first_observed", row->first_us);
    put_time(&w, "last_observed", row->last_us);
    yg_jw_uint(&w, "number_observed", row->hosts > 0 ? row->hosts : 1);
    yg_jw_begin(&w, "object_refs", '[');
    for (size_t i = 0; i < j->names.n; i++)
        yg_jw_str(&w, NULL, domain_id(j->names.at[i], id));
    yg_jw_end(&w, ']');
    return finish(j, &w, err);
}

static void add_quoted(yg_buf *buf, yg_str s) {
    yg_buf_addc(buf, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'' || s.p[i] == '\\')
            yg_buf_addc(buf, '\\');
        yg_buf_addc(buf, s.p[i]);
    }
    yg_buf_addc(buf, '\'');
}

static void put_pattern(job *j, yg_jw *w) {
    YG_CLEANUP_BUF yg_buf pattern = {0};
    yg_buf_addc(&pattern, '[');
    for (size_t i = 0; i < j->names.n; i++) {
        yg_buf_addz(&pattern, i > 0 ? " OR domain-name:value = " : "domain-name:value = ");
        add_quoted(&pattern, j->names.at[i]);
    }
    yg_buf_addc(&pattern, ']');
    yg_jw_str(w, "pattern", yg_buf_str(&pattern));
    yg_jw_str(w, "pattern_type", YG_STR("stix"));
}

static bool put_indicator(job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES];
    yg_jw w;
    bool alarm = yg_str_eqz(row->state, "false-alarm"), gone = yg_str_eqz(row->state, "gone");
    start(j, &w, "indicator", id_of("indicator", row, id), row);
    if (alarm)
        yg_jw_bool(&w, "revoked", true);
    yg_jw_str(&w, "name", row->subject);
    yg_jw_opt(&w, "description", row->explanation);
    /* A name is evidence of an intention, not of an attack; only what somebody reported is more. */
    yg_jw_begin(&w, "indicator_types", '[');
    yg_jw_str(&w, NULL,
              yg_str_eqz(row->state, "reported") ? YG_STR("malicious-activity")
              : alarm                            ? YG_STR("benign")
                                                 : YG_STR("anomalous-activity"));
    yg_jw_end(&w, ']');
    put_pattern(j, &w);
    put_time(&w, "valid_from", row->first_us);
    if (gone && row->state_us > row->first_us)
        put_time(&w, "valid_until", row->state_us);
    yg_jw_begin(&w, "kill_chain_phases", '[');
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "kill_chain_name", YG_STR("mitre-attack"));
    yg_jw_str(&w, "phase_name", YG_STR("resource-development"));
    yg_jw_end(&w, '}');
    yg_jw_end(&w, ']');
    yg_jw_begin(&w, "labels", '[');
    yg_jw_str(&w, NULL, YG_STR("look-alike-name"));
    yg_jw_str(&w, NULL, row->how);
    yg_jw_str(&w, NULL, row->state);
    yg_jw_end(&w, ']');
    return finish(j, &w, err);
}

static bool put_sighting(job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES], other[YG_ID_BYTES];
    yg_jw w;
    start(j, &w, "sighting", id_of("sighting", row, id), row);
    put_time(&w, "first_seen", row->first_us);
    put_time(&w, "last_seen", row->last_us);
    yg_jw_uint(&w, "count", row->hosts > 0 ? row->hosts : 1);
    yg_jw_str(&w, "sighting_of_ref", id_of("indicator", row, other));
    yg_jw_begin(&w, "observed_data_refs", '[');
    yg_jw_str(&w, NULL, id_of("observed-data", row, other));
    yg_jw_end(&w, ']');
    return finish(j, &w, err);
}

static bool put_relation(job *j, const yg_finding_row *row, const char *type, yg_str from,
                         yg_str to, const char *description, yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    char id[YG_ID_BYTES];
    yg_jw w;
    yg_buf_addf(&name, "%s|%.*s|%.*s|%.*s", type, YG_FMT(from), YG_FMT(to), YG_FMT(row->id));
    start(j, &w, "relationship", yg_id_make("relationship", yg_buf_str(&name), id), row);
    yg_jw_str(&w, "relationship_type", yg_str_of(type));
    if (description != NULL)
        yg_jw_str(&w, "description", yg_str_of(description));
    yg_jw_str(&w, "source_ref", from);
    yg_jw_str(&w, "target_ref", to);
    return finish(j, &w, err);
}

/* The identity whose name is imitated: the store's own object, which follows at the end of the
 * bundle, or one made of the label. */
static bool put_identity(job *j, const yg_finding_row *row, char ret_id[YG_ID_BYTES],
                         yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    int64_t eid = 0;
    bool is_new;
    yg_jw w = {.buf = &j->piece};
    if (row->organisation.n > 0 && row->organisation.n < YG_ID_BYTES &&
        !yg_store_entity_of(j->store, row->organisation, &eid, err))
        return false;
    if (eid != 0) {
        memcpy(ret_id, row->organisation.p, row->organisation.n);
        ret_id[row->organisation.n] = '\0';
        yg_map_put(&j->seen, yg_str_of(ret_id), &is_new);
        if (is_new)
            yg_vec_push(&j->identities, eid);
        return true;
    }
    yg_buf_addf(&name, "brand\n%.*s", YG_FMT(row->brand));
    yg_map_put(&j->seen, yg_id_make("identity", yg_buf_str(&name), ret_id), &is_new);
    if (!is_new)
        return true;
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", YG_STR("identity"));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_str_of(ret_id));
    yg_jw_str(&w, "created_by_ref", YG_STR(YG_EXPORT_CREATOR));
    put_time(&w, "created", 0); /* made of the label alone: the same at any time */
    put_time(&w, "modified", 0);
    yg_jw_str(&w, "name", row->brand);
    yg_jw_str(&w, "identity_class", YG_STR("organization"));
    return finish(j, &w, err);
}

static bool observe(job *j, const yg_finding_row *row, yg_str name, bool whole) {
    const char *why = yg_block_refusal(&j->guard, row, name, whole);
    if (why != NULL)
        yg_block_count_refused(j->counts, name, why);
    else
        yg_vec_push(&j->names, yg_arena_copy(&j->arena, name));
    return why == NULL;
}

static bool on_detail(void *self, const yg_finding_detail_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    if (j->names.n < MOST_HOSTS && (j->names.n == 0 || !yg_str_eq(j->names.at[0], row->value)))
        observe(j, j->row, row->value, false);
    return true;
}

static bool on_history(void *self, const yg_finding_history_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    if (j->created_us == YG_TIME_NONE)
        j->created_us = row->at_us;
    return true;
}

/* Hosts alone where the registrable name is a stranger's. */
static bool read_parts(job *j, const yg_finding_row *row, yg_error *err) {
    j->names.n = 0;
    yg_arena_reset(&j->arena);
    j->created_us = YG_TIME_NONE;
    j->row = row;
    if (yg_block_is_registration(row, j->options->whole) && !observe(j, row, row->subject, true) &&
        yg_block_is_registration(row, false))
        return true;
    return yg_store_finding_details(j->store, row->fid, on_detail, j, err) &&
           yg_store_finding_history(j->store, row->fid, on_history, j, err);
}

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    job *j = self;
    char identity[YG_ID_BYTES], indicator[YG_ID_BYTES], other[YG_ID_BYTES];
    if (!yg_str_eqz(row->kind, "name"))
        return true;
    j->counts->findings++;
    if (yg_block_is_held(row, j->options)) {
        j->counts->held++;
        return true;
    }
    if (!read_parts(j, row, err))
        return false;
    if (j->names.n == 0)
        return true;
    for (size_t i = 0; i < j->names.n; i++) {
        if (!put_domain(j, j->names.at[i], err))
            return false;
    }
    id_of("indicator", row, indicator);
    if (!put_observed(j, row, err) || !put_indicator(j, row, err) || !put_sighting(j, row, err) ||
        !put_relation(j, row, "based-on", yg_str_of(indicator), id_of("observed-data", row, other),
                      NULL, err))
        return false;
    if (row->brand.n == 0 && row->organisation.n == 0)
        return true;
    return put_identity(j, row, identity, err) &&
           put_relation(j, row, "related-to", domain_id(j->names.at[0], other), yg_str_of(identity),
                        "The name imitates this organisation's name", err);
}

static bool put_findings(void *self, yg_export_put put, void *to, yg_error *err) {
    job *j = self;
    j->put = put;
    j->to = to;
    return yg_store_findings(j->store, j->filter, on_finding, j, err);
}

bool yg_findings_stix(yg_store *store, const yg_finding_filter *filter,
                      const yg_findings_export_options *options, yg_export_write write, void *self,
                      yg_findings_export_counts *counts, yg_error *err) {
    job j = {.store = store, .filter = filter, .options = options, .counts = counts};
    yg_export_options wanted = {.eids = &j.identities,
                                .newest_only = true,
                                .more = put_findings,
                                .more_self = &j,
                                .bundle = YG_STR("findings")};
    bool done = yg_block_guard_make(store, options, &j.guard, err) &&
                yg_export_stix(store, &wanted, write, self, err);
    yg_block_list_free(&j.guard);
    yg_map_free(&j.seen);
    yg_vec_free(&j.identities);
    yg_vec_free(&j.names);
    yg_arena_free(&j.arena);
    yg_buf_free(&j.piece);
    return done;
}
