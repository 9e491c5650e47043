/* Candidates and search hits as JSON: the same for the command line and the library. */
#include "know/dossier.h"

const char *yg_candidate_borne_as(const yg_candidate *candidate) {
    switch (candidate->matched_as) {
    case YG_NAME_PRIMARY:
        return "its name";
    case YG_NAME_EXTERNAL:
        return "its number";
    default:
        return "an alias";
    }
}

void yg_candidates_json(yg_str query, const yg_resolution *r, yg_buf *out) {
    yg_jw w = {.buf = out, .pretty = true};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "schema", YG_STR("yagura-candidates/1"));
    yg_jw_str(&w, "query", query);
    yg_jw_begin(&w, "candidates", '[');
    for (size_t i = 0; i < r->candidates.n; i++) {
        const yg_candidate *c = &r->candidates.at[i];
        yg_jw_begin(&w, NULL, '{');
        yg_jw_str(&w, "id", c->id);
        yg_jw_str(&w, "name", c->name);
        yg_jw_str(&w, "type", c->type);
        yg_jw_str(&w, "entry", c->entry);
        yg_jw_opt(&w, "external_id", c->external_id);
        yg_jw_str(&w, "matched", c->matched);
        yg_jw_str(&w, "matched_as", yg_str_of(yg_candidate_borne_as(c)));
        yg_jw_list(&w, "sources", c->sources, '\n');
        yg_jw_end(&w, '}');
    }
    yg_jw_end(&w, ']');
    yg_jw_end(&w, '}');
    yg_buf_addc(out, '\n');
}

void yg_hit_json(yg_jw *w, const yg_hit_row *row) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", row->id);
    yg_jw_str(w, "type", row->type);
    yg_jw_str(w, "name", row->name);
    yg_jw_opt(w, "external_id", row->external_id);
    yg_jw_str(w, "entry", row->entry);
    yg_jw_str(w, "source", row->source);
    yg_jw_str(w, "found_in", row->in_name ? YG_STR("name") : YG_STR("text"));
    yg_jw_bool(w, "revoked", (row->flags & YG_OBJECT_REVOKED) != 0);
    yg_jw_bool(w, "deprecated", (row->flags & YG_OBJECT_DEPRECATED) != 0);
    yg_jw_end(w, '}');
}
