/* The trackers' lists of groups: names, other names and a description; the addresses of their sites
 * stay in the original record. docs/formats/leak-groups.md. Attack classes: those of
 * intel/record_list.c; [LEAK-SITE-LINK] a description that holds an address inside Tor is left out.
 */
#include "intel/leak_posts.h"
#include "intel/record_list.h"
#include "intel/victim.h"
#include "model/id.h"
#include "text/host.h"

static const char *const members[] = {"groups", "data", NULL};
enum { MOST_OTHER_NAMES = 100 };

typedef struct {
    yg_record_list list;
    yg_source source;
    yg_buf name, other, key;
} job;

int yg_leak_groups_probe(yg_str head, yg_str path) {
    static const char *const keys[] = {"name", "locations", "profile", "captcha", "parser", "meta"};
    (void)path;
    uint32_t found = yg_record_list_keys(yg_record_list_first(head, members, false), keys,
                                         sizeof keys / sizeof *keys);
    return (found & 3u) == 3u && (found & ~3u) != 0 ? 85 : 0;
}

/* ransomware.live keeps ransomwatch's members and adds its own. */
static bool has_own_members(yg_str head) {
    return yg_str_find(head, YG_STR("\"description\"")) != SIZE_MAX ||
           yg_str_find(head, YG_STR("\"altname\"")) != SIZE_MAX;
}

static bool put_other_names(job *j, yg_str names, yg_error *err) {
    yg_str one;
    for (int n = 0; n < MOST_OTHER_NAMES && names.n > 0 && yg_str_split(&names, ',', &one); n++) {
        yg_buf_clear(&j->other);
        if (!yg_victim_line_add(&j->other, one) ||
            yg_str_eq(yg_buf_str(&j->other), yg_buf_str(&j->name)))
            continue;
        const yg_name name = {.text = yg_buf_str(&j->other), .kind = YG_NAME_ALIAS};
        if (!j->list.sink->name(j->list.sink->self, &name, err))
            return false;
    }
    return true;
}

/* Does any word of the text lead to an onion service? */
static bool has_onion(yg_str text) {
    for (size_t start = 0, i = 0; i <= text.n; i++) {
        if (i < text.n && (unsigned char)text.p[i] > ' ')
            continue;
        if (i > start && yg_address_is_onion(yg_str_sub(text, start, i - start)))
            return true;
        start = i + 1;
    }
    return false;
}

static bool read_record(void *self, const yg_list_record *record, yg_error *err) {
    job *j = self;
    char id[YG_ID_BYTES];
    yg_buf_clear(&j->name);
    if (!yg_victim_line_add(&j->name, yg_json_str(record->value, "name"))) {
        yg_record_list_reject(&j->list, record, "no \"name\" that can be a name",
                              (yg_str){NULL, 0});
        return true;
    }
    yg_str text = yg_json_str(record->value, "description");
    if (has_onion(text))
        text = (yg_str){NULL, 0};
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%.*s|%.*s", YG_FMT(j->source.name), YG_FMT(yg_buf_str(&j->name)));
    const yg_object object = {.id = yg_id_make("intrusion-set", yg_buf_str(&j->key), id),
                              .type = YG_STR("intrusion-set"),
                              .entry = YG_STR("leak-group"),
                              .media = YG_STR("leak-groups"),
                              .name = yg_buf_str(&j->name),
                              .text = text,
                              .raw = record->raw,
                              .created_us = YG_TIME_NONE,
                              .modified_us = YG_TIME_NONE,
                              .offset_bytes = record->offset_bytes};
    yg_put put = j->list.sink->object(j->list.sink->self, &object, err);
    if (put != YG_PUT_TAKEN)
        return put != YG_PUT_FAILED;
    const yg_name name = {.text = yg_buf_str(&j->name), .kind = YG_NAME_PRIMARY};
    return j->list.sink->name(j->list.sink->self, &name, err) &&
           put_other_names(j, yg_json_str(record->value, "altname"), err);
}

bool yg_leak_groups_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    bool live = has_own_members(input->bytes);
    const yg_source source = {.name = live ? YG_STR("ransomware.live groups")
                                           : YG_STR("ransomwatch groups"),
                              .publisher = live ? YG_STR("ransomware.live") : YG_STR("ransomwatch"),
                              .address = live ? YG_STR("https://www.ransomware.live/")
                                              : YG_STR("https://github.com/joshhighet/ransomwatch"),
                              .tlp = YG_STR("clear")};
    job j = {.source = yg_intel_source(input, source)};
    j.list = (yg_record_list){
        .input = input, .sink = sink, .members = members, .self = &j, .visit = read_record};
    bool done = sink->source(sink->self, &j.source, err) && yg_record_list_read(&j.list, err);
    yg_buf_free(&j.name);
    yg_buf_free(&j.other);
    yg_buf_free(&j.key);
    return done;
}
