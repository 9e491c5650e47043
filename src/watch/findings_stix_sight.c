/* Findings of indicators as STIX 2.1. Source: OASIS STIX 2.1, sections 4.7 (indicator), 4.14
 * (observed data), 5.2 (sightings), 7.2 (markings); the TLP 2.0 extension of OASIS. */
#include "text/defang.h"
#include "watch/findings_stix_part.h"

/* What was seen at one organisation. */
typedef struct {
    yg_str organisation; /* STIX id; empty: not known where */
    uint64_t count;
    int64_t first_us, last_us;
    YG_VEC(yg_sco) objects;
    yg_map known; /* their ids */
} place;

typedef struct {
    stix_job *job;
    const yg_finding *finding;
    YG_VEC(place) places;
    yg_arena arena;
} sight;

/* --- Markings --- */

static const struct {
    const char *tlp, *uuid;
} markings[] = {
    {"clear", "94868c89-83c2-464b-929b-a1a8aa3c8487"},
    {"green", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"},
    {"amber", "55d920b0-5e8b-4f79-9ee9-91f868d9b421"},
    {"amber+strict", "939a9414-2ddd-4d32-a0cd-375ea402b003"},
    {"red", "e828b379-4e03-4974-9ac4-e53a884c97c1"},
};
enum { MARKINGS = sizeof markings / sizeof *markings };
#define TLP_EXTENSION "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

static size_t marking_of(yg_str tlp) {
    size_t i = 0;
    while (i < MARKINGS && !yg_str_eqz(tlp, markings[i].tlp))
        i++;
    return i;
}

/* As the extension fixes them: same id, time and name everywhere. */
static bool put_marking(stix_job *j, size_t number, yg_error *err) {
    YG_CLEANUP_BUF yg_buf id = {0}, name = {0};
    bool is_new;
    yg_jw w = {.buf = &j->piece};
    yg_buf_addf(&id, "marking-definition--%s", markings[number].uuid);
    yg_map_put(&j->seen, yg_buf_str(&id), &is_new);
    if (!is_new)
        return true;
    yg_buf_addz(&name, "TLP:");
    for (const char *p = markings[number].tlp; *p != '\0'; p++)
        yg_buf_addc(&name, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", YG_STR("marking-definition"));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_buf_str(&id));
    yg_jw_str(&w, "created", YG_STR("2022-10-01T00:00:00.000Z"));
    yg_jw_str(&w, "name", yg_buf_str(&name));
    yg_jw_begin(&w, "extensions", '{');
    yg_jw_begin(&w, TLP_EXTENSION, '{');
    yg_jw_str(&w, "extension_type", YG_STR("property-extension"));
    yg_jw_str(&w, "tlp_2_0", yg_str_of(markings[number].tlp));
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
    return stix_finish(j, &w, err);
}

bool stix_mark(stix_job *j, yg_str tlp, yg_error *err) {
    size_t number = marking_of(tlp);
    return number == MARKINGS || put_marking(j, number, err);
}

void stix_marked(yg_jw *w, yg_str tlp) {
    YG_CLEANUP_BUF yg_buf id = {0};
    size_t number = marking_of(tlp);
    if (number == MARKINGS)
        return;
    yg_buf_addf(&id, "marking-definition--%s", markings[number].uuid);
    yg_jw_begin(w, "object_marking_refs", '[');
    yg_jw_str(w, NULL, yg_buf_str(&id));
    yg_jw_end(w, ']');
}

bool stix_sco(stix_job *j, const yg_sco *sco, yg_str tlp, yg_error *err) {
    char id[YG_ID_BYTES];
    bool is_new;
    yg_jw w = {.buf = &j->piece};
    yg_map_put(&j->seen, yg_sco_id(sco, id), &is_new);
    if (!is_new)
        return true;
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_sco_put(&w, sco);
    stix_marked(&w, tlp);
    return stix_finish(j, &w, err);
}

/* --- What was seen where --- */

static place *place_of(sight *s, yg_str organisation) {
    for (size_t i = 0; i < s->places.n; i++) {
        if (yg_str_eq(s->places.at[i].organisation, organisation))
            return &s->places.at[i];
    }
    place *p = yg_vec_add(&s->places);
    *p = (place){.organisation = yg_arena_copy(&s->arena, organisation),
                 .first_us = INT64_MAX,
                 .last_us = INT64_MIN};
    return p;
}

/* What a text of a log is by its form; its value in the one form of its kind. */
static bool object_of_text(sight *s, yg_str text, yg_sco *ret) {
    YG_CLEANUP_BUF yg_buf plain = {0}, value = {0};
    yg_defang_refang(text, &plain);
    const char *kind = yg_indicator_kind(yg_buf_str(&plain));
    if (kind == NULL || !yg_indicator_normalise(yg_str_of(kind), yg_buf_str(&plain), &value) ||
        !yg_sco_of(yg_str_of(kind), yg_buf_str(&value), ret))
        return false;
    ret->value = yg_arena_copy(&s->arena, ret->value);
    return true;
}

/* What stands in the log, where it is of the indicator's kind: a name below the domain, an address
 * of the network. Else the indicator's own value; of a pattern nothing. */
static bool plain_object_of(sight *s, const yg_sighting_row *row, yg_sco *ret) {
    const yg_finding_row *f = s->finding->row;
    yg_sco seen;
    if (!yg_sco_of(f->subject_type, f->subject, ret))
        return false;
    if (object_of_text(s, row->seen, &seen) && strcmp(seen.type, ret->type) == 0 &&
        seen.hash == ret->hash)
        *ret = seen;
    return true;
}

/* Machines are addresses and names; a name without a domain is no object of STIX. */
static bool machine_of(sight *s, const yg_sighting_row *row, yg_sco *ret) {
    return object_of_text(s, row->machine, ret) &&
           (strcmp(ret->type, "ipv4-addr") == 0 || strcmp(ret->type, "ipv6-addr") == 0 ||
            strcmp(ret->type, "domain-name") == 0);
}

/* A URL has a scheme in STIX; where nobody wrote one, it is the one that browsers take. */
static bool object_of(sight *s, const yg_sighting_row *row, yg_sco *ret) {
    YG_CLEANUP_BUF yg_buf whole = {0};
    if (!plain_object_of(s, row, ret))
        return false;
    if (strcmp(ret->type, "url") == 0 && yg_str_find(ret->value, YG_STR("://")) == SIZE_MAX) {
        yg_buf_addf(&whole, "http://%.*s", YG_FMT(ret->value));
        ret->value = yg_arena_copy(&s->arena, yg_buf_str(&whole));
    }
    return true;
}

/* Does the filter ask for it? The rule of yg_store_sighting_total. */
static bool is_asked(sight *s, const yg_sighting_row *row, bool *ret_is, yg_error *err) {
    const yg_sighting_filter *f = s->job->sights;
    int64_t eid = 0;
    *ret_is = row->last_us >= f->from_us && (f->to_us == 0 || row->first_us < f->to_us);
    if (f->wanted == NULL || !*ret_is)
        return true;
    if (row->organisation.n > 0 && !yg_store_entity_of(s->job->store, row->organisation, &eid, err))
        return false;
    *ret_is = f->wanted(f->wanted_self, eid, row->last_us);
    return true;
}

static void add_object(place *p, const yg_sco *object) {
    char id[YG_ID_BYTES];
    bool is_new;
    if (p->objects.n >= STIX_MOST_OBJECTS)
        return;
    yg_map_put(&p->known, yg_sco_id(object, id), &is_new);
    if (is_new)
        yg_vec_push(&p->objects, *object);
}

static bool on_row(void *self, const yg_sighting_row *row, yg_error *err) {
    sight *s = self;
    bool is_wanted;
    yg_sco object;
    if (!is_asked(s, row, &is_wanted, err))
        return false;
    if (!is_wanted)
        return true;
    place *p = place_of(s, row->organisation);
    p->count += row->count;
    p->first_us = row->first_us < p->first_us ? row->first_us : p->first_us;
    p->last_us = row->last_us > p->last_us ? row->last_us : p->last_us;
    if (p->objects.n >= STIX_MOST_OBJECTS)
        return true;
    if (object_of(s, row, &object))
        add_object(p, &object);
    if (machine_of(s, row, &object))
        add_object(p, &object);
    return true;
}

/* --- Objects --- */

/* STIX counts up to 999,999,999. */
static uint64_t most(uint64_t count) {
    return count < 999999999 ? count : 999999999;
}

static yg_str id_at(const char *type, const yg_finding_row *row, const place *p,
                    char ret_id[YG_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_buf_addf(&name, "%.*s|%.*s", YG_FMT(row->id), YG_FMT(p->organisation));
    return yg_id_make(type, yg_buf_str(&name), ret_id);
}

static bool put_observed(const sight *s, const place *p, yg_error *err) {
    stix_job *j = s->job;
    char id[YG_ID_BYTES];
    yg_jw w;
    for (size_t i = 0; i < p->objects.n; i++) {
        if (!stix_sco(j, &p->objects.at[i], s->finding->known.tlp, err))
            return false;
    }
    stix_start(j, &w, "observed-data", id_at("observed-data", s->finding->row, p, id),
               s->finding->row);
    stix_time(&w, "first_observed", p->first_us);
    stix_time(&w, "last_observed", p->last_us);
    yg_jw_uint(&w, "number_observed", most(p->count));
    yg_jw_begin(&w, "object_refs", '[');
    for (size_t i = 0; i < p->objects.n; i++)
        yg_jw_str(&w, NULL, yg_sco_id(&p->objects.at[i], id));
    yg_jw_end(&w, ']');
    stix_marked(&w, s->finding->known.tlp);
    return stix_finish(j, &w, err);
}

static bool put_sighting(const sight *s, const place *p, yg_error *err) {
    stix_job *j = s->job;
    const yg_finding_row *row = s->finding->row;
    char id[YG_ID_BYTES], where[YG_ID_BYTES];
    bool is_known = false;
    yg_jw w;
    if (!stix_own_object(j, p->organisation, where, &is_known, err))
        return false;
    if (!is_known && p->organisation.n > 0 &&
        !stix_named(j, "identity", "organisation", p->organisation, where, err))
        return false;
    stix_start(j, &w, "sighting", id_at("sighting", row, p, id), row);
    stix_time(&w, "first_seen", p->first_us);
    stix_time(&w, "last_seen", p->last_us);
    yg_jw_uint(&w, "count", most(p->count));
    yg_jw_str(&w, "sighting_of_ref", stix_id("indicator", row, id));
    if (p->objects.n > 0) {
        yg_jw_begin(&w, "observed_data_refs", '[');
        yg_jw_str(&w, NULL, id_at("observed-data", row, p, id));
        yg_jw_end(&w, ']');
    }
    if (p->organisation.n > 0) {
        yg_jw_begin(&w, "where_sighted_refs", '[');
        yg_jw_str(&w, NULL, yg_str_of(where));
        yg_jw_end(&w, ']');
    }
    stix_marked(&w, s->finding->known.tlp);
    return stix_finish(j, &w, err);
}

static void put_source(const yg_sighted *known, yg_jw *w) {
    if (known->source.n == 0)
        return;
    yg_jw_begin(w, "external_references", '[');
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "source_name", known->source);
    yg_jw_str(w, "description",
              known->context.n > 0 ? known->context : YG_STR("names the indicator"));
    yg_jw_end(w, '}');
    yg_jw_end(w, ']');
}

static bool put_indicator(const sight *s, yg_error *err) {
    stix_job *j = s->job;
    const yg_finding_row *row = s->finding->row;
    const yg_sighted *known = &s->finding->known;
    YG_CLEANUP_BUF yg_buf pattern = {0};
    char id[YG_ID_BYTES];
    bool alarm = yg_str_eqz(row->state, "false-alarm");
    yg_jw w;
    stix_start(j, &w, "indicator", stix_id("indicator", row, id), row);
    if (alarm)
        yg_jw_bool(&w, "revoked", true);
    yg_jw_str(&w, "name", row->subject);
    yg_jw_opt(&w, "description", known->context);
    yg_jw_begin(&w, "indicator_types", '[');
    yg_jw_str(&w, NULL, alarm ? YG_STR("benign") : YG_STR("malicious-activity"));
    yg_jw_end(&w, ']');
    yg_sco_add_pattern(&pattern, row->subject_type, row->subject);
    yg_jw_str(&w, "pattern", yg_buf_str(&pattern));
    yg_jw_str(&w, "pattern_type", YG_STR("stix"));
    stix_time(&w, "valid_from", row->first_us);
    if (known->confidence >= 0)
        yg_jw_int(&w, "confidence", known->confidence);
    yg_jw_begin(&w, "labels", '[');
    yg_jw_str(&w, NULL, row->state);
    yg_jw_end(&w, ']');
    put_source(known, &w);
    stix_marked(&w, known->tlp);
    return stix_finish(j, &w, err);
}

/* "Attributed by ESET; MITRE ATT&CK says that VN sponsors the actor" */
static void describe_actor(const yg_sighted *known, yg_buf *text) {
    if (known->actor_source.n > 0)
        yg_buf_addf(text, "Attributed by %.*s", YG_FMT(known->actor_source));
    if (known->actor_country.n == 0)
        return;
    if (text->n > 0)
        yg_buf_addz(text, "; ");
    yg_buf_addf(text, "said to be sponsored by %.*s", YG_FMT(known->actor_country));
    if (known->country_source.n > 0)
        yg_buf_addf(text, " (%.*s)", YG_FMT(known->country_source));
}

static bool put_actor(const sight *s, yg_error *err) {
    stix_job *j = s->job;
    const yg_finding_row *row = s->finding->row;
    const yg_sighted *known = &s->finding->known;
    YG_CLEANUP_BUF yg_buf text = {0};
    char actor[YG_ID_BYTES], indicator[YG_ID_BYTES];
    /* What an indicator may indicate (section 4.7.2), of what yagura calls an actor. */
    bool fits = yg_str_starts(known->actor_id, YG_STR("intrusion-set--")) ||
                yg_str_starts(known->actor_id, YG_STR("threat-actor--")) ||
                yg_str_starts(known->actor_id, YG_STR("campaign--")) ||
                yg_str_starts(known->actor_id, YG_STR("malware--"));
    bool is_own = false;
    if (row->brand.n == 0)
        return true;
    if ((fits && !stix_own_object(j, known->actor_id, actor, &is_own, err)) ||
        (!is_own && !stix_named(j, "intrusion-set", "actor", row->brand, actor, err)))
        return false;
    describe_actor(known, &text);
    return stix_relation(j, row, "indicates", stix_id("indicator", row, indicator),
                         yg_str_of(actor), text.n > 0 ? yg_buf_z(&text) : NULL, known->tlp, err);
}

static bool put_all(sight *s, yg_error *err) {
    stix_job *j = s->job;
    const yg_finding_row *row = s->finding->row;
    char indicator[YG_ID_BYTES], id[YG_ID_BYTES];
    if (!stix_mark(j, s->finding->known.tlp, err) || !put_indicator(s, err) || !put_actor(s, err))
        return false;
    stix_id("indicator", row, indicator);
    for (size_t i = 0; i < s->places.n; i++) {
        const place *p = &s->places.at[i];
        if (p->objects.n > 0 &&
            (!put_observed(s, p, err) ||
             !stix_relation(j, row, "based-on", yg_str_of(indicator),
                            id_at("observed-data", row, p, id), NULL, s->finding->known.tlp, err)))
            return false;
        if (!put_sighting(s, p, err))
            return false;
    }
    return true;
}

bool stix_sight(stix_job *j, const yg_finding *finding, yg_error *err) {
    sight s = {.job = j, .finding = finding};
    j->created_us = YG_TIME_NONE;
    bool done = yg_store_finding_history(j->store, finding->row->fid, stix_on_history, j, err) &&
                yg_store_sightings(j->store, finding->row->fid, 0, on_row, &s, err) &&
                put_all(&s, err);
    for (size_t i = 0; i < s.places.n; i++) {
        yg_vec_free(&s.places.at[i].objects);
        yg_map_free(&s.places.at[i].known);
    }
    yg_vec_free(&s.places);
    yg_arena_free(&s.arena);
    return done;
}
