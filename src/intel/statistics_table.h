/* Tables of counts as authorities publish them: a title, a header, rows; periods run down the first
 * column and categories across, or the other way round. docs/formats/statistics-table.md.
 *
 * Only what the table says is taken: whose country it counts, and by which rule, it rarely says; a
 * map (intel/mapped_table.h) can. */
#ifndef YG_INTEL_STATISTICS_TABLE_H
#define YG_INTEL_STATISTICS_TABLE_H

#include "intel/reader.h"

int yg_statistics_table_probe(yg_str head, yg_str path);
bool yg_statistics_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
