/* Lists of indicators: plain text with one a line, and CSV or TSV tables.
 * docs/formats/indicators.md.
 *
 * Attack classes: [AMBIGUOUS-OCTAL] and bad names are rejected (text/defang.h), stray quotes cost
 * one row (text/csv.h), bytes that are no UTF-8 cost nobody an indicator: comments are repaired. */
#ifndef YG_INTEL_INDICATOR_LIST_H
#define YG_INTEL_INDICATOR_LIST_H

#include "intel/reader.h"

int yg_indicator_list_probe(yg_str head, yg_str path);
bool yg_indicator_list_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);
/* What a list says of itself in its first lines, as views into head and path; its name follows from
 * the path when it has none. The date is left out. */
void yg_indicator_list_source(yg_str head, yg_str path, yg_source *ret_source);

#endif
