/* What the words of MISP mean here: galaxy types as STIX types, producers, machine tags. Shared by
 * the readers of galaxies and of events. docs/formats/misp-galaxy.md. */
#ifndef YG_INTEL_MISP_KIND_H
#define YG_INTEL_MISP_KIND_H

#include "base/str.h"

typedef struct {
    const char *galaxy; /* the galaxy's type: "threat-actor" */
    const char *stix;   /* the STIX type of its clusters: "intrusion-set" */
    const char *vendor; /* whose naming scheme the clusters' primary names are; NULL: nobody's */
} yg_misp_kind;

/* The row of a galaxy type, compared without case; a row with stix "x-misp-galaxy" when the type is
 * not in the table. Never NULL. */
const yg_misp_kind *yg_misp_kind_of(yg_str galaxy);

/* The name of a producer from its UUID (either case), as the galaxy "producer" of the MISP project
 * gives it; empty when it is not known. */
yg_str yg_misp_producer(yg_str uuid);

/* Splits a machine tag NAMESPACE:PREDICATE="VALUE" (MISP taxonomies); the value may be missing.
 * False, outputs untouched, when there is no colon. The parts are views into tag. */
typedef struct {
    yg_str space, predicate, value;
} yg_misp_tag;
bool yg_misp_tag_split(yg_str tag, yg_misp_tag *ret_tag);

/* 0..100 for a tag of the taxonomy estimative-language:likelihood-probability, by the scale of STIX
 * 2.1 appendix A (DNI); -1 for any other tag. */
int yg_misp_likelihood(yg_str tag);
/* The same, and misp:confidence-level, by the middle of what each word of that taxonomy names. */
int yg_misp_confidence(yg_str tag);

/* The TLP 2.0 word for a tag "tlp:white", "TLP:AMBER+STRICT" ...; empty for any other tag. */
yg_str yg_misp_tlp(yg_str tag);

/* May this address be shown as a reference? http and https only, no white space or control bytes, a
 * host, and none inside Tor (a host label "onion"): leak and payment sites are no references. */
bool yg_misp_reference_is_fit(yg_str address);

#endif
