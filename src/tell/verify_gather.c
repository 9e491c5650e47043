/* What the store has of the statements that a report names as its evidence. One pass over a table
 * for all ids, since nothing is known of a report's size. */
#include "base/time.h"
#include "tell/verify_part.h"

static void want(verify_facts *f, yyjson_val *id) {
    yg_str text = {yyjson_get_str(id), yyjson_get_len(id)};
    if (yyjson_is_str(id) && text.n > 0 && text.n <= YG_QUERY_BYTES)
        yg_map_put(&f->ids, text, NULL);
}

static void want_all(verify_facts *f, yyjson_val *list, const char *member) {
    yyjson_arr_iter iter;
    if (!yyjson_arr_iter_init(list, &iter))
        return;
    while (yyjson_arr_iter_has_next(&iter)) {
        yyjson_val *one = yyjson_arr_iter_next(&iter);
        if (member == NULL)
            want(f, one);
        else if (yyjson_is_arr(yyjson_obj_get(one, member)))
            want_all(f, yyjson_obj_get(one, member), NULL);
        else
            want(f, yyjson_obj_get(one, member));
    }
}

static void know(verify_facts *f, yg_str id, verify_fact fact) {
    uint64_t *place = yg_map_get(&f->ids, id);
    yg_arena *arena = &f->v->arena;
    if (place == NULL)
        return;
    fact.id = yg_map_key(place);
    fact.asserted_by = yg_arena_copy(arena, fact.asserted_by);
    fact.collection = yg_arena_copy(arena, fact.collection);
    fact.date = yg_arena_copy(arena, fact.date);
    fact.next = (size_t)*place;
    yg_vec_push(&f->facts, fact);
    *place = f->facts.n;
}

static yg_str first_of(yg_str a, yg_str b) {
    return a.n > 0 ? a : b;
}

static bool is_wanted(void *self, yg_str id) {
    const verify_facts *f = self;
    return yg_map_get(&f->ids, id) != NULL;
}

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    (void)err;
    know(self, row->id,
         (verify_fact){.kind = YG_STR("claim"),
                       .asserted_by = first_of(row->asserted_by, row->source),
                       .collection = row->source,
                       .date = row->date,
                       .known = yg_str_of(yg_known_word(row->known))});
    return true;
}

static bool on_statistic(void *self, const yg_statistic_row *row, yg_error *err) {
    (void)err;
    know(self, row->id,
         (verify_fact){.kind = YG_STR("statistic"),
                       .asserted_by = first_of(row->asserted_by, row->source),
                       .collection = row->source,
                       .date = first_of(row->published, row->period),
                       .known = yg_str_of(yg_known_word(row->known)),
                       .count = row->count,
                       .total = row->total,
                       .has_total = row->has_total});
    return true;
}

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    (void)err;
    know(self, row->id,
         (verify_fact){.kind = YG_STR("incident"),
                       .asserted_by = first_of(row->asserted_by, row->source),
                       .collection = row->source,
                       .date = row->date,
                       .known = yg_str_of(yg_known_word(row->known))});
    return true;
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    (void)err;
    know(self, row->id,
         (verify_fact){.kind = yg_str_eqz(row->type, "relationship") ? YG_STR("relationship")
                                                                     : YG_STR("object"),
                       .asserted_by = row->source,
                       .collection = row->source});
    return true;
}

static bool on_found(void *self, const yg_finding_row *row, yg_error *err) {
    YG_CLEANUP_BUF yg_buf day = {0};
    (void)err;
    yg_time_add_day(&day, row->last_us);
    know(self, row->id,
         (verify_fact){
             .kind = YG_STR("finding"), .asserted_by = YG_STR("yagura"), .date = yg_buf_str(&day)});
    return true;
}

typedef struct {
    YG_VEC(yg_str) ids;
} id_list;

static void list_id(void *self, yg_str key, uint64_t *value) {
    id_list *list = self;
    (void)key;
    if (*value == 0)
        yg_vec_push(&list->ids, yg_map_key(value));
}

/* What is no claim and no statistic is an object: an incident, a relationship, a thing. */
static bool gather_objects(verify_facts *f, yg_error *err) {
    id_list list = {0};
    bool ok = true;
    yg_map_each(&f->ids, list_id, &list);
    for (size_t i = 0; ok && i < list.ids.n; i++) {
        yg_str id = list.ids.at[i];
        int64_t eid = 0;
        if (yg_str_starts(id, YG_STR("incidents?")) || yg_findings_query_is(id) ||
            yg_sightings_query_is(id))
            continue;
        if (yg_str_starts(id, YG_STR("finding--"))) {
            ok = yg_store_findings_named(f->store, id, 1, on_found, f, err);
            continue;
        }
        bool incident = yg_str_starts(id, YG_STR("incident--"));
        ok = yg_store_entity_of(f->store, id, &eid, err) &&
             (eid == 0 || (incident ? yg_store_incidents_of(f->store, eid, on_incident, f, err)
                                    : yg_store_objects_of(f->store, eid, on_object, f, err)));
    }
    yg_vec_free(&list.ids);
    return ok;
}

/* A set is counted once, however many figures ask for it. */
static void add_set(verify_facts *f, const yg_query_set *set) {
    YG_CLEANUP_BUF yg_buf text = {0};
    bool is_new = false;
    yg_query_add_set(&text, set);
    uint64_t *place = yg_map_put(&f->texts, yg_buf_str(&text), &is_new);
    if (!is_new)
        return;
    uint64_t *first = yg_map_put(&f->sources, set->source, NULL);
    yg_vec_push(&f->sets, ((verify_set){.set = *set, .next = (size_t)*first}));
    f->sets.at[f->sets.n - 1].set.source = yg_map_key(first);
    *place = *first = f->sets.n;
}

static void read_queries(verify_facts *f, yyjson_val *document) {
    yyjson_arr_iter iter;
    if (!yyjson_arr_iter_init(yyjson_obj_get(document, "figures"), &iter))
        return;
    while (yyjson_arr_iter_has_next(&iter)) {
        yyjson_val *figure = yyjson_arr_iter_next(&iter);
        yg_str text = yg_json_str(figure, "query");
        yg_query query = {0};
        yg_error wrong = {0};
        size_t findings = 0, sightings = 0;
        bool sound = text.n == 0 ||
                     (yg_findings_query_is(text) ? verify_findings_add(f, text, &findings, &wrong)
                      : yg_sightings_query_is(text)
                          ? verify_sightings_add(f, text, &sightings, &wrong)
                          : yg_query_parse(&f->v->arena, text, &query, NULL, &wrong));
        if (!sound)
            verify_notef(f->v, "figure", yg_json_str(figure, "id"), verify_ids(f->v, figure), text,
                         yg_str_of(wrong.text));
        if (query.numerator.source.n > 0)
            add_set(f, &query.numerator);
        if (query.has_denominator)
            add_set(f, &query.denominator);
        yg_vec_push(&f->queries, query);
        yg_vec_push(&f->findings_of, findings);
        yg_vec_push(&f->sightings_of, sightings);
    }
}

/* Evidence may be a query itself: the set of incidents that figures narrow. */
static void know_query(verify_facts *f, yyjson_val *evidence) {
    yg_query query = {0};
    yg_str id = yg_json_str(evidence, "id");
    size_t findings = 0, sightings = 0;
    if (yg_str_eqz(yg_json_str(evidence, "kind"), "query") && yg_sightings_query_is(id)) {
        if (verify_sightings_add(f, id, &sightings, NULL))
            know(f, id,
                 (verify_fact){.kind = YG_STR("query"),
                               .asserted_by = YG_STR("yagura"),
                               .sightings = sightings});
        return;
    }
    if (yg_str_eqz(yg_json_str(evidence, "kind"), "query") && yg_findings_query_is(id)) {
        if (verify_findings_add(f, id, &findings, NULL))
            know(f, id,
                 (verify_fact){.kind = YG_STR("query"),
                               .asserted_by = YG_STR("yagura"),
                               .findings = findings});
        return;
    }
    if (!yg_str_eqz(yg_json_str(evidence, "kind"), "query") ||
        !yg_query_parse(&f->v->arena, id, &query, NULL, NULL) || query.has_denominator)
        return;
    add_set(f, &query.numerator);
    know(f, id,
         (verify_fact){.kind = YG_STR("query"),
                       .asserted_by = query.numerator.source,
                       .collection = query.numerator.source,
                       .query = query.numerator});
}

bool verify_gather(verify_facts *f, yyjson_val *document, yg_error *err) {
    read_queries(f, document);
    want_all(f, yyjson_obj_get(document, "evidence"), "id");
    want_all(f, yyjson_obj_get(document, "figures"), "evidence");
    yyjson_arr_iter iter;
    if (yyjson_arr_iter_init(yyjson_obj_get(document, "evidence"), &iter))
        while (yyjson_arr_iter_has_next(&iter))
            know_query(f, yyjson_arr_iter_next(&iter));
    return yg_store_claims_wanted(f->store, is_wanted, on_claim, f, err) &&
           yg_store_statistics(f->store, &(yg_statistic_filter){0}, on_statistic, f, err) &&
           gather_objects(f, err);
}

const verify_fact *verify_fact_of(const verify_facts *facts, yg_str id) {
    const uint64_t *place = yg_map_get(&facts->ids, id);
    return place != NULL && *place > 0 ? &facts->facts.at[*place - 1] : NULL;
}

void verify_facts_free(verify_facts *f) {
    yg_map_free(&f->ids);
    yg_map_free(&f->texts);
    yg_map_free(&f->sources);
    yg_vec_free(&f->facts);
    yg_vec_free(&f->sets);
    yg_vec_free(&f->queries);
    yg_vec_free(&f->findings);
    yg_vec_free(&f->findings_of);
    yg_vec_free(&f->sightings);
    yg_vec_free(&f->sightings_of);
}
