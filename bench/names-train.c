#include "names-train.h"

#include <math.h>
#include <stdio.h>

#include "base/hash.h"

enum { MATCHES = 64, ROUNDS = 3, STEPS = 12, SEGMENT_MAX = 24, SQUATS_EACH = 4 };
static const double penalty_real = 1.0, penalty_made = 3.0, web_weight = 3.0;
/* All made look-alikes together weigh as much as so many real domains. */
static const double squats_weight = 20000;
static const double common = -5; /* log10 of the chance of a segment */
/* The operating points: at most 2 false alarms per brand and million web hosts, 0.1 per brand and
 * million registrations, means of the replays of 2022 and 2023 (tools/evaluate-names prints them).
 */
static const double threshold_web = 3.75, threshold_registrations = 8.00;

/* ---- segments ---- */

typedef struct {
    yg_map segments, suffixes;
    yg_str host;
} counter;

static void count_segment(void *self, size_t start, size_t end) {
    counter *c = self;
    if (end - start >= 2 && end - start <= SEGMENT_MAX)
        ++*yg_map_put(&c->segments, yg_str_sub(c->host, start, end - start), NULL);
}

typedef struct {
    YG_VEC(yg_str) keys;
} key_list;

static void take_key(void *self, yg_str key, uint64_t *value) {
    yg_vec_push(&((key_list *)self)->keys, key);
}

static int by_text(const void *a, const void *b) {
    return yg_str_cmp(*(const yg_str *)a, *(const yg_str *)b);
}

static void print_counts(const yg_map *map, const char *before, yg_buf *buf) {
    key_list list = {0};
    yg_map_each(map, take_key, &list);
    if (list.keys.n)
        qsort(list.keys.at, list.keys.n, sizeof *list.keys.at, by_text);
    for (size_t i = 0; i < list.keys.n; i++) {
        yg_str key = list.keys.at[i];
        uint64_t n = *yg_map_get(map, key);
        yg_buf_addf(buf, "%s%.*s", before, YG_FMT(key));
        if (n > 1 || before[0])
            yg_buf_addf(buf, " %llu", (unsigned long long)n);
        yg_buf_addc(buf, '\n');
    }
    yg_vec_free(&list.keys);
}

static void count_names(counter *c, const yg_suffixes *suffixes, const ordinary_name *names,
                        size_t n, size_t *total) {
    for (size_t i = 0; i < n; i++) {
        yg_suffix_split split;
        if (!names[i].is_tuning)
            continue;
        c->host = names[i].host;
        yg_suffix_find(suffixes, c->host, &split);
        yg_name_sign_segments(c->host, 0, split.suffix, count_segment, c);
        ++*yg_map_put(&c->suffixes, yg_str_from(c->host, split.suffix), NULL);
        ++*total;
    }
}

void train_segments(const names_data *data, yg_buf *buf) {
    counter c = {0};
    size_t total = 0;
    const yg_suffixes *suffixes = yg_names_suffixes(data->names);
    count_names(&c, suffixes, data->popular.at, data->popular.n, &total);
    count_names(&c, suffixes, data->web.at, data->web.n, &total);
    yg_buf_addf(buf, "names %zu\n", total);
    print_counts(&c.suffixes, ".", buf);
    print_counts(&c.segments, "", buf);
    yg_map_free(&c.segments);
    yg_map_free(&c.suffixes);
}

/* ---- risk of suffixes ---- */

static void print_risk(const names_data *data, const yg_name_prior *prior, unsigned years,
                       yg_buf *buf) {
    YG_CLEANUP_MAP yg_map phish = {0};
    double all = 0;
    for (size_t i = 0; i < data->domains.n; i++) {
        const phish_domain *d = &data->domains.at[i];
        if (!(years >> (d->year - FIRST_YEAR) & 1))
            continue;
        ++*yg_map_put(&phish, yg_str_from(d->name, yg_str_chr(d->name, '.') + 1), NULL);
        all++;
    }
    yg_str suffix;
    uint32_t n;
    for (size_t i = 0; yg_name_prior_suffix_at(prior, i, &suffix, &n); i++)
        yg_map_put(&phish, suffix, NULL);
    key_list list = {0};
    yg_map_each(&phish, take_key, &list);
    qsort(list.keys.at, list.keys.n, sizeof *list.keys.at, by_text);
    for (size_t i = 0; i < list.keys.n; i++) {
        double p = (double)*yg_map_get(&phish, list.keys.at[i]);
        double b = yg_name_prior_suffix(prior, list.keys.at[i]);
        if (p + b < 5)
            continue;
        double risk = log2((p + 1) / (all + 1)) - log2((b + 1) / (yg_name_prior_names(prior) + 1));
        risk = risk > 6 ? 6 : risk < -6 ? -6 : risk;
        yg_buf_addf(buf, "risk .%.*s %.2f\n", YG_FMT(list.keys.at[i]), risk);
    }
    yg_vec_free(&list.keys);
}

/* ---- a Japanese suffix alone ---- */

static yg_embedded embedded_in(const yg_names *names, yg_str host) {
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_embedded_suffix found;
    return yg_name_text_make(yg_names_suffixes(names), host, buf, &text) &&
                   yg_name_sign_embedded(&text, &found)
               ? found.kind
               : YG_EMBEDDED_NONE;
}

/* How much more phishing domains than ordinary names hold one: log-odds. Hardly an ordinary name
 * does, so that a regression, which needs examples of both, learns little from it; the count is
 * taken instead, and of the ordinary names what the count may hide (none of n leaves 3 of n
 * possible, at 95 %). */
static void print_embedded(const names_data *data, unsigned years, yg_buf *buf) {
    static const double hidden = 3;
    static const char *const words[] = {NULL, "plain", "garbled"};
    const ordinary_list *lists[] = {&data->popular, &data->web};
    double phish[3] = {0}, ordinary[3] = {0}, domains = 0, names = 0;
    for (size_t i = 0; i < data->domains.n; i++) {
        const phish_domain *d = &data->domains.at[i];
        bool has[3] = {false};
        if (!(years >> (d->year - FIRST_YEAR) & 1))
            continue;
        domains++;
        for (uint32_t k = 0; k < d->n; k++)
            has[embedded_in(data->names, data->hosts.at[d->first_host + k])] = true;
        phish[has[YG_EMBEDDED_PLAIN] ? YG_EMBEDDED_PLAIN : YG_EMBEDDED_GARBLED] +=
            has[YG_EMBEDDED_PLAIN] || has[YG_EMBEDDED_GARBLED];
    }
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            if (lists[l]->at[i].is_tuning) {
                ordinary[embedded_in(data->names, lists[l]->at[i].host)]++;
                names++;
            }
    for (size_t kind = YG_EMBEDDED_PLAIN; kind <= YG_EMBEDDED_GARBLED; kind++)
        yg_buf_addf(buf, "embedded %s %.2f\n", words[kind],
                    log((phish[kind] + 1) / (domains + 1)) -
                        log((ordinary[kind] + hidden) / (names + 1)));
}

/* ---- samples ---- */

typedef struct {
    uint32_t first, n, picked; /* in features */
    double weight;
    bool is_phish;
} sample;

typedef struct {
    const names_data *data;
    const yg_name_prior *prior;
    const yg_name_model *model; /* for the risk alone */
    size_t skip, skip_n;        /* features that are not asked */
    YG_VEC(sample) samples;
    YG_VEC(yg_name_features) features;
} set;

static void add_features(set *s, const yg_name_context *c, const yg_name_match *m) {
    yg_name_features *f = yg_vec_add(&s->features), all;
    yg_name_features_make(c, m, &all);
    f->n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.id[i] < s->skip || all.id[i] >= s->skip + s->skip_n) {
            f->id[f->n] = all.id[i];
            f->value[f->n++] = all.value[i];
        }
}

static void add_sample(set *s, const yg_names *names, yg_str host, bool is_phish, double weight) {
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_match matches[MATCHES];
    bool more;
    if (!yg_name_text_make(yg_names_suffixes(names), host, buf, &text))
        return;
    yg_name_context c;
    size_t n = yg_names_find(names, &text, matches, MATCHES, &more);
    yg_name_context_make(&c, names, s->prior, &text);
    c.is_counted = !is_phish;
    c.risk = yg_name_model_risk(s->model, yg_name_sign_suffix(&text));
    if (c.embedded.kind != YG_EMBEDDED_NONE || yg_name_loose_is_due(s->prior, &text, c.risk))
        n += yg_name_find_garbled(names, &text, matches + n, MATCHES - n);
    c.matches = matches;
    c.matches_n = n;
    sample new = {.first = (uint32_t)s->features.n, .weight = weight, .is_phish = is_phish};
    if (c.embedded.kind != YG_EMBEDDED_NONE)
        add_features(s, &c, NULL), new.n++;
    unsigned best = UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        const yg_name_match *m = &matches[i];
        unsigned length = yg_names_token(names, m->token)->length;
        unsigned order =
            m->distance * 64U + !m->left * 16U + !m->right * 16U + (length < 12 ? 12U - length : 0);
        if (order < best) {
            best = order;
            new.picked = new.n;
        }
        add_features(s, &c, m), new.n++;
    }
    if (new.n)
        yg_vec_push(&s->samples, new);
}

static void add_ordinary(set *s, const yg_names *names, double weight, double web) {
    const names_data *data = s->data;
    for (size_t i = 0; i < data->popular.n; i++)
        if (data->popular.at[i].is_tuning)
            add_sample(s, names, data->popular.at[i].host, false, weight);
    for (size_t i = 0; i < data->web.n; i++)
        if (data->web.at[i].is_tuning)
            add_sample(s, names, data->web.at[i].host, false, weight * web);
}

static void add_samples(set *s, unsigned years) {
    const names_data *data = s->data;
    for (size_t i = 0; i < data->domains.n; i++) {
        const phish_domain *d = &data->domains.at[i];
        for (uint32_t k = 0; (years >> (d->year - FIRST_YEAR) & 1) && k < d->n && k < 8; k++)
            add_sample(s, data->names, data->hosts.at[d->first_host + k], true,
                       1.0 / (d->n < 8 ? d->n : 8));
    }
    add_ordinary(s, data->names, 1, web_weight);
}

struct squatter {
    set *set;
    const yg_names *names;
    double weight, n;
};

/* How much a kind counts. Owners themselves register their label under other suffixes, so that
 * little can be learned of those; where the token stands in a sub-domain the real hosts teach. */
static double squat_share(squat_kind kind) {
    return kind <= SQUAT_HYPHEN ? 1.5 : kind == SQUAT_TLD ? 0.3 : kind == SQUAT_EMBEDDED ? 0.1 : 1;
}

/* Edits of a word that ordinary names hold often are not worth to be learned: nobody could tell. */
static bool is_too_common(const yg_names *names, squat_kind kind, uint32_t token) {
    bool is_edit = kind <= SQUAT_BIT;
    return is_edit && squat_chance(yg_names_token(names, token)) > common;
}

static void count_squat(void *self, squat_kind kind, uint32_t token, yg_str host) {
    struct squatter *s = self;
    (void)host;
    s->n += is_too_common(s->names, kind, token) ? 0 : squat_share(kind);
}

static void add_squat(void *self, squat_kind kind, uint32_t token, yg_str host) {
    const struct squatter *s = self;
    (void)kind, (void)token;
    if (is_too_common(s->names, kind, token))
        return;
    add_sample(s->set, s->names, host, true, s->weight * squat_share(kind));
}

/* Other brands: their look-alikes, and what ordinary names hold of them by chance. A set has as
 * many brands as the watched ones, so that all sets together weigh as one. */
static void add_squats(set *s) {
    const squat_sets *sets = &s->data->squats_train;
    struct squatter counting = {.set = s};
    for (size_t i = 0; i < sets->n; i++) {
        counting.names = sets->at[i].names;
        squats_of(counting.names, i + 1, SQUATS_EACH, count_squat, &counting);
    }
    for (size_t i = 0; i < sets->n; i++) {
        struct squatter squatter = {s, sets->at[i].names, squats_weight / counting.n, 0};
        squats_of(sets->at[i].names, i + 1, SQUATS_EACH, add_squat, &squatter);
        add_ordinary(s, sets->at[i].names, 1.0 / ((double)sets->n + 1), 1);
    }
    add_ordinary(s, s->data->names, 1.0 / ((double)sets->n + 1), 1);
}

/* ---- Newton ---- */

static double dot(const double *w, const yg_name_features *f) {
    double z = 0;
    for (size_t i = 0; i < f->n; i++)
        z += w[f->id[i]] * (double)f->value[i];
    return z;
}

/* Solves a x = b in place for a symmetric positive definite matrix of n rows (Cholesky). */
static void solve(double *a, double *b, size_t n) {
    for (size_t j = 0; j < n; j++) {
        double *row = a + j * n;
        for (size_t k = 0; k < j; k++) {
            const double *other = a + k * n;
            double sum = row[k];
            for (size_t t = 0; t < k; t++)
                sum -= row[t] * other[t];
            row[k] = sum / other[k];
        }
        double sum = row[j];
        for (size_t t = 0; t < j; t++)
            sum -= row[t] * row[t];
        row[j] = sqrt(sum > 1e-12 ? sum : 1e-12);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t t = 0; t < i; t++)
            b[i] -= a[i * n + t] * b[t];
        b[i] /= a[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t t = i + 1; t < n; t++)
            b[i] -= a[t * n + i] * b[t];
        b[i] /= a[i * n + i];
    }
}

static double step(const set *s, double penalty, double *w, size_t n, double *hessian,
                   double *gradient) {
    memset(hessian, 0, n * n * sizeof *hessian);
    for (size_t i = 0; i < n; i++) {
        gradient[i] = -penalty * w[i];
        hessian[i * n + i] = penalty;
    }
    for (size_t k = 0; k < s->samples.n; k++) {
        const sample *x = &s->samples.at[k];
        const yg_name_features *f = &s->features.at[x->first + x->picked];
        double p = 1 / (1 + exp(-dot(w, f)));
        double g = x->weight * ((x->is_phish ? 1 : 0) - p), h = x->weight * p * (1 - p);
        for (size_t i = 0; i < f->n; i++) {
            gradient[f->id[i]] += g * (double)f->value[i];
            for (size_t j = 0; j < f->n; j++)
                if (f->id[j] <= f->id[i])
                    hessian[f->id[i] * n + f->id[j]] +=
                        h * (double)f->value[i] * (double)f->value[j];
        }
    }
    solve(hessian, gradient, n);
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fabs(gradient[i]) > largest ? fabs(gradient[i]) : largest;
    double scale = largest > 2 ? 2 / largest : 1; /* steps that are too long do not come back */
    for (size_t i = 0; i < n; i++)
        w[i] += scale * gradient[i];
    return largest;
}

static void pick(set *s, const double *w) {
    for (size_t k = 0; k < s->samples.n; k++) {
        sample *x = &s->samples.at[k];
        double best = -1e300;
        for (uint32_t i = 0; i < x->n; i++) {
            double z = dot(w, &s->features.at[x->first + i]);
            if (z > best) {
                best = z;
                x->picked = i;
            }
        }
    }
}

static void print_weights(const char *verb, const double *w, yg_buf *buf) {
    size_t n;
    const yg_name_feature_group *groups = yg_name_feature_groups(&n);
    for (size_t k = 0; k < n; k++)
        for (uint16_t i = 0; i < groups[k].n; i++)
            if (fabs(w[groups[k].first + i]) >= 5e-4)
                yg_buf_addf(buf, "%s %s %u %.3f\n", verb, groups[k].name, i,
                            w[groups[k].first + i]);
}

/* Adds the weights of the set, and empties it. */
static void fit(set *s, const char *verb, double penalty, yg_buf *buf) {
    size_t n = yg_name_feature_count();
    double *w = yg_alloc(n, sizeof *w), *gradient = yg_alloc(n, sizeof *gradient);
    double *hessian = yg_alloc(n * n, sizeof *hessian);
    for (int round = 0; round < ROUNDS; round++) {
        if (round > 0)
            pick(s, w);
        for (int i = 0; i < STEPS && step(s, penalty, w, n, hessian, gradient) > 1e-3; i++)
            ;
    }
    print_weights(verb, w, buf);
    free(w);
    free(gradient);
    free(hessian);
    yg_vec_free(&s->samples);
    yg_vec_free(&s->features);
}

static void group_of(const char *name, size_t *ret_first, size_t *ret_n) {
    size_t n;
    const yg_name_feature_group *groups = yg_name_feature_groups(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(groups[i].name, name) == 0) {
            *ret_first = groups[i].first;
            *ret_n = groups[i].n;
        }
}

void train_weights(const names_data *data, const yg_name_prior *prior, unsigned years,
                   yg_buf *buf) {
    YG_CLEANUP_BUF yg_buf risk = {0};
    yg_name_model *model = NULL;
    yg_error err;
    print_risk(data, prior, years, &risk);
    print_embedded(data, years, &risk);
    yg_name_model_parse(yg_buf_str(&risk), &model, &err);
    set s = {.data = data, .prior = prior, .model = model};
    /* Phishing imitates the famous, which says nothing of a single name. */
    group_of("fame", &s.skip, &s.skip_n);
    add_samples(&s, years);
    yg_buf_addf(buf, "threshold web %.2f\nthreshold registrations %.2f\n", threshold_web,
                threshold_registrations);
    fit(&s, "weight", penalty_real, buf);
    s.skip_n = 0;
    s.skip_n = 0;
    add_squats(&s);
    fit(&s, "made", penalty_made, buf);
    yg_buf_add(buf, yg_buf_str(&risk));
    yg_name_model_free(model);
}
