/* The fuzz target of event/log_record.h: any bytes as the log of any form. Records and fields lie
 * inside of what they were read from, pieces that are cut where the form says give the records of
 * the whole, and roles, URLs and parties of any place hold. The first byte says how far the pieces
 * are apart. */
#include <stdint.h>
#include <stdio.h>

#include "base/hash.h"
#include "event/observed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    __builtin_trap();
}

static void check_observed(const yg_log_record *record) {
    yg_observation o = {0};
    yg_observe(record, &o);
    for (size_t i = 0; i < o.objects.n; i++)
        need(o.objects.at[i].n > 0 && o.objects.at[i].first + o.objects.at[i].n <= o.values.n,
             "an object without values");
    for (size_t i = 0; i < o.values.n; i++)
        need(o.values.at[i].path.n > 0 && o.values.at[i].kind >= YG_OBSERVED_STRING,
             "a value without a name");
    yg_observation_free(&o);
}

static void check_places(yg_log_record *record, yg_str bytes) {
    yg_log_url urls[YG_LOG_URLS];
    yg_log_party parties[YG_LOG_PARTIES];
    for (size_t start = 0; start < bytes.n; start += 1 + bytes.n / 16) {
        size_t end = start + 9 < bytes.n ? start + 9 : bytes.n;
        yg_log_role role = yg_log_record_role(record, bytes, start, end);
        need(yg_log_role_word(role)[0] != '\0', "a role without a word");
        const yg_log_field *field = yg_log_record_at(record, start, end);
        need(field == NULL || (field->start <= start && field->end >= end), "a field elsewhere");
        size_t found = yg_log_record_urls(record, start, end, urls);
        need(found <= YG_LOG_URLS, "too many URLs");
        for (size_t i = 0; i < found; i++)
            need(urls[i].host.n > 0 && urls[i].rest.n > 0 && urls[i].rest.p[0] == '/' &&
                     urls[i].port <= 65535,
                 "a URL that is none");
        found = yg_log_record_parties(record, start, end, parties);
        need(found <= YG_LOG_PARTIES, "too many parties");
        for (size_t i = 0; i < found; i++)
            need(parties[i].value.n > 0 && parties[i].value.n <= 253, "a party without a name");
    }
}

/* All records of the block; their digest. */
static uint64_t read_all(const yg_log_form *form, yg_str block, yg_log_record *record) {
    yg_log_walk walk = {0};
    uint64_t digest = 0;
    size_t last = SIZE_MAX;
    for (size_t at = 0; at < block.n; at++) {
        yg_str text = yg_log_walk_to(form, &walk, block, at);
        need(text.p >= block.p && text.p + text.n <= block.p + block.n, "a record elsewhere");
        size_t start = (size_t)(text.p - block.p);
        if (start == last)
            continue;
        last = start;
        yg_log_record_read(form, text, record);
        need(record->fields.n <= YG_LOG_FIELDS, "too many fields");
        for (size_t i = 0; i < record->fields.n; i++) {
            const yg_log_field *field = &record->fields.at[i];
            need(field->start <= field->end && field->end <= text.n, "a field outside");
            need(field->value.n <= field->end - field->start, "a value longer than it stands");
            digest = digest * 31 + yg_hash64(field->value) + yg_hash64(field->name);
        }
        check_observed(record);
        check_places(record, text);
    }
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 1 || n > 20000)
        return 0;
    yg_str text = {(const char *)data + 1, n - 1};
    yg_log_record record = {0};
    yg_log_form *form = yg_log_form_open(text);
    yg_log_form_before(form, INT64_C(1700000000000000));
    need(yg_log_form_word(form)[0] != '\0', "a form without a word");
    (void)read_all(form, text, &record);
    size_t piece = 16 + data[0];
    for (size_t at = 0, have = 0; at < text.n;) {
        have = have + piece < text.n ? have + piece : text.n;
        yg_str rest = yg_str_sub(text, at, have - at);
        size_t cut = yg_log_form_cut(form, rest);
        need(cut <= rest.n, "a cut behind the end");
        need(yg_log_cut_long(rest) <= rest.n && (rest.n == 0 || yg_log_cut_long(rest) > 0),
             "a cut that gets nowhere");
        cut = cut == 0 && have == text.n ? rest.n : cut;
        if (cut > 0)
            (void)read_all(form, yg_str_sub(rest, 0, cut), &record);
        at += cut;
    }
    yg_log_form_free(form);
    yg_log_record_free(&record);
    return 0;
}
