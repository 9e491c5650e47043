/* Sightings of indicators as findings in the store: one finding an indicator and actor, one detail
 * a machine (or, where the record names none, a file).
 *
 * The same scan again changes nothing: first and last seen are the earliest and the latest time of
 * any sighting, and of a machine's sightings the earliest describes it. */
#ifndef YG_WATCH_SIGHTINGS_H
#define YG_WATCH_SIGHTINGS_H

#include "store/store.h"
#include "watch/log_scan.h"

typedef struct yg_sightings yg_sightings;

/* The store must be open for writing, without a transaction, and stays so between batches: each (at
 * most two seconds, or some 20,000 machines) is one transaction. A program that is killed loses
 * what the last batch had not written. now_us: the time of the scan, for records without one. */
bool yg_sightings_begin(yg_store *store, int64_t now_us, yg_sightings **ret_sightings,
                        yg_error *err);
/* One thread at a time. After a failure only yg_sightings_free may follow; also of the others. */
bool yg_sightings_record(yg_sightings *sightings, const yg_sighting *sighting, yg_error *err);
/* To be called now and then: writes what has waited for two seconds, unless another process is
 * writing (then with a later call). */
bool yg_sightings_tick(yg_sightings *sightings, int64_t now_us, yg_error *err);

typedef struct {
    uint64_t sightings;
    uint64_t fresh, known;           /* findings: new to the store, there before */
    uint64_t false_alarms, returned; /* of known */
} yg_sightings_counts;
/* Writes the rest. */
bool yg_sightings_commit(yg_sightings *sightings, yg_sightings_counts *ret_counts, yg_error *err);
/* What no batch has written is dropped. Accepts NULL. */
void yg_sightings_free(yg_sightings *sightings);

#endif
