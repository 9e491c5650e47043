/* yagura import: files and folders into the store. */
#include "know/import.h"

#include <stdio.h>

#include "base/input.h"
#include "base/time.h"
#include "cli/progress.h"
#include "cli/starter.h"
#include "cli/verbs.h"
#include "text/json_write.h"

const yg_option yg_import_verb_options[] = {
    {"format", 0, "NAME", "read every file as this format instead of sniffing it",
     "misp-event|misp-galaxy|stix|indicators|ransomware-live-press|leak-posts|leak-groups|"
     "yagura-claims|mapped-table|statistics-table|veris|eurepoc|cissm|yagura-group"},
    {"map", 0, "FILE", "read CSV tables by this map of their columns (docs: mapped-table)", NULL},
    {"source", 0, "NAME", "name of the source in `yagura sources` (default: what the files say)",
     NULL},
    {"licence", 0, "TEXT", "licence of the source", NULL},
    {"tlp", 0, "LABEL", "Traffic Light Protocol 2.0 marking", "clear|green|amber|amber+strict|red"},
    {"starter", 0, NULL, "take the claims that are built into the program too (no PATH is needed)",
     NULL},
    {"max-input", 0, "MIB", "largest input after decompression (default 1024)", NULL},
    {"output-format", 0, "FORM", "how the result is printed (default text)", "text|json"},
    {NULL, 0, NULL, NULL, NULL},
};

enum { MOST_MAP_BYTES = 1 << 20 };

typedef struct {
    yg_cli *cli;
    yg_progress_line progress;
    size_t rejected_files, skipped;
    yg_buf first_skipped;
} screen;

static void on_file(void *self, yg_str path, const yg_intel_reader *reader) {
    screen *s = self;
    yg_progress_what(&s->progress, path);
}

static void on_advance(void *self, uint64_t done, uint64_t total) {
    screen *s = self;
    yg_progress_advance(&s->progress, done, total);
}

static void on_computing(void *self, const char *what, uint64_t done, uint64_t total) {
    screen *s = self;
    yg_progress_what(&s->progress, yg_str_of(what));
    if (done == 0)
        s->progress.last_us = 0; /* a new thing is drawn at once */
    yg_progress_step(&s->progress, done, total);
}

static void on_done(void *self, yg_str path, const yg_intel_reader *reader,
                    const yg_store_counts *counts) {
    screen *s = self;
    if (counts->rejected == 0)
        return;
    yg_progress_clear(&s->progress);
    if (s->rejected_files++ < 10)
        yg_cli_note(s->cli, "%.*s: %llu record%s rejected; %s", YG_FMT(path),
                    (unsigned long long)counts->rejected, counts->rejected == 1 ? "" : "s",
                    counts->taken > 0       ? "the rest went in"
                    : counts->unchanged > 0 ? "the rest was there already"
                                            : "nothing of it went in");
}

static void on_skipped(void *self, yg_str path, const char *why, bool damaged) {
    screen *s = self;
    if (damaged) {
        yg_progress_clear(&s->progress);
        if (s->rejected_files++ < 10)
            yg_cli_note(s->cli, "%.*s: passed over: %s", YG_FMT(path), why);
        return;
    }
    if (s->skipped++ == 0)
        yg_buf_add(&s->first_skipped, path);
}

static void print_json(yg_cli *cli, const yg_import_result *r, int64_t took_us) {
    yg_jw w = {.buf = &cli->out};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_uint(&w, "files", r->files);
    yg_jw_uint(&w, "files_skipped", r->files_skipped);
    yg_jw_uint(&w, "files_damaged", r->files_damaged);
    yg_jw_uint(&w, "bytes", r->bytes);
    yg_jw_uint(&w, "taken", r->records.taken);
    yg_jw_uint(&w, "unchanged", r->records.unchanged);
    yg_jw_uint(&w, "rejected", r->records.rejected);
    yg_jw_uint(&w, "links_auto", r->links_auto);
    yg_jw_uint(&w, "links_review", r->links_review);
    yg_jw_uint(&w, "owners_changed", r->owners_changed);
    yg_jw_uint(&w, "owners_disputed", r->owners_disputed);
    yg_jw_uint(&w, "incident_links_auto", r->incident_links_auto);
    yg_jw_uint(&w, "incident_links_review", r->incident_links_review);
    yg_jw_uint(&w, "incidents_not_compared", r->incidents_cut);
    yg_jw_double(&w, "seconds", (double)took_us / 1e6, 3);
    yg_jw_end(&w, '}');
    yg_buf_addc(&cli->out, '\n');
}

void yg_import_put_owners(yg_cli *cli, const yg_import_result *r) {
    if (r->owners_changed + r->owners_disputed > 0)
        yg_buf_addf(&cli->out,
                    "the registries of this import change the owner of %llu incidents, and "
                    "%llu more are disputed between registries now (nobody has these): "
                    "`yagura incidents --format csv`, column parent_basis\n",
                    (unsigned long long)r->owners_changed, (unsigned long long)r->owners_disputed);
}

static void print_text(yg_cli *cli, const yg_import_result *r, int64_t took_us) {
    yg_buf_addf(&cli->out,
                "%llu file%s, %.1f MB: %llu records taken, %llu unchanged, %llu rejected",
                (unsigned long long)r->files, r->files == 1 ? "" : "s", (double)r->bytes / 1e6,
                (unsigned long long)r->records.taken, (unsigned long long)r->records.unchanged,
                (unsigned long long)r->records.rejected);
    yg_buf_addf(&cli->out, " (%.2f s)\n", (double)took_us / 1e6);
    if (r->links_auto + r->links_review > 0)
        yg_buf_addf(&cli->out,
                    "%llu identity links between sources, %llu more to decide: `yagura links "
                    "--review`\n",
                    (unsigned long long)r->links_auto, (unsigned long long)r->links_review);
    yg_import_put_owners(cli, r);
    if (r->incident_links_auto + r->incident_links_review > 0)
        yg_buf_addf(&cli->out,
                    "%llu links between incidents of different sources, %llu more to decide: "
                    "`yagura links --review --kind incidents`\n",
                    (unsigned long long)r->incident_links_auto,
                    (unsigned long long)r->incident_links_review);
    if (r->incidents_cut > 0)
        yg_buf_addf(&cli->out,
                    "%llu incidents share their victim's name or domain with too many others to be "
                    "compared with all of them\n",
                    (unsigned long long)r->incidents_cut);
    if (r->records.rejected > 0)
        yg_buf_addz(&cli->out, "what was rejected and why: `yagura sources --rejected`\n");
}

int yg_import_print(yg_cli *cli, const yg_import_result *r, int64_t took_us) {
    if (yg_cli_is(cli, "output-format", "json"))
        print_json(cli, r, took_us);
    else
        print_text(cli, r, took_us);
    if (r->records.taken + r->records.unchanged > 0)
        return YG_EXIT_DONE;
    if (r->records.rejected > 0)
        return YG_EXIT_INPUT;
    if (r->files == 0 && r->files_skipped > 0) {
        yg_cli_note(cli, "none of the files has a known format; see `yagura import --help`");
        return YG_EXIT_INPUT;
    }
    if (r->files == 0)
        yg_cli_note(cli, "no files found");
    return r->files == 0 ? YG_EXIT_INPUT : YG_EXIT_DONE;
}

bool yg_import_paths(yg_cli *cli, const char *const *paths, size_t n, yg_import_result *ret_result,
                     yg_error *err) {
    screen s = {.cli = cli};
    yg_starter_import starter = {0};
    YG_CLEANUP_BUF yg_buf map = {0};
    uint64_t mib = 0;
    const char *map_path = yg_cli_get(cli, "map");
    const char *most = yg_cli_get(cli, "max-input");
    if (most != NULL && (!yg_str_to_u64(yg_str_of(most), &mib) || mib == 0 || mib > 1 << 20))
        return yg_fail(err, YG_ERR_USAGE, "--max-input %s: a number of MiB from 1 to 1048576",
                       most);
    if (map_path != NULL && !yg_input_read_file(map_path, MOST_MAP_BYTES, &map, err))
        return yg_fail_in(err, "--map %s", map_path);
    if (map_path != NULL && map.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "--map %s: the file is empty", map_path);
    if (yg_cli_get(cli, "starter") != NULL)
        yg_starter_import_add(&starter);
    yg_progress_start(&s.progress, cli);
    yg_import_options options = {
        .paths = paths,
        .paths_n = n,
        .memory = starter.at,
        .memory_n = starter.n,
        .memory_trust = YG_TRUST_BUILT_IN,
        .format = yg_cli_str(cli, "format", ""),
        .source_name = yg_cli_str(cli, "source", ""),
        .licence = yg_cli_str(cli, "licence", ""),
        .tlp = yg_cli_str(cli, "tlp", ""),
        .map = yg_buf_str(&map),
        .max_bytes = mib << 20,
        .now_us = yg_time_now_us(),
        .self = &s,
        .file = on_file,
        .advance = on_advance,
        .done = on_done,
        .skipped = on_skipped,
        .computing = on_computing,
    };
    bool done = yg_import(cli->store, &options, ret_result, err);
    yg_vec_free(&starter);
    yg_progress_end(&s.progress);
    if (done && s.rejected_files > 10)
        yg_cli_note(cli, "... and %zu more files with faults", s.rejected_files - 10);
    if (done && s.skipped > 0)
        yg_cli_note(cli, "%zu file%s of no known format passed over (first: %.*s)", s.skipped,
                    s.skipped == 1 ? "" : "s", YG_FMT(yg_buf_str(&s.first_skipped)));
    yg_buf_free(&s.first_skipped);
    return done;
}

int yg_import_run(yg_cli *cli) {
    yg_error err = {0};
    yg_import_result result = {0};
    int64_t start_us = yg_time_mono_us();
    if (cli->words_n == 0 && yg_cli_get(cli, "starter") == NULL)
        return yg_cli_usage(cli, "name at least one file or folder, or - for standard input; "
                                 "--starter takes the built-in claims");
    if (!yg_cli_open(cli, YG_STORE_WRITE, &err) ||
        !yg_import_paths(cli, cli->words, cli->words_n, &result, &err))
        return yg_cli_fail(cli, &err);
    return yg_import_print(cli, &result, yg_time_mono_us() - start_us);
}
