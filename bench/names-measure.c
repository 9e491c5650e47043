#include "names-measure.h"

#include <stdio.h>
#include <stdlib.h>

enum { ASKED_EVERY = 28 };

static void ask(const yg_name_judge *judge, yg_str host, verdict *ret_verdict) {
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    yg_name_judge bare = *judge;
    verdict v = {.score = {MEASURE_NOTHING, MEASURE_NOTHING, MEASURE_NOTHING}, .token = -1};
    bare.learned = NULL;
    if (yg_name_text_make(yg_names_suffixes(judge->names), host, buf, &text)) {
        if (yg_name_judge_text(&bare, &text, &hit)) {
            if (hit.token != SIZE_MAX) {
                v.score[LAYER_TOKENS] = hit.score;
                v.token = (int32_t)hit.token;
            }
            v.score[LAYER_EMBEDDED] = v.score[LAYER_LEARNED] = hit.score;
            v.kind = (uint8_t)hit.kind;
        }
        if (yg_name_judge_text(judge, &text, &hit)) {
            v.score[LAYER_LEARNED] = hit.score;
            v.kind = (uint8_t)hit.kind;
        }
    }
    *ret_verdict = v;
}

static void ask_ordinary(const yg_name_judge *judge, const ordinary_list *names,
                         verdict_list *list) {
    for (size_t i = 0; i < names->n; i++) {
        verdict v;
        if (names->at[i].is_tuning)
            continue;
        ask(judge, names->at[i].host, &v);
        v.index = (uint32_t)i;
        yg_vec_push(list, v);
    }
}

static void ask_domain(const yg_name_judge *judge, const names_data *data, size_t index,
                       measured *m) {
    const phish_domain *d = &data->domains.at[index];
    verdict best = {.score = {MEASURE_NOTHING, MEASURE_NOTHING, MEASURE_NOTHING}, .token = -1};
    for (uint32_t k = 0; k < d->n; k++) {
        verdict v;
        ask(judge, data->hosts.at[d->first_host + k], &v);
        if (v.score[LAYER_LEARNED] > best.score[LAYER_LEARNED]) {
            best.kind = v.kind;
            best.token = v.token;
        }
        for (size_t by = 0; by < LAYERS; by++)
            if (v.score[by] > best.score[by])
                best.score[by] = v.score[by];
    }
    best.index = (uint32_t)index;
    yg_vec_push(&m->domains, best);
    ask(judge, d->name, &best);
    best.index = (uint32_t)index;
    yg_vec_push(&m->registrable, best);
}

void measure_year(const names_data *data, const yg_name_model *model, const yg_name_prior *prior,
                  int year, measured *ret_measured) {
    measured m = {.year = year};
    yg_learner *learner = yg_learner_new(yg_names_suffixes(data->names));
    size_t next_case = 0, days = 0;
    for (size_t i = 0; i < data->domains.n;) {
        int32_t day = data->domains.at[i].day;
        if (data->domains.at[i].year != year) {
            i++;
            continue;
        }
        yg_learned *learned = NULL;
        yg_error err;
        for (; next_case < data->cases.n && data->cases.at[next_case].day < day; next_case++)
            yg_learner_add(learner, &data->cases.at[next_case]);
        if (!yg_learner_make(learner, day - 1, &learned, &err))
            abort();
        yg_name_judge judge = {.names = data->names,
                               .learned = learned,
                               .threshold = yg_name_threshold(YG_STREAM_WEB),
                               .model = model,
                               .prior = prior};
        if (days++ % ASKED_EVERY == 0) {
            ask_ordinary(&judge, &data->popular, &m.popular);
            ask_ordinary(&judge, &data->web, &m.web);
            m.days++;
        }
        int32_t first = day;
        for (; i < data->domains.n && data->domains.at[i].day == day; i++)
            ask_domain(&judge, data, i, &m);
        int32_t next = i < data->domains.n ? data->domains.at[i].day : INT32_MAX;
        for (size_t k = 0; k < data->read.n; k++) {
            verdict v;
            if (data->read.at[k].day < first || data->read.at[k].day >= next ||
                data->read.at[k].year != year)
                continue;
            ask(&judge, data->read.at[k].host, &v);
            v.index = (uint32_t)k;
            yg_vec_push(&m.read, v);
        }
        yg_learned_free(learned);
    }
    yg_learner_free(learner);
    *ret_measured = m;
}

void measured_free(measured *m) {
    yg_vec_free(&m->domains);
    yg_vec_free(&m->registrable);
    yg_vec_free(&m->popular);
    yg_vec_free(&m->web);
    yg_vec_free(&m->read);
}

static int falling(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

static double quantile(const verdict_list *list, layer by, double share) {
    double *copy = yg_alloc(list->n + 1, sizeof *copy);
    for (size_t i = 0; i < list->n; i++)
        copy[i] = list->at[i].score[by];
    qsort(copy, list->n, sizeof *copy, falling);
    size_t at = (size_t)(share * (double)list->n);
    double value = at < list->n ? copy[at] : MEASURE_NOTHING;
    free(copy);
    return value;
}

double measure_threshold(const measured *m, layer by, double share_popular, double share_web) {
    double a = quantile(&m->popular, by, share_popular);
    double b = quantile(&m->web, by, share_web);
    return (a > b ? a : b) + 1e-9;
}

double measure_share(const verdict_list *list, layer by, double threshold) {
    size_t k = 0;
    for (size_t i = 0; i < list->n; i++)
        k += list->at[i].score[by] >= threshold;
    return list->n ? (double)k / (double)list->n : 0;
}
