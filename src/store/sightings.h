/* Sightings of indicators in logs: for each finding of kind "indicator" (store/findings.h) what is
 * known of the indicator, and how often it was seen, by day, machine, role and file. Rules of
 * store/read.h. Sightings come in by watch/sightings.h.
 *
 * Counts are lower bounds: the same content scanned again, under whatever path, counts once, by its
 * larger count, so that nothing is counted twice; what a file held that was rotated away meanwhile
 * is not counted a second time. */
#ifndef YG_STORE_SIGHTINGS_H
#define YG_STORE_SIGHTINGS_H

#include "store/findings.h"

/* Rows of one finding that are kept; further ones count in its last row of the day [HIT-FLOOD]. */
#define YG_SIGHTING_ROWS 10000

/* What is known of an indicator that was seen. Empty strings where nothing is known. */
typedef struct {
    yg_str actor_id, actor_country, actor_source; /* STIX id, alpha-2, who names the actor */
    yg_str actor_said;           /* the name that the indicator's source uses: "OceanLotus" */
    yg_str country_source;       /* who says that the country sponsors the actor */
    yg_str source, context, tlp; /* of the indicator */
    int confidence;              /* 0..100; -1: not said */
} yg_sighted;

typedef struct {
    int64_t day;              /* since 1970-01-01, UTC */
    yg_str organisation;      /* STIX id of where it was seen; empty: not known */
    yg_str machine;           /* may be empty */
    yg_str role, field, kind; /* in the record; of the first sighting of the row */
    yg_str file, seen;        /* file: the path under which it was read last */
    uint64_t count;
    int64_t first_us, last_us;
    uint64_t offset_bytes, line; /* of the first */
    /* For writing alone. content: what stands for the file's content, whatever it is called; empty:
     * its path does. canonical: the path that stood for it while it was too short. part: number of
     * the file within the scan: of several with the same content the larger count stays, of one the
     * counts are added. */
    yg_str content, canonical;
    uint64_t part;
} yg_sighting_row;

/* --- Writing, inside a transaction --- */

/* The finding of that indicator and actor; 0: there is none. */
bool yg_store_sighting_of(yg_store *store, yg_str subject, yg_str actor, int64_t *ret_fid,
                          yg_error *err);
bool yg_store_sighted_put(yg_store *store, int64_t fid, const yg_sighted *sighted, yg_error *err);
/* Adds to the counts of the same scan (scan_us: when it began); of an earlier scan the larger count
 * stays. */
bool yg_store_sighting_put(yg_store *store, int64_t fid, const yg_sighting_row *row,
                           int64_t scan_us, yg_error *err);

/* --- Questions --- */

bool yg_store_sighted(yg_store *store, int64_t fid, yg_sighted *ret_sighted, yg_buf *texts,
                      yg_error *err);
typedef bool (*yg_sighting_visit)(void *self, const yg_sighting_row *row, yg_error *err);
/* Of one finding, the latest first. most: 0: all. */
bool yg_store_sightings(yg_store *store, int64_t fid, uint64_t most, yg_sighting_visit visit,
                        void *self, yg_error *err);

/* What is empty or INT64_MIN is not asked. */
typedef struct {
    yg_str states;          /* of findings: words separated by commas */
    yg_str actors;          /* JSON array of names, each exactly */
    yg_str organisations;   /* JSON array of entities (eid) */
    int64_t from_us, to_us; /* last seen from, and first seen before (0: not asked) */
    /* What SQL cannot ask: only sightings at an organisation (0: the store does not know it) at a
     * time for which it says yes, as yg_owner_scope_has does. NULL: all. */
    bool (*wanted)(const void *wanted_self, int64_t organisation_eid, int64_t when_us);
    const void *wanted_self;
} yg_sighting_filter;

/* Of one finding, as far as the filter (but its states and actors) asks for it. */
typedef struct {
    uint64_t count, machines, days; /* count 0: nothing of it is asked for */
    int64_t first_us, last_us;
    yg_str organisations; /* STIX ids where it was seen, one a line, in their order */
    uint64_t nowhere;     /* of count: seen where no organisation is known */
} yg_sighting_total;
bool yg_store_sighting_total(yg_store *store, int64_t fid, const yg_sighting_filter *filter,
                             yg_sighting_total *ret_total, yg_buf *texts, yg_error *err);
/* The latest row that the filter asks for; of equals the first by machine, role, file. Not visited
 * when there is none. */
bool yg_store_sighting_latest(yg_store *store, int64_t fid, const yg_sighting_filter *filter,
                              yg_sighting_visit visit, void *self, yg_error *err);
/* The actors of findings of indicators, the most frequent first, then by name; with how many
 * indicators, and the STIX id where one is known. */
typedef bool (*yg_sighting_actor_visit)(void *self, yg_str actor, yg_str actor_id,
                                        uint64_t findings, yg_error *err);
bool yg_store_sighting_actors(yg_store *store, yg_sighting_actor_visit visit, void *self,
                              yg_error *err);
typedef enum {
    YG_SIGHTINGS_BY_ACTOR,
    YG_SIGHTINGS_BY_ORGANISATION,
    YG_SIGHTINGS_BY_DAY,
} yg_sighting_by;
typedef struct {
    yg_str key; /* actor's name, STIX id of the organisation, "2022-03-10"; empty: nobody known */
    int64_t organisation_eid;           /* by organisation; 0: the store does not know it */
    uint64_t findings, count, machines; /* distinct indicators; sightings; distinct machines */
    int64_t first_us, last_us;
} yg_sighting_sum;
typedef bool (*yg_sighting_sum_visit)(void *self, const yg_sighting_sum *sum, yg_error *err);
/* The largest count first, then by key; days in their order. */
bool yg_store_sighting_sums(yg_store *store, const yg_sighting_filter *filter, yg_sighting_by by,
                            yg_sighting_sum_visit visit, void *self, yg_error *err);

/* Every row with its finding, in the order of findings, then rows: for counting by other code. */
typedef struct {
    int64_t fid, organisation_eid;
    yg_str id, subject, subject_type, actor, actor_country, actor_source, state;
    yg_str country_source;
    yg_sighting_row row;
} yg_sighting_lean;
typedef bool (*yg_sighting_lean_visit)(void *self, const yg_sighting_lean *lean, yg_error *err);
bool yg_store_sightings_lean(yg_store *store, yg_sighting_lean_visit visit, void *self,
                             yg_error *err);

#endif
