/* Sightings counted by the database, for whoever checks what was counted row by row. Rules of
 * store/read.h. */
#ifndef YG_STORE_SIGHTING_COUNTS_H
#define YG_STORE_SIGHTING_COUNTS_H

#include "store/sightings.h"

/* The organisations at which anything was seen, by entity: when first and when last (the last_us of
 * rows). What the store does not know as an entity is left out. */
typedef bool (*yg_sighting_place_visit)(void *self, int64_t organisation_eid, int64_t from_us,
                                        int64_t to_us, yg_error *err);
bool yg_store_sighting_places(yg_store *store, yg_sighting_place_visit visit, void *self,
                              yg_error *err);

typedef enum {
    YG_SIGHTING_COUNTS_ALL,          /* one sum */
    YG_SIGHTING_COUNTS_ACTOR,        /* its name; empty: nobody is named */
    YG_SIGHTING_COUNTS_ORGANISATION, /* STIX id */
    YG_SIGHTING_COUNTS_DAY,          /* "2022-03-10" */
    YG_SIGHTING_COUNTS_MONTH,        /* "2022-03" */
    YG_SIGHTING_COUNTS_FINDING,      /* id */
} yg_sighting_counts_by;

typedef struct {
    /* Where: JSON array of [eid, from, to]: the rows of that organisation whose last_us is from
     * `from` to before `to`; they must not overlap. Empty: the rows of no known organisation. */
    yg_str windows;
    yg_str states;            /* words separated by commas; empty: all but false alarms */
    int64_t from_day, to_day; /* days from ... to before ...; INT64_MIN and INT64_MAX: all */
    yg_sighting_counts_by by;
} yg_sighting_ask;

/* Each counted once: values of indicators; sightings; machines (of one name and organisation; rows
 * without a machine count none); organisations; days. */
typedef struct {
    uint64_t indicators, sightings, machines, organisations, days;
} yg_sighting_counts;
/* What has no row is not visited; ALL is visited always. No order. */
typedef bool (*yg_sighting_counts_visit)(void *self, yg_str key, const yg_sighting_counts *counts,
                                         yg_error *err);
bool yg_store_sighting_counts(yg_store *store, const yg_sighting_ask *ask,
                              yg_sighting_counts_visit visit, void *self, yg_error *err);

#endif
