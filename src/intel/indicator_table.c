/* Indicators in tables: CSV and TSV with a header (in a row, or in a comment as abuse.ch writes
 * it), or without one. Which column is what is decided once, by the tables below; a table that
 * looks like a log or a list of victims is no list of indicators. */
#include "intel/indicator_column.h"
#include "intel/indicator_row.h"
#include "text/csv.h"

enum { MOST_VALUE_COLUMNS = 8, MOST_CONTEXT_COLUMNS = 6, SAMPLE_ROWS = 100 };

typedef struct {
    int value[MOST_VALUE_COLUMNS], context[MOST_CONTEXT_COLUMNS];
    int n_value, n_context;
    int type, first, last, role, confidence, to_ids, from, until, tlp; /* -1: none */
    bool first_is_utc, last_is_utc;
    bool in_first_row; /* the header is a row, not a comment, and not absent */
    bool known;        /* there is a header */
} layout;

static const layout no_layout = {.type = -1,
                                 .first = -1,
                                 .last = -1,
                                 .role = -1,
                                 .confidence = -1,
                                 .to_ids = -1,
                                 .from = -1,
                                 .until = -1,
                                 .tlp = -1};

static void set_once(int *place, int column) {
    if (*place < 0)
        *place = column;
}

/* Takes the columns that hold indicators, the best kind there is. */
static void choose_values(layout *l, const column_role *roles, size_t n) {
    size_t count[COLUMN_FOREIGN + 1] = {0};
    for (size_t i = 0; i < n; i++)
        count[roles[i]]++;
    for (size_t i = 0; i < n && l->n_value < MOST_VALUE_COLUMNS; i++) {
        bool better = count[COLUMN_VALUE] > 0;
        bool wanted = roles[i] == COLUMN_VALUE || (!better && roles[i] == COLUMN_URL) ||
                      (!better && roles[i] == COLUMN_HASH) ||
                      (!better && roles[i] == COLUMN_HOST && count[COLUMN_URL] == 0) ||
                      (roles[i] == COLUMN_FILE && count[COLUMN_VALUE] + count[COLUMN_URL] +
                                                          count[COLUMN_HASH] + count[COLUMN_HOST] ==
                                                      0);
        if (wanted)
            l->value[l->n_value++] = (int)i;
    }
}

/* Reads names of columns. False when they name no indicator; *foreign is set when they belong to a
 * log or the like. */
static bool read_header(const yg_str *cells, size_t n, layout *ret, bool *foreign) {
    column_role roles[64];
    layout l = no_layout;
    n = n < 64 ? n : 64;
    for (size_t i = 0; i < n; i++) {
        bool is_utc;
        int column = (int)i;
        roles[i] = yg_indicator_column_role(cells[i], &is_utc);
        if (roles[i] == COLUMN_FOREIGN) {
            *foreign = true;
            return false;
        }
        if (roles[i] == COLUMN_TYPE)
            set_once(&l.type, column);
        if (roles[i] == COLUMN_ROLE)
            set_once(&l.role, column);
        if (roles[i] == COLUMN_CONFIDENCE)
            set_once(&l.confidence, column);
        if (roles[i] == COLUMN_TO_IDS)
            set_once(&l.to_ids, column);
        if (roles[i] == COLUMN_FROM)
            set_once(&l.from, column);
        if (roles[i] == COLUMN_UNTIL)
            set_once(&l.until, column);
        if (roles[i] == COLUMN_TLP)
            set_once(&l.tlp, column);
        if (roles[i] == COLUMN_CONTEXT && l.n_context < MOST_CONTEXT_COLUMNS)
            l.context[l.n_context++] = column;
        if (roles[i] == COLUMN_FIRST && l.first < 0) {
            l.first = column;
            l.first_is_utc = is_utc;
        }
        if (roles[i] == COLUMN_LAST && l.last < 0) {
            l.last = column;
            l.last_is_utc = is_utc;
        }
    }
    choose_values(&l, roles, n);
    l.known = true;
    if (l.n_value == 0)
        return false;
    *ret = l;
    return true;
}

/* The last comment in front of the first row, as a header: abuse.ch writes it so. */
static bool header_in_comment(const yg_csv *csv, size_t cells, layout *ret, bool *foreign) {
    yg_str before = yg_str_trim(yg_str_sub(csv->text, 0, csv->offset_bytes));
    size_t start = before.n;
    while (start > 0 && before.p[start - 1] != '\n' && before.p[start - 1] != '\r')
        start--;
    yg_str line = yg_str_from(before, start);
    while (line.n > 0 && (line.p[0] == '#' || line.p[0] == ' '))
        line = yg_str_from(line, 1);
    YG_CLEANUP_CSV yg_csv header;
    yg_csv_start(&header, line, (yg_csv_options){.delimiter = csv->delimiter});
    return yg_csv_next(&header) == YG_CSV_ROW && header.n == cells &&
           read_header(header.cells, header.n, ret, foreign);
}

/* The one column whose cells are indicators most often, and a column of dates. */
static bool layout_by_content(yg_str text, layout *ret) {
    YG_CLEANUP_CSV yg_csv csv;
    YG_CLEANUP_BUF yg_buf scratch = {0};
    size_t rows = 0, wide = 0, hits[32] = {0}, dates[32] = {0}, words[32] = {0}, best = 0;
    layout l = no_layout;
    yg_csv_start(&csv, text, (yg_csv_options){0});
    for (yg_csv_step step; rows < SAMPLE_ROWS && (step = yg_csv_next(&csv)) != YG_CSV_END; rows++) {
        if (step == YG_CSV_BAD)
            continue;
        wide += csv.n > 1;
        for (size_t i = 0; i < csv.n && i < 32; i++) {
            hits[i] += yg_indicator_row_kind(&scratch, csv.cells[i]) != NULL;
            words[i] += yg_indicator_kind_of_word(csv.cells[i]) != NULL;
            yg_buf_clear(&scratch);
            yg_indicator_date_add(&scratch, csv.cells[i], false);
            dates[i] += scratch.n > 0;
        }
    }
    for (size_t i = 1; i < 32; i++)
        best = hits[i] > hits[best] ? i : best;
    if (rows == 0 || wide * 10 < rows * 8 || hits[best] * 10 < rows * 6)
        return false;
    l.value[l.n_value++] = (int)best;
    for (size_t i = 0; i < 32; i++) {
        if (dates[i] * 10 >= rows * 8 && i != best)
            set_once(&l.first, (int)i);
        if (words[i] == rows && i != best) /* "hostname", "md5": what each value is */
            set_once(&l.type, (int)i);
    }
    *ret = l;
    return true;
}

/* *ret_foreign (only told, not obeyed): the names of the columns are those of something else. */
static bool find_layout(yg_str text, layout *ret, bool *ret_foreign) {
    YG_CLEANUP_CSV yg_csv csv;
    yg_csv_start(&csv, text, (yg_csv_options){0});
    yg_csv_step step = yg_csv_next(&csv);
    *ret_foreign = false;
    if (step == YG_CSV_END || (step == YG_CSV_ROW && csv.n == 1))
        return false;
    if (step == YG_CSV_ROW && read_header(csv.cells, csv.n, ret, ret_foreign)) {
        ret->in_first_row = true;
        return true;
    }
    return (step == YG_CSV_ROW && header_in_comment(&csv, csv.n, ret, ret_foreign)) ||
           layout_by_content(text, ret);
}

static yg_str cell_of(const yg_csv *csv, int column) {
    return column >= 0 && (size_t)column < csv->n ? csv->cells[column] : (yg_str){NULL, 0};
}

static bool is_blank(yg_str cell) {
    cell = yg_str_trim(cell);
    return cell.n == 0 || yg_str_eqz(cell, "-") || yg_str_eq_nocase(cell, YG_STR("n/a")) ||
           yg_str_eq_nocase(cell, YG_STR("none")) || yg_str_eq_nocase(cell, YG_STR("null"));
}

/* 1..100; 0 where none is said, or something else. */
static int confidence_of(const layout *l, const yg_csv *csv) {
    double confidence;
    if (!yg_str_to_double(yg_str_trim(cell_of(csv, l->confidence)), &confidence) ||
        confidence < 0 || confidence > 100)
        return 0;
    return confidence < 1 ? 1 : (int)(confidence + 0.5);
}

/* Good enough to alert on: the publisher's own flag, else at least an even confidence. */
static bool is_actionable(const layout *l, const yg_csv *csv) {
    double confidence;
    yg_str flag = yg_str_trim(cell_of(csv, l->to_ids));
    if (flag.n > 0)
        return yg_str_eqz(flag, "1") || yg_str_eq_nocase(flag, YG_STR("true")) ||
               yg_str_eq_nocase(flag, YG_STR("yes"));
    return !yg_str_to_double(yg_str_trim(cell_of(csv, l->confidence)), &confidence) ||
           confidence >= 50;
}

static yg_str joined_context(const layout *l, const yg_csv *csv, yg_buf *buf) {
    yg_buf_clear(buf);
    if (l->n_context == 1)
        return is_blank(cell_of(csv, l->context[0])) ? (yg_str){NULL, 0}
                                                     : cell_of(csv, l->context[0]);
    for (int i = 0; i < l->n_context; i++) {
        yg_str cell = yg_str_trim(cell_of(csv, l->context[i]));
        if (is_blank(cell))
            continue;
        yg_buf_addz(buf, buf->n > 0 ? "; " : "");
        yg_buf_add(buf, cell);
    }
    return yg_buf_str(buf);
}

/* The first cell that is not blank says what is wrong. */
static void reject_row(yg_indicator_job *job, const layout *l, const yg_csv *csv) {
    yg_str cell = cell_of(csv, l->value[0]);
    for (int i = 1; i < l->n_value && is_blank(cell); i++)
        cell = cell_of(csv, l->value[i]);
    const char *reason = yg_indicator_reason(&job->refanged, cell, "no indicator in the row");
    yg_indicator_row_reject(job, reason, csv->offset_bytes, cell);
}

static bool read_row(yg_indicator_job *job, const layout *l, const yg_csv *csv, yg_buf *context,
                     yg_error *err) {
    yg_indicator_row row = {
        .type = cell_of(csv, l->type),
        .first_seen = cell_of(csv, l->first),
        .last_seen = cell_of(csv, l->last),
        .first_is_utc = l->first_is_utc,
        .last_is_utc = l->last_is_utc,
        .role = cell_of(csv, l->role),
        .context = joined_context(l, csv, context),
        .to_ids = is_actionable(l, csv),
        .valid_from = cell_of(csv, l->from),
        .valid_until = cell_of(csv, l->until),
        .tlp = cell_of(csv, l->tlp),
        .confidence = confidence_of(l, csv),
        .at = csv->offset_bytes,
    };
    bool taken = false;
    for (int i = 0; i < l->n_value; i++) {
        row.value = cell_of(csv, l->value[i]);
        if (is_blank(row.value))
            continue;
        yg_row_result result = yg_indicator_row_put(job, &row, err);
        if (result == YG_ROW_FAILED)
            return false;
        taken = taken || result == YG_ROW_TAKEN;
    }
    if (!taken)
        reject_row(job, l, csv);
    return true;
}

bool yg_indicator_table_read(yg_indicator_job *job, yg_error *err) {
    YG_CLEANUP_CSV yg_csv csv;
    YG_CLEANUP_BUF yg_buf context = {0};
    const yg_progress *progress = &job->input->progress;
    layout l;
    bool foreign;
    if (!find_layout(job->text, &l, &foreign))
        return yg_fail(err, YG_ERR_INPUT, "no column of the table holds indicators");
    yg_csv_start(&csv, job->text, (yg_csv_options){0});
    bool header = l.in_first_row;
    for (yg_csv_step step; (step = yg_csv_next(&csv)) != YG_CSV_END;) {
        if (header) {
            header = false;
            continue;
        }
        job->record++;
        if (step == YG_CSV_BAD)
            yg_indicator_row_reject(job, csv.fault, csv.offset_bytes, (yg_str){NULL, 0});
        else if (!read_row(job, &l, &csv, &context, err))
            return false;
        if (progress->advance != NULL && job->record % 4096 == 0)
            progress->advance(progress->self, csv.at, job->text.n);
    }
    return true;
}

bool yg_indicator_table_found(yg_str text) {
    layout l;
    bool foreign;
    return find_layout(text, &l, &foreign);
}

bool yg_indicator_table_is_column(yg_str name) {
    bool is_utc;
    column_role role = yg_indicator_column_role(name, &is_utc);
    return role >= COLUMN_VALUE && role <= COLUMN_HASH;
}

int yg_indicator_table_is(yg_str text) {
    YG_CLEANUP_CSV yg_csv csv;
    YG_CLEANUP_BUF yg_buf scratch = {0};
    layout l;
    size_t rows = 0, hits = 0;
    bool foreign;
    yg_csv_start(&csv, text, (yg_csv_options){0});
    if (!find_layout(text, &l, &foreign) || foreign)
        return 0;
    bool header = l.in_first_row;
    while (rows < SAMPLE_ROWS && yg_csv_next(&csv) != YG_CSV_END) {
        bool hit = false;
        if (header) {
            header = false;
            continue;
        }
        for (int i = 0; i < l.n_value; i++)
            hit = hit || yg_indicator_row_kind(&scratch, cell_of(&csv, l.value[i])) != NULL;
        rows++;
        hits += hit && csv.n > 0;
    }
    if (rows == 0)
        return l.known && l.in_first_row ? 2 : 0;
    return hits * 10 < rows * 6 ? 0 : l.known ? 2 : 1;
}
