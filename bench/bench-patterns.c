/* STIX patterns over a log: MB of log a second by the index (match/pattern_index.c), beside trying
 * every pattern on every record, the same records and patterns, in one run.
 *
 *   bench-patterns LOG [PATTERNS [SECONDS]]
 *
 * Patterns are made from a seed: LIKE and MATCHES with made-up words over properties of network and
 * host logs, some of two comparisons, of which none or few are in the log; PATTERNS of them (5000).
 * SECONDS (2) are for the index; trying all gets as many records as take it as long. Both must meet
 * the same. Times are processor times of the one thread. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "event/observed.h"
#include "match/pattern.h"
#include "seeded.h"

enum { READ_BYTES = 1 << 20, BLOCK_BYTES = 512 << 10 };

static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static yg_str read_all(const char *path) {
    FILE *file = fopen(path, "r");
    yg_buf buf = {0};
    if (file == NULL)
        fprintf(stderr, "bench-patterns: no %s\n", path), exit(2);
    for (size_t n = 1; n > 0; buf.n += n) {
        yg_buf_reserve(&buf, READ_BYTES);
        n = fread(buf.p + buf.n, 1, READ_BYTES, file);
    }
    fclose(file);
    return yg_buf_str(&buf);
}

/* --- Patterns --- */

static void add_word(uint64_t *seed, yg_buf *buf) {
    static const char *const syllables[] = {"ka",  "lo",  "mi",  "ra",  "sec", "up", "date", "ver",
                                            "net", "srv", "tor", "zen", "qu",  "ix", "da",   "ph"};
    for (uint64_t n = 2 + seeded_below(seed, 3); n > 0; n--)
        yg_buf_addz(buf, syllables[seeded_below(seed, 16)]);
    yg_buf_addf(buf, "%u", (unsigned)seeded_below(seed, 100));
}

static void add_test(uint64_t *seed, yg_buf *buf) {
    YG_CLEANUP_BUF yg_buf a = {0}, b = {0};
    add_word(seed, &a);
    add_word(seed, &b);
    const char *x = yg_buf_z(&a), *y = yg_buf_z(&b);
    switch (seeded_below(seed, 8)) {
    case 0:
        yg_buf_addf(buf, "url:value LIKE 'http%%://%%.%s.example/%%/%s.php%%'", x, y);
        break;
    case 1:
        yg_buf_addf(buf, "url:value MATCHES '^https?://[^/]*%s\\\\.(com|net)/[a-z0-9]{4,}/%s'", x,
                    y);
        break;
    case 2:
        yg_buf_addf(buf, "domain-name:value LIKE '%%.%s-%s.com'", x, y);
        break;
    case 3:
        yg_buf_addf(
            buf, "domain-name:value MATCHES '(?i)(^|\\\\.)%s[0-9a-f]+\\\\.%s\\\\.(ru|top)$'", x, y);
        break;
    case 4:
        yg_buf_addf(buf, "process:command_line LIKE '%%%s%%-enc %%%s%%'", x, y);
        break;
    case 5:
        yg_buf_addf(buf, "process:command_line MATCHES '(?i)(%s|%s)\\\\.(exe|dll)\\\\s+/[a-z]'", x,
                    y);
        break;
    case 6:
        yg_buf_addf(buf,
                    "file:name LIKE '%s_%%.exe' AND file:parent_directory_ref.path LIKE '%%%s%%'",
                    x, y);
        break;
    default:
        yg_buf_addf(
            buf,
            "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' LIKE "
            "'%%%s/%%' AND network-traffic:dst_port IN (80, 8080, 443)",
            x);
    }
}

static yg_patterns *make_patterns(size_t n, bool is_indexed) {
    uint64_t seed = 11;
    yg_patterns *patterns = yg_patterns_make();
    for (size_t i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_stix_pattern tree = {0};
        yg_error err = {0};
        yg_buf_addc(&text, '[');
        add_test(&seed, &text);
        if (seeded_below(&seed, 4) == 0) {
            yg_buf_addz(&text, "] FOLLOWEDBY [");
            add_test(&seed, &text);
        }
        yg_buf_addc(&text, ']');
        if (!yg_stix_pattern_parse(&tree, yg_buf_str(&text), &err) ||
            !yg_patterns_add(patterns, &tree, &err))
            fprintf(stderr, "bench-patterns: %s: %s\n", yg_buf_z(&text), err.text), exit(2);
        yg_stix_pattern_free(&tree);
    }
    if (is_indexed)
        yg_patterns_index(patterns);
    return patterns;
}

/* --- Runs --- */

typedef struct {
    const yg_patterns *patterns;
    bool is_indexed;
    yg_pattern_scratch *scratch;
    const yg_log_form *form;
    yg_log_record record;
    yg_observation observation;
    uint64_t read, met, sum;
} runner;

static size_t past(yg_str text, size_t at) {
    while (at < text.n && (text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

/* As watch/log_scan_pattern.c does it. */
static void run(runner *r, yg_str block) {
    yg_log_walk walk = {0};
    size_t n = 0, signs_n = 0, at = past(block, 0);
    const yg_pattern_sign *signs =
        r->is_indexed ? yg_patterns_look(r->patterns, r->scratch, block, &signs_n) : NULL;
    for (;;) {
        if (r->is_indexed && !yg_patterns_ask_all(r->patterns))
            at = signs_n > 0 ? signs->at : block.n;
        if (at >= block.n)
            return;
        yg_str text = yg_log_walk_to(r->form, &walk, block, at);
        size_t end = text.p != NULL ? (size_t)(text.p - block.p) + text.n : at, here = 0;
        end = end > at ? end : at + 1;
        while (here < signs_n && signs[here].at < end)
            here++;
        yg_log_record_read(r->form, text, &r->record);
        yg_observe(&r->record, &r->observation);
        const uint32_t *met =
            r->is_indexed
                ? yg_patterns_test_signs(r->patterns, r->scratch, &r->observation, signs, here, &n)
                : yg_patterns_test(r->patterns, r->scratch, &r->observation, &n);
        r->read++;
        r->met += n;
        for (size_t i = 0; i < n; i++)
            r->sum = r->sum * 31 + met[i];
        signs = here > 0 ? signs + here : signs;
        signs_n -= here;
        at = past(block, end);
    }
}

static void run_all(runner *r, yg_str text) {
    r->read = r->met = r->sum = 0;
    while (text.n > 0) {
        yg_str block = yg_str_sub(text, 0, BLOCK_BYTES);
        const char *end = memrchr(block.p, '\n', block.n);
        block.n = end != NULL ? (size_t)(end - block.p) + 1 : block.n;
        run(r, block);
        text = yg_str_from(text, block.n);
    }
}

static void print_row(const char *name, const runner *r, yg_str text, double seconds) {
    printf("%-10s %9.3f MB/s of cpu over %8.1f MB, %llu records read, %llu met\n", name,
           (double)text.n / 1e6 / seconds, (double)text.n / 1e6, (unsigned long long)r->read,
           (unsigned long long)r->met);
}

/* The worst for the index: texts of two letters, all alike, over a log of the same. */
static void run_alike(void) {
    enum { PATTERNS = 60, TEXTS = 1000, LETTERS = 17 };
    YG_CLEANUP_BUF yg_buf log = {0};
    uint64_t seed = 17;
    yg_patterns *patterns = yg_patterns_make();
    for (int i = 0; i < PATTERNS; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_stix_pattern tree = {0};
        yg_buf_addz(&text, "[process:pid > 1 AND process:command_line IN (");
        for (int k = 0; k < TEXTS; k++) {
            yg_buf_addz(&text, k > 0 ? ",'" : "'");
            for (int c = 0; c < LETTERS; c++)
                yg_buf_addc(&text, "ab"[seeded_below(&seed, 2)]);
            yg_buf_addc(&text, '\'');
        }
        yg_buf_addz(&text, ")]");
        if (!yg_stix_pattern_parse(&tree, yg_buf_str(&text), NULL) ||
            !yg_patterns_add(patterns, &tree, NULL))
            exit(2);
        yg_stix_pattern_free(&tree);
    }
    yg_patterns_index(patterns);
    while (log.n < 250000) {
        yg_buf_addz(&log, "{\"EventID\":1,\"ProcessId\":7,\"CommandLine\":\"");
        for (int c = 0; c < LETTERS * 10; c++)
            yg_buf_addc(&log, "ab"[seeded_below(&seed, 2)]);
        yg_buf_addz(&log, "\"}\n");
    }
    yg_log_form *form = yg_log_form_open(yg_buf_str(&log));
    runner r = {.patterns = patterns, .is_indexed = true, .form = form};
    r.scratch = yg_pattern_scratch_make(patterns);
    double started = cpu_seconds();
    run_all(&r, yg_buf_str(&log));
    print_row("alike", &r, yg_buf_str(&log), cpu_seconds() - started);
    printf("           %zu of %d brackets crowded, %.1f texts compared for each byte\n",
           yg_patterns_crowded(patterns), PATTERNS,
           (double)yg_pattern_scratch_compared(r.scratch) / (double)log.n);
    yg_pattern_scratch_free(r.scratch);
    yg_log_record_free(&r.record);
    yg_observation_free(&r.observation);
    yg_log_form_free(form);
    yg_patterns_free(patterns);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "bench-patterns LOG [PATTERNS [SECONDS]]\n");
        return 2;
    }
    yg_str log = read_all(argv[1]), part = {log.p, 0};
    size_t n = argc > 2 ? (size_t)atoll(argv[2]) : 5000;
    double for_s = argc > 3 ? atof(argv[3]) : 2, best = 1e9, plain = 0, started = cpu_seconds();
    yg_log_form *form = yg_log_form_open(yg_str_sub(log, 0, YG_LOG_HEAD));
    yg_patterns *indexed = make_patterns(n, true);
    printf("%zu patterns, compiled and indexed in %.3f s; every record is read: %s\n", n,
           cpu_seconds() - started, yg_patterns_ask_all(indexed) ? "yes" : "no");
    run_alike();
    runner quick = {.patterns = indexed, .is_indexed = true, .form = form};
    quick.scratch = yg_pattern_scratch_make(indexed);
    for (double all = 0; all < for_s;) {
        started = cpu_seconds();
        run_all(&quick, log);
        double took = cpu_seconds() - started;
        best = took < best ? took : best;
        all += took;
    }
    print_row("index", &quick, log, best);
    runner slow = {.patterns = make_patterns(n, false), .form = form};
    slow.scratch = yg_pattern_scratch_make(slow.patterns);
    for (part.n = 1 << 14; plain < for_s / 2 && part.n < log.n; part.n *= 2) {
        const char *end = memrchr(log.p, '\n', part.n);
        part.n = end != NULL ? (size_t)(end - log.p) + 1 : part.n;
        started = cpu_seconds();
        run_all(&slow, part);
        plain = cpu_seconds() - started;
        if (plain >= for_s / 2)
            break;
    }
    part.n = part.n < log.n ? part.n : log.n;
    print_row("try all", &slow, part, plain);
    run_all(&quick, part);
    printf("the index is %.0f times as fast; over these %.1f MB both met %s\n",
           (double)log.n / best / ((double)part.n / plain), (double)part.n / 1e6,
           quick.met == slow.met && quick.sum == slow.sum ? "the same" : "NOT THE SAME");
    return quick.met == slow.met && quick.sum == slow.sum ? 0 : 1;
}
