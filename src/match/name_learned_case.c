/* The learner: cases in, features out, kept day by day so that a table of any later day is only a
 * matter of counting. A domain counts once in a window, with the hosts of its first day there: what
 * is reported of it later says nothing about other domains. */
#include "match/name_learned_case.h"

#include <stdlib.h>

#include "match/name_learned_walk.h"
#include "match/name_prior.h"
#include "match/name_sign.h"

bool learned_set_has(const learned_set *set, uint64_t hash) {
    if (set->cap == 0)
        return false;
    hash |= hash == 0;
    for (size_t i = hash & (set->cap - 1); set->slots[i]; i = (i + 1) & (set->cap - 1))
        if (set->slots[i] == hash)
            return true;
    return false;
}

static void set_put(uint64_t *slots, size_t cap, uint64_t hash) {
    size_t i = hash & (cap - 1);
    while (slots[i])
        i = (i + 1) & (cap - 1);
    slots[i] = hash;
}

bool learned_set_add(learned_set *set, uint64_t hash) {
    hash |= hash == 0;
    if (learned_set_has(set, hash))
        return false;
    if (set->n * 2 >= set->cap) {
        const size_t cap = set->cap ? set->cap * 2 : 256;
        uint64_t *slots = yg_alloc(cap, sizeof *slots);
        for (size_t i = 0; i < set->cap; i++)
            if (set->slots[i])
                set_put(slots, cap, set->slots[i]);
        free(set->slots);
        set->slots = slots;
        set->cap = cap;
    }
    set_put(set->slots, set->cap, hash);
    set->n++;
    return true;
}

/* Words that ordinary names have in them ("signup", "account") say nothing as a label, nor with one
 * letter left out: "?ccount" would find every "account". */
static void deny_words(yg_learner *learner) {
    enum { NOTICEABLE = 2 };
    const yg_name_prior *prior = yg_name_prior_built_in();
    yg_str word;
    uint32_t count;
    for (size_t i = 0; yg_name_prior_at(prior, i, &word, &count); i++) {
        char host[40];
        feature features[LEARNED_FEATURES_MAX];
        if (word.n < LABEL_LEAST || word.n > 32 ||
            (count < NOTICEABLE && !yg_name_sign_is_keyword(word)))
            continue;
        memcpy(host, word.p, word.n);
        memcpy(host + word.n, ".com", 4);
        const yg_suffix_split split = {.suffix = (uint16_t)(word.n + 1), .is_listed = true};
        const size_t n =
            learned_features(learner->known, (yg_str){host, word.n + 4}, &split, features);
        for (size_t f = 0; f < n; f++)
            if (features[f].kind == FEATURE_LABEL || features[f].kind == FEATURE_EDIT)
                learned_set_add(&learner->ordinary, features[f].hash);
    }
}

yg_learner *yg_learner_new(const yg_suffixes *suffixes) {
    yg_learner *learner = yg_alloc(1, sizeof *learner);
    learner->suffixes = suffixes ? suffixes : yg_suffixes_built_in();
    learner->known = learned_ordinary();
    deny_words(learner);
    return learner;
}

void yg_learner_free(yg_learner *learner) {
    if (!learner)
        return;
    yg_arena_free(&learner->texts);
    yg_map_free(&learner->domains);
    yg_map_free(&learner->brands);
    yg_vec_free(&learner->brand_names);
    yg_vec_free(&learner->cases);
    yg_vec_free(&learner->features);
    free(learner->ordinary.slots);
    free(learner->looked_up.slots);
    free(learner->denied.slots);
    yg_vec_free(&learner->denied_templates);
    free(learner);
}

static uint32_t brand_number(yg_learner *learner, yg_str brand) {
    if (brand.n == 0)
        return 0;
    bool is_new;
    uint64_t *number = yg_map_put(&learner->brands, brand, &is_new);
    if (is_new) {
        yg_vec_push(&learner->brand_names, yg_map_key(number));
        *number = learner->brand_names.n;
    }
    return (uint32_t)*number;
}

/* Does the domain count on this day? Gives its number. */
static bool domain_counts(yg_learner *learner, yg_str domain, int32_t day, uint32_t *ret_number) {
    bool is_new;
    uint64_t *known = yg_map_put(&learner->domains, domain, &is_new);
    const int32_t before = (int32_t)(*known >> 32);
    if (!is_new &&
        (day < before || (day > before && (int64_t)day - before < YG_LEARNED_WINDOW_DAYS)))
        return false;
    *ret_number = is_new ? learner->domains_n++ : (uint32_t)*known;
    *known = (uint64_t)(uint32_t)day << 32 | *ret_number;
    return true;
}

/* Host names only: whatever else came along has nothing to teach. */
static bool host_is_clean(yg_str host) {
    for (size_t i = 0; i < host.n; i++) {
        const char c = host.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
            return false;
    }
    return host.n > 0 && host.n <= YG_NAME_MAX;
}

bool yg_learner_add(yg_learner *learner, const yg_confirmed_name *it) {
    yg_suffix_split split;
    if (!host_is_clean(it->host))
        return false;
    yg_suffix_find(learner->suffixes, it->host, &split);
    if (split.is_suffix || split.suffix < 2)
        return false;
    learned_case one = {.day = it->day, .split = split};
    if (!domain_counts(learner, yg_str_from(it->host, split.registrable), it->day, &one.domain))
        return true;
    one.brand = brand_number(learner, it->brand);
    one.host = yg_arena_copy(&learner->texts, it->host);
    feature features[LEARNED_FEATURES_MAX];
    const size_t n = learned_features(learner->known, one.host, &split, features);
    one.features = (uint32_t)learner->features.n;
    one.features_n = (uint32_t)n;
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&learner->features, features[i]);
    yg_vec_push(&learner->cases, one);
    return true;
}

void yg_learner_ordinary(yg_learner *learner, yg_str host) {
    yg_suffix_split split;
    if (!host_is_clean(host))
        return;
    yg_suffix_find(learner->suffixes, host, &split);
    feature features[LEARNED_FEATURES_MAX];
    const size_t n = learned_features(learner->known, host, &split, features);
    for (size_t i = 0; i < n; i++)
        if (features[i].kind == FEATURE_TEMPLATE)
            yg_vec_push(&learner->denied_templates, features[i].hash);
        else
            learned_set_add(&learner->denied, features[i].hash);
}

static int by_day(const void *a, const void *b) {
    const yg_confirmed_name *x = *(const yg_confirmed_name *const *)a;
    const yg_confirmed_name *y = *(const yg_confirmed_name *const *)b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return yg_str_cmp(x->host, y->host);
}

bool yg_learned_make(const yg_suffixes *suffixes, const yg_confirmed_name *cases, size_t n,
                     int32_t today, yg_learned **ret_learned, yg_error *err) {
    yg_learner *learner = yg_learner_new(suffixes);
    /* The first day of a domain decides: in order of days. */
    const yg_confirmed_name **order = yg_alloc(n + 1, sizeof(const yg_confirmed_name *));
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (cases[i].day <= today && (int64_t)today - cases[i].day < YG_LEARNED_WINDOW_DAYS)
            order[kept++] = &cases[i];
    qsort(order, kept, sizeof *order, by_day);
    for (size_t i = 0; i < kept; i++)
        yg_learner_add(learner, order[i]);
    free(order);
    const bool good = yg_learner_make(learner, today, ret_learned, err);
    yg_learner_free(learner);
    return good;
}
