/* Which words the numbers carry. A sentence that says "most", "the largest" or "rose" is written
 * only where one of these allows it; where none does, the numbers stand alone.
 *
 * "Most" and "largest" need YG_SHARE_MIN_N_POINT cases, since below that not even the share itself
 * is printed. No sentence follows from fewer than YG_SHARE_MIN_N. */
#ifndef YG_MODEL_JUDGE_H
#define YG_MODEL_JUDGE_H

#include "model/interval.h"

/* More than half of n: the 95 % interval (Jeffreys) lies above one half. */
bool yg_may_say_most(uint64_t x, uint64_t n);
/* x, the largest of `categories` counts over the same n, is really above the next largest: the
 * simultaneous intervals (Goodman, 95 %) do not touch. categories below 2 is taken as 2. */
bool yg_may_say_top(uint64_t x, uint64_t next, uint64_t n, uint64_t categories);

typedef enum { YG_MOVED_NOT_SHOWN, YG_MOVED_UP, YG_MOVED_DOWN } yg_moved;
/* Did the share move over the periods? The trend test of yg_trend_test with the same scores (NULL:
 * equal distances) gives p < level: 0.05, divided by the number of tests. Three periods or more,
 * and YG_SHARE_MIN_N_POINT cases in each. */
yg_moved yg_may_say_rose(const uint64_t *x, const uint64_t *n, const double *scores, size_t periods,
                         double level);
/* Is x of n larger or smaller than other_x of other_n? Fisher p < 0.05, both sides large enough. */
yg_moved yg_may_say_differs(uint64_t x, uint64_t n, uint64_t other_x, uint64_t other_n);

#endif
