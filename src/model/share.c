#include "model/share.h"

#include <math.h>

yg_interval yg_share_wilson(uint64_t x, uint64_t n, double z) {
    if (n == 0 || x > n)
        return (yg_interval){0, 1};
    double count = (double)n, share = (double)x / count, zz = z * z;
    double middle = (share + zz / (2 * count)) / (1 + zz / count);
    double half =
        z * sqrt(share * (1 - share) / count + zz / (4 * count * count)) / (1 + zz / count);
    /* At the ends the formula gives the bound exactly; rounding must not leave 0..1. */
    double low = x == 0 ? 0 : middle - half, high = x == n ? 1 : middle + half;
    return (yg_interval){low < 0 ? 0 : low, high > 1 ? 1 : high};
}

yg_interval yg_share_wilson95(uint64_t x, uint64_t n) {
    return yg_share_wilson(x, n, 1.959963984540054);
}

yg_show yg_share_show(uint64_t n) {
    return n < YG_SHARE_MIN_N         ? YG_SHOW_NOTHING
           : n < YG_SHARE_MIN_N_POINT ? YG_SHOW_INTERVAL
                                      : YG_SHOW_SHARE;
}
