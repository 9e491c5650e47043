/* A publisher's CSV with known columns, row by row, for readers of incident data sets.
 *
 * The columns may stand in any order and have others beside them; names are compared without case.
 * UTF-8, or what text/charset.h converts (then the first rejected record says so). A row with
 * another number of cells than the header, with a stray quote, or that is no UTF-8 is rejected with
 * its byte offset in the input, and reading goes on. */
#ifndef YG_INTEL_DATA_ROWS_H
#define YG_INTEL_DATA_ROWS_H

#include "intel/reader.h"
#include "text/charset.h"
#include "text/csv.h"

enum { YG_DATA_COLUMNS = 64 };

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    const char *const *columns; /* names, closed by NULL; at most YG_DATA_COLUMNS */
    uint64_t record;            /* the number of the row at hand, from 1, without the header */
    size_t offset_bytes;        /* of the row at hand in the input */
    /* The state. */
    yg_csv csv;
    yg_charset charset;
    yg_buf converted, raw;
    YG_VEC(yg_str) header;
    yg_arena names;          /* of the header: cells live until the next row */
    int at[YG_DATA_COLUMNS]; /* of each column; -1: not there */
    size_t line, line_bytes; /* a line of the input and where it begins */
} yg_data_rows;

/* Starts with input, sink and columns set, the rest zero. False when there is no header. */
bool yg_data_rows_start(yg_data_rows *rows, yg_error *err);
/* The next sound row; false at the end. */
bool yg_data_rows_next(yg_data_rows *rows);
/* The cell of columns[column] without blanks around it; empty when the column is not there. */
yg_str yg_data_rows_cell(const yg_data_rows *rows, int column);
/* The row as a JSON object: the name of each column and its cell, empty ones left out. Valid until
 * the next row. */
yg_str yg_data_rows_raw(yg_data_rows *rows);
/* Rejects the row at hand. */
void yg_data_rows_reject(yg_data_rows *rows, const char *reason, yg_str detail);
void yg_data_rows_free(yg_data_rows *rows);

/* How many of the columns the first row of head names. */
size_t yg_data_rows_probe(yg_str head, const char *const *columns);

#endif
