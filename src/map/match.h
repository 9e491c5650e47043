/* From a victim's name to the organisation of a registry that bears it, and to the group that owned
 * that organisation on a day. docs/decisions/0007-roll-up.md says what counts and what never does:
 * a dealer, a franchise, a customer or a namesake is no part of the group.
 *
 * Rules over what the registry says, not lists of victims:
 *   name    a name of the registry, whole (legal forms may be there or not)
 *   domain  the victim's host is a registered domain or below one
 *   said    the victim's name itself names its group: "X (groupe Y)", "X, a subsidiary of Y"
 *   brand   a brand in front, and behind it nothing but places, legal forms and words for parts of
 *           a company: "Nissan Canada Finance", "Honda Greece"
 * What is left is nobody's, with the reason.
 *
 * An index is made once and then immutable, shared by all threads; a scratch belongs to one thread.
 * Hostile input: a name of any length costs time in proportion to its first 400 bytes
 * [LONG-NAME]; nothing is allocated per query once the scratch has grown. */
#ifndef YG_MAP_MATCH_H
#define YG_MAP_MATCH_H

#include "map/group.h"

typedef struct yg_match yg_match;

typedef enum {
    YG_MATCH_NONE = 0,
    YG_MATCH_NAME,
    YG_MATCH_NAME_COUNTRY, /* several bear the name; one is of a country that was hit */
    YG_MATCH_DOMAIN,
    YG_MATCH_SAID,
    YG_MATCH_BRAND,
} yg_match_basis;

typedef struct {
    yg_str names;  /* the victim's names, one a line, any language */
    yg_str domain; /* host name, lower case; may be empty */
    yg_str sites;  /* alpha-2 codes separated by spaces; may be empty */
} yg_match_query;

typedef struct {
    size_t organisation; /* index into the group; SIZE_MAX: none */
    yg_match_basis basis;
    int confidence;     /* 0..100 */
    const char *reason; /* of a refusal: constant text; NULL when there is an organisation */
} yg_match_result;

typedef struct {
    yg_buf raw, folded, key;
} yg_match_scratch;

/* Compiles the index; `group` must outlive it and stay as it is. Never fails. */
yg_match *yg_match_make(const yg_group *group);
/* Accepts NULL. */
void yg_match_free(yg_match *match);
void yg_match_scratch_free(yg_match_scratch *scratch);

yg_match_result yg_match_find(const yg_match *match, const yg_match_query *query,
                              yg_match_scratch *scratch);

/* "name", "name-and-country", "domain", "said", "brand"; empty for none. */
const char *yg_match_basis_word(yg_match_basis basis);

#endif
