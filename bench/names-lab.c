/* Look-alike names on real lists: makes what the score needs, and measures it.
 *
 *   names-lab segments FOLDER READ_HOSTS          data/names/segments.txt
 *   names-lab weights FOLDER READ_HOSTS           data/names/weights.txt
 *   names-lab evaluate FOLDER READ_HOSTS          the tables of docs/look-alikes.md
 *   names-lab read FOLDER READ_HOSTS              the tuning half of the hosts that people read:
 * scores names-lab why FOLDER READ_HOSTS YEAR HOST     the features of each match, by weights up to
 * YEAR Exit 77: the lists are not there. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "names-report.h"
#include "names-squat-report.h"

static yg_name_model *model_of(const names_data *data, const yg_name_prior *prior, unsigned years) {
    yg_buf buf = {0};
    yg_name_model *model = NULL;
    yg_error err;
    train_weights(data, prior, years, &buf);
    if (!yg_name_model_parse(yg_buf_str(&buf), &model, &err))
        abort();
    yg_buf_free(&buf);
    return model;
}

/* Weights of the years before; 2019 has none and gets those of the years behind it. */
static void measure_years(const names_data *data, const yg_name_prior *prior,
                          measured ret_years[YEARS]) {
    for (size_t i = 0; i < YEARS; i++) {
        int year = FIRST_YEAR + (int)i;
        unsigned use = i ? (1U << i) - 1 : (1U << YEARS) - 2;
        yg_name_model *model = model_of(data, prior, use);
        measure_year(data, model, prior, year, &ret_years[i]);
        yg_name_model_free(model);
    }
}

static void evaluate(const names_data *data, const yg_name_prior *prior) {
    measured years[YEARS] = {0};
    measure_years(data, prior, years);
    report_print(data, years, YEARS);
    squat_report_print(data, prior);
    for (size_t i = 0; i < YEARS; i++)
        measured_free(&years[i]);
}

/* Ordinary names of the test half that look like something, on the last day that they were asked.
 */
static void print_ordinary(const names_data *data, const ordinary_list *names,
                           const verdict_list *list, int year, const char *what) {
    static const double floor = 3;
    for (size_t i = 0; i < list->n; i++) {
        const verdict *v = &list->at[i];
        yg_str host = names->at[v->index].host;
        if (v->score[LAYER_LEARNED] < floor)
            continue;
        yg_str token =
            v->token < 0 ? YG_STR("-") : yg_names_token(data->names, (size_t)v->token)->text;
        printf("%d\t%s\t%.3f\t%.3f\t%.*s\t%s\t%.*s\n", year, what, v->score[LAYER_EMBEDDED],
               v->score[LAYER_LEARNED], YG_FMT(host), yg_look_kind_word((yg_look_kind)v->kind).p,
               YG_FMT(token));
    }
}

/* For looking at what is missed, and why: the other half of the read hosts stays unseen. */
static void print_read(const names_data *data, const yg_name_prior *prior) {
    measured years[YEARS] = {0};
    measure_years(data, prior, years);
    for (size_t i = 0; i < YEARS; i++) {
        for (size_t k = 0; k < years[i].read.n; k++) {
            const verdict *v = &years[i].read.at[k];
            const read_host *r = &data->read.at[v->index];
            if (!r->is_tuning)
                continue;
            yg_str token =
                v->token < 0 ? YG_STR("-") : yg_names_token(data->names, (size_t)v->token)->text;
            printf("%d\t%d\t%.3f\t%.3f\t%.*s\t%s\t%.*s\n", r->year, r->votes[0] + r->votes[1],
                   v->score[LAYER_EMBEDDED], v->score[LAYER_LEARNED], YG_FMT(r->host),
                   yg_look_kind_word((yg_look_kind)v->kind).p, YG_FMT(token));
        }
        if (years[i].year <= 2021) {
            print_ordinary(data, &data->web, &years[i].web, years[i].year, "web");
            print_ordinary(data, &data->popular, &years[i].popular, years[i].year, "popular");
        }
        measured_free(&years[i]);
    }
}

static void print_score(const yg_name_judge *judge, const char *set, yg_str host) {
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit = {.score = -1e9, .token = SIZE_MAX};
    if (!yg_name_text_make(yg_names_suffixes(judge->names), host, buf, &text) ||
        !yg_name_judge_text(judge, &text, &hit))
        hit.score = -99;
    yg_str token =
        hit.token == SIZE_MAX ? YG_STR("-") : yg_names_token(judge->names, hit.token)->text;
    printf("%s\t%.*s\t%.3f\t%s\t%.*s\t%u\t%x\n", set, YG_FMT(host), hit.score,
           yg_look_kind_word(hit.kind).p, YG_FMT(token), hit.distance, hit.signs);
}

/* Scores of everything, for looking at: weights of the years up to last_year. */
static void print_scores(const names_data *data, const yg_name_prior *prior, int last_year) {
    yg_name_model *model = model_of(data, prior, (2U << (last_year - FIRST_YEAR)) - 1);
    yg_name_judge judge = {.names = data->names, .model = model, .prior = prior, .threshold = 1e9};
    for (size_t i = 0; i < data->domains.n; i++)
        for (uint32_t k = 0; k < data->domains.at[i].n; k++) {
            char set[32];
            snprintf(set, sizeof set, "%d %u", data->domains.at[i].year, (unsigned)i);
            print_score(&judge, set, data->hosts.at[data->domains.at[i].first_host + k]);
        }
    for (size_t i = 0; i < data->popular.n; i++)
        print_score(&judge, data->popular.at[i].is_tuning ? "popular tuning" : "popular test",
                    data->popular.at[i].host);
    for (size_t i = 0; i < data->web.n; i++)
        print_score(&judge, data->web.at[i].is_tuning ? "web tuning" : "web test",
                    data->web.at[i].host);
    for (size_t i = 0; i < data->read.n; i++) {
        const read_host *r = &data->read.at[i];
        print_score(&judge,
                    r->votes[0] && r->votes[1]   ? "read both"
                    : r->votes[0] || r->votes[1] ? "read one"
                                                 : "read none",
                    r->host);
    }
    yg_name_model_free(model);
}

/* Ordinary names of the test half by how much they look like a watched or another brand. */
static void print_alarms(const names_data *data, const yg_name_prior *prior) {
    const ordinary_list *lists[] = {&data->popular, &data->web};
    static const char *const words[] = {"popular", "web"};
    for (size_t k = 0; k <= data->squats_test.n; k++) {
        const squat_set *set = k ? &data->squats_test.at[k - 1] : NULL;
        yg_name_judge judge = {.names = set ? set->names : data->names, .prior = prior};
        for (size_t l = 0; l < 2; l++)
            for (size_t i = 0; i < lists[l]->n; i++) {
                char what[64];
                snprintf(what, sizeof what, "%s %s", set ? set->what : "watched", words[l]);
                if (!lists[l]->at[i].is_tuning)
                    print_score(&judge, what, lists[l]->at[i].host);
            }
    }
}

/* The features of each match in a host, for looking at: those that the model weighs. */
static void print_why(const names_data *data, const yg_name_prior *prior, int last_year,
                      const char *raw) {
    yg_name_model *model = model_of(data, prior, (2U << (last_year - FIRST_YEAR)) - 1);
    yg_name_match matches[64];
    yg_name_context c;
    yg_name_text text;
    char buf[YG_NAME_MAX + 1];
    bool more;
    if (!yg_name_text_make(yg_names_suffixes(data->names), yg_str_of(raw), buf, &text))
        return;
    size_t n = yg_names_find(data->names, &text, matches, 64, &more), groups_n;
    const yg_name_feature_group *groups = yg_name_feature_groups(&groups_n);
    n += yg_name_find_garbled(data->names, &text, matches + n, 64 - n);
    yg_name_context_make(&c, data->names, prior, &text);
    c.risk = yg_name_model_risk(model, yg_name_sign_suffix(&text));
    c.matches = matches;
    c.matches_n = n;
    for (size_t i = 0; i < n; i++) {
        yg_name_features f;
        yg_name_features_make(&c, &matches[i], &f);
        printf("%.*s at %u, %u edits: %.3f\n",
               YG_FMT(yg_names_token(data->names, matches[i].token)->text), matches[i].start,
               matches[i].distance, yg_name_model_score(model, &f));
        for (size_t k = 0; k < f.n; k++)
            for (size_t g = 0; g < groups_n; g++)
                if (f.id[k] >= groups[g].first && f.id[k] < groups[g].first + groups[g].n) {
                    double weights[2];
                    yg_name_model_weights(model, f.id[k], weights);
                    printf("  %s %d: %.2f x %.3f, %.3f\n", groups[g].name,
                           f.id[k] - groups[g].first, (double)f.value[k], weights[0], weights[1]);
                }
    }
    yg_name_model_free(model);
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Processor time of a name: its text, the finder, the whole verdict without what was learned. */
static void print_times(const names_data *data) {
    enum { ROUNDS = 5 };
    const ordinary_list *lists[] = {&data->popular, &data->web};
    static const char *const list_names[] = {"popular", "web"};
    yg_name_judge judge = {.names = data->names, .threshold = yg_name_threshold(YG_STREAM_WEB)};
    yg_name_model_built_in();
    yg_name_prior_built_in();
    for (size_t l = 0; l < 2; l++) {
        double best[3] = {1e18, 1e18, 1e18};
        char buf[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_match matches[64];
        yg_name_hit hit;
        bool more;
        size_t hits = 0;
        for (int part = 0; part < 3; part++)
            for (int round = 0; round < ROUNDS; round++) {
                double start = now_ns();
                for (size_t i = 0; i < lists[l]->n; i++) {
                    yg_str host = lists[l]->at[i].host;
                    if (part == 2) {
                        hits += yg_name_judge_run(&judge, host, buf, &text, &hit);
                        continue;
                    }
                    if (yg_name_text_make(yg_names_suffixes(data->names), host, buf, &text) && part)
                        hits += yg_names_find(data->names, &text, matches, 64, &more);
                }
                double spent = (now_ns() - start) / (double)lists[l]->n;
                best[part] = spent < best[part] ? spent : best[part];
            }
        printf("%s: text %.0f ns, text and finder %.0f ns, verdict %.0f ns a name (%zu)\n",
               list_names[l], best[0], best[1], best[2], hits);
    }
}

/* Brands whose look-alikes are made; none of those measured trains. */
static bool add_squats(names_data *data, const yg_name_prior *prior, yg_error *err) {
    static const char organisations[] = "data/starter/organisations.yaml";
    enum { MADE_UP = 393, TRAIN = 20190101, TEST = 7 };
    return squats_organisations(organisations, true, &data->squats_train, err) &&
           squats_make_up(TRAIN, MADE_UP, prior, &data->squats_train, err) &&
           squats_organisations(organisations, false, &data->squats_test, err) &&
           squats_make_up(TEST, MADE_UP, prior, &data->squats_test, err);
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
    if (!yg_name_prior_parse(yg_buf_str(&segments), &prior, &err) ||
        !add_squats(&data, prior, &err)) {
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
        train_weights(&data, prior, (1U << YEARS) - 1, &weights);
        fwrite(weights.p, 1, weights.n, stdout);
    } else if (strcmp(argv[1], "why") == 0 && argc > 5) {
        print_why(&data, prior, (int)strtol(argv[4], NULL, 10), argv[5]);
    } else if (strcmp(argv[1], "read") == 0) {
        print_read(&data, prior);
    } else if (strcmp(argv[1], "times") == 0) {
        print_times(&data);
    } else if (strcmp(argv[1], "alarms") == 0) {
        print_alarms(&data, prior);
    } else if (strcmp(argv[1], "scores") == 0) {
        print_scores(&data, prior, argc > 4 ? (int)strtol(argv[4], NULL, 10) : LAST_YEAR);
    } else {
        evaluate(&data, prior);
    }
    yg_buf_free(&segments);
    yg_buf_free(&weights);
    yg_name_prior_free(prior);
    names_data_free(&data);
    return 0;
}
