/* Which brackets an observation meets: for each object the program of the bracket, over one bit a
 * check. */
#include <unicode/uregex.h>

#include "match/pattern_part.h"

struct yg_pattern_scratch {
    const yg_patterns *patterns;
    YG_VEC(yg_regex *) regexes; /* ICU's are of one thread each */
    YG_VEC(bool) stack;
    YG_VEC(uint32_t) met;
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

static bool runs(yg_pattern_scratch *s, const yg_pattern_bracket *bracket, const yg_observation *o,
                 const yg_observed_object *object) {
    const yg_patterns *p = s->patterns;
    bool *stack = s->stack.at;
    size_t n = 0;
    for (size_t i = bracket->first; i < bracket->first + bracket->n; i++) {
        const yg_pattern_step *step = &p->steps.at[i];
        if (step->what == YG_PATTERN_TEST) {
            const yg_pattern_check *check = &p->checks.at[step->check];
            stack[n++] =
                yg_str_eq(p->types.at[check->type], object->type) && meets(s, check, o, object);
        } else {
            n--;
            stack[n - 1] =
                step->what == YG_PATTERN_AND ? stack[n - 1] & stack[n] : stack[n - 1] | stack[n];
        }
    }
    return stack[0];
}

const uint32_t *yg_patterns_test(const yg_patterns *p, yg_pattern_scratch *s,
                                 const yg_observation *o, size_t *ret_n) {
    s->met.n = 0;
    for (size_t b = 0; b < p->brackets.n; b++) {
        for (size_t i = 0; i < o->objects.n; i++) {
            if (runs(s, &p->brackets.at[b], o, &o->objects.at[i])) {
                yg_vec_push(&s->met, (uint32_t)b);
                break;
            }
        }
    }
    *ret_n = s->met.n;
    return s->met.at;
}
