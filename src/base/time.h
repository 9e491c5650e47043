/* Points in time: int64 microseconds since 1970-01-01T00:00:00Z, UTC without leap seconds.
 * Calendar arithmetic is proleptic Gregorian and independent of the machine's zone. */
#ifndef YG_BASE_TIME_H
#define YG_BASE_TIME_H

#include "base/str.h"

#define YG_TIME_NONE INT64_MIN
#define YG_US_PER_S INT64_C(1000000)
#define YG_US_PER_DAY (INT64_C(86400) * YG_US_PER_S)

int64_t yg_time_now_us(void);
/* A monotonic clock for durations. */
int64_t yg_time_mono_us(void);
/* Days since 1970-01-01; month 1..12, day 1..31 (not checked further). */
int64_t yg_days_from_civil(int year, int month, int day);
void yg_civil_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day);
/* The day that holds the moment; before 1970 it is negative. */
int64_t yg_time_day(int64_t us);
/* "2022-03-10", the day that holds the moment. Adds nothing for NONE. */
void yg_time_add_day(yg_buf *buf, int64_t us);
int yg_days_in_month(int year, int month);
/* RFC 3339 date-time ("2022-03-10T12:30:00.123456Z", offset allowed, 'T' may be a space).
 * Fractions past microseconds are cut. */
bool yg_time_parse(yg_str s, int64_t *ret_us);
/* "2022-03-10T12:30:00Z", with a fraction only when there is one. Adds nothing for NONE. */
void yg_time_add(yg_buf *buf, int64_t us);

#endif
