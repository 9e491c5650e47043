/* The registry of organisations at size: makes a group file of N organisations (each with names, a
 * domain, a network for some, and an owner; one in ten changed hands), imports it into a store in a
 * folder of its own, loads it back and asks for the ultimate parent of each.
 *   bench-registry 100000 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "know/import.h"
#include "know/registry.h"

static void make(yg_buf *text, size_t n) {
    yg_buf_addz(text, "yagura-group: 1\nsource: {name: bench}\norganisations:\n");
    for (size_t i = 0; i < n; i++) {
        yg_buf_addf(text,
                    "- {id: o%zu, names: {en: [Company %zu Ltd, C%zu], ja: 会社%zu}, country: JP, "
                    "domains: [o%zu.example]",
                    i, i, i, i, i);
        if (i % 4 == 0)
            yg_buf_addf(text, ", networks: [\"2001:db8:%zx:%zx::/64\"]", i >> 16, i & 0xFFFF);
        if (i > 0) {
            size_t parent = (i - 1) / 8;
            yg_buf_addz(text, ", parents: [");
            if (i % 10 == 0 && i > 20)
                yg_buf_addf(text, "{id: o%zu, relation: subsidiary-of, until: 2015}, ", parent / 2);
            yg_buf_addf(text, "{id: o%zu, relation: subsidiary-of, share: 75, since: 2016}]",
                        parent);
        }
        yg_buf_addz(text, "}\n");
    }
}

/* Processor time: other work on the machine does not count. */
static double since(clock_t start) {
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static bool run(yg_store *store, size_t n, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_group group = {0};
    yg_import_result result;
    make(&text, n);
    yg_import_memory file = {YG_STR("bench.yaml"), yg_buf_str(&text)};
    yg_import_options options = {.memory = &file, .memory_n = 1, .now_us = 1};
    clock_t start = clock();
    if (!yg_import(store, &options, &result, err))
        return false;
    printf("import    %zu organisations, %.1f MB: %.2f s (%llu records, %llu rejected)\n", n,
           (double)text.n / 1e6, since(start), (unsigned long long)result.records.taken,
           (unsigned long long)result.records.rejected);
    start = clock();
    if (!yg_registry_load(store, &arena, &group, err))
        return false;
    printf("load      %zu organisations, %zu edges: %.3f s\n", group.organisations.n, group.edges.n,
           since(start));
    start = clock();
    size_t sum = 0;
    for (size_t i = 0; i < group.organisations.n; i++)
        sum += yg_group_ultimate(&group, i, YG_TIME_NONE);
    printf("ultimate  of each: %.3f s (%zu)\n", since(start), sum);
    yg_group_free(&group);
    return true;
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/yagura-bench-XXXXXX", path[64];
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    yg_store *store = NULL;
    yg_error err = {0};
    uint64_t n = 100000;
    if ((argc > 1 && !yg_str_to_u64(yg_str_of(argv[1]), &n)) || mkdtemp(folder) == NULL)
        return 2;
    snprintf(path, sizeof path, "%s/b.db", folder);
    bool done = yg_store_open(path, YG_STORE_WRITE, &store, &err) && run(store, n, &err);
    if (!done)
        fprintf(stderr, "%s\n", err.text);
    yg_store_close(store);
    for (size_t i = 0; i < 4; i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    rmdir(folder);
    return done ? 0 : 1;
}
