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
/* How many of the counts, sorted downwards, may be listed as "top": the longest beginning that the
 * simultaneous intervals separate from the rest; 0 when nothing is separate. */
size_t yg_may_say_top_n(const uint64_t *sorted, size_t counts, uint64_t n);

typedef enum { YG_MOVED_NOT_SHOWN, YG_MOVED_UP, YG_MOVED_DOWN } yg_moved;
/* Did the share move over the periods? Two periods: their 95 % intervals (Jeffreys) are disjoint.
 * More: the trend test gives p < 0.05. Every period needs YG_SHARE_MIN_N_POINT cases. */
yg_moved yg_may_say_rose(const uint64_t *x, const uint64_t *n, size_t periods);
/* Did a count move from one period to an equally long one? The Poisson intervals are disjoint. */
yg_moved yg_may_say_count_rose(uint64_t before, uint64_t after);
/* Is x of n larger or smaller than other_x of other_n? Fisher p < 0.05, both sides large enough. */
yg_moved yg_may_say_differs(uint64_t x, uint64_t n, uint64_t other_x, uint64_t other_n);

#endif
