/* All comparisons between two brackets are of one object: those joined by AND have to leave a type
 * that it may be. */
#include "text/stix_pattern_part.h"

/* The object types that a comparison may be true of; too many of them count as any. */
typedef struct {
    yg_str type[16];
    size_t n;
    bool any;
} types;

static void add_type(types *set, yg_str type) {
    for (size_t i = 0; i < set->n; i++) {
        if (yg_str_eq(set->type[i], type))
            return;
    }
    if (set->n == sizeof set->type / sizeof *set->type)
        set->any = true;
    else
        set->type[set->n++] = type;
}

static bool types_of(yg_pt_reader *p, const yg_pattern_node *node, types *ret);

/* What both sides may be true of. */
static bool intersect(yg_pt_reader *p, const yg_pattern_node *node, types *ret,
                      const types *other) {
    types both = {.any = ret->any && other->any};
    for (size_t i = 0; i < ret->n; i++) {
        bool has = other->any;
        for (size_t j = 0; j < other->n; j++)
            has |= yg_str_eq(ret->type[i], other->type[j]);
        if (has)
            add_type(&both, ret->type[i]);
    }
    for (size_t i = 0; ret->any && i < other->n; i++)
        add_type(&both, other->type[i]);
    if (both.n == 0 && !both.any)
        return yg_pt_fail(
            p, node->offset_bytes, "write [...] AND [...]: no object is both %.*s and %.*s",
            YG_FMT(yg_str_sub(ret->type[0], 0, 60)), YG_FMT(yg_str_sub(other->type[0], 0, 60)));
    *ret = both;
    return true;
}

/* Chains lean to the left and are walked, so that only parentheses nest. */
static bool types_of(yg_pt_reader *p, const yg_pattern_node *node, types *ret) {
    yg_pattern_kind kind = node->kind;
    if (kind == YG_PATTERN_TEST) {
        add_type(ret, node->type);
        return true;
    }
    if (!types_of(p, node->right, ret))
        return false;
    for (const yg_pattern_node *at = node;; at = at->left) {
        bool is_last = at->left->kind != kind;
        types other = {0};
        if (!types_of(p, is_last ? at->left : at->left->right, &other))
            return false;
        if (kind == YG_PATTERN_AND && !intersect(p, at, ret, &other))
            return false;
        for (size_t i = 0; kind == YG_PATTERN_OR && i < other.n; i++)
            add_type(ret, other.type[i]);
        ret->any |= kind == YG_PATTERN_OR && other.any;
        if (is_last)
            return true;
    }
}

bool yg_pt_check_types(yg_pt_reader *p, const yg_pattern_node *comparison) {
    return types_of(p, comparison, &(types){0});
}
