#include "names-squat-report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tests/seeded.h"

enum { CLASSES = 4, STREAMS = 2, EACH = 3, GROUPS = 4, LETTERS = 5, MATCHES = 64 };

static const char *const class_names[CLASSES] = {"< 1e-6", "1e-6 to 1e-5", "1e-5 to 1e-4",
                                                 "> 1e-4"};

static size_t class_of(const yg_name_token *token) {
    double chance = squat_chance(token);
    return chance < -6 ? 0 : chance < -5 ? 1 : chance < -4 ? 2 : 3;
}

typedef struct {
    size_t all, hits[STREAMS];
} share;

typedef struct {
    const squat_set *set;
    yg_name_judge judge;
    share at[SQUAT_KINDS][CLASSES];
    share of_short[SQUAT_KINDS];
    FILE *missed;
} tally;

static void ask(void *self, squat_kind kind, uint32_t token, yg_str host) {
    tally *t = self;
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit = {.score = -1e9};
    const yg_name_token *of = yg_names_token(t->set->names, token);
    if (!yg_name_text_make(yg_names_suffixes(t->set->names), host, buf, &text) ||
        yg_names_owner(t->set->names, &text) != SIZE_MAX)
        return;
    if (!yg_name_judge_text(&t->judge, &text, &hit))
        hit.score = -1e9;
    bool is_long = of->length >= LETTERS || (of->length == 0 && of->signs_n >= 2);
    share *at = is_long ? &t->at[kind][class_of(of)] : &t->of_short[kind];
    at->all++;
    for (size_t s = 0; s < STREAMS; s++)
        at->hits[s] += hit.score >= yg_name_threshold((yg_name_stream)s);
    if (t->missed)
        fprintf(t->missed, "%s\t%s\t%.*s\t%.*s\t%.2f\t%.2f\t%d\n", squat_word(kind),
                class_names[class_of(of)], YG_FMT(of->text), YG_FMT(text.host), squat_chance(of),
                hit.score, is_long);
}

static void print_share(const share *s) {
    if (!s->all) {
        printf(" |");
        return;
    }
    printf(" %.1f / %.1f |", 100 * (double)s->hits[0] / (double)s->all,
           100 * (double)s->hits[1] / (double)s->all);
}

static void add_share(share *to, const share *from) {
    to->all += from->all;
    for (size_t s = 0; s < STREAMS; s++)
        to->hits[s] += from->hits[s];
}

static void print_table(const char *what, const tally *t) {
    share sum[CLASSES] = {0}, sum_short = {0};
    printf("\n### %s\n\n| kind |", what);
    for (size_t c = 0; c < CLASSES; c++)
        printf(" %s |", class_names[c]);
    printf(" up to 4 letters |\n|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < SQUAT_KINDS; k++) {
        printf("| %s |", squat_word((squat_kind)k));
        for (size_t c = 0; c < CLASSES; c++) {
            print_share(&t->at[k][c]);
            add_share(&sum[c], &t->at[k][c]);
        }
        print_share(&t->of_short[k]);
        add_share(&sum_short, &t->of_short[k]);
        printf("\n");
    }
    printf("| all (%zu, %zu, %zu, %zu; %zu) |", sum[0].all, sum[1].all, sum[2].all, sum[3].all,
           sum_short.all);
    for (size_t c = 0; c < CLASSES; c++)
        print_share(&sum[c]);
    print_share(&sum_short);
    printf("\n");
}

/* Upper end of the 95 % interval of a Poisson count (Wilson and Hilferty's approximation). */
static double poisson_upper(size_t k) {
    double n = (double)k + 1;
    return n * pow(1 - 1 / (9 * n) + 1.96 / (3 * sqrt(n)), 3);
}

static void print_alarms(const char *what, const names_data *data, const yg_names *const *names,
                         size_t n) {
    const ordinary_list *lists[STREAMS] = {&data->web, &data->popular};
    static const char *const list_names[STREAMS] = {"web hosts", "popular names"};
    for (size_t l = 0; l < STREAMS; l++) {
        size_t alarms = 0, asked = 0, brands = 0;
        for (size_t k = 0; k < n; k++) {
            yg_name_judge judge = {.names = names[k],
                                   .threshold = yg_name_threshold((yg_name_stream)l)};
            brands += yg_names_brand_count(names[k]);
            asked = 0;
            for (size_t i = 0; i < lists[l]->n; i++) {
                char buf[YG_NAME_MAX + 1];
                yg_name_text text;
                yg_name_hit hit;
                if (lists[l]->at[i].is_tuning)
                    continue;
                asked++;
                alarms += yg_name_judge_run(&judge, lists[l]->at[i].host, buf, &text, &hit);
            }
        }
        double scale = 1e6 / ((double)asked * (double)brands);
        printf("| %s | %s | %zu | %zu | %zu | %.3f | %.3f |\n", what, list_names[l], brands, asked,
               alarms, (double)alarms * scale, poisson_upper(alarms) * scale);
    }
}

static int falling(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* The bars are met by one name or two of the test half: too few to choose a threshold by. Behind
 * the TAIL-th highest score the scores of ordinary names fall off as an exponential distribution
 * does, which tells what share of names would pass a threshold if there were more of them. */
static void print_tail(const names_data *data, yg_name_stream stream, double bar) {
    enum { TAIL = 12 };
    const ordinary_list *list = stream == YG_STREAM_WEB ? &data->web : &data->popular;
    yg_name_judge judge = {.names = data->names};
    double *scores = yg_alloc(list->n, sizeof *scores), mean = 0;
    size_t asked = 0, flagged = 0;
    for (size_t i = 0; i < list->n; i++) {
        char buf[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_hit hit;
        if (list->at[i].is_tuning)
            continue;
        bool is_hit =
            yg_name_text_make(yg_names_suffixes(data->names), list->at[i].host, buf, &text) &&
            yg_name_judge_text(&judge, &text, &hit);
        scores[asked++] = is_hit ? hit.score : -1e9;
    }
    qsort(scores, asked, sizeof *scores, falling);
    double from = scores[TAIL], at = yg_name_threshold(stream);
    for (size_t i = 0; i < TAIL; i++)
        mean += (scores[i] - from) / TAIL;
    while (flagged < asked && scores[flagged] >= at)
        flagged++;
    double scale = 1e6 / ((double)asked * (double)data->brands.brands.n);
    double smooth = TAIL * exp(-(at - from) / mean);
    printf("| %s | %.1f | %.2f | %zu | %.3f | %.3f | %.3f | %.2f |\n",
           stream == YG_STREAM_WEB ? "web" : "registrations", bar, at, flagged,
           (double)flagged * scale, smooth * scale, poisson_upper(flagged) * scale,
           from + mean * log(TAIL * scale / bar));
    free(scores);
}

static void print_tails(const names_data *data) {
    printf("\n## What the thresholds cost\n\nOrdinary names of the test half flagged for the "
           "watched brands, without what confirmed cases taught, per brand and million names: "
           "counted, by an exponential tail behind the 12th highest score, and the upper end of "
           "the 95 %% interval of the count; and the threshold at which the tail meets the bar.\n\n"
           "| stream | bar | threshold | names | counted | tail | at most | tail meets the bar at "
           "|\n|---|---|---|---|---|---|---|---|\n");
    print_tail(data, YG_STREAM_WEB, 2);
    print_tail(data, YG_STREAM_REGISTRATIONS, 0.1);
}

/* Do chances hold what they say? Places found in the test half against places expected, by decade
 * of the chance. */
typedef struct {
    double expected, found;
    size_t tokens;
} calibration;
enum { DECADES = 14 };

static void calibrate(const names_data *data, const yg_names *names,
                      calibration at[YG_CHANCE_EDITS][DECADES]) {
    size_t asked = 0, n = yg_names_token_count(names);
    for (size_t i = 0; i < data->popular.n; i++) {
        char buf[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_match matches[MATCHES];
        bool more;
        if (data->popular.at[i].is_tuning ||
            !yg_name_text_make(yg_names_suffixes(names), data->popular.at[i].host, buf, &text))
            continue;
        asked++;
        size_t found = yg_names_find(names, &text, matches, MATCHES, &more);
        for (size_t k = 0; k < found; k++) {
            const yg_name_token *token = yg_names_token(names, matches[k].token);
            size_t e = matches[k].distance < 2 ? matches[k].distance : 2;
            double chance = (double)token->chance.at[e][yg_chance_sides(&matches[k])];
            size_t decade = (size_t)(-chance < DECADES - 1 ? -chance : DECADES - 1);
            at[e][decade].found++;
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < YG_CHANCE_EDITS; e++)
            for (size_t s = 0; s < YG_CHANCE_SIDES; s++) {
                const yg_name_token *token = yg_names_token(names, i);
                double chance = (double)token->chance.at[e][s];
                bool both = s == YG_CHANCE_SIDES - 1;
                unsigned edits = both ? token->edits_segment : token->edits_inside;
                if (e > edits || (token->length < 4 && !both) || !token->length)
                    continue;
                size_t decade = (size_t)(-chance < DECADES - 1 ? -chance : DECADES - 1);
                at[e][decade].expected += pow(10, chance) * (double)asked;
                at[e][decade].tokens++;
            }
}

static void print_calibration(const names_data *data) {
    calibration at[YG_CHANCE_EDITS][DECADES] = {0};
    calibrate(data, data->names, at);
    for (size_t i = 0; i < data->squats_test.n; i++)
        calibrate(data, data->squats_test.at[i].names, at);
    printf("\n## Do chances hold?\n\nPlaces of tokens in the popular names of the test half: "
           "expected from the tuning half, and found.\n\n| chance a name |");
    for (size_t e = 0; e < YG_CHANCE_EDITS; e++)
        printf(" %zu edits: token places | expected | found |", e);
    printf("\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t d = 1; d < DECADES; d++) {
        printf("| 1e-%zu to 1e-%zu |", d + 1, d);
        for (size_t e = 0; e < YG_CHANCE_EDITS; e++)
            printf(" %zu | %.1f | %.0f |", at[e][d].tokens, at[e][d].expected, at[e][d].found);
        printf("\n");
    }
}

/* The sign "random": how often on labels of ordinary names, of phishing domains, and of letters
 * drawn by lot. */
static void print_random(const names_data *data, const yg_name_prior *prior) {
    size_t ordinary[2] = {0}, phish[2] = {0}, drawn[2] = {0};
    for (size_t i = 0; i < data->popular.n; i++) {
        yg_str label =
            yg_str_sub(data->popular.at[i].host, 0, yg_str_chr(data->popular.at[i].host, '.'));
        if (data->popular.at[i].is_tuning || yg_str_starts(label, YG_STR("xn--")))
            continue;
        ordinary[1]++;
        ordinary[0] += yg_name_prior_is_random(prior, label);
    }
    for (size_t i = 0; i < data->domains.n; i++) {
        yg_str name = data->domains.at[i].name;
        phish[1]++;
        phish[0] += yg_name_prior_is_random(prior, yg_str_sub(name, 0, yg_str_chr(name, '.')));
    }
    uint64_t state = 1;
    for (; drawn[1] < 10000; drawn[1]++) {
        char label[12];
        size_t n = 6 + seeded_below(&state, 7);
        for (size_t i = 0; i < n; i++)
            label[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[seeded_below(&state, 36)];
        drawn[0] += yg_name_prior_is_random(prior, (yg_str){label, n});
    }
    printf(
        "\n## The sign `random`\n\n%.2f %% of the labels of popular names of the test half, %.1f "
        "%% of those of phishing domains, %.1f %% of 6 to 12 letters and digits drawn by lot.\n",
        100 * (double)ordinary[0] / (double)ordinary[1], 100 * (double)phish[0] / (double)phish[1],
        100 * (double)drawn[0] / (double)drawn[1]);
}

void squat_report_print(const names_data *data, const yg_name_prior *prior) {
    tally groups[3] = {0};
    static const char *const what[] = {"Watched brands", "Organisations", "Made-up brands"};
    const yg_names *names[GROUPS][16];
    size_t n[GROUPS] = {0};
    const char *path = getenv("YAGURA_SQUATS_TO");
    FILE *missed = path ? fopen(path, "w") : NULL;
    squat_set watched = {.names = data->names};
    for (size_t g = 0; g < 3; g++)
        for (size_t i = 0; i < (g ? data->squats_test.n : 1); i++) {
            const squat_set *set = g ? &data->squats_test.at[i] : &watched;
            if (g && (strcmp(set->what, "made up") == 0) != (g == 2))
                continue;
            groups[g].set = set;
            groups[g].judge = (yg_name_judge){.names = set->names, .prior = prior};
            groups[g].missed = missed;
            squats_of(set->names, 1000 + i, EACH, ask, &groups[g]);
            names[g][n[g]++] = set->names;
        }
    printf("\n## Look-alikes that were made\n\nOf brands whose look-alikes did not train, by kind "
           "and by how often ordinary names hold the token (chance a name, as a segment with one "
           "edit or none); %% flagged at the web and at the registrations threshold.\n");
    for (size_t g = 0; g < 3; g++)
        print_table(what[g], &groups[g]);
    printf("\n### Ordinary names of the test half flagged for these brands\n\n| brands | names at "
           "their stream's threshold | brands | names | flagged | per brand and million | at most "
           "(95 %%) |\n|---|---|---|---|---|---|---|\n");
    for (size_t g = 0; g < 3; g++)
        print_alarms(what[g], data, names[g], n[g]);
    print_tails(data);
    print_random(data, prior);
    print_calibration(data);
    if (missed)
        fclose(missed);
}
