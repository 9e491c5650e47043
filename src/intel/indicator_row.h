/* One indicator as a list has it, on its way to the sink: refanged, recognised, normalised. Inside
 * of the reader "indicators" (intel/indicator_list.h). */
#ifndef YG_INTEL_INDICATOR_ROW_H
#define YG_INTEL_INDICATOR_ROW_H

#include "intel/reader.h"
#include "text/charset.h"
#include "text/indicator_line.h"

/* What one line or row says; views into the input, any bytes. */
typedef struct {
    yg_str value;
    yg_str type; /* the list's word for it, or empty: found by content */
    yg_str first_seen, last_seen;
    yg_str context, role;
    yg_str valid_from, valid_until, tlp; /* as the list has them */
    int confidence;                      /* 1..100; 0: not said */
    bool first_is_utc, last_is_utc;      /* the column says so */
    bool to_ids;
    size_t at; /* of the row in the text */
} yg_indicator_row;

/* The state of one reading. */
typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_str text;        /* the input as UTF-8 (bytes outside ASCII may still be invalid) */
    bool converted;     /* from UTF-16 */
    yg_charset charset; /* of the input, when it was converted from one; else all zero */
    size_t mark_text, mark_input_bytes; /* the same place in text and in the input */
    uint64_t record;
    size_t accepted;
    char lower[YG_QUICK_BYTES]; /* of a value that has upper case */
    yg_buf refanged, normal, first, last, context, role, joined, from, until;
} yg_indicator_job;

typedef enum { YG_ROW_FAILED, YG_ROW_TAKEN, YG_ROW_NONE } yg_row_result;

/* Puts the row. YG_ROW_NONE: the value is no indicator (nothing is reported yet); YG_ROW_FAILED:
 * the sink failed. "a|b" with a type "x|y" is two indicators. */
yg_row_result yg_indicator_row_put(yg_indicator_job *job, const yg_indicator_row *row,
                                   yg_error *err);
/* Reports the current record, which is at byte `at` of the text. */
void yg_indicator_row_reject(yg_indicator_job *job, const char *reason, size_t at, yg_str detail);
/* Is text, the front part of a file, a document, a log or source code by its marks or its name? */
bool yg_indicator_is_foreign(yg_str text, yg_str path);
/* Would yg_indicator_row_put take this value without a type? The kind, or NULL. */
const char *yg_indicator_row_kind(yg_buf *scratch, yg_str value);
/* Adds a date as feeds write it as a partial date: 2024-01-02, 2024/01/02, 20240102, RFC 3339, a
 * date and time with a blank, or Unix seconds. Without a zone, and unless is_utc, only the day is
 * certain. Nothing for anything else. */
void yg_indicator_date_add(yg_buf *buf, yg_str s, bool is_utc);
void yg_indicator_job_free(yg_indicator_job *job);

/* Reads the rows of a CSV or TSV table (intel/indicator_table.c). */
bool yg_indicator_table_read(yg_indicator_job *job, yg_error *err);
/* Can yg_indicator_table_read find its way in text (which may be the front part only)? */
bool yg_indicator_table_found(yg_str text);
/* Is this the name of a column of indicators? */
bool yg_indicator_table_is_column(yg_str name);
/* For probing: is text a table with a header that yagura knows (2), a table without one whose
 * columns are indicators by content (1), or neither (0)? */
int yg_indicator_table_is(yg_str text);

#endif
