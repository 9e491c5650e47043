/* The JSON forms. Attack classes: those of intel/record_list.c and intel/leak_part.c; addresses of
 * leak sites stay in the original record. It does not: follow links, or read screenshots. */
#include "intel/leak_posts.h"

#include "intel/leak_part.h"
#include "intel/record_list.h"

static const char *const members[] = {"victims", "posts", "events", "data",
                                      "results", "items", "recent", NULL};

typedef struct {
    yg_record_list list;
    yg_leak_job own;
    yg_json_parser key_parser;
    yg_buf key;
} job;

typedef enum { NO_POSTS, RANSOMWATCH, RANSOMLOOK, RANSOMWARE_LIVE, EVENTS } form;

/* The members by which the first record shows whose it is. */
enum {
    VICTIM = 1 << 0,
    POST_TITLE = 1 << 1,
    TITLE = 1 << 2,
    GROUP = 1 << 3,
    GROUP_NAME = 1 << 4,
    SEEN = 1 << 5,
    ATTACKED = 1 << 6,
    PUBLISHED = 1 << 7,
    LOOK = 1 << 8,
    LIVE = 1 << 9,
    EVENT = 1 << 10,
};

static unsigned signs_of(yg_str first) {
    static const struct {
        const char *key;
        unsigned sign;
    } rows[] = {
        {"victim", VICTIM},   {"victim_name", VICTIM},  {"post_title", POST_TITLE},
        {"title", TITLE},     {"group", GROUP},         {"group_name", GROUP_NAME},
        {"discovered", SEEN}, {"attackdate", ATTACKED}, {"published", PUBLISHED},
        {"screen", LOOK},     {"magnet", LOOK},         {"link", LOOK},
        {"activity", LIVE},   {"claim_url", LIVE},      {"country", LIVE},
        {"domain", LIVE},     {"website", LIVE},        {"post_url", LIVE},
        {"duplicates", LIVE}, {"indicator", EVENT},     {"src_geo", EVENT},
        {"extrainfos", LIVE}, {"infostealer", LIVE},
    };
    const char *keys[sizeof rows / sizeof *rows];
    unsigned signs = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        keys[i] = rows[i].key;
    uint32_t found = yg_record_list_keys(first, keys, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        signs |= (found >> i & 1) != 0 ? rows[i].sign : 0;
    return signs;
}

/* The array under a key that is no list's name: RansomLook's object of groups. */
static bool is_by_key(yg_str head) {
    return yg_record_list_first(head, members, false).n == 0 ||
           signs_of(yg_record_list_first(head, members, false)) == 0;
}

static form form_of(yg_str head) {
    yg_str first = yg_record_list_first(head, members, true);
    unsigned s = signs_of(first);
    bool dated = (s & (SEEN | ATTACKED | PUBLISHED)) != 0;
    if ((s & EVENT) != 0)
        return yg_str_find(head, YG_STR("\"ransomware-victim\"")) != SIZE_MAX ? EVENTS : NO_POSTS;
    if (!dated || (s & (VICTIM | POST_TITLE | TITLE)) == 0)
        return NO_POSTS;
    if ((s & (GROUP | GROUP_NAME)) == 0)
        return (s & (POST_TITLE | TITLE)) != 0 && (s & SEEN) != 0 && is_by_key(head) ? RANSOMLOOK
                                                                                     : NO_POSTS;
    if ((s & LIVE) != 0 || (s & VICTIM) != 0)
        return RANSOMWARE_LIVE;
    return (s & LOOK) != 0 ? RANSOMLOOK : RANSOMWATCH;
}

int yg_leak_posts_probe(yg_str head, yg_str path) {
    (void)path;
    form kind = form_of(head);
    return kind != NO_POSTS ? 85 : yg_leak_table_probe(head);
}

static yg_source source_of(form kind) {
    yg_source look = {.name = YG_STR("RansomLook"),
                      .publisher = YG_STR("RansomLook"),
                      .address = YG_STR("https://www.ransomlook.io/"),
                      .tlp = YG_STR("clear")};
    yg_source watch = {.name = YG_STR("ransomwatch"),
                       .publisher = YG_STR("ransomwatch"),
                       .address = YG_STR("https://github.com/joshhighet/ransomwatch"),
                       .tlp = YG_STR("clear")};
    yg_source live = {.name = YG_STR("ransomware.live"),
                      .publisher = YG_STR("ransomware.live"),
                      .address = YG_STR("https://www.ransomware.live/"),
                      .tlp = YG_STR("clear")};
    return kind == RANSOMLOOK ? look : kind == RANSOMWATCH ? watch : live;
}

/* The first of keys (closed by NULL) that holds a text. */
static yg_str first_text(const yyjson_val *value, const char *const *keys) {
    for (; *keys != NULL; keys++) {
        yg_str text = yg_str_trim(yg_json_str(value, *keys));
        if (text.n > 0)
            return text;
    }
    return (yg_str){NULL, 0};
}

#define FIRST(value, ...) first_text(value, (const char *const[]){__VA_ARGS__, NULL})

static bool is_delisted(yyjson_val *value) {
    yg_str status = FIRST(value, "status", "listing", "state");
    return yg_json_true(value, "delisted") || yg_json_true(value, "removed") ||
           yg_str_eq_nocase(status, YG_STR("delisted")) ||
           yg_str_eq_nocase(status, YG_STR("removed")) ||
           yg_str_eq_nocase(status, YG_STR("deleted"));
}

static yg_leak_post post_of(job *j, const yg_list_record *record) {
    yyjson_val *value = record->value;
    yg_leak_post post = {
        .victim = FIRST(value, "victim", "post_title", "victim_name", "title", "name"),
        .group = FIRST(value, "group_name", "group", "ransomware_group", "gang"),
        .seen = FIRST(value, "discovered", "published", "published_at", "date"),
        .attacked = FIRST(value, "attackdate", "attack_date"),
        .country = FIRST(value, "country", "country_code"),
        .sector = FIRST(value, "activity", "sector", "industry"),
        .website = FIRST(value, "domain", "website"),
        .text = FIRST(value, "description", "summary"),
        .reference = FIRST(value, "permalink", "url"),
        .is_delisted = is_delisted(value),
        .raw = record->raw,
        .offset_bytes = record->offset_bytes,
    };
    const char *reason;
    size_t at;
    if (post.group.n == 0 && record->list_key.n > 0) {
        yg_buf_clear(&j->key);
        yg_buf_addf(&j->key, "\"%.*s\"", YG_FMT(record->list_key));
        yyjson_val *key = yg_json_parse(&j->key_parser, yg_buf_str(&j->key), &reason, &at);
        post.group = (yg_str){yyjson_get_str(key), yyjson_get_len(key)};
    }
    return post;
}

/* An event of a map of attacks: a post when its victim and actor have names. */
static yg_leak_post event_of(const yg_list_record *record) {
    yyjson_val *victim = yyjson_obj_get(record->value, "victim"),
               *actor = yyjson_obj_get(record->value, "actor");
    return (yg_leak_post){.victim = FIRST(victim, "name"),
                          .group = FIRST(actor, "name"),
                          .country = FIRST(victim, "country"),
                          .seen = FIRST(record->value, "ts"),
                          .raw = record->raw,
                          .offset_bytes = record->offset_bytes};
}

static bool read_record(void *self, const yg_list_record *record, yg_error *err) {
    job *j = self;
    const char *reason;
    bool event = yyjson_obj_get(record->value, "src_geo") != NULL ||
                 yyjson_obj_get(record->value, "indicator") != NULL;
    if (event && !yg_str_eqz(yg_json_str(record->value, "type"), "ransomware-victim"))
        return true;
    const yg_leak_post post = event ? event_of(record) : post_of(j, record);
    if (!yg_leak_put(&j->own, &post, &reason, err))
        return false;
    if (reason != NULL)
        yg_record_list_reject(&j->list, record, reason,
                              post.victim.n > 0 ? post.victim : post.group);
    return true;
}

bool yg_leak_posts_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    if (yg_leak_table_probe(yg_str_sub(input->bytes, 0, 65536)) > 0)
        return yg_leak_table_read(input, sink, err);
    form kind = form_of(yg_str_sub(input->bytes, 0, 65536));
    job j = {.own = {.sink = sink, .source = yg_intel_source(input, source_of(kind))}};
    j.list = (yg_record_list){.input = input,
                              .sink = sink,
                              .members = members,
                              .by_key = true,
                              .self = &j,
                              .visit = read_record};
    bool done = sink->source(sink->self, &j.own.source, err) && yg_record_list_read(&j.list, err);
    yg_leak_job_free(&j.own);
    yg_json_parser_free(&j.key_parser);
    yg_buf_free(&j.key);
    return done;
}
