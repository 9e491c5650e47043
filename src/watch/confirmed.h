/* Confirmed cases: read from files of several forms, kept in the store, and turned into what scans
 * know (match/name_learned.h). The forms: docs/formats/confirmed-names.md. */
#ifndef YG_WATCH_CONFIRMED_H
#define YG_WATCH_CONFIRMED_H

#include "match/name_learned.h"
#include "store/confirmed.h"

/* --- Reading --- */

/* One case; views live during the call. offset_bytes: of its record. */
typedef struct {
    int32_t day;
    yg_str host, registrable, brand;
    uint64_t offset_bytes;
} yg_confirmed_case;

typedef struct {
    const yg_suffixes *suffixes; /* NULL: built in */
    int32_t on_day;              /* of cases without a date, where the form has no place for one */
    int32_t latest_day;          /* what is later has not come yet, and is a typing error */
    void *self;
    /* False ends the reading. */
    bool (*take)(void *self, const yg_confirmed_case *it, yg_error *err);
    /* A record that is no case: no host name, no date where one should be, not readable. */
    void (*fault)(void *self, const yg_fault *fault);
} yg_confirmed_reader;

/* Reads one text: CSV with or without a row of names ("date,URL,description"), JSON lines, or one
 * host or URL a line; what it is is seen from its beginning. Names may be defanged. Never fails
 * because of what the text holds. */
bool yg_confirmed_read(const yg_confirmed_reader *reader, yg_str text, yg_error *err);

/* --- Out of the store --- */

typedef struct {
    uint64_t cases;           /* in the store */
    uint64_t window, domains; /* hosts of the window that were looked at, and registrable names */
    uint64_t left_out;        /* hosts of the window: false alarms, own domains of the group */
    int32_t first, last;      /* days of all cases, when there are any */
    int32_t today;            /* the day as of which was learned */
} yg_confirmed_counts;

/* Learns from the cases in the store as of `today` (INT32_MIN: of the newest case). Names that a
 * person called a false alarm are never learned, and what they have in common with others counts as
 * ordinary; own domains of the group are passed over. *ret_learned is NULL when there are no cases.
 * ret_counts may be NULL. */
bool yg_confirmed_load(yg_store *store, int32_t today, const yg_suffixes *suffixes,
                       yg_learned **ret_learned, yg_confirmed_counts *ret_counts, yg_error *err);

#endif
