/* Findings as STIX 2.1: a domain-name and what was observed of it, an indicator, a sighting, and a
 * relationship to the identity whose name is imitated. */
#ifndef YG_WATCH_FINDINGS_STIX_H
#define YG_WATCH_FINDINGS_STIX_H

#include "know/export.h"
#include "store/findings.h"

/* A bundle. Identifiers are made of what they stand for: the same on every machine and at every
 * time. */
bool yg_findings_stix(yg_store *store, const yg_finding_filter *filter, yg_export_write write,
                      void *self, uint64_t *ret_findings, yg_error *err);

#endif
