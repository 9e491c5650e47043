#include "text/csv_write.h"

static void add_cell(yg_buf *buf, yg_str cell) {
    bool formula = cell.n > 0 && memchr("=+-@\t\r", cell.p[0], 6) != NULL;
    bool quoted = formula;
    for (size_t i = 0; i < cell.n && !quoted; i++)
        quoted = memchr("\",\r\n", cell.p[i], 4) != NULL;
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
