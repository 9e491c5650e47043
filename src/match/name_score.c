#include "match/name_score.h"

#include <math.h>
#include <pthread.h>

#include "base/mem.h"

enum { WAYS = 2, DISTANCES = 3, WEIGHTS_MAX = 1024, LINES_MAX = 1 << 14, SUFFIX_MAX = 27 };

typedef struct {
    char suffix[SUFFIX_MAX];
    uint8_t n; /* 0: free */
    float value;
} suffix_risk;

/* Of a suffix of up to eight bytes, which are the key. */
typedef struct {
    uint64_t key; /* 0: free */
    double value;
} short_risk;

struct yg_name_model {
    double weight[WAYS][WEIGHTS_MAX];
    double weights[WEIGHTS_MAX][WAYS]; /* the same side by side */
    /* the most that features of what stands around add, by distance 0, 1, more */
    double around[DISTANCES][WAYS];
    yg_name_edit_prices prices[WAYS];
    double threshold[2];
    double embedded[2]; /* plain, garbled */
    suffix_risk *risk;  /* an open table */
    size_t risk_n, risk_mask;
    short_risk *short_risks; /* the short ones again: an open table for names by the million */
    unsigned short_shift;
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

/* Where a short suffix stands, or the free slot where it would. */
static const short_risk *short_slot(const yg_name_model *model, uint64_t key) {
    const size_t mask = (size_t)(UINT64_MAX >> model->short_shift);
    size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> model->short_shift);
    while (model->short_risks[i].key != 0 && model->short_risks[i].key != key)
        i = (i + 1) & mask;
    return &model->short_risks[i];
}

static void index_short(yg_name_model *model) {
    model->short_shift = 64 - 4;
    while (UINT64_MAX >> model->short_shift < model->risk_n * 4)
        model->short_shift--;
    model->short_risks =
        yg_alloc((size_t)1 << (64 - model->short_shift), sizeof *model->short_risks);
    for (size_t i = 0; i <= model->risk_mask; i++) {
        const suffix_risk *r = &model->risk[i];
        uint64_t key = 0;
        if (r->n == 0 || r->n > sizeof key)
            continue;
        memcpy(&key, r->suffix, r->n);
        model->short_risks[short_slot(model, key) - model->short_risks] =
            (short_risk){key, (double)r->value};
    }
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
    index_short(model);
    for (size_t way = 0; way < WAYS; way++) {
        for (size_t i = 0; i < WEIGHTS_MAX; i++)
            model->weights[i][way] = model->weight[way][i];
        for (unsigned distance = 0; distance < DISTANCES; distance++)
            model->around[distance][way] =
                yg_name_features_around_most(model->weight[way], distance);
        yg_name_features_prices(model->weight[way], &model->prices[way]);
    }
    *ret_model = model;
    return true;
}

void yg_name_model_free(yg_name_model *model) {
    if (!model)
        return;
    free(model->risk);
    free(model->short_risks);
    free(model);
}

static yg_name_model *built_in;

static void make_built_in(void) {
    yg_str text = {(const char *)yg_name_weights_data, yg_name_weights_data_bytes};
    yg_name_model *made = NULL;
    yg_error err;
    if (!yg_name_model_parse(text, &made, &err))
        yg_name_model_parse(YG_STR(""), &made, &err); /* a test holds that this cannot be */
    __atomic_store_n(&built_in, made, __ATOMIC_RELEASE);
}

const yg_name_model *yg_name_model_built_in(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const yg_name_model *made = __atomic_load_n(&built_in, __ATOMIC_ACQUIRE);
    if (made != NULL)
        return made;
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

double yg_name_model_risk_of(const yg_name_model *model, const yg_name_text *text) {
    const yg_str host = text->host;
    const size_t n = host.n - text->split.suffix;
    uint64_t key;
    if (host.n < sizeof key || n > sizeof key || n == 0)
        return yg_name_model_risk(model, yg_str_from(host, text->split.suffix));
    memcpy(&key, host.p + host.n - sizeof key, sizeof key);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key >>= 8 * (sizeof key - n);
#else
    key <<= 8 * (sizeof key - n);
#endif
    const short_risk *r = short_slot(model, key);
    return r->key != 0 ? r->value : unknown_risk;
}

double yg_name_model_embedded(const yg_name_model *model, yg_embedded kind) {
    return kind == YG_EMBEDDED_NONE ? 0 : model->embedded[kind == YG_EMBEDDED_GARBLED];
}

static void sum_up(const yg_name_model *model, const yg_name_features *f, double *score) {
    double one = score[0], two = score[1];
    for (size_t i = 0; i < f->n; i++) {
        const double *weights = model->weights[f->id[i]], value = (double)f->value[i];
        one += weights[0] * value;
        two += weights[1] * value;
    }
    score[0] = one;
    score[1] = two;
}

bool yg_name_model_may_reach(const yg_name_model *model, const yg_name_context *c,
                             const yg_name_match *m, const yg_name_features *f, bool has_around,
                             double score) {
    static const double both = 0.694; /* two equal odds are twice the odds */
    const yg_name_token *token = yg_names_token(c->names, m->token);
    const size_t near = m->distance < DISTANCES ? m->distance : DISTANCES - 1;
    double most[WAYS] = {0};
    yg_name_edit_shape shape;
    if (m->is_sign || c->text->has_idn)
        return true;
    if (m->distance > 0)
        shape =
            yg_name_edit_shape_of(token, c->text->letter + m->start, (size_t)(m->end - m->start));
    sum_up(model, f, most);
    for (size_t way = 0; way < WAYS; way++) {
        most[way] += has_around ? 0 : model->around[near][way];
        if (m->distance > 0)
            most[way] += yg_name_features_edits_most(model->weight[way], &model->prices[way],
                                                     &shape, m->distance);
    }
    return (most[0] > most[1] ? most[0] : most[1]) + both >= score;
}

double yg_name_model_score(const yg_name_model *model, const yg_name_features *f) {
    double score[WAYS] = {0};
    sum_up(model, f, score);
    double more = score[0] > score[1] ? score[0] : score[1];
    return more + log1p(exp(-fabs(score[0] - score[1])));
}
