/* Which brackets an observation meets: for each object the program of the bracket, over one bit a
 * check. */
#include <stdio.h>
#include <unicode/uregex.h>

#include "match/pattern_part.h"

yg_pattern_scratch *yg_pattern_scratch_make(const yg_patterns *patterns) {
    yg_pattern_scratch *scratch = yg_alloc(1, sizeof *scratch);
    scratch->patterns = patterns;
    for (size_t i = 0; i < patterns->regexes.n; i++)
        yg_vec_push(&scratch->regexes, yg_pattern_regex_clone(patterns->regexes.at[i]));
    yg_pattern_scratch_block(scratch, 0);
    for (size_t i = 0; i < patterns->deepest + 2; i++)
        yg_vec_push(&scratch->stack, false);
    scratch->asked = yg_alloc(patterns->brackets.n + 1, sizeof *scratch->asked);
    scratch->hard = yg_alloc(patterns->patterns.n + 1, sizeof *scratch->hard);
    if (patterns->index != NULL)
        scratch->needle_run = yg_alloc(patterns->index->needles.n + 1, sizeof *scratch->needle_run);
    return scratch;
}

void yg_pattern_scratch_free(yg_pattern_scratch *scratch) {
    if (scratch == NULL)
        return;
    for (size_t i = 0; i < scratch->regexes.n; i++)
        uregex_close(scratch->regexes.at[i].icu);
    yg_vec_free(&scratch->regexes);
    yg_vec_free(&scratch->stack);
    yg_vec_free(&scratch->met);
    yg_vec_free(&scratch->types);
    yg_vec_free(&scratch->signs);
    yg_vec_free(&scratch->escapes);
    yg_vec_free(&scratch->merged);
    yg_vec_free(&scratch->in_values);
    yg_vec_free(&scratch->marked);
    yg_vec_free(&scratch->hard_ones);
    yg_vec_free(&scratch->told);
    free(scratch->hard);
    free(scratch->needle_run);
    free(scratch->asked);
    yg_buf_free(&scratch->costs.buf);
    free(scratch);
}

void yg_pattern_scratch_block(yg_pattern_scratch *scratch, size_t bytes) {
    yg_pattern_costs_begin(&scratch->costs, scratch->regexes.n, bytes);
}

uint64_t yg_pattern_scratch_compared(const yg_pattern_scratch *scratch) {
    return scratch->compared;
}

void yg_pattern_scratch_stop(yg_pattern_scratch *scratch, const atomic_bool *stop) {
    scratch->stop = stop;
}

uint64_t yg_pattern_scratch_given_up(const yg_pattern_scratch *scratch) {
    return scratch->costs.given_up;
}

const yg_pattern_hard *yg_pattern_scratch_hard(yg_pattern_scratch *s, size_t *ret_n) {
    s->told.n = 0;
    for (size_t i = 0; i < s->hard_ones.n; i++) {
        uint32_t pattern = s->hard_ones.at[i];
        yg_vec_push(&s->told, ((yg_pattern_hard){pattern, s->hard[pattern]}));
        s->hard[pattern] = 0;
    }
    s->hard_ones.n = 0;
    *ret_n = s->told.n;
    return s->told.at;
}

/* A property that is not there meets no comparison, negated or not; NOT EXISTS alone is met by it.
 * Of several values under one path (lists) one is enough. */
static bool meets(yg_pattern_scratch *s, const yg_pattern_check *check, const yg_observation *o,
                  const yg_observed_object *object) {
    yg_pattern_regex *regex = check->op == YG_PATTERN_MATCHES ? &s->regexes.at[check->regex] : NULL;
    bool is_there = false;
    for (size_t i = object->first; i < object->first + object->n; i++) {
        if (!yg_pattern_path_is(check, o->values.at[i].path))
            continue;
        is_there = true;
        if (check->op != YG_PATTERN_EXISTS &&
            yg_pattern_check_value(check, &o->values.at[i], regex, &s->costs) != check->negated)
            return true;
    }
    return check->op == YG_PATTERN_EXISTS && is_there != check->negated;
}

/* type: the number of the object's. */
static bool runs(yg_pattern_scratch *s, const yg_pattern_bracket *bracket, const yg_observation *o,
                 const yg_observed_object *object, uint32_t type) {
    const yg_patterns *p = s->patterns;
    bool *stack = s->stack.at;
    size_t n = 0;
    for (size_t i = bracket->first; i < bracket->first + bracket->n; i++) {
        const yg_pattern_step *step = &p->steps.at[i];
        if (step->what == YG_PATTERN_TEST) {
            const yg_pattern_check *check = &p->checks.at[step->check];
            stack[n++] = check->type == type && meets(s, check, o, object);
        } else {
            n--;
            stack[n - 1] =
                step->what == YG_PATTERN_AND ? stack[n - 1] & stack[n] : stack[n - 1] | stack[n];
        }
    }
    return stack[0];
}

/* Numbers of the objects' types; UINT32_MAX: nobody asks for it. */
static uint64_t number_types(yg_pattern_scratch *s, const yg_observation *o) {
    uint64_t all = 0;
    s->types.n = 0;
    for (size_t i = 0; i < o->objects.n; i++) {
        uint32_t number = yg_pattern_type(s->patterns, o->objects.at[i].type);
        yg_vec_push(&s->types, number);
        all |= number == UINT32_MAX ? 0 : UINT64_C(1) << number % 64;
    }
    return all;
}

static void try(yg_pattern_scratch *s, const yg_observation *o, uint64_t all, uint32_t number) {
    const yg_pattern_bracket *bracket = &s->patterns->brackets.at[number];
    uint64_t before = s->costs.given_up;
    bool met = false;
    if (s->stop != NULL && atomic_load_explicit(s->stop, memory_order_relaxed))
        return;
    for (size_t i = 0; (bracket->types & all) != 0 && !met && i < o->objects.n; i++) {
        uint32_t type = s->types.at[i];
        met = type != UINT32_MAX && (bracket->types >> type % 64 & 1) != 0 &&
              runs(s, bracket, o, &o->objects.at[i], type);
    }
    if (met)
        yg_vec_push(&s->met, number);
    if (s->costs.given_up == before)
        return;
    if (s->hard[bracket->pattern] == 0)
        yg_vec_push(&s->hard_ones, bracket->pattern);
    s->hard[bracket->pattern] += s->costs.given_up - before;
}

static const uint32_t *try_all(yg_pattern_scratch *s, const yg_observation *o, uint64_t all,
                               size_t *ret_n) {
    for (size_t b = 0; b < s->patterns->brackets.n; b++)
        try(s, o, all, (uint32_t)b);
    *ret_n = s->met.n;
    return s->met.at;
}

/* --- By the index --- */

static void mark(yg_pattern_scratch *s, uint32_t first, uint32_t n) {
    const uint32_t *list = s->patterns->index->lists.at + first;
    for (uint32_t i = 0; i < n; i++) {
        if (s->asked[list[i]] != s->round) {
            s->asked[list[i]] = s->round;
            yg_vec_push(&s->marked, list[i]);
        }
    }
}

static void mark_signs(yg_pattern_scratch *s, const yg_pattern_sign *signs, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const yg_pattern_needle *needle = &s->patterns->index->needles.at[signs[i].needle];
        mark(s, needle->first, needle->n);
    }
}

static void mark_key(yg_pattern_scratch *s, uint32_t type, yg_str path) {
    const yg_pattern_index *x = s->patterns->index;
    size_t low = 0, high = x->keys.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const yg_pattern_key *key = &x->keys.at[middle];
        int by = key->type != type ? (key->type < type ? -1 : 1) : yg_str_cmp(key->path, path);
        if (by == 0) {
            mark(s, key->first, key->n);
            return;
        }
        low = by < 0 ? middle + 1 : low;
        high = by < 0 ? high : middle;
    }
}

static void mark_keys(yg_pattern_scratch *s, const yg_observation *o) {
    for (size_t i = 0; s->patterns->index->keys.n > 0 && i < o->objects.n; i++) {
        const yg_observed_object *object = &o->objects.at[i];
        uint32_t type = s->types.at[i];
        if (type == UINT32_MAX)
            continue;
        mark_key(s, type, (yg_str){NULL, 0});
        for (size_t k = object->first; k < object->first + object->n; k++)
            mark_key(s, type, o->values.at[k].path);
    }
}

/* The needles in the values themselves; false: a value holds what cannot be judged. */
static bool mark_values(yg_pattern_scratch *s, const yg_observation *o) {
    s->in_values.n = 0;
    for (size_t i = 0; i < o->values.n; i++) {
        const yg_observed_value *value = &o->values.at[i];
        char digits[24];
        yg_str text = value->text;
        if (value->kind == YG_OBSERVED_INTEGER)
            text = (yg_str){
                digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)value->integer)};
        if (yg_pattern_is_strange(text))
            return false;
        yg_pattern_look_needles(s->patterns->index, s, text, &s->in_values);
    }
    mark_signs(s, s->in_values.at, s->in_values.n);
    return true;
}

static int by_bracket(const void *a, const void *b) {
    return (*(const uint32_t *)a > *(const uint32_t *)b) -
           (*(const uint32_t *)a < *(const uint32_t *)b);
}

static const uint32_t *try_marked(yg_pattern_scratch *s, const yg_observation *o, uint64_t all,
                                  size_t *ret_n) {
    mark_keys(s, o);
    if (s->marked.n > 1)
        qsort(s->marked.at, s->marked.n, sizeof *s->marked.at, by_bracket);
    for (size_t i = 0; i < s->marked.n; i++)
        try(s, o, all, s->marked.at[i]);
    *ret_n = s->met.n;
    return s->met.at;
}

static uint64_t begin(yg_pattern_scratch *s, const yg_observation *o) {
    s->met.n = s->marked.n = 0;
    s->round++;
    return number_types(s, o);
}

const uint32_t *yg_patterns_test(const yg_patterns *p, yg_pattern_scratch *s,
                                 const yg_observation *o, size_t *ret_n) {
    uint64_t all = begin(s, o);
    if (p->index == NULL || !mark_values(s, o))
        return try_all(s, o, all, ret_n);
    return try_marked(s, o, all, ret_n);
}

const uint32_t *yg_patterns_test_signs(const yg_patterns *p, yg_pattern_scratch *s,
                                       const yg_observation *o, const yg_pattern_sign *signs,
                                       size_t signs_n, size_t *ret_n) {
    for (size_t i = 0; i < signs_n; i++) {
        if (signs[i].needle == UINT32_MAX)
            return yg_patterns_test(p, s, o, ret_n);
    }
    uint64_t all = begin(s, o);
    mark_signs(s, signs, signs_n);
    return try_marked(s, o, all, ret_n);
}
