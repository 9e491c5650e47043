/* The slow reference of the look-alike engine: the definition of match/names.h written down as
 * plainly as possible, a full table of distances for every start and every token. Tests hold the
 * engine against it; nothing else calls it. */
#ifndef YG_MATCH_NAME_BRUTE_H
#define YG_MATCH_NAME_BRUTE_H

#include "match/names.h"

/* As yg_names_find. */
size_t yg_names_brute(const yg_names *names, const yg_name_text *text, yg_name_match *ret_matches,
                      size_t max, bool *ret_more);
/* Whole segments of tokens from YG_NAME_LOOSE_LETTERS letters on, with `extra_edits` more than
 * their policy allows. Places are chosen among segments alone; signs are not looked at. */
size_t yg_names_brute_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                            yg_name_match *ret_matches, size_t max);
/* As yg_name_find_garbled: those with YG_NAME_LOOSE_EXTRA edits more that
 * yg_name_loose_is_plausible lets through. */
size_t yg_names_brute_garbled(const yg_names *names, const yg_name_text *text,
                              yg_name_match *ret_matches, size_t max);
/* Optimal string alignment distance by the textbook's recurrence, of up to YG_NAME_TOKEN_MAX
 * letters. */
unsigned yg_brute_distance(const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n);

#endif
