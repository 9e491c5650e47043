#include "text/csv_write.h"

/* What a spreadsheet may run, also behind blanks that it drops or nobody sees: also the full-width
 * signs, which Japanese versions take for the plain ones. */
static bool is_formula(yg_str cell) {
    static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                         "\n", "＝", "＋", "－", "＠"};
    static const char *const unseen[] = {" ", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        if (yg_str_starts(cell, yg_str_of(unseen[i]))) {
            cell = yg_str_from(cell, strlen(unseen[i]));
            i = (size_t)-1;
        }
    }
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (yg_str_starts(cell, yg_str_of(starts[i])))
            return true;
    }
    return false;
}

/* "-2.138": digits with one sign and one point, which no spreadsheet runs. */
static bool is_number(yg_str cell) {
    size_t digits = 0, points = 0;
    for (size_t i = cell.n > 0 && cell.p[0] == '-'; i < cell.n; i++) {
        digits += cell.p[i] >= '0' && cell.p[i] <= '9';
        points += cell.p[i] == '.';
        if (cell.p[i] == '.' && (i + 1 == cell.n || digits == 0))
            return false;
    }
    return digits > 0 && points <= 1 && digits + points + (cell.p[0] == '-') == cell.n;
}

static void add_cell(yg_buf *buf, yg_str cell) {
    bool formula = is_formula(cell) && !is_number(cell);
    bool quoted = formula;
    for (size_t i = 0; i < cell.n && !quoted; i++)
        quoted = memchr("\",;\t\r\n", cell.p[i], 6) != NULL;
    if (!quoted) {
        yg_buf_add(buf, cell);
        return;
    }
    yg_buf_addc(buf, '"');
    if (formula)
        yg_buf_addc(buf, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            yg_buf_addc(buf, '"');
        yg_buf_addc(buf, cell.p[i]);
    }
    yg_buf_addc(buf, '"');
}

void yg_csv_add_row(yg_buf *buf, const yg_str *cells, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            yg_buf_addc(buf, ',');
        add_cell(buf, cells[i]);
    }
    yg_buf_addz(buf, "\r\n");
}
