/* The slow reference of the log scan: docs/formats/sightings.md rule by rule, every indicator
 * against every place. It shares with the engine how a value is cut into its parts and the decoded
 * views (which tests/scan/slow_scan.py checks), nothing of how it is found. For tests. */
#ifndef YG_MATCH_TOKEN_BRUTE_H
#define YG_MATCH_TOKEN_BRUTE_H

#include "match/token_scan.h"

/* As yg_token_scan; needs no padding. Time is the product of block and set. */
void yg_token_brute(const yg_indicators *set, yg_str block, yg_token_take take, void *self);

#endif
