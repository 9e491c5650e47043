/* How often ordinary names hold a token by chance: the prior of every token, found by running the
 * finder itself over the segments of ordinary names when brands are compiled. */
#ifndef YG_MATCH_NAME_CHANCE_H
#define YG_MATCH_NAME_CHANCE_H

#include "match/name_prior.h"
#include "match/names.h"

/* Writes for each token log10 of its places per ordinary name: with and without edits, and without
 * edits alone. Arrays of yg_names_token_count. */
void yg_name_chance(const yg_names *names, const yg_name_prior *prior, float *ret_any,
                    float *ret_exact);

#endif
