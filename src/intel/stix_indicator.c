/* The properties of cyber-observable objects that are plain values (STIX 2.1, section 6), and what
 * the rest of an indicator says of them (section 4.7). */
#include "intel/stix_indicator.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "text/defang.h"
#include "text/stix_pattern.h"

static const struct {
    const char *type, *path, *kind;
} properties[] = {
    {"ipv4-addr", "value", "ipv4-addr"},
    {"ipv6-addr", "value", "ipv6-addr"},
    {"domain-name", "value", "domain-name"},
    {"url", "value", "url"},
    {"email-addr", "value", "email-addr"},
    {"email-message", "from_ref.value", "email-addr"},
    {"email-message", "sender_ref.value", "email-addr"},
    {"file", "name", "file-name"},
    {"file", "hashes.MD5", "md5"},
    {"file", "hashes.SHA-1", "sha1"},
    {"file", "hashes.SHA-256", "sha256"},
    {"file", "hashes.SHA-512", "sha512"},
    {"file", "hashes.SHA1", "sha1"},
    {"file", "hashes.SHA256", "sha256"},
    {"file", "hashes.SHA512", "sha512"},
    {"file", "hashes.md5", "md5"},
    {"file", "hashes.sha1", "sha1"},
    {"file", "hashes.sha256", "sha256"},
    {"network-traffic", "dst_ref.value", NULL},
    {"network-traffic", "src_ref.value", NULL},
    {"windows-registry-key", "key", "windows-registry-key"},
    {"x509-certificate", "hashes.SHA-1", "sha1"},
    {"x509-certificate", "hashes.SHA-256", "sha256"},
};

/* The end of a reference may be an address or a name: its value says which. */
static bool find_property(yg_str type, yg_str path, const char **ret_kind) {
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (yg_str_eqz(type, properties[i].type) && yg_str_eqz(path, properties[i].path)) {
            *ret_kind = properties[i].kind;
            return true;
        }
    }
    return false;
}

const char *yg_stix_indicator_kind(yg_str type, yg_str path) {
    const char *kind = NULL;
    find_property(type, path, &kind);
    return kind;
}

typedef struct {
    const yg_sink *sink;
    yg_indicator row;
    uint64_t record;
    yg_buf value;
    bool is_plain, has_failed;
    yg_error *err;
} job;

static bool is_reference(const char *kind) {
    return strcmp(kind, "ipv4-addr") == 0 || strcmp(kind, "ipv6-addr") == 0 ||
           strcmp(kind, "domain-name") == 0;
}

/* The kind and the compared form of one equality; false: it is no plain value. */
static bool read_equality(job *j, yg_str type, yg_str path, yg_str value, const char **ret_kind) {
    if (!find_property(type, path, ret_kind))
        return false;
    if (*ret_kind == NULL) {
        *ret_kind = yg_indicator_kind(value);
        if (*ret_kind == NULL || !is_reference(*ret_kind))
            return false;
    }
    yg_buf_clear(&j->value);
    return yg_indicator_normalise(yg_str_of(*ret_kind), value, &j->value);
}

static bool check(void *self, yg_str type, yg_str path, yg_str value) {
    const char *kind;
    job *j = self;
    return j->is_plain = read_equality(j, type, path, value, &kind);
}

static bool put(void *self, yg_str type, yg_str path, yg_str value) {
    job *j = self;
    const char *kind = NULL;
    if (!read_equality(j, type, path, value, &kind))
        return true;
    j->row.type = yg_str_of(kind);
    j->row.value = yg_buf_str(&j->value);
    j->has_failed = j->sink->indicator(j->sink->self, &j->row, j->err) == YG_PUT_FAILED;
    return !j->has_failed;
}

static void put_pattern(job *j, yg_str pattern) {
    j->row.type = YG_STR("stix-pattern");
    j->row.value = pattern;
    j->has_failed = j->sink->indicator(j->sink->self, &j->row, j->err) == YG_PUT_FAILED;
}

static void read_pattern(job *j, yg_str text) {
    yg_stix_pattern pattern = {0};
    yg_error why = {0};
    if (!yg_stix_pattern_parse(&pattern, text, &why)) {
        yg_fault fault = {YG_ERR_INPUT, "the pattern of this indicator cannot be read",
                          j->row.offset_bytes, j->record};
        j->sink->reject(j->sink->self, &fault, yg_str_of(why.text));
        return;
    }
    j->is_plain = yg_stix_pattern_is_simple(&pattern);
    if (j->is_plain)
        yg_stix_pattern_each_equality(&pattern, check, j);
    if (j->is_plain)
        yg_stix_pattern_each_equality(&pattern, put, j);
    else
        put_pattern(j, text);
    yg_stix_pattern_free(&pattern);
}

typedef struct {
    yg_buf words;
    bool is_benign;
} type_words;

static bool add_type_word(void *self, yg_str word) {
    type_words *t = self;
    t->is_benign = t->is_benign || yg_str_eqz(word, "benign");
    if (t->words.n + word.n <= YG_LIMIT_NAME_BYTES) {
        yg_buf_addz(&t->words, t->words.n > 0 ? ", " : "");
        yg_buf_add(&t->words, word);
    }
    return true;
}

static int confidence_of(yyjson_val *object) {
    yyjson_val *confidence = yyjson_obj_get(object, "confidence");
    int sure = yyjson_is_int(confidence) ? yyjson_get_int(confidence) : -1;
    return sure < 0 || sure > 100 ? 0 : sure == 0 ? 1 : sure;
}

bool yg_stix_put_indicator(const yg_sink *sink, yyjson_val *object, yg_str tlp, uint64_t offset,
                           uint64_t record, yg_error *err) {
    type_words types = {0};
    yg_str pattern = yg_json_str(object, "pattern"), language = yg_json_str(object, "pattern_type");
    /* Sigma, YARA, Snort and others are kept as objects; 2.0 knew only its own language. */
    if (pattern.n == 0 || (language.n > 0 && !yg_str_eqz(language, "stix")))
        return true;
    yg_json_each_text(yyjson_obj_get(object, "indicator_types"), add_type_word, &types);
    if (types.words.n == 0) /* STIX 2.0 */
        yg_json_each_text(yyjson_obj_get(object, "labels"), add_type_word, &types);
    yg_str name = yg_json_str(object, "name");
    /* A revoked one is kept, so that it takes the place of what it said before. */
    job j = {.sink = sink,
             .record = record,
             .err = err,
             .row = {.context = yg_str_sub(name, 0,
                                           name.n > YG_LIMIT_NAME_BYTES
                                               ? yg_utf8_floor(name, YG_LIMIT_NAME_BYTES)
                                               : name.n),
                     .role = yg_buf_str(&types.words),
                     .to_ids = !yg_json_true(object, "revoked") && !types.is_benign,
                     .offset_bytes = offset,
                     .valid_from = yg_json_str(object, "valid_from"),
                     .valid_until = yg_json_str(object, "valid_until"),
                     .tlp = tlp,
                     .confidence = confidence_of(object)}};
    read_pattern(&j, pattern);
    yg_buf_free(&j.value);
    yg_buf_free(&types.words);
    return !j.has_failed;
}
