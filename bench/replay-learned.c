/* Replays confirmed cases day by day: what would have been known of each new domain on the evening
 * before. tools/evaluate-learned counts what it prints.
 *
 * replay-learned CASES [NAMES [EVERY]]
 * CASES: lines "DAY TAB HOST TAB BRAND", days since 1970-01-01, ascending. NAMES: ordinary hosts,
 * one a line, asked on each EVERYth day with cases (20) from the first case's second year on. Out:
 * "C DAY HOST SCORE WHAT" for each host of a registrable domain's first day (score 0: nothing was
 * known), "N DAY HOST SCORE WHAT" for ordinary hosts of which something was known, "D DAY" for each
 * day on which they were asked, "I DAY WHAT DOMAINS WEIGHT SCORE" for what was known then;
 * separated by tabs. Times on standard error, also of the last 20,000 cases learned from at once.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/map.h"
#include "base/vec.h"
#include "match/name_learned.h"

typedef struct {
    yg_str host;
    yg_suffix_split split;
} ordinary_host;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static FILE *open_or_die(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "replay-learned: %s: %s\n", path, strerror(errno));
        exit(5);
    }
    return file;
}

typedef YG_VEC(yg_confirmed_name) case_list;
typedef YG_VEC(ordinary_host) host_list;

static void read_cases(const char *path, yg_arena *texts, case_list *cases) {
    FILE *file = open_or_die(path);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, file)) > 0) {
        yg_str rest = yg_str_trim((yg_str){line, (size_t)n}), day, host;
        uint64_t number;
        if (!yg_str_split(&rest, '\t', &day) || !yg_str_to_u64(day, &number) ||
            number > INT32_MAX || !yg_str_split(&rest, '\t', &host))
            continue;
        yg_vec_push(cases, ((yg_confirmed_name){(int32_t)number, yg_arena_copy(texts, host),
                                                yg_arena_copy(texts, rest)}));
    }
    free(line);
    fclose(file);
}

static void read_hosts(const char *path, yg_arena *texts, host_list *hosts) {
    FILE *file = open_or_die(path);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, file)) > 0) {
        ordinary_host it = {.host = yg_arena_copy(texts, yg_str_trim((yg_str){line, (size_t)n}))};
        if (it.host.n == 0 || it.host.n > YG_NAME_MAX)
            continue;
        yg_suffix_find(yg_suffixes_built_in(), it.host, &it.split);
        yg_vec_push(hosts, it);
    }
    free(line);
    fclose(file);
}

static void print_row(char kind, int32_t day, yg_str host, const yg_learned_hit *hit) {
    printf("%c\t%d\t%.*s\t%.3f\t%.*s\n", kind, day, YG_FMT(host), hit->score, YG_FMT(hit->what));
}

/* So many cases, taken as if they were of the last weeks, learned from at once. */
static void learn_at_once(const case_list *all, size_t most) {
    const size_t n = all->n < most ? all->n : most;
    yg_confirmed_name *cases = yg_alloc(n + 1, sizeof *cases);
    for (size_t i = 0; i < n; i++) {
        cases[i] = all->at[all->n - n + i];
        cases[i].day = (int32_t)(20000 - (n - i) * (YG_LEARNED_WINDOW_DAYS - 1) / n);
    }
    yg_learned *table = NULL;
    yg_error err;
    const double start = seconds();
    if (yg_learned_make(NULL, cases, n, 20000, &table, &err))
        fprintf(stderr, "%zu cases at once: %.0f ms, %zu items\n", n, 1e3 * (seconds() - start),
                yg_learned_count(table));
    yg_learned_free(table);
    free(cases);
}

/* --- One day after the other --- */

typedef struct {
    case_list cases;
    host_list hosts;
    size_t every;
    yg_learner *learner;
    yg_map seen; /* registrable domain -> its first day */
    double making, asking;
    size_t tables, asked;
} replay;

/* Asks for a case, on the first day of its domain, what the days before taught. */
static void ask_case(replay *r, const yg_learned *table, const yg_confirmed_name *it) {
    yg_suffix_split split;
    yg_learned_hit hit = {0};
    bool is_new;
    yg_suffix_find(yg_suffixes_built_in(), it->host, &split);
    uint64_t *first = yg_map_put(&r->seen, yg_str_from(it->host, split.registrable), &is_new);
    if (is_new)
        *first = (uint64_t)it->day;
    if (*first != (uint64_t)it->day)
        return;
    yg_learned_find_host(table, it->host, &split, &hit);
    print_row('C', it->day, it->host, &hit);
}

static void ask_ordinary(replay *r, const yg_learned *table, int32_t day) {
    const double before = seconds();
    printf("D\t%d\n", day);
    for (size_t i = 0; i < yg_learned_count(table); i++) {
        yg_learned_row row;
        yg_learned_row_of(table, i, &row);
        printf("I\t%d\t%.*s\t%u\t%.2f\t%.3f\n", day, YG_FMT(row.what), row.domains, row.weight,
               row.score);
    }
    for (size_t i = 0; i < r->hosts.n; i++) {
        yg_learned_hit hit = {0};
        if (yg_learned_find_host(table, r->hosts.at[i].host, &r->hosts.at[i].split, &hit))
            print_row('N', day, r->hosts.at[i].host, &hit);
    }
    r->asked += r->hosts.n;
    r->asking += seconds() - before;
}

/* The day of the case at *at, which then stands behind it. */
static bool replay_day(replay *r, size_t *at, yg_error *err) {
    const int32_t day = r->cases.at[*at].day;
    yg_learned *table = NULL;
    const double before = seconds();
    if (!yg_learner_make(r->learner, day - 1, &table, err))
        return false;
    r->making += seconds() - before;
    r->tables++;
    for (; *at < r->cases.n && r->cases.at[*at].day == day; ++*at) {
        ask_case(r, table, &r->cases.at[*at]);
        yg_learner_add(r->learner, &r->cases.at[*at]);
    }
    if (r->every && r->hosts.n && r->tables % r->every == 0 && day - r->cases.at[0].day > 365)
        ask_ordinary(r, table, day);
    yg_learned_free(table);
    return true;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("replay-learned CASES [NAMES [EVERY]]\n", stderr);
        return 2;
    }
    yg_arena texts = {0};
    replay r = {.every = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 20};
    read_cases(argv[1], &texts, &r.cases);
    if (argc > 2)
        read_hosts(argv[2], &texts, &r.hosts);
    const double start = seconds();
    yg_error err;
    r.learner = yg_learner_new(NULL);
    for (size_t i = 0; i < r.cases.n;) {
        if (!replay_day(&r, &i, &err)) {
            fprintf(stderr, "replay-learned: %s\n", err.text);
            return 4;
        }
    }
    fprintf(stderr, "%zu cases, %zu tables, %.1f s; a table %.2f ms, an ordinary name %.0f ns\n",
            r.cases.n, r.tables, seconds() - start,
            r.tables ? 1e3 * r.making / (double)r.tables : 0,
            r.asked ? 1e9 * r.asking / (double)r.asked : 0);
    learn_at_once(&r.cases, 20000);
    yg_learner_free(r.learner);
    yg_map_free(&r.seen);
    yg_vec_free(&r.cases);
    yg_vec_free(&r.hosts);
    yg_arena_free(&texts);
    return 0;
}
