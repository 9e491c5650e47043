/* Hits of `names scan` as sightings of findings, and a scan that makes findings without a command
 * line around it. */
#ifndef YG_WATCH_FINDINGS_SCAN_H
#define YG_WATCH_FINDINGS_SCAN_H

#include "watch/findings.h"
#include "watch/name_scan.h"

/* Puts a hit in, as yg_findings_record does; one that names no brand only after
 * yg_findings_want_all. stream: "web" or "registrations". */
bool yg_findings_record_found(yg_findings *findings, const yg_scan_found *found, yg_str stream,
                              yg_error *err);
/* Adds what yg_findings_allowed gives to an allow list. The store is open. */
bool yg_findings_allow(yg_store *store, yg_name_allow *allow, yg_error *err);

/* Scans one file for the brands of the store's own group, with its allow list, and keeps what was
 * found (yg_findings_begin). The store is open for writing. called: what findings name the file;
 * threshold: NULL is that of web hosts. */
bool yg_findings_scan(yg_store *store, const char *path, yg_str called, const double *threshold,
                      int64_t now_us, yg_findings_counts *ret_counts, yg_error *err);

#endif
