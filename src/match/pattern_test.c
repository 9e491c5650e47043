/* Which brackets an observation meets: for each object the program of the bracket, over one bit a
 * check. */
#include <unicode/uregex.h>

#include "match/pattern_part.h"

struct yg_pattern_scratch {
    const yg_patterns *patterns;
    YG_VEC(yg_regex *) regexes; /* ICU's are of one thread each */
    YG_VEC(bool) stack;
    YG_VEC(uint32_t) met, types;
    yg_buf buf;
    uint64_t given_up;
};

yg_pattern_scratch *yg_pattern_scratch_make(const yg_patterns *patterns) {
    yg_pattern_scratch *scratch = yg_alloc(1, sizeof *scratch);
    scratch->patterns = patterns;
    for (size_t i = 0; i < patterns->regexes.n; i++) {
        UErrorCode status = U_ZERO_ERROR;
        yg_regex *copy = uregex_clone(patterns->regexes.at[i], &status);
        yg_vec_push(&scratch->regexes, U_SUCCESS(status) ? copy : NULL);
    }
    for (size_t i = 0; i < patterns->deepest + 2; i++)
        yg_vec_push(&scratch->stack, false);
    return scratch;
}

void yg_pattern_scratch_free(yg_pattern_scratch *scratch) {
    if (scratch == NULL)
        return;
    for (size_t i = 0; i < scratch->regexes.n; i++)
        uregex_close(scratch->regexes.at[i]);
    yg_vec_free(&scratch->regexes);
    yg_vec_free(&scratch->stack);
    yg_vec_free(&scratch->met);
    yg_vec_free(&scratch->types);
    yg_buf_free(&scratch->buf);
    free(scratch);
}

uint64_t yg_pattern_scratch_given_up(const yg_pattern_scratch *scratch) {
    return scratch->given_up;
}

/* A property that is not there meets no comparison, negated or not; NOT EXISTS alone is met by it.
 * Of several values under one path (lists) one is enough. */
static bool meets(yg_pattern_scratch *s, const yg_pattern_check *check, const yg_observation *o,
                  const yg_observed_object *object) {
    yg_regex *regex = check->op == YG_PATTERN_MATCHES ? s->regexes.at[check->regex] : NULL;
    bool is_there = false;
    for (size_t i = object->first; i < object->first + object->n; i++) {
        if (!yg_pattern_path_is(check, o->values.at[i].path))
            continue;
        is_there = true;
        if (check->op != YG_PATTERN_EXISTS &&
            yg_pattern_check_value(check, &o->values.at[i], regex, &s->buf, &s->given_up) !=
                check->negated)
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
        uint32_t number = UINT32_MAX;
        for (size_t k = 0; k < s->patterns->types.n && number == UINT32_MAX; k++)
            number = yg_str_eq(s->patterns->types.at[k], o->objects.at[i].type) ? (uint32_t)k
                                                                                : UINT32_MAX;
        yg_vec_push(&s->types, number);
        all |= number == UINT32_MAX ? 0 : UINT64_C(1) << number % 64;
    }
    return all;
}

const uint32_t *yg_patterns_test(const yg_patterns *p, yg_pattern_scratch *s,
                                 const yg_observation *o, size_t *ret_n) {
    uint64_t all = number_types(s, o);
    s->met.n = 0;
    for (size_t b = 0; b < p->brackets.n; b++) {
        const yg_pattern_bracket *bracket = &p->brackets.at[b];
        bool met = false;
        for (size_t i = 0; (bracket->types & all) != 0 && !met && i < o->objects.n; i++) {
            uint32_t type = s->types.at[i];
            met = type != UINT32_MAX && (bracket->types >> type % 64 & 1) != 0 &&
                  runs(s, bracket, o, &o->objects.at[i], type);
        }
        if (met)
            yg_vec_push(&s->met, (uint32_t)b);
    }
    *ret_n = s->met.n;
    return s->met.at;
}
