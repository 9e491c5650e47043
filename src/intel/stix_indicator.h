/* STIX indicators as things to look for: patterns that say no more than "one of these values"
 * become plain indicators, others stay patterns ("stix-pattern"). docs/formats/indicators.md. */
#ifndef YG_INTEL_STIX_INDICATOR_H
#define YG_INTEL_STIX_INDICATOR_H

#include "intel/reader.h"
#include "text/json.h"

/* Puts what the object, of type "indicator", says is to be looked for; it was put last. tlp: its
 * own marking, or empty. What cannot be parsed is rejected, with the place in the pattern, and is
 * no failure. False: the sink failed. */
bool yg_stix_put_indicator(const yg_sink *sink, yyjson_val *object, yg_str tlp, uint64_t offset,
                           uint64_t record, yg_error *err);
/* The kind of indicator (text/defang.h) that an equality of this property asks for, or NULL:
 * ("file", "hashes.SHA-256") is "sha256". */
const char *yg_stix_indicator_kind(yg_str type, yg_str path);

#endif
