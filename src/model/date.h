/* Partial dates: an intelligence date carries its precision, from a year to a microsecond.
 * Forms: 2022, 2022-H1, 2022-Q3, 2022-03, 2022-03-10, RFC 3339 date-times, and A/B (from the start
 * of A to the end of B). */
#ifndef YG_MODEL_DATE_H
#define YG_MODEL_DATE_H

#include "base/time.h"

typedef enum {
    YG_DATE_NONE = 0,
    YG_DATE_YEAR,
    YG_DATE_HALF,
    YG_DATE_QUARTER,
    YG_DATE_MONTH,
    YG_DATE_DAY,
    YG_DATE_INSTANT,
    YG_DATE_RANGE, /* A/B */
} yg_date_precision;

/* from_us <= t < to_us; {0} is "no date". */
typedef struct {
    int64_t from_us, to_us;
    yg_date_precision precision;
} yg_date;

/* Years 1900 to 2199. False: *ret_date untouched. */
bool yg_date_parse(yg_str s, yg_date *ret_date);
/* The form that yg_date_parse reads; a range is written as two days. Nothing for NONE. */
void yg_date_add(yg_buf *buf, yg_date date);
/* Do the two share at least one moment? False when either is NONE. */
bool yg_date_overlaps(yg_date a, yg_date b);
/* Is a wholly inside b? */
bool yg_date_within(yg_date a, yg_date b);

#endif
