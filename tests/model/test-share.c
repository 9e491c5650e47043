#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "model/share.h"
#include "seeded.h"

/* The bounds are the two roots p of (p - x/n)^2 = z^2 p (1 - p) / n: looked for by halving, not by
 * the closed form. */
static double root(double share, double n, double z, double low, double high) {
    bool rising = high > share;
    for (int i = 0; i < 200; i++) {
        double p = (low + high) / 2;
        bool outside = (p - share) * (p - share) > z * z * p * (1 - p) / n;
        if (outside == rising)
            high = p;
        else
            low = p;
    }
    return (low + high) / 2;
}

static void wilson__every_x_of_many_n__the_roots_of_the_score_test(void **state) {
    const double z = 1.959963984540054;
    for (uint64_t n = 1; n <= 130; n += n < 12 ? 1 : 13) {
        for (uint64_t x = 0; x <= n; x++) {
            double share = (double)x / (double)n;
            yg_interval got = yg_share_wilson95(x, n);
            double low = x == 0 ? 0 : root(share, (double)n, z, 0, share);
            double high = x == n ? 1 : root(share, (double)n, z, share, 1);
            if (fabs(got.low - low) > 1e-9 || fabs(got.high - high) > 1e-9)
                fail_msg("%d of %d: %.6f to %.6f, not %.6f to %.6f", (int)x, (int)n, got.low,
                         got.high, low, high);
        }
    }
}

static void wilson__published_counts__known_percent(void **state) {
    static const struct {
        uint64_t x, n;
        double low, high; /* percent, one digit */
    } cases[] = {
        {37, 114, 24.6, 41.5}, {9, 114, 4.2, 14.3}, {0, 10, 0.0, 27.8},
        {10, 10, 72.2, 100.0}, {5, 10, 23.7, 76.3}, {0, 1, 0.0, 79.3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_interval got = yg_share_wilson95(cases[i].x, cases[i].n);
        if (fabs(got.low * 100 - cases[i].low) > 0.0501 ||
            fabs(got.high * 100 - cases[i].high) > 0.0501)
            fail_msg("%d of %d: %.3f to %.3f", (int)cases[i].x, (int)cases[i].n, got.low * 100,
                     got.high * 100);
    }
}

static void wilson__ends_and_absurd_counts__inside_0_and_1(void **state) {
    static const uint64_t sizes[] = {1, 5, 30, 1000000, UINT64_C(1) << 52, UINT64_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        yg_interval none = yg_share_wilson95(0, sizes[i]),
                    all = yg_share_wilson95(sizes[i], sizes[i]);
        assert_true(none.low >= 0 && none.low <= 0 && none.high > 0 && none.high < 1);
        assert_true(all.high >= 1 && all.high <= 1 && all.low > 0 && all.low < 1 + 1e-12);
        assert_true(fabs(none.high - (1 - all.low)) < 1e-12);
    }
    yg_interval nothing = yg_share_wilson95(0, 0), wrong = yg_share_wilson95(6, 5);
    assert_true(nothing.low <= 0 && nothing.high >= 1);
    assert_true(wrong.low <= 0 && wrong.high >= 1);
    yg_interval point = yg_share_wilson(3, 10, 0);
    assert_true(fabs(point.low - 0.3) < 1e-12 && fabs(point.high - 0.3) < 1e-12);
}

/* The share of true shares that lie inside, computed over all outcomes of the binomial. */
static double coverage(uint64_t n, double p) {
    double inside = 0;
    for (uint64_t x = 0; x <= n; x++) {
        yg_interval i = yg_share_wilson95(x, n);
        double dx = (double)x, dn = (double)n;
        if (p >= i.low && p <= i.high)
            inside += exp(lgamma(dn + 1) - lgamma(dx + 1) - lgamma(dn - dx + 1) + dx * log(p) +
                          (dn - dx) * log1p(-p));
    }
    return inside;
}

static void wilson__all_outcomes__covers_the_true_share(void **state) {
    static const uint64_t sizes[] = {5, 6, 7, 10, 20, 30, 50, 100, 114, 200, 500};
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        double of_size = 0;
        for (int percent = 1; percent <= 99; percent++)
            of_size += coverage(sizes[i], percent / 100.0);
        assert_true(of_size / 99 >= 0.93 && of_size / 99 <= 0.97);
        sum += of_size;
        n += 99;
    }
    assert_true(sum / (double)n >= 0.94 && sum / (double)n <= 0.96);
}

static void wilson__random_counts__share_lies_inside_and_more_cases_narrow(void **state) {
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        uint64_t n = 1 + seeded_below(&seed, 100000), x = seeded_below(&seed, n + 1);
        yg_interval one = yg_share_wilson95(x, n), two = yg_share_wilson95(2 * x, 2 * n);
        double share = (double)x / (double)n;
        assert_true(0 <= one.low && one.low <= share && share <= one.high && one.high <= 1);
        assert_true(two.high - two.low < one.high - one.low);
    }
}

static void show__few_cases__less_is_shown(void **state) {
    static const struct {
        uint64_t n;
        yg_show show;
    } cases[] = {{0, YG_SHOW_NOTHING},       {1, YG_SHOW_NOTHING},   {4, YG_SHOW_NOTHING},
                 {5, YG_SHOW_INTERVAL},      {29, YG_SHOW_INTERVAL}, {30, YG_SHOW_SHARE},
                 {UINT64_MAX, YG_SHOW_SHARE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(yg_share_show(cases[i].n), cases[i].show);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson__every_x_of_many_n__the_roots_of_the_score_test),
        cmocka_unit_test(wilson__published_counts__known_percent),
        cmocka_unit_test(wilson__ends_and_absurd_counts__inside_0_and_1),
        cmocka_unit_test(wilson__all_outcomes__covers_the_true_share),
        cmocka_unit_test(wilson__random_counts__share_lies_inside_and_more_cases_narrow),
        cmocka_unit_test(show__few_cases__less_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
