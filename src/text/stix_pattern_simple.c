/* Patterns that say no more than a list of indicators. */
#include "text/stix_pattern.h"

static bool is_simple(const yg_pattern_node *node) {
    switch (node->kind) {
    case YG_PATTERN_OBSERVED_OR:
    case YG_PATTERN_OR:
        return is_simple(node->left) && is_simple(node->right);
    case YG_PATTERN_OBSERVED:
        return is_simple(node->left);
    case YG_PATTERN_TEST:
        if (node->negated || (node->op != YG_PATTERN_EQ && node->op != YG_PATTERN_IN))
            return false;
        for (size_t i = 0; i < node->literals_n; i++) {
            if (node->literals[i].kind != YG_LITERAL_STRING)
                return false;
        }
        return node->literals_n > 0;
    default:
        return false;
    }
}

static bool each_equality(const yg_pattern_node *node, yg_pattern_take take, void *self) {
    if (node->kind != YG_PATTERN_TEST)
        return each_equality(node->left, take, self) &&
               (node->right == NULL || each_equality(node->right, take, self));
    for (size_t i = 0; i < node->literals_n; i++) {
        if (!take(self, node->type, node->path, node->literals[i].text))
            return false;
    }
    return true;
}

bool yg_stix_pattern_is_simple(const yg_stix_pattern *pattern) {
    return pattern->root != NULL && is_simple(pattern->root);
}

bool yg_stix_pattern_each_equality(const yg_stix_pattern *pattern, yg_pattern_take take,
                                   void *self) {
    return pattern->root == NULL || each_equality(pattern->root, take, self);
}
