/* Inside of the reader mapped-table: the state of one table while it is read. */
#ifndef YG_INTEL_MAPPED_PART_H
#define YG_INTEL_MAPPED_PART_H

#include "base/mem.h"
#include "intel/incident_put.h"
#include "intel/mapped_table.h"
#include "text/csv.h"

enum { YG_MAPPED_NO_COLUMN = -1 };

typedef struct {
    const yg_table_map *map;
    const yg_sink *sink;
    const yg_intel_input *input;
    yg_source source;
    yg_csv csv;
    YG_VEC(yg_str) header;      /* copies */
    int columns[YG_MAP_FIELDS]; /* index of the field's column */
    YG_VEC(size_t) cells;       /* columns of a wide table */
    YG_VEC(yg_str) totals;      /* periods across: the cells of the row called total; or empty */
    yg_arena arena;             /* of the table */
    yg_arena row;               /* of one row */
    const yg_mapped_text *text;
    size_t rows;
    size_t line, line_bytes; /* a line of the input, and where it begins (of converted text) */
} yg_mapped;

/* Where the row at hand begins in the input, before any conversion. */
size_t yg_mapped_offset(yg_mapped *m);

/* The field's value in this row: the cell, mapped by the field's values; else its constant. */
yg_str yg_mapped_value(yg_mapped *m, yg_map_field_id field);
/* A list field, one value a line, cut at the field's split. */
yg_str yg_mapped_list(yg_mapped *m, yg_map_field_id field);
/* A date field as a partial date. False when the cell holds something that is none. */
bool yg_mapped_date(yg_mapped *m, yg_map_field_id field, yg_str *ret_date);
void yg_mapped_reject(yg_mapped *m, const char *reason, yg_str detail);

/* "Total", "合計" ... */
bool yg_mapped_is_total(yg_str label);
bool yg_mapped_incident(yg_mapped *m, yg_error *err);
bool yg_mapped_statistics(yg_mapped *m, yg_error *err);

#endif
