/* Tables with a row of names: CSV, and W3C extended logs (IIS, proxies), whose names stand behind
 * #Fields: and whose values are apart by blanks. */
#include <limits.h>

#include "event/log_part.h"
#include "text/csv.h"

enum { ROWS_LOOKED_AT = 16 };

bool yg_log_csv_cell(yg_str row, char separator, size_t *at, size_t *ret_start, size_t *ret_end) {
    size_t i = *at;
    if (i > row.n)
        return false;
    *ret_start = i;
    while (i < row.n && row.p[i] == ' ' && separator != ' ')
        i++;
    if (i < row.n && row.p[i] == '"') {
        for (i++; i < row.n; i++) {
            if (row.p[i] == '"' && (i + 1 >= row.n || row.p[i + 1] != '"'))
                break;
            i += row.p[i] == '"';
        }
    }
    while (i < row.n && row.p[i] != separator)
        i++;
    *ret_end = i;
    *at = i + 1;
    return true;
}

void yg_log_csv_add(yg_log_record *r, yg_str name, size_t start, size_t end) {
    const char *p = r->bytes.p;
    while (start < end && yg_log_is_blank(p[start]))
        start++;
    while (end > start && yg_log_is_blank(p[end - 1]))
        end--;
    bool is_quoted = end - start >= 2 && p[start] == '"' && p[end - 1] == '"';
    start += is_quoted;
    end -= is_quoted;
    if (start == end)
        return;
    yg_log_field *field = yg_log_add(r, name, start, end);
    if (field == NULL || !is_quoted || memchr(p + start, '"', end - start) == NULL)
        return;
    char *out = yg_log_text(r, end - start);
    size_t n = 0;
    if (out == NULL)
        return;
    for (size_t i = start; i < end; i++) {
        i += p[i] == '"' && i + 1 < end && p[i + 1] == '"';
        out[n++] = p[i];
    }
    field->value = yg_log_text_end(r, out, n);
}

bool yg_log_read_csv(yg_log_record *r, const yg_log_form *form, size_t end) {
    yg_str row = yg_str_sub(r->bytes, 0, end);
    const yg_log_table *table = &form->tables[0];
    size_t at = 0, start, stop, n = 0;
    if (yg_str_eq(row, form->header))
        return false;
    while (n < table->n && yg_log_csv_cell(row, form->separator, &at, &start, &stop))
        yg_log_csv_add(r, table->names[n++], start, stop);
    r->is_ragged = at <= row.n || n < table->n;
    if (at <= row.n) /* more cells than names */
        yg_log_add_as(r, "", YG_ROLE_MESSAGE, at, row.n);
    if (n > 1 || table->n == 1)
        return true;
    r->fields.n = 0;
    return false;
}

/* --- The head of CSV --- */

/* A name of a column: begins with a letter, `_`, `@` or `#`, few words, and none of what tables
 * hold. */
static bool is_column(yg_str cell) {
    bool letter = false;
    size_t blanks = 0;
    if (cell.n == 0 || cell.n > 64 || yg_log_is_address(cell))
        return false;
    if (!yg_log_is_letter(cell.p[0]) && strchr("_@#", cell.p[0]) == NULL &&
        (unsigned char)cell.p[0] < 0x80)
        return false;
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        letter |= yg_log_is_letter(c) || (unsigned char)c >= 0x80;
        blanks += c == ' ';
        if (c == '\0' ||
            (!yg_log_is_word(c) && (unsigned char)c < 0x80 && strchr(" .-/()[]@#%", c) == NULL))
            return false;
    }
    return letter && blanks <= 3;
}

/* One of the names at least is known to say something: sentences with commas are no tables. */
static bool is_head(const yg_log_table *table) {
    for (size_t i = 0; i < table->n; i++) {
        yg_log_role role = yg_log_role_of(YG_SHAPE_PLAIN, table->names[i]);
        if (yg_log_time_rank(table->names[i]) != UINT_MAX ||
            (role != YG_ROLE_UNKNOWN && role != YG_ROLE_VERSION && role != YG_ROLE_MESSAGE))
            return true;
    }
    return false;
}

static yg_str bare(yg_str cell) {
    cell = yg_str_trim(cell);
    if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
        cell = yg_str_sub(cell, 1, cell.n - 2);
    return yg_str_trim(cell);
}

size_t yg_log_csv_row_end(yg_str s, char separator, size_t at) {
    bool is_start = true, inside = false;
    for (; at < s.n; at++) {
        char c = s.p[at];
        if (inside)
            inside = c != '"'; /* a doubled one opens again at once */
        else if (c == '\n')
            return at + 1;
        else if (c == '"' && (is_start || s.p[at - 1] == '"'))
            inside = true;
        is_start = !inside && (c == separator || (is_start && c == ' '));
    }
    return SIZE_MAX;
}

static size_t cells_of(yg_str row, char separator) {
    size_t at = 0, start, stop, n = 0;
    while (yg_log_csv_cell(row, separator, &at, &start, &stop))
        n++;
    return n;
}

/* What no name of a column is: a time, an address, a figure. */
static bool is_value(yg_str cell) {
    size_t digits = 0;
    while (digits < cell.n && (yg_log_is_digit(cell.p[digits]) || cell.p[digits] == '.'))
        digits++;
    return cell.n > 0 &&
           (digits == cell.n || yg_log_is_address(cell) || yg_log_is_time(cell, YG_TIME_NONE));
}

static bool is_distinct(const yg_log_table *table) {
    for (size_t i = 0; i < table->n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (yg_str_eq_nocase(table->names[i], table->names[k]))
                return false;
        }
    }
    return true;
}

/* Names of which none is known, in another language: three or more, no two alike, each of the next
 * rows has as many cells, and one column holds values in all of them. */
static bool is_foreign_head(const yg_log_table *table, yg_str rest, char separator) {
    bool values[YG_LOG_COLUMNS];
    size_t rows = 0, columns = 0;
    if (table->n < 3 || !is_distinct(table))
        return false;
    memset(values, true, sizeof values);
    for (size_t at = 0; rows < ROWS_LOOKED_AT && at < rest.n;) {
        size_t end = yg_log_csv_row_end(rest, separator, at), cell = 0, n = 0, start, stop;
        if (end == SIZE_MAX && rows > 0)
            break; /* cut */
        yg_str row = yg_str_trim(yg_str_sub(rest, at, end - at));
        at = end;
        if (row.n == 0)
            continue;
        for (rows++; yg_log_csv_cell(row, separator, &cell, &start, &stop); n++) {
            if (n < table->n)
                values[n] &= is_value(bare(yg_str_sub(row, start, stop - start)));
        }
        if (n != table->n)
            return false;
    }
    for (size_t i = 0; i < table->n; i++)
        columns += values[i];
    return rows > 0 && columns > 0;
}

/* How many of the first rows have as many cells as the head, or all one more: the event viewer of
 * Windows gives its last column, the description, no name. Whether one goes over a line end. */
static bool rows_agree(yg_str rest, char separator, size_t cells, bool *ret_over_lines) {
    size_t rows = 0, even = 0, longer = 0;
    for (size_t at = 0; rows < ROWS_LOOKED_AT && at < rest.n;) {
        size_t end = yg_log_csv_row_end(rest, separator, at);
        if (end == SIZE_MAX && rows > 0)
            break; /* cut */
        yg_str row = yg_str_trim(yg_str_sub(rest, at, end - at));
        at = end;
        if (row.n == 0)
            continue;
        rows++;
        size_t n = cells_of(row, separator);
        even += n == cells;
        longer += n == cells + 1;
        *ret_over_lines |= memchr(row.p, '\n', row.n) != NULL;
    }
    return rows > 0 && (2 * even >= rows || longer == rows);
}

/* The first line has a name in every cell, and most of the next rows as many cells. */
bool yg_log_columns_csv(yg_log_form *form) {
    yg_str rest = yg_buf_str(&form->head), line;
    if (yg_str_starts(rest, YG_STR("\xEF\xBB\xBF")))
        rest = yg_str_from(rest, 3);
    char separator = yg_csv_sniff(rest);
    size_t at = 0, start, stop;
    if (!yg_str_split(&rest, '\n', &line))
        return false;
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    yg_log_table *table = yg_alloc(1, sizeof *table);
    bool holds = true, over_lines = false;
    while (holds && yg_log_csv_cell(line, separator, &at, &start, &stop)) {
        yg_str cell = bare(yg_str_sub(line, start, stop - start));
        holds = table->n < YG_LOG_COLUMNS && is_column(cell);
        if (holds)
            table->names[table->n++] = cell;
    }
    if (!holds || table->n < 2 || (!is_head(table) && !is_foreign_head(table, rest, separator)) ||
        !rows_agree(rest, separator, table->n, &over_lines)) {
        free(table);
        return false;
    }
    form->tables = table;
    form->tables_n = 1;
    form->table = YG_TABLE_CSV;
    form->separator = separator;
    form->header = line;
    form->word = "csv";
    form->bounds = over_lines ? YG_LOG_ROWS : YG_LOG_LINES;
    return true;
}

/* --- W3C --- */

/* Values apart by blanks or tabs; proxies put those that hold blanks in quotes. */
static bool w3c_value(yg_str row, size_t *at, size_t *ret_start, size_t *ret_end) {
    size_t i = *at;
    while (i < row.n && (row.p[i] == ' ' || row.p[i] == '\t'))
        i++;
    if (i == row.n)
        return false;
    bool is_quoted = row.p[i] == '"';
    *ret_start = i + is_quoted;
    for (i += is_quoted; i < row.n; i++) {
        if (is_quoted ? row.p[i] == '"' : row.p[i] == ' ' || row.p[i] == '\t')
            break;
    }
    *ret_end = i;
    *at = i + (i < row.n);
    return true;
}

bool yg_log_read_w3c(yg_log_record *r, const yg_log_form *form, size_t end) {
    yg_str row = yg_str_sub(r->bytes, 0, end);
    size_t at = 0, start, stop, n = 0;
    if (end == 0 || row.p[0] == '#')
        return false;
    while (w3c_value(row, &at, &start, &stop))
        n++;
    const yg_log_table *table = NULL;
    for (size_t i = 0; i < form->tables_n && table == NULL; i++)
        table = form->tables[i].n == n ? &form->tables[i] : NULL;
    if (table == NULL)
        return false;
    r->shape = YG_SHAPE_W3C;
    at = 0;
    for (size_t i = 0; i < n && w3c_value(row, &at, &start, &stop); i++) {
        if (stop > start && !(stop - start == 1 && row.p[start] == '-'))
            yg_log_add(r, table->names[i], start, stop);
    }
    return true;
}

void yg_log_columns_w3c(yg_log_form *form) {
    yg_str rest = yg_buf_str(&form->head), line;
    while (form->tables_n < YG_LOG_TABLES && yg_str_split(&rest, '\n', &line)) {
        if (!yg_str_starts(line, YG_STR("#Fields:")))
            continue;
        yg_log_table *table = &form->tables[form->tables_n++];
        yg_str names = yg_str_trim(yg_str_from(line, 8));
        size_t at = 0, start, stop;
        *table = (yg_log_table){0};
        while (table->n < YG_LOG_COLUMNS && w3c_value(names, &at, &start, &stop))
            table->names[table->n++] = yg_str_sub(names, start, stop - start);
    }
}
