/* Any CSV table of incidents or counts, read by a map that its user wrote (intel/table_map.h,
 * docs/formats/mapped-table.md).
 *
 * The map comes beside the table (yg_intel_input.map), or in front of it in one file, with a line
 * "---" between the two. A row that cannot be used is rejected with its byte offset; values that
 * map to nothing keep their own words. */
#ifndef YG_INTEL_MAPPED_TABLE_H
#define YG_INTEL_MAPPED_TABLE_H

#include "intel/reader.h"
#include "intel/table_map.h"
#include "text/charset.h"

int yg_mapped_table_probe(yg_str head, yg_str path);
bool yg_mapped_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

/* A table as UTF-8, and where its bytes come from. Zero-initialise. */
typedef struct {
    yg_str text;
    yg_str bytes;        /* the part of the input that text was made from */
    size_t before_bytes; /* of the input, in front of `bytes` */
    yg_buf converted;
    yg_charset charset;
} yg_mapped_text;
void yg_mapped_text_make(yg_mapped_text *text, yg_str bytes, size_t before_bytes);
void yg_mapped_text_free(yg_mapped_text *text);

/* The table under a map that is made already: for readers that know their columns. */
bool yg_mapped_table_rows(const yg_table_map *map, const yg_mapped_text *text,
                          const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
