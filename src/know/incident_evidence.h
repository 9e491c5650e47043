/* Evidence of a link between incidents as JSON, so that a person can judge it. */
#ifndef YG_KNOW_INCIDENT_EVIDENCE_H
#define YG_KNOW_INCIDENT_EVIDENCE_H

#include "know/incident_link.h"

/* The rank of the pair's row: how it is known, then its points. */
int64_t yg_incident_rank(const yg_incident_pair *pair, const yg_incident_likeness *likeness);
/* "said", "registry", "domain", "alike", "unsure" of the upper part of a rank; NULL: no incident's.
 */
const char *yg_incident_level_word(int64_t level);
/* Adds a JSON array of objects, each with its kind: what is alike, what differs, what stands in the
 * way of an automatic link. */
void yg_incident_evidence_add(yg_buf *buf, const yg_incident_set *set, const yg_incident_pair *pair,
                              const yg_incident_likeness *likeness);

#endif
