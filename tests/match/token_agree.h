/* Does the engine of the log scan find what the slow reference finds? */
#ifndef TESTS_MATCH_TOKEN_AGREE_H
#define TESTS_MATCH_TOKEN_AGREE_H

#include "match/token_scan.h"

/* Both forms of the engine against match/token_brute.h over one block. False: what differs has been
 * printed to standard error. hits: how many there were are added (may be NULL). */
bool token_agree(const yg_indicators *set, yg_token_scratch *scratch, yg_str block, size_t *hits);

#endif
