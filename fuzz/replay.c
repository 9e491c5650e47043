/* In the place of libFuzzer: runs a fuzz target over every file of the folders that it is given.
 * `meson test` so replays the seeds and all inputs that once broke something (fuzz/repro/NAME/)
 * with whatever compiler there is. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

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
    printf("%s: %zu inputs replayed\n", YG_TARGET, n);
    return n == 0;
}
