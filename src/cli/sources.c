/* yagura sources: what came from where, when, licence, records, and why some were rejected. */
#include "cli/table.h"
#include "cli/verbs.h"
#include "store/read.h"
#include "text/json_write.h"

const yg_option yg_sources_options[] = {
    {"files", 0, NULL, "one row a file", NULL},
    {"rejected", 0, NULL, "every rejected record that was kept, with byte offset and reason", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_table table;
    yg_jw json;
    bool text, lines, files, rejected;
    yg_str wanted;
    size_t n;
    yg_document_row document;
    uint64_t rejects_shown;
} page;

static bool is_wanted(const page *p, yg_str source) {
    return p->wanted.n == 0 || yg_str_eq_nocase(p->wanted, source);
}

static void row_begin(page *p) {
    yg_jw_begin(&p->json, NULL, '{');
}

static void row_end(page *p) {
    yg_jw_end(&p->json, '}');
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        p->json.filled = false;
    }
    yg_cli_flush_some(p->cli);
}

static void add_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add(&text, us);
    yg_jw_opt(w, key, yg_buf_str(&text));
}

static bool on_source(void *self, const yg_source_row *row, yg_error *err) {
    page *p = self;
    YG_CLEANUP_BUF yg_buf last = {0};
    if (!is_wanted(p, row->name))
        return true;
    p->n++;
    yg_time_add(&last, row->last_us);
    if (p->text) {
        yg_table_cell(&p->table, row->name);
        yg_table_cell(&p->table, yg_str_sub(yg_buf_str(&last), 0, 10));
        yg_table_cell(&p->table, row->licence.n ? row->licence : YG_STR("not stated"));
        yg_table_cell(&p->table, row->tlp.n ? row->tlp : YG_STR("-"));
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->documents);
        yg_table_cellf(&p->table, "%llu",
                       (unsigned long long)(row->objects + row->statistics + row->indicators));
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->taken);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->unchanged);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->rejected);
        return true;
    }
    row_begin(p);
    yg_jw_str(&p->json, "name", row->name);
    yg_jw_opt(&p->json, "publisher", row->publisher);
    yg_jw_opt(&p->json, "address", row->address);
    yg_jw_opt(&p->json, "licence", row->licence);
    yg_jw_opt(&p->json, "version", row->version);
    yg_jw_opt(&p->json, "tlp", row->tlp);
    yg_jw_opt(&p->json, "published", row->published);
    add_time(&p->json, "first_imported", row->first_us);
    add_time(&p->json, "last_imported", row->last_us);
    yg_jw_uint(&p->json, "files", row->documents);
    yg_jw_uint(&p->json, "taken", row->taken);
    yg_jw_uint(&p->json, "unchanged", row->unchanged);
    yg_jw_uint(&p->json, "rejected", row->rejected);
    yg_jw_uint(&p->json, "objects", row->objects);
    yg_jw_uint(&p->json, "names", row->names);
    yg_jw_uint(&p->json, "claims", row->claims);
    yg_jw_uint(&p->json, "statistics", row->statistics);
    yg_jw_uint(&p->json, "indicators", row->indicators);
    row_end(p);
    return true;
}

static bool on_reject(void *self, const yg_reject_row *row, yg_error *err) {
    page *p = self;
    p->rejects_shown++;
    if (p->text) {
        yg_table_cell(&p->table, p->document.path);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->record);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->offset_bytes);
        yg_table_cell(&p->table, row->reason);
        /* Of a pattern the third line is a caret, which says nothing in a table. */
        size_t line = yg_str_chr(row->detail, '\n');
        size_t more =
            line == SIZE_MAX ? line : yg_str_chr(yg_str_from(row->detail, line + 1), '\n');
        yg_table_cell(&p->table,
                      more == SIZE_MAX ? row->detail : yg_str_sub(row->detail, 0, line + 1 + more));
        return true;
    }
    row_begin(p);
    yg_jw_str(&p->json, "source", p->document.source);
    yg_jw_str(&p->json, "path", p->document.path);
    yg_jw_uint(&p->json, "record", row->record);
    yg_jw_uint(&p->json, "offset", row->offset_bytes);
    yg_jw_str(&p->json, "reason", row->reason);
    yg_jw_opt(&p->json, "detail", row->detail);
    row_end(p);
    return true;
}

static bool on_document(void *self, const yg_document_row *row, yg_error *err) {
    page *p = self;
    if (!is_wanted(p, row->source))
        return true;
    p->n++;
    if (p->rejected) {
        p->document = *row;
        return row->rejected == 0 ||
               yg_store_rejects(p->cli->store, row->did, 1000, on_reject, p, err);
    }
    if (p->text) {
        yg_table_cell(&p->table, row->source);
        yg_table_cell(&p->table, row->path);
        yg_table_cell(&p->table, row->reader);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->bytes);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->taken);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->unchanged);
        yg_table_cellf(&p->table, "%llu", (unsigned long long)row->rejected);
        yg_table_cell(&p->table, row->digest);
        return true;
    }
    row_begin(p);
    yg_jw_str(&p->json, "source", row->source);
    yg_jw_str(&p->json, "path", row->path);
    yg_jw_str(&p->json, "format", row->reader);
    yg_jw_uint(&p->json, "bytes", row->bytes);
    yg_jw_str(&p->json, "sha256", row->digest);
    add_time(&p->json, "imported", row->imported_us);
    yg_jw_uint(&p->json, "taken", row->taken);
    yg_jw_uint(&p->json, "unchanged", row->unchanged);
    yg_jw_uint(&p->json, "rejected", row->rejected);
    row_end(p);
    return true;
}

static const yg_column source_columns[] = {
    {"SOURCE", 40, false}, {"IMPORTED", 0, false}, {"LICENCE", 32, false},
    {"TLP", 0, false},     {"FILES", 0, true},     {"RECORDS", 0, true},
    {"TAKEN", 0, true},    {"UNCHANGED", 0, true}, {"REJECTED", 0, true},
};
static const yg_column file_columns[] = {
    {"SOURCE", 28, false}, {"FILE", 60, false},    {"FORMAT", 0, false},  {"BYTES", 0, true},
    {"TAKEN", 0, true},    {"UNCHANGED", 0, true}, {"REJECTED", 0, true}, {"SHA-256", 16, false},
};
static const yg_column reject_columns[] = {
    {"FILE", 60, false},  {"RECORD", 0, true},  {"OFFSET", 0, true},
    {"REASON", 0, false}, {"DETAIL", 0, false},
};
#define COLUMNS(array) array, sizeof array / sizeof *array

static int finish(page *p) {
    if (p->text) {
        if (p->n == 0 || (p->rejected && p->rejects_shown == 0)) {
            yg_buf_addz(&p->cli->out, p->n == 0 ? "" : "no rejected records\n");
        } else {
            yg_table_end(&p->table, p->cli);
        }
    } else if (!p->lines) {
        yg_jw_end(&p->json, ']');
        yg_buf_addc(&p->cli->out, '\n');
    }
    if (p->n == 0 && p->wanted.n > 0)
        return yg_cli_usage(p->cli, "no source is called \"%.*s\"; `yagura sources` lists them",
                            YG_FMT(p->wanted));
    if (p->n == 0 && p->text)
        yg_cli_note(p->cli, "the store is empty; fill it with `yagura import` or `yagura demo`");
    return YG_EXIT_DONE;
}

int yg_sources_run(yg_cli *cli) {
    yg_error err = {0};
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .files = yg_cli_get(cli, "files") != NULL,
              .rejected = yg_cli_get(cli, "rejected") != NULL,
              .wanted = yg_str_of(cli->words_n > 0 ? cli->words[0] : NULL),
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (cli->words_n > 1)
        return yg_cli_usage(cli, "name one source (in quotes when it has spaces)");
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    if (p.rejected)
        yg_table_start(&p.table, COLUMNS(reject_columns));
    else if (p.files)
        yg_table_start(&p.table, COLUMNS(file_columns));
    else
        yg_table_start(&p.table, COLUMNS(source_columns));
    if (!p.text && !p.lines)
        yg_jw_begin(&p.json, NULL, '[');
    bool done = p.rejected || p.files ? yg_store_documents(cli->store, 0, on_document, &p, &err)
                                      : yg_store_sources(cli->store, on_source, &p, &err);
    int code = done ? finish(&p) : yg_cli_fail(cli, &err);
    yg_table_drop(&p.table);
    return code;
}
