/* Attack classes: those of intel/record_list.c; [LINE-INJECTION] what becomes one line of several
 * is made one line first; [LEAK-SITE-LINK] addresses inside Tor never become references. It does
 * not: follow links, or read what the publisher adds on stolen passwords ("infostealer", raw only).
 */
#include "intel/press.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "intel/incident_put.h"
#include "intel/misp_kind.h"
#include "intel/record_list.h"
#include "intel/victim.h"
#include "model/vocab.h"

enum { MOST_POSTS = 100 };

static const char *const members[] = {"results", "attacks", "data", NULL};

typedef struct {
    yg_record_list list;
    yg_source source;
    yg_buf victim, domain, country, posts, actors, key, text;
    yg_map keys; /* of the input so far: hash of the content */
} job;

int yg_press_probe(yg_str head, yg_str path) {
    static const char *const keys[] = {"victim", "date",    "url",        "domain",      "country",
                                       "title",  "summary", "ransomware", "infostealer", "added"};
    (void)path;
    yg_str first = yg_record_list_first(head, members, false);
    uint32_t found = yg_record_list_keys(first, keys, sizeof keys / sizeof *keys);
    if ((found & 7u) != 7u)
        return 0;
    return (found & 0x1E0u) != 0 ? 90 : 0;
}

/* Adds text as one more line, unless it is there already. */
static void add_line(yg_buf *lines, yg_str text) {
    YG_CLEANUP_BUF yg_buf line = {0};
    yg_str rest = yg_buf_str(lines), one;
    if (!yg_victim_line_add(&line, text))
        return;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (yg_str_eq(one, yg_buf_str(&line)))
            return;
    }
    if (lines->n > 0)
        yg_buf_addc(lines, '\n');
    yg_buf_add(lines, yg_buf_str(&line));
}

/* A joined post: {"group", "permalink"}, or the permalink alone. */
static void take_post(job *j, yyjson_val *post) {
    YG_CLEANUP_BUF yg_buf joined = {0};
    yg_str permalink = yyjson_is_str(post) ? (yg_str){yyjson_get_str(post), yyjson_get_len(post)}
                                           : yg_json_str(post, "permalink");
    yg_str group = yyjson_is_obj(post) ? yg_json_str(post, "group") : (yg_str){NULL, 0};
    if (yg_victim_post_add(&joined, permalink)) {
        add_line(&j->posts, yg_buf_str(&joined));
        if (yg_str_trim(group).n == 0)
            group = yg_victim_post_group(yg_buf_str(&joined));
    }
    add_line(&j->actors, group);
}

static void take_posts(job *j, yyjson_val *ransomware) {
    yyjson_val *post;
    size_t i, max;
    if (!yyjson_is_arr(ransomware)) {
        take_post(j, ransomware);
        return;
    }
    yyjson_arr_foreach(ransomware, i, max, post) {
        if (i < MOST_POSTS)
            take_post(j, post);
    }
}

/* The publisher gives no number. The day and a hash of what says which report it is stay the same
 * when the rest of the record is filled in later. A second report with the same key and other
 * content has a hash of its content behind it. */
static void make_key(job *j, const yyjson_val *value, yg_str day, yg_str raw) {
    uint64_t content = yg_hash64(raw) | 1;
    bool is_new;
    yg_buf_clear(&j->text);
    yg_buf_add(&j->text, yg_buf_str(&j->victim));
    yg_buf_addc(&j->text, '\n');
    yg_buf_add(&j->text, yg_json_str(value, "url"));
    yg_buf_addc(&j->text, '\n');
    yg_buf_add(&j->text, yg_buf_str(&j->domain));
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%.*s-%016llx", YG_FMT(day),
                (unsigned long long)yg_hash64(yg_buf_str(&j->text)));
    uint64_t *first = yg_map_put(&j->keys, yg_buf_str(&j->key), &is_new);
    if (is_new)
        *first = content;
    else if (*first != content)
        yg_buf_addf(&j->key, "-%016llx", (unsigned long long)content);
}

static void make_text(job *j, const yyjson_val *value) {
    yg_str title = yg_json_str(value, "title");
    yg_buf_clear(&j->text);
    yg_buf_add(&j->text, title);
    yg_buf_addz(&j->text, title.n > 0 ? "\n" : "");
    yg_buf_add(&j->text, yg_json_str(value, "summary"));
}

static yg_country take_country(job *j, yg_str label) {
    yg_country country = yg_country_from_code(yg_str_trim(label));
    if (country == 0)
        country = yg_country_from_name(yg_str_trim(label));
    if (country == 0)
        yg_victim_line_add(&j->country, label);
    return country;
}

static void clear(job *j) {
    yg_buf *const all[] = {&j->victim, &j->domain, &j->country, &j->posts, &j->actors};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_clear(all[i]);
}

static bool read_record(void *self, const yg_list_record *record, yg_error *err) {
    job *j = self;
    yyjson_val *value = record->value;
    yg_date date = {0};
    clear(j);
    if (!yg_victim_line_add(&j->victim, yg_json_str(value, "victim"))) {
        yg_record_list_reject(&j->list, record, "no \"victim\" that can be a name",
                              yg_json_str(value, "title"));
        return true;
    }
    yg_str day = yg_str_trim(yg_json_str(value, "date"));
    if (!yg_date_parse(day, &date))
        day = (yg_str){NULL, 0};
    yg_str url = yg_str_trim(yg_json_str(value, "url"));
    if (!yg_misp_reference_is_fit(url) || url.n > 4 * YG_LIMIT_NAME_BYTES)
        url = (yg_str){NULL, 0};
    yg_victim_domain_add(&j->domain, yg_json_str(value, "domain"));
    take_posts(j, yyjson_obj_get(value, "ransomware"));
    yg_country country = take_country(j, yg_json_str(value, "country"));
    make_key(j, value, day, record->raw);
    make_text(j, value);
    const yg_incident_record own = {.source = &j->source,
                                    .media = YG_STR("ransomware-live-press"),
                                    .raw = record->raw,
                                    .text = yg_buf_str(&j->text),
                                    .offset_bytes = record->offset_bytes,
                                    .modified_us = YG_TIME_NONE};
    const yg_incident incident = {
        .key = yg_buf_str(&j->key),
        .date = day,
        .date_kind = YG_STR("reported"),
        .victim = yg_buf_str(&j->victim),
        .sites = yg_country_alpha2(country),
        .site_labels = yg_buf_str(&j->country),
        .domain = yg_buf_str(&j->domain),
        .actors = yg_buf_str(&j->actors),
        .posts = yg_buf_str(&j->posts),
        .types = j->actors.n > 0 ? YG_STR("ransomware") : (yg_str){NULL, 0},
        .references = url,
        .known = YG_KNOWN_REPORTED,
    };
    return yg_incident_put(j->list.sink, &own, &incident, err) != YG_PUT_FAILED;
}

bool yg_press_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.source = {.name = YG_STR("ransomware.live press"),
                        .publisher = YG_STR("ransomware.live"),
                        .address = YG_STR("https://www.ransomware.live/"),
                        .tlp = YG_STR("clear")}};
    j.source = yg_intel_source(input, j.source);
    j.list = (yg_record_list){
        .input = input, .sink = sink, .members = members, .self = &j, .visit = read_record};
    bool done = sink->source(sink->self, &j.source, err) && yg_record_list_read(&j.list, err);
    yg_buf *const all[] = {&j.victim, &j.domain, &j.country, &j.posts, &j.actors, &j.key, &j.text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_free(all[i]);
    yg_map_free(&j.keys);
    return done;
}
