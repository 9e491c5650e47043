#include "text/csv.h"

#include "base/limits.h"

enum { SNIFF_BYTES = 65536, SNIFF_ROWS = 50 };

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* Moves behind the line end at csv->at, if there is one. */
static void pass_line_end(yg_csv *csv) {
    if (csv->at >= csv->text.n || !is_line_end(csv->text.p[csv->at]))
        return;
    bool carriage_return = csv->text.p[csv->at++] == '\r';
    if (carriage_return && csv->at < csv->text.n && csv->text.p[csv->at] == '\n')
        csv->at++;
    csv->next_line++;
}

static size_t line_end_from(yg_str text, size_t at) {
    while (at < text.n && !is_line_end(text.p[at]))
        at++;
    return at;
}

static void pass_line(yg_csv *csv) {
    csv->at = line_end_from(csv->text, csv->at);
    pass_line_end(csv);
}

static size_t count_line_ends(yg_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
    return n;
}

/* The end of an unquoted cell (or of what follows a closing quote). */
static size_t plain_end(const yg_csv *csv, size_t at) {
    const char *p = csv->text.p, delimiter = csv->delimiter;
    size_t n = csv->text.n;
    while (at < n && p[at] != delimiter && p[at] > '\r')
        at++;
    /* Bytes up to '\r' include tabs, and as signed char everything outside ASCII. */
    while (at < n && p[at] != delimiter && !is_line_end(p[at]))
        at++;
    return at;
}

/* Index of the quote that closes the cell whose content begins at `at`, or SIZE_MAX. */
static size_t closing_quote(yg_str text, size_t at, bool *ret_escaped) {
    size_t last = text.n - at > YG_LIMIT_CELL_BYTES ? at + YG_LIMIT_CELL_BYTES : text.n;
    *ret_escaped = false;
    while (at < last) {
        const char *quote = memchr(text.p + at, '"', last - at);
        if (quote == NULL)
            return SIZE_MAX;
        at = (size_t)(quote - text.p);
        if (at + 1 >= text.n || text.p[at + 1] != '"')
            return at;
        *ret_escaped = true;
        at += 2;
    }
    return SIZE_MAX;
}

/* content with "" as ", followed by tail. */
static yg_str unescape(yg_csv *csv, yg_str content, yg_str tail) {
    char *to = yg_arena_alloc(&csv->unescaped, content.n + tail.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < content.n; i++) {
        to[n++] = content.p[i];
        if (content.p[i] == '"')
            i++;
    }
    if (tail.n > 0)
        memcpy(to + n, tail.p, tail.n);
    return (yg_str){to, n + tail.n};
}

static yg_csv_step spoil(yg_csv *csv, const char *fault, size_t at) {
    csv->fault = fault;
    csv->at = at;
    pass_line(csv);
    return YG_CSV_BAD;
}

/* Reads the quoted cell whose opening quote is at csv->at; afterwards csv->at is at the delimiter,
 * the line end or the end of the text. */
static yg_csv_step quoted_cell(yg_csv *csv, yg_str *ret_cell) {
    size_t open = csv->at, from = open + 1;
    bool escaped;
    size_t close = closing_quote(csv->text, from, &escaped);
    if (close == SIZE_MAX)
        return spoil(csv,
                     csv->text.n - from > YG_LIMIT_CELL_BYTES
                         ? "CSV cell longer than the limit, or its quote never closes"
                         : "CSV quote never closes",
                     open);
    yg_str content = yg_str_sub(csv->text, from, close - from);
    size_t end = plain_end(csv, close + 1), lines = 0;
    yg_str tail = yg_str_trim(yg_str_sub(csv->text, close + 1, end - close - 1));
    if (memchr(content.p, '\n', content.n) != NULL || memchr(content.p, '\r', content.n) != NULL)
        lines = count_line_ends(content);
    if (lines > 0 && tail.n > 0)
        return spoil(csv, "CSV quote closes on another line in front of other text", open);
    csv->at = end;
    csv->next_line += lines;
    *ret_cell = escaped || tail.n > 0 ? unescape(csv, content, tail) : content;
    return YG_CSV_ROW;
}

static yg_csv_step read_cell(yg_csv *csv, yg_str *ret_cell) {
    yg_str text = csv->text;
    size_t at = csv->at;
    while (at < text.n && text.p[at] == ' ')
        at++;
    if (at < text.n && text.p[at] == '"') {
        csv->at = at;
        return quoted_cell(csv, ret_cell);
    }
    size_t end = plain_end(csv, at);
    *ret_cell = yg_str_sub(text, csv->at, end - csv->at);
    if (ret_cell->n > YG_LIMIT_CELL_BYTES)
        return spoil(csv, "CSV cell longer than the limit", end);
    csv->at = end;
    return YG_CSV_ROW;
}

static yg_csv_step read_row(yg_csv *csv) {
    csv->row.n = 0;
    for (;;) {
        yg_str cell;
        if (csv->row.n == YG_LIMIT_CSV_CELLS)
            return spoil(csv, "more CSV cells in a row than the limit", csv->at);
        if (read_cell(csv, &cell) == YG_CSV_BAD)
            return YG_CSV_BAD;
        yg_vec_push(&csv->row, cell);
        if (csv->at >= csv->text.n || csv->text.p[csv->at] != csv->delimiter)
            break;
        csv->at++;
    }
    pass_line_end(csv);
    csv->cells = csv->row.at;
    csv->n = csv->row.n;
    return YG_CSV_ROW;
}

yg_csv_step yg_csv_next(yg_csv *csv) {
    if (csv->unescaped.used_bytes > 0)
        yg_arena_reset(&csv->unescaped);
    csv->n = 0;
    while (csv->at < csv->text.n) {
        char c = csv->text.p[csv->at];
        csv->offset_bytes = csv->at;
        csv->line = csv->next_line;
        if (is_line_end(c))
            pass_line_end(csv);
        else if (c == '#' && !csv->keep_comments)
            pass_line(csv);
        else
            return read_row(csv);
    }
    return YG_CSV_END;
}

void yg_csv_start(yg_csv *csv, yg_str text, yg_csv_options options) {
    *csv = (yg_csv){.text = text, .next_line = 1, .keep_comments = options.keep_comments};
    if (yg_str_starts(text, YG_STR("\xEF\xBB\xBF")))
        csv->at = 3;
    yg_str rest = yg_str_from(text, csv->at);
    bool declared = yg_str_starts(rest, YG_STR("sep=")) && rest.n > 5 && is_line_end(rest.p[5]);
    csv->delimiter = options.delimiter != 0 ? options.delimiter
                     : declared             ? rest.p[4]
                                            : yg_csv_sniff(rest);
    if (declared)
        pass_line(csv);
}

void yg_csv_free(yg_csv *csv) {
    yg_vec_free(&csv->row);
    yg_arena_free(&csv->unescaped);
    *csv = (yg_csv){0};
}

/* Rows that have as many cells as the first one, times 64, and a little for more cells; 0 when the
 * delimiter does not occur in the first row. */
static size_t evenness(yg_str head, char delimiter) {
    YG_CLEANUP_CSV yg_csv csv;
    size_t rows = 0, first = 0, even = 0;
    yg_csv_start(&csv, head, (yg_csv_options){.delimiter = delimiter});
    for (yg_csv_step step; rows < SNIFF_ROWS && (step = yg_csv_next(&csv)) != YG_CSV_END; rows++) {
        if (step == YG_CSV_ROW && first == 0)
            first = csv.n;
        even += step == YG_CSV_ROW && csv.n == first;
    }
    return first < 2 ? 0 : even * 64 + (first < 64 ? first : 63);
}

char yg_csv_sniff(yg_str text) {
    static const char candidates[] = {',', ';', '\t', '|'};
    yg_str head = yg_str_sub(text, 0, SNIFF_BYTES);
    size_t best = 0;
    char delimiter = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t score = evenness(head, candidates[i]);
        if (score > best) {
            best = score;
            delimiter = candidates[i];
        }
    }
    return delimiter;
}
