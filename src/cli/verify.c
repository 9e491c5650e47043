/* yagura verify: a report, or somebody's text, held against the store. */
#include "tell/verify.h"

#include "base/input.h"
#include "cli/verbs.h"
#include "cli/verify.h"
#include "text/json_write.h"

const yg_option yg_verify_verb_options[] = {
    {"text", 0, "FILE", "check the numbers in anybody's text (plain, Markdown, HTML; en or ja)",
     NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl"},
    {NULL, 0, NULL, NULL, NULL},
};

enum { EVIDENCE = 400 }; /* bytes of ids that a person reads */

typedef struct {
    yg_buf *bytes;
    size_t files;
} reading;

static bool on_file(void *self, const yg_input_file *file, yg_error *err) {
    reading *r = self;
    if (r->files++ > 0 || file->walked)
        return yg_fail(err, YG_ERR_USAGE, "a folder or an archive of several; name one file");
    if (file->damage != NULL)
        return yg_fail(err, YG_ERR_INPUT, "%s", file->damage);
    yg_buf_add(r->bytes, file->bytes);
    return true;
}

bool yg_verify_read_input(const char *path, yg_buf *bytes, yg_error *err) {
    reading r = {bytes, 0};
    if (!yg_input_each(path, &(yg_input_options){.max_bytes = YG_VERIFY_BYTES}, on_file, &r, err))
        return false;
    return r.files > 0 || yg_fail(err, YG_ERR_INPUT, "an empty folder; name one file");
}

static void put_side(yg_cli *cli, const char *who, yg_style style, yg_str text) {
    yg_buf_addf(&cli->out, "    %s", who);
    if (text.n == 0)
        yg_buf_addz(&cli->out, "nothing");
    else
        yg_cli_puts(cli, style, text);
    yg_buf_addc(&cli->out, '\n');
}

static void put_difference(yg_cli *cli, const yg_difference *d) {
    yg_buf_addz(&cli->out, yg_cli_style(cli, YG_BOLD));
    if (d->line > 0)
        yg_buf_addf(&cli->out, "line %zu: ", d->line);
    yg_cli_put(cli, d->where.n > 0 ? d->where : d->kind);
    yg_buf_addz(&cli->out, yg_cli_style(cli, YG_PLAIN));
    yg_buf_addf(&cli->out, " (%.*s)\n", YG_FMT(d->kind));
    if (d->number_reported.n > 0 && d->number_stored.n > 0 && d->number_stored.n < d->stored.n) {
        yg_buf_addz(&cli->out, "    number  ");
        yg_cli_puts(cli, YG_RED, d->number_reported);
        yg_buf_addz(&cli->out, " should be ");
        yg_cli_puts(cli, YG_GREEN, d->number_stored);
        yg_buf_addc(&cli->out, '\n');
    }
    put_side(cli, "report  ", YG_RED, d->reported);
    put_side(cli, "store   ", YG_GREEN, d->stored);
    if (d->evidence.n > 0) {
        bool cut = d->evidence.n > EVIDENCE;
        put_side(cli, "evidence ", YG_DIM, yg_str_sub(d->evidence, 0, cut ? EVIDENCE : SIZE_MAX));
        if (cut)
            yg_buf_addz(&cli->out, "             and more: --format json\n");
    }
    yg_cli_flush_some(cli);
}

static void put_text(yg_cli *cli, yg_str path, const yg_verification *v) {
    for (size_t i = 0; i < v->differences.n; i++)
        put_difference(cli, &v->differences.at[i]);
    if (v->differences_n > v->differences.n)
        yg_buf_addf(&cli->out, "and %zu more\n", v->differences_n - v->differences.n);
    yg_cli_put(cli, path);
    if (v->differences_n == 0)
        yg_buf_addz(&cli->out, ": as the store says.");
    else
        yg_buf_addf(&cli->out, ": %zu difference%s.", v->differences_n,
                    v->differences_n == 1 ? "" : "s");
    yg_buf_addf(
        &cli->out,
        "\n%zu of %zu figures recomputed independently of the report's own counting: %zu from "
        "cells of published tables, %zu from their queries over incidents and findings; the other "
        "%zu only rebuilt: made again by the report's own code and compared.\n",
        v->by_cell + v->by_query, v->figures, v->by_cell, v->by_query, v->by_building);
    yg_buf_addf(&cli->out,
                "%zu of %zu pieces of evidence in the store; %zu pieces of the file compared.\n",
                v->evidence_found, v->evidence, v->pieces);
}

static void put_json_difference(yg_jw *w, const yg_difference *d) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", d->kind);
    yg_jw_str(w, "where", d->where);
    if (d->line > 0)
        yg_jw_uint(w, "line", d->line);
    yg_jw_str(w, "reported", d->reported);
    yg_jw_str(w, "stored", d->stored);
    yg_jw_opt(w, "number_reported", d->number_reported);
    yg_jw_opt(w, "number_stored", d->number_stored);
    yg_jw_list(w, "evidence", d->evidence, ' ');
    yg_jw_end(w, '}');
}

static void put_json(yg_cli *cli, yg_str path, const yg_verification *v, bool lines) {
    yg_jw w = {.buf = &cli->out};
    for (size_t i = 0; lines && i < v->differences.n; i++) {
        put_json_difference(&w, &v->differences.at[i]);
        yg_buf_addc(&cli->out, '\n');
        w.filled = false;
    }
    if (lines)
        return;
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "schema", YG_STR("yagura-verify/1"));
    yg_jw_str(&w, "file", path);
    yg_jw_bool(&w, "right", v->differences_n == 0);
    yg_jw_str(&w, "form", v->form);
    yg_jw_opt(&w, "country", v->country);
    yg_jw_str(&w, "language", v->language);
    yg_jw_opt(&w, "as_of", v->as_of);
    yg_jw_begin(&w, "checked", '{');
    yg_jw_uint(&w, "figures", v->figures);
    yg_jw_uint(&w, "by_cell", v->by_cell);
    yg_jw_uint(&w, "by_query", v->by_query);
    yg_jw_uint(&w, "by_building", v->by_building);
    yg_jw_uint(&w, "evidence", v->evidence);
    yg_jw_uint(&w, "evidence_found", v->evidence_found);
    yg_jw_uint(&w, "pieces", v->pieces);
    yg_jw_end(&w, '}');
    yg_jw_uint(&w, "differences_n", v->differences_n);
    yg_jw_begin(&w, "differences", '[');
    for (size_t i = 0; i < v->differences.n; i++)
        put_json_difference(&w, &v->differences.at[i]);
    yg_jw_end(&w, ']');
    yg_jw_end(&w, '}');
    yg_buf_addc(&cli->out, '\n');
}

static int verify_report_file(yg_cli *cli, const char *path) {
    YG_CLEANUP_VERIFICATION yg_verification v = {0};
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err = {0};
    if (!yg_verify_read_input(path, &bytes, &err) || !yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    if (!yg_verify_report(cli->store, yg_buf_str(&bytes), &v, &err)) {
        yg_fail_in(&err, "%.200s", path);
        return yg_cli_fail(cli, &err);
    }
    if (yg_cli_is(cli, "format", "json") || yg_cli_is(cli, "format", "jsonl"))
        put_json(cli, yg_str_of(path), &v, yg_cli_is(cli, "format", "jsonl"));
    else
        put_text(cli, yg_str_of(path), &v);
    yg_cli_flush(cli);
    return v.differences_n == 0 ? YG_EXIT_DONE : YG_EXIT_FOUND;
}

int yg_verify_run(yg_cli *cli) {
    const char *text = yg_cli_get(cli, "text");
    if (text != NULL && cli->words_n > 0)
        return yg_cli_usage(cli, "a report or --text FILE, not both");
    if (text == NULL && cli->words_n != 1)
        return yg_cli_usage(cli, cli->words_n == 0
                                     ? "name a report: yagura verify report.html; or --text FILE"
                                     : "one report at a time");
    return text != NULL ? yg_verify_text_file(cli, text) : verify_report_file(cli, cli->words[0]);
}
