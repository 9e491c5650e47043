#include "model/judge.h"

#define LEVEL 0.95

static bool is_enough(uint64_t x, uint64_t n) {
    return x <= n && yg_share_show(n) == YG_SHOW_SHARE;
}

bool yg_may_say_most(uint64_t x, uint64_t n) {
    return is_enough(x, n) && yg_interval_jeffreys(x, n, LEVEL).low > 0.5;
}

static bool separates(uint64_t x, uint64_t next, uint64_t n, uint64_t categories) {
    return yg_interval_goodman(x, n, categories, LEVEL).low >
           yg_interval_goodman(next, n, categories, LEVEL).high;
}

bool yg_may_say_top(uint64_t x, uint64_t next, uint64_t n, uint64_t categories) {
    return is_enough(x, n) && next <= n && separates(x, next, n, categories < 2 ? 2 : categories);
}

yg_moved yg_may_say_rose(const uint64_t *x, const uint64_t *n, const double *scores, size_t periods,
                         double level) {
    for (size_t i = 0; i < periods; i++) {
        if (!is_enough(x[i], n[i]))
            return YG_MOVED_NOT_SHOWN;
    }
    if (periods < 3)
        return YG_MOVED_NOT_SHOWN;
    yg_trend trend = yg_trend_test(x, n, scores, periods);
    return !trend.valid || trend.p >= level ? YG_MOVED_NOT_SHOWN
           : trend.z > 0                    ? YG_MOVED_UP
                                            : YG_MOVED_DOWN;
}

yg_moved yg_may_say_differs(uint64_t x, uint64_t n, uint64_t other_x, uint64_t other_n) {
    if (!is_enough(x, n) || !is_enough(other_x, other_n))
        return YG_MOVED_NOT_SHOWN;
    yg_comparison found = yg_compare_shares(x, n, other_x, other_n, LEVEL);
    if (!found.valid || found.p >= 1 - LEVEL)
        return YG_MOVED_NOT_SHOWN;
    return (double)x / (double)n > (double)other_x / (double)other_n ? YG_MOVED_UP : YG_MOVED_DOWN;
}
