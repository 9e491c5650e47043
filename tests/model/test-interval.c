#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "model/interval.h"
#include "model/judge.h"
#include "seeded.h"

typedef yg_interval (*method)(uint64_t x, uint64_t n, double level);

static void assert_percent(const char *name, yg_interval got, double low, double high) {
    if (fabs(got.low * 100 - low) > 0.0501 || fabs(got.high * 100 - high) > 0.0501)
        fail_msg("%s: %.3f to %.3f, not %.1f to %.1f", name, got.low * 100, got.high * 100, low,
                 high);
}

static void shares__published_counts__known_percent(void **state) {
    static const struct {
        const char *name;
        method method;
        uint64_t x, n;
        double low, high;
    } cases[] = {
        {"jeffreys 37/114", yg_interval_jeffreys, 37, 114, 24.4, 41.4},
        {"jeffreys 9/114", yg_interval_jeffreys, 9, 114, 4.0, 13.9},
        {"jeffreys 0/12", yg_interval_jeffreys, 0, 12, 0, 18.5},
        {"wilson 37/114", yg_interval_wilson, 37, 114, 24.6, 41.5},
        {"wilson 9/114", yg_interval_wilson, 9, 114, 4.2, 14.3},
        {"clopper-pearson 37/114", yg_interval_clopper_pearson, 37, 114, 24.0, 41.9},
        {"clopper-pearson 9/114", yg_interval_clopper_pearson, 9, 114, 3.7, 14.5},
        {"clopper-pearson 0/12", yg_interval_clopper_pearson, 0, 12, 0, 26.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_percent(cases[i].name, cases[i].method(cases[i].x, cases[i].n, 0.95), cases[i].low,
                       cases[i].high);
    assert_percent("goodman 37/114", yg_interval_goodman(37, 114, 8, 0.95), 21.9, 45.2);
    assert_percent("goodman 9/114", yg_interval_goodman(9, 114, 8, 0.95), 3.3, 17.7);
}

static void shares__ends_and_hostile_counts__inside_0_and_1(void **state) {
    static const method methods[] = {yg_interval_wilson, yg_interval_jeffreys,
                                     yg_interval_clopper_pearson};
    static const uint64_t sizes[] = {0,          1,          2,          30,        999999,
                                     1000000000, 1000000001, UINT64_MAX, UINT64_MAX};
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            uint64_t n = sizes[i];
            const uint64_t counts[] = {0, 1, n / 3, n / 2, n - (n > 0), n};
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                yg_interval got = methods[m](counts[c], n, 0.95);
                double share = n == 0 ? 0.5 : (double)counts[c] / (double)n;
                if (!(got.low >= 0 && got.low <= share + 1e-9 && got.high >= share - 1e-9 &&
                      got.high <= 1))
                    fail_msg("method %zu, %g of %g: %g to %g", m, (double)counts[c], (double)n,
                             got.low, got.high);
            }
            yg_interval none = methods[m](0, n, 0.95), all = methods[m](n, n, 0.95);
            assert_true(none.low <= 0 && all.high >= 1);
            if (n > 0)
                assert_true(fabs(none.high - (1 - all.low)) < 1e-9);
        }
        yg_interval wrong = methods[m](7, 5, 0.95), huge = methods[m](UINT64_MAX, 3, 0.95);
        assert_true(wrong.low <= 0 && wrong.high >= 1 && huge.low <= 0 && huge.high >= 1);
        /* A level that is none is 95 %. */
        yg_interval odd = methods[m](3, 10, NAN), usual = methods[m](3, 10, 0.95);
        assert_true(fabs(odd.low - usual.low) < 1e-12);
    }
}

/* The binomial law below and up to x, by plain summing. */
static double binomial_up_to(uint64_t x, uint64_t n, double p) {
    double sum = 0, dn = (double)n;
    for (uint64_t k = 0; k <= x; k++) {
        double dk = (double)k;
        sum += exp(lgamma(dn + 1) - lgamma(dk + 1) - lgamma(dn - dk + 1) + dk * log(p) +
                   (dn - dk) * log1p(-p));
    }
    return sum;
}

/* Clopper-Pearson by its definition: at each bound the law leaves 2.5 % beyond x. */
static void clopper_pearson__many_counts__the_tails_of_the_binomial(void **state) {
    for (uint64_t n = 1; n <= 600; n = n * 2 + 1) {
        for (uint64_t x = 0; x <= n; x += 1 + n / 17) {
            yg_interval got = yg_interval_clopper_pearson(x, n, 0.95);
            if (x > 0)
                assert_true(fabs(1 - binomial_up_to(x - 1, n, got.low) - 0.025) < 1e-9);
            if (x < n)
                assert_true(fabs(binomial_up_to(x, n, got.high) - 0.025) < 1e-9);
        }
    }
}

/* The beta law by Simpson's rule over its density. Half-integers below 1 are left out: their
 * density has a pole, and the ends are rules of their own. */
static void beta__many_bounds__the_integral_of_the_density(void **state) {
    static const double shapes[][2] = {{1.5, 9.5}, {37.5, 77.5}, {9.5, 105.5}, {3, 3}, {250, 4}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        double a = shapes[s][0], b = shapes[s][1];
        double log_norm = lgamma(a + b) - lgamma(a) - lgamma(b);
        for (double x = 0.02; x < 1; x += 0.07) {
            const int steps = 20000;
            double sum = 0;
            for (int i = 0; i <= steps; i++) {
                double t = x * i / steps, weight = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
                if (t > 0)
                    sum += weight * exp(log_norm + (a - 1) * log(t) + (b - 1) * log1p(-t));
            }
            if (fabs(yg_beta_below(a, b, x) - sum * x / steps / 3) > 1e-5)
                fail_msg("beta(%g, %g) at %g: %.9f, not %.9f", a, b, x, yg_beta_below(a, b, x),
                         sum * x / steps / 3);
        }
    }
}

/* Garwood: the Poisson law leaves 2.5 % on either side; sums of up to some hundreds of terms. */
static void garwood__many_counts__the_tails_of_the_poisson_law(void **state) {
    for (uint64_t c = 0; c <= 700; c = c < 12 ? c + 1 : c * 3 / 2) {
        yg_interval got = yg_interval_garwood(c, 0.95);
        double below_low = 0, up_to_high = 0;
        for (uint64_t k = 0; k <= c; k++) {
            double term = lgamma((double)k + 1);
            if (k < c)
                below_low += exp((double)k * log(got.low) - got.low - term);
            up_to_high += exp((double)k * log(got.high) - got.high - term);
        }
        if (c == 0)
            assert_true(got.low <= 0);
        else
            assert_true(fabs(1 - below_low - 0.025) < 1e-8);
        assert_true(fabs(up_to_high - 0.025) < 1e-8);
    }
    yg_interval none = yg_interval_garwood(0, 0.95), ten = yg_interval_garwood(10, 0.95);
    assert_true(fabs(none.high - 3.6889) < 1e-4); /* -ln 0.025 */
    assert_true(fabs(ten.low - 4.7954) < 1e-4 && fabs(ten.high - 18.3904) < 1e-4);
    static const uint64_t large[] = {1000000, 1000000000, 1000000001, UINT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        yg_interval got = yg_interval_garwood(large[i], 0.95);
        double c = (double)large[i], half = 1.96 * sqrt(c);
        assert_true(got.low <= c && got.high >= c);
        assert_true(got.high - got.low > 1.9 * half &&
                    got.high - got.low < 2.1 * half + 3 + c / 1e15);
    }
}

static double probability(uint64_t x, uint64_t n, double p) {
    double dx = (double)x, dn = (double)n;
    return exp(lgamma(dn + 1) - lgamma(dx + 1) - lgamma(dn - dx + 1) + dx * log(p) +
               (dn - dx) * log1p(-p));
}

static yg_interval goodman_of_one(uint64_t x, uint64_t n, double level) {
    return yg_interval_goodman(x, n, 1, level);
}

/* The share of true shares that lie inside, over all outcomes. */
static void shares__all_outcomes_of_n_5_to_500__mean_coverage(void **state) {
    static const struct {
        const char *name;
        method method;
        double least, most;
    } cases[] = {{"wilson", yg_interval_wilson, 0.93, 0.97},
                 {"jeffreys", yg_interval_jeffreys, 0.93, 0.97},
                 {"clopper-pearson", yg_interval_clopper_pearson, 0.95, 1},
                 {"goodman", goodman_of_one, 0.93, 0.97}};
    static const uint64_t sizes[] = {5, 6, 7, 8, 10, 15, 20, 30, 50, 75, 114, 200, 350, 500};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            double inside = 0;
            yg_interval bounds[501];
            for (uint64_t x = 0; x <= sizes[s]; x++)
                bounds[x] = cases[c].method(x, sizes[s], 0.95);
            for (int percent = 1; percent <= 99; percent++) {
                for (uint64_t x = 0; x <= sizes[s]; x++) {
                    double p = percent / 100.0;
                    if (p >= bounds[x].low && p <= bounds[x].high)
                        inside += probability(x, sizes[s], p);
                }
            }
            if (inside / 99 < cases[c].least || inside / 99 > cases[c].most)
                fail_msg("%s, n %d: %.4f", cases[c].name, (int)sizes[s], inside / 99);
        }
    }
}

/* Goodman holds for all categories at once: drawn, since all outcomes are too many. */
static void goodman__eight_categories__all_hold_in_95_of_100(void **state) {
    static const double shares[8] = {0.325, 0.15, 0.13, 0.12, 0.105, 0.079, 0.06, 0.031};
    uint64_t seed = 20220630;
    int held = 0;
    for (int trial = 0; trial < 4000; trial++) {
        uint64_t counts[8] = {0};
        for (int i = 0; i < 114; i++) {
            double at = (double)seeded_below(&seed, 1u << 30) / (double)(1u << 30);
            size_t k = 0;
            while (k < 7 && at >= shares[k])
                at -= shares[k++];
            counts[k]++;
        }
        bool all = true;
        for (size_t k = 0; k < 8; k++) {
            yg_interval got = yg_interval_goodman(counts[k], 114, 8, 0.95);
            all = all && got.low <= shares[k] && shares[k] <= got.high;
        }
        held += all;
    }
    assert_true(held >= 4000 * 93 / 100);
}

static void counts__poisson_means__garwood_covers(void **state) {
    for (double mean = 0.5; mean < 200; mean *= 1.7) {
        double inside = 0;
        for (uint64_t c = 0; c < 600; c++) {
            yg_interval got = yg_interval_garwood(c, 0.95);
            if (got.low <= mean && mean <= got.high)
                inside += exp((double)c * log(mean) - mean - lgamma((double)c + 1));
        }
        assert_true(inside >= 0.95 - 1e-9);
    }
}

static void trend__npa_manufacturing__no_trend(void **state) {
    static const uint64_t x[] = {55, 37, 38, 34}, n[] = {146, 114, 116, 103};
    yg_trend got = yg_trend_test(x, n, NULL, 4);
    assert_true(got.valid);
    assert_true(fabs(got.z - -0.7905) < 0.0005);
    assert_true(fabs(got.p - 0.4292) < 0.0005);
    assert_true(fabs(got.pooled - 164.0 / 479) < 1e-12);
    assert_int_equal(yg_may_say_rose(x, n, NULL, 4, 0.05), YG_MOVED_NOT_SHOWN);
    /* A year, then half years: at the middles of the periods, in years. */
    static const double middles[] = {2021.5, 2022.25, 2022.75, 2023.25};
    yg_trend timed = yg_trend_test(x, n, middles, 4);
    assert_true(fabs(timed.z - -0.8584) < 0.0005 && fabs(timed.p - 0.3907) < 0.0005);
}

/* For two periods the test is the ordinary one of two shares: z squared is Pearson's chi squared.
 */
static void trend__two_periods__pearson(void **state) {
    uint64_t seed = 5;
    for (int i = 0; i < 2000; i++) {
        uint64_t n[2] = {10 + seeded_below(&seed, 500), 10 + seeded_below(&seed, 500)};
        uint64_t x[2] = {1 + seeded_below(&seed, n[0] - 1), 1 + seeded_below(&seed, n[1] - 1)};
        double a = (double)x[0], b = (double)(n[0] - x[0]), c = (double)x[1],
               d = (double)(n[1] - x[1]), off = a * d - b * c;
        double chi = (a + b + c + d) * off * off / ((a + b) * (c + d) * (a + c) * (b + d));
        yg_trend got = yg_trend_test(x, n, NULL, 2);
        assert_true(fabs(got.z * got.z - chi) < 1e-9 * (1 + chi));
        assert_true((got.z > 0) == (c / (c + d) > a / (a + b)) || chi < 1e-12);
    }
}

static void trend__nothing_to_test__not_valid(void **state) {
    static const uint64_t x[] = {0, 0, 0}, n[] = {10, 10, 10}, one[] = {10, 0, 0},
                          over[] = {11, 1, 1};
    assert_false(yg_trend_test(x, n, NULL, 3).valid);
    assert_false(yg_trend_test(n, n, NULL, 3).valid);
    assert_false(yg_trend_test(x, one, NULL, 3).valid);
    assert_false(yg_trend_test(over, n, NULL, 3).valid);
    assert_false(yg_trend_test(NULL, NULL, NULL, 0).valid);
}

static void compare__japan_and_the_rest__odds_ratio_and_p(void **state) {
    yg_comparison got = yg_compare_shares(60, 179, 2279 - 60, 14261 - 179, 0.95);
    assert_true(got.valid);
    assert_true(fabs(got.odds - 2.70) < 0.005);
    assert_true(got.p > 5.5e-9 && got.p < 6.5e-9);
    assert_true(got.odds_interval.low > 1.9 && got.odds_interval.high < 3.8);
    assert_true(got.ratio > 2.1 && got.ratio < 2.2 && got.ratio_interval.low > 1.7);
    assert_int_equal(yg_may_say_differs(60, 179, 2279 - 60, 14261 - 179), YG_MOVED_UP);
}

/* All tables of small sides, the sum taken by plain counting of combinations. */
static double choose(uint64_t n, uint64_t k) {
    double c = 1;
    for (uint64_t i = 1; i <= k; i++)
        c = c * (double)(n - k + i) / (double)i;
    return c;
}

static void compare__all_small_tables__fisher_by_counting(void **state) {
    for (uint64_t n = 1; n <= 14; n++) {
        for (uint64_t m = 1; m <= 14; m++) {
            for (uint64_t x = 0; x <= n; x++) {
                for (uint64_t y = 0; y <= m; y++) {
                    double seen = choose(n, x) * choose(m, y), sum = 0;
                    for (uint64_t k = 0; k <= n && k <= x + y; k++) {
                        double term = x + y - k <= m ? choose(n, k) * choose(m, x + y - k) : 0;
                        sum += term <= seen * (1 + 1e-7) ? term : 0;
                    }
                    double p = sum / choose(n + m, x + y),
                           got = yg_compare_shares(x, n, y, m, 0.95).p;
                    if (fabs(got - p) > 1e-9)
                        fail_msg("%d/%d %d/%d: %.9f, not %.9f", (int)x, (int)n, (int)y, (int)m, got,
                                 p);
                }
            }
        }
    }
}

static void compare__hostile_counts__a_number(void **state) {
    static const uint64_t sides[][4] = {
        {0, 0, 1, 2},
        {3, 2, 1, 2},
        {0, 5, 0, 5},
        {5, 5, 5, 5},
        {0, 5, 5, 5},
        {5, 5, 0, 5},
        {1, 1000000000, 0, 1000000000},
        {400000000, 1000000000, 400100000, 1000000000},
        {UINT64_MAX, UINT64_MAX, 1, 2},
        {1, UINT64_MAX, UINT64_MAX / 2, UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        yg_comparison got =
            yg_compare_shares(sides[i][0], sides[i][1], sides[i][2], sides[i][3], 0.95);
        assert_true(got.p >= 0 && got.p <= 1);
        assert_false(isnan(got.odds_interval.low) || isnan(got.odds_interval.high));
        assert_false(isnan(got.ratio_interval.low) || isnan(got.ratio_interval.high));
        assert_int_equal(got.valid, i >= 2);
    }
    /* 0.4 against 0.4001 of a thousand million each: z = 4.56. */
    yg_comparison far = yg_compare_shares(400000000, 1000000000, 400100000, 1000000000, 0.95);
    assert_true(far.p > 4.5e-6 && far.p < 5.5e-6);
}

static void words__few_cases_or_touching_intervals__nothing_is_said(void **state) {
    assert_false(yg_may_say_most(29, 29));
    assert_true(yg_may_say_most(30, 30));
    assert_false(yg_may_say_most(60, 114));
    assert_true(yg_may_say_most(70, 114));
    assert_false(yg_may_say_most(120, 114));
    /* 37 and 20 of 114 among eight: the intervals touch; 60 and 20 do not. */
    assert_false(yg_may_say_top(37, 20, 114, 8));
    assert_true(yg_may_say_top(60, 20, 114, 8));
    assert_false(yg_may_say_top(4, 0, 4, 2));
    static const uint64_t x[] = {10, 30, 50}, n[] = {100, 100, 100}, small[] = {100, 29, 100};
    assert_int_equal(yg_may_say_rose(x, n, NULL, 3, 0.05), YG_MOVED_UP);
    assert_int_equal(yg_may_say_rose(x, n, NULL, 2, 0.05), YG_MOVED_NOT_SHOWN);
    /* The level of one of many tests; the distances of the periods count. */
    static const uint64_t some[] = {20, 30, 33}, late[] = {30, 30, 40};
    static const double even[] = {0, 1, 2}, far[] = {0, 1, 20};
    assert_int_equal(yg_may_say_rose(some, n, even, 3, 0.05), YG_MOVED_UP);
    assert_int_equal(yg_may_say_rose(some, n, even, 3, 0.05 / 5), YG_MOVED_NOT_SHOWN);
    assert_true(yg_trend_test(late, n, far, 3).p != yg_trend_test(late, n, NULL, 3).p);
    double p = yg_trend_test(late, n, far, 3).p;
    assert_int_equal(yg_may_say_rose(late, n, far, 3, p * 1.001), YG_MOVED_UP);
    assert_int_equal(yg_may_say_rose(late, n, far, 3, p), YG_MOVED_NOT_SHOWN);
    assert_int_equal(yg_may_say_rose(x, small, NULL, 3, 0.05), YG_MOVED_NOT_SHOWN);
    assert_int_equal(yg_may_say_rose(x, n, NULL, 1, 0.05), YG_MOVED_NOT_SHOWN);
    static const uint64_t down[] = {50, 30, 10};
    assert_int_equal(yg_may_say_rose(down, n, NULL, 3, 0.05), YG_MOVED_DOWN);
    assert_int_equal(yg_may_say_differs(3, 20, 400, 1000), YG_MOVED_NOT_SHOWN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares__published_counts__known_percent),
        cmocka_unit_test(shares__ends_and_hostile_counts__inside_0_and_1),
        cmocka_unit_test(clopper_pearson__many_counts__the_tails_of_the_binomial),
        cmocka_unit_test(beta__many_bounds__the_integral_of_the_density),
        cmocka_unit_test(garwood__many_counts__the_tails_of_the_poisson_law),
        cmocka_unit_test(shares__all_outcomes_of_n_5_to_500__mean_coverage),
        cmocka_unit_test(goodman__eight_categories__all_hold_in_95_of_100),
        cmocka_unit_test(counts__poisson_means__garwood_covers),
        cmocka_unit_test(trend__npa_manufacturing__no_trend),
        cmocka_unit_test(trend__two_periods__pearson),
        cmocka_unit_test(trend__nothing_to_test__not_valid),
        cmocka_unit_test(compare__japan_and_the_rest__odds_ratio_and_p),
        cmocka_unit_test(compare__all_small_tables__fisher_by_counting),
        cmocka_unit_test(compare__hostile_counts__a_number),
        cmocka_unit_test(words__few_cases_or_touching_intervals__nothing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
