/* STIX patterns over many files: what is stopped anywhere and resumed tells what one scan tells;
 * matches of one machine; what could not be done is said of its pattern. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/vec.h"
#include "seeded.h"
#include "watch/log_scan.h"

enum { FILES = 24, HOSTS = 3 };

typedef struct {
    char folder[64], paths[FILES][96], state[96];
    YG_VEC(char *) told;
    size_t stop_after;
    atomic_bool stop;
    yg_log_pattern_loss loss;
    size_t incomplete;
} fixture;

static void write_file(const char *path, yg_str text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    fclose(file);
}

static yg_watchlist *open_list(const fixture *f, const char *const *patterns, size_t n) {
    YG_CLEANUP_BUF yg_buf text = {0};
    char path[96];
    yg_watchlist *list = NULL;
    yg_error err = {0};
    yg_buf_addz(&text,
                "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\","
                "\"objects\":[");
    for (size_t i = 0; i < n; i++)
        yg_buf_addf(&text,
                    "%s{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":"
                    "\"indicator--00000000-0000-4000-8000-%012zu\",\"created\":"
                    "\"2020-01-01T00:00:00Z\",\"modified\":\"2020-01-01T00:00:00Z\","
                    "\"valid_from\":\"2020-01-01T00:00:00Z\",\"pattern_type\":\"stix\","
                    "\"pattern\":\"%s\"}",
                    i > 0 ? "," : "", i, patterns[i]);
    yg_buf_addz(&text, "]}");
    snprintf(path, sizeof path, "%s/patterns.json", f->folder);
    write_file(path, yg_buf_str(&text));
    const char *files[] = {path};
    yg_watchlist_options options = {.files = files, .files_n = 1};
    if (!yg_watchlist_open(&options, &list, &err))
        fail_msg("%s", err.text);
    assert_int_equal(yg_watchlist_count(list).patterns, n);
    return list;
}

static int start(void **state) {
    fixture *f = calloc(1, sizeof *f);
    snprintf(f->folder, sizeof f->folder, "/tmp/yg-scan-patterns-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->state, sizeof f->state, "%s/state", f->folder);
    *state = f;
    return 0;
}

static void clear(fixture *f) {
    for (size_t i = 0; i < f->told.n; i++)
        free(f->told.at[i]);
    f->told.n = f->stop_after = f->incomplete = 0;
    f->loss = (yg_log_pattern_loss){0};
    atomic_store(&f->stop, false);
}

static int end(void **state) {
    fixture *f = *state;
    char command[128];
    clear(f);
    yg_vec_free(&f->told);
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static bool take(void *self, const yg_sighting *s, yg_error *err) {
    fixture *f = self;
    char line[512];
    (void)err;
    snprintf(line, sizeof line, "%.*s:%llu %.*s %.*s", YG_FMT(s->file), (unsigned long long)s->line,
             YG_FMT(s->machine), YG_FMT(yg_str_sub(s->indicator, 0, 300)));
    yg_vec_push(&f->told, strdup(line));
    if (f->stop_after > 0 && f->told.n >= f->stop_after)
        atomic_store(&f->stop, true);
    return true;
}

static void on_incomplete(void *self, yg_str pattern, const yg_log_pattern_loss *loss) {
    fixture *f = self;
    assert_true(pattern.n > 0);
    f->incomplete++;
    f->loss.comparisons += loss->comparisons;
    f->loss.searches += loss->searches;
    f->loss.forgotten += loss->forgotten;
}

typedef struct {
    const yg_watchlist *list;
    unsigned threads;
    bool same_host;
    const char *resume;
    yg_buf *ret_resume;
} with;

static yg_log_scan_counts scan(fixture *f, const with *w, size_t files) {
    const char *paths[FILES];
    yg_log_scan_counts counts;
    yg_error err = {0};
    for (size_t i = 0; i < files; i++)
        paths[i] = f->paths[i];
    yg_log_scan_options options = {.watchlist = w->list,
                                   .threads = w->threads,
                                   .all = true,
                                   .same_host = w->same_host,
                                   .resume = w->resume,
                                   .state_folder = f->state,
                                   .stop = &f->stop,
                                   .self = f,
                                   .take = take,
                                   .incomplete = on_incomplete};
    if (!yg_log_scan_run(&options, paths, files, &counts, w->ret_resume, &err))
        fail_msg("%s", err.text);
    return counts;
}

/* Records of a few machines, in files of one machine or of all, in the order of time or in none. */
static void make_logs(fixture *f, bool in_order) {
    uint64_t seed = 3;
    int at = 0;
    for (int i = 0; i < FILES; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        /* One is longer than a piece, so that it can be cut within. */
        for (int n = i == FILES / 2 ? 9000 : 40; n > 0; n--) {
            int host = i % 2 ? i % HOSTS : (int)seeded_below(&seed, HOSTS);
            bool plain = i == FILES / 2 && n % 90 != 0;
            yg_buf_addf(&text,
                        "{\"ts\":%d.5,\"uid\":\"C%d\",\"id.orig_h\":\"192.0.2.%d\",\"id.resp_h\":"
                        "\"198.51.100.%d\",\"id.resp_p\":%d,\"query\":\"%c.%s.example\",\"pad\":"
                        "\"%0100d\"}\n",
                        1700000000 + (in_order ? at++ / 3 : (int)seeded_below(&seed, 4000)), n,
                        host + 1, (int)seeded_below(&seed, 200),
                        (int)seeded_below(&seed, 5) * 1000 + 1080, "abcd"[seeded_below(&seed, 4)],
                        plain ? "quiet" : "watched", n);
        }
        snprintf(f->paths[i], sizeof f->paths[i], "%s/%02d.log", f->folder, i);
        write_file(f->paths[i], yg_buf_str(&text));
    }
}

#define ASKED(letter) "[domain-name:value LIKE '" letter ".watched.%']"
static const char *const over_time[] = {
    "[domain-name:value LIKE 'b.watched.%' AND domain-name:value != 'x']", /* told at once */
    ASKED("a") " FOLLOWEDBY " ASKED("b"),
    "(" ASKED("a") " FOLLOWEDBY " ASKED("c") ") WITHIN 60 SECONDS",
    "(" ASKED("a") " AND " ASKED("b") " AND " ASKED("d") ") WITHIN 20 SECONDS",
    "(" ASKED("d") " REPEATS 12 TIMES) WITHIN 900 SECONDS",
    ASKED("c") " REPEATS 5 TIMES",
    "([domain-name:value LIKE '%.watched.example'] FOLLOWEDBY [network-traffic:dst_port = 4080 AND "
    "network-traffic:dst_ref.value LIKE '198.51.100.1_']) WITHIN 30 SECONDS",
};
enum { OVER_TIME = sizeof over_time / sizeof *over_time };

static void move(fixture *f, char **to, size_t *n) {
    for (size_t i = 0; i < f->told.n; i++)
        to[(*n)++] = f->told.at[i];
    f->told.n = 0;
    clear(f);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whichever file is read first, and by however many threads. */
static void run__files_in_any_order__the_same_matches(void **state) {
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
    fixture *f = *state;
    make_logs(f, false);
    yg_watchlist *list = open_list(f, over_time, OVER_TIME);
    char *first[20000], paths[4][96];
    size_t first_n = 0;
    for (int k = 0; k < 4; k++)
        memcpy(paths[k], f->paths[k + FILES / 2 - 2], sizeof paths[k]);
    for (size_t i = 0; i < 8; i++) {
        with w = {.list = list, .threads = i % 2 ? 3 : 1, .same_host = i >= 6};
        for (int k = 0; k < 4; k++)
            memcpy(f->paths[k], paths[orders[i % 4][k]], sizeof paths[k]);
        scan(f, &w, 4);
        qsort(f->told.at, f->told.n, sizeof *f->told.at, by_text);
        assert_true(f->told.n > 20);
        if (i == 0 || i == 6) {
            for (size_t k = 0; k < first_n; k++)
                free(first[k]);
            first_n = 0;
            move(f, first, &first_n);
            continue;
        }
        assert_int_equal(f->told.n, first_n);
        for (size_t k = 0; k < first_n; k++)
            assert_string_equal(f->told.at[k], first[k]);
        clear(f);
    }
    for (size_t k = 0; k < first_n; k++)
        free(first[k]);
    yg_watchlist_free(list);
}

/* Stopped after every so many sightings, again and again to the end. */
static void run__stopped_again_and_again__as_in_one_scan(void **state) {
    fixture *f = *state;
    make_logs(f, true);
    yg_watchlist *list = open_list(f, over_time, OVER_TIME);
    for (unsigned round = 0; round < 8; round++) {
        with w = {.list = list, .threads = 1 + round % 3, .same_host = round >= 4};
        char *one[20000], *parts[20000];
        size_t one_n = 0, parts_n = 0, stops = 0;
        YG_CLEANUP_BUF yg_buf word = {0}, next = {0};
        scan(f, &w, FILES);
        move(f, one, &one_n);
        assert_true(one_n > 200 && one_n < 20000);
        do {
            f->stop_after = round % 4 == 0 ? 1 : round % 4 * 7;
            w.resume = word.n > 0 ? yg_buf_z(&word) : NULL;
            w.ret_resume = &next;
            yg_buf_clear(&next);
            yg_log_scan_counts counts = scan(f, &w, FILES);
            assert_false(counts.state_lost || counts.state_unkept);
            move(f, parts, &parts_n);
            yg_buf_clear(&word);
            yg_buf_add(&word, yg_buf_str(&next));
            stops += word.n > 0;
        } while (word.n > 0);
        assert_int_equal(parts_n, one_n);
        qsort(one, one_n, sizeof *one, by_text); /* those over time come last in each scan */
        qsort(parts, parts_n, sizeof *parts, by_text);
        for (size_t i = 0; i < one_n; i++) {
            assert_string_equal(parts[i], one[i]);
            free(parts[i]);
            free(one[i]);
        }
        assert_true(stops > (w.threads == 1 ? 5 : 2));
    }
    yg_watchlist_free(list);
}

/* Without its file, or with a damaged one, the scan goes on, and says so. */
static void run__state_damaged__said(void **state) {
    fixture *f = *state;
    make_logs(f, true);
    yg_watchlist *list = open_list(f, over_time, OVER_TIME);
    YG_CLEANUP_BUF yg_buf word = {0};
    with w = {.list = list, .threads = 1, .ret_resume = &word};
    char path[400] = "", command[500];
    f->stop_after = 40;
    scan(f, &w, FILES);
    clear(f);
    assert_true(word.n > 0);
    DIR *folder = opendir(f->state);
    for (struct dirent *e; (e = readdir(folder)) != NULL;) {
        if (strncmp(e->d_name, "resume-", 7) == 0)
            snprintf(path, sizeof path, "%s/%s", f->state, e->d_name);
    }
    closedir(folder);
    assert_true(path[0] != '\0');
    w.resume = yg_buf_z(&word);
    w.ret_resume = NULL;
    assert_false(scan(f, &w, FILES).state_lost);
    clear(f);
    snprintf(command, sizeof command, "printf x | dd of=%s bs=1 seek=200 conv=notrunc 2>/dev/null",
             path);
    assert_int_equal(system(command), 0);
    assert_true(scan(f, &w, FILES).state_lost);
    assert_true(f->told.n > 100);
    clear(f);
    assert_int_equal(truncate(path, 100), 0);
    assert_true(scan(f, &w, FILES).state_lost);
    clear(f);
    unlink(path);
    assert_true(scan(f, &w, FILES).state_lost);
    clear(f);
    yg_watchlist_free(list);
}

static void run__same_host__of_one_machine_only(void **state) {
    static const char *const pattern[] = {ASKED("a") " FOLLOWEDBY " ASKED("b")};
    static const char record[] =
        "{\"ts\":%d.0,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.%d\",\"id.resp_h\":\"192.0.2.53\","
        "\"query\":\"%c.watched.example\"}\n";
    fixture *f = *state;
    yg_watchlist *list = open_list(f, pattern, 1);
    for (int own = 0; own < 2; own++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(&text, record, 1700000000, 1, 'a');
        yg_buf_addf(&text, record, 1700000001, own ? 1 : 2, 'b');
        snprintf(f->paths[0], sizeof f->paths[0], "%s/00.log", f->folder);
        write_file(f->paths[0], yg_buf_str(&text));
        with w = {.list = list, .threads = 1};
        scan(f, &w, 1);
        assert_int_equal(f->told.n, 1);
        clear(f);
        w.same_host = true;
        scan(f, &w, 1);
        assert_int_equal(f->told.n, own);
        clear(f);
    }
    yg_watchlist_free(list);
}

/* Regular expressions and LIKE that explode, on every record: an end, and a remark. */
static void run__hostile_comparisons__told_by_pattern(void **state) {
    static const char *const patterns[] = {"[process:command_line MATCHES '^(a|aa|a?)+$']",
                                           "[process:command_line MATCHES '(x+x+)+y']",
                                           "[process:command_line LIKE '%_a%_a%_a%_a%_a%_a_b_%']",
                                           "[process:command_line LIKE '%harmless%']"};
    fixture *f = *state;
    yg_watchlist *list = open_list(f, patterns, 4);
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < 300; i++) {
        yg_buf_addz(&text, "{\"CommandLine\":\"");
        for (int k = 0; k < 2000; k++)
            yg_buf_addc(&text, i % 2 ? 'a' : 'x');
        yg_buf_addz(&text, "!\"}\n");
    }
    yg_buf_addz(&text, "{\"CommandLine\":\"quite harmless\"}\n");
    snprintf(f->paths[0], sizeof f->paths[0], "%s/00.log", f->folder);
    write_file(f->paths[0], yg_buf_str(&text));
    for (unsigned threads = 1; threads <= 4; threads++) {
        with w = {.list = list, .threads = threads};
        yg_log_scan_counts counts = scan(f, &w, 1);
        assert_int_equal(f->told.n, 1);
        assert_int_equal(f->incomplete, 2);
        /* Of 600: in each of two blocks a pattern has ticks for a few records, of which the other
         * half costs it nothing. */
        assert_int_equal(f->loss.comparisons, 590);
        assert_int_equal(counts.given_up, f->loss.comparisons);
        clear(f);
    }
    yg_watchlist_free(list);
}

/* Values that cost too much among others: what they leave to those depends on the block alone. */
static void run__costly_values__the_same_by_any_threads(void **state) {
    static const char *const patterns[] = {"[process:command_line MATCHES '^(a+)+b$']",
                                           "[process:command_line MATCHES '^(a|aa)+b$']"};
    fixture *f = *state;
    yg_watchlist *list = open_list(f, patterns, 2);
    YG_CLEANUP_BUF yg_buf text = {0}, one = {0};
    uint64_t seed = 5;
    for (int i = 0; i < 24000; i++)
        yg_buf_addf(
            &text, "{\"ts\":%d,\"EventID\":1,\"CommandLine\":\"%s\",\"rest\":\"0123456789\"}\n",
            1700000000 + i,
            seeded_below(&seed, 2000) == 0 ? "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac" : "aab");
    assert_true(text.n > 3 * 512 << 10);
    snprintf(f->paths[0], sizeof f->paths[0], "%s/00.log", f->folder);
    write_file(f->paths[0], yg_buf_str(&text));
    for (unsigned threads = 1; threads <= 4; threads++) {
        with w = {.list = list, .threads = threads};
        YG_CLEANUP_BUF yg_buf all = {0};
        yg_log_scan_counts counts = scan(f, &w, 1);
        assert_true(counts.given_up > 0 && f->told.n > 24000 && f->told.n < 48000 - 100);
        for (size_t i = 0; i < f->told.n; i++)
            yg_buf_addf(&all, "%s\n", f->told.at[i]);
        yg_buf_addf(&all, "%llu", (unsigned long long)counts.given_up);
        if (threads == 1)
            yg_buf_add(&one, yg_buf_str(&all));
        assert_true(yg_str_eq(yg_buf_str(&all), yg_buf_str(&one)));
        clear(f);
    }
    yg_watchlist_free(list);
}

static void *stop_soon(void *self) {
    usleep(200000);
    atomic_store(&((fixture *)self)->stop, true);
    return NULL;
}

/* Stopped in the middle of a record of which much is asked, and the block is read again. */
static void run__stopped_while_patterns_are_asked__at_once(void **state) {
    enum { PATTERNS = 3000 };
    static char texts[PATTERNS][64];
    static const char *patterns[PATTERNS];
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf text = {0}, word = {0};
    struct timespec from, to;
    pthread_t thread;
    for (int i = 0; i < PATTERNS; i++) {
        snprintf(texts[i], sizeof texts[i], "[process:command_line MATCHES '^(a|aa|a?)+b{%d}$']",
                 i + 1);
        patterns[i] = texts[i];
    }
    yg_watchlist *list = open_list(f, patterns, PATTERNS);
    yg_buf_addz(&text, "{\"CommandLine\":\"");
    for (int k = 0; k < 2000; k++)
        yg_buf_addc(&text, 'a');
    yg_buf_addz(&text, "!\"}\n");
    snprintf(f->paths[0], sizeof f->paths[0], "%s/00.log", f->folder);
    write_file(f->paths[0], yg_buf_str(&text));
    with w = {.list = list, .threads = 1, .ret_resume = &word};
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, f), 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    yg_log_scan_counts counts = scan(f, &w, 1);
    clock_gettime(CLOCK_MONOTONIC, &to);
    pthread_join(thread, NULL);
    assert_true(to.tv_sec - from.tv_sec < 3);
    assert_int_equal(counts.text_bytes, 0);
    assert_true(yg_str_starts(yg_buf_str(&word), YG_STR("0:0:")));
    yg_watchlist_free(list);
}

int main(void) {
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, end)
    const struct CMUnitTest tests[] = {
        CASE(run__files_in_any_order__the_same_matches),
        CASE(run__stopped_again_and_again__as_in_one_scan),
        CASE(run__state_damaged__said),
        CASE(run__same_host__of_one_machine_only),
        CASE(run__hostile_comparisons__told_by_pattern),
        CASE(run__costly_values__the_same_by_any_threads),
        CASE(run__stopped_while_patterns_are_asked__at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
