#include "fetch/config.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "text/nearest.h"
#include "text/yaml.h"

typedef struct {
    yg_config *config;
    const char *path;
    yg_error *err;
} reading;

/* One key of a map: what it holds and where it goes. */
typedef struct {
    const char *name;
    enum { TEXT, TRUTH, MEBIBYTES, SECONDS, OTHER } kind;
    size_t at;
} key;

static const key top_keys[] = {
    {"feeds", OTHER, 0},
    {"proxy", TEXT, offsetof(yg_config, proxy)},
    {"no_proxy", TEXT, offsetof(yg_config, no_proxy)},
    {"ca_file", TEXT, offsetof(yg_config, ca_file)},
    {"timeouts", OTHER, 0},
    {NULL},
};

static const key feed_keys[] = {
    {"name", TEXT, offsetof(yg_feed, name)},
    {"address", TEXT, offsetof(yg_feed, address)},
    {"format", TEXT, offsetof(yg_feed, format)},
    {"source", TEXT, offsetof(yg_feed, source)},
    {"licence", TEXT, offsetof(yg_feed, licence)},
    {"tlp", TEXT, offsetof(yg_feed, tlp)},
    {"sha256", TEXT, offsetof(yg_feed, sha256)},
    {"max_mib", MEBIBYTES, offsetof(yg_feed, max_bytes)},
    {"enabled", TRUTH, offsetof(yg_feed, enabled)},
    {"import", TRUTH, offsetof(yg_feed, import)},
    {"allow_private", TRUTH, offsetof(yg_feed, allow_private)},
    {NULL},
};

static const key time_keys[] = {
    {"connect", SECONDS, offsetof(yg_fetch_times, connect_us)},
    {"stall", SECONDS, offsetof(yg_fetch_times, stall_us)},
    {"total", SECONDS, offsetof(yg_fetch_times, total_us)},
    {"retry", SECONDS, offsetof(yg_fetch_times, retry_us)},
    {"retry_after", SECONDS, offsetof(yg_fetch_times, retry_after_us)},
    {NULL},
};

static bool fault(const reading *r, const yg_yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool fault(const reading *r, const yg_yaml_node *at, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf shown = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    yg_utf8_add_printable(&shown, yg_buf_str(&text), false);
    return yg_fail(r->err, YG_ERR_INPUT, "%s: line %zu, column %zu: %s", r->path, at->line,
                   at->column, yg_buf_z(&shown));
}

static bool take_text(const reading *r, const yg_yaml_node *node, const char **ret) {
    for (size_t i = 0; i < node->text.n; i++) {
        if ((unsigned char)node->text.p[i] < 0x20)
            return fault(r, node, "%.*s holds a control character", YG_FMT(node->key));
    }
    *ret = yg_arena_copy(&r->config->arena, node->text).p;
    return true;
}

static bool take_truth(const reading *r, const yg_yaml_node *node, bool *ret) {
    *ret = yg_str_eqz(node->text, "true") || yg_str_eqz(node->text, "yes");
    return *ret || yg_str_eqz(node->text, "false") || yg_str_eqz(node->text, "no") ||
           fault(r, node, "%.*s is neither true nor false", YG_FMT(node->key));
}

static bool take_mebibytes(const reading *r, const yg_yaml_node *node, uint64_t *ret) {
    uint64_t mib = 0;
    if (!yg_str_to_u64(node->text, &mib) || mib < 1 || mib > 1024 * 1024)
        return fault(r, node, "%.*s is not a whole number from 1 to 1048576", YG_FMT(node->key));
    *ret = mib << 20;
    return true;
}

static bool take_seconds(const reading *r, const yg_yaml_node *node, int64_t *ret) {
    double seconds = 0;
    if (!yg_str_to_double(node->text, &seconds) || !(seconds >= 0.001 && seconds <= 86400))
        return fault(r, node, "%.*s is not a number of seconds from 0.001 to 86400",
                     YG_FMT(node->key));
    *ret = (int64_t)(seconds * (double)YG_US_PER_S);
    return true;
}

static bool take_value(const reading *r, const key *k, const yg_yaml_node *node, void *into) {
    char *place = (char *)into + k->at;
    if (k->kind == OTHER)
        return true;
    if (node->kind != YG_YAML_SCALAR)
        return fault(r, node, "%s is a single value, not a list or a map", k->name);
    if (yg_yaml_is_null(node) && !node->quoted)
        return true; /* "sha256:" with nothing behind it: as if it were not there */
    switch (k->kind) {
    case TRUTH:
        return take_truth(r, node, (bool *)(void *)place);
    case MEBIBYTES:
        return take_mebibytes(r, node, (uint64_t *)(void *)place);
    case SECONDS:
        return take_seconds(r, node, (int64_t *)(void *)place);
    default:
        return take_text(r, node, (const char **)(void *)place);
    }
}

/* Takes every member of a map by the table; refuses keys that are not in it. */
static bool take_map(const reading *r, const yg_yaml_node *map, const key *keys, void *into) {
    if (map->kind != YG_YAML_MAP)
        return fault(r, map, "a map of keys and values is needed here");
    for (const yg_yaml_node *node = map->first; node != NULL; node = node->next) {
        yg_nearest nearest = {0};
        const key *k = keys;
        for (; k->name != NULL && !yg_str_eqz(node->key, k->name); k++)
            yg_nearest_offer(&nearest, node->key, yg_str_of(k->name));
        if (k->name != NULL && !take_value(r, k, node, into))
            return false;
        if (k->name == NULL && nearest.word.n > 0)
            return fault(r, node, "unknown key \"%.*s\"; did you mean \"%.*s\"?", YG_FMT(node->key),
                         YG_FMT(nearest.word));
        if (k->name == NULL)
            return fault(r, node, "unknown key \"%.*s\"", YG_FMT(node->key));
    }
    return true;
}

static bool check_digest(const reading *r, const yg_yaml_node *at, const yg_feed *feed) {
    /* The arena's copy is ours to change. */
    char *hex = (char *)(uintptr_t)feed->sha256;
    size_t n = strlen(hex);
    for (size_t i = 0; i < n; i++) {
        if (hex[i] >= 'A' && hex[i] <= 'F')
            hex[i] = (char)(hex[i] + 32);
        if (memchr("0123456789abcdef", hex[i], 16) == NULL)
            n = 0;
    }
    return n == 64 || *hex == '\0' || fault(r, at, "sha256 is not 64 hexadecimal digits");
}

static bool check_tlp(const reading *r, const yg_yaml_node *at, const char *tlp) {
    static const char *const words[] = {"clear", "green", "amber", "amber+strict", "red"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(tlp, words[i]) == 0)
            return true;
    }
    return *tlp == '\0' ||
           fault(r, at, "tlp is none of clear, green, amber, amber+strict, red (TLP 2.0)");
}

/* The node of a member, for its place in messages. */
static const yg_yaml_node *place(const yg_yaml_node *map, const char *name) {
    const yg_yaml_node *node = yg_yaml_get(map, name);
    return node != NULL ? node : map;
}

static bool check_feed(const reading *r, const yg_yaml_node *node, const yg_feed *feed) {
    const yg_config *config = r->config;
    yg_error why = {0};
    yg_target target;
    if (*feed->name == '\0')
        return fault(r, node, "the feed has no name");
    if (!yg_feed_name_ok(yg_str_of(feed->name)))
        return fault(r, place(node, "name"),
                     "a feed's name has at most 64 letters, digits, \".\", \"_\" and \"-\", and "
                     "starts with a letter or digit");
    for (size_t i = 0; i < config->feeds_n; i++) {
        if (yg_str_eq_nocase(yg_str_of(config->feeds[i].name), yg_str_of(feed->name)))
            return fault(r, place(node, "name"), "feed \"%s\" is there already", feed->name);
    }
    if (*feed->address == '\0')
        return fault(r, node, "feed \"%s\" has no address", feed->name);
    if (!yg_target_parse(feed->address, &target, &why))
        return fault(r, place(node, "address"), "%s", why.text);
    return check_digest(r, place(node, "sha256"), feed) &&
           check_tlp(r, place(node, "tlp"), feed->tlp);
}

static bool take_feeds(const reading *r, const yg_yaml_node *list) {
    yg_config *config = r->config;
    if (list->kind != YG_YAML_LIST)
        return yg_yaml_is_null(list) || fault(r, list, "feeds is a list, one \"- name:\" a feed");
    if (list->n > YG_LIMIT_FEEDS)
        return fault(r, list, "more than %d feeds", YG_LIMIT_FEEDS);
    config->feeds = yg_arena_alloc(&config->arena, list->n * sizeof *config->feeds + 1);
    for (const yg_yaml_node *node = list->first; node != NULL; node = node->next) {
        yg_feed feed = {"", "", "", "", "", "", "", .enabled = true, .import = true};
        if (!take_map(r, node, feed_keys, &feed) || !check_feed(r, node, &feed))
            return false;
        config->feeds[config->feeds_n++] = feed;
    }
    return true;
}

static bool take_file(const reading *r, const yg_yaml_node *root) {
    if (root == NULL || yg_yaml_is_null(root))
        return true;
    if (root->next != NULL)
        return fault(r, root->next, "a second document; one is expected");
    if (!take_map(r, root, top_keys, r->config))
        return false;
    const yg_yaml_node *feeds = yg_yaml_get(root, "feeds");
    const yg_yaml_node *times = yg_yaml_get(root, "timeouts");
    return (feeds == NULL || take_feeds(r, feeds)) &&
           (times == NULL || yg_yaml_is_null(times) ||
            take_map(r, times, time_keys, &r->config->times));
}

bool yg_config_parse(yg_str text, const char *path, yg_config *ret_config, yg_error *err) {
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    yg_config config = {.proxy = "", .no_proxy = "", .ca_file = ""};
    reading r = {.config = &config, .path = path, .err = err};
    if (text.n > YG_LIMIT_CONFIG_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "%s: larger than the limit of %u KiB", path,
                       YG_LIMIT_CONFIG_BYTES >> 10);
    if (!yg_yaml_parse(&yaml, text, err))
        return yg_fail_in(err, "%s", path);
    if (!take_file(&r, yaml.root)) {
        yg_config_free(&config);
        return false;
    }
    *ret_config = config;
    return true;
}

void yg_config_free(yg_config *config) {
    yg_arena_free(&config->arena);
    *config = (yg_config){0};
}

const yg_feed *yg_config_feed(const yg_config *config, yg_str name, yg_error *err) {
    yg_nearest nearest = {0};
    for (size_t i = 0; i < config->feeds_n; i++) {
        yg_str known = yg_str_of(config->feeds[i].name);
        if (yg_str_eq(known, name))
            return &config->feeds[i];
        yg_nearest_offer(&nearest, name, known);
    }
    if (nearest.word.n > 0)
        yg_fail(err, YG_ERR_USAGE, "no feed \"%.*s\" in the config file; did you mean \"%.*s\"?",
                YG_FMT(name), YG_FMT(nearest.word));
    else
        yg_fail(err, YG_ERR_USAGE, "no feed \"%.*s\" in the config file", YG_FMT(name));
    return NULL;
}
