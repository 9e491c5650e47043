/* From what a person typed to the things in the store that bear that name.
 *
 * A candidate is a set of entities that links (automatic or accepted same-as) hold together, or a
 * country, or a sector. Several candidates mean that the name is ambiguous: the caller lists them
 * and chooses nothing. Only where one actor plainly owns the name (know/resolve_choice.c) is it the
 * one candidate, and the others are kept beside it. */
#ifndef YG_KNOW_RESOLVE_H
#define YG_KNOW_RESOLVE_H

#include "base/vec.h"
#include "model/vocab.h"
#include "store/read.h"

typedef YG_VEC(int64_t) yg_eids;

typedef struct yg_candidate {
    yg_eids eids;                              /* in their order in the store; all of one kind */
    yg_str name, id, type, entry, external_id; /* of the entity that stands for the candidate */
    yg_str sources;                            /* "MITRE ATT&CK\nMISP galaxy" */
    size_t sources_n, entries_n;               /* entries: objects of all sources */
    yg_str matched;                            /* the name as the best source spells it */
    yg_name_kind matched_as;
    yg_country country;              /* not 0: a country, eids are its locations */
    yg_sector sector;                /* not 0: a sector */
    const struct yg_candidate *also; /* weaker bearers of the name that was asked for */
    size_t also_n;
} yg_candidate;

typedef YG_VEC(yg_candidate) yg_candidates;

typedef struct {
    yg_candidates candidates, others;
    yg_arena arena; /* holds the strings */
} yg_resolution;

/* `type`: only entities of this STIX type or kind of entry ("ransomware", "malpedia"), or
 * "country", "sector"; empty: any. Fills *ret, which the caller frees, with 0 or more candidates,
 * strongest first. */
bool yg_resolve(yg_store *store, yg_str text, yg_str type, yg_resolution *ret, yg_error *err);
void yg_resolution_free(yg_resolution *resolution);
/* Leaves only the candidate that plainly owns the name, if there is one. */
void yg_resolution_choose(yg_resolution *resolution);

/* All entities that automatic or accepted same-as links hold together with eid, itself first. */
bool yg_linked_entities(yg_store *store, int64_t eid, yg_eids *eids, yg_error *err);

#endif
