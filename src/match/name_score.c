#include "match/name_score.h"

#include <math.h>
#include <pthread.h>

#include "base/mem.h"

enum { WAYS = 2, WEIGHTS_MAX = 1024, LINES_MAX = 1 << 14, SUFFIX_MAX = 27, DISTANCES = 8 };

typedef struct {
    char suffix[SUFFIX_MAX];
    uint8_t n; /* 0: free */
    float value;
} suffix_risk;

struct yg_name_model {
    double weight[WAYS][WEIGHTS_MAX];
    double dear[DISTANCES][WAYS]; /* the most that features beside the cheap ones add */
    double threshold[2];
    double embedded[2]; /* plain, garbled */
    suffix_risk *risk;  /* an open table */
    size_t risk_n, risk_mask;
};

extern const unsigned char yg_name_weights_data[];
extern const size_t yg_name_weights_data_bytes;

/* The slot of a suffix or the free one where it would stand: FNV-1a over the project's own short
 * list, which is looked up for every name. */
static suffix_risk *slot_of(const yg_name_model *model, yg_str suffix) {
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < suffix.n; i++)
        h = (h ^ (unsigned char)suffix.p[i]) * 16777619U;
    for (size_t i = (h ^ h >> 15) & model->risk_mask;; i = (i + 1) & model->risk_mask) {
        suffix_risk *r = &model->risk[i];
        size_t same = 0; /* most have two or three letters: no call for that */
        while (same < r->n && same < suffix.n && r->suffix[same] == suffix.p[same])
            same++;
        if (r->n == 0 || (r->n == suffix.n && same == suffix.n))
            return r;
    }
}

static bool put_risk(yg_name_model *model, yg_str suffix, double value) {
    if (suffix.n == 0 || suffix.n > SUFFIX_MAX)
        return true; /* a name under a longer one stays without a risk */
    suffix_risk *r = slot_of(model, suffix);
    if (r->n == 0 && ++model->risk_n > LINES_MAX / 2)
        return false;
    memcpy(r->suffix, suffix.p, suffix.n);
    r->n = (uint8_t)suffix.n;
    r->value = (float)value;
    return true;
}

static bool take(yg_str *rest, yg_str *ret_word) {
    return yg_str_split(rest, ' ', ret_word) && ret_word->n > 0;
}

static bool read_weight(double *weight, yg_str rest) {
    size_t n;
    const yg_name_feature_group *groups = yg_name_feature_groups(&n);
    yg_str name, index;
    uint64_t i;
    double value;
    if (!take(&rest, &name) || !take(&rest, &index) || !yg_str_to_u64(index, &i) ||
        !yg_str_to_double(rest, &value))
        return false;
    for (size_t k = 0; k < n; k++)
        if (yg_str_eqz(name, groups[k].name) && i < groups[k].n &&
            groups[k].first + i < WEIGHTS_MAX) {
            weight[groups[k].first + i] = value;
            return true;
        }
    return false;
}

static bool read_line(yg_name_model *model, yg_str line) {
    yg_str rest = line, verb, name;
    double value;
    if (!take(&rest, &verb))
        return false;
    if (yg_str_eqz(verb, "weight"))
        return read_weight(model->weight[0], rest);
    if (yg_str_eqz(verb, "made"))
        return read_weight(model->weight[1], rest);
    if (!take(&rest, &name) || !yg_str_to_double(rest, &value))
        return false;
    if (yg_str_eqz(verb, "threshold")) {
        if (!yg_str_eqz(name, "web") && !yg_str_eqz(name, "registrations"))
            return false;
        model->threshold[yg_str_eqz(name, "web") ? YG_STREAM_WEB : YG_STREAM_REGISTRATIONS] = value;
        return true;
    }
    if (yg_str_eqz(verb, "embedded")) {
        if (!yg_str_eqz(name, "plain") && !yg_str_eqz(name, "garbled"))
            return false;
        model->embedded[yg_str_eqz(name, "garbled")] = value;
        return true;
    }
    if (!yg_str_eqz(verb, "risk") || name.p[0] != '.')
        return false;
    return put_risk(model, yg_str_from(name, 1), value);
}

bool yg_name_model_parse(yg_str text, yg_name_model **ret_model, yg_error *err) {
    yg_name_model *model = yg_alloc(1, sizeof *model);
    model->risk = yg_alloc(LINES_MAX, sizeof *model->risk);
    model->risk_mask = LINES_MAX - 1;
    yg_str rest = text, line;
    size_t lines = 0;
    while (yg_str_split(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (++lines > LINES_MAX || !read_line(model, line)) {
            yg_name_model_free(model);
            return yg_fail(err, YG_ERR_INPUT, "weights: byte %zu: not understood",
                           (size_t)(line.p - text.p));
        }
    }
    for (unsigned distance = 0; distance < DISTANCES; distance++)
        for (size_t way = 0; way < WAYS; way++)
            model->dear[distance][way] = yg_name_features_dear(model->weight[way], distance);
    *ret_model = model;
    return true;
}

void yg_name_model_free(yg_name_model *model) {
    if (!model)
        return;
    free(model->risk);
    free(model);
}

static yg_name_model *built_in;

static void make_built_in(void) {
    yg_str text = {(const char *)yg_name_weights_data, yg_name_weights_data_bytes};
    yg_error err;
    if (!yg_name_model_parse(text, &built_in, &err))
        yg_name_model_parse(YG_STR(""), &built_in, &err); /* a test holds that this cannot be */
}

const yg_name_model *yg_name_model_built_in(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_built_in);
    return built_in;
}

void yg_name_model_weights(const yg_name_model *model, size_t feature, double ret_weights[2]) {
    for (size_t way = 0; way < WAYS; way++)
        ret_weights[way] = feature < WEIGHTS_MAX ? model->weight[way][feature] : 0;
}

double yg_name_model_threshold(const yg_name_model *model, yg_name_stream stream) {
    return model->threshold[stream];
}

/* Of a suffix that neither list showed five times: ordinary names seldom stand there. */
static const double unknown_risk = 1;

double yg_name_model_risk(const yg_name_model *model, yg_str suffix) {
    const suffix_risk *r = suffix.n > 0 && suffix.n <= SUFFIX_MAX ? slot_of(model, suffix) : NULL;
    return r && r->n > 0 ? (double)r->value : unknown_risk;
}

double yg_name_model_embedded(const yg_name_model *model, yg_embedded kind) {
    return kind == YG_EMBEDDED_NONE ? 0 : model->embedded[kind == YG_EMBEDDED_GARBLED];
}

static void sum_up(const yg_name_model *model, const yg_name_features *f, double *score) {
    for (size_t i = 0; i < f->n; i++)
        for (size_t way = 0; way < WAYS; way++)
            score[way] += model->weight[way][f->id[i]] * (double)f->value[i];
}

bool yg_name_model_may_reach(const yg_name_model *model, const yg_name_features *cheap,
                             unsigned distance, double score) {
    static const double both = 0.694; /* two equal odds are twice the odds */
    if (distance >= DISTANCES)
        return true;
    double most[WAYS] = {model->dear[distance][0], model->dear[distance][1]};
    sum_up(model, cheap, most);
    return (most[0] > most[1] ? most[0] : most[1]) + both >= score;
}

double yg_name_model_score(const yg_name_model *model, const yg_name_features *f) {
    double score[WAYS] = {0};
    sum_up(model, f, score);
    double more = score[0] > score[1] ? score[0] : score[1];
    return more + log1p(exp(-fabs(score[0] - score[1])));
}
