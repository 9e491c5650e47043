/* Intervals. The incomplete beta and gamma functions by their continued fractions, evaluated as W.
 * J. Lentz, Applied Optics 15 (1976) 668-671 does; gamma below its mean by its series (Abramowitz
 * and Stegun 6.5.29, 6.5.31 and 26.5.8). Their inverses by Newton's steps kept inside a bracket. */
#include "model/interval.h"

#include <math.h>

/* Beyond this the fractions converge too slowly to be worth it, and the score interval agrees. */
#define LARGEST 1e9
#define STEPS 1000000
#define TINY 1e-300

static double log_gamma(double a) {
    int sign;
    return lgamma_r(a, &sign);
}

static double lentz(double d) {
    return fabs(d) < TINY ? TINY : d;
}

static double beta_fraction(double a, double b, double x) {
    double c = 1, d = 1 / lentz(1 - (a + b) * x / (a + 1)), h = d;
    for (int i = 1; i < STEPS; i++) {
        double m = i, even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / lentz(1 + even * d);
        c = lentz(1 + even / c);
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / lentz(1 + odd * d);
        c = lentz(1 + odd / c);
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15)
            break;
    }
    return h;
}

static double beta_log_density(double a, double b, double x) {
    return log_gamma(a + b) - log_gamma(a) - log_gamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x);
}

double yg_beta_below(double a, double b, double x) {
    if (!(x > 0))
        return 0;
    if (x >= 1)
        return 1;
    double front = exp(beta_log_density(a, b, x)) * x * (1 - x);
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

static double gamma_log_density(double a, double x) {
    return (a - 1) * log(x) - x - log_gamma(a);
}

double yg_gamma_below(double a, double x) {
    if (!(x > 0))
        return 0;
    double front = exp(gamma_log_density(a, x)) * x;
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i < STEPS && term > sum * 1e-16; i++)
            sum += term *= x / (a + i);
        return front * sum;
    }
    double b = x + 1 - a, c = 1 / TINY, d = 1 / lentz(b), h = d;
    for (int i = 1; i < STEPS; i++) {
        double an = -(double)i * ((double)i - a);
        b += 2;
        d = 1 / lentz(an * d + b);
        c = lentz(b + an / c);
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15)
            break;
    }
    return 1 - front * h;
}

typedef struct {
    double a, b; /* b <= 0: gamma */
} law;

static double below(law of, double x) {
    return of.b > 0 ? yg_beta_below(of.a, of.b, x) : yg_gamma_below(of.a, x);
}

static double density(law of, double x) {
    return exp(of.b > 0 ? beta_log_density(of.a, of.b, x) : gamma_log_density(of.a, x));
}

/* The x in low..high with below(x) = p, begun at `from`. */
static double quantile(law of, double p, double low, double high, double from) {
    double x = from > low && from < high ? from : (low + high) / 2;
    for (int i = 0; i < 300; i++) {
        double off = below(of, x) - p;
        if (off > 0)
            high = x;
        else
            low = x;
        double slope = density(of, x), next = x - off / slope;
        /* Newton's steps stay inside the bracket; after many of them only halving is sure to end.
         */
        if (i >= 40 || !(slope > 0) || !(next > low && next < high))
            next = (low + high) / 2;
        if (fabs(next - x) <= 1e-14 * fabs(x) || next <= low || next >= high)
            return next;
        x = next;
    }
    return x;
}

double yg_normal_quantile(double p) {
    if (!(p > 0 && p < 1))
        return 0;
    bool upper = p > 0.5;
    double tail = upper ? 1 - p : p, low = 0, high = 40;
    for (int i = 0; i < 100; i++) {
        double z = (low + high) / 2;
        if (erfc(z / sqrt(2)) / 2 > tail)
            low = z;
        else
            high = z;
    }
    return upper ? low : -low;
}

static double alpha_of(double level) {
    return level > 0 && level < 1 ? 1 - level : 0.05;
}

yg_interval yg_interval_wilson(uint64_t x, uint64_t n, double level) {
    return yg_share_wilson(x, n, yg_normal_quantile(1 - alpha_of(level) / 2));
}

yg_interval yg_interval_goodman(uint64_t x, uint64_t n, uint64_t categories, double level) {
    /* With A = z^2 the equations of Goodman are those of Wilson. */
    double k = categories > 0 ? (double)categories : 1;
    return yg_share_wilson(x, n, -yg_normal_quantile(alpha_of(level) / (2 * k)));
}

static double inside(double bound) {
    return bound < 0 ? 0 : bound > 1 ? 1 : bound;
}

yg_interval yg_interval_jeffreys(uint64_t x, uint64_t n, double level) {
    if (n == 0 || x > n || (double)n > LARGEST)
        return yg_interval_wilson(x, n, level);
    yg_interval guess = yg_interval_wilson(x, n, level);
    law of = {(double)x + 0.5, (double)(n - x) + 0.5};
    double tail = alpha_of(level) / 2;
    return (yg_interval){x == 0 ? 0 : inside(quantile(of, tail, 0, 1, guess.low)),
                         x == n ? 1 : inside(quantile(of, 1 - tail, 0, 1, guess.high))};
}

yg_interval yg_interval_clopper_pearson(uint64_t x, uint64_t n, double level) {
    if (n == 0 || x > n || (double)n > LARGEST)
        return yg_interval_wilson(x, n, level);
    yg_interval guess = yg_interval_wilson(x, n, level);
    double tail = alpha_of(level) / 2, is = (double)x, not = (double)(n - x);
    law low = {is, not +1}, high = {is + 1, not };
    return (yg_interval){x == 0 ? 0 : inside(quantile(low, tail, 0, 1, guess.low)),
                         x == n ? 1 : inside(quantile(high, 1 - tail, 0, 1, guess.high))};
}

yg_interval yg_interval_garwood(uint64_t count, double level) {
    double tail = alpha_of(level) / 2, z = yg_normal_quantile(1 - tail), c = (double)count;
    /* The score interval of a Poisson count: a first guess, and the answer for huge counts. */
    double half = z * sqrt(c + z * z / 4), low = c + z * z / 2 - half, high = c + z * z / 2 + half;
    if (c <= LARGEST) {
        double far = 2 * high + 50;
        high = quantile((law){c + 1, 0}, 1 - tail, 0, far, high);
        low = count == 0 ? 0 : quantile((law){c, 0}, tail, 0, far, low);
    }
    return (yg_interval){low < 0 || count == 0 ? 0 : low, high};
}
