/* The one fuzz target of all intelligence readers, built once a reader with -DYG_READER="NAME".
 *
 * With clang -fsanitize=fuzzer it is a libFuzzer target. Built with -DYG_REPLAY it is a program
 * that runs every file of the folders that it is given, and `meson test` replays the seeds and all
 * inputs that once broke something (fuzz/repro/NAME/) with whatever compiler there is. The records
 * are checked by the recorder of the tests: every byte of every string is touched and is UTF-8,
 * identifiers have their form. */
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

#ifdef YG_REPLAY
#include <dirent.h>

#include "base/input.h"

static size_t replay_file(const char *path) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err;
    if (!yg_input_read_file(path, 64u << 20, &bytes, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        exit(1);
    }
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
    return 1;
}

/* A folder that is not there has nothing to replay. */
static size_t replay_folder(const char *path) {
    size_t n = 0;
    DIR *folder = opendir(path);
    struct dirent *entry;
    if (folder == NULL)
        return 0;
    while ((entry = readdir(folder)) != NULL) {
        YG_CLEANUP_BUF yg_buf file = {0};
        if (entry->d_name[0] == '.')
            continue;
        yg_buf_addf(&file, "%s/%s", path, entry->d_name);
        n += replay_file(yg_buf_z(&file));
    }
    closedir(folder);
    return n;
}

int main(int argc, char **argv) {
    size_t n = 0;
    for (int i = 1; i < argc; i++)
        n += replay_folder(argv[i]);
    printf("%s: %zu inputs replayed\n", YG_READER, n);
    return n == 0;
}
#endif
