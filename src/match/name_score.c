#include "match/name_score.h"

#include <pthread.h>

#include "base/map.h"
#include "base/mem.h"

enum { WEIGHTS_MAX = 1024, LINES_MAX = 1 << 16 };

struct yg_name_model {
    double weight[WEIGHTS_MAX];
    double threshold[2];
    yg_map risk; /* suffix: the bits of a double */
};

extern const unsigned char yg_name_weights_data[];
extern const size_t yg_name_weights_data_bytes;

static bool take(yg_str *rest, yg_str *ret_word) {
    return yg_str_split(rest, ' ', ret_word) && ret_word->n > 0;
}

static bool read_weight(yg_name_model *model, yg_str rest) {
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
            model->weight[groups[k].first + i] = value;
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
        return read_weight(model, rest);
    if (!take(&rest, &name) || !yg_str_to_double(rest, &value))
        return false;
    if (yg_str_eqz(verb, "threshold")) {
        if (!yg_str_eqz(name, "web") && !yg_str_eqz(name, "registrations"))
            return false;
        model->threshold[yg_str_eqz(name, "web") ? YG_STREAM_WEB : YG_STREAM_REGISTRATIONS] = value;
        return true;
    }
    if (!yg_str_eqz(verb, "risk") || name.p[0] != '.')
        return false;
    memcpy(yg_map_put(&model->risk, yg_str_from(name, 1), NULL), &value, sizeof value);
    return true;
}

bool yg_name_model_parse(yg_str text, yg_name_model **ret_model, yg_error *err) {
    yg_name_model *model = yg_alloc(1, sizeof *model);
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
    *ret_model = model;
    return true;
}

void yg_name_model_free(yg_name_model *model) {
    if (!model)
        return;
    yg_map_free(&model->risk);
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

double yg_name_model_threshold(const yg_name_model *model, yg_name_stream stream) {
    return model->threshold[stream];
}

double yg_name_model_risk(const yg_name_model *model, yg_str suffix) {
    double value = 0;
    const uint64_t *at = yg_map_get(&model->risk, suffix);
    if (at)
        memcpy(&value, at, sizeof value);
    return value;
}

double yg_name_model_score(const yg_name_model *model, const yg_name_features *f) {
    double score = 0;
    for (size_t i = 0; i < f->n; i++)
        score += model->weight[f->id[i]] * (double)f->value[i];
    return score;
}
