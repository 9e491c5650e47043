/* Attack classes: [LINE-INJECTION] names are made one line; [LEAK-SITE-LINK] references lead to the
 * tracker's own pages only: leak sites are not all inside Tor. */
#include "intel/leak_part.h"

#include "base/hash.h"
#include "base/limits.h"
#include "intel/incident_put.h"
#include "intel/misp_kind.h"
#include "intel/victim.h"
#include "model/vocab.h"

bool yg_leak_is_unknown(yg_str label) {
    static const char *const words[] = {"not found", "unknown",       "n/a",       "na",
                                        "none",      "null",          "-",         "nan",
                                        "?",         "not available", "not known", ""};
    label = yg_str_trim(label);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eq_nocase(label, yg_str_of(words[i])))
            return true;
    }
    return false;
}

/* The day of "2024-05-01 12:13:14.123456" and its like; the zone is never said. */
static yg_str day_of(yg_str s) {
    yg_date date;
    s = yg_str_trim(s);
    if (s.n > 10 && (s.p[10] == ' ' || s.p[10] == 'T'))
        s = yg_str_sub(s, 0, 10);
    return yg_date_parse(s, &date) ? s : (yg_str){NULL, 0};
}

static bool is_tracker(yg_str address) {
    static const char *const hosts[] = {"ransomware.live", "ransomlook.io"};
    YG_CLEANUP_BUF yg_buf host = {0};
    if (address.n > 4 * YG_LIMIT_NAME_BYTES || !yg_misp_reference_is_fit(address) ||
        !yg_victim_domain_add(&host, address))
        return false;
    yg_str name = yg_buf_str(&host);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        yg_str end = yg_str_of(hosts[i]);
        if (yg_str_ends(name, end) && (name.n == end.n || name.p[name.n - end.n - 1] == '.'))
            return true;
    }
    return false;
}

static yg_country take_country(yg_leak_job *j, yg_str label) {
    label = yg_str_trim(label);
    /* NA is Namibia here: trackers leave the country out when they do not know it. */
    if (yg_leak_is_unknown(label) && !yg_str_eqz(label, "NA"))
        return 0;
    yg_country country = yg_country_from_code(label);
    if (country == 0)
        country = yg_country_from_name(label);
    if (country == 0)
        yg_victim_line_add(&j->country, label);
    return country;
}

static yg_sector take_sector(yg_leak_job *j, yg_str label) {
    if (yg_leak_is_unknown(label))
        return 0;
    yg_victim_line_add(&j->sector, label);
    return yg_sector_from_label(yg_buf_str(&j->sector));
}

/* The trackers' numbers come and go: the key is the day and a hash of what names the post. Equal
 * rows of a table without names are numbered. */
static void make_key(yg_leak_job *j, const yg_leak_post *post, yg_str day) {
    uint64_t content = yg_hash64(post->raw) | 1;
    bool is_new;
    yg_buf_clear(&j->name);
    yg_buf_add(&j->name, yg_buf_str(&j->post));
    if (j->is_counted)
        yg_buf_addf(&j->name, "%.*s\n%.*s\n%.*s", YG_FMT(post->group), YG_FMT(post->country),
                    YG_FMT(post->sector));
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%.*s-%016llx", YG_FMT(day),
                (unsigned long long)yg_hash64(yg_buf_str(&j->name)));
    uint64_t *place = yg_map_put(&j->keys, yg_buf_str(&j->key), &is_new);
    if (j->is_counted && ++*place > 1)
        yg_buf_addf(&j->key, "-%llu", (unsigned long long)*place);
    else if (!j->is_counted && is_new)
        *place = content;
    else if (!j->is_counted && *place != content)
        yg_buf_addf(&j->key, "-%016llx", (unsigned long long)content);
}

static const char *take_names(yg_leak_job *j, const yg_leak_post *post) {
    yg_buf *const all[] = {&j->victim, &j->group, &j->domain, &j->country, &j->sector, &j->post};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_clear(all[i]);
    if (!yg_victim_line_add(&j->group, post->group))
        return "no group that can be a name";
    if (!yg_victim_line_add(&j->victim, post->victim) && !j->is_counted)
        return "no victim that can be a name";
    if (j->victim.n > 0)
        yg_buf_addf(&j->post, "%.*s@%.*s", YG_FMT(yg_buf_str(&j->victim)),
                    YG_FMT(yg_buf_str(&j->group)));
    yg_victim_domain_add(&j->domain, post->website);
    return NULL;
}

bool yg_leak_put(yg_leak_job *j, const yg_leak_post *post, const char **ret_reason, yg_error *err) {
    yg_str day = day_of(post->seen), kind = YG_STR("reported");
    *ret_reason = take_names(j, post);
    if (*ret_reason != NULL)
        return true;
    if (day.n == 0) {
        day = day_of(post->attacked);
        kind = YG_STR("occurred");
    }
    yg_country country = take_country(j, post->country);
    yg_sector sector = take_sector(j, post->sector);
    make_key(j, post, day);
    yg_buf_clear(&j->name);
    if (j->victim.n == 0)
        yg_buf_addf(&j->name, "%.*s (%.*s)", YG_FMT(yg_buf_str(&j->group)), YG_FMT(day));
    const yg_incident_record record = {.source = &j->source,
                                       .media = YG_STR("leak-posts"),
                                       .raw = post->raw,
                                       .text = post->text,
                                       .name = yg_buf_str(&j->name),
                                       .offset_bytes = post->offset_bytes,
                                       .modified_us = YG_TIME_NONE};
    const yg_incident incident = {
        .key = yg_buf_str(&j->key),
        .date = day,
        .date_kind = day.n > 0 ? kind : (yg_str){NULL, 0},
        .victim = yg_buf_str(&j->victim),
        .sites = yg_country_alpha2(country),
        .site_labels = yg_buf_str(&j->country),
        .domain = yg_buf_str(&j->domain),
        .actors = yg_buf_str(&j->group),
        .posts = yg_buf_str(&j->post),
        .listing = post->is_delisted ? YG_STR("delisted") : YG_STR("listed"),
        .sector = sector != 0 ? (yg_str){&sector, 1} : (yg_str){NULL, 0},
        .sector_label = yg_buf_str(&j->sector),
        .types = YG_STR("ransomware extortion"),
        .asserted_by = yg_buf_str(&j->group),
        .references = is_tracker(post->reference) ? post->reference : (yg_str){NULL, 0},
        .known = YG_KNOWN_CLAIMED_BY_ATTACKER,
    };
    return yg_incident_put(j->sink, &record, &incident, err) != YG_PUT_FAILED;
}

void yg_leak_job_free(yg_leak_job *j) {
    yg_buf *const all[] = {&j->victim, &j->group, &j->domain, &j->country,
                           &j->sector, &j->post,  &j->key,    &j->name};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_free(all[i]);
    yg_map_free(&j->keys);
}
