/* "Did you mean ...?": the nearest of some known words. */
#ifndef YG_TEXT_NEAREST_H
#define YG_TEXT_NEAREST_H

#include "base/str.h"

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b, in bytes,
 * without ASCII case; more than 32 bytes in either gives SIZE_MAX. */
size_t yg_nearest_distance(yg_str a, yg_str b);

/* Offers a candidate; keeps it in *best when it is near enough (a third of its length, at least
 * one) and nearer than the one before. Zero-initialise. */
typedef struct {
    yg_str word; /* empty: none was near enough */
    size_t distance;
} yg_nearest;
void yg_nearest_offer(yg_nearest *best, yg_str wrong, yg_str candidate);

#endif
