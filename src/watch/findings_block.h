/* Which names a finding gives to a list that blocks, and the guard that keeps out whatever would
 * hit others: public suffixes, own domains, names that strangers share or everybody needs. */
#ifndef YG_WATCH_FINDINGS_BLOCK_H
#define YG_WATCH_FINDINGS_BLOCK_H

#include "base/map.h"
#include "map/network.h"
#include "watch/findings_export.h"

typedef enum {
    YG_BLOCK_NAME,    /* a sound host name in lower case */
    YG_BLOCK_ADDRESS, /* or a network */
    YG_BLOCK_URL,     /* printable ASCII without blanks, with its scheme */
    YG_BLOCK_MAIL,
} yg_block_kind;

typedef struct {
    yg_str name;
    yg_block_kind kind;
    bool is_indicator;
    bool whole;   /* with everything under it: a registration that imitates; else this host alone */
    yg_str brand; /* of the first finding that names it; of an indicator the actor */
    yg_str how;
    double score;
} yg_blocked;

/* Names to block, by name, each once. Zero-initialise; free. */
typedef struct {
    YG_VEC(yg_blocked) names;
    yg_arena arena;
    yg_map allowed; /* own domains and what options name */
    yg_map parents; /* of allowed names: blocking one would block the allowed one */
    YG_VEC(yg_network) own;
    bool is_of_indicators;
} yg_block_list;

bool yg_block_list_make(yg_store *store, const yg_finding_filter *filter,
                        const yg_sighting_filter *sights, const yg_findings_export_options *options,
                        yg_block_list *ret_list, yg_findings_export_counts *counts, yg_error *err);
void yg_block_list_free(yg_block_list *list);

/* Of findings of indicators: names, addresses, URLs and mail addresses. */
bool yg_block_sights(yg_store *store, const yg_finding_filter *filter,
                     const yg_sighting_filter *sights, yg_block_list *list,
                     yg_findings_export_counts *counts, yg_error *err);
/* Is the name a domain of ours, or on an allow list, or under one? */
bool yg_block_is_allowed(const yg_block_list *list, yg_str name);

/* A list without names that knows what must not be blocked. */
bool yg_block_guard_make(yg_store *store, const yg_findings_export_options *options,
                         yg_block_list *ret_list, yg_error *err);
/* Did somebody register the name to imitate, so that everything under it is theirs? What imitates
 * reaches into the registrable part, or the name came from a list of registrations. Where only a
 * sub-domain imitates, the domain may be a victim's, and where the suffix is shared it is a
 * stranger's: there `whole` (options) asks for it, and never for a shared suffix. */
bool yg_block_is_registration(const yg_finding_row *row, bool whole);
/* Labels of 1 to 63 letters, digits, hyphens and underscores, at most 253 bytes, at least two of
 * them, the last not only digits. */
bool yg_block_is_host(yg_str name);
/* Does the finding wait for a person? It resembles confirmed cases or a suffix, and no brand: too
 * many ordinary names do. Watched and reported ones were looked at. */
bool yg_block_is_held(const yg_finding_row *row, const yg_findings_export_options *options);
/* Why this name of a finding must not be blocked, or NULL. whole: with everything under it. */
const char *yg_block_refusal(const yg_block_list *list, const yg_finding_row *row, yg_str name,
                             bool whole);
/* Of names that half of the web needs: a small table. */
bool yg_block_is_infrastructure(yg_str name);
/* Counts a refused name, and keeps the first. */
void yg_block_count_refused(yg_findings_export_counts *counts, yg_str name, const char *why);

#endif
