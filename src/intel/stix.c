/* Reads STIX bundles, arrays of objects and single objects. Every object is kept whole; what yagura
 * understands (names, relationships) is read out beside it.
 *
 * Attack classes: [DEEP-NESTING] [HUGE-RECORD] (text/json.h), [ID-CONFUSION] an id whose type part
 * contradicts "type" is rejected, [DUPLICATE-KEY] the first of two equal keys counts.
 * It does not: resolve references, or check a type's required properties. */
#include "intel/stix.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "intel/citation.h"
#include "intel/stix_indicator.h"
#include "model/id.h"
#include "text/json.h"

/* The longest pattern that is kept as a row; the object has it in any case. */

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_json_parser parser;
    yg_buf text;
    uint64_t record;
    size_t accepted;
    size_t rejected_from; /* of the last record: where it was found bad; SIZE_MAX: it was taken */
    size_t rescue_bytes;  /* that may still be looked through for swallowed records */
} job;

int yg_stix_probe(yg_str head, yg_str path) {
    yg_json_walk walk;
    yg_str key, value;
    if (!yg_json_walk_start(&walk, head, 0))
        return 0;
    if (yg_str_find(head, YG_STR("\"bundle--")) != SIZE_MAX)
        return 95;
    if (yg_str_find(head, YG_STR("\"spec_version\"")) != SIZE_MAX &&
        yg_str_find(head, YG_STR("\"type\"")) != SIZE_MAX)
        return 85;
    /* A single object or an array of them: an "id" of the form type--uuid near the start. */
    while (walk.open == '{' && yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_eqz(key, "id") && value.n > 2 && yg_id_is(yg_str_sub(value, 1, value.n - 2)))
            return 80;
    }
    if (walk.open == '[' && yg_json_walk_next(&walk, &key, &value) &&
        yg_str_find(value, YG_STR("\"id\"")) != SIZE_MAX &&
        yg_str_find(value, YG_STR("--")) != SIZE_MAX && yg_str_starts(value, YG_STR("{")))
        return yg_str_find(value, YG_STR("\"type\"")) != SIZE_MAX ? 60 : 0;
    return yg_str_ends(path, YG_STR(".stix")) || yg_str_ends(path, YG_STR(".stix2")) ? 30 : 0;
}

static void reject(job *j, const char *reason, size_t offset, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset, j->record};
    j->sink->reject(j->sink->self, &fault, detail);
}

static bool is_attack_source(yg_str name) {
    return yg_str_starts(name, YG_STR("mitre-")) && yg_str_ends(name, YG_STR("attack"));
}

static yg_str external_id(yyjson_val *references) {
    size_t i, max;
    yyjson_val *reference;
    yg_str first = {NULL, 0};
    yyjson_arr_foreach(references, i, max, reference) {
        yg_str id = yg_json_str(reference, "external_id");
        if (id.n > 0 && is_attack_source(yg_json_str(reference, "source_name")))
            return id;
        if (id.n > 0 && first.n == 0)
            first = id;
    }
    return first;
}

static int64_t instant(yyjson_val *object, const char *key) {
    int64_t us = YG_TIME_NONE;
    yg_time_parse(yg_json_str(object, key), &us);
    return us;
}

/* What full-text search shall find besides names. */
static yg_str indexed_text(job *j, yyjson_val *object) {
    static const char *const keys[] = {"description", "abstract", "content", "pattern",
                                       "explanation"};
    yg_buf_clear(&j->text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        yg_str part = yg_json_str(object, keys[i]);
        if (part.n > 0 && j->text.n > 0)
            yg_buf_addc(&j->text, '\n');
        yg_buf_add(&j->text, part);
    }
    return yg_buf_str(&j->text);
}

typedef struct {
    job *j;
    yyjson_val *references;
    yg_str primary;
    yg_error *err;
    size_t n;
} name_job;

static bool put_name(name_job *n, yg_str text, yg_name_kind kind) {
    yg_citation citation = {0};
    if (text.n == 0 || text.n > YG_LIMIT_NAME_BYTES || n->n++ >= YG_LIMIT_NAMES)
        return true;
    if (kind == YG_NAME_ALIAS)
        citation = yg_citation_of(n->references, text);
    yg_name name = {.text = text,
                    .kind = kind,
                    .vendor = citation.vendor,
                    .reference = citation.reference,
                    .date = {citation.date, citation.date_n}};
    return n->j->sink->name(n->j->sink->self, &name, n->err);
}

static bool put_alias(void *self, yg_str text) {
    name_job *n = self;
    return yg_str_eq(text, n->primary) || put_name(n, text, YG_NAME_ALIAS);
}

static bool put_names(job *j, yyjson_val *object, const yg_object *record, yg_error *err) {
    name_job n = {j, yyjson_obj_get(object, "external_references"), record->name, err, 0};
    return put_name(&n, record->name, YG_NAME_PRIMARY) &&
           put_name(&n, record->external_id, YG_NAME_EXTERNAL) &&
           yg_json_each_text(yyjson_obj_get(object, "aliases"), put_alias, &n) &&
           yg_json_each_text(yyjson_obj_get(object, "x_mitre_aliases"), put_alias, &n);
}

static bool put_relationship(job *j, yyjson_val *object, yg_error *err) {
    yyjson_val *confidence = yyjson_obj_get(object, "confidence");
    bool sighting = yg_str_eqz(yg_json_str(object, "type"), "sighting");
    yg_relationship r = {
        .source_ref = sighting ? yg_json_str(object, "id") : yg_json_str(object, "source_ref"),
        .type = sighting ? YG_STR("sighting-of") : yg_json_str(object, "relationship_type"),
        .target_ref = yg_json_str(object, sighting ? "sighting_of_ref" : "target_ref"),
        .confidence = yyjson_is_int(confidence) ? yyjson_get_int(confidence) : -1,
    };
    if (r.confidence < 0 || r.confidence > 100)
        r.confidence = -1;
    if (!yg_id_is(r.source_ref) || !yg_id_is(r.target_ref) || r.type.n == 0)
        return true; /* kept whole as an object, but it relates nothing */
    return j->sink->relationship(j->sink->self, &r, err);
}

/* The TLP marking objects that STIX 2.1 (section 7.2.1.4) and the TLP 2.0 extension fix, the
 * strictest last. */
static const struct {
    const char *uuid, *tlp;
} markings[] = {
    {"613f2e26-407d-48c7-9eca-b8e91df99dc9", "clear"},
    {"94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"},
    {"34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"},
    {"bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"},
    {"f88d31f6-486f-44da-b317-01333bde0b82", "amber"},
    {"55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"},
    {"939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"},
    {"5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"},
    {"e828b379-4e03-4974-9ac4-e53a884c97c1", "red"},
};

/* The strictest TLP marking that the text refers to; empty when it refers to none. */
static yg_str strictest_tlp(yg_str text) {
    const yg_str prefix = YG_STR("marking-definition--");
    size_t strictest = 0, at;
    while ((at = yg_str_find(text, prefix)) != SIZE_MAX) {
        yg_str uuid = yg_str_sub(text, at + prefix.n, 36);
        for (size_t i = sizeof markings / sizeof *markings; i > strictest; i--) {
            if (yg_str_eqz(uuid, markings[i - 1].uuid))
                strictest = i;
        }
        text = yg_str_from(text, at + prefix.n);
    }
    return yg_str_of(strictest > 0 ? markings[strictest - 1].tlp : NULL);
}

static bool add_marking(void *self, yg_str id) {
    yg_str *tlp = self, one = strictest_tlp(id);
    if (yg_tlp_rank(one) > yg_tlp_rank(*tlp))
        *tlp = one;
    return true;
}

static bool put_indicator(job *j, yyjson_val *object, const yg_object *record, yg_error *err) {
    yg_str tlp = {NULL, 0};
    yg_json_each_text(yyjson_obj_get(object, "object_marking_refs"), add_marking, &tlp);
    return yg_stix_put_indicator(j->sink, object, tlp, record->offset_bytes, j->record, err);
}

static bool put_object(job *j, yyjson_val *object, yg_str raw, size_t offset, yg_error *err) {
    yg_str type = yg_json_str(object, "type"), id = yg_json_str(object, "id");
    j->rejected_from = 1;
    if (type.n == 0 || id.n == 0) {
        reject(j, "STIX object without \"type\" or \"id\"", offset, id);
        return true;
    }
    if (!yg_id_is(id) || !yg_str_eq(yg_id_type(id), type)) {
        reject(j, "id is not TYPE--UUID of its own type", offset, id);
        return true;
    }
    yg_object record = {
        .id = id,
        .type = type,
        .entry = type,
        .media = YG_STR("stix"),
        .name = yg_json_str(object, "name"),
        .external_id = external_id(yyjson_obj_get(object, "external_references")),
        .text = indexed_text(j, object),
        .raw = raw,
        .created_us = instant(object, "created"),
        .modified_us = instant(object, "modified"),
        .flags = (yg_json_true(object, "revoked") ? YG_OBJECT_REVOKED : 0u) |
                 (yg_json_true(object, "x_mitre_deprecated") ? YG_OBJECT_DEPRECATED : 0u),
        .offset_bytes = offset,
    };
    j->accepted++;
    j->rejected_from = SIZE_MAX;
    bool indicator = yg_str_eqz(type, "indicator");
    switch (j->sink->object(j->sink->self, &record, err)) {
    case YG_PUT_FAILED:
        return false;
    case YG_PUT_UNCHANGED: /* a store of an older yagura has the object, not the row */
        return !indicator || put_indicator(j, object, &record, err);
    case YG_PUT_TAKEN:
        break;
    }
    if (indicator && !put_indicator(j, object, &record, err))
        return false;
    if (yg_str_eqz(type, "relationship") || yg_str_eqz(type, "sighting"))
        return put_relationship(j, object, err);
    return put_names(j, object, &record, err);
}

static bool read_one(job *j, yg_str raw, yg_error *err) {
    const char *reason = NULL;
    size_t at = 0, offset = (size_t)(raw.p - j->input->bytes.p);
    j->record++;
    yyjson_val *object = yg_json_parse(&j->parser, raw, &reason, &at);
    j->rejected_from = SIZE_MAX;
    if (object == NULL) {
        reject(j, reason, offset + at, (yg_str){NULL, 0});
        j->rejected_from = at;
        return true;
    }
    if (!yyjson_is_obj(object)) {
        reject(j, "not a JSON object", offset, (yg_str){NULL, 0});
        return true;
    }
    return put_object(j, object, raw, offset, err);
}

static void spend(job *j, size_t bytes) {
    j->rescue_bytes -= bytes < j->rescue_bytes ? bytes : j->rescue_bytes;
}

/* Does an object with an id of its own type start here? Looks at its members without parsing. */
static bool is_record(job *j, yg_str text, size_t at) {
    yg_json_walk walk;
    yg_str key, value, id = {NULL, 0}, type = {NULL, 0};
    if (!yg_json_walk_start(&walk, text, at))
        return false;
    while ((id.n == 0 || type.n == 0) && yg_json_walk_next(&walk, &key, &value)) {
        yg_str inner = value.n > 2 ? yg_str_sub(value, 1, value.n - 2) : (yg_str){NULL, 0};
        if (yg_str_eqz(key, "id"))
            id = inner;
        else if (yg_str_eqz(key, "type"))
            type = inner;
    }
    spend(j, walk.at - at);
    return yg_id_is(id) && yg_str_eq(yg_id_type(id), type);
}

/* A record that misses its closing bracket swallows those behind it. Gives where in a rejected
 * record the next one starts, or SIZE_MAX [QUADRATIC]. */
static size_t find_swallowed(job *j, yg_str raw) {
    for (size_t at = j->rejected_from; at < raw.n && j->rescue_bytes > 0; at++) {
        const char *open = memchr(raw.p + at, '{', raw.n - at);
        if (open == NULL)
            break;
        at = (size_t)(open - raw.p);
        if (at > 0 && is_record(j, raw, at)) {
            spend(j, raw.n - at); /* is read once more */
            return at;
        }
    }
    return SIZE_MAX;
}

static bool read_array(job *j, yg_str array, yg_error *err) {
    yg_json_walk walk;
    yg_str key, value;
    const yg_progress *progress = &j->input->progress;
    if (!yg_json_walk_start(&walk, array, 0) || walk.open != '[') {
        reject(j, "\"objects\" is not an array", (size_t)(array.p - j->input->bytes.p),
               (yg_str){NULL, 0});
        return true;
    }
    do {
        while (yg_json_walk_next(&walk, &key, &value)) {
            if (!read_one(j, value, err))
                return false;
            size_t swallowed = find_swallowed(j, value);
            if (swallowed != SIZE_MAX) {
                walk.at = (size_t)(value.p - walk.text.p) + swallowed;
                walk.first = true;
            }
            if (progress->advance != NULL && j->record % 256 == 0)
                progress->advance(progress->self, (uint64_t)(value.p + value.n - j->input->bytes.p),
                                  j->input->bytes.n);
        }
        if (walk.fault != NULL) {
            j->record++;
            reject(j, walk.fault, (size_t)(array.p - j->input->bytes.p) + walk.fault_at,
                   (yg_str){NULL, 0});
        }
    } while (walk.fault != NULL && yg_json_walk_resume(&walk));
    return true;
}

/* The value of "objects" from its '[' on, even when the bundle is cut off behind it. */
static bool find_objects(yg_str text, yg_str *ret_array) {
    yg_json_walk walk;
    yg_str key, value;
    if (!yg_json_walk_start(&walk, text, 0))
        return false;
    if (walk.open == '[') {
        *ret_array = yg_str_from(text, walk.at - 1);
        return true;
    }
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_eqz(key, "objects")) {
            *ret_array = value;
            return true;
        }
    }
    /* Cut off inside "objects": the key was read, its value never closed. */
    if (walk.fault != NULL && yg_str_eqz(key, "objects") && walk.at < text.n &&
        text.p[walk.at] == '[') {
        *ret_array = yg_str_from(text, walk.at);
        return true;
    }
    return false;
}

/* MITRE's own identity, which made every object of ATT&CK (attack-stix-data, USAGE). */
#define MITRE_IDENTITY "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"

/* Who made the first object: its created_by_ref, or itself when it is an identity. */
static void add_creator(job *j, yg_str array, yg_buf *creator) {
    yg_json_walk walk;
    yg_str key, value = {NULL, 0};
    const char *reason;
    size_t at;
    if (!yg_json_walk_start(&walk, array, 0))
        return;
    if (walk.open == '{')
        value = array;
    else if (!yg_json_walk_next(&walk, &key, &value))
        return;
    yyjson_val *object = yg_json_parse(&j->parser, value, &reason, &at);
    bool self = yg_str_eqz(yg_json_str(object, "type"), "identity");
    yg_buf_add(creator, yg_json_str(object, self ? "id" : "created_by_ref"));
}

/* The name of that identity, when the input holds it. */
static yg_str creator_name(job *j, yg_str array, yg_str creator, yg_buf *name) {
    yg_json_walk walk;
    yg_str key, value;
    const char *reason;
    size_t at;
    if (creator.n == 0 || !yg_json_walk_start(&walk, array, 0) || walk.open != '[')
        return (yg_str){NULL, 0};
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_find(value, YG_STR("\"identity_class\"")) == SIZE_MAX ||
            yg_str_find(value, creator) == SIZE_MAX)
            continue;
        yyjson_val *object = yg_json_parse(&j->parser, value, &reason, &at);
        if (yg_str_eq(yg_json_str(object, "id"), creator)) {
            yg_buf_add(name, yg_json_str(object, "name"));
            break;
        }
    }
    return yg_buf_str(name);
}

static yg_str base_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/' || path.p[i - 1] == '!')
            return yg_str_from(path, i);
    }
    return path;
}

/* A bundle is its maker's, whatever it refers to: reports of others cite ATT&CK in every object. */
static bool put_source(job *j, yg_str array, yg_error *err) {
    YG_CLEANUP_BUF yg_buf creator = {0};
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_source source = {.name = base_name(j->input->path)};
    add_creator(j, array, &creator);
    if (yg_str_eqz(yg_buf_str(&creator), MITRE_IDENTITY))
        source = (yg_source){
            .name = YG_STR("MITRE ATT&CK"),
            .publisher = YG_STR("The MITRE Corporation"),
            .address = YG_STR("https://attack.mitre.org/"),
            .licence = YG_STR("ATT&CK Terms of Use (free use with attribution)"),
        };
    else if (creator_name(j, array, yg_buf_str(&creator), &name).n > 0)
        source.name = source.publisher = yg_buf_str(&name);
    /* ATT&CK carries no TLP marking, and it is the largest bundle there is. */
    if (!yg_str_eqz(yg_buf_str(&creator), MITRE_IDENTITY))
        source.tlp = strictest_tlp(j->input->bytes);
    source = yg_intel_source(j->input, source);
    return j->sink->source(j->sink->self, &source, err);
}

static bool read_all(job *j, yg_error *err) {
    yg_str array = {NULL, 0}, text = j->input->bytes;
    bool list = find_objects(text, &array);
    yg_json_walk walk;
    if (!list && !yg_json_walk_start(&walk, text, 0))
        return yg_fail(err, YG_ERR_INPUT, "not a STIX bundle: no JSON object or array at byte 0");
    if (!put_source(j, list ? array : text, err))
        return false;
    if (list)
        return read_array(j, array, err);
    if (yg_str_find(yg_str_sub(text, 0, 4096), YG_STR("\"bundle\"")) != SIZE_MAX)
        return true; /* STIX 2.1 section 8: "objects" is optional, an empty bundle is valid */
    return read_one(j, text, err);
}

bool yg_stix_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.input = input, .sink = sink, .rescue_bytes = 4u << 20};
    j.rescue_bytes += input->bytes.n < SIZE_MAX / 32 ? input->bytes.n * 16 : 0;
    bool done = read_all(&j, err);
    if (done && input->damage != NULL)
        reject(&j, input->damage, input->bytes.n, (yg_str){NULL, 0});
    yg_json_parser_free(&j.parser);
    yg_buf_free(&j.text);
    return done;
}
