/* Files that hold JSON records of one kind: one object, a list of them, or one a line.
 *
 * Each record is parsed by itself. One that cannot be parsed is rejected with its byte offset, and
 * those that it swallowed because its closing bracket is missing are found again.
 * Attack classes: [DEEP-NESTING] [HUGE-RECORD] (text/json.h), [QUADRATIC] what is looked at more
 * than once is bounded. */
#ifndef YG_INTEL_JSON_RECORDS_H
#define YG_INTEL_JSON_RECORDS_H

#include "intel/reader.h"
#include "text/json.h"

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    /* Names of members, closed by NULL: an object that has one of them is a record. */
    const char *const *marks;
    const char *foreign; /* why an object without any of them is rejected: constant text */
    /* Takes a record; false: the sink failed. `raw` is its part of the input. */
    bool (*take)(void *self, yyjson_val *object, yg_str raw, yg_error *err);
    void *self;
    uint64_t record; /* the number of the record at hand, from 1 */
    /* The state. */
    yg_json_parser parser;
    size_t rescue_bytes, rejected_from;
} yg_json_records;

/* Reads all records. False only when the sink failed or the text starts no object and no list. */
bool yg_json_records_read(yg_json_records *records, yg_error *err);
/* The first record, parsed, or NULL; valid until the next use of the parser. */
yyjson_val *yg_json_records_first(yg_json_records *records);
/* How many of the members `names` (closed by NULL) the first record in head has; head may be cut
 * off inside it. */
size_t yg_json_records_probe(yg_str head, const char *const *names);
void yg_json_records_reject(yg_json_records *records, const char *reason, size_t offset_bytes,
                            yg_str detail);
void yg_json_records_free(yg_json_records *records);

#endif
