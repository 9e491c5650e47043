/* What is claimed of the candidate, and what is claimed of others about it. */
#include "know/dossier_part.h"

static void put_claim(yg_jw *w, const yg_claim_row *row, bool with_subject) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", row->id);
    yg_jw_str(w, "predicate", row->predicate);
    if (with_subject) {
        yg_jw_begin(w, "subject", '{');
        yg_jw_str(w, "id", row->subject_id);
        yg_jw_str(w, "name", row->subject_name);
        yg_jw_str(w, "type", row->subject_type);
        yg_jw_end(w, '}');
    }
    if (row->object_eid != 0) {
        yg_jw_begin(w, "object", '{');
        yg_jw_str(w, "id", row->object_id);
        yg_jw_str(w, "name", row->object_name);
        yg_jw_end(w, '}');
    }
    yg_jw_opt(w, "value", row->value);
    yg_jw_opt(w, "label", row->label);
    yg_jw_opt(w, "asserted_by", row->asserted_by);
    yg_jw_str(w, "source", row->source);
    yg_jw_list(w, "references", row->references, '\n');
    yg_jw_opt(w, "date", row->date);
    yg_jw_opt(w, "known", yg_str_of(yg_known_word(row->known)));
    if (row->confidence >= 0)
        yg_jw_int(w, "confidence", row->confidence);
    yg_jw_opt(w, "note", row->note_en);
    yg_jw_opt(w, "note_ja", row->note_ja);
    yg_jw_opt(w, "tags", row->tags);
    yg_jw_end(w, '}');
}

/* The same statement of the same people, kept in two files, has one identifier. */
static bool is_new(yg_dossier_job *j, const yg_claim_row *row) {
    bool fresh = false;
    yg_map_put(&j->seen, row->id, &fresh);
    return fresh;
}

static bool on_own(void *self, const yg_claim_row *row, yg_error *err) {
    yg_dossier_job *j = self;
    if (is_new(j, row))
        put_claim(j->w, row, j->c->eids.n > 1);
    return true;
}

/* Attributions of incidents are shown as incidents. */
static bool on_about(void *self, const yg_claim_row *row, yg_error *err) {
    yg_dossier_job *j = self;
    if (yg_str_eqz(row->predicate, "attributed-to") && yg_str_eqz(row->subject_type, "incident"))
        yg_vec_push(&j->incident_eids, row->subject_eid);
    else if (is_new(j, row))
        put_claim(j->w, row, true);
    return true;
}

/* Predicates whose value is a country or a sector. */
static const char *const country_predicates[] = {"targets-country",       "sponsored-by",
                                                 "attributed-to-country", "originates-from",
                                                 "suspected-origin",      "aligned-with"};
static const char *const sector_predicates[] = {"targets-sector"};

static bool put_by_value(yg_dossier_job *j, const char *const *predicates, size_t n, yg_str value,
                         yg_error *err) {
    for (size_t i = 0; i < n; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(predicates[i]), .value = value};
        if (!yg_store_claims(j->store, &filter, on_about, j, err))
            return false;
    }
    return true;
}

static bool put_about(yg_dossier_job *j, yg_error *err) {
    int64_t eid = 0;
    if (j->c->country != 0) {
        if (!put_by_value(j, country_predicates,
                          sizeof country_predicates / sizeof *country_predicates,
                          yg_country_alpha2(j->c->country), err) ||
            !yg_store_entity_of(j->store, j->c->id, &eid, err))
            return false;
        if (eid != 0 && !yg_dossier_is_member(j, eid) &&
            !yg_store_claims(j->store, &(yg_claim_filter){.object_eid = eid}, on_about, j, err))
            return false;
    }
    if (j->c->sector != 0 &&
        !put_by_value(j, sector_predicates, sizeof sector_predicates / sizeof *sector_predicates,
                      (yg_str){&j->c->sector, 1}, err))
        return false;
    for (size_t i = 0; i < j->c->eids.n; i++) {
        yg_claim_filter filter = {.object_eid = j->c->eids.at[i]};
        if (!yg_store_claims(j->store, &filter, on_about, j, err))
            return false;
    }
    return true;
}

bool yg_dossier_claims(yg_dossier_job *j, yg_error *err) {
    int64_t eid = 0;
    yg_jw_begin(j->w, "claims", '[');
    for (size_t i = 0; i < j->c->eids.n; i++) {
        yg_claim_filter filter = {.subject_eid = j->c->eids.at[i]};
        if (!yg_store_claims(j->store, &filter, on_own, j, err))
            return false;
    }
    /* A country's own statements (posture) hang on its identifier, which no object need bear. */
    if (j->c->country != 0 && !yg_store_entity_of(j->store, j->c->id, &eid, err))
        return false;
    if (eid != 0 && !yg_dossier_is_member(j, eid) &&
        !yg_store_claims(j->store, &(yg_claim_filter){.subject_eid = eid}, on_own, j, err))
        return false;
    yg_jw_end(j->w, ']');
    yg_jw_begin(j->w, "claims_about", '[');
    if (!put_about(j, err))
        return false;
    yg_jw_end(j->w, ']');
    return true;
}
