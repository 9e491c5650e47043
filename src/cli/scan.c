/* yagura scan: which of the indicators that are known stand in the logs that are there. */
#include <signal.h>
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/names_scan.h"
#include "cli/scan.h"
#include "cli/verbs.h"

enum { MOST_FAULTS_SHOWN = 10, MOST_THREADS = 256 };

const yg_option yg_scan_verb_options[] = {
    {"indicators", 0, "FILE",
     "look for what this file names, not for the store's indicators; may be given again", NULL},
    {"group", 0, "FILE", "tell whose machine it is by this group file (default: the store's map)",
     NULL},
    {"warning-lists", 0, "PATH", "leave out what these MISP warning lists name; may be given again",
     NULL},
    {"confidence", 0, "N", "only indicators of at least this confidence, 0 to 100", NULL},
    {"tlp", 0, "MARK", "only indicators marked so or more freely",
     "clear|white|green|amber|amber+strict|red"},
    {"all-indicators", 0, NULL, "also those that their publisher does not call fit to alert on",
     NULL},
    {"windows-names", 0, NULL,
     "also names of files and registry keys that every Windows has: left out otherwise", NULL},
    {"all", 0, NULL, "each sighting by itself: repeats are not folded", NULL},
    {"expired", 0, NULL, "keep sightings outside the time in which an indicator is valid", NULL},
    {"no-findings", 0, NULL, "leave the store as it is", NULL},
    {"charset", 0, "NAME",
     "what the logs are in, if no mark says it: shift_jis, utf-16le ... (default: auto)", NULL},
    {"follow", 0, NULL, "go on with what is written to the files, or standard input", NULL},
    {"resume", 0, "WORD", "go on where an earlier scan of the same paths was stopped", NULL},
    {"same-host", 0, NULL,
     "the records of a match of a STIX pattern over time are of one machine (default: of any)",
     NULL},
    {"threads", 0, "N", "so many threads (default: one a processor)", NULL},
    {"limit", 0, "N", "print at most so many; the rest is counted", NULL},
    {"no-cache", 0, NULL, "compile the indicators anew, and keep nothing of it", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_sight_with with;
    yg_sight_out out;
    yg_sight_alarms alarms;
    yg_sightings *findings; /* NULL: the store is left alone */
    yg_error late;          /* of a batch that could not be written while nothing came */
    yg_scan_files files;
    yg_progress_line line;
    yg_buf resume, resumed;
    uint64_t faults, refused, incomplete;
    int refused_codes[YG_ERR_IO + 1]; /* exit codes of what was told; 0: was not */
    int64_t start_us;
    yg_charset_id charset;
} page;

static atomic_bool stopped;
static atomic_int stopped_by; /* the signal */

/* The first Ctrl-C ends the input, the second one the program. */
static void on_signal(int number) {
    atomic_store(&stopped_by, number);
    atomic_store(&stopped, true);
}

static void catch_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* --- What the scan calls --- */

static bool take(void *self, const yg_sighting *sighting, yg_error *err) {
    page *p = self;
    return yg_sight_alarms_has(&p->alarms, sighting) || yg_sight_out_take(&p->out, sighting, err);
}

static bool seen(void *self, const yg_sighting *sighting, yg_error *err) {
    page *p = self;
    if (p->late.code != YG_OK) {
        *err = p->late;
        return false;
    }
    return yg_sightings_record(p->findings, sighting, err);
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

static void incomplete(void *self, yg_str pattern, const yg_log_pattern_loss *loss) {
    page *p = self;
    YG_CLEANUP_BUF yg_buf text = {0};
    if (p->incomplete++ >= MOST_FAULTS_SHOWN)
        return;
    yg_progress_clear(&p->line);
    yg_utf8_add_printable(&text, yg_str_sub(pattern, 0, yg_utf8_floor(pattern, 200)), false);
    yg_sight_note(p->cli, yg_say(&p->out.voice, "scan.pattern-hard", "snnn", yg_buf_str(&text),
                                 (double)loss->comparisons, (double)loss->searches,
                                 (double)loss->forgotten));
}

static void progress(void *self, const yg_log_scan_counts *counts, yg_str file) {
    page *p = self;
    (void)file;
    if (p->findings != NULL && p->late.code == YG_OK)
        yg_sightings_tick(p->findings, yg_time_now_us(), &p->late);
    if (p->out.form != YG_SIGHT_TABLE && p->out.form != YG_SIGHT_JSON)
        yg_cli_flush(p->cli); /* a live stream shows what it has when it comes */
    double seconds = (double)(yg_time_mono_us() - p->start_us) / 1e6;
    YG_CLEANUP_BUF yg_buf what = {0};
    yg_buf_addf(&what, "%.2f GB a second, %llu hits",
                seconds > 0 ? (double)counts->taken_bytes / seconds / 1e9 : 0,
                (unsigned long long)counts->hits);
    yg_progress_what(&p->line, yg_buf_str(&what));
    yg_progress_advance(&p->line, counts->taken_bytes, counts->size_bytes);
}

/* --- Beginning and end --- */

static bool read_threads(const yg_cli *cli, unsigned *ret_threads, yg_error *err) {
    const char *text = yg_cli_get(cli, "threads");
    uint64_t n = 0;
    if (text != NULL && (!yg_str_to_u64(yg_str_of(text), &n) || n < 1 || n > MOST_THREADS))
        return yg_fail(err, YG_ERR_USAGE, "--threads %s: write a number from 1 to %d", text,
                       MOST_THREADS);
    *ret_threads = (unsigned)n;
    return true;
}

static bool read_charset(const yg_cli *cli, yg_charset_id *ret_charset, yg_error *err) {
    YG_CLEANUP_BUF yg_buf known = {0};
    const char *name = yg_cli_get(cli, "charset");
    if (name == NULL || yg_charset_by_name(yg_str_of(name), ret_charset))
        return true;
    for (int i = 0; i < YG_CHARSETS; i++)
        yg_buf_addf(&known, "%s%s", i > 0 ? ", " : "", yg_charset_word((yg_charset_id)i));
    return yg_fail(err, YG_ERR_USAGE, "--charset %s: is none of %s", name, yg_buf_z(&known));
}

static void read_resume(page *p) {
    const char **words = NULL;
    size_t n = yg_sight_given(p->cli, "resume", &words);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            yg_buf_addc(&p->resume, '\n');
        yg_buf_addz(&p->resume, words[i]);
    }
    free(words);
}

static bool begin(page *p, unsigned *ret_threads, yg_error *err) {
    yg_cli *cli = p->cli;
    read_resume(p);
    /* The output begins when nothing can fail any more: no "[" is printed that is never closed. */
    return read_threads(cli, ret_threads, err) && read_charset(cli, &p->charset, err) &&
           yg_scan_files_find(&p->files, cli->words, cli->words_n, err) &&
           yg_sight_with_open(&p->with, cli, *ret_threads, err) &&
           yg_sight_alarms_read(&p->alarms, cli->store, err) &&
           (!p->with.keeps ||
            yg_sightings_begin(cli->store, yg_time_now_us(), &p->findings, err)) &&
           yg_sight_out_start(&p->out, cli, err);
}

static bool scan(page *p, unsigned threads, yg_log_scan_counts *ret_counts, yg_error *err) {
    yg_log_scan_options options = {
        .watchlist = p->with.list,
        .places = p->with.places,
        .threads = threads,
        .all = yg_cli_get(p->cli, "all") != NULL,
        .expired = yg_cli_get(p->cli, "expired") != NULL,
        .follow = yg_cli_get(p->cli, "follow") != NULL,
        .charset = p->charset,
        .resume = p->resume.n > 0 ? yg_buf_z(&p->resume) : NULL,
        .stop = &stopped,
        .same_host = yg_cli_get(p->cli, "same-host") != NULL,
        .state_folder = p->with.cache.n > 0 ? yg_buf_z(&p->with.cache) : NULL,
        .self = p,
        .take = take,
        .seen = p->findings != NULL ? seen : NULL,
        .fault = fault,
        .refused = refused,
        .incomplete = incomplete,
        .progress = progress,
    };
    catch_signals();
    yg_progress_start(&p->line, p->cli);
    p->start_us = yg_time_mono_us();
    for (size_t i = 0; i < p->files.refused.n; i++)
        refused(p, &p->files.refused.at[i]);
    bool done = yg_log_scan_run(&options, p->files.paths.at, p->files.paths.n, ret_counts,
                                &p->resumed, err);
    yg_progress_end(&p->line);
    ret_counts->refused += p->files.refused.n;
    if (done && p->files.refused.n > 0) {
        *err = p->files.refused.at[0];
        ret_counts->failed = err->code;
        done = false;
    }
    return done;
}

static bool keep(page *p, yg_error *err) {
    yg_sightings_counts c = {0};
    if (p->findings == NULL)
        return true;
    if (p->late.code != YG_OK) {
        *err = p->late;
        return false;
    }
    if (!yg_sightings_commit(p->findings, &c, err))
        return yg_fail_in(err, "findings");
    if (c.sightings > 0)
        yg_sight_note(p->cli, yg_say(&p->out.voice, "scan.findings", "nnnn", (double)c.fresh,
                                     (double)c.known, (double)c.false_alarms, (double)c.returned));
    return true;
}

static void say(page *p, const yg_log_scan_counts *counts) {
    yg_sight_said said = {.cli = p->cli,
                          .voice = &p->out.voice,
                          .counts = counts,
                          .list = p->with.list,
                          .out = &p->out,
                          .alarms = &p->alarms,
                          .seconds = (double)(yg_time_mono_us() - p->start_us) / 1e6,
                          .is_interrupted = atomic_load(&stopped),
                          .is_kept = p->findings != NULL,
                          .resume = yg_buf_str(&p->resumed)};
    if (p->faults > MOST_FAULTS_SHOWN)
        yg_cli_note(p->cli, "%llu more remarks on files are not shown",
                    (unsigned long long)(p->faults - MOST_FAULTS_SHOWN));
    yg_sight_say(&said);
    if (counts->sightings > 0 && p->cli->store == NULL && yg_cli_get(p->cli, "no-findings") == NULL)
        yg_sight_note(p->cli, yg_say(&p->out.voice, "scan.not-kept", ""));
}

static int scan_all(page *p, unsigned threads) {
    yg_cli *cli = p->cli;
    yg_error err = {0}, late = {0};
    yg_log_scan_counts counts = {0};
    bool done = scan(p, threads, &counts, &err);
    yg_sight_out_end(&p->out);
    yg_cli_flush(cli);
    /* What was found before something failed is kept all the same. */
    if (!keep(p, &late) && done) {
        err = late;
        done = false;
    }
    if (cli->out_failed) /* the reader went away: nobody is left to be told */
        return YG_EXIT_IO;
    if (done || counts.text_bytes > 0)
        say(p, &counts);
    if (!done) {
        int told = counts.failed != YG_OK ? p->refused_codes[counts.failed] : 0;
        return told != 0 ? told : yg_cli_fail(cli, &err);
    }
    if (counts.sightings > p->alarms.passed_over)
        return YG_EXIT_FOUND;
    /* Nothing was found so far, which is not "nothing is there". Following ends in no other way. */
    if (atomic_load(&stopped) && yg_cli_get(cli, "follow") == NULL)
        return 128 + atomic_load(&stopped_by);
    return YG_EXIT_DONE;
}

int yg_scan_run(yg_cli *cli) {
    page p = {.cli = cli};
    yg_error err = {0};
    unsigned threads = 0;
    int code = begin(&p, &threads, &err) ? scan_all(&p, threads) : yg_cli_fail(cli, &err);
    yg_sightings_free(p.findings);
    yg_sight_out_free(&p.out);
    yg_sight_alarms_free(&p.alarms);
    yg_sight_with_free(&p.with);
    yg_scan_files_free(&p.files);
    yg_buf_free(&p.resume);
    yg_buf_free(&p.resumed);
    return code;
}
