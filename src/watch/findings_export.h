/* Findings for other programs: as a table, as STIX 2.1, and as lists that block or alarm.
 *
 * Lists that block go through one guard (watch/findings_block.h): a name that would take away more
 * than the finding is never written, and nothing but letters, digits, hyphens, underscores and
 * points reaches a line [LINE-INJECTION]. docs/findings.md describes the forms. */
#ifndef YG_WATCH_FINDINGS_EXPORT_H
#define YG_WATCH_FINDINGS_EXPORT_H

#include "base/vec.h"
#include "know/export.h"
#include "watch/findings_each.h"

/* CSV: one row a finding. */
void yg_findings_csv_head(yg_buf *buf);
void yg_findings_csv_row(yg_buf *buf, const yg_finding *finding);

typedef struct {
    yg_str format;         /* csv, stix, rpz, suricata, suricata-rules, zeek */
    yg_str zone;           /* rpz: origin; empty: that of the name server's configuration */
    bool learned;          /* block also what names no brand: see yg_block_is_held */
    bool whole;            /* block registrable names also where only a sub-domain imitates */
    const yg_str *allowed; /* never blocked, nor what is under them; besides the store's own */
    size_t allowed_n;
    int64_t now_us; /* rpz: the zone's serial */
} yg_findings_export_options;

typedef struct {
    uint64_t findings;       /* asked for */
    uint64_t names;          /* written to a list that blocks */
    uint64_t held;           /* findings left out because they name no brand */
    uint64_t other;          /* indicators of kinds that the list has no form for */
    uint64_t refused;        /* names that the guard kept out */
    char first_refused[320]; /* the first of them, and why; empty when there is none */
} yg_findings_export_counts;

/* zone must be a host name. The same store and options give the same bytes. Lists that block hold
 * names or indicators, never both: names, unless filter->kind is "indicator". */
bool yg_findings_export(yg_store *store, const yg_finding_filter *filter,
                        const yg_sighting_filter *sights, const yg_findings_export_options *options,
                        yg_export_write write, void *self, yg_findings_export_counts *ret_counts,
                        yg_error *err);

#endif
