/* Loads a watch list as `scan` does and says what it took: `bench-watchlist [-s STORE] [-w
 * WARNINGS]
 * [-c CACHE] [-t THREADS] [-a] [-d] [-i] FILE...` (-a: also what is not fit to alert on, -d: prints
 * every indicator with what is known of it, -i: the digest of the image). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"
#include "watch/watchlist.h"

static double cpu_seconds(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

/* Of this thread: what of the work only one can do, and its share of the rest. */
static double own_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void dump(const yg_watchlist *list) {
    const yg_indicators *set = yg_watchlist_set(list);
    YG_CLEANUP_BUF yg_buf buf = {0};
    for (uint32_t i = 0; i < yg_indicators_count(set); i++) {
        yg_watched w = yg_watchlist_of(list, i);
        yg_str value = yg_indicators_value(set, i, &buf);
        printf("%s\t%.*s\t%.*s|%.*s|%.*s|%.*s|%.*s\t%.*s|%.*s|%.*s|%d\n",
               yg_indicator_type_word(yg_indicators_type(set, i)), YG_FMT(value), YG_FMT(w.actor),
               YG_FMT(w.actor_country), YG_FMT(w.actor_said), YG_FMT(w.actor_source),
               YG_FMT(w.country_source), YG_FMT(w.source), YG_FMT(w.context), YG_FMT(w.tlp),
               w.confidence);
    }
}

static void print_digest(const yg_watchlist *list) {
    unsigned char digest[YG_HASH128_BYTES];
    yg_hash128(yg_indicators_image(yg_watchlist_set(list)), digest);
    for (size_t i = 0; i < sizeof digest; i++)
        printf("%02x", digest[i]);
    putchar('\n');
}

static void print_counts(const yg_watchlist *list, double seconds, double cpu) {
    yg_watchlist_counts c = yg_watchlist_count(list);
    yg_watchlist_reject rejects[3];
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    fprintf(
        stderr,
        "%.2f s (%.2f s of processor, %.2f of them the first thread's), peak %ld MiB, image %zu "
        "MiB%s\n"
        "taken %" PRIu64 " known %" PRIu64 " rejected %" PRIu64 " warned %" PRIu64 " unfit %" PRIu64
        " unsure %" PRIu64 " strict %" PRIu64 " foreign %" PRIu64 " patterns %" PRIu64 "\n",
        seconds, cpu, own_seconds(), use.ru_maxrss / 1024,
        yg_indicators_bytes(yg_watchlist_set(list)) >> 20, c.from_cache ? ", cached" : "", c.taken,
        c.known, c.rejected, c.warned, c.unfit, c.unsure, c.too_strict, c.foreign, c.patterns);
    for (int v = YG_INDICATOR_MALFORMED; v < YG_INDICATOR_REASONS; v++)
        fprintf(stderr, "%s %" PRIu64 " ", yg_indicator_verdict_word((yg_indicator_verdict)v),
                c.left_out[v]);
    fputc('\n', stderr);
    size_t n = yg_watchlist_rejects(list, rejects, 3);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "%.*s: byte %" PRIu64 ": %.*s: %.*s\n", YG_FMT(rejects[i].path),
                rejects[i].offset_bytes, YG_FMT(rejects[i].reason), YG_FMT(rejects[i].detail));
}

int main(int argc, char **argv) {
    yg_watchlist_options options = {0};
    yg_watchlist *list = NULL;
    yg_error err = {0};
    const char *warnings = NULL, *store = NULL;
    bool prints = false, prints_digest = false;
    for (int c; (c = getopt(argc, argv, "s:w:c:t:adi")) != -1;) {
        switch (c) {
        case 's':
            store = optarg;
            break;
        case 'w':
            warnings = optarg;
            break;
        case 'c':
            options.cache_folder = optarg;
            break;
        case 't':
            options.threads = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'a':
            options.all = true;
            break;
        case 'd':
            prints = true;
            break;
        case 'i':
            prints_digest = true;
            break;
        default:
            return 2;
        }
    }
    options.files = (const char *const *)(argv + optind);
    options.files_n = (size_t)(argc - optind);
    options.warning_lists = &warnings;
    options.warning_lists_n = warnings != NULL;
    double cpu = cpu_seconds();
    int64_t from_us = yg_time_mono_us();
    if ((store != NULL && !yg_store_open(store, YG_STORE_READ, &options.store, &err)) ||
        !yg_watchlist_open(&options, &list, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    print_counts(list, (double)(yg_time_mono_us() - from_us) / 1e6, cpu_seconds() - cpu);
    if (prints)
        dump(list);
    if (prints_digest)
        print_digest(list);
    yg_watchlist_free(list);
    yg_store_close(options.store);
    return 0;
}
