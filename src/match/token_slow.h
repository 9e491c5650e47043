/* Memory of the slow paths, and the stretches they decode (match/token_part.h). */
#ifndef YG_MATCH_TOKEN_SLOW_H
#define YG_MATCH_TOKEN_SLOW_H

#include "match/token_part.h"

struct yg_token_slow {
    /* Where stretches begin, so that a long one is walked back through once [LINEAR-TIME]:
     * [start, seen) has no edge, and an edge or the block's start stands before start. */
    size_t start, seen;

    yg_str block;

    /* The stretch (or its piece) [from, to) of the block that was decoded last. */
    size_t from, to;
    bool is_made, is_decoded, has_names;
    yg_log_view view, names;
    YG_VEC(uint32_t) names_from; /* where in `plain` byte i of names comes from */
    yg_str plain; /* the decoded text, or the bytes when there is nothing to decode */

    /* Of plain, for URLs: hashes of its prefixes, and where a URL may end. */
    bool has_prefixes;
    YG_VEC(uint64_t) prefix;
    YG_VEC(uint32_t) ends;
    YG_VEC(uint64_t) power;
    yg_log_view rest; /* of a URL of the set */

    yg_buf rough; /* token_percent.c */

    yg_log_view region; /* several stretches, for file names and registry keys */
    size_t region_from, region_to;
    bool has_region, is_region_decoded;
};

/* Makes [from, to) of slow the stretch of the block around byte `at` (which is no edge), decoded.
 */
void yg_token_stretch(yg_token_slow *slow, const yg_indicators *set, yg_str block, size_t at);
/* Whether a run of token bytes and bytes above U+007F of a text (the block, or a decoded stretch)
 * may have a name for the names view. */
bool yg_token_may_name(const yg_indicators *set, yg_str text, size_t start, size_t end);
/* Whether something in the stretch [from, to) of the block may be seen decoded that is not seen in
 * the raw view. token_percent.c */
bool yg_token_may_matter(yg_token_slow *slow, const yg_indicators *set, yg_str block, size_t from,
                         size_t to);
/* Whether [start, end) of the block lies in one piece of a stretch. */
bool yg_token_in_piece(yg_token_slow *slow, yg_str block, size_t start, size_t end);
/* Makes region the whole stretches of the block that hold [from, to), at least `left` bytes of
 * decoded text before the byte at `from` and `right` behind the one at `to`, if there are so many.
 * False: nothing is decoded in it. */
bool yg_token_region(yg_token_slow *slow, yg_str block, size_t from, size_t to, size_t left,
                     size_t right);
/* The first byte of a view that comes from byte `from` or a later one. */
size_t yg_token_view_find(const yg_log_view *view, size_t from);

#endif
