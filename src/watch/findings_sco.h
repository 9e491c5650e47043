/* Values of indicators as cyber-observable objects and patterns of STIX 2.1. Pure.
 * Source: OASIS STIX 2.1, sections 2.9 (identifiers), 6 (objects), 9 (patterns); canonical JSON:
 * RFC 8785. */
#ifndef YG_WATCH_FINDINGS_SCO_H
#define YG_WATCH_FINDINGS_SCO_H

#include "model/id.h"
#include "text/json_write.h"

typedef struct {
    const char *type; /* "ipv4-addr", "file" ... */
    const char *hash; /* of a file known by a digest: "SHA-256"; NULL: by its name */
    yg_str value;
} yg_sco;

/* indicator_type: a word of match/indicators.h. A URL without a scheme is none of STIX: the caller
 * gives it one. False for what no object describes: patterns. */
bool yg_sco_of(yg_str indicator_type, yg_str value, yg_sco *ret_sco);
/* The identifier that every program gives to it: UUIDv5 of its contributing members. */
yg_str yg_sco_id(const yg_sco *sco, char ret_id[YG_ID_BYTES]);
/* Its members but object_marking_refs, between braces that the caller writes. */
void yg_sco_put(yg_jw *w, const yg_sco *sco);
/* "[domain-name:value = 'evil.example']"; a network is asked with ISSUBSET, a URL without a scheme
 * with both, and a pattern is itself. */
void yg_sco_add_pattern(yg_buf *buf, yg_str indicator_type, yg_str value);

#endif
