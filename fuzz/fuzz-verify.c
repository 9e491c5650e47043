/* Fuzz target of what verify reads: reports of three forms, anybody's text, and the queries of
 * figures. A store with a few published counts lies beside, in a file that is deleted while open.
 * Built with -DYG_REPLAY it replays files, as fuzz-reader.c does. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store.h"
#include "tell/query.h"
#include "tell/text_check.h"
#include "tell/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void die(const char *what, const yg_error *err) {
    fprintf(stderr, "%s: %s\n", what, err->text);
    abort();
}

static void put_count(yg_sink *sink, const char *period, const char *category, uint64_t count,
                      uint64_t total) {
    yg_error err = {0};
    yg_statistic cell = {.series = YG_STR("npa"),
                         .asserted_by = YG_STR("National Police Agency"),
                         .geography = YG_STR("JP"),
                         .subject = YG_STR("ransomware"),
                         .period = yg_str_of(period),
                         .scheme = YG_STR("industry"),
                         .category = yg_str_of(category),
                         .count = count,
                         .total = total,
                         .has_total = true,
                         .unit = YG_STR("reports to the police")};
    if (!sink->statistic(sink->self, &cell, &err))
        die("statistic", &err);
}

static yg_store *make_store(void) {
    char path[] = "/tmp/yagura-fuzz-XXXXXX";
    int file = mkstemp(path);
    yg_store *store = NULL;
    yg_error err = {0};
    if (file < 0 || close(file) != 0 || unlink(path) != 0 ||
        !yg_store_open(path, YG_STORE_WRITE, &store, &err) || !yg_store_begin(store, &err))
        die(path, &err);
    yg_sink sink = yg_store_sink(store);
    yg_store_counts counts;
    yg_store_document(store, &(yg_document){.path = YG_STR("fuzz"), .reader = YG_STR("fuzz")});
    if (!sink.source(sink.self, &(yg_source){.name = YG_STR("fuzz")}, &err))
        die("source", &err);
    put_count(&sink, "2022-H1", "manufacturing", 37, 114);
    put_count(&sink, "2022-H1", "medical-welfare", 9, 114);
    put_count(&sink, "2022-H1", "total", 114, 114);
    put_count(&sink, "2021-H1", "total", 61, 61);
    if (!yg_store_document_end(store, true, &counts, &err) || !yg_store_commit(store, &err))
        die("commit", &err);
    unlink(path);
    return store;
}

static void read_query(yg_str text) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    YG_CLEANUP_BUF yg_buf one = {0};
    YG_CLEANUP_BUF yg_buf two = {0};
    yg_query query, again;
    yg_error err = {0};
    size_t at = 0;
    if (!yg_query_parse(&arena, text, &query, &at, &err)) {
        if (at > text.n || err.text[0] == '\0')
            abort();
        return;
    }
    yg_query_add(&one, &query);
    /* Encoding makes a text longer; what then passes the limit is refused. */
    if (one.n > YG_QUERY_BYTES)
        return;
    if (!yg_query_parse(&arena, yg_buf_str(&one), &again, NULL, &err))
        die("printed", &err);
    yg_query_add(&two, &again);
    if (!yg_str_eq(yg_buf_str(&one), yg_buf_str(&two)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static yg_store *store;
    yg_str bytes = {(const char *)data, n};
    YG_CLEANUP_VERIFICATION yg_verification v = {0};
    YG_CLEANUP_TEXT_CHECK yg_text_check check = {0};
    yg_error err = {0};
    if (store == NULL)
        store = make_store();
    read_query(bytes);
    if (!yg_verify_report(store, bytes, &v, &err) && err.text[0] == '\0')
        abort();
    if (!yg_text_check_run(store, bytes, &check, &err))
        die("text", &err);
    for (size_t i = 0; i < check.findings.n; i++)
        if (check.findings.at[i].line == 0 || check.findings.at[i].number.n == 0)
            abort();
    return 0;
}

#ifdef YG_REPLAY
#include <dirent.h>

#include "base/input.h"

int main(int argc, char **argv) {
    size_t n = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        struct dirent *entry;
        while (folder != NULL && (entry = readdir(folder)) != NULL) {
            YG_CLEANUP_BUF yg_buf path = {0};
            YG_CLEANUP_BUF yg_buf bytes = {0};
            yg_error err = {0};
            if (entry->d_name[0] == '.')
                continue;
            yg_buf_addf(&path, "%s/%s", argv[i], entry->d_name);
            if (!yg_input_read_file(yg_buf_z(&path), 64u << 20, &bytes, &err))
                die(yg_buf_z(&path), &err);
            fprintf(stderr, "%s\n", yg_buf_z(&path));
            LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
            n++;
        }
        if (folder != NULL)
            closedir(folder);
    }
    printf("verify: %zu inputs replayed\n", n);
    return n == 0;
}
#endif
