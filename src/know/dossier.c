#include "know/dossier.h"

#include "know/dossier_part.h"
#include "know/incidents.h"
#include "text/json.h"
#include "text/key.h"

/* Strings, or one member of each object; nothing where there are none. */
static void put_strings(yg_jw *w, const char *key, yyjson_val *list, const char *member) {
    size_t i, max, n = 0;
    yyjson_val *one;
    yyjson_arr_foreach(list, i, max, one) {
        yyjson_val *v = member != NULL ? yyjson_obj_get(one, member) : one;
        if (!yyjson_is_str(v) || yyjson_get_len(v) == 0)
            continue;
        if (n++ == 0)
            yg_jw_begin(w, key, '[');
        yg_jw_str(w, NULL, (yg_str){yyjson_get_str(v), yyjson_get_len(v)});
    }
    if (n > 0)
        yg_jw_end(w, ']');
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    yg_dossier_job *j = self;
    const char *reason;
    size_t at;
    YG_CLEANUP_BUF yg_buf modified = {0};
    yg_time_add(&modified, row->modified_us);
    yg_jw_begin(j->w, NULL, '{');
    yg_jw_str(j->w, "id", row->id);
    yg_jw_str(j->w, "source", row->source);
    yg_jw_str(j->w, "entry", row->entry);
    yg_jw_str(j->w, "name", row->name);
    yg_jw_opt(j->w, "external_id", row->external_id);
    yg_jw_opt(j->w, "modified", yg_buf_str(&modified));
    yg_jw_bool(j->w, "revoked", (row->flags & YG_OBJECT_REVOKED) != 0);
    yg_jw_bool(j->w, "deprecated", (row->flags & YG_OBJECT_DEPRECATED) != 0);
    yyjson_val *raw = yg_json_parse(&j->parser, row->raw, &reason, &at);
    yg_jw_opt(j->w, "description", yg_json_str(raw, "description"));
    put_strings(j->w, "tactics", yyjson_obj_get(raw, "kill_chain_phases"), "phase_name");
    put_strings(j->w, "platforms", yyjson_obj_get(raw, "x_mitre_platforms"), NULL);
    yg_jw_end(j->w, '}');
    return true;
}

static bool put_objects(yg_dossier_job *j, yg_error *err) {
    yg_jw_begin(j->w, "objects", '[');
    for (size_t i = 0; i < j->c->eids.n; i++) {
        if (!yg_store_objects_of(j->store, j->c->eids.at[i], on_object, j, err))
            return false;
    }
    yg_jw_end(j->w, ']');
    return true;
}

static void put_incident(yg_dossier_job *j, const yg_incident_row *row) {
    yg_jw_begin(j->w, NULL, '{');
    yg_jw_str(j->w, "id", row->id);
    yg_jw_str(j->w, "source", row->source);
    yg_jw_str(j->w, "date", row->date);
    yg_jw_str(j->w, "victim", row->victim);
    yg_jw_str(j->w, "name", row->name);
    yg_jw_list(j->w, "site_country", row->sites, ' ');
    yg_jw_str(j->w, "parent", row->parent);
    yg_jw_str(j->w, "parent_country", row->parent_country);
    yg_jw_str(j->w, "sector", row->sector);
    yg_jw_list(j->w, "types", row->types, ' ');
    yg_jw_list(j->w, "actors", yg_buf_str(&j->facts.actors), '\n');
    yg_incident_put_said(j->w, yg_buf_str(&j->facts.entered_at),
                         yg_buf_str(&j->facts.reached_parent));
    yg_jw_str(j->w, "known", yg_str_of(yg_known_word(row->known)));
    yg_jw_opt(j->w, "summary", row->summary_en);
    yg_jw_list(j->w, "references", row->references, '\n');
    yg_jw_list(j->w, "same_as", yg_buf_str(&j->same_as), '\n');
    yg_jw_end(j->w, '}');
}

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    yg_dossier_job *j = self;
    bool wanted = j->all_incidents;
    for (size_t i = 0; i < j->incident_eids.n && !wanted; i++)
        wanted = j->incident_eids.at[i] == row->eid;
    if (!wanted || (j->organisation.n > 0 && !yg_incident_is_of(row, yg_buf_str(&j->organisation))))
        return true;
    if (!yg_incident_facts_get(j->store, row->eid, &j->facts, err) ||
        !yg_incident_same_as(j->store, row->eid, &j->same_as, err))
        return false;
    put_incident(j, row);
    return true;
}

/* Of an actor: those that a claim attributes to it. Of a country, sector or organisation: those
 * that hit it. */
static bool put_incidents(yg_dossier_job *j, yg_error *err) {
    yg_incident_filter filter = {0};
    if (j->c->country != 0)
        filter.country = yg_country_alpha2(j->c->country);
    if (j->c->sector != 0)
        filter.sector = (yg_str){&j->c->sector, 1};
    if (yg_str_eqz(j->c->type, "identity")) {
        yg_key_add(&j->organisation, j->c->name);
        filter.text = j->c->name;
    }
    for (size_t i = 0; yg_str_eqz(j->c->type, "incident") && i < j->c->eids.n; i++)
        yg_vec_push(&j->incident_eids, j->c->eids.at[i]);
    j->all_incidents = j->c->country != 0 || j->c->sector != 0 || j->organisation.n > 0;
    if (!j->all_incidents && j->incident_eids.n == 0)
        return true;
    yg_jw_begin(j->w, "incidents", '[');
    if (!yg_store_incidents(j->store, &filter, on_incident, j, err))
        return false;
    yg_jw_end(j->w, ']');
    return true;
}

static bool on_statistic(void *self, const yg_statistic_row *row, yg_error *err) {
    yg_dossier_job *j = self;
    if (j->c->sector != 0 && !yg_str_eq(row->sector, (yg_str){&j->c->sector, 1}))
        return true;
    yg_jw_begin(j->w, NULL, '{');
    yg_jw_str(j->w, "id", row->id);
    yg_jw_str(j->w, "series", row->series);
    yg_jw_opt(j->w, "series_name", row->series_en);
    yg_jw_opt(j->w, "asserted_by", row->asserted_by);
    yg_jw_str(j->w, "source", row->source);
    yg_jw_str(j->w, "period", row->period);
    yg_jw_str(j->w, "scheme", row->scheme);
    yg_jw_str(j->w, "category", row->category);
    yg_jw_uint(j->w, "count", row->count);
    if (row->has_total)
        yg_jw_uint(j->w, "total", row->total);
    yg_jw_opt(j->w, "unit", row->unit);
    yg_jw_opt(j->w, "definition", row->definition);
    yg_jw_list(j->w, "references", row->references, '\n');
    yg_jw_end(j->w, '}');
    return true;
}

static bool put_statistics(yg_dossier_job *j, yg_error *err) {
    yg_statistic_filter filter = {0};
    if (j->c->country == 0 && j->c->sector == 0)
        return true;
    if (j->c->country != 0)
        filter.geography = yg_country_alpha2(j->c->country);
    yg_jw_begin(j->w, "statistics", '[');
    if (!yg_store_statistics(j->store, &filter, on_statistic, j, err))
        return false;
    yg_jw_end(j->w, ']');
    return true;
}

static bool on_indicator(void *self, const yg_indicator_row *row, yg_error *err) {
    ++*(uint64_t *)self;
    return true;
}

static bool put_indicators(yg_dossier_job *j, yg_error *err) {
    uint64_t n = 0;
    for (size_t i = 0; i < j->c->eids.n; i++) {
        if (!yg_store_indicators(j->store, (yg_str){NULL, 0}, j->c->eids.at[i], on_indicator, &n,
                                 err))
            return false;
    }
    if (n > 0)
        yg_jw_uint(j->w, "indicators", n);
    return true;
}

/* Weaker bearers of the name that was asked for. */
static void put_also(yg_dossier_job *j) {
    if (j->c->also_n == 0)
        return;
    yg_jw_begin(j->w, "also_called", '[');
    for (size_t i = 0; i < j->c->also_n; i++) {
        const yg_candidate *other = &j->c->also[i];
        yg_str sources = other->sources, source = {NULL, 0};
        yg_str_split(&sources, '\n', &source);
        yg_jw_begin(j->w, NULL, '{');
        yg_jw_str(j->w, "id", other->id);
        yg_jw_str(j->w, "name", other->name);
        yg_jw_str(j->w, "entry", other->entry);
        yg_jw_str(j->w, "source", source);
        yg_jw_end(j->w, '}');
    }
    yg_jw_end(j->w, ']');
}

bool yg_dossier(yg_store *store, yg_str query, const yg_candidate *c, bool pretty, yg_buf *out,
                yg_error *err) {
    yg_jw w = {.buf = out, .pretty = pretty};
    yg_dossier_job j = {.store = store, .c = c, .w = &w};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "schema", YG_STR("yagura-dossier/1"));
    yg_jw_str(&w, "query", query);
    yg_jw_str(&w, "name", c->name);
    yg_jw_str(&w, "id", c->id);
    yg_jw_str(&w, "type", c->type);
    yg_jw_opt(&w, "external_id", c->external_id);
    yg_jw_list(&w, "sources", c->sources, '\n');
    put_also(&j);
    bool done = put_objects(&j, err) && yg_dossier_names(&j, err) && yg_dossier_links(&j, err) &&
                yg_dossier_claims(&j, err) && yg_dossier_relationships(&j, err) &&
                put_incidents(&j, err) && put_statistics(&j, err) && put_indicators(&j, err);
    yg_jw_end(&w, '}');
    yg_incident_facts_free(&j.facts);
    yg_buf_free(&j.same_as);
    yg_vec_free(&j.incident_eids);
    yg_map_free(&j.seen);
    yg_buf_free(&j.organisation);
    yg_json_parser_free(&j.parser);
    return done;
}
