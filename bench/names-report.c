#include "names-report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The point of the bars: shares of ordinary names that may be flagged. */
static const double popular_bar = 0.0003, web_bar = 0.0024;
static const char *const layer_names[LAYERS] = {"tokens of brands, all second signs",
                                                "+ a Japanese suffix alone",
                                                "+ learned from confirmed cases"};

static double recall(const verdict_list *list, layer by, double threshold) {
    return 100 * measure_share(list, by, threshold);
}

/* A linear congruential generator: the same intervals in every run. */
static uint32_t draw(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33);
}

static int rising(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a > b ? 1 : a < b ? -1 : 0;
}

/* 95 % interval of a recall by drawing campaigns (a brand's domains of one week) with replacement:
 * names come in swarms, so that domains are not independent. */
static void interval(const names_data *data, const measured *m, layer by, double threshold,
                     double *ret_low, double *ret_high) {
    enum { ROUNDS = 400 };
    typedef struct {
        double hits, all;
    } campaign;
    YG_VEC(campaign) campaigns = {0};
    YG_CLEANUP_MAP yg_map at = {0};
    for (size_t i = 0; i < m->domains.n; i++) {
        const phish_domain *d = &data->domains.at[m->domains.at[i].index];
        YG_CLEANUP_BUF yg_buf key = {0};
        bool is_new;
        yg_buf_addf(&key, "%d %.*s", d->day / 7, YG_FMT(d->brand));
        uint64_t *slot = yg_map_put(&at, yg_buf_str(&key), &is_new);
        if (is_new) {
            *slot = campaigns.n;
            yg_vec_push(&campaigns, ((campaign){0, 0}));
        }
        campaigns.at[*slot].all++;
        campaigns.at[*slot].hits += m->domains.at[i].score[by] >= threshold;
    }
    double shares[ROUNDS];
    uint64_t state = 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        double hits = 0, all = 0;
        for (size_t i = 0; i < campaigns.n; i++) {
            const campaign *c = &campaigns.at[draw(&state) % campaigns.n];
            hits += c->hits;
            all += c->all;
        }
        shares[round] = all > 0 ? 100 * hits / all : 0;
    }
    qsort(shares, ROUNDS, sizeof *shares, rising);
    *ret_low = shares[ROUNDS / 40];
    *ret_high = shares[ROUNDS - 1 - ROUNDS / 40];
    yg_vec_free(&campaigns);
}

static void print_layers(const names_data *data, const measured *years, size_t n) {
    printf("## Recall by year and layer\n\nAt no more than %.2f %% of popular and %.2f %% of web "
           "names flagged.\n\n| year | new domains |",
           100 * popular_bar, 100 * web_bar);
    for (size_t by = 0; by < LAYERS; by++)
        printf(" %s |", layer_names[by]);
    printf(" 95 %% by campaign | threshold |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        const measured *m = &years[i];
        double low, high, t = 0;
        printf("| %d | %zu |", m->year, m->domains.n);
        for (size_t by = 0; by < LAYERS; by++) {
            t = measure_threshold(m, (layer)by, popular_bar, web_bar);
            printf(" %.1f %% |", recall(&m->domains, (layer)by, t));
        }
        interval(data, m, LAYER_LEARNED, t, &low, &high);
        printf(" %.1f to %.1f %% | %.2f |\n", low, high, t);
    }
}

static double per_brand(const names_data *data, double share) {
    return share * 1e6 / (double)data->brands.brands.n;
}

static void print_curve(const names_data *data, const measured *years, size_t n) {
    printf("\n## Curve\n\nAll layers. Recall of whole hosts (web) and of registrable names alone "
           "(registrations) against what is flagged among ordinary names, in brackets false "
           "alarms per brand and million names.\n\n| threshold | year | recall, hosts | recall, "
           "registrable | popular flagged | web flagged |\n|---|---|---|---|---|---|\n");
    static const double at[] = {2, 3, 3.5, 3.75, 4, 4.25, 4.5, 5, 6, 6.5, 7, 7.5, 8, 9, 10};
    for (size_t k = 0; k < sizeof at / sizeof at[0]; k++)
        for (size_t i = 0; i < n; i++) {
            const measured *m = &years[i];
            double popular = measure_share(&m->popular, LAYER_LEARNED, at[k]);
            double web = measure_share(&m->web, LAYER_LEARNED, at[k]);
            printf("| %.2f | %d | %.1f %% | %.1f %% | %.4f %% (%.2f) | %.3f %% (%.2f) |\n", at[k],
                   m->year, recall(&m->domains, LAYER_LEARNED, at[k]),
                   recall(&m->registrable, LAYER_LEARNED, at[k]), 100 * popular,
                   per_brand(data, popular), 100 * web, per_brand(data, web));
        }
}

static void print_shipped(const names_data *data, const measured *years, size_t n) {
    static const char *const streams[] = {"web", "registrations"};
    printf("\n## The shipped thresholds\n\n| stream | threshold | year | recall, hosts | recall, "
           "registrable | popular flagged | web flagged |\n|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < n; i++) {
            const measured *m = &years[i];
            double t = yg_name_threshold(k ? YG_STREAM_REGISTRATIONS : YG_STREAM_WEB);
            double popular = measure_share(&m->popular, LAYER_LEARNED, t);
            double web = measure_share(&m->web, LAYER_LEARNED, t);
            printf("| %s | %.2f | %d | %.1f %% | %.1f %% | %.4f %% (%.2f) | %.3f %% (%.2f) |\n",
                   streams[k], t, m->year, recall(&m->domains, LAYER_LEARNED, t),
                   recall(&m->registrable, LAYER_LEARNED, t), 100 * popular,
                   per_brand(data, popular), 100 * web, per_brand(data, web));
        }
}

/* The thresholds at which the bars on false alarms are met in each replay: the shipped ones follow
 * the worse of the last two years. */
static void print_bars(const names_data *data, const measured *years, size_t n) {
    static const double web_alarms = 2, registration_alarms = 0.1; /* a brand and million names */
    double brands = (double)data->brands.brands.n;
    printf(
        "\n## Thresholds that meet the bars on false alarms\n\n| year | web, %.0f per brand and "
        "million | recall, hosts | registrations, %.1f | recall, registrable |\n|---|---|---|---|"
        "---|\n",
        web_alarms, registration_alarms);
    for (size_t i = 0; i < n; i++) {
        const measured *m = &years[i];
        double web = measure_threshold(m, LAYER_LEARNED, 1, web_alarms * brands / 1e6);
        double registrations =
            measure_threshold(m, LAYER_LEARNED, registration_alarms * brands / 1e6, 1);
        printf("| %d | %.2f | %.1f %% | %.2f | %.1f %% |\n", m->year, web,
               recall(&m->domains, LAYER_LEARNED, web), registrations,
               recall(&m->registrable, LAYER_LEARNED, registrations));
    }
}

typedef enum {
    READ_BOTH,
    READ_BOTH_TUNING,
    READ_BOTH_OTHER,
    READ_ANY,
    READ_NONE,
    READ_GROUPS,
} read_group;

static bool is_in(const read_host *r, read_group group) {
    bool both = r->votes[0] && r->votes[1], any = r->votes[0] || r->votes[1];
    return group == READ_BOTH          ? both
           : group == READ_BOTH_TUNING ? both && r->is_tuning
           : group == READ_BOTH_OTHER  ? both && !r->is_tuning
           : group == READ_ANY         ? any
                                       : !any;
}

/* Hosts read as imitating by both readers, by any, by none, and how many of them are flagged. */
static void print_read(const names_data *data, const measured *years, size_t n) {
    static const char *const groups[READ_GROUPS] = {
        [READ_BOTH] = "both readers",
        [READ_BOTH_TUNING] = "both readers, half that features were chosen on",
        [READ_BOTH_OTHER] = "both readers, other half",
        [READ_ANY] = "any reader",
        [READ_NONE] = "no reader",
    };
    printf("\n## Hosts that people read\n\nEach host asked with what was known on the evening "
           "before it was first listed. Halves by the first digit of the digest: 0 to 7, 8 to f."
           "\n\n| said to imitate by | hosts | layer |");
    printf(" at the bars' point | web threshold | registrations threshold |\n"
           "|---|---|---|---|---|---|\n");
    for (size_t g = 0; g < READ_GROUPS; g++)
        for (size_t by = LAYER_EMBEDDED; by < LAYERS; by++) {
            size_t all = 0, hits[3] = {0};
            for (size_t i = 0; i < n; i++) {
                double t[3] = {measure_threshold(&years[i], (layer)by, popular_bar, web_bar),
                               yg_name_threshold(YG_STREAM_WEB),
                               yg_name_threshold(YG_STREAM_REGISTRATIONS)};
                for (size_t k = 0; k < years[i].read.n; k++) {
                    const verdict *v = &years[i].read.at[k];
                    const read_host *r = &data->read.at[v->index];
                    if (!is_in(r, (read_group)g))
                        continue;
                    all++;
                    for (size_t p = 0; p < 3; p++)
                        hits[p] += v->score[by] >= t[p];
                }
            }
            printf("| %s | %zu | %s |", groups[g], all, layer_names[by]);
            for (size_t p = 0; p < 3; p++)
                printf(" %zu (%.1f %%) |", hits[p], all ? 100 * (double)hits[p] / (double)all : 0);
            printf("\n");
        }
}

/* The same against one threshold for all years, with the means of what it flags. */
static void print_read_curve(const names_data *data, const measured *years, size_t n) {
    printf("\n| threshold | found of those that both readers named | popular flagged | web flagged "
           "|\n|---|---|---|---|\n");
    for (double t = 2; t < 8.5; t += 1) {
        size_t all = 0, hits = 0;
        double popular = 0, web = 0;
        for (size_t i = 0; i < n; i++) {
            popular += measure_share(&years[i].popular, LAYER_LEARNED, t) / (double)n;
            web += measure_share(&years[i].web, LAYER_LEARNED, t) / (double)n;
            for (size_t k = 0; k < years[i].read.n; k++) {
                const verdict *v = &years[i].read.at[k];
                if (!data->read.at[v->index].votes[0] || !data->read.at[v->index].votes[1])
                    continue;
                all++;
                hits += v->score[LAYER_LEARNED] >= t;
            }
        }
        printf("| %.1f | %zu of %zu (%.1f %%) | %.4f %% | %.3f %% |\n", t, hits, all,
               all ? 100 * (double)hits / (double)all : 0, 100 * popular, 100 * web);
    }
}

static void print_kinds(const measured *years, size_t n) {
    printf("\n## Kinds\n\nOf the domains flagged at the web threshold.\n\n| kind |");
    for (size_t i = 0; i < n; i++)
        printf(" %d |", years[i].year);
    printf("\n|---|");
    for (size_t i = 0; i < n; i++)
        printf("---|");
    printf("\n");
    double t = yg_name_threshold(YG_STREAM_WEB);
    for (size_t kind = 0; kind < YG_NAME_KINDS; kind++) {
        printf("| %.*s |", YG_FMT(yg_look_kind_word((yg_look_kind)kind)));
        for (size_t i = 0; i < n; i++) {
            size_t k = 0;
            for (size_t j = 0; j < years[i].domains.n; j++)
                k += years[i].domains.at[j].score[LAYER_LEARNED] >= t &&
                     years[i].domains.at[j].kind == kind;
            printf(" %zu |", k);
        }
        printf("\n");
    }
}

/* The threshold of one half of the ordinary test names, tried on the other: what a threshold that
 * was chosen beforehand costs. */
static void print_cross(const measured *years, size_t n) {
    printf(
        "\n## Thresholds chosen on one half of the test names, tried on the other\n\n| year | "
        "half | threshold | recall | popular flagged | web flagged |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++)
        for (uint32_t half = 0; half < 2; half++) {
            measured parts[2] = {0};
            for (size_t k = 0; k < years[i].popular.n; k++)
                yg_vec_push(&parts[years[i].popular.at[k].index & 1].popular,
                            years[i].popular.at[k]);
            for (size_t k = 0; k < years[i].web.n; k++)
                yg_vec_push(&parts[years[i].web.at[k].index & 1].web, years[i].web.at[k]);
            double t = measure_threshold(&parts[half], LAYER_LEARNED, popular_bar, web_bar);
            printf("| %d | %u | %.2f | %.1f %% | %.4f %% | %.3f %% |\n", years[i].year, half, t,
                   recall(&years[i].domains, LAYER_LEARNED, t),
                   recall(&parts[!half].popular, LAYER_LEARNED, t),
                   recall(&parts[!half].web, LAYER_LEARNED, t));
            measured_free(&parts[0]);
            measured_free(&parts[1]);
        }
}

static void print_tokens(const names_data *data, const measured *m) {
    enum { SHOWN = 10 };
    size_t n = yg_names_token_count(data->names);
    size_t *alarms = yg_alloc(n, sizeof *alarms);
    double t = measure_threshold(m, LAYER_EMBEDDED, popular_bar * 5, web_bar * 5);
    const verdict_list *lists[] = {&m->popular, &m->web};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->n / (m->days ? m->days : 1); i++) {
            const verdict *v = &lists[l]->at[i];
            if (v->token >= 0 && v->score[LAYER_TOKENS] >= t)
                alarms[v->token]++;
        }
    printf("\n## Tokens with most false alarms\n\n%d, at five times the bars' shares (threshold "
           "%.2f), without the learned layer:",
           m->year, t);
    for (size_t k = 0; k < SHOWN; k++) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            best = alarms[i] > alarms[best] ? i : best;
        if (!alarms[best])
            break;
        printf("%s %.*s %zu", k ? "," : "", YG_FMT(yg_names_token(data->names, best)->text),
               alarms[best]);
        alarms[best] = 0;
    }
    printf(".\n");
    free(alarms);
}

void report_print(const names_data *data, const measured *years, size_t n) {
    printf("%zu rows of phishurl-list of the watched brands; %zu registrable domains by their "
           "first day, %zu hosts; addresses and the brands' own hosts left out. Test half: %zu "
           "popular registrable names, %zu web hosts, each asked on %zu to %zu days. %zu brands, "
           "%zu tokens. Digest of the lists: %s\n\n",
           data->cases.n, data->domains.n, data->hosts.n, years[0].popular.n / years[0].days,
           years[0].web.n / years[0].days, years[0].days, years[n - 1].days, data->brands.brands.n,
           yg_names_token_count(data->names), data->digest);
    print_layers(data, years, n);
    print_shipped(data, years, n);
    print_bars(data, years, n);
    print_curve(data, years, n);
    print_read(data, years, n);
    print_read_curve(data, years, n);
    print_cross(years, n);
    print_kinds(years, n);
    print_tokens(data, &years[n - 1]);
}
