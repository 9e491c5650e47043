/* The one fuzz target of all intelligence readers, built once a reader with -DYG_READER="NAME".
 *
 * With clang -fsanitize=fuzzer it is a libFuzzer target; with replay.c a program that
 * `meson test` runs over seeds and repros. The records are checked by the recorder of the tests:
 * every byte of every string is touched and is UTF-8, identifiers have their form. */
#include <stdio.h>
#include <stdlib.h>

#include "recorder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    const yg_intel_reader *reader = yg_intel_reader_by_name(YG_STR(YG_READER));
    yg_str bytes = {(const char *)data, n};
    yg_recorder r = {.counts_only = true};
    yg_error err = {0};
    if (reader == NULL)
        abort();
    reader->probe(yg_str_sub(bytes, 0, 65536), YG_STR("fuzz.json"));
    bool done = yg_recorder_read(&r, reader, YG_STR("fuzz.json"), bytes, &err);
    if (r.broken != NULL || (!done && err.text[0] == '\0')) {
        fprintf(stderr, "broken: %s\n", r.broken != NULL ? r.broken : "fails without saying why");
        abort();
    }
    yg_recorder_free(&r);
    return 0;
}
