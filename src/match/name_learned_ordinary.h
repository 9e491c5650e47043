/* Parts of name_learned_ordinary.c that the program which makes its files shares. */
#ifndef YG_MATCH_NAME_LEARNED_ORDINARY_H
#define YG_MATCH_NAME_LEARNED_ORDINARY_H

#include "match/name_learned_walk.h"

/* The letter of each part_type in the files. */
extern const char learned_part_letters[PART_TYPES + 1];
/* What stands in the set for a feature. */
uint32_t learned_ordinary_hash(yg_str text);
/* The parts of a host; www as in the walk. */
void learned_shape_of(const ordinary *known, yg_str host, const yg_suffix_split *split,
                      learned_shape *ret_shape);

#endif
