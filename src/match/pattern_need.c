/* What must be there for a comparison to be true: a part of a text that stands in the record, a
 * property, an object. Always less than what the comparison says, never more. */
#include <stdio.h>

#include "match/pattern_part.h"

static bool is_part_byte(char c, const char *wild) {
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return c != '\0' && (is_plain || strchr(YG_OBSERVED_PART, c) != NULL) &&
           strchr(wild, c) == NULL;
}

/* How much a byte tells, in bits: what logs are full of tells little. Measured by nothing but
 * common sense; it decides which of two parts is looked for, never what is found. */
static double bits_of(char c) {
    if (c >= '0' && c <= '9')
        return 2.5;
    return strchr("etaoinsrlcdum. -_", c) != NULL ? 3.2 : 4.8;
}

static double cost_of(yg_str part) {
    double bits = 0, cost = 1e4; /* of a need that every record meets */
    for (size_t i = 0; i < part.n; i++)
        bits += bits_of(part.p[i]);
    for (; bits >= 1 && cost > 1e-9; bits -= 1)
        cost /= 2;
    return cost;
}

static yg_str lower(yg_pattern_needs *needs, yg_str part) {
    yg_str copy = yg_arena_copy(&needs->arena, part);
    char *p = (char *)(uintptr_t)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        p[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
    return copy;
}

bool yg_pattern_need_part(yg_pattern_needs *needs, yg_str type, yg_str path, yg_str text,
                          const char *wild) {
    yg_pattern_need best = {.kind = YG_NEED_TEXT, .cost = 1e9};
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && is_part_byte(text.p[end], wild))
            end++;
        size_t n = end - at < YG_NEED_TEXT_MOST ? end - at : YG_NEED_TEXT_MOST;
        if (n >= YG_NEED_TEXT_LEAST) {
            yg_str part = lower(needs, yg_str_sub(text, at, n));
            double cost = cost_of(part);
            if (cost < best.cost && yg_observed_is_of_record(type, path, part)) {
                best.text = part;
                best.cost = cost;
            }
        }
        at = end + 1;
    }
    if (best.text.n == 0)
        return false;
    yg_vec_push(&needs->at, best);
    return true;
}

/* --- Comparisons --- */

/* A number stands there in decimal, or in hexadecimal behind 0x, with zeroes in front. */
static bool need_number(yg_pattern_needs *needs, yg_str type, yg_str path, int64_t number) {
    char text[3][24];
    if (number < 1000)
        return false;
    snprintf(text[0], sizeof text[0], "%lld", (long long)number);
    snprintf(text[1], sizeof text[1], number > 0xFFF ? "%llx" : "x%llx", (long long)number);
    snprintf(text[2], sizeof text[2], "0%llx", (long long)number);
    for (size_t i = 0; i < (number > 0xFFF ? 2 : 3); i++) {
        if (!yg_pattern_need_part(needs, type, path, yg_str_of(text[i]), ""))
            return false;
    }
    return true;
}

static bool need_literal(yg_pattern_needs *needs, yg_str type, yg_str path,
                         const yg_pattern_literal *literal) {
    return literal->kind == YG_OBSERVED_STRING
               ? yg_pattern_need_part(needs, type, path, literal->text, "")
               : literal->kind == YG_OBSERVED_INTEGER &&
                     need_number(needs, type, path, literal->integer);
}

/* Of IPv4 networks the bytes that are whole: "198.51.100.". An address is read in one way only. */
static bool need_network(yg_pattern_needs *needs, yg_str type, yg_str path,
                         const yg_pattern_network *network) {
    char text[24] = "";
    size_t n = 0;
    if (network->is_v6)
        return false;
    for (unsigned i = 0; i < network->prefix_bits / 8u && i < 4; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%d", i > 0 ? "." : "",
                              network->address[12 + i]);
    if (network->prefix_bits >= 8 && network->prefix_bits < 32)
        n += (size_t)snprintf(text + n, sizeof text - n, ".");
    return yg_pattern_need_part(needs, type, path, (yg_str){text, n}, "");
}

static bool need_texts(const yg_patterns *p, const yg_pattern_check *check,
                       yg_pattern_needs *needs) {
    yg_str type = p->types.at[check->type];
    if (check->negated)
        return false;
    switch (check->op) {
    case YG_PATTERN_EQ:
    case YG_PATTERN_IN:
        for (size_t i = 0; i < check->literals_n; i++) {
            if (!need_literal(needs, type, check->path, &check->literals[i]))
                return false;
        }
        return check->literals_n > 0;
    case YG_PATTERN_LIKE:
        return yg_pattern_need_part(needs, type, check->path, check->literals[0].text, "%_");
    case YG_PATTERN_MATCHES:
        return yg_pattern_need_regex(needs, type, check->path, check->literals[0].text);
    case YG_PATTERN_ISSUBSET:
        return need_network(needs, type, check->path, &check->literals[0].network);
    default:
        return false;
    }
}

/* What is needed of a check when no text is looked for. */
static void need_property(const yg_pattern_check *check, yg_pattern_needs *needs) {
    bool is_type = check->has_star || (check->op == YG_PATTERN_EXISTS && check->negated);
    yg_pattern_need need = {.kind = is_type ? YG_NEED_TYPE : YG_NEED_PATH,
                            .type = check->type,
                            .text = is_type ? (yg_str){NULL, 0} : check->path,
                            .cost = is_type ? 1e6 : 1e5};
    yg_vec_push(&needs->at, need);
}

static void need_check(const yg_patterns *p, const yg_pattern_check *check,
                       yg_pattern_needs *needs) {
    size_t before = needs->at.n;
    if (need_texts(p, check, needs))
        return;
    needs->at.n = before;
    need_property(check, needs);
}

void yg_pattern_need_properties(const yg_patterns *p, const yg_pattern_bracket *bracket,
                                yg_pattern_needs *needs) {
    for (size_t i = bracket->first; i < bracket->first + bracket->n; i++) {
        if (p->steps.at[i].what == YG_PATTERN_TEST)
            need_property(&p->checks.at[p->steps.at[i].check], needs);
    }
}

/* --- Brackets --- */

typedef struct {
    size_t first;
    double cost;
} span;

/* The program is run over needs: of AND the cheaper side is enough, of OR both are needed. What a
 * side needs stands behind what the sides before it need. */
void yg_pattern_need_bracket(const yg_patterns *p, const yg_pattern_bracket *bracket,
                             yg_pattern_needs *needs) {
    span *stack = yg_alloc(p->deepest + 2, sizeof *stack);
    size_t n = 0;
    for (size_t i = bracket->first; i < bracket->first + bracket->n; i++) {
        const yg_pattern_step *step = &p->steps.at[i];
        if (step->what == YG_PATTERN_TEST) {
            span one = {.first = needs->at.n};
            need_check(p, &p->checks.at[step->check], needs);
            for (size_t k = one.first; k < needs->at.n; k++)
                one.cost += needs->at.at[k].cost;
            stack[n++] = one;
            continue;
        }
        span *left = &stack[n - 2], right = stack[n - 1];
        n--;
        if (step->what == YG_PATTERN_OR) {
            left->cost += right.cost;
        } else if (right.cost < left->cost) {
            size_t moved = needs->at.n - right.first;
            memmove(needs->at.at + left->first, needs->at.at + right.first,
                    moved * sizeof *needs->at.at);
            needs->at.n = left->first + moved;
            left->cost = right.cost;
        } else {
            needs->at.n = right.first;
        }
    }
    free(stack);
}
