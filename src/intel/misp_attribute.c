/* The attributes of a MISP event as indicators.
 *
 * The table says what each type is; a composite type has two parts with '|' between. A type that is
 * not in the table is kept as "other" when the publisher marked it for detection (to_ids), else it
 * stays in the raw event alone. Hashes of certificates and of parts of files are "other": nothing
 * may match them as hashes of files.
 *
 * Attack classes: [HUGE-RECORD] values past VALUE_BYTES are rejected, [TYPE-CONFUSION] a value that
 * is not what its type says is rejected or gets the type that it has. */
#include <stdio.h>

#include "base/limits.h"
#include "intel/misp_kind.h"
#include "intel/misp_report.h"
#include "text/defang.h"

/* The longest value that is anything to match; rules and texts are longer and no indicators. */
#define VALUE_BYTES 8192

typedef enum {
    NOTHING,
    ADDRESS,
    DOMAIN,
    HOST, /* the name alone */
    URL,
    EMAIL,
    HASH,
    FILE_NAME,
    REGISTRY,
    OTHER
} part_kind;

static const struct {
    const char *type;
    part_kind first, second; /* second: behind the '|' */
} table[] = {
    {"attachment", NOTHING, NOTHING},
    {"comment", NOTHING, NOTHING},
    {"domain", DOMAIN, NOTHING},
    {"domain|ip", DOMAIN, ADDRESS},
    {"email", EMAIL, NOTHING},
    {"email-attachment", FILE_NAME, NOTHING},
    {"email-dst", EMAIL, NOTHING},
    {"email-reply-to", EMAIL, NOTHING},
    {"email-src", EMAIL, NOTHING},
    {"filename", FILE_NAME, NOTHING},
    {"filename|authentihash", FILE_NAME, NOTHING},
    {"filename|imphash", FILE_NAME, NOTHING},
    {"filename|impfuzzy", FILE_NAME, NOTHING},
    {"filename|md5", FILE_NAME, HASH},
    {"filename|pehash", FILE_NAME, NOTHING},
    {"filename|sha1", FILE_NAME, HASH},
    {"filename|sha256", FILE_NAME, HASH},
    {"filename|sha512", FILE_NAME, HASH},
    {"filename|ssdeep", FILE_NAME, NOTHING},
    {"filename|tlsh", FILE_NAME, NOTHING},
    {"filename|vhash", FILE_NAME, NOTHING},
    {"hostname", HOST, NOTHING},
    {"hostname|port", HOST, NOTHING},
    {"ip-dst", ADDRESS, NOTHING},
    {"ip-dst|port", ADDRESS, NOTHING},
    {"ip-src", ADDRESS, NOTHING},
    {"ip-src|port", ADDRESS, NOTHING},
    {"link", NOTHING, NOTHING},
    {"malware-sample", FILE_NAME, HASH},
    {"md5", HASH, NOTHING},
    {"pattern-in-file", NOTHING, NOTHING},
    {"pattern-in-memory", NOTHING, NOTHING},
    {"pattern-in-traffic", NOTHING, NOTHING},
    {"regkey", REGISTRY, NOTHING},
    {"regkey|value", REGISTRY, NOTHING},
    {"sha1", HASH, NOTHING},
    {"sha256", HASH, NOTHING},
    {"sha512", HASH, NOTHING},
    {"sigma", NOTHING, NOTHING},
    {"snort", NOTHING, NOTHING},
    {"stix2-pattern", NOTHING, NOTHING},
    {"target-email", NOTHING, NOTHING},
    {"target-external", NOTHING, NOTHING},
    {"target-location", NOTHING, NOTHING},
    {"target-machine", NOTHING, NOTHING},
    {"target-org", NOTHING, NOTHING},
    {"target-user", NOTHING, NOTHING},
    {"url", URL, NOTHING},
    {"vulnerability", NOTHING, NOTHING},
    {"yara", NOTHING, NOTHING},
    {"zeek", NOTHING, NOTHING},
};

/* What a part may turn out to be, the likeliest first. */
static const char *const forms[][6] = {
    [ADDRESS] = {"ipv4-addr", "ipv6-addr", "domain-name"},
    [DOMAIN] = {"domain-name", "ipv4-addr", "ipv6-addr", "url"},
    [HOST] = {"host-name", "ipv4-addr", "ipv6-addr", "url"},
    [URL] = {"url", "domain-name", "ipv4-addr", "ipv6-addr"},
    [EMAIL] = {"email-addr"},
    [HASH] = {"sha256", "sha1", "md5", "sha512"},
    [FILE_NAME] = {NULL},
    [REGISTRY] = {"windows-registry-key"},
    [OTHER] = {NULL},
};

typedef struct {
    const yg_misp_report *report;
    yg_error *err;
    yg_buf value, refanged, first_seen, last_seen, role;
    yyjson_val *object; /* the MISP object around the attribute, or NULL */
    bool uses_flag;     /* some attribute of the event is marked for detection */
    yg_str tlp;         /* of the event as a whole */
    int confidence;     /* the same; -1: not said */
} attribute_job;

static void reject(const attribute_job *j, const char *reason, uint64_t offset, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset, j->report->record};
    j->report->sink->reject(j->report->sink->self, &fault, detail);
}

/* true, 1, "1" and "true" are all written. */
static bool is_set(yyjson_val *value) {
    char scratch[32];
    yg_str text = yg_json_text(value, scratch);
    return yg_str_eqz(text, "1") || yg_str_eq_nocase(text, YG_STR("true"));
}

/* What the type says that the value's parts are. */
static void parts_of(yg_str type, bool to_ids, part_kind *ret_first, part_kind *ret_second) {
    *ret_first = to_ids ? OTHER : NOTHING;
    *ret_second = NOTHING;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (yg_str_eqz(type, table[i].type)) {
            *ret_first = table[i].first == OTHER && !to_ids ? NOTHING : table[i].first;
            *ret_second = table[i].second;
        }
    }
}

/* The first of a kind's forms that j->refanged has, normalised in j->value; NULL: none. */
static const char *form_of(attribute_job *j, part_kind kind) {
    for (size_t i = 0; i < 6 && forms[kind][i] != NULL; i++) {
        yg_buf_clear(&j->value);
        if (yg_indicator_normalise(yg_str_of(forms[kind][i]), yg_buf_str(&j->refanged),
                                   &j->value) &&
            j->value.n > 0)
            return forms[kind][i];
    }
    return NULL;
}

/* "http://a.example/my file.zip" is written as it was seen in a browser. */
static void encode_spaces(yg_buf *url) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    if (yg_str_chr(yg_buf_str(url), ' ') == SIZE_MAX)
        return;
    yg_buf_add(&plain, yg_buf_str(url));
    yg_buf_clear(url);
    for (size_t i = 0; i < plain.n; i++) {
        if (plain.p[i] == ' ')
            yg_buf_addz(url, "%20");
        else
            yg_buf_addc(url, plain.p[i]);
    }
}

/* Takes ":80" off "a.example:80". */
static bool cut_port(yg_buf *host) {
    size_t colon = yg_str_chr(yg_buf_str(host), ':');
    uint64_t port;
    if (colon == SIZE_MAX || !yg_str_to_u64(yg_str_from(yg_buf_str(host), colon + 1), &port) ||
        port > 65535)
        return false;
    host->n = colon;
    return true;
}

/* The STIX type of a part, its normal form in j->value; NULL when it has none. */
static const char *recognise(attribute_job *j, part_kind kind, yg_str text) {
    yg_buf_clear(&j->value);
    /* A key without its hive names no place. */
    if (kind == REGISTRY && yg_registry_key_add(text, &j->value))
        return "windows-registry-key";
    if (kind == FILE_NAME || kind == OTHER || kind == REGISTRY) {
        yg_buf_add(&j->value, yg_str_trim(text));
        return j->value.n == 0 ? NULL : kind == FILE_NAME ? "file-name" : "other";
    }
    yg_buf_clear(&j->refanged);
    yg_defang_refang(text, &j->refanged);
    if (kind == URL)
        encode_spaces(&j->refanged);
    const char *form = form_of(j, kind);
    if (form == NULL && (kind == ADDRESS || kind == DOMAIN || kind == HOST || kind == URL) &&
        cut_port(&j->refanged))
        form = form_of(j, kind);
    return form;
}

/* A date-time, a partial date, or seconds since 1970; else `fallback`. */
static yg_str seen(yg_buf *buf, yyjson_val *value, yg_str fallback) {
    char scratch[32];
    yg_str text = yg_str_trim(yg_json_text(value, scratch));
    int64_t us = yg_misp_epoch_us(value);
    yg_date date;
    yg_buf_clear(buf);
    if (us == YG_TIME_NONE && !yg_time_parse(text, &us))
        us = YG_TIME_NONE;
    if (us != YG_TIME_NONE)
        yg_time_add(buf, us);
    else
        yg_buf_add(buf, yg_date_parse(text, &date) ? text : fallback);
    return yg_buf_str(buf);
}

/* What the tags of an event or attribute say: the strictest marking, the greatest confidence. */
static void read_tags(yyjson_val *tagged, yg_str *tlp, int *confidence) {
    yyjson_val *tag;
    size_t i, max;
    yyjson_arr_foreach(yyjson_obj_get(tagged, "Tag"), i, max, tag) {
        yg_str name = yg_json_str(tag, "name"), marking = yg_misp_tlp(name);
        int said = yg_misp_confidence(name);
        *confidence = said > *confidence ? said : *confidence;
        *tlp = yg_tlp_rank(marking) > yg_tlp_rank(*tlp) ? marking : *tlp;
    }
}

static yg_str context_of(const attribute_job *j, yyjson_val *attribute) {
    yg_str comment = yg_str_trim(yg_json_str(attribute, "comment"));
    if (comment.n == 0)
        comment = yg_str_trim(yg_json_str(j->object, "comment"));
    return comment.n > 0 ? comment : j->report->info;
}

static yg_str role_of(attribute_job *j, yyjson_val *attribute) {
    yg_str category = yg_str_trim(yg_json_str(attribute, "category"));
    yg_buf_clear(&j->role);
    for (size_t i = 0; i < category.n && category.n <= YG_LIMIT_NAME_BYTES; i++) {
        char c = category.p[i];
        yg_buf_addc(&j->role, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    return yg_buf_str(&j->role);
}

/* Marked for detection; in an event that marks nothing, whatever is no mere reference. */
static bool is_fit(const attribute_job *j, yyjson_val *attribute) {
    static const char *const references[] = {
        "External analysis", "Internal reference", "Support Tool", "Social network", "Person",
        "Attribution",       "Targeting data",     "Other"};
    yg_str category = yg_json_str(attribute, "category");
    if (j->uses_flag)
        return is_set(yyjson_obj_get(attribute, "to_ids"));
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        if (yg_str_eq_nocase(category, yg_str_of(references[i])))
            return false;
    }
    return true;
}

static bool put_part(attribute_job *j, yyjson_val *attribute, part_kind kind, yg_str text,
                     uint64_t offset) {
    const yg_sink *sink = j->report->sink;
    char actor[YG_ID_BYTES] = {0};
    if (kind == NOTHING)
        return true;
    const char *type = recognise(j, kind, text);
    if (type == NULL) {
        reject(j, "the attribute's value is not what its type says", offset, text);
        return true;
    }
    yg_str tlp = j->tlp;
    int confidence = -1;
    read_tags(attribute, &tlp, &confidence);
    if (confidence < 0)
        confidence = j->confidence;
    if (!yg_misp_sole_actor(attribute, actor))
        memcpy(actor, j->report->actor, sizeof actor);
    yg_indicator indicator = {
        .type = yg_str_of(type),
        .value = yg_buf_str(&j->value),
        .first_seen =
            seen(&j->first_seen, yyjson_obj_get(attribute, "first_seen"), j->report->date),
        .last_seen = seen(&j->last_seen, yyjson_obj_get(attribute, "last_seen"), (yg_str){NULL, 0}),
        .context = context_of(j, attribute),
        .role = role_of(j, attribute),
        .object_id = yg_str_of(actor),
        .to_ids = is_fit(j, attribute),
        .offset_bytes = offset,
        .tlp = tlp,
        .confidence = confidence == 0  ? 1
                      : confidence < 0 ? 0
                                       : confidence,
    };
    return sink->indicator(sink->self, &indicator, j->err) != YG_PUT_FAILED;
}

/* Where the first part of a composite value ends: a hash has no '|', a file name may. */
static size_t bar_of(yg_str value, part_kind second) {
    if (second != HASH)
        return yg_str_chr(value, '|');
    for (size_t i = value.n; i > 0; i--) {
        if (value.p[i - 1] == '|')
            return i - 1;
    }
    return SIZE_MAX;
}

static bool put_attribute(attribute_job *j, yyjson_val *attribute, uint64_t offset) {
    char scratch[32];
    part_kind first, second;
    if (!yyjson_is_obj(attribute)) {
        reject(j, "attribute is not a JSON object", offset, (yg_str){NULL, 0});
        return true;
    }
    yg_str type = yg_json_str(attribute, "type");
    yg_str value = yg_json_text(yyjson_obj_get(attribute, "value"), scratch);
    if (type.n == 0 || value.n == 0) {
        reject(j, "attribute without \"type\" or \"value\"", offset,
               yg_json_str(attribute, "uuid"));
        return true;
    }
    parts_of(type, is_set(yyjson_obj_get(attribute, "to_ids")), &first, &second);
    if (first == NOTHING || is_set(yyjson_obj_get(attribute, "deleted")))
        return true;
    if (value.n > VALUE_BYTES) {
        reject(j, "the attribute's value is longer than 8192 bytes", offset, type);
        return true;
    }
    if (yg_str_chr(type, '|') == SIZE_MAX && second == NOTHING)
        return put_part(j, attribute, first, value, offset);
    size_t bar = bar_of(value, second);
    if (bar == SIZE_MAX && second != NOTHING) {
        reject(j, "composite value without '|'", offset, value);
        return true;
    }
    return put_part(j, attribute, first, yg_str_sub(value, 0, bar), offset) &&
           (second == NOTHING ||
            put_part(j, attribute, second, yg_str_from(value, bar + 1), offset));
}

/* Goes through the values and, for their offsets, through their bytes beside. */
static bool put_list(attribute_job *j, yyjson_val *holder, yg_str raw, bool has_bytes) {
    const yg_misp_report *report = j->report;
    yyjson_val *attribute;
    yg_json_walk walk;
    yg_str key, bytes;
    size_t i, max;
    has_bytes = has_bytes && report->is_whole && yg_json_walk_member(&walk, raw, "Attribute");
    yyjson_arr_foreach(yyjson_obj_get(holder, "Attribute"), i, max, attribute) {
        uint64_t offset = report->offset_bytes;
        has_bytes = has_bytes && yg_json_walk_next(&walk, &key, &bytes);
        if (has_bytes)
            offset += (uint64_t)(bytes.p - report->raw.p);
        if (!put_attribute(j, attribute, offset))
            return false;
    }
    return true;
}

static bool put_objects(attribute_job *j) {
    const yg_misp_report *report = j->report;
    yg_json_walk walk;
    yg_str key, bytes = {NULL, 0};
    size_t i, max;
    bool has_bytes = report->is_whole && yg_json_walk_member(&walk, report->raw, "Object");
    yyjson_arr_foreach(yyjson_obj_get(report->event, "Object"), i, max, j->object) {
        has_bytes = has_bytes && yg_json_walk_next(&walk, &key, &bytes);
        if (!is_set(yyjson_obj_get(j->object, "deleted")) &&
            !put_list(j, j->object, bytes, has_bytes))
            return false;
    }
    return true;
}

static bool list_uses_flag(yyjson_val *holder) {
    yyjson_val *attribute;
    size_t i, max;
    yyjson_arr_foreach(yyjson_obj_get(holder, "Attribute"), i, max, attribute) {
        if (is_set(yyjson_obj_get(attribute, "to_ids")))
            return true;
    }
    return false;
}

/* Does the event mark anything as fit for detection? One that marks nothing does not use the flag:
 * then what MISP's defaults call fit for the types that are read here (describeTypes: all of them)
 * is. */
static bool uses_flag(yyjson_val *event) {
    yyjson_val *object;
    size_t i, max;
    bool uses = list_uses_flag(event);
    yyjson_arr_foreach(yyjson_obj_get(event, "Object"), i, max, object) {
        uses = uses || list_uses_flag(object);
    }
    return uses;
}

bool yg_misp_put_indicators(const yg_misp_report *report, yg_error *err) {
    attribute_job j = {
        .report = report, .err = err, .uses_flag = uses_flag(report->event), .confidence = -1};
    read_tags(report->event, &j.tlp, &j.confidence);
    bool done = put_list(&j, report->event, report->raw, true) && put_objects(&j);
    yg_buf_free(&j.value);
    yg_buf_free(&j.refanged);
    yg_buf_free(&j.first_seen);
    yg_buf_free(&j.last_seen);
    yg_buf_free(&j.role);
    return done;
}
