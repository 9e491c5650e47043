/* Findings as STIX 2.1: a domain-name and what was observed of it, an indicator, a sighting, and a
 * relationship to the identity whose name is imitated. Of an indicator: itself, who is behind it,
 * and for each organisation what was observed there, and a sighting. */
#ifndef YG_WATCH_FINDINGS_STIX_H
#define YG_WATCH_FINDINGS_STIX_H

#include "watch/findings_export.h"

/* A bundle. Identifiers are made of what they stand for: the same on every machine and at every
 * time. Patterns hold no name that watch/findings_block.h refuses. */
bool yg_findings_stix(yg_store *store, const yg_finding_filter *filter,
                      const yg_sighting_filter *sights, const yg_findings_export_options *options,
                      yg_export_write write, void *self, yg_findings_export_counts *counts,
                      yg_error *err);

#endif
