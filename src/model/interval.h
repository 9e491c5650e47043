/* Intervals of shares and counts, and the tests that compare shares. Pure functions, no allocation,
 * safe from any thread; share.h has the Wilson interval and the rule of what may be printed.
 *
 * Sources: Jeffreys: L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001) 101-133,
 * section 3.1.2 (with its ends 0 at x = 0 and 1 at x = n). Clopper and Pearson: Biometrika 26
 * (1934) 404-413. Goodman: Technometrics 7 (1965) 247-254, equations 2.5 and 2.6 with A of
 * section 2. Garwood: Biometrika 28 (1936) 437-442. Trend: W. G. Cochran, Biometrics 10 (1954)
 * 417-451, section 6.2; P. Armitage, Biometrics 11 (1955) 375-386. Exact test: R. A. Fisher,
 * Journal of the Royal Statistical Society 98 (1935) 39-82; two-sided: all tables as probable as
 * the one seen, or less. Odds ratio: B. Woolf, Annals of Human Genetics 19 (1955) 251-253; with 1/2
 * added to each cell when one is 0 (J. B. S. Haldane, ibid. 20 (1956) 309-311). Ratio of shares: D.
 * Katz et al., Biometrics 34 (1978) 469-474.
 *
 * `level` is the confidence, 0.95 for 95 %; a level outside of 0..1 is taken as 0.95. A share with
 * n = 0 or x > n has the interval 0 to 1. Exact up to n = 1e9; above that the score interval stands
 * for all, which then differs by less than 1e-8. */
#ifndef YG_MODEL_INTERVAL_H
#define YG_MODEL_INTERVAL_H

#include <stddef.h>

#include "model/share.h"

yg_interval yg_interval_wilson(uint64_t x, uint64_t n, double level);
yg_interval yg_interval_jeffreys(uint64_t x, uint64_t n, double level);
yg_interval yg_interval_clopper_pearson(uint64_t x, uint64_t n, double level);
/* x is one of `categories` counts that add up to n: all intervals of one chart hold together. */
yg_interval yg_interval_goodman(uint64_t x, uint64_t n, uint64_t categories, double level);
/* Of a count of events (not of a share): the bounds are counts. */
yg_interval yg_interval_garwood(uint64_t count, double level);

/* Does the share of x[i] of n[i] rise or fall along scores[i], the times of the periods (NULL:
 * evenly spaced)? Periods of unequal length want their middles as scores. valid is false (z 0, p 1)
 * when there is nothing to test: fewer than two periods with cases, an x above its n, or no
 * variation at all. */
typedef struct {
    double z, p; /* p two-sided */
    double pooled;
    bool valid;
} yg_trend;
yg_trend yg_trend_test(const uint64_t *x, const uint64_t *n, const double *scores, size_t periods);

/* x of n here against other_x of other_n there. ratio and odds are infinite where the other side
 * has none; their intervals are at `level`. p is two-sided and exact (Fisher; by the
 * normal law above 4e9 cases). valid is false (p 1,
 * intervals 0 to infinity) when a side is empty or an x is above its n. */
typedef struct {
    double odds, ratio, p;
    yg_interval odds_interval, ratio_interval;
    bool valid;
} yg_comparison;
yg_comparison yg_compare_shares(uint64_t x, uint64_t n, uint64_t other_x, uint64_t other_n,
                                double level);

/* The standard normal quantile; p outside of 0..1 is taken as 1/2. */
double yg_normal_quantile(double p);
/* Regularised incomplete beta and gamma (lower): a, b > 0. For tests and other rules. */
double yg_beta_below(double a, double b, double x);
double yg_gamma_below(double a, double x);

#endif
