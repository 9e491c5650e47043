/* Measurement of the verdict on real lists. */
#ifndef YG_BENCH_NAMES_MEASURE_H
#define YG_BENCH_NAMES_MEASURE_H

#include "names-train.h"

/* Best scores of the domains first seen in a year, each asked with what was known on the evening
 * before; scores of the ordinary names of the test half, asked on every so many days of that year
 * (days x names in a row). -1e9: nothing speaks for an imitation. */
typedef struct {
    YG_VEC(double) domains, registrable; /* by all hosts of the first day; by the bare domain */
    YG_VEC(double) popular, web;
    YG_VEC(uint32_t) domain_index, popular_name, web_name; /* indices into data */
} scores;

/* Layers, a set. */
enum { LAYER_TOKENS = 1, LAYER_EMBEDDED = 2, LAYER_LEARNED = 4 };

void measure_year(const names_data *data, const yg_name_model *model, const yg_name_prior *prior,
                  int year, unsigned layers, scores *ret_scores);
void scores_free(scores *s);
/* The lowest threshold at which no more than these shares are flagged. */
double measure_threshold(const scores *s, double share_popular, double share_web);
double measure_share(const double *values, size_t n, double threshold);

#endif
