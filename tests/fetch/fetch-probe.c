/* Drives yg_update for tests: fetch-probe CONFIG CACHE [--reimport-fails] [--store FILE] [NAME...]
 * prints one JSON line per import call, per feed and at the end. */
#include <stdio.h>
#include <stdlib.h>

#include "base/input.h"
#include "base/limits.h"
#include "base/time.h"
#include "fetch/update.h"
#include "text/json.h"

typedef struct {
    bool import_fails;
    uint64_t stop_at_bytes; /* 0: never */
    uint64_t calls;
} probe;

static void print_member(const char *key, yg_str text, const char *before) {
    YG_CLEANUP_BUF yg_buf json = {0};
    yg_json_add_string(&json, text);
    printf("%s\"%s\": %s", before, key, yg_buf_z(&json));
}

static bool import(void *self, const yg_feed *feed, const char *path, yg_error *err) {
    const probe *p = self;
    YG_CLEANUP_BUF yg_buf body = {0};
    if (!yg_input_read_file(path, YG_LIMIT_INPUT_BYTES, &body, err))
        return false;
    printf("{\"event\": \"import\"");
    print_member("name", yg_str_of(feed->name), ", ");
    print_member("path", yg_str_of(path), ", ");
    printf(", \"bytes\": %zu}\n", body.n);
    fflush(stdout);
    return !p->import_fails || yg_fail(err, YG_ERR_INPUT, "no record of this can be used");
}

static void row(void *self, const yg_update_row *r) {
    static const char *const statuses[] = {"fetched", "resumed", "unchanged", "failed"};
    const probe *p = self;
    printf("{\"event\": \"feed\"");
    print_member("name", yg_str_of(r->feed->name), ", ");
    print_member("status", yg_str_of(statuses[r->status]), ", ");
    print_member("sha256", yg_str_of(r->sha256), ", ");
    print_member("final_address", yg_str_of(r->final_address), ", ");
    printf(", \"bytes\": %llu, \"imported\": %s, \"seconds\": %.3f, \"progress_calls\": %llu",
           (unsigned long long)r->bytes, r->imported ? "true" : "false", r->seconds,
           (unsigned long long)p->calls);
    if (r->error != NULL) {
        print_member("error", yg_str_of(r->error->text), ", ");
        printf(", \"code\": %d", (int)r->error->code);
    }
    printf("}\n");
    fflush(stdout);
}

static bool progress(void *self, const yg_feed *feed, uint64_t done_bytes, uint64_t total_bytes) {
    probe *p = self;
    p->calls++;
    return p->stop_at_bytes == 0 || done_bytes < p->stop_at_bytes;
}

int main(int n, char **words) {
    YG_CLEANUP_CONFIG yg_config config = {0};
    yg_error err = {0};
    yg_update_totals totals = {0};
    probe p = {0};
    const char *names[16];
    yg_update_options options = {.config = &config,
                                 .names = names,
                                 .self = &p,
                                 .import = import,
                                 .row = row,
                                 .progress = progress};
    if (n < 3) {
        fprintf(stderr,
                "usage: fetch-probe CONFIG CACHE [--import-fails] [--stop-at=BYTES] [NAME...]\n");
        return 2;
    }
    options.folder = words[2];
    for (int i = 3; i < n && options.names_n < 16; i++) {
        yg_str word = yg_str_of(words[i]);
        if (yg_str_eqz(word, "--import-fails"))
            p.import_fails = true;
        else if (yg_str_starts(word, YG_STR("--stop-at=")))
            yg_str_to_u64(yg_str_from(word, 10), &p.stop_at_bytes);
        else
            names[options.names_n++] = words[i];
    }
    if (!yg_config_load(words[1], &config, &err) || !yg_update(&options, &totals, &err)) {
        fprintf(stderr, "fetch-probe: %s\n", err.text);
        return (int)err.code + 1;
    }
    printf("{\"event\": \"end\", \"fetched\": %zu, \"unchanged\": %zu, \"failed\": %zu, "
           "\"stopped\": %s, \"code\": %d}\n",
           totals.fetched, totals.unchanged, totals.failed, totals.stopped ? "true" : "false",
           (int)totals.code);
    return 0;
}
