/* Source: OASIS STIX 2.1, sections 2.9 (identifiers), 4.7 (indicator), 4.14 (observed data), 5
 * (relationships, sightings), 6.4 (domain name), 9 (patterns). */
#include "watch/findings_stix.h"

#include "watch/findings_stix_part.h"

void stix_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_export_time(&text, us);
    yg_jw_str(w, key, yg_buf_str(&text));
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* The members that all domain and relationship objects have. */
void stix_start(stix_job *j, yg_jw *w, const char *type, yg_str id, const yg_finding_row *row) {
    int64_t modified_us = later(later(j->created_us, row->last_us), row->state_us);
    yg_buf_clear(&j->piece);
    *w = (yg_jw){.buf = &j->piece};
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "type", yg_str_of(type));
    yg_jw_str(w, "spec_version", YG_STR("2.1"));
    yg_jw_str(w, "id", id);
    yg_jw_str(w, "created_by_ref", YG_STR(YG_EXPORT_CREATOR));
    stix_time(w, "created", j->created_us);
    stix_time(w, "modified", modified_us);
}

bool stix_finish(stix_job *j, yg_jw *w, yg_error *err) {
    yg_jw_end(w, '}');
    return j->put(j->to, yg_buf_str(&j->piece), err);
}

/* "TYPE--UUIDv5" of the finding's own id. */
yg_str stix_id(const char *type, const yg_finding_row *row, char ret_id[YG_ID_BYTES]) {
    return yg_id_make(type, row->id, ret_id);
}

static bool put_observed(stix_job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES];
    yg_jw w;
    stix_start(j, &w, "observed-data", stix_id("observed-data", row, id), row);
    stix_time(&w, "first_observed", row->first_us);
    stix_time(&w, "last_observed", row->last_us);
    yg_jw_uint(&w, "number_observed", row->hosts > 0 ? row->hosts : 1);
    yg_jw_begin(&w, "object_refs", '[');
    for (size_t i = 0; i < j->names.n; i++)
        yg_jw_str(&w, NULL,
                  yg_sco_id(&(yg_sco){.type = "domain-name", .value = j->names.at[i]}, id));
    yg_jw_end(&w, ']');
    return stix_finish(j, &w, err);
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

static void put_pattern(stix_job *j, yg_jw *w) {
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

static bool put_indicator(stix_job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES];
    yg_jw w;
    bool alarm = yg_str_eqz(row->state, "false-alarm"), gone = yg_str_eqz(row->state, "gone");
    stix_start(j, &w, "indicator", stix_id("indicator", row, id), row);
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
    stix_time(&w, "valid_from", row->first_us);
    if (gone && row->state_us > row->first_us)
        stix_time(&w, "valid_until", row->state_us);
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
    return stix_finish(j, &w, err);
}

static bool put_sighting(stix_job *j, const yg_finding_row *row, yg_error *err) {
    char id[YG_ID_BYTES], other[YG_ID_BYTES];
    yg_jw w;
    stix_start(j, &w, "sighting", stix_id("sighting", row, id), row);
    stix_time(&w, "first_seen", row->first_us);
    stix_time(&w, "last_seen", row->last_us);
    yg_jw_uint(&w, "count", row->hosts > 0 ? row->hosts : 1);
    yg_jw_str(&w, "sighting_of_ref", stix_id("indicator", row, other));
    yg_jw_begin(&w, "observed_data_refs", '[');
    yg_jw_str(&w, NULL, stix_id("observed-data", row, other));
    yg_jw_end(&w, ']');
    return stix_finish(j, &w, err);
}

bool stix_relation(stix_job *j, const yg_finding_row *row, const char *type, yg_str from, yg_str to,
                   const char *description, yg_str tlp, yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    char id[YG_ID_BYTES];
    yg_jw w;
    yg_buf_addf(&name, "%s|%.*s|%.*s|%.*s", type, YG_FMT(from), YG_FMT(to), YG_FMT(row->id));
    stix_start(j, &w, "relationship", yg_id_make("relationship", yg_buf_str(&name), id), row);
    yg_jw_str(&w, "relationship_type", yg_str_of(type));
    if (description != NULL)
        yg_jw_str(&w, "description", yg_str_of(description));
    yg_jw_str(&w, "source_ref", from);
    yg_jw_str(&w, "target_ref", to);
    stix_marked(&w, tlp);
    return stix_finish(j, &w, err);
}

typedef struct {
    bool is_there;
    YG_VEC(yg_str) named; /* who made it, and what marks it */
    yg_arena arena;
} presence;

/* The identifiers of a kind that stand in an object as whole strings. */
static void add_named(presence *p, yg_str raw, yg_str start) {
    enum { UUID = 36 };
    size_t at;
    while ((at = yg_str_find(raw, start)) != SIZE_MAX) {
        yg_str id = yg_str_sub(raw, at + 1, start.n - 1 + UUID);
        if (yg_id_is(id) && raw.n > at + 1 + id.n && raw.p[at + 1 + id.n] == '"')
            yg_vec_push(&p->named, yg_arena_copy(&p->arena, id));
        raw = yg_str_from(raw, at + start.n);
    }
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    presence *p = self;
    (void)err;
    p->is_there |= (row->flags & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) == 0;
    add_named(p, row->raw, YG_STR("\"marking-definition--"));
    add_named(p, row->raw, YG_STR("\"identity--"));
    return true;
}

/* The object stands at the end of the bundle, once, and so does what it names, as far as the store
 * has it. */
static bool want(stix_job *j, yg_str id, int64_t eid, const presence *p, yg_error *err) {
    bool is_new;
    yg_map_put(&j->seen, id, &is_new);
    if (is_new)
        yg_vec_push(&j->entities, eid);
    for (size_t i = 0; i < p->named.n && is_new; i++) {
        const presence none = {0};
        if (!yg_store_entity_of(j->store, p->named.at[i], &eid, err) ||
            (eid != 0 && !want(j, p->named.at[i], eid, &none, err)))
            return false;
    }
    return true;
}

bool stix_own_object(stix_job *j, yg_str id, char ret_id[YG_ID_BYTES], bool *ret_is,
                     yg_error *err) {
    int64_t eid = 0;
    presence p = {0};
    *ret_is = false;
    if (id.n == 0 || id.n >= YG_ID_BYTES)
        return true;
    bool done = yg_store_entity_of(j->store, id, &eid, err) &&
                (eid == 0 || yg_store_objects_of(j->store, eid, on_object, &p, err));
    if (done && p.is_there) {
        memcpy(ret_id, id.p, id.n);
        ret_id[id.n] = '\0';
        *ret_is = true;
        done = want(j, id, eid, &p, err);
    }
    yg_vec_free(&p.named);
    yg_arena_free(&p.arena);
    return done;
}

bool stix_named(stix_job *j, const char *type, const char *what, yg_str label,
                char ret_id[YG_ID_BYTES], yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    bool is_new;
    yg_jw w = {.buf = &j->piece};
    yg_buf_addf(&name, "%s\n%.*s", what, YG_FMT(label));
    yg_map_put(&j->seen, yg_id_make(type, yg_buf_str(&name), ret_id), &is_new);
    if (!is_new)
        return true;
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", yg_str_of(type));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_str_of(ret_id));
    yg_jw_str(&w, "created_by_ref", YG_STR(YG_EXPORT_CREATOR));
    stix_time(&w, "created", 0); /* made of the label alone: the same at any time */
    stix_time(&w, "modified", 0);
    yg_jw_str(&w, "name", label);
    if (strcmp(type, "identity") == 0)
        yg_jw_str(&w, "identity_class", YG_STR("organization"));
    return stix_finish(j, &w, err);
}

/* The identity whose name is imitated: the store's own object, which follows at the end of the
 * bundle, or one made of the label. */
static bool put_brand(stix_job *j, const yg_finding_row *row, char ret_id[YG_ID_BYTES],
                      yg_error *err) {
    bool is_own = false;
    return stix_own_object(j, row->organisation, ret_id, &is_own, err) &&
           (is_own || stix_named(j, "identity", "brand", row->brand, ret_id, err));
}

static bool observe(stix_job *j, const yg_finding_row *row, yg_str name, bool whole) {
    const char *why = yg_block_refusal(&j->guard, row, name, whole);
    if (why != NULL)
        yg_block_count_refused(j->counts, name, why);
    else
        yg_vec_push(&j->names, yg_arena_copy(&j->arena, name));
    return why == NULL;
}

static bool on_detail(void *self, const yg_finding_detail_row *row, yg_error *err) {
    stix_job *j = self;
    (void)err;
    if (j->names.n < STIX_MOST_OBJECTS &&
        (j->names.n == 0 || !yg_str_eq(j->names.at[0], row->value)))
        observe(j, j->row, row->value, false);
    return true;
}

bool stix_on_history(void *self, const yg_finding_history_row *row, yg_error *err) {
    stix_job *j = self;
    (void)err;
    if (j->created_us == YG_TIME_NONE)
        j->created_us = row->at_us;
    return true;
}

/* Hosts alone where the registrable name is a stranger's. */
static bool read_parts(stix_job *j, const yg_finding_row *row, yg_error *err) {
    j->names.n = 0;
    yg_arena_reset(&j->arena);
    j->created_us = YG_TIME_NONE;
    j->row = row;
    if (yg_block_is_registration(row, j->options->whole) && !observe(j, row, row->subject, true) &&
        yg_block_is_registration(row, false))
        return true;
    return yg_store_finding_details(j->store, row->fid, on_detail, j, err) &&
           yg_store_finding_history(j->store, row->fid, stix_on_history, j, err);
}

static bool put_name(stix_job *j, const yg_finding_row *row, yg_error *err) {
    char identity[YG_ID_BYTES], indicator[YG_ID_BYTES], other[YG_ID_BYTES];
    if (yg_block_is_held(row, j->options)) {
        j->counts->held++;
        return true;
    }
    if (!read_parts(j, row, err))
        return false;
    if (j->names.n == 0)
        return true;
    for (size_t i = 0; i < j->names.n; i++) {
        if (!stix_sco(j, &(yg_sco){.type = "domain-name", .value = j->names.at[i]}, YG_STR(""),
                      err))
            return false;
    }
    stix_id("indicator", row, indicator);
    if (!put_observed(j, row, err) || !put_indicator(j, row, err) || !put_sighting(j, row, err) ||
        !stix_relation(j, row, "based-on", yg_str_of(indicator),
                       stix_id("observed-data", row, other), NULL, YG_STR(""), err))
        return false;
    if (row->brand.n == 0 && row->organisation.n == 0)
        return true;
    return put_brand(j, row, identity, err) &&
           stix_relation(
               j, row, "related-to",
               yg_sco_id(&(yg_sco){.type = "domain-name", .value = j->names.at[0]}, other),
               yg_str_of(identity), "The name imitates this organisation's name", YG_STR(""), err);
}

static bool on_finding(void *self, const yg_finding *finding, yg_error *err) {
    stix_job *j = self;
    j->counts->findings++;
    return finding->is_indicator ? stix_sight(j, finding, err) : put_name(j, finding->row, err);
}

static bool put_findings(void *self, yg_export_put put, void *to, yg_error *err) {
    stix_job *j = self;
    j->put = put;
    j->to = to;
    return yg_findings_each(j->store, j->filter, j->sights, on_finding, j, err);
}

bool yg_findings_stix(yg_store *store, const yg_finding_filter *filter,
                      const yg_sighting_filter *sights, const yg_findings_export_options *options,
                      yg_export_write write, void *self, yg_findings_export_counts *counts,
                      yg_error *err) {
    stix_job j = {
        .store = store, .filter = filter, .sights = sights, .options = options, .counts = counts};
    yg_export_options wanted = {.eids = &j.entities,
                                .newest_only = true,
                                .more = put_findings,
                                .more_self = &j,
                                .bundle = YG_STR("findings")};
    bool done = yg_block_guard_make(store, options, &j.guard, err) &&
                yg_export_stix(store, &wanted, write, self, err);
    yg_block_list_free(&j.guard);
    yg_map_free(&j.seen);
    yg_vec_free(&j.entities);
    yg_vec_free(&j.names);
    yg_arena_free(&j.arena);
    yg_buf_free(&j.piece);
    return done;
}
