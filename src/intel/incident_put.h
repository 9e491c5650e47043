/* What the readers of incident data sets share: an incident as object, name, row and claims.
 *
 * The rules all of them follow: a date keeps its precision; a country becomes its ISO 3166-1 code
 * and a sector its ISIC section only when the vocabulary (model/vocab.h) knows the label, and the
 * label itself is kept in any case; what does not map stays under its own name and is never
 * guessed. */
#ifndef YG_INTEL_INCIDENT_PUT_H
#define YG_INTEL_INCIDENT_PUT_H

#include "intel/reader.h"
#include "model/id.h"

typedef struct {
    const yg_source *source; /* as it was put; its name is part of the identifier */
    yg_str media;            /* the reader's name */
    yg_str raw;              /* the original record as JSON (a CSV row: an object of its cells) */
    yg_str text;             /* what else full-text search shall find: the description */
    yg_str name;             /* empty: the victim, with the date behind it in brackets */
    uint64_t offset_bytes;
    int64_t modified_us; /* YG_TIME_NONE: unknown */
} yg_incident_record;

/* The identifier: of source name and incident->key, or of `raw` where there is no key. */
yg_str yg_incident_id(const yg_incident_record *record, const yg_incident *incident,
                      char ret_id[YG_ID_BYTES]);
/* Puts the object, its name, the row, and a claim attributed-to for each of incident->actors
 * (asserted by incident->asserted_by, known as incident->known). Further claims follow when the
 * answer is YG_PUT_TAKEN. */
yg_put yg_incident_put(const yg_sink *sink, const yg_incident_record *record,
                       const yg_incident *incident, yg_error *err);

#endif
