/* How a count of sightings of indicators is got again from the store, as tell/query.h has it for
 * incidents.
 *
 *   query := "sightings?" key "=" value { "&" key "=" value }
 *
 *   count=WORD       what is counted, each once: indicators (values), sightings, machines,
 *                    organisations, days; always there
 *   organisation=ID  a STIX id: seen at it, or at what belonged to it on that day (know/owner.h);
 *                    "-": where no known organisation is; always there
 *   state=WORD       of the finding; several with commas; without it all but false alarms
 *   period=DATE      a partial date (model/date.h): the day of the sighting lies in it
 *   and at most one of
 *   actor=NAME       exactly; "-": nobody is named
 *   at=ID            seen at this organisation itself
 *   day=DATE         "2022-03-10" or "2022-03"
 *   finding=ID
 *
 * Keys stand once, in this order. Values are percent-encoded UTF-8, not empty; letters, digits and
 * "-._~:" stand as they are, so that a query has one form. */
#ifndef YG_TELL_QUERY_SIGHTINGS_H
#define YG_TELL_QUERY_SIGHTINGS_H

#include "base/mem.h"
#include "model/date.h"
#include "store/sighting_counts.h"

typedef enum {
    YG_SIGHTINGS_INDICATORS,
    YG_SIGHTINGS_SIGHTINGS,
    YG_SIGHTINGS_MACHINES,
    YG_SIGHTINGS_ORGANISATIONS,
    YG_SIGHTINGS_DAYS,
    YG_SIGHTINGS_COUNTS,
} yg_sightings_count;
/* "indicators" ... */
const char *yg_sightings_count_word(yg_sightings_count count);

typedef struct {
    yg_sightings_count count;
    yg_str organisation, state, period_text;
    yg_date period;
    yg_sighting_counts_by by;
    yg_str key; /* of by; of an actor empty: nobody */
} yg_sightings_query;

bool yg_sightings_query_is(yg_str text);
/* Strings are copied into the arena. Errors name the byte. */
bool yg_sightings_query_parse(yg_arena *arena, yg_str text, yg_sightings_query *ret_query,
                              yg_error *err);
void yg_sightings_query_add(yg_buf *buf, const yg_sightings_query *query);
/* The days of the query's period: from ... to before ...; INT64_MIN and INT64_MAX without one. */
void yg_sightings_query_days(const yg_sightings_query *query, int64_t *ret_from, int64_t *ret_to);

#endif
