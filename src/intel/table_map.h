/* The map of a table: which column of a CSV file is which field. Written by a person in YAML
 * (docs/formats/mapped-table.md), so that any table of incidents or counts can be imported. */
#ifndef YG_INTEL_TABLE_MAP_H
#define YG_INTEL_TABLE_MAP_H

#include "base/map.h"
#include "base/vec.h"
#include "model/record.h"
#include "text/yaml.h"

typedef enum {
    /* incidents */
    YG_MAP_KEY,
    YG_MAP_DATE,
    YG_MAP_VICTIM,
    YG_MAP_VICTIM_JA,
    YG_MAP_COUNTRY,
    YG_MAP_PARENT,
    YG_MAP_PARENT_COUNTRY,
    YG_MAP_SECTOR,
    YG_MAP_TYPES,
    YG_MAP_ACTORS,
    YG_MAP_DOMAIN,
    YG_MAP_SUMMARY,
    YG_MAP_ENTRY_METHOD,
    YG_MAP_ENTERED_AT,
    YG_MAP_REACHED_PARENT,
    /* statistics */
    YG_MAP_SERIES,
    YG_MAP_SERIES_NAME,
    YG_MAP_SERIES_NAME_JA,
    YG_MAP_PERIOD,
    YG_MAP_SCHEME,
    YG_MAP_CATEGORY,
    YG_MAP_COUNT,
    YG_MAP_TOTAL,
    YG_MAP_GEOGRAPHY,
    YG_MAP_SUBJECT,
    YG_MAP_UNIT,
    YG_MAP_DEFINITION,
    YG_MAP_PUBLISHED,
    /* both */
    YG_MAP_ASSERTED_BY,
    YG_MAP_REFERENCES,
    YG_MAP_NOTE,
    YG_MAP_FIELDS,
} yg_map_field_id;

typedef struct {
    yg_str from, to;
} yg_map_value;

/* Where one field comes from: a column, or a constant. */
typedef struct {
    bool is_set;
    yg_str column;               /* header text, or a number from 1 where there is no header */
    yg_str constant;             /* instead of a column; and in place of an empty cell */
    char split;                  /* the cell is a list, cut at this character; 0: it is one value */
    yg_str format;               /* of a date: %Y %m %d %H %M %S %b and literal characters */
    YG_VEC(yg_map_value) values; /* the source's words for ours, compared without case */
    yg_map by_word;              /* of values: the word in small letters -> its place */
    size_t line, column_number;  /* in the map */
} yg_map_field;

typedef enum { YG_CELLS_NONE, YG_CELLS_CATEGORIES, YG_CELLS_PERIODS } yg_map_cells;

typedef struct {
    bool statistics; /* kind: statistics; else incidents */
    yg_source source;
    yg_str date_kind;
    yg_known known;
    char delimiter; /* 0: found by itself */
    size_t skip_rows;
    bool no_header;
    yg_map_field fields[YG_MAP_FIELDS];
    /* A wide table: the header cells are categories or periods, the cells below are counts. */
    yg_map_cells cells;
    YG_VEC(yg_str) cell_columns; /* empty: every column that no field names */
    yg_yaml yaml;                /* owns the texts */
} yg_table_map;

/* Zero-initialise *map; free with yg_table_map_free. Errors name line and column, and what was
 * expected. */
bool yg_table_map_parse(yg_table_map *map, yg_str text, yg_error *err);
void yg_table_map_free(yg_table_map *map);
/* Our word for a word of the table: the field's values, else the word itself. */
yg_str yg_map_word(const yg_map_field *field, yg_str word);
/* "victim", "parent-country" ...: the key in the map. */
const char *yg_map_field_name(yg_map_field_id field);

#endif
