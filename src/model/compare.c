/* Tests that compare shares (declared in interval.h). Sums of the hypergeometric law run outwards
 * from where the terms are largest, so that tables of a thousand million cost no more than their
 * spread. */
#include <math.h>

#include "model/interval.h"

#define LARGEST 4e9

static double log_choose(double n, double k) {
    int sign;
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign);
}

yg_trend yg_trend_test(const uint64_t *x, const uint64_t *n, const double *scores, size_t periods) {
    yg_trend none = {.z = 0, .p = 1, .valid = false};
    double cases = 0, found = 0, st = 0, stt = 0;
    size_t with_cases = 0;
    for (size_t i = 0; i < periods; i++) {
        if (x[i] > n[i])
            return none;
        double score = scores != NULL ? scores[i] : (double)i, size = (double)n[i];
        with_cases += n[i] > 0;
        cases += size;
        found += (double)x[i];
        st += score * size;
    }
    if (with_cases < 2)
        return none;
    /* Around the mean score, so that many periods cancel nothing. */
    double mean = st / cases, pooled = found / cases, over = 0;
    for (size_t i = 0; i < periods; i++) {
        double score = (scores != NULL ? scores[i] : (double)i) - mean;
        over += score * ((double)x[i] - (double)n[i] * pooled);
        stt += score * score * (double)n[i];
    }
    double variance = pooled * (1 - pooled) * stt;
    if (!(variance > 0))
        return none;
    double z = over / sqrt(variance);
    return (yg_trend){.z = z, .p = erfc(fabs(z) / sqrt(2)), .pooled = pooled, .valid = true};
}

/* Two groups of `left` and `right` with `found` hits in all: the law of the hits in the left one.
 */
typedef struct {
    double left, right, found, low, high;
} law;

static double log_term(const law *of, double k) {
    return log_choose(of->left, k) + log_choose(of->right, of->found - k) -
           log_choose(of->left + of->right, of->found);
}

/* The sum of the terms from k on, away from the mode, as a multiple of the term at k. */
static double tail(const law *of, double k, bool up) {
    double sum = 0, term = 1;
    while (k >= of->low && k <= of->high && term > sum * 1e-17) {
        sum += term;
        double other = of->right - of->found + k; /* without a hit, in the right group */
        term *= up ? (of->left - k) * (of->found - k) / ((k + 1) * (other + 1))
                   : k * other / ((of->left - k + 1) * (of->found - k + 1));
        k += up ? 1 : -1;
    }
    return sum;
}

/* Where counting by ones would not end, the two shares are compared by the normal law. */
static double normal(double x, const law *of) {
    double pooled = of->found / (of->left + of->right);
    double off = x / of->left - (of->found - x) / of->right;
    double variance = pooled * (1 - pooled) * (1 / of->left + 1 / of->right);
    return variance > 0 ? erfc(fabs(off) / sqrt(2 * variance)) : 1;
}

/* All tables as probable as the one seen, or less; equal within rounding counts as equal. */
static double fisher(double x, const law *of) {
    double seen = log_term(of, x);
    /* The largest term: the first k whose successor is not larger. */
    double mode = floor((of->left + 1) * (of->found + 1) / (of->left + of->right + 2));
    mode = mode < of->low ? of->low : mode > of->high ? of->high : mode;
    double slack = 1e-7 + fabs(of->left + of->right) * 1e-14;
    if (seen + slack >= log_term(of, mode))
        return 1;
    bool up = x > mode; /* on which side the table lies */
    double p = exp(seen) * tail(of, x, up);
    /* On the other side the terms fall too: halve to the first that is no larger. */
    double near = mode, far = up ? of->low - 1 : of->high + 1;
    while (fabs(far - near) > 1) {
        double middle = floor((near + far) / 2);
        if (log_term(of, middle) <= seen + slack)
            far = middle;
        else
            near = middle;
    }
    if (far >= of->low && far <= of->high)
        p += exp(log_term(of, far)) * tail(of, far, !up);
    return p > 1 ? 1 : p;
}

static yg_interval around(double log_value, double z, double variance) {
    double half = z * sqrt(variance);
    return (yg_interval){exp(log_value - half), exp(log_value + half)};
}

yg_comparison yg_compare_shares(uint64_t x, uint64_t n, uint64_t other_x, uint64_t other_n,
                                double level) {
    yg_comparison none = {.odds = NAN, .ratio = NAN, .p = 1};
    none.odds_interval = none.ratio_interval = (yg_interval){0, INFINITY};
    if (n == 0 || other_n == 0 || x > n || other_x > other_n)
        return none;
    double a = (double)x, b = (double)(n - x), c = (double)other_x, d = (double)(other_n - other_x);
    double z = yg_normal_quantile(level > 0 && level < 1 ? (1 + level) / 2 : 0.975);
    yg_comparison got = {.valid = true};
    got.odds = b * c > 0 ? a * d / (b * c) : a * d > 0 ? INFINITY : NAN;
    got.ratio = c > 0 ? (a / (a + b)) / (c / (c + d)) : a > 0 ? INFINITY : NAN;
    double left = a + b, found = a + c, right = c + d;
    law of = {left, right, found, found > right ? found - right : 0, found < left ? found : left};
    got.p = left + right > LARGEST ? normal(a, &of) : fisher(a, &of);
    double add = a > 0 && b > 0 && c > 0 && d > 0 ? 0 : 0.5;
    double odds = log((a + add) * (d + add) / ((b + add) * (c + add)));
    got.odds_interval =
        around(odds, z, 1 / (a + add) + 1 / (b + add) + 1 / (c + add) + 1 / (d + add));
    add = a > 0 && c > 0 ? 0 : 0.5;
    double shares = log((a + add) / (left + add) / ((c + add) / (right + add)));
    double variance = 1 / (a + add) - 1 / (left + add) + 1 / (c + add) - 1 / (right + add);
    got.ratio_interval = around(shares, z, variance > 0 ? variance : 0);
    return got;
}
