/* yagura verify --text: the numbers of anybody's text against the store's statistics. */
#include "cli/verbs.h"
#include "cli/verify.h"
#include "tell/text_check.h"
#include "text/json_write.h"

static const char *const verdicts[] = {"not-known", "confirmed", "contradicted"};

static void put_line(yg_cli *cli, const char *label, yg_str text) {
    if (text.n == 0)
        return;
    yg_buf_addf(&cli->out, "    %-9s", label);
    yg_cli_put(cli, text);
    yg_buf_addc(&cli->out, '\n');
}

static void put_finding(yg_cli *cli, const yg_text_finding *f) {
    static const yg_style styles[] = {YG_DIM, YG_GREEN, YG_RED};
    yg_buf_addf(&cli->out, "%zu:%zu: ", f->line, f->column);
    yg_cli_puts(cli, YG_BOLD, f->number);
    yg_buf_addz(&cli->out, "  ");
    yg_cli_puts(cli, styles[f->verdict], yg_str_of(verdicts[f->verdict]));
    yg_buf_addc(&cli->out, '\n');
    put_line(cli, "in", f->sentence);
    put_line(cli, "why", f->why);
    if (f->stored.n > 0) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(&text, "%.*s, %.*s, %.*s: %.*s", YG_FMT(f->source), YG_FMT(f->period),
                    YG_FMT(f->category), YG_FMT(f->stored));
        put_line(cli, "store", yg_buf_str(&text));
    }
    put_line(cli, "note", f->note);
    put_line(cli, "evidence", f->evidence);
    yg_cli_flush_some(cli);
}

static void put_json(yg_jw *w, const yg_text_finding *f) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_uint(w, "line", f->line);
    yg_jw_uint(w, "column", f->column);
    yg_jw_str(w, "number", f->number);
    yg_jw_str(w, "verdict", yg_str_of(verdicts[f->verdict]));
    yg_jw_str(w, "why", f->why);
    yg_jw_opt(w, "period", f->period);
    yg_jw_opt(w, "category", f->category);
    yg_jw_opt(w, "stored", f->stored);
    yg_jw_opt(w, "source", f->source);
    yg_jw_opt(w, "note", f->note);
    yg_jw_str(w, "sentence", f->sentence);
    yg_jw_list(w, "evidence", f->evidence, ' ');
    yg_jw_end(w, '}');
}

static void put_all_json(yg_cli *cli, const char *path, const yg_text_check *check, bool lines) {
    yg_jw w = {.buf = &cli->out};
    if (!lines) {
        yg_jw_begin(&w, NULL, '{');
        yg_jw_str(&w, "schema", YG_STR("yagura-verify-text/1"));
        yg_jw_str(&w, "file", yg_str_of(path));
        yg_jw_uint(&w, "confirmed", check->confirmed);
        yg_jw_uint(&w, "contradicted", check->contradicted);
        yg_jw_uint(&w, "not_known", check->not_known);
        yg_jw_begin(&w, "numbers", '[');
    }
    for (size_t i = 0; i < check->findings.n; i++) {
        put_json(&w, &check->findings.at[i]);
        if (lines) {
            yg_buf_addc(&cli->out, '\n');
            w.filled = false;
        }
        yg_cli_flush_some(cli);
    }
    if (!lines) {
        yg_jw_end(&w, ']');
        yg_jw_end(&w, '}');
        yg_buf_addc(&cli->out, '\n');
    }
}

int yg_verify_text_file(yg_cli *cli, const char *path) {
    YG_CLEANUP_TEXT_CHECK yg_text_check check = {0};
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err = {0};
    if (!yg_verify_read_input(path, &bytes, &err) || !yg_cli_open(cli, YG_STORE_READ, &err) ||
        !yg_text_check_run(cli->store, yg_buf_str(&bytes), &check, &err))
        return yg_cli_fail(cli, &err);
    if (yg_cli_is(cli, "format", "json") || yg_cli_is(cli, "format", "jsonl")) {
        put_all_json(cli, path, &check, yg_cli_is(cli, "format", "jsonl"));
    } else {
        for (size_t i = 0; i < check.findings.n; i++)
            put_finding(cli, &check.findings.at[i]);
        yg_cli_put(cli, yg_str_of(path));
        yg_buf_addf(&cli->out, ": %zu confirmed, %zu contradicted, %zu not known\n",
                    check.confirmed, check.contradicted, check.not_known);
    }
    yg_cli_flush(cli);
    return check.contradicted > 0 ? YG_EXIT_FOUND : YG_EXIT_DONE;
}
