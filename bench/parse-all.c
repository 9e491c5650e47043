/* The reference for `scan`: every record is parsed (yyjson), every string asked for in a hash
 * table. What a tool that knows fields does at least; it sees no sub-domains, no networks, no URLs
 * in pieces.
 *
 * parse-all INDICATORS.tsv LOG.json: "hits N, seconds S" (from memory, one thread, best of three)
 */
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <yyjson.h>

#include "base/input.h"
#include "base/time.h"

typedef struct {
    uint64_t *keys; /* 0: free */
    size_t mask;
} set;

static uint64_t key_of(yg_str s) {
    uint64_t key = XXH3_64bits(s.p, s.n);
    return key != 0 ? key : 1;
}

static set read_set(yg_str text) {
    size_t lines = 1, cap = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    while (cap < lines * 2)
        cap *= 2;
    set s = {yg_alloc(cap, sizeof *s.keys), cap - 1};
    yg_str line;
    while (text.n > 0 && yg_str_split(&text, '\n', &line)) {
        uint64_t key = key_of(yg_str_from(line, yg_str_chr(line, '\t') + 1));
        size_t at = key & s.mask;
        while (s.keys[at] != 0)
            at = (at + 1) & s.mask;
        s.keys[at] = key;
    }
    return s;
}

static bool has(const set *s, yg_str value) {
    uint64_t key = key_of(value);
    for (size_t at = key & s->mask; s->keys[at] != 0; at = (at + 1) & s->mask) {
        if (s->keys[at] == key)
            return true;
    }
    return false;
}

static size_t ask(const set *s, yyjson_val *value) {
    size_t hits = 0, i, n;
    yyjson_val *key, *one;
    if (yyjson_is_str(value))
        return has(s, (yg_str){yyjson_get_str(value), yyjson_get_len(value)});
    if (yyjson_is_obj(value)) {
        yyjson_obj_foreach(value, i, n, key, one) hits += ask(s, one);
    } else if (yyjson_is_arr(value)) {
        yyjson_arr_foreach(value, i, n, one) hits += ask(s, one);
    }
    return hits;
}

static size_t run(const set *s, yg_str log, char *pool, size_t pool_bytes) {
    size_t hits = 0;
    yg_str line;
    while (log.n > 0 && yg_str_split(&log, '\n', &line)) {
        yyjson_alc alc;
        yyjson_alc_pool_init(&alc, pool, pool_bytes);
        yyjson_doc *doc =
            yyjson_read_opts((char *)(uintptr_t)line.p, line.n, YYJSON_READ_NOFLAG, &alc, NULL);
        if (doc != NULL)
            hits += ask(s, yyjson_doc_get_root(doc));
    }
    return hits;
}

int main(int argc, char **argv) {
    yg_buf indicators = {0}, log = {0};
    yg_error err = {0};
    if (argc != 3 || !yg_input_read_file(argv[1], UINT64_C(1) << 33, &indicators, &err) ||
        !yg_input_read_file(argv[2], UINT64_C(1) << 33, &log, &err)) {
        fprintf(stderr, "parse-all INDICATORS.tsv LOG.json: %s\n", err.text);
        return 2;
    }
    set s = read_set(yg_buf_str(&indicators));
    char *large = yg_alloc_table(log.n, 1); /* in large pages, as bench-scan has it */
    memcpy(large, log.p, log.n);
    static char pool[1 << 20];
    int64_t best = INT64_MAX;
    size_t hits = 0;
    for (int i = 0; i < 3; i++) {
        int64_t began = yg_time_mono_us();
        hits = run(&s, (yg_str){large, log.n}, pool, sizeof pool);
        int64_t took = yg_time_mono_us() - began;
        best = took < best ? took : best;
    }
    printf("hits %zu, seconds %.4f\n", hits, (double)best / 1e6);
    free(s.keys);
    yg_buf_free(&indicators);
    yg_buf_free(&log);
    free(large);
    return 0;
}
