/* A share: x of n, with its 95 % interval, and the rule of what may be printed.
 * Wilson score interval: E. B. Wilson, JASA 22 (1927) 209-212, without continuity correction. */
#ifndef YG_MODEL_SHARE_H
#define YG_MODEL_SHARE_H

#include <stdbool.h>
#include <stdint.h>

/* Shares and bounds are 0..1. */
typedef struct {
    double low, high;
} yg_interval;

/* What a figure may show (DESIGN principle 3): n < 5 nothing, n < 30 the interval only. */
typedef enum { YG_SHOW_NOTHING, YG_SHOW_INTERVAL, YG_SHOW_SHARE } yg_show;

#define YG_SHARE_MIN_N 5
#define YG_SHARE_MIN_N_POINT 30

/* n > 0 and x <= n, or {0, 1}. z is the normal quantile; 1.959964 for 95 %. */
yg_interval yg_share_wilson(uint64_t x, uint64_t n, double z);
yg_interval yg_share_wilson95(uint64_t x, uint64_t n);
yg_show yg_share_show(uint64_t n);

#endif
