/* yagura names scan: which of the host names that come in imitate a brand of ours. */
#include "cli/names_scan.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/input.h"
#include "base/time.h"
#include "base/utf8.h"
#include "watch/confirmed.h"

enum {
    MOST_FAULTS_SHOWN = 10,
    MOST_THREADS = YG_SCAN_THREADS,
    MANY_NAMES = 100,
    LEAST_SHARE = 20, /* one of so many must be a name */
};
#define MOST_LIST_BYTES (UINT64_C(64) << 20)

typedef struct {
    yg_cli *cli;
    yg_brands brands;
    yg_name_allow allow;
    yg_name_watch *watch;
    yg_scan_out out;
    yg_scan_store store;
    yg_scan_files files;
    yg_progress_line line;
    uint64_t faults, refused;
    int refused_codes[YG_ERR_IO + 1]; /* exit codes of what was told; 0: was not */
    int64_t start_us;
    bool uses_store;
} page;

static atomic_bool stopped;

/* The first Ctrl-C ends the input, the second one the program. */
static void on_signal(int number) {
    (void)number;
    atomic_store(&stopped, true);
}

static void catch_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static bool read_option(const yg_cli *cli, const char *name, yg_buf *buf, yg_error *err) {
    return yg_input_read_file(yg_cli_get(cli, name), MOST_LIST_BYTES, buf, err) ||
           yg_fail_in(err, "--%s %s", name, yg_cli_get(cli, name));
}

/* --- Brands --- */

static void show_remarks(page *p, const char *path) {
    for (size_t i = 0; i < p->brands.remarks.n && p->brands.errors > 1; i++) {
        const yg_brands_remark *r = &p->brands.remarks.at[i];
        yg_cli_note(p->cli, "%s:%zu:%zu: %.*s", path, r->line, r->column, YG_FMT(r->text));
    }
    if (p->brands.errors > p->brands.remarks.n)
        yg_cli_note(p->cli, "%s: %zu more errors", path, p->brands.errors - p->brands.remarks.n);
}

static bool read_brands_file(page *p, const char *option, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    const char *path = yg_cli_get(p->cli, option);
    if (!read_option(p->cli, option, &text, err))
        return false;
    bool done = strcmp(option, "brands") == 0
                    ? yg_brands_read_list(&p->brands, yg_buf_str(&text), err)
                    : yg_brands_read_group(&p->brands, yg_buf_str(&text), err);
    if (done)
        return true;
    show_remarks(p, path);
    return yg_fail_in(err, "--%s %s", option, path);
}

static bool is_store_there(const yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_cli_store_path(cli, &path);
    return access(yg_buf_z(&path), F_OK) == 0;
}

static bool read_brands(page *p, yg_error *err) {
    bool list = yg_cli_get(p->cli, "brands") != NULL, group = yg_cli_get(p->cli, "group") != NULL;
    p->uses_store = (!list && !group) || yg_cli_get(p->cli, "store") != NULL;
    if (list && !read_brands_file(p, "brands", err))
        return false;
    if (group && !read_brands_file(p, "group", err))
        return false;
    if (!list && !group && !is_store_there(p->cli))
        return yg_fail(
            err, YG_ERR_USAGE,
            "no brands to look for: name a list (--brands FILE) or a group file (--group "
            "FILE), or load your group into a store: yagura group load FILE");
    /* With --no-findings a store may be missing: there is nothing to be had of it then. */
    if (p->uses_store && (list || group) && yg_cli_get(p->cli, "no-findings") != NULL &&
        !is_store_there(p->cli))
        p->uses_store = false;
    if (p->uses_store &&
        !yg_cli_open(p->cli, yg_cli_get(p->cli, "no-findings") ? YG_STORE_READ : YG_STORE_WRITE,
                     err))
        return false;
    return list || group || yg_brands_load(&p->brands, p->cli->store, err);
}

/* --- What is looked for --- */

static bool read_threshold(const yg_cli *cli, double *ret_threshold, yg_error *err) {
    const char *text = yg_cli_get(cli, "threshold");
    return text == NULL || yg_str_to_double(yg_str_of(text), ret_threshold) ||
           yg_fail(err, YG_ERR_USAGE, "--threshold %s: write a number, like 2.5", text);
}

static bool read_allow(page *p, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    return yg_cli_get(p->cli, "allow") == NULL ||
           (read_option(p->cli, "allow", &text, err) &&
            (yg_name_allow_read(&p->allow, yg_buf_str(&text), err) ||
             yg_fail_in(err, "--allow %s", yg_cli_get(p->cli, "allow"))));
}

/* What the confirmed cases in the store teach today, or on the day of --on; also when brands come
 * from a list. A store that only happens to be there and cannot be read is no reason to stop. */
static bool load_learned(page *p, const yg_suffixes *suffixes, yg_learned **ret_learned,
                         yg_error *err) {
    yg_store *store = p->cli->store;
    yg_store *own = NULL;
    int32_t day = 0;
    yg_error unread;
    if (!yg_names_day(p->cli, &day, err))
        return false;
    if (!store && is_store_there(p->cli)) {
        YG_CLEANUP_BUF yg_buf path = {0};
        yg_cli_store_path(p->cli, &path);
        if (!yg_store_open(yg_buf_z(&path), YG_STORE_READ, &own, &unread)) {
            yg_cli_note(p->cli, "without what was learned: %s", unread.text);
            return true;
        }
        store = own;
    }
    yg_confirmed_counts counts = {0};
    const bool done = !store || yg_confirmed_load(store, day, suffixes, ret_learned, &counts, err);
    if (done && *ret_learned != NULL && yg_learned_count(*ret_learned) > 0)
        yg_cli_note(p->cli, "%zu labels and templates are known from %llu confirmed cases",
                    yg_learned_count(*ret_learned), (unsigned long long)counts.window);
    else if (done && counts.cases > 0)
        yg_cli_note(p->cli, "nothing is known from confirmed cases: the newest is older than the "
                            "window; --on DATE scans with what was known that day");
    yg_store_close(own);
    return done;
}

static bool read_suffixes(page *p, yg_suffixes **ret_suffixes, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (yg_cli_get(p->cli, "suffixes") == NULL)
        return true;
    if (!read_option(p->cli, "suffixes", &text, err))
        return false;
    bool done = text.n > 0 ? yg_suffixes_compile(yg_buf_str(&text), ret_suffixes, err)
                           : yg_fail(err, YG_ERR_INPUT, "the file is empty");
    return done || yg_fail_in(err, "--suffixes %s", yg_cli_get(p->cli, "suffixes"));
}

static bool make_watch(page *p, yg_error *err) {
    double threshold = 0;
    yg_suffixes *suffixes = NULL;
    if (!read_threshold(p->cli, &threshold, err) || !read_allow(p, err) ||
        !read_suffixes(p, &suffixes, err))
        return false;
    yg_name_watch_options options = {
        .brands = &p->brands.list,
        .suffixes = suffixes,
        .stream = yg_cli_str(p->cli, "stream", "web"),
        .threshold = yg_cli_get(p->cli, "threshold") != NULL ? &threshold : NULL,
    };
    if (!load_learned(p, suffixes != NULL ? suffixes : yg_suffixes_built_in(), &options.learned,
                      err)) {
        yg_suffixes_free(suffixes);
        return false;
    }
    return yg_name_watch_make(&options, &p->watch, err);
}

/* --- The scan --- */

static bool take(void *self, const yg_scan_found *found, yg_error *err) {
    page *p = self;
    return yg_scan_store_take(&p->store, found, err) && yg_scan_out_take(&p->out, found, err);
}

static void fault(void *self, yg_str file, const yg_fault *f) {
    page *p = self;
    if (p->faults++ >= MOST_FAULTS_SHOWN)
        return;
    yg_progress_clear(&p->line);
    yg_cli_note(p->cli, "%.*s: byte %llu: %s", YG_FMT(file), (unsigned long long)f->offset_bytes,
                f->reason);
}

static void refused(void *self, const yg_error *why) {
    page *p = self;
    if (p->refused++ >= MOST_FAULTS_SHOWN)
        return;
    yg_progress_clear(&p->line);
    p->refused_codes[why->code] = yg_cli_fail(p->cli, why);
}

static double rate_of(const page *p, uint64_t names) {
    double seconds = (double)(yg_time_mono_us() - p->start_us) / 1e6;
    return seconds > 0 ? (double)names / seconds : 0;
}

static void progress(void *self, const yg_scan_counts *counts, yg_str file) {
    page *p = self;
    (void)file;
    yg_scan_store_tick(&p->store);
    if (p->out.all && (p->out.lines || p->out.csv))
        yg_cli_flush(p->cli); /* a live stream shows its hits when they come */
    YG_CLEANUP_BUF yg_buf what = {0};
    yg_buf_addf(&what, "%.1f M names, %.2f M a second", (double)counts->names / 1e6,
                rate_of(p, counts->names) / 1e6);
    yg_progress_what(&p->line, yg_buf_str(&what));
    yg_progress_advance(&p->line, counts->taken_bytes, counts->size_bytes);
}

static const char *plural(uint64_t n) {
    return n == 1 ? "" : "s";
}

static void put_summary(page *p, const yg_scan_counts *c) {
    YG_CLEANUP_BUF yg_buf line = {0};
    double seconds = (double)(yg_time_mono_us() - p->start_us) / 1e6;
    if (p->faults > MOST_FAULTS_SHOWN)
        yg_cli_note(p->cli, "%llu more remarks on records are not shown",
                    (unsigned long long)(p->faults - MOST_FAULTS_SHOWN));
    yg_buf_addf(&line, "%llu name%s read in %.2f s (%.2f M/s)", (unsigned long long)c->names,
                plural(c->names), seconds, rate_of(p, c->names) / 1e6);
    if (c->no_names > 0)
        yg_buf_addf(&line, "; %llu of them no host names", (unsigned long long)c->no_names);
    if (c->rejected > 0)
        yg_buf_addf(&line, "; %llu record%s rejected", (unsigned long long)c->rejected,
                    plural(c->rejected));
    yg_buf_addf(&line, "; %llu hit%s", (unsigned long long)c->hits, plural(c->hits));
    if (!p->out.all)
        yg_buf_addf(&line, " under %zu registrable name%s", p->out.rows.n, plural(p->out.rows.n));
    if (c->allowed > 0)
        yg_buf_addf(&line, "; %llu left out by the allow list", (unsigned long long)c->allowed);
    if (atomic_load(&stopped))
        yg_buf_addz(&line, "; interrupted");
    yg_cli_note(p->cli, "%s", yg_buf_z(&line));
}

static bool read_threads(const yg_cli *cli, unsigned *ret_threads, yg_error *err) {
    const char *text = yg_cli_get(cli, "threads");
    uint64_t n = 0;
    if (text != NULL && (!yg_str_to_u64(yg_str_of(text), &n) || n < 1 || n > MOST_THREADS))
        return yg_fail(err, YG_ERR_USAGE, "--threads %s: write a number from 1 to %d", text,
                       MOST_THREADS);
    *ret_threads = (unsigned)n;
    return true;
}

static bool scan(page *p, unsigned threads, yg_scan_counts *ret_counts, yg_error *err) {
    yg_cli *cli = p->cli;
    yg_name_scan_options options = {
        .watch = p->watch,
        .allow = &p->allow,
        .input = {.format = yg_cli_str(cli, "input", ""), .column = yg_cli_str(cli, "column", "")},
        .threads = threads,
        .english = cli->lang != YG_LANG_JA || p->store.findings != NULL,
        .japanese = cli->lang == YG_LANG_JA || p->store.findings != NULL,
        .stop = &stopped,
        .self = p,
        .take = take,
        .fault = fault,
        .refused = refused,
        .progress = progress,
    };
    catch_signals();
    yg_progress_start(&p->line, cli);
    p->start_us = yg_time_mono_us();
    bool done = yg_name_scan_run(&options, p->files.paths.at, p->files.paths.n, ret_counts, err);
    yg_progress_end(&p->line);
    return done;
}

/* Bad input, when next to nothing of it was names: most likely a file of another kind. */
static bool is_usable(const page *p, const yg_scan_counts *c, yg_error *err) {
    uint64_t good = c->names - c->no_names + c->addresses, all = c->names + c->rejected;
    if (c->hits + c->allowed > 0 || all == 0 || atomic_load(&stopped) ||
        (good > 0 && (all < MANY_NAMES || good >= all / LEAST_SHARE)))
        return true;
    const char *input = yg_cli_get(p->cli, "input");
    return yg_fail(err, YG_ERR_INPUT,
                   "%s of it was usable as host names (%llu of %llu); say what it is: --input "
                   "lines|csv|jsonl|zeek%s, or where the names stand: --column NAME",
                   good == 0 ? "nothing" : "nearly nothing", (unsigned long long)good,
                   (unsigned long long)all, input != NULL ? " (another one)" : "");
}

/* What to do so that hits are kept. */
static void put_hint(const page *p, const yg_scan_counts *c) {
    if (c->hits > 0 && p->cli->store == NULL && yg_cli_get(p->cli, "no-findings") == NULL)
        yg_cli_note(p->cli,
                    "nothing was kept: with --store FILE, or with the group in the store instead "
                    "of --group or --brands, hits become findings; see yagura findings");
    if (c->skipped + c->refused > 0)
        yg_cli_note(p->cli, "%llu of %llu files could not be used",
                    (unsigned long long)(c->skipped + c->refused), (unsigned long long)c->files);
    if (c->names == 0 && c->records > c->rejected)
        yg_cli_note(p->cli,
                    "no names were found in %llu records; --column NAME says where they stand",
                    (unsigned long long)(c->records - c->rejected));
}

static int scan_all(page *p, unsigned threads) {
    yg_cli *cli = p->cli;
    yg_error err = {0}, late = {0};
    yg_scan_counts counts = {0};
    yg_scan_out_start(&p->out, cli);
    bool done = scan(p, threads, &counts, &err);
    if (done)
        done = is_usable(p, &counts, &err);
    if (done || counts.hits > 0)
        yg_scan_out_end(&p->out);
    yg_cli_flush(cli);
    if (!cli->out_failed && (done || counts.names > 0))
        put_summary(p, &counts);
    /* What was found in files before a bad one is found all the same. */
    if (!yg_scan_store_end(&p->store, &late) && done) {
        err = late;
        done = false;
    }
    if (cli->out_failed) /* the reader went away: nobody is left to be told */
        return YG_EXIT_IO;
    if (!done) {
        int told = counts.failed != YG_OK ? p->refused_codes[counts.failed] : 0;
        return told != 0 ? told : yg_cli_fail(cli, &err);
    }
    put_hint(p, &counts);
    return counts.hits > 0 ? YG_EXIT_FOUND : YG_EXIT_DONE;
}

/* Names of a part of the feeds would be taken for all of them. */
static bool find_files(page *p, yg_error *err) {
    if (!yg_scan_files_find(&p->files, p->cli->words + 1, p->cli->words_n - 1, err))
        return false;
    if (p->files.refused.n > 0)
        *err = p->files.refused.at[0];
    return p->files.refused.n == 0;
}

int yg_names_scan_run(yg_cli *cli) {
    page p = {.cli = cli};
    yg_error err = {0};
    unsigned threads = 0;
    int code;
    if (!read_threads(cli, &threads, &err) || !find_files(&p, &err) || !read_brands(&p, &err) ||
        !make_watch(&p, &err) || !yg_scan_store_start(&p.store, cli, &p.allow, &err))
        code = yg_cli_fail(cli, &err);
    else
        code = scan_all(&p, threads);
    yg_scan_out_free(&p.out);
    yg_scan_store_free(&p.store);
    yg_scan_files_free(&p.files);
    yg_name_watch_free(p.watch);
    yg_name_allow_free(&p.allow);
    yg_brands_free(&p.brands);
    return code;
}
