/* Reads warning lists in the format of MISP warninglists
 * (https://github.com/MISP/misp-warninglists, schema.json), and plain lists of host names. Attack
 * classes: [REGEX-BOMB] (map/identifier.h, map/host_regex.h), [DEEP-NESTING] (text/json.h),
 * [QUADRATIC] substrings are found by a search among sorted ones, regular expressions are limited
 * in number. */
#include "base/input.h"
#include "base/limits.h"
#include "map/identifier.h"
#include "match/suffix.h"
#include "text/defang.h"
#include "text/json.h"
#include "watch/warning_part.h"

enum { ALL_TYPES = (1 << YG_INDICATOR_TYPES) - 2 };
#define BIT(type) ((yg_warning_types)1 << YG_INDICATOR_##type)
#define ADDRESSES (BIT(IPV4) | BIT(IPV6))
#define NAMES (BIT(DOMAIN) | BIT(HOST))

/* Types of MISP attributes; of "a|b" each part counts. */
static const struct {
    const char *word;
    yg_warning_types types;
} attributes[] = {
    {"domain", NAMES},         {"email", BIT(EMAIL)},
    {"email-dst", BIT(EMAIL)}, {"email-reply-to", BIT(EMAIL)},
    {"email-src", BIT(EMAIL)}, {"filename", BIT(FILE_NAME)},
    {"hostname", NAMES},       {"ip", ADDRESSES},
    {"ip-dst", ADDRESSES},     {"ip-src", ADDRESSES},
    {"link", BIT(URL)},        {"malware-sample", BIT(FILE_NAME) | BIT(MD5)},
    {"md5", BIT(MD5)},         {"regkey", BIT(REGISTRY_KEY)},
    {"sha1", BIT(SHA1)},       {"sha256", BIT(SHA256)},
    {"sha512", BIT(SHA512)},   {"uri", BIT(URL)},
    {"url", BIT(URL)},
};

typedef enum {
    TYPE_STRING,
    TYPE_HOSTNAME,
    TYPE_CIDR,
    TYPE_SUBSTRING,
    TYPE_REGEX,
    TYPE_UNKNOWN
} list_type;

typedef struct {
    yg_warnings *w;
    list_type type;
    yg_warning_types types;
    yg_buf text;
    bool given; /* matching_attributes are */
} job;

static bool take_attribute(void *self, yg_str words) {
    job *j = self;
    yg_str word;
    j->given = true;
    while (yg_str_split(&words, '|', &word)) {
        for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
            if (yg_str_eq_nocase(word, yg_str_of(attributes[i].word)))
                j->types |= attributes[i].types;
        }
    }
    return true;
}

static list_type type_of(yg_str word) {
    static const char *const words[] = {"string", "hostname", "cidr", "substring", "regex"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eq_nocase(word, yg_str_of(words[i])))
            return (list_type)i;
    }
    return word.n == 0 ? TYPE_STRING : TYPE_UNKNOWN;
}

static void lower_into(yg_buf *buf, yg_str text) {
    yg_buf_clear(buf);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        yg_buf_addc(buf, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
}

/* Values are compared in their normal form, so what has one is brought into it. */
static void normal_into(yg_buf *buf, yg_str text) {
    const char *kind = yg_indicator_kind(text);
    YG_CLEANUP_BUF yg_buf normal = {0};
    bool done = kind != NULL && yg_indicator_normalise(yg_str_of(kind), text, &normal);
    lower_into(buf, done ? yg_buf_str(&normal) : text);
}

static bool add_name(job *j, yg_str text) {
    normal_into(&j->text, text);
    *yg_map_put(&j->w->names, yg_buf_str(&j->text), NULL) |= j->types;
    return true;
}

static bool add_host(job *j, yg_str text) {
    yg_suffix_split split;
    text = yg_str_starts(text, YG_STR("*.")) ? yg_str_from(text, 2) : text;
    text = text.n > 0 && text.p[0] == '.' ? yg_str_from(text, 1) : text;
    normal_into(&j->text, text);
    yg_str host = yg_buf_str(&j->text);
    if (host.n == 0 || host.n > 253)
        return false;
    yg_suffix_find(yg_suffixes_built_in(), host, &split);
    uint64_t types = j->types;
    if (!split.is_suffix) {
        types |= (uint64_t)j->types << YG_WARNING_BELOW;
        j->w->has_below = true;
    }
    *yg_map_put(&j->w->names, host, NULL) |= types;
    return true;
}

static bool add_network(job *j, yg_str text) {
    yg_warning_range range;
    size_t i = 0;
    if (!yg_warning_range_of(text, &range))
        return false;
    while (i < j->w->networks.n && j->w->networks.at[i].types != j->types)
        i++;
    if (i == j->w->networks.n)
        yg_vec_push(&j->w->networks, ((yg_warning_networks){.types = j->types}));
    yg_vec_push(&j->w->networks.at[i].ranges, range);
    return true;
}

static bool add_part(job *j, yg_str text) {
    if (text.n < YG_WARNING_PART_LEAST)
        return false;
    lower_into(&j->text, text);
    yg_str kept = yg_arena_copy(&j->w->arena, yg_buf_str(&j->text));
    yg_vec_push(&j->w->parts, ((yg_warning_part){kept, j->types}));
    return true;
}

/* "/^a$/i" is written, too. */
static bool add_regex(job *j, yg_str text) {
    char detail[YG_HOST_RULE_DETAIL_BYTES];
    const char *fault;
    yg_warning_regex r = {.types = j->types};
    if (text.n > 2 && text.p[0] == '/') {
        size_t end = text.n;
        while (end > 1 && text.p[end - 1] != '/')
            end--;
        if (end > 1 && text.n - end <= 4)
            text = yg_str_sub(text, 1, end - 2);
    }
    if (j->w->regexes.n >= YG_WARNING_MOST_REGEXES)
        return false;
    r.regex = yg_host_regex_make(text, &fault, detail);
    if (r.regex == NULL)
        return false;
    yg_vec_push(&j->w->regexes, r);
    return true;
}

static bool take_entry(void *self, yg_str text) {
    static bool (*const adders[])(job *, yg_str) = {add_name, add_host, add_network, add_part,
                                                    add_regex};
    job *j = self;
    text = yg_str_trim(text);
    bool taken = text.n > 0 && text.n <= YG_WARNING_VALUE_BYTES && adders[j->type](j, text);
    j->w->entries += taken;
    j->w->rejected += !taken;
    return true;
}

static bool read_json(job *j, yg_str bytes, yg_error *err) {
    yg_json_parser parser = {.most_bytes = YG_LIMIT_INPUT_BYTES};
    const char *reason = NULL;
    size_t at = 0;
    yyjson_val *root = yg_json_parse(&parser, bytes, &reason, &at);
    yyjson_val *list = yyjson_obj_get(root, "list");
    bool done = true;
    if (root == NULL) {
        done = yg_fail(err, YG_ERR_INPUT, "byte %zu: %s", at, reason);
    } else if (!yyjson_is_arr(list)) {
        done = yg_fail(err, YG_ERR_INPUT, "no warning list: it has no \"list\"");
    } else {
        j->type = type_of(yg_json_str(root, "type"));
        yg_json_each_text(yyjson_obj_get(root, "matching_attributes"), take_attribute, j);
        if (!j->given)
            j->types = ALL_TYPES;
        if (j->type == TYPE_UNKNOWN)
            done = yg_fail(err, YG_ERR_INPUT, "a warning list of an unknown type");
        else if (j->types != 0) /* else it is about other things than indicators */
            yg_json_each_text(list, take_entry, j);
    }
    yg_json_parser_free(&parser);
    return done;
}

static void read_lines(job *j, yg_str text) {
    yg_str line;
    j->type = TYPE_HOSTNAME;
    j->types = NAMES | BIT(URL);
    while (yg_str_split(&text, '\n', &line)) {
        line = yg_str_trim(yg_str_sub(line, 0, yg_str_chr(line, '#')));
        if (line.n > 0 && yg_host_is_domain(line))
            take_entry(j, line);
        else
            j->w->rejected += line.n > 0;
    }
}

bool yg_warnings_read_bytes(yg_warnings *w, yg_str path, yg_str bytes, yg_error *err) {
    job j = {.w = w};
    yg_str head, line;
    if (yg_str_starts(bytes, YG_STR("\xEF\xBB\xBF")))
        bytes = yg_str_from(bytes, 3);
    head = yg_str_trim(yg_str_sub(bytes, 0, 4096));
    bool done = true;
    while (head.n > 0 && head.p[0] == '#' && yg_str_split(&head, '\n', &line))
        ;
    yg_str first = yg_str_trim(yg_str_sub(head, 0, yg_str_chr(head, '\n')));
    if (head.n > 0 && head.p[0] == '{')
        done = read_json(&j, bytes, err);
    else if (yg_host_is_domain(yg_str_trim(yg_str_sub(first, 0, yg_str_chr(first, '#')))))
        read_lines(&j, bytes);
    else
        done = yg_fail(err, YG_ERR_INPUT,
                       "neither a warning list of MISP (JSON) nor a list of host names");
    yg_buf_free(&j.text);
    return done || yg_fail_in(err, "%.*s", YG_FMT(path));
}

/* In a folder there are other files, too: a schema, a licence. */
static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    yg_error ignored;
    if (file->damage != NULL)
        return file->walked ||
               yg_fail(err, YG_ERR_INPUT, "%.*s: %s", YG_FMT(file->path), file->damage);
    return yg_warnings_read_bytes(self, file->path, file->bytes, file->walked ? &ignored : err) ||
           file->walked;
}

bool yg_warnings_read(yg_warnings *w, const char *path, yg_error *err) {
    return yg_input_each(path, NULL, read_file, w, err);
}
