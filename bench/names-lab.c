/* Look-alike names on real lists: makes what the score needs, and measures it.
 *
 *   names-lab segments FOLDER READ_HOSTS          data/names/segments.txt
 *   names-lab weights FOLDER READ_HOSTS           data/names/weights.txt
 *   names-lab evaluate FOLDER READ_HOSTS          the tables of docs/look-alikes.md
 * Exit 77: the lists are not there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "names-measure.h"

static yg_name_model *model_until(const names_data *data, const yg_name_prior *prior, int year) {
    yg_buf buf = {0};
    yg_name_model *model = NULL;
    yg_error err;
    train_weights(data, prior, year, 0, &buf);
    if (!yg_name_model_parse(yg_buf_str(&buf), &model, &err))
        abort();
    yg_buf_free(&buf);
    return model;
}

static void show_top(const char *title, const double *s, const uint32_t *which, size_t n,
                     const ordinary_name *names, double threshold) {
    printf("%s:", title);
    for (size_t i = 0; i < n; i++)
        if (s[i] >= threshold)
            printf(" %.*s(%.1f)", YG_FMT(names[which[i]].host), s[i]);
    printf("\n");
}

static void evaluate(const names_data *data, const yg_name_prior *prior) {
    for (int year = 2022; year <= LAST_YEAR; year++) {
        yg_name_model *model = model_until(data, prior, year - 1);
        yg_name_judge judge = {.names = data->names, .model = model, .prior = prior};
        scores s;
        measure_scores(data, &judge, year, &s);
        static const double points[][2] = {
            {.0003, .0024}, {.0001, .001}, {.00002, .0002}, {.001, .005}, {1, 1}};
        for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
            double t = measure_threshold(&s, points[i][0], points[i][1]);
            printf("%d  popular <= %.4f %%, web <= %.3f %%: threshold %.2f, recall %.1f %% (%.4f "
                   "%% %.3f %%)\n",
                   year, points[i][0] * 100, points[i][1] * 100, t,
                   100 * measure_share(s.domains.at, s.domains.n, t),
                   100 * measure_share(s.popular.at, s.popular.n, t),
                   100 * measure_share(s.web.at, s.web.n, t));
        }
        double t = measure_threshold(&s, .0006, .004);
        show_top("popular", s.popular.at, s.popular_name.at, s.popular.n, data->popular.at, t);
        show_top("web", s.web.at, s.web_name.at, s.web.n, data->web.at, t);
        scores_free(&s);
        yg_name_model_free(model);
    }
}

int main(int argc, char **argv) {
    names_data data = {0};
    yg_error err = {0};
    if (argc < 4) {
        fprintf(stderr, "usage: names-lab segments|weights|evaluate FOLDER READ_HOSTS\n");
        return 2;
    }
    if (!names_data_load(argv[2], argv[3], &data, &err)) {
        fprintf(stderr, "names-lab: skipped, the lists are not there: %s\n", err.text);
        return 77;
    }
    yg_buf segments = {0}, weights = {0};
    yg_name_prior *prior = NULL;
    train_segments(&data, &segments);
    if (!yg_name_prior_parse(yg_buf_str(&segments), &prior, &err)) {
        fprintf(stderr, "names-lab: %s\n", err.text);
        return 1;
    }
    if (strcmp(argv[1], "segments") == 0) {
        printf("# Segments and public suffixes of ordinary names with their counts (1 left out), "
               "made by\n"
               "# tools/train-names from the tuning half of benign-domains (by hash of the "
               "registrable name; the\n"
               "# other half is kept for measuring). Digest of the lists: %s\n",
               data.digest);
        fwrite(segments.p, 1, segments.n, stdout);
    } else if (strcmp(argv[1], "weights") == 0) {
        printf("# Weights of the score, made by tools/train-names from phishurl-list %d to %d and "
               "the tuning\n"
               "# half of benign-domains. Digest of the lists: %s\n",
               FIRST_YEAR, LAST_YEAR, data.digest);
        train_weights(&data, prior, LAST_YEAR, 0, &weights);
        printf("threshold web 5\nthreshold registrations 6\n");
        fwrite(weights.p, 1, weights.n, stdout);
    } else {
        printf("%zu rows, %zu domains, %zu hosts, %zu popular, %zu web, %zu read\n", data.rows,
               data.domains.n, data.hosts.n, data.popular.n, data.web.n, data.read.n);
        evaluate(&data, prior);
    }
    yg_buf_free(&segments);
    yg_buf_free(&weights);
    yg_name_prior_free(prior);
    names_data_free(&data);
    return 0;
}
