/* Text tables for a person: columns as wide as their longest cell, cut at a maximum, hostile text
 * escaped, East Asian characters two columns wide. */
#ifndef YG_CLI_TABLE_H
#define YG_CLI_TABLE_H

#include "base/vec.h"
#include "cli/cli.h"

enum { YG_TABLE_COLUMNS = 12 };

typedef struct {
    const char *title; /* in English; i18n has it as "column.", in small letters with hyphens */
    size_t most;       /* columns before the cell is cut with an ellipsis; 0: never */
    bool right;        /* numbers */
} yg_column;

typedef struct {
    const yg_column *columns;
    size_t columns_n;
    YG_VEC(yg_str) cells;
    yg_arena arena;
    size_t width; /* the last column is wrapped to fit so many columns; 0: it is not */
} yg_table;

/* Columns of the terminal that standard output is, 40 at least; `otherwise`: it is none. */
size_t yg_terminal_columns(size_t otherwise);

void yg_table_start(yg_table *table, const yg_column *columns, size_t columns_n);
/* Adds the next cell, row by row; copies it. */
void yg_table_cell(yg_table *table, yg_str text);
void yg_table_cellf(yg_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Writes the table to cli->out and frees it. */
void yg_table_end(yg_table *table, yg_cli *cli);

/* Frees it without writing; safe after yg_table_end. */
void yg_table_drop(yg_table *table);

#endif
