/* Made names, printed. Names in answers of DNS are hostile: tables and JSON escape them. */
#include "cli/names_generate.h"
#include "cli/table.h"
#include "text/csv_write.h"
#include "text/json_write.h"

enum { MOST_COLUMNS = 11 };

static const yg_column columns[] = {
    {"NAME", 63, false}, {"UNICODE", 40, false}, {"KIND", 0, false},  {"RANK", 0, true},
    {"SCORE", 0, true},  {"STATUS", 0, false},   {"A", 32, false},    {"AAAA", 32, false},
    {"MX", 32, false},   {"NS", 32, false},      {"WHY", 140, false},
};
static const char *const heads[] = {"name", "unicode", "kind", "rank", "score",      "status",
                                    "a",    "aaaa",    "mx",   "ns",   "explanation"};
enum { RANK_COLUMN = 3, SCORE_COLUMN = 4, FIRST_DNS = 5, DNS_COLUMNS = 5 };

static const yg_resolved not_asked = {.status = YG_NAME_NOT_ASKED};

static void join(yg_buf *buf, const yg_record_texts *texts) {
    for (size_t i = 0; i < texts->n; i++) {
        if (i > 0)
            yg_buf_addc(buf, ' ');
        yg_buf_add(buf, texts->at[i]);
    }
}

static void put_list(yg_jw *w, const char *key, const yg_record_texts *texts) {
    yg_jw_begin(w, key, '[');
    for (size_t i = 0; i < texts->n; i++)
        yg_jw_str(w, NULL, texts->at[i]);
    yg_jw_end(w, ']');
}

static void put_json(yg_jw *w, const yg_made_row *row, bool with_dns) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "name", row->name);
    yg_jw_str(w, "unicode", row->unicode);
    yg_jw_str(w, "kind", yg_made_kind_word(row->kind));
    yg_jw_double(w, "rank", row->rank, 4);
    yg_jw_bool(w, "registrable", row->can_register);
    yg_jw_double(w, "score", row->score, 3);
    yg_jw_str(w, "explanation", row->explanation);
    if (with_dns) {
        const yg_resolved *r = row->resolved != NULL ? row->resolved : &not_asked;
        yg_jw_str(w, "status", yg_name_status_word(r->status));
        put_list(w, "a", &r->a);
        put_list(w, "aaaa", &r->aaaa);
        put_list(w, "mx", &r->mx);
        put_list(w, "ns", &r->ns);
    }
    yg_jw_end(w, '}');
}

/* The cells of a row, in the order of `heads`. */
static void put_row(yg_cli *cli, const yg_made_row *row, bool with_dns, yg_table *table) {
    YG_CLEANUP_BUF yg_buf rank = {0};
    YG_CLEANUP_BUF yg_buf score = {0};
    YG_CLEANUP_BUF yg_buf a = {0};
    YG_CLEANUP_BUF yg_buf aaaa = {0};
    YG_CLEANUP_BUF yg_buf mx = {0};
    YG_CLEANUP_BUF yg_buf ns = {0};
    const yg_resolved *r = row->resolved != NULL ? row->resolved : &not_asked;
    yg_buf_addf(&rank, "%.3f", row->rank);
    yg_buf_addf(&score, "%.2f", row->score);
    join(&a, &r->a);
    join(&aaaa, &r->aaaa);
    join(&mx, &r->mx);
    join(&ns, &r->ns);
    const yg_str all[MOST_COLUMNS] = {
        row->name,         row->unicode,       yg_made_kind_word(row->kind),
        yg_buf_str(&rank), yg_buf_str(&score), yg_name_status_word(r->status),
        yg_buf_str(&a),    yg_buf_str(&aaaa),  yg_buf_str(&mx),
        yg_buf_str(&ns),   row->explanation};
    yg_str cells[MOST_COLUMNS];
    size_t n = 0;
    for (size_t i = 0; i < MOST_COLUMNS; i++) {
        if (with_dns || i < FIRST_DNS || i >= FIRST_DNS + DNS_COLUMNS)
            cells[n++] = all[i];
    }
    if (table == NULL) {
        /* The score is a number of ours: without the mark that keeps a spreadsheet from running
         * "-2" as a formula. */
        yg_csv_add_row(&cli->out, cells, SCORE_COLUMN);
        cli->out.n -= 2;
        yg_buf_addf(&cli->out, ",%.2f,", row->score);
        yg_csv_add_row(&cli->out, cells + SCORE_COLUMN + 1, n - SCORE_COLUMN - 1);
        return;
    }
    for (size_t i = 0; i < n; i++)
        yg_table_cell(table, cells[i]);
}

static bool is_wanted(const yg_made_row *row, bool only_registered) {
    return !only_registered ||
           (row->resolved != NULL &&
            (row->resolved->status == YG_NAME_EXISTS || row->resolved->status == YG_NAME_UNCLEAR ||
             row->resolved->status == YG_NAME_BROKEN));
}

static void put_table(yg_cli *cli, const yg_made_rows *rows, bool with_dns, bool only_registered) {
    yg_column used[MOST_COLUMNS];
    yg_table table;
    size_t n = 0;
    for (size_t i = 0; i < MOST_COLUMNS; i++) {
        if (with_dns || i < FIRST_DNS || i >= FIRST_DNS + DNS_COLUMNS)
            used[n++] = columns[i];
    }
    yg_table_start(&table, used, n);
    for (size_t i = 0; i < rows->n; i++) {
        if (is_wanted(&rows->at[i], only_registered))
            put_row(cli, &rows->at[i], with_dns, &table);
    }
    yg_table_end(&table, cli);
}

static void put_csv(yg_cli *cli, const yg_made_rows *rows, bool with_dns, bool only_registered) {
    yg_str cells[MOST_COLUMNS];
    size_t n = 0;
    for (size_t i = 0; i < MOST_COLUMNS; i++) {
        if (with_dns || i < FIRST_DNS || i >= FIRST_DNS + DNS_COLUMNS)
            cells[n++] = yg_str_of(heads[i]);
    }
    yg_csv_add_row(&cli->out, cells, n);
    for (size_t i = 0; i < rows->n; i++) {
        if (is_wanted(&rows->at[i], only_registered))
            put_row(cli, &rows->at[i], with_dns, NULL);
        yg_cli_flush_some(cli);
    }
}

void yg_names_put(yg_cli *cli, const yg_made_rows *rows, bool with_dns, bool only_registered) {
    yg_str format = yg_cli_str(cli, "format", "text");
    bool lines = yg_str_eqz(format, "jsonl");
    yg_jw json = {.buf = &cli->out, .pretty = !lines};
    if (yg_str_eqz(format, "text")) {
        put_table(cli, rows, with_dns, only_registered);
        return;
    }
    if (yg_str_eqz(format, "csv")) {
        put_csv(cli, rows, with_dns, only_registered);
        return;
    }
    if (!lines)
        yg_jw_begin(&json, NULL, '[');
    for (size_t i = 0; i < rows->n; i++) {
        if (!is_wanted(&rows->at[i], only_registered))
            continue;
        put_json(&json, &rows->at[i], with_dns);
        if (lines) {
            yg_buf_addc(&cli->out, '\n');
            json.filled = false;
        }
        yg_cli_flush_some(cli);
    }
    if (!lines) {
        yg_jw_end(&json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
}
