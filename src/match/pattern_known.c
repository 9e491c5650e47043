/* What patterns ask for that no record of a log has: misspelt, or of other sources. */
#include "base/utf8.h"
#include "match/pattern_part.h"

enum { WORD_MOST = 64, SHOWN_BYTES = 120 };

/* Changes of one sign, two neighbours that changed places counting as one (optimal string
 * alignment); longer words are not compared. */
static size_t distance(yg_str a, yg_str b) {
    size_t rows[3][WORD_MOST + 1];
    if (a.n > WORD_MOST || b.n > WORD_MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *now = rows[i % 3];
        const size_t *last = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[a.n % 3][b.n];
}

/* Near enough to be meant: a quarter of the signs, and three at most. */
static size_t far_of(yg_str word) {
    return word.n < 4 ? 1 : word.n > 12 ? 3 : word.n / 4 + 1;
}

/* The known property that is nearest to it; of several the first. False: none is near. */
static bool nearest(yg_str type, yg_str path, yg_str *ret_type, yg_str *ret_path) {
    yg_str t, p;
    size_t best = SIZE_MAX;
    bool is_type = yg_observed_can_be(type, (yg_str){NULL, 0});
    for (size_t i = 0; yg_observed_known(i, &t, &p); i++) {
        size_t by_type = is_type ? (yg_str_eq(t, type) ? 0 : SIZE_MAX) : distance(type, t);
        size_t by_path = yg_observed_path_is(p, path) ? 0 : distance(path, p);
        if (by_type > far_of(type) || by_path > far_of(path) || by_type + by_path >= best)
            continue;
        best = by_type + by_path;
        *ret_type = t;
        *ret_path = by_path == 0 ? path : p;
    }
    return best != SIZE_MAX;
}

typedef struct {
    yg_buf *missing;
    yg_str told[YG_PATTERN_MISSING][2];
    size_t told_n;
} known;

static void add_missing(known *k, yg_str type, yg_str path) {
    yg_str near_type, near_path;
    for (size_t i = 0; i < k->told_n; i++) {
        if (yg_str_eq(k->told[i][0], type) && yg_str_eq(k->told[i][1], path))
            return;
    }
    if (k->told_n == YG_PATTERN_MISSING)
        return;
    k->told[k->told_n][0] = type;
    k->told[k->told_n++][1] = path;
    yg_buf_addf(k->missing, "%s%.*s:%.*s", k->missing->n > 0 ? ", " : "",
                YG_FMT(yg_str_sub(type, 0, yg_utf8_floor(type, SHOWN_BYTES))),
                YG_FMT(yg_str_sub(path, 0, yg_utf8_floor(path, SHOWN_BYTES))));
    if (nearest(type, path, &near_type, &near_path))
        yg_buf_addf(k->missing, " (did you mean %.*s:%.*s?)", YG_FMT(near_type), YG_FMT(near_path));
}

/* NOT EXISTS is met by what has no such property. */
static bool can_test(known *k, const yg_pattern_node *node) {
    yg_str path = yg_pattern_hash_path(node->path);
    bool is_absence = node->op == YG_PATTERN_EXISTS && node->negated;
    if (yg_observed_can_be(node->type, is_absence ? (yg_str){NULL, 0} : path))
        return true;
    add_missing(k, node->type, path);
    return false;
}

/* Both sides are walked, so that all that is missing is named. */
static bool can(known *k, const yg_pattern_node *node) {
    if (node->kind == YG_PATTERN_TEST)
        return can_test(k, node);
    bool left = can(k, node->left);
    if (node->right == NULL)
        return left;
    bool right = can(k, node->right);
    return node->kind == YG_PATTERN_OR || node->kind == YG_PATTERN_OBSERVED_OR ? left || right
                                                                               : left && right;
}

bool yg_stix_pattern_can_be_met(const yg_stix_pattern *pattern, yg_buf *missing) {
    known k = {.missing = missing};
    return pattern->root == NULL || can(&k, pattern->root);
}
