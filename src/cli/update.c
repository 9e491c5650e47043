/* yagura update: fetches the feeds of the config file, then imports what is new. */
#include "fetch/update.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "store/read.h"
#include "text/json_write.h"

const yg_option yg_update_verb_options[] = {
    {"config", 0, "FILE", "default: $XDG_CONFIG_HOME/yagura/config.yaml, else the built-in feeds",
     NULL},
    {"cache", 0, "FOLDER", "where downloads are kept (default: $XDG_CACHE_HOME/yagura/feeds)",
     NULL},
    {"list", 0, NULL, "list the feeds and fetch nothing", NULL},
    {"write-config", 0, NULL, "write the built-in config file to its place, to be edited", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_progress_line progress;
    yg_import_result total;
    yg_table table;
    yg_jw json;
    bool text, lines;
} job;

typedef struct {
    const char *sha256;
    bool found;
} digest_job;

static bool on_document(void *self, const yg_document_row *row, yg_error *err) {
    digest_job *d = self;
    d->found |= yg_str_eqz(row->digest, d->sha256);
    return true;
}

/* Only a plain body has its own digest in the store; archives are imported again, which changes
 * nothing when they are the same. */
static bool have(void *self, const yg_feed *feed, const char *path, const char *sha256) {
    job *j = self;
    digest_job d = {sha256, false};
    yg_error err = {0};
    return yg_store_documents(j->cli->store, 0, on_document, &d, &err) && d.found;
}

static void on_advance(void *self, uint64_t done, uint64_t total) {
    job *j = self;
    yg_progress_advance(&j->progress, done, total);
}

static bool import_feed(void *self, const yg_feed *feed, const char *path, yg_error *err) {
    job *j = self;
    yg_import_result result = {0};
    yg_import_options options = {.paths = &path,
                                 .paths_n = 1,
                                 .format = yg_str_of(feed->format),
                                 .source_name = yg_str_of(feed->source),
                                 .licence = yg_str_of(feed->licence),
                                 .tlp = yg_str_of(feed->tlp),
                                 .max_bytes = feed->max_bytes,
                                 .now_us = yg_time_now_us(),
                                 .self = j,
                                 .advance = on_advance};
    if (!yg_import(j->cli->store, &options, &result, err))
        return false;
    if (result.records.taken + result.records.unchanged == 0)
        return yg_fail(err, YG_ERR_INPUT, "nothing of it is usable (%llu records rejected)",
                       (unsigned long long)result.records.rejected);
    j->total.files += result.files;
    j->total.bytes += result.bytes;
    j->total.records.taken += result.records.taken;
    j->total.records.unchanged += result.records.unchanged;
    j->total.records.rejected += result.records.rejected;
    return true;
}

static const char *status_word(yg_update_status status) {
    static const char *const words[] = {[YG_UPDATE_FETCHED] = "fetched",
                                        [YG_UPDATE_RESUMED] = "resumed",
                                        [YG_UPDATE_UNCHANGED] = "unchanged",
                                        [YG_UPDATE_FAILED] = "failed"};
    return words[status];
}

static void row_json(job *j, const yg_update_row *row) {
    yg_jw *w = &j->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "feed", yg_str_of(row->feed->name));
    yg_jw_str(w, "address", yg_str_of(row->feed->address));
    yg_jw_str(w, "status", yg_str_of(status_word(row->status)));
    yg_jw_bool(w, "imported", row->imported);
    yg_jw_uint(w, "bytes", row->bytes);
    yg_jw_opt(w, "sha256", yg_str_of(row->sha256));
    yg_jw_opt(w, "final_address", yg_str_of(row->final_address));
    yg_jw_double(w, "seconds", row->seconds, 3);
    if (row->error != NULL)
        yg_jw_str(w, "error", yg_str_of(row->error->text));
    yg_jw_end(w, '}');
    if (j->lines) {
        yg_buf_addc(&j->cli->out, '\n');
        w->filled = false;
    }
}

static void on_row(void *self, const yg_update_row *row) {
    job *j = self;
    yg_progress_clear(&j->progress);
    if (row->error != NULL)
        yg_cli_note(j->cli, "%s: %s", row->feed->name, row->error->text);
    if (!j->text) {
        row_json(j, row);
        return;
    }
    yg_table_cell(&j->table, yg_str_of(row->feed->name));
    yg_table_cell(&j->table, yg_str_of(status_word(row->status)));
    yg_table_cell(&j->table, row->imported ? YG_STR("imported") : YG_STR("-"));
    yg_table_cellf(&j->table, "%llu", (unsigned long long)row->bytes);
    yg_table_cellf(&j->table, "%.1f", row->seconds);
    yg_table_cell(&j->table, yg_str_sub(yg_str_of(row->sha256), 0, 16));
}

static bool on_progress(void *self, const yg_feed *feed, uint64_t done, uint64_t total) {
    job *j = self;
    yg_progress_what(&j->progress, yg_str_of(feed->name));
    yg_progress_advance(&j->progress, done, total);
    return true;
}

static const yg_column columns[] = {
    {"FEED", 0, false}, {"STATUS", 0, false}, {"", 0, false},
    {"BYTES", 0, true}, {"SECONDS", 0, true}, {"SHA-256", 0, false},
};
static const yg_column list_columns[] = {
    {"FEED", 0, false},
    {"ENABLED", 0, false},
    {"IMPORTED", 0, false},
    {"ADDRESS", 0, false},
};

static int list(yg_cli *cli, const yg_config *config) {
    yg_table table;
    bool text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
         lines = yg_cli_is(cli, "format", "jsonl");
    yg_jw w = {.buf = &cli->out};
    yg_table_start(&table, list_columns, sizeof list_columns / sizeof *list_columns);
    if (!text && !lines)
        yg_jw_begin(&w, NULL, '[');
    for (size_t i = 0; i < config->feeds_n; i++) {
        const yg_feed *feed = &config->feeds[i];
        if (text) {
            yg_table_cell(&table, yg_str_of(feed->name));
            yg_table_cell(&table, feed->enabled ? YG_STR("yes") : YG_STR("no"));
            yg_table_cell(&table, feed->import ? YG_STR("yes") : YG_STR("only kept"));
            yg_table_cell(&table, yg_str_of(feed->address));
            continue;
        }
        yg_jw_begin(&w, NULL, '{');
        yg_jw_str(&w, "feed", yg_str_of(feed->name));
        yg_jw_bool(&w, "enabled", feed->enabled);
        yg_jw_bool(&w, "import", feed->import);
        yg_jw_str(&w, "address", yg_str_of(feed->address));
        yg_jw_end(&w, '}');
        if (lines) {
            yg_buf_addc(&cli->out, '\n');
            w.filled = false;
        }
    }
    if (text)
        yg_table_end(&table, cli);
    else if (!lines)
        yg_jw_end(&w, ']'), yg_buf_addc(&cli->out, '\n');
    return YG_EXIT_DONE;
}

static int write_config(yg_cli *cli, const char *path) {
    yg_error err = {0};
    if (!yg_config_write(path, &err))
        return yg_cli_fail(cli, &err);
    yg_buf_addf(&cli->out, "wrote %s; edit it, then run `yagura update`\n", path);
    return YG_EXIT_DONE;
}

static int fetch_all(yg_cli *cli, const yg_config *config, const char *folder) {
    yg_error err = {0};
    yg_update_totals totals = {0};
    job j = {.cli = cli,
             .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
             .lines = yg_cli_is(cli, "format", "jsonl"),
             .json = {.buf = &cli->out}};
    yg_progress_start(&j.progress, cli);
    yg_table_start(&j.table, columns, sizeof columns / sizeof *columns);
    if (!j.text && !j.lines)
        yg_jw_begin(&j.json, NULL, '[');
    yg_update_options options = {.config = config,
                                 .folder = folder,
                                 .names = cli->words,
                                 .names_n = cli->words_n,
                                 .self = &j,
                                 .import = import_feed,
                                 .have = have,
                                 .row = on_row,
                                 .progress = on_progress};
    bool done = yg_update(&options, &totals, &err);
    yg_progress_end(&j.progress);
    if (!done) {
        yg_table_drop(&j.table);
        return yg_cli_fail(cli, &err);
    }
    if (j.text) {
        yg_table_end(&j.table, cli);
        yg_buf_addf(&cli->out, "%zu fetched, %zu unchanged, %zu failed; %llu records taken\n",
                    totals.fetched, totals.unchanged, totals.failed,
                    (unsigned long long)j.total.records.taken);
    } else if (!j.lines) {
        yg_jw_end(&j.json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
    static const int codes[] = {[YG_OK] = YG_EXIT_DONE,
                                [YG_ERR_USAGE] = YG_EXIT_USAGE,
                                [YG_ERR_INPUT] = YG_EXIT_INPUT,
                                [YG_ERR_LIMIT] = YG_EXIT_LIMIT,
                                [YG_ERR_IO] = YG_EXIT_IO};
    return codes[totals.code];
}

int yg_update_run(yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf path = {0};
    YG_CLEANUP_BUF yg_buf folder = {0};
    YG_CLEANUP_CONFIG yg_config config = {0};
    yg_error err = {0};
    const char *given = yg_cli_get(cli, "config"), *cache = yg_cli_get(cli, "cache");
    if (yg_cli_get(cli, "write-config") != NULL) {
        if (given == NULL && !yg_config_default_path(&path, &err))
            return yg_cli_fail(cli, &err);
        return write_config(cli, given ? given : yg_buf_z(&path));
    }
    if (!yg_config_load(given, &config, &err))
        return yg_cli_fail(cli, &err);
    if (yg_cli_get(cli, "list") != NULL)
        return list(cli, &config);
    if (cache == NULL && !yg_config_default_cache(&folder, &err))
        return yg_cli_fail(cli, &err);
    if (!yg_cli_open(cli, YG_STORE_WRITE, &err))
        return yg_cli_fail(cli, &err);
    return fetch_all(cli, &config, cache ? cache : yg_buf_z(&folder));
}
