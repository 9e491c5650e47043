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

int yg_mapped_table_probe(yg_str head, yg_str path);
bool yg_mapped_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

/* The table under a map that is made already: for readers that know their columns. `text` is UTF-8;
 * before_bytes: where it begins in the input. */
bool yg_mapped_table_rows(const yg_table_map *map, yg_str text, size_t before_bytes,
                          const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
