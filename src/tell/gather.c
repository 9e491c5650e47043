/* What a landscape report reads from the store before it says a word. */
#include "model/id.h"
#include "tell/sets.h"
#include "text/json.h"

static void *keep(teller *t, const void *row, size_t n) {
    void *copy = yg_arena_alloc(&t->doc->arena, n);
    return memcpy(copy, row, n);
}

#define COPY(member) copy->member = teller_copy(t, row->member)

yg_claim_row *teller_keep_claim(teller *t, const yg_claim_row *row) {
    yg_claim_row *copy = keep(t, row, sizeof *row);
    COPY(id), COPY(predicate), COPY(value), COPY(label), COPY(asserted_by), COPY(references);
    COPY(date), COPY(note_en), COPY(note_ja), COPY(tags), COPY(source), COPY(subject_id);
    COPY(subject_name), COPY(subject_type), COPY(object_id), COPY(object_name);
    return copy;
}

static yg_statistic_row *keep_statistic(teller *t, const yg_statistic_row *row) {
    yg_statistic_row *copy = keep(t, row, sizeof *row);
    COPY(id), COPY(source), COPY(series), COPY(series_en), COPY(series_ja), COPY(asserted_by);
    COPY(geography), COPY(subject), COPY(period), COPY(scheme), COPY(category), COPY(sector);
    COPY(unit), COPY(definition), COPY(derived), COPY(published), COPY(references);
    COPY(note_en), COPY(note_ja);
    return copy;
}

typedef struct {
    teller *t;
    teller_claims *claims;
} claim_job;

static bool take_claim(void *self, const yg_claim_row *row, yg_error *err) {
    claim_job *j = self;
    (void)err;
    if (teller_said_by_then(j->t, row->date))
        yg_vec_push(j->claims, teller_keep_claim(j->t, row));
    return true;
}

bool teller_claims_of(teller *t, const yg_claim_filter *filter, teller_claims *claims,
                      yg_error *err) {
    claim_job j = {t, claims};
    return yg_store_claims(t->store, filter, take_claim, &j, err);
}

/* --- Locations: claims name a country by an entity; STIX feeds by objects of their own --- */

static void know_location(teller *t, yg_str id, yg_country country) {
    if (country != 0)
        *yg_map_put(&t->locations, id, NULL) = country;
}

static void know_codes(teller *t) {
    char id[YG_ID_BYTES], code[2];
    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++) {
            yg_str text = {code, 2};
            yg_country country = yg_country_from_code(text);
            if (country != 0 && yg_str_eq(yg_country_alpha2(country), text))
                know_location(t, yg_id_make("location", text, id), country);
        }
}

static bool take_location(void *self, const yg_object_row *row, yg_error *err) {
    teller *t = self;
    yg_json_parser parser = {0};
    const char *reason;
    size_t at;
    (void)err;
    yyjson_val *root = yg_json_parse(&parser, row->raw, &reason, &at);
    yg_country country = yg_country_from_code(yg_json_str(root, "country"));
    if (country == 0)
        country =
            row->name.n == 2 ? yg_country_from_code(row->name) : yg_country_from_name(row->name);
    know_location(t, row->id, country);
    yg_json_parser_free(&parser);
    return true;
}

static bool take_statistic(void *self, const yg_statistic_row *row, yg_error *err) {
    teller *t = self;
    (void)err;
    yg_vec_push(&t->statistics, keep_statistic(t, row));
    return true;
}

static bool gather_claims(teller *t, yg_error *err) {
    static const char *const identity[] = {"also-known-as", "part-of", "overlaps"};
    for (size_t i = 0; i < sizeof identity / sizeof *identity; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(identity[i])};
        if (!teller_claims_of(t, &filter, &t->names, err))
            return false;
    }
    teller_claims all = {0};
    yg_claim_filter filter = {.predicate = YG_STR("state-threat-to")};
    bool ok = teller_claims_of(t, &filter, &all, err);
    for (size_t i = 0; i < all.n; i++)
        if (t->country != 0 && teller_object_country(t, all.at[i]) == t->country &&
            teller_subject_country(t, all.at[i]) != 0)
            yg_vec_push(&t->states, all.at[i]);
    all.n = 0;
    filter.predicate = YG_STR("states-threatening");
    ok = ok && teller_claims_of(t, &filter, &all, err);
    for (size_t i = 0; ok && i < all.n; i++)
        if (t->country != 0 && teller_subject_country(t, all.at[i]) == t->country)
            yg_vec_push(&t->state_words, all.at[i]);
    yg_vec_free(&all);
    return ok;
}

bool teller_gather(teller *t, yg_error *err) {
    yg_statistic_filter filter = {.geography = t->code, .period = t->period};
    know_codes(t);
    return yg_store_objects(t->store, YG_STR("location"), false, take_location, t, err) &&
           (t->country == 0 || yg_store_statistics(t->store, &filter, take_statistic, t, err)) &&
           gather_claims(t, err) && teller_gather_incidents(t, err) && teller_gather_sets(t, err) &&
           teller_gather_actors(t, err);
}

void teller_free(teller *t) {
    for (size_t i = 0; i < t->actors.n; i++) {
        yg_vec_free(&t->actors.at[i]->eids);
        yg_vec_free(&t->actors.at[i]->other_keys);
        yg_vec_free(&t->actors.at[i]->claims);
        yg_vec_free(&t->actors.at[i]->said);
        yg_vec_free(&t->actors.at[i]->sectors);
        yg_vec_free(&t->actors.at[i]->targeting_by);
        yg_vec_free(&t->actors.at[i]->countries);
        yg_vec_free(&t->actors.at[i]->sponsors);
    }
    for (size_t i = 0; i < t->incidents.n; i++)
        yg_vec_free(&t->incidents.at[i]->claims);
    yg_vec_free(&t->actors);
    yg_vec_free(&t->incidents);
    yg_vec_free(&t->statistics);
    yg_vec_free(&t->states);
    yg_vec_free(&t->state_words);
    yg_vec_free(&t->names);
    yg_vec_free(&t->techniques);
    yg_map_free(&t->figure_ids);
    teller_free_sets(t);
    yg_owner_scope_free(&t->owned);
    yg_map_free(&t->locations);
    yg_map_free(&t->actor_by_eid);
    yg_map_free(&t->actor_by_key);
}
