/* Tokens that were stirred ("rcoknteu" for rakuten), found as whole segments with more edits than
 * their policy allows, for names that already carry a second sign. What is given is what
 * yg_names_brute_garbled gives (match/name_brute.h): places within YG_NAME_LOOSE_EXTRA edits more,
 * as far as an eye would still read the token in them (yg_name_loose_is_plausible). An index by
 * first letter and consonants spares the rest. In names of more than 128 segments some are missed.
 */
#ifndef YG_MATCH_NAME_GARBLE_H
#define YG_MATCH_NAME_GARBLE_H

#include "match/name_feature.h"

typedef struct yg_garble_index yg_garble_index;

/* Over the patterns of a table that is being compiled; freed with yg_garble_index_free. */
yg_garble_index *yg_garble_index_make(const yg_names *names);
void yg_garble_index_free(yg_garble_index *index);
size_t yg_garble_index_bytes(const yg_garble_index *index);

#endif
