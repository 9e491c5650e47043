/* CSV as feeds write it: RFC 4180, and beside it CRLF, LF or CR line ends, a byte order mark, `;`
 * TAB `|` as delimiters, `#` comment lines, blanks between a delimiter and a quoted cell
 * (`"a", "b"`), and Excel's `sep=;` line.
 *
 * Cells are views into the input; only cells with doubled quotes are copied. Bytes are handed
 * through as they are: whether they are UTF-8 is the caller's question.
 *
 * A quote that never closes, or closes on a later line in front of other text (the sign of a stray
 * quote), spoils one row: it is given as YG_CSV_BAD and reading goes on in the line behind the
 * stray quote, so that the rows that it would have swallowed are still read. Every byte is looked
 * at no more than twice, whatever the input [QUADRATIC-RESCAN]. */
#ifndef YG_TEXT_CSV_H
#define YG_TEXT_CSV_H

#include "base/vec.h"

typedef struct {
    char delimiter;     /* 0: found by yg_csv_sniff */
    bool keep_comments; /* lines that begin with '#' are rows, not comments */
} yg_csv_options;

typedef enum {
    YG_CSV_END,
    YG_CSV_ROW, /* cells, n, offset_bytes, line */
    YG_CSV_BAD, /* fault, offset_bytes, line */
} yg_csv_step;

typedef struct {
    /* The row: valid until the next step. */
    yg_str *cells;
    size_t n;
    size_t offset_bytes; /* of the row's first byte in the input */
    size_t line;         /* of the row's first byte, from 1 */
    const char *fault;   /* constant text, for YG_CSV_BAD */
    /* The state. */
    char delimiter;
    bool keep_comments;
    yg_str text;
    size_t at, next_line;
    YG_VEC(yg_str) row;
    yg_arena unescaped;
} yg_csv;

/* Starts over text, which must outlive the reading. Never fails. */
void yg_csv_start(yg_csv *csv, yg_str text, yg_csv_options options);
/* The next row that is neither blank nor a comment. */
yg_csv_step yg_csv_next(yg_csv *csv);
void yg_csv_free(yg_csv *csv);

/* The delimiter among , ; TAB | that cuts the first rows into the most even columns; ',' when none
 * cuts anything. Looks at the first 64 KiB at most. */
char yg_csv_sniff(yg_str text);

#define YG_CLEANUP_CSV __attribute__((cleanup(yg_csv_free)))

#endif
