/* Indicators a second through a sink that keeps nothing: a million rows of a feed, a quarter each
 * of URLs, addresses with ports, hashes and names; beside it the CSV reader alone. */
#include <stdio.h>

#include "base/time.h"
#include "intel/reader.h"
#include "text/csv.h"

enum { ROWS = 1000000 };

static size_t indicators, rejects;

static bool source(void *self, const yg_source *s, yg_error *err) {
    return true;
}
static yg_put indicator(void *self, const yg_indicator *i, yg_error *err) {
    indicators++;
    return YG_PUT_TAKEN;
}
static void reject(void *self, const yg_fault *fault, yg_str detail) {
    rejects++;
}

static void add_row(yg_buf *text, unsigned i) {
    yg_buf_addz(text, "\"2024-01-02 03:04:05\",\"");
    if (i % 4 == 0)
        yg_buf_addf(text, "hxxp://host%u[.]example%u.com/path/%u\",\"url", i, i % 977, i);
    else if (i % 4 == 1)
        yg_buf_addf(text, "%u.%u.%u.%u:443\",\"ip:port", i % 223 + 1, i % 256, i / 256 % 256,
                    i % 251);
    else if (i % 4 == 2)
        yg_buf_addf(text, "%016x%016x%016x%016x\",\"sha256_hash", i, i * 7, i * 11, i * 13);
    else
        yg_buf_addf(text, "sub%u.evil%u.net\",\"domain", i, i % 1000);
    yg_buf_addf(text, "\",\"Emotet\",%u,\"exe,dropper\"\n", i % 100);
}

int main(void) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_CSV yg_csv csv;
    yg_error err = {0};
    yg_buf_addz(&text, "first_seen_utc,ioc_value,ioc_type,malware,confidence_level,tags\n");
    for (unsigned i = 0; i < ROWS; i++)
        add_row(&text, i);
    int64_t start_us = yg_time_mono_us();
    yg_csv_start(&csv, yg_buf_str(&text), (yg_csv_options){0});
    while (yg_csv_next(&csv) == YG_CSV_ROW)
        continue;
    int64_t csv_us = yg_time_mono_us() - start_us;
    yg_sink sink = {.source = source, .indicator = indicator, .reject = reject};
    yg_intel_input input = {.path = YG_STR("bench.csv"), .bytes = yg_buf_str(&text)};
    start_us = yg_time_mono_us();
    bool done = yg_intel_reader_by_name(YG_STR("indicators"))->read(&input, &sink, &err);
    int64_t read_us = yg_time_mono_us() - start_us;
    printf(
        "%zu indicators, %zu rejected, %.0f MB: %.3f s, %.0f MB/s, %.1f times the time of the CSV "
        "reader alone\n",
        indicators, rejects, (double)text.n / 1e6, (double)read_us / 1e6,
        (double)text.n / (double)read_us, (double)read_us / (double)(csv_us ? csv_us : 1));
    return done && indicators == ROWS ? 0 : 1;
}
