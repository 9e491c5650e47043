#include "names-measure.h"

#include <stdio.h>
#include <stdlib.h>

static double score_of(const yg_name_judge *judge, yg_str host) {
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    if (!yg_name_text_make(yg_names_suffixes(judge->names), host, buf, &text) ||
        !yg_name_judge_text(judge, &text, &hit))
        return -1e9;
    return hit.score;
}

void measure_scores(const names_data *data, const yg_name_judge *judge, int year,
                    scores *ret_scores) {
    scores s = {0};
    for (size_t i = 0; i < data->domains.n; i++) {
        const phish_domain *d = &data->domains.at[i];
        double best = -1e9;
        for (uint32_t k = 0; d->year == year && k < d->n; k++) {
            double score = score_of(judge, data->hosts.at[d->first_host + k]);
            best = score > best ? score : best;
        }
        if (d->year == year)
            yg_vec_push(&s.domains, best);
    }
    for (size_t i = 0; i < data->popular.n; i++)
        if (!data->popular.at[i].is_tuning) {
            yg_vec_push(&s.popular, score_of(judge, data->popular.at[i].host));
            yg_vec_push(&s.popular_name, (uint32_t)i);
        }
    for (size_t i = 0; i < data->web.n; i++)
        if (!data->web.at[i].is_tuning) {
            yg_vec_push(&s.web, score_of(judge, data->web.at[i].host));
            yg_vec_push(&s.web_name, (uint32_t)i);
        }
    *ret_scores = s;
}

void scores_free(scores *s) {
    yg_vec_free(&s->domains);
    yg_vec_free(&s->popular);
    yg_vec_free(&s->web);
    yg_vec_free(&s->popular_name);
    yg_vec_free(&s->web_name);
}

static int falling(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

static double quantile(const double *values, size_t n, double share) {
    double *copy = yg_alloc(n ? n : 1, sizeof *copy);
    memcpy(copy, values, n * sizeof *copy);
    qsort(copy, n, sizeof *copy, falling);
    size_t at = (size_t)(share * (double)n);
    double value = at < n ? copy[at] : -1e9;
    free(copy);
    return value;
}

double measure_threshold(const scores *s, double share_popular, double share_web) {
    double a = quantile(s->popular.at, s->popular.n, share_popular);
    double b = quantile(s->web.at, s->web.n, share_web);
    return (a > b ? a : b) + 1e-9;
}

double measure_share(const double *values, size_t n, double threshold) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += values[i] >= threshold;
    return n ? (double)k / (double)n : 0;
}
