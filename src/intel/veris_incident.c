/* One VERIS incident: its row, and what else the record says as claims. */
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "intel/incident_part.h"
#include "intel/incident_put.h"
#include "intel/veris_part.h"
#include "model/vocab.h"

/* One list of words that becomes claims. */
typedef struct {
    yg_veris_job *j;
    const char *field;     /* "action.hacking.variety" */
    const char *tag;       /* "hacking" */
    const char *predicate; /* of words that stay in their field */
    yg_error *err;
} word_job;

yyjson_val *yg_veris_object(yyjson_val *object, const char *key) {
    yyjson_val *value = yyjson_obj_get(object, key);
    if (yyjson_is_arr(value))
        value = yyjson_arr_get_first(value);
    return yyjson_is_obj(value) ? value : NULL;
}

static bool put_tagged(yg_veris_job *j, yg_claim claim, yg_error *err) {
    const yg_sink *sink = j->records.sink;
    claim.references = yg_buf_str(&j->references);
    claim.date = yg_buf_str(&j->date);
    claim.known = YG_KNOWN_REPORTED;
    claim.confidence = -1;
    if (claim.value.n == 0 || j->claims >= YG_LIMIT_NAMES)
        return true;
    j->claims++;
    return sink->claim(sink->self, &claim, err);
}

static bool put_claim(yg_veris_job *j, const char *predicate, yg_str value, yg_str label,
                      yg_error *err) {
    return put_tagged(
        j, (yg_claim){.predicate = yg_str_of(predicate), .value = value, .label = label}, err);
}

/* "NA" says that there is nothing to say. */
static bool is_empty_word(yg_str word) {
    return yg_incident_is_unknown(word) || yg_str_eqz(word, "NA") || yg_str_eqz(word, "Other");
}

/* A word of 1.4.1; its label is the word of the record where that is another, its tag the category
 * that the record has it under. */
static bool put_word(void *self, yg_str word) {
    word_job *w = self;
    YG_CLEANUP_BUF yg_buf label = {0};
    YG_CLEANUP_BUF yg_buf value = {0};
    word = yg_str_trim(word);
    if (is_empty_word(word))
        return true;
    yg_veris_word now = yg_veris_word_now(w->field, word);
    bool is_moved =
        strcmp(now.field, w->field) != 0 && yg_str_starts(yg_str_of(w->field), YG_STR("action."));
    yg_incident_add_clean(&value, now.word);
    if (!yg_str_eq(now.word, word))
        yg_incident_add_clean(&label, word);
    const yg_claim claim = {.predicate = yg_str_of(is_moved ? "entry-method" : w->predicate),
                            .value = yg_buf_str(&value),
                            .label = yg_buf_str(&label),
                            .tags = yg_str_of(w->tag)};
    return put_tagged(w->j, claim, w->err);
}

static bool put_words(yg_veris_job *j, yyjson_val *object, const char *key, word_job w) {
    return yg_json_each_text(yyjson_obj_get(object, key), put_word, &w);
}

static void add_date(yg_buf *buf, yyjson_val *when) {
    char scratch[3][32];
    uint64_t year, month, day;
    yg_date date;
    if (!yg_str_to_u64(yg_json_text(yyjson_obj_get(when, "year"), scratch[0]), &year) ||
        year > 9999)
        return;
    bool has_month = yg_str_to_u64(yg_json_text(yyjson_obj_get(when, "month"), scratch[1]), &month);
    bool has_day = yg_str_to_u64(yg_json_text(yyjson_obj_get(when, "day"), scratch[2]), &day);
    if (has_month && has_day && month < 100 && day < 100)
        yg_buf_addf(buf, "%04u-%02u-%02u", (unsigned)year, (unsigned)month, (unsigned)day);
    if (buf->n > 0 && yg_date_parse(yg_buf_str(buf), &date))
        return;
    yg_buf_clear(buf); /* 30 February, or no day: as precise as it can be */
    if (has_month && month < 100)
        yg_buf_addf(buf, "%04u-%02u", (unsigned)year, (unsigned)month);
    if (buf->n > 0 && yg_date_parse(yg_buf_str(buf), &date))
        return;
    yg_buf_clear(buf);
    yg_buf_addf(buf, "%04u", (unsigned)year);
    if (!yg_date_parse(yg_buf_str(buf), &date))
        yg_buf_clear(buf);
}

static bool add_country(void *self, yg_str country) {
    yg_veris_job *j = self;
    bool is_namibia = yg_str_eqz(country, "NA"); /* elsewhere NA is "not applicable" */
    if ((is_namibia || !is_empty_word(country)) && !yg_str_eqz(country, "00"))
        yg_incident_add_site(&j->sites, &j->site_labels, country);
    return j->looks++ < YG_INCIDENT_LOOKS;
}

/* Some names are the publisher's numbers of unnamed actors. */
static bool add_actor(void *self, yg_str name) {
    yg_veris_job *j = self;
    name = yg_str_trim(name);
    if (!is_empty_word(name) && !yg_uuid_is(name))
        yg_incident_add_line(&j->actors, name);
    return j->looks++ < YG_INCIDENT_LOOKS;
}

static bool add_addresses(void *self, yg_str text) {
    yg_veris_job *j = self;
    yg_incident_add_addresses(&j->references, text);
    return j->looks++ < YG_INCIDENT_ITEMS;
}

/* "522220" becomes the label "NAICS 522220"; zeroes stand for unknown. */
static yg_sector read_industry(yg_veris_job *j, yyjson_val *victim) {
    char scratch[32];
    yg_str code = yg_str_trim(yg_json_text(yyjson_obj_get(victim, "industry"), scratch));
    size_t zeroes = 0;
    while (zeroes < code.n && code.p[zeroes] == '0')
        zeroes++;
    if (zeroes == code.n || yg_incident_is_unknown(code))
        return 0;
    yg_buf_addz(&j->sector_label, "NAICS ");
    yg_incident_add_clean(&j->sector_label, code);
    return yg_sector_from_naics(code);
}

static bool put_secondary(void *self, yg_str text) {
    word_job *w = self;
    YG_CLEANUP_BUF yg_buf name = {0};
    YG_CLEANUP_BUF yg_buf label = {0};
    yg_str rest = text, part;
    if (yg_str_split(&rest, ';', &part))
        yg_incident_add_clean(&name, part);
    if (rest.n > 0) {
        yg_buf_addz(&label, "NAICS ");
        yg_incident_add_clean(&label, rest);
    }
    return is_empty_word(yg_buf_str(&name)) ||
           put_claim(w->j, "secondary-victim", yg_buf_str(&name), yg_buf_str(&label), w->err);
}

/* A count of an impact that is a whole number above zero. */
static bool put_count(yg_veris_job *j, const char *predicate, yyjson_val *value, yg_error *err) {
    char scratch[32];
    uint64_t number;
    yg_str text = yg_json_text(value, scratch);
    return !yg_str_to_u64(text, &number) || number == 0 ||
           put_claim(j, predicate, text, (yg_str){NULL, 0}, err);
}

static bool put_impact(yg_veris_job *j, yyjson_val *incident, yg_error *err) {
    yyjson_val *impact = yg_veris_object(incident, "impact"),
               *secondary = yg_veris_object(yg_veris_object(incident, "victim"), "secondary"),
               *confidentiality =
                   yg_veris_object(yg_veris_object(incident, "attribute"), "confidentiality");
    word_job w = {.j = j, .err = err};
    yg_str currency = yg_json_str(impact, "iso_currency_code");
    char scratch[32];
    double amount;
    YG_CLEANUP_BUF yg_buf label = {0};
    yg_str money = yg_json_text(yyjson_obj_get(impact, "overall_amount"), scratch);
    if (currency.n == 3 && yg_str_to_double(money, &amount) && amount > 0) {
        yg_buf_addf(&label, "%.*s ", YG_FMT(money));
        yg_incident_add_clean(&label, currency);
        if (!put_claim(j, "impact-money", money, yg_buf_str(&label), err))
            return false;
    }
    return put_count(j, "impact-records", yyjson_obj_get(confidentiality, "data_total"), err) &&
           put_count(j, "impact-companies", yyjson_obj_get(secondary, "amount"), err) &&
           yg_json_each_text(yyjson_obj_get(secondary, "victim_id"), put_secondary, &w);
}

static bool find_partner(void *self, yg_str word) {
    (void)self;
    return !yg_str_eqz(yg_str_trim(word), "Partner");
}

/* VERIS says of these words that they mean a supply chain breach, or access through a partner. */
static bool put_partner(yg_veris_job *j, yyjson_val *incident, yg_error *err) {
    static const char *const places[][3] = {{"action", "hacking", "vector"},
                                            {"action", "malware", "vector"},
                                            {"action", "social", "vector"},
                                            {"value_chain", "distribution", "variety"},
                                            {"value_chain", "targeting", "variety"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        YG_CLEANUP_BUF yg_buf label = {0};
        yyjson_val *words = yyjson_obj_get(
            yg_veris_object(yg_veris_object(incident, places[i][0]), places[i][1]), places[i][2]);
        if (yg_json_each_text(words, find_partner, NULL))
            continue;
        yg_buf_addf(&label, "%s: Partner", places[i][1]);
        return put_claim(j, "entered-at", YG_STR("supplier"), yg_buf_str(&label), err);
    }
    return true;
}

static bool put_actions(yg_veris_job *j, yyjson_val *actions, yg_error *err) {
    /* Vectors of errors are causes ("Carelessness"), not ways in. */
    static const struct {
        const char *action, *variety, *vector;
    } rows[] = {
        {"hacking", "action.hacking.variety", "action.hacking.vector"},
        {"malware", "action.malware.variety", "action.malware.vector"},
        {"social", "action.social.variety", "action.social.vector"},
        {"misuse", "action.misuse.variety", "action.misuse.vector"},
        {"physical", "action.physical.variety", "action.physical.vector"},
        {"error", "action.error.variety", NULL},
        {"environmental", "action.environmental.variety", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        yyjson_val *action = yg_veris_object(actions, rows[i].action);
        word_job variety = {j, rows[i].variety, rows[i].action, "incident-type", err},
                 vector = {j, rows[i].vector, rows[i].action, "entry-method", err};
        if (action != NULL && (!put_words(j, action, "variety", variety) ||
                               (rows[i].vector != NULL && !put_words(j, action, "vector", vector))))
            return false;
    }
    return true;
}

static bool put_country(void *self, yg_str code) {
    word_job *w = self;
    yg_country country = yg_country_from_code(yg_str_trim(code));
    return country == 0 ||
           put_claim(w->j, "attributed-to-country", yg_country_alpha2(country), code, w->err);
}

static bool put_partner_name(void *self, yg_str name) {
    word_job *w = self;
    YG_CLEANUP_BUF yg_buf clean = {0};
    yg_incident_add_clean(&clean, name);
    return is_empty_word(yg_buf_str(&clean)) ||
           put_claim(w->j, "involved-partner", yg_buf_str(&clean), (yg_str){NULL, 0}, w->err);
}

static bool put_actors(yg_veris_job *j, yyjson_val *actors, yg_error *err) {
    static const char *const kinds[] = {"external", "internal", "partner"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        yyjson_val *actor = yg_veris_object(actors, kinds[i]);
        word_job w = {j, "actor", kinds[i], "actor-type", err};
        if (actor == NULL)
            continue;
        if (!put_claim(j, "actor-type", yg_str_of(kinds[i]), (yg_str){NULL, 0}, err) ||
            !put_words(j, actor, "variety", w))
            return false;
        w.predicate = "motivated-by";
        if (!put_words(j, actor, "motive", w))
            return false;
        if (i == 0 && !yg_json_each_text(yyjson_obj_get(actor, "country"), put_country, &w))
            return false;
        if (i == 2 && !yg_json_each_text(yyjson_obj_get(actor, "name"), put_partner_name, &w))
            return false;
    }
    return true;
}

static bool put_discovery(yg_veris_job *j, yyjson_val *incident, yg_error *err) {
    static const struct {
        const char *kind, *prefix, *field;
    } kinds[] = {{"external", "Ext - ", "discovery_method.external"},
                 {"internal", "Int - ", "discovery_method.internal"},
                 {"partner", "Prt - ", "discovery_method.partner"}};
    yyjson_val *methods = yg_veris_object(incident, "discovery_method");
    yg_str old = yg_json_str(incident, "discovery_method"); /* 1.3.2 and before */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        word_job w = {j, kinds[i].field, kinds[i].kind, "discovered-by", err};
        if (!put_words(j, yg_veris_object(methods, kinds[i].kind), "variety", w))
            return false;
        if (yg_str_starts(old, yg_str_of(kinds[i].prefix)) &&
            !put_word(&w, yg_str_from(old, strlen(kinds[i].prefix))))
            return false;
    }
    return true;
}

static bool put_rest(yg_veris_job *j, yyjson_val *incident, yg_error *err) {
    yyjson_val *confidentiality =
        yg_veris_object(yg_veris_object(incident, "attribute"), "confidentiality");
    yg_str disclosure = yg_json_str(confidentiality, "data_disclosure"),
           status = yg_json_str(incident, "security_incident");
    if (yg_str_eqz(status, "Suspected") &&
        !put_claim(j, "incident-status", YG_STR("suspected"), status, err))
        return false;
    if (!yg_incident_is_unknown(disclosure)) {
        YG_CLEANUP_BUF yg_buf word = {0};
        yg_incident_add_clean(&word, disclosure);
        if (!put_claim(j, "data-disclosure", yg_buf_str(&word), (yg_str){NULL, 0}, err))
            return false;
    }
    return put_partner(j, incident, err) &&
           put_actions(j, yg_veris_object(incident, "action"), err) &&
           put_actors(j, yg_veris_object(incident, "actor"), err) &&
           put_discovery(j, incident, err) && put_impact(j, incident, err);
}

static void clear(yg_veris_job *j) {
    yg_buf *const all[] = {&j->date,  &j->victim, &j->sites,      &j->site_labels, &j->sector_label,
                           &j->types, &j->actors, &j->references, &j->tags};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_clear(all[i]);
    j->claims = j->looks = 0;
}

/* A record under a number that the file gave to another one: VCDB has three. */
static bool is_repeated(yg_veris_job *j, yg_str key, yg_str raw) {
    bool is_new;
    if (key.n == 0)
        return false;
    uint64_t *hash = yg_map_put(&j->seen, key, &is_new);
    if (is_new)
        *hash = yg_hash64(raw);
    return *hash != yg_hash64(raw);
}

/* Why a record is not taken, or NULL. */
static const char *reason_of(yg_veris_job *j, yyjson_val *incident, yg_str key, yg_str raw) {
    yg_str status = yg_json_str(incident, "security_incident");
    if (yg_str_eqz(status, "Near miss"))
        return "a near miss, no incident: the actions compromised no asset";
    if (yg_str_eqz(status, "False positive"))
        return "a false positive, no incident";
    if (is_repeated(j, key, raw))
        return "the incident_id is there already, with other content";
    return NULL;
}

static int64_t modified_us(yyjson_val *incident) {
    int64_t us = YG_TIME_NONE;
    yg_time_parse(yg_json_str(yg_veris_object(incident, "plus"), "modified"), &us);
    return us;
}

static void add_tags(yg_veris_job *j, yyjson_val *incident) {
    yg_str id = yg_str_trim(yg_json_str(incident, "source_id"));
    if (yg_str_eqz(yg_json_str(incident, "security_incident"), "Suspected"))
        yg_incident_add_word(&j->tags, YG_STR("suspected"));
    if (id.n == 0 || id.n > 80 || yg_str_chr(id, ' ') != SIZE_MAX)
        return;
    yg_buf_addz(&j->tags, j->tags.n > 0 ? " source:" : "source:");
    yg_incident_add_clean(&j->tags, id);
}

bool yg_veris_take(void *self, const yg_list_record *own, yg_error *err) {
    yg_veris_job *j = self;
    yyjson_val *incident = own->value, *victim = yg_veris_object(incident, "victim"),
               *external = yg_veris_object(yg_veris_object(incident, "actor"), "external");
    yg_str key =
        yg_str_sub(yg_str_trim(yg_json_str(incident, "incident_id")), 0, YG_LIMIT_NAME_BYTES);
    key.n = yg_utf8_floor(key, key.n);
    const char *reason = reason_of(j, incident, key, own->raw);
    if (reason != NULL) {
        yg_record_list_reject(&j->records, own, reason, key);
        return true;
    }
    clear(j);
    add_date(&j->date, yg_veris_object(yg_veris_object(incident, "timeline"), "incident"));
    yg_str name = yg_str_trim(yg_json_str(victim, "victim_id"));
    if (!is_empty_word(name))
        yg_incident_add_clean(&j->victim, name);
    yg_json_each_text(yyjson_obj_get(victim, "country"), add_country, j);
    yg_json_each_text(yyjson_obj_get(external, "name"), add_actor, j);
    yg_json_each_text(yyjson_obj_get(incident, "reference"), add_addresses, j);
    yg_veris_add_types(&j->types, incident);
    add_tags(j, incident);
    char sector = read_industry(j, victim);
    const yg_incident row = {
        .key = key,
        .date = yg_buf_str(&j->date),
        .date_kind = j->date.n > 0 ? YG_STR("occurred") : (yg_str){NULL, 0},
        .victim = yg_buf_str(&j->victim),
        .sites = yg_buf_str(&j->sites),
        .site_labels = yg_buf_str(&j->site_labels),
        .actors = yg_buf_str(&j->actors),
        .sector = {&sector, sector != 0},
        .sector_label = yg_buf_str(&j->sector_label),
        .types = yg_buf_str(&j->types),
        .references = yg_buf_str(&j->references),
        .known = YG_KNOWN_REPORTED,
        .basis = YG_STR("veris"),
        .summary_en = yg_str_trim(yg_json_str(incident, "summary")),
        .tags = yg_buf_str(&j->tags),
    };
    const yg_incident_record record = {.source = &j->source,
                                       .media = YG_STR("veris"),
                                       .raw = own->raw,
                                       .text = row.summary_en,
                                       .offset_bytes = own->offset_bytes,
                                       .modified_us = modified_us(incident)};
    yg_put put = yg_incident_put(j->records.sink, &record, &row, err);
    return put == YG_PUT_TAKEN ? put_rest(j, incident, err) : put == YG_PUT_UNCHANGED;
}
