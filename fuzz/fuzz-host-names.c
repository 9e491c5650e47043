/* The fuzz target of event/host_names.h: any bytes as any form. Names lie inside the input or are
 * what JSON makes of it, offsets inside the input, and a file that is cut where the reader says
 * gives the names of the whole. The first byte chooses the form, the second the column. */
#include <stdint.h>
#include <stdio.h>

#include "base/hash.h"
#include "event/host_names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

typedef struct {
    uint64_t names, digest, last;
    uint64_t from, to;
} seen;

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    __builtin_trap();
}

static void take(void *self, yg_str name, int64_t time_us, uint64_t offset) {
    seen *s = self;
    need(name.n > 0, "a name without letters");
    need(offset >= s->from && offset < s->to, "an offset outside of the input");
    s->digest = s->digest * 31 + yg_hash64(name) + offset + (uint64_t)time_us;
    s->names++;
    (void)time_us;
}

static void feed(yg_host_names *reader, yg_str bytes, uint64_t offset, seen *s) {
    size_t faults;
    s->from = offset;
    s->to = offset + bytes.n;
    yg_host_names_feed(reader, bytes, offset, take, s);
    const yg_fault *fault = yg_host_names_faults(reader, &faults);
    need(faults <= yg_host_names_rejected(reader), "more faults than rejected records");
    for (size_t i = 0; i < faults; i++)
        need(fault[i].reason != NULL && fault[i].offset_bytes <= s->to,
             "a fault that stands nowhere");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static const char *const formats[] = {"", "lines", "csv", "jsonl", "zeek"};
    static const char *const columns[] = {"", "1", "2", "a.b", "query"};
    yg_host_names_options options = {0};
    yg_host_names *reader = NULL;
    yg_error err = {0};
    seen whole = {0}, parts = {0};
    if (n < 2)
        return 0;
    options.format = yg_str_of(formats[data[0] % 5]);
    options.column = yg_str_of(columns[data[1] % 5]);
    yg_str text = {(const char *)data + 2, n - 2};
    if (!yg_host_names_open(&options, text, &reader, &err)) {
        need(err.text[0] != '\0', "fails without saying why");
        return 0;
    }
    feed(reader, text, 0, &whole);
    const char *form = yg_host_names_form(reader);
    uint64_t records = yg_host_names_records(reader);
    need(yg_host_names_rejected(reader) <= records, "more rejected than read");
    yg_host_names_restart(reader);
    for (size_t at = 0; at < text.n;) {
        yg_str rest = yg_str_from(text, at);
        size_t cut = yg_host_names_cut(reader, rest, at);
        need(cut <= rest.n, "a cut behind the end");
        cut = cut > 0 ? cut : rest.n;
        feed(reader, yg_str_sub(rest, 0, cut), at, &parts);
        at += cut;
    }
    /* A quote that never closes costs other rows when the table ends elsewhere. */
    if (strcmp(form, "csv") != 0) {
        need(whole.names == parts.names && whole.digest == parts.digest,
             "parts differ from the whole");
        need(yg_host_names_records(reader) == records, "parts have other records");
    }
    yg_host_names_close(reader);
    return 0;
}
