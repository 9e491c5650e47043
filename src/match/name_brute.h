/* The slow reference of the look-alike engine: the definition of match/names.h written down as
 * plainly as possible, a full table of distances for every start and every token. Tests hold the
 * engine against it; nothing else calls it. */
#ifndef YG_MATCH_NAME_BRUTE_H
#define YG_MATCH_NAME_BRUTE_H

#include "match/names.h"

/* As yg_names_find and yg_names_find_loose. */
size_t yg_names_brute(const yg_names *names, const yg_name_text *text, yg_name_match *ret_matches,
                      size_t max, bool *ret_more);
size_t yg_names_brute_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                            yg_name_match *ret_matches, size_t max);
/* Optimal string alignment distance by the textbook's recurrence, of up to YG_NAME_TOKEN_MAX
 * letters. */
unsigned yg_brute_distance(const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n);

#endif
