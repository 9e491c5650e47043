/* From what a person typed to the things in the store that bear that name.
 *
 * A candidate is a set of entities that links (automatic or accepted same-as) hold together, or a
 * country, or a sector. Several candidates mean that the name is ambiguous: the caller lists them
 * and chooses nothing. */
#ifndef YG_KNOW_RESOLVE_H
#define YG_KNOW_RESOLVE_H

#include "base/vec.h"
#include "model/vocab.h"
#include "store/read.h"

typedef YG_VEC(int64_t) yg_eids;

typedef struct {
    yg_eids eids;                              /* in their order in the store; all of one kind */
    yg_str name, id, type, entry, external_id; /* of the entity that stands for the candidate */
    yg_str sources;                            /* "MITRE ATT&CK, MISP galaxy" */
    yg_str matched;                            /* the name as the best source spells it */
    yg_name_kind matched_as;
    yg_country country; /* not 0: a country, eids are its locations */
    yg_sector sector;   /* not 0: a sector */
} yg_candidate;

typedef struct {
    YG_VEC(yg_candidate) candidates;
    yg_arena arena; /* holds the strings */
} yg_resolution;

/* `type`: only entities of this STIX type (or "country", "sector"); empty: any. Fills *ret, which
 * the caller frees, with 0 or more candidates, strongest first. */
bool yg_resolve(yg_store *store, yg_str text, yg_str type, yg_resolution *ret, yg_error *err);
void yg_resolution_free(yg_resolution *resolution);

/* All entities that automatic or accepted same-as links hold together with eid, itself first. */
bool yg_linked_entities(yg_store *store, int64_t eid, yg_eids *eids, yg_error *err);

#endif
