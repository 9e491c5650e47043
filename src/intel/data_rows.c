#include "intel/data_rows.h"

#include "base/utf8.h"
#include "intel/incident_part.h"

static int column_of(const yg_str *cells, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (yg_str_eq_nocase(yg_str_trim(cells[i]), yg_str_of(name)))
            return (int)i;
    }
    return -1;
}

size_t yg_data_rows_probe(yg_str head, const char *const *columns) {
    YG_CLEANUP_CSV yg_csv csv;
    size_t n = 0;
    char first = '\0';
    for (size_t i = 0; i < head.n && first == '\0'; i++)
        first = strchr(" \t\r\n\xEF\xBB\xBF", head.p[i]) != NULL ? '\0' : head.p[i];
    yg_csv_start(&csv, head, (yg_csv_options){0});
    if (first == '{' || first == '[' || first == '<' || yg_csv_next(&csv) != YG_CSV_ROW)
        return 0;
    for (; *columns != NULL; columns++)
        n += column_of(csv.cells, csv.n, *columns) >= 0;
    return n;
}

void yg_data_rows_reject(yg_data_rows *rows, const char *reason, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, rows->offset_bytes, rows->record};
    rows->sink->reject(rows->sink->self, &fault, detail);
}

/* Converted text has the same lines as the input, at other offsets. */
static size_t offset_in_input(yg_data_rows *r) {
    yg_str bytes = r->input->bytes;
    if (r->charset.reason == NULL)
        return r->csv.offset_bytes;
    while (r->line < r->csv.line && r->line_bytes < bytes.n) {
        const char *end = memchr(bytes.p + r->line_bytes, '\n', bytes.n - r->line_bytes);
        r->line_bytes = end != NULL ? (size_t)(end - bytes.p) + 1 : bytes.n;
        r->line++;
    }
    return r->line_bytes;
}

bool yg_data_rows_start(yg_data_rows *rows, yg_error *err) {
    yg_str text = rows->input->bytes;
    if (yg_charset_to_utf8(text, &rows->converted, &rows->charset))
        text = yg_buf_str(&rows->converted);
    else
        rows->charset.reason = NULL;
    rows->line = 1;
    yg_csv_start(&rows->csv, text, (yg_csv_options){.keep_comments = true});
    if (yg_csv_next(&rows->csv) != YG_CSV_ROW)
        return yg_fail(err, YG_ERR_INPUT, "no header row in %zu bytes", text.n);
    for (size_t i = 0; i < rows->csv.n; i++) {
        yg_str name = yg_str_trim(rows->csv.cells[i]);
        if (yg_utf8_check(name) != name.n)
            return yg_fail(err, YG_ERR_INPUT, "the name of column %zu is not UTF-8", i + 1);
        yg_vec_push(&rows->header, yg_arena_copy(&rows->names, name));
    }
    for (int i = 0; rows->columns[i] != NULL; i++)
        rows->at[i] = column_of(rows->header.at, rows->header.n, rows->columns[i]);
    return true;
}

/* Why the row cannot be used, or NULL. */
static const char *fault_of(const yg_data_rows *r, yg_csv_step step) {
    if (step == YG_CSV_BAD)
        return r->csv.fault;
    if (r->csv.n != r->header.n)
        return "another number of cells than the header";
    for (size_t i = 0; i < r->csv.n; i++) {
        if (yg_utf8_check(r->csv.cells[i]) != r->csv.cells[i].n)
            return "not UTF-8";
    }
    return NULL;
}

bool yg_data_rows_next(yg_data_rows *rows) {
    const yg_progress *progress = &rows->input->progress;
    yg_csv_step step;
    if (rows->record == 0 && rows->charset.reason != NULL) {
        rows->offset_bytes = rows->charset.first_bytes;
        yg_data_rows_reject(rows, rows->charset.reason, (yg_str){NULL, 0});
    }
    while ((step = yg_csv_next(&rows->csv)) != YG_CSV_END) {
        rows->record++;
        rows->offset_bytes = offset_in_input(rows);
        if (progress->advance != NULL && rows->record % 256 == 0)
            progress->advance(progress->self, rows->offset_bytes, rows->input->bytes.n);
        const char *fault = fault_of(rows, step);
        if (fault == NULL)
            return true;
        yg_data_rows_reject(rows, fault, (yg_str){NULL, 0});
    }
    return false;
}

yg_str yg_data_rows_cell(const yg_data_rows *rows, int column) {
    int at = rows->at[column];
    return at < 0 ? (yg_str){NULL, 0} : yg_str_trim(rows->csv.cells[at]);
}

yg_str yg_data_rows_raw(yg_data_rows *rows) {
    yg_buf_clear(&rows->raw);
    yg_incident_add_cells(&rows->raw, &rows->csv, rows->header.at, false);
    return yg_buf_str(&rows->raw);
}

void yg_data_rows_free(yg_data_rows *rows) {
    yg_csv_free(&rows->csv);
    yg_buf_free(&rows->converted);
    yg_buf_free(&rows->raw);
    yg_vec_free(&rows->header);
    yg_arena_free(&rows->names);
}
