/* Inside of patterns over time. */
#ifndef YG_MATCH_PATTERN_MATCHER_PART_H
#define YG_MATCH_PATTERN_MATCHER_PART_H

#include "match/pattern_part.h"

enum { YG_PATTERN_REMEMBERED = 4096, YG_PATTERN_REMEMBERED_ALL = 2000000 };
/* What a pattern may cost over all records: so many steps at once (of many patterns each an equal
 * part of what all may cost), and this many more for each observation. One that used them up is
 * searched again when it has saved some. */
enum { YG_PATTERN_SAVED_MOST = 20000000, YG_PATTERN_SAVED_EACH = 2000 };
#define YG_PATTERN_SAVED_ALL INT64_C(2000000000)
enum { YG_PATTERN_STEPS = 200000 }; /* of one search */

typedef struct {
    YG_VEC(yg_pattern_seen) seen; /* by time, then as they came */
    bool is_shared;               /* one of them met another bracket of the same pattern, too */
} yg_pattern_bracket_state;

struct yg_pattern_matcher {
    const yg_patterns *patterns;
    yg_pattern_bracket_state *brackets;
    size_t most, most_all, all; /* remembered: at most of a bracket, of all; now */
    bool same_host;
    uint64_t host; /* of the observation with which a binding is searched */
    yg_pattern_matcher_counts counts, *of_pattern;
    YG_VEC(uint64_t) used; /* ids of the binding so far */
    bool is_shared;        /* an observation met several brackets of the pattern that is searched */
    size_t steps, depth;
    int64_t *saved, saved_most; /* steps, of each pattern */
};

/* pattern_memory.c: makes the observation one of those that met the bracket. */
void yg_pattern_remember(yg_pattern_matcher *matcher, uint32_t bracket, yg_pattern_seen what);

#endif
