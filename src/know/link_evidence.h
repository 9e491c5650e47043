/* Evidence of a link as JSON, so that a person can judge it. */
#ifndef YG_KNOW_LINK_EVIDENCE_H
#define YG_KNOW_LINK_EVIDENCE_H

#include "know/link_entry.h"

/* Adds a JSON array of objects: level, shared names with their weight and how many entries of each
 * list own them, references, countries, what stands in the way, and the statements [from, from + n)
 * of the gathering that are about this pair. */
void yg_link_evidence_add(yg_buf *buf, const yg_link_gathering *gathering, const yg_link_pair *pair,
                          const uint32_t *statements, size_t n);
/* The same for a link that rests on statements alone. */
void yg_link_statements_add(yg_buf *buf, const yg_link_gathering *gathering,
                            const uint32_t *statements, size_t n);
/* "one-name", "taken", "part-of" ... */
const char *yg_link_level_word(yg_link_level level);
const char *yg_link_reason_word(yg_link_reason reason);
const char *yg_link_relation_word(yg_link_relation relation);

#endif
