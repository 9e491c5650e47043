/* Measurement of the verdict on real lists. */
#ifndef YG_BENCH_NAMES_MEASURE_H
#define YG_BENCH_NAMES_MEASURE_H

#include "names-train.h"

/* The best score of every domain's hosts, of every ordinary name of the test half; -1e9: none. */
typedef struct {
    YG_VEC(double) domains, popular, web;
    YG_VEC(uint32_t) popular_name, web_name; /* indices into data */
} scores;

void measure_scores(const names_data *data, const yg_name_judge *judge, int year,
                    scores *ret_scores);
void scores_free(scores *s);
/* The lowest threshold at which no more than these shares are flagged. */
double measure_threshold(const scores *s, double share_popular, double share_web);
double measure_share(const double *values, size_t n, double threshold);

#endif
