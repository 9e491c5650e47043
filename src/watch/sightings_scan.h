/* One log against the indicators and the map of a store, with what is seen kept there as findings:
 * `scan` in one call, for whoever has one file. */
#ifndef YG_WATCH_SIGHTINGS_SCAN_H
#define YG_WATCH_SIGHTINGS_SCAN_H

#include "watch/sightings.h"

/* The store must be open for writing, without a transaction. Findings call the file `called`, not
 * by its path. */
bool yg_sightings_scan(yg_store *store, const char *path, yg_str called, int64_t now_us,
                       yg_sightings_counts *ret_counts, yg_error *err);

#endif
