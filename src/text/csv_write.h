/* Writing CSV (RFC 4180, lines end with CRLF). A cell that a spreadsheet would run as a formula
 * (it begins with = + - @ tab or CR) gets an apostrophe before it [CSV-INJECTION]; a plain negative
 * number
 * ("-2.138") is none. */
#ifndef YG_TEXT_CSV_WRITE_H
#define YG_TEXT_CSV_WRITE_H

#include "base/str.h"

void yg_csv_add_row(yg_buf *buf, const yg_str *cells, size_t n);

#endif
