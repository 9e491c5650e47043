/* yagura lint: what is wrong with a feed of incidents, before it misleads. */
#include "know/lint.h"

#include "base/input.h"
#include "base/time.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "text/csv_write.h"
#include "text/json_write.h"

const yg_option yg_lint_options[] = {
    {"kind", 0, "KIND", "only findings of this kind",
     "near-duplicate|joined-post|domain-country|link-date|date|country-code|sector|length|"
     "encoding|broken-link|rejected"},
    {"map", 0, "FILE", "read CSV tables by this map of their columns (docs: mapped-table)", NULL},
    {"today", 0, "DATE", "what lies after this day is in the future (default: the clock's)", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

enum { MOST_MAP_BYTES = 1 << 20 };

typedef struct {
    yg_cli *cli;
    yg_lint lint;
    yg_buf map;
    yg_table table;
    yg_jw json;
    bool text, lines, csv, one_kind;
    yg_lint_kind kind;
    size_t by_kind[YG_LINT_KINDS], n;
} page;

static yg_str grade_of(const yg_lint_finding *f) {
    return f->is_sure ? YG_STR("wrong") : YG_STR("check");
}

static void put_place(yg_jw *w, const yg_lint_place *place) {
    yg_jw_str(w, "file", place->file);
    yg_jw_uint(w, "record", place->record);
    yg_jw_uint(w, "line", place->line);
    yg_jw_uint(w, "offset", place->offset_bytes);
    yg_jw_opt(w, "key", place->key);
}

static void put_json(page *p, const yg_lint_finding *f) {
    yg_jw *w = &p->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", yg_str_of(yg_lint_kind_word(f->kind)));
    yg_jw_str(w, "grade", grade_of(f));
    put_place(w, &f->place);
    yg_jw_str(w, "field", yg_str_of(f->field));
    yg_jw_str(w, "what", f->what);
    yg_jw_str(w, "why", f->why);
    yg_jw_str(w, "advice", yg_str_of(yg_lint_kind_advice(f->kind)));
    yg_jw_uint(w, "count", f->count);
    if (f->other.file.n > 0) {
        yg_jw_begin(w, "other", '{');
        put_place(w, &f->other);
        yg_jw_end(w, '}');
    }
    yg_jw_end(w, '}');
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        w->filled = false;
    }
}

static void add_number(yg_buf *buf, uint64_t n) {
    yg_buf_addf(buf, "%llu", (unsigned long long)n);
}

static void put_csv(page *p, const yg_lint_finding *f) {
    YG_CLEANUP_BUF yg_buf record = {0};
    YG_CLEANUP_BUF yg_buf line = {0};
    YG_CLEANUP_BUF yg_buf offset = {0};
    YG_CLEANUP_BUF yg_buf count = {0};
    YG_CLEANUP_BUF yg_buf other = {0};
    bool pair = f->other.file.n > 0;
    add_number(&record, f->place.record);
    add_number(&line, f->place.line);
    add_number(&offset, f->place.offset_bytes);
    add_number(&count, f->count);
    if (pair)
        add_number(&other, f->other.offset_bytes);
    const yg_str cells[] = {yg_str_of(yg_lint_kind_word(f->kind)),
                            grade_of(f),
                            f->place.file,
                            yg_buf_str(&record),
                            yg_buf_str(&line),
                            yg_buf_str(&offset),
                            f->place.key,
                            yg_str_of(f->field),
                            f->what,
                            f->why,
                            yg_str_of(yg_lint_kind_advice(f->kind)),
                            yg_buf_str(&count),
                            f->other.file,
                            yg_buf_str(&other),
                            f->other.key};
    yg_csv_add_row(&p->cli->out, cells, sizeof cells / sizeof *cells);
}

static void put_text(page *p, const yg_lint_finding *f) {
    YG_CLEANUP_BUF yg_buf why = {0};
    yg_buf_add(&why, f->why);
    if (f->other.file.n > 0)
        yg_buf_addf(&why, " (record %llu, byte %llu)", (unsigned long long)f->other.record,
                    (unsigned long long)f->other.offset_bytes);
    if (f->count > 1)
        yg_buf_addf(&why, " (%llu records)", (unsigned long long)f->count);
    yg_table_cell(&p->table, yg_str_of(yg_lint_kind_word(f->kind)));
    yg_table_cell(&p->table, grade_of(f));
    if (p->lint.files > 1)
        yg_table_cell(&p->table, f->place.file);
    yg_table_cellf(&p->table, "%llu", (unsigned long long)f->place.record);
    yg_table_cellf(&p->table, "%llu", (unsigned long long)f->place.line);
    yg_table_cellf(&p->table, "%llu", (unsigned long long)f->place.offset_bytes);
    yg_table_cell(&p->table, yg_str_of(f->field));
    yg_table_cell(&p->table, f->what);
    yg_table_cell(&p->table, yg_buf_str(&why));
}

static const yg_column columns[] = {
    {"KIND", 0, false}, {"GRADE", 0, false}, {"RECORD", 0, true}, {"LINE", 0, true},
    {"BYTE", 0, true},  {"FIELD", 0, false}, {"WHAT", 44, false}, {"WHY", 160, false},
};
static const yg_column file_columns[] = {
    {"KIND", 0, false},  {"GRADE", 0, false}, {"FILE", 40, false},
    {"RECORD", 0, true}, {"LINE", 0, true},   {"BYTE", 0, true},
    {"FIELD", 0, false}, {"WHAT", 44, false}, {"WHY", 160, false},
};
static const char *const csv_columns[] = {
    "kind", "grade", "file",   "record", "line",       "offset",       "key",      "field",
    "what", "why",   "advice", "count",  "other_file", "other_offset", "other_key"};

static void begin(page *p) {
    if (p->text && p->lint.files > 1)
        yg_table_start(&p->table, file_columns, sizeof file_columns / sizeof *file_columns);
    else if (p->text)
        yg_table_start(&p->table, columns, sizeof columns / sizeof *columns);
    else if (p->csv) {
        yg_str heads[sizeof csv_columns / sizeof *csv_columns];
        for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&p->cli->out, heads, sizeof heads / sizeof *heads);
    } else if (!p->lines)
        yg_jw_begin(&p->json, NULL, '[');
}

/* A line for each kind with what to do, and one with the sum. */
static void put_summary(page *p) {
    yg_buf *out = &p->cli->out;
    if (p->n > 0)
        yg_buf_addc(out, '\n');
    for (int kind = 0; kind < YG_LINT_KINDS; kind++) {
        if (p->by_kind[kind] > 0)
            yg_buf_addf(out, "%6zu  %-15s %s\n", p->by_kind[kind],
                        yg_lint_kind_word((yg_lint_kind)kind),
                        yg_lint_kind_advice((yg_lint_kind)kind));
    }
    yg_buf_addf(out, "%zu finding%s in %zu incident%s of %llu file%s", p->n, p->n == 1 ? "" : "s",
                p->lint.records.n, p->lint.records.n == 1 ? "" : "s",
                (unsigned long long)p->lint.files, p->lint.files == 1 ? "" : "s");
    if (p->lint.rejected > 0)
        yg_buf_addf(out, "; %llu record%s rejected", (unsigned long long)p->lint.rejected,
                    p->lint.rejected == 1 ? "" : "s");
    yg_buf_addc(out, '\n');
}

static void put_all(page *p) {
    begin(p);
    for (size_t i = 0; i < p->lint.findings.n; i++) {
        const yg_lint_finding *f = &p->lint.findings.at[i];
        if (p->one_kind && f->kind != p->kind)
            continue;
        p->n++;
        p->by_kind[f->kind]++;
        if (p->text)
            put_text(p, f);
        else if (p->csv)
            put_csv(p, f);
        else
            put_json(p, f);
        if (!p->text)
            yg_cli_flush_some(p->cli);
    }
    if (p->text) {
        if (p->n > 0)
            yg_table_end(&p->table, p->cli);
        put_summary(p);
    } else if (!p->lines && !p->csv) {
        yg_jw_end(&p->json, ']');
        yg_buf_addc(&p->cli->out, '\n');
    }
}

static bool read_all(page *p, yg_error *err) {
    yg_cli *cli = p->cli;
    const char *today = yg_cli_get(cli, "today"), *map = yg_cli_get(cli, "map");
    yg_date day;
    p->lint.today_us = yg_time_now_us();
    if (today != NULL) {
        if (!yg_date_parse(yg_str_of(today), &day))
            return yg_fail(err, YG_ERR_USAGE, "--today %s: write 2024-03-05", today);
        p->lint.today_us = day.to_us - 1;
    }
    if (map != NULL && !yg_input_read_file(map, MOST_MAP_BYTES, &p->map, err))
        return yg_fail_in(err, "--map %s", map);
    if (map != NULL && p->map.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "--map %s: the file is empty", map);
    p->lint.map = yg_buf_str(&p->map);
    for (size_t i = 0; i < cli->words_n; i++) {
        if (!yg_lint_read(&p->lint, cli->words[i], err))
            return false;
    }
    if (p->lint.records.n == 0 && p->lint.findings.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "no incidents in it: lint looks at feeds of incidents");
    return true;
}

int yg_lint_run(yg_cli *cli) {
    yg_error err = {0};
    const char *kind = yg_cli_get(cli, "kind");
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .csv = yg_cli_is(cli, "format", "csv"),
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (cli->words_n == 0)
        return yg_cli_usage(cli, "name a file or folder; - is standard input");
    p.one_kind = kind != NULL && yg_lint_kind_from_word(yg_str_of(kind), &p.kind);
    int code = YG_EXIT_DONE;
    if (read_all(&p, &err)) {
        yg_lint_judge(&p.lint);
        put_all(&p);
        if (p.lint.files_skipped > 0)
            yg_cli_note(cli, "%llu file%s passed over: no known format",
                        (unsigned long long)p.lint.files_skipped,
                        p.lint.files_skipped == 1 ? "" : "s");
        code = p.n > 0 ? YG_EXIT_FOUND : YG_EXIT_DONE;
    } else {
        code = yg_cli_fail(cli, &err);
    }
    yg_table_drop(&p.table);
    yg_lint_free(&p.lint);
    yg_buf_free(&p.map);
    return code;
}
