/* How often ordinary names hold a token by chance: the finder itself is run over the segments of
 * ordinary names when brands are compiled; what was never seen is estimated from their letters. */
#ifndef YG_MATCH_NAME_CHANCE_H
#define YG_MATCH_NAME_CHANCE_H

#include "match/name_prior.h"
#include "match/names.h"

/* Writes the chances of each token. Array of yg_names_token_count. Some 10 ms a thousand tokens. */
void yg_name_chance(const yg_names *names, const yg_name_prior *prior,
                    yg_name_chances *ret_chances);

/* The chance as log10 without one of the names that were counted: for names that were themselves
 * counted (training). `names`: yg_name_prior_names. */
double yg_name_chance_without(double chance, double names);

#endif
