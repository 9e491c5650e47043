/* What a file is, seen from its first bytes, and which of its columns hold names. */
#include "event/host_names_part.h"
#include "text/nearest.h"

enum { ROWS_LOOKED_AT = 20 };

bool yg_host_looks_like(yg_str cell) {
    bool letter = false, point = false;
    cell = yg_str_trim(cell);
    size_t scheme = yg_str_find(cell, YG_STR("://"));
    if (scheme != SIZE_MAX && scheme < 12)
        return cell.n > scheme + 5;
    if (cell.n < 4 || cell.n > 260)
        return false;
    for (size_t i = 0; i < cell.n; i++) {
        unsigned char c = (unsigned char)cell.p[i];
        bool small = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!small && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' && c != '*' &&
            c != '/')
            return false;
        letter |= small;
        point |= c == '.' && i > 0 && i + 1 < cell.n;
    }
    /* A date ("2022.01.04") has no letters; a file's name looks like a host, which nobody can help.
     */
    return letter && point;
}

static yg_str first_line(yg_str text) {
    size_t end = yg_str_chr(text, '\n');
    return yg_str_trim(yg_str_sub(text, 0, end));
}

static bool fail_column(const yg_host_names *r, const yg_str *cells, size_t n, yg_error *err) {
    YG_CLEANUP_BUF yg_buf known = {0};
    yg_nearest best = {0};
    yg_str asked = yg_buf_str(&r->column);
    for (size_t i = 0; i < n && known.n < 300; i++) {
        yg_buf_addf(&known, "%s%.*s", i > 0 ? ", " : "",
                    YG_FMT(yg_str_sub(yg_str_trim(cells[i]), 0, 60)));
        yg_nearest_offer(&best, asked, yg_str_trim(cells[i]));
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "no column %.*s; did you mean --column %.*s?",
                       YG_FMT(yg_str_sub(asked, 0, 60)), YG_FMT(yg_str_sub(best.word, 0, 60)));
    return yg_fail(err, YG_ERR_USAGE, "no column %.*s; there are %s",
                   YG_FMT(yg_str_sub(asked, 0, 60)), known.n > 0 ? yg_buf_z(&known) : "none");
}

/* A number counts from 1; "#2" likewise, for tables whose columns are called by numbers. */
static bool is_number(yg_str column, uint64_t *ret_number) {
    return yg_str_to_u64(column, ret_number) && *ret_number > 0;
}

/* --- CSV --- */

/* The column whose cells look most like hosts; the first of equal ones. */
static size_t column_by_content(yg_str text, char delimiter, size_t *ret_hits) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    size_t hits[64] = {0}, best = SIZE_MAX, rows = 0;
    yg_csv_start(&csv, text, (yg_csv_options){.delimiter = delimiter});
    yg_csv_step step;
    while (rows < ROWS_LOOKED_AT && (step = yg_csv_next(&csv)) != YG_CSV_END) {
        if (step != YG_CSV_ROW)
            continue;
        rows++;
        for (size_t i = 0; i < csv.n && i < 64; i++)
            hits[i] += yg_host_looks_like(csv.cells[i]);
    }
    for (size_t i = 0; i < 64; i++) {
        if (hits[i] > 0 && (best == SIZE_MAX || hits[i] > hits[best]))
            best = i;
    }
    *ret_hits = best == SIZE_MAX ? 0 : hits[best];
    return best;
}

static bool find_columns_csv(yg_host_names *r, yg_str first, yg_error *err) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    uint64_t number = 0;
    size_t hits = 0;
    r->delimiter = yg_csv_sniff(first);
    yg_csv_start(&csv, first, (yg_csv_options){.delimiter = r->delimiter});
    if (yg_csv_next(&csv) != YG_CSV_ROW)
        return r->column.n == 0 || is_number(yg_buf_str(&r->column), &number) ||
               fail_column(r, NULL, 0, err);
    size_t at = yg_host_usual_column(csv.cells, csv.n);
    bool has_head = at != SIZE_MAX;
    r->delimiter = csv.delimiter;
    if (is_number(yg_buf_str(&r->column), &number)) {
        at = (size_t)number - 1;
        if (at >= csv.n)
            return fail_column(r, csv.cells, csv.n, err);
        has_head = !yg_host_looks_like(csv.cells[at]);
    } else if (r->column.n > 0) {
        for (at = 0; at < csv.n; at++) {
            if (yg_str_eq_nocase(yg_str_trim(csv.cells[at]), yg_buf_str(&r->column)))
                break;
        }
        if (at == csv.n)
            return fail_column(r, csv.cells, csv.n, err);
        has_head = true;
    } else if (!has_head) {
        at = column_by_content(first, r->delimiter, &hits);
        if (at == SIZE_MAX)
            return yg_fail(err, YG_ERR_INPUT,
                           "no column looks like host names; name it with --column");
        has_head = !yg_host_looks_like(at < csv.n ? csv.cells[at] : (yg_str){NULL, 0});
    }
    r->columns[0] = at;
    r->columns_n = 1;
    if (has_head) {
        r->time_column = yg_host_time_column(csv.cells, csv.n);
        r->header_end = csv.offset_bytes + 1; /* rows that begin behind it */
    }
    return true;
}

/* --- Zeek --- */

static bool find_columns_zeek(yg_host_names *r, yg_str first, yg_error *err) {
    static const char *const names[] = {"query", "server_name", "san.dns", "host"};
    yg_str rest = first, line, cells[256];
    size_t n = 0;
    uint64_t number = 0;
    while (yg_str_split(&rest, '\n', &line)) {
        if (!yg_str_starts(line, YG_STR("#fields\t")))
            continue;
        yg_str fields = yg_str_from(line, 8);
        if (fields.n > 0 && fields.p[fields.n - 1] == '\r')
            fields.n--;
        while (n < 256 && yg_str_split(&fields, '\t', &cells[n]))
            n++;
        break;
    }
    if (n == 0)
        return yg_fail(err, YG_ERR_INPUT, "no line #fields at its head: not a log of Zeek");
    r->time_column = yg_host_time_column(cells, n);
    r->columns_n = 0;
    bool by_number = is_number(yg_buf_str(&r->column), &number);
    for (size_t i = 0; i < n && r->columns_n < YG_HOST_COLUMNS; i++) {
        bool wanted = by_number ? i + 1 == number : yg_str_eq(cells[i], yg_buf_str(&r->column));
        for (size_t k = 0; k < 4 && r->column.n == 0; k++)
            wanted |= yg_str_eqz(cells[i], names[k]);
        if (wanted)
            r->columns[r->columns_n++] = i;
    }
    if (r->columns_n > 0)
        return true;
    if (r->column.n > 0)
        return fail_column(r, cells, n, err);
    return yg_fail(err, YG_ERR_INPUT,
                   "this log of Zeek has no names of hosts (query, server_name, san.dns, host); "
                   "name a column with --column");
}

/* --- The form --- */

static bool has_row_of_names(yg_str text) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    char delimiter = yg_csv_sniff(text);
    yg_csv_start(&csv, text, (yg_csv_options){.delimiter = delimiter});
    if (yg_csv_next(&csv) != YG_CSV_ROW || csv.n < 2)
        return false;
    if (yg_host_usual_column(csv.cells, csv.n) != SIZE_MAX)
        return true;
    /* Lines whose first word is the name are read as lines: zone files, "example.com,12". */
    size_t hits, at = column_by_content(text, delimiter, &hits);
    return at != SIZE_MAX && at > 0;
}

/* Does the text before its first line end hold a whole JSON value? */
static bool is_whole_json(yg_host_names *r, yg_str line) {
    const char *reason;
    size_t at;
    return yg_json_parse(&r->json, line, &reason, &at) != NULL;
}

/* An object from the line's first byte to its last, by brackets alone: whether each of its values
 * can be read is a matter of that record, not of the file's form. */
static bool is_object_line(yg_str line) {
    size_t depth = 0;
    bool inside = false;
    if (line.n > 0 && line.p[0] == 0x1e) /* RFC 7464 */
        line = yg_str_from(line, 1);
    if (line.n == 0 || line.p[0] != '{')
        return false;
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (inside) {
            i += c == '\\';
            inside = c != '"';
        } else if (c == '"') {
            inside = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1 == line.n;
        }
    }
    return false;
}

/* What most of the first lines are. Whoever wrote the first record, or cut the file before it,
 * does not decide: the first line has no vote unless it speaks for the form itself. */
typedef struct {
    size_t objects, hosts, others;
} line_votes;

static line_votes vote(yg_str text) {
    line_votes v = {0};
    yg_str rest = text, line;
    bool is_first = true, is_cut = text.n + 3 >= YG_HOST_NAMES_HEAD;
    for (size_t n = 0; n < ROWS_LOOKED_AT && yg_str_split(&rest, '\n', &line);) {
        bool is_last = line.n == 0 || line.p + line.n == text.p + text.n;
        line = yg_str_trim(line);
        if (line.n == 0)
            continue;
        if (is_object_line(line))
            v.objects++;
        else if (is_last && is_cut)
            v.objects += yg_str_starts(line, YG_STR("{\"")); /* the rest was not looked at */
        else if (yg_host_looks_like(line))
            v.hosts++;
        else if (!is_first || line.p[0] == '[')
            v.others++;
        is_first = false;
        n++;
    }
    return v;
}

static yg_host_form form_of(yg_host_names *r, yg_str text) {
    yg_str line = {NULL, 0}, begin = yg_str_trim(text), rest = text;
    line_votes votes = vote(text);
    if (votes.objects > votes.hosts + votes.others)
        return FORM_JSONL;
    if (begin.n > 0 && (begin.p[0] == '[' || begin.p[0] == '{') &&
        votes.hosts > votes.objects + votes.others)
        return FORM_LINES;
    if (begin.n > 0 && begin.p[0] == '[')
        return FORM_ARRAY;
    if (begin.n > 0 && (begin.p[0] == '{' || begin.p[0] == 0x1e)) {
        bool has_end = yg_str_chr(begin, '\n') != SIZE_MAX;
        return !has_end || is_whole_json(r, first_line(begin)) ||
                       (begin.n > 1 && first_line(begin).n > 80)
                   ? FORM_JSONL
                   : FORM_OBJECT;
    }
    while (yg_str_split(&rest, '\n', &line)) {
        if (yg_str_starts(line, YG_STR("#fields\t")))
            return FORM_ZEEK;
        line = yg_str_trim(line);
        if (line.n > 0 && line.p[0] != '#')
            break;
    }
    for (size_t i = 0; i < line.n; i++) {
        if (strchr(",;\t|", line.p[i]) != NULL && line.p[i] != '\0')
            return has_row_of_names(text) ? FORM_CSV : FORM_LINES;
    }
    if (line.n < 40 && yg_host_usual_column(&line, 1) != SIZE_MAX)
        return FORM_CSV; /* a table of one column */
    return FORM_LINES;
}

/* Files that people hand over by mistake. NULL: none of these. */
static const char *wrong_kind(yg_str text) {
    static const struct {
        const char *begin, *what;
    } kinds[] = {
        {"<!doctype", "an HTML or XML page"},
        {"<html", "an HTML page"},
        {"<?xml", "an XML file"},
        {"<head", "an HTML page"},
        {"%pdf-", "a PDF"},
    };
    yg_str begin = yg_str_trim(text), rest = text, line;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        yg_str word = yg_str_of(kinds[i].begin);
        if (begin.n > word.n && yg_str_eq_nocase(yg_str_sub(begin, 0, word.n), word))
            return kinds[i].what;
    }
    while (yg_str_split(&rest, '\n', &line)) {
        if (yg_str_starts(line, YG_STR("yagura-group:")))
            return "a group file (--group FILE)";
        if (yg_str_eqz(yg_str_trim(line), "brands:"))
            return "a list of brands (--brands FILE)";
        if (line.n > 0 && line.p[0] != '#' && line.p[0] != '\r')
            break;
    }
    return NULL;
}

bool yg_host_sniff(yg_host_names *r, yg_str format, yg_str first, yg_error *err) {
    yg_str text = yg_str_starts(first, YG_STR("\xEF\xBB\xBF")) ? yg_str_from(first, 3) : first;
    uint64_t number;
    if (yg_str_eqz(format, "lines"))
        r->form = FORM_LINES;
    else if (yg_str_eqz(format, "csv"))
        r->form = FORM_CSV;
    else if (yg_str_eqz(format, "zeek"))
        r->form = FORM_ZEEK;
    else if (yg_str_eqz(format, "jsonl"))
        r->form = yg_str_starts(yg_str_trim(text), YG_STR("[")) && form_of(r, text) == FORM_ARRAY
                      ? FORM_ARRAY
                      : FORM_JSONL;
    else if (format.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "no such form of input: %.*s", YG_FMT(format));
    else
        r->form = form_of(r, text);
    const char *wrong = format.n == 0 && r->form <= FORM_CSV ? wrong_kind(text) : NULL;
    if (wrong != NULL)
        return yg_fail(err, YG_ERR_INPUT,
                       "nothing of it was usable as host names: it is %s; --input lines takes the "
                       "names out of any text",
                       wrong);
    if (format.n == 0 && r->form == FORM_LINES && r->column.n > 0 && text.n > 0 &&
        !(is_number(yg_buf_str(&r->column), &number) && number == 1))
        r->form = FORM_CSV;
    if (r->form == FORM_CSV)
        return find_columns_csv(r, first, err);
    return r->form != FORM_ZEEK || find_columns_zeek(r, text, err);
}
