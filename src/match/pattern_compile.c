/* From trees to flat programs: one for the comparison between each pair of brackets, and one tree
 * for what is asked over time. */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "match/pattern_matcher_part.h"

yg_patterns *yg_patterns_make(void) {
    return yg_alloc(1, sizeof(yg_patterns));
}

void yg_patterns_free(yg_patterns *patterns) {
    if (patterns == NULL)
        return;
    for (size_t i = 0; i < patterns->regexes.n; i++)
        uregex_close(patterns->regexes.at[i]);
    yg_vec_free(&patterns->regexes);
    yg_vec_free(&patterns->types);
    yg_map_free(&patterns->type_numbers);
    yg_vec_free(&patterns->parts);
    yg_vec_free(&patterns->checks);
    yg_vec_free(&patterns->steps);
    yg_vec_free(&patterns->brackets);
    yg_vec_free(&patterns->patterns);
    yg_pattern_index_free(patterns->index);
    yg_arena_free(&patterns->arena);
    free(patterns);
}

size_t yg_patterns_count(const yg_patterns *patterns) {
    return patterns->patterns.n;
}

bool yg_patterns_need_memory(const yg_patterns *patterns) {
    for (size_t i = 0; i < patterns->patterns.n; i++) {
        if (!patterns->patterns.at[i].is_single)
            return true;
    }
    return false;
}

bool yg_patterns_is_whole(const yg_patterns *patterns, uint32_t bracket) {
    return patterns->patterns.at[patterns->brackets.at[bracket].pattern].is_single;
}

bool yg_patterns_want(const yg_patterns *patterns, yg_str type) {
    return yg_pattern_type(patterns, type) != UINT32_MAX;
}

uint32_t yg_pattern_type(const yg_patterns *patterns, yg_str type) {
    const uint64_t *number = yg_map_get(&patterns->type_numbers, type);
    return number != NULL ? (uint32_t)*number : UINT32_MAX;
}

static uint32_t type_number(yg_patterns *p, yg_str type) {
    bool is_new;
    uint64_t *number = yg_map_put(&p->type_numbers, type, &is_new);
    if (is_new) {
        *number = p->types.n;
        yg_vec_push(&p->types, yg_arena_copy(&p->arena, type));
    }
    return (uint32_t)*number;
}

/* --- Comparisons --- */

/* Names of hash algorithms as STIX 2.1 has them (section 10.7); 2.0 and people write others. */
yg_str yg_pattern_hash_path(yg_str path) {
    static const char *const names[][2] = {
        {"hashes.SHA1", "hashes.SHA-1"},      {"hashes.SHA256", "hashes.SHA-256"},
        {"hashes.SHA512", "hashes.SHA-512"},  {"hashes.sha1", "hashes.SHA-1"},
        {"hashes.sha256", "hashes.SHA-256"},  {"hashes.sha512", "hashes.SHA-512"},
        {"hashes.sha-256", "hashes.SHA-256"}, {"hashes.md5", "hashes.MD5"},
        {"hashes.sha-1", "hashes.SHA-1"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (yg_str_eqz(path, names[i][0]))
            return yg_str_of(names[i][1]);
    }
    return path;
}

/* Digests and host names are the same in any case. */
static bool is_folded(const yg_pattern_node *node) {
    size_t hash = yg_str_find(node->path, YG_STR("hashes."));
    return hash == 0 ||
           (hash != SIZE_MAX && hash >= 5 &&
            yg_str_ends(yg_str_sub(node->path, 0, hash), YG_STR("_ref."))) ||
           (yg_str_eqz(node->type, "domain-name") && yg_str_eqz(node->path, "value")) ||
           (yg_str_eqz(node->type, "email-addr") && yg_str_eqz(node->path, "value"));
}

static bool fail(const yg_patterns *p, const yg_literal *literal, yg_error *err, const char *what) {
    YG_CLEANUP_BUF yg_buf whole = {0};
    yg_str text = yg_str_sub(literal->text, 0, yg_utf8_floor(literal->text, 100));
    yg_buf_addf(&whole, "%s: \"%.*s\"", what, YG_FMT(text));
    return yg_stix_pattern_fail(err, YG_ERR_INPUT, p->adding, literal->offset_bytes,
                                yg_buf_str(&whole));
}

static bool add_regex(yg_patterns *p, const yg_literal *literal, uint32_t *ret, yg_error *err) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError at;
    int32_t n = 0;
    if (literal->text.n > 4096)
        return fail(p, literal, err, "a regular expression has 4096 bytes at most");
    UChar *wide = yg_alloc(literal->text.n + 1, sizeof *wide);
    u_strFromUTF8(wide, (int32_t)literal->text.n + 1, &n, literal->text.p, (int32_t)literal->text.n,
                  &status);
    yg_regex *regex = U_SUCCESS(status) ? uregex_open(wide, n, 0, &at, &status) : NULL;
    free(wide);
    if (U_FAILURE(status)) {
        char what[100];
        snprintf(what, sizeof what, "this is no regular expression (%s)", u_errorName(status));
        return fail(p, literal, err, what);
    }
    *ret = (uint32_t)p->regexes.n;
    yg_vec_push(&p->regexes, regex);
    return true;
}

static bool add_literal(yg_patterns *p, const yg_pattern_node *node, const yg_literal *from,
                        yg_pattern_check *check, yg_pattern_literal *to, yg_error *err) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_str text = from->kind == YG_LITERAL_STRING && node->op != YG_PATTERN_MATCHES
                      ? yg_pattern_text(from->text, check->is_folded, &buf)
                      : from->text;
    *to = (yg_pattern_literal){.kind = (yg_observed_kind)from->kind,
                               .text = yg_arena_copy(&p->arena, text),
                               .integer = from->integer,
                               .number = from->number};
    bool is_network = node->op == YG_PATTERN_ISSUBSET || node->op == YG_PATTERN_ISSUPERSET;
    if (is_network && !yg_pattern_network_parse(from->text, &to->network))
        return fail(p, from, err,
                    "write an address or network (198.51.100.0/24, 2001:db8::/32), this is none");
    return node->op != YG_PATTERN_MATCHES || add_regex(p, from, &check->regex, err);
}

static int by_text(const void *a, const void *b) {
    return yg_str_cmp(((const yg_pattern_literal *)a)->text, ((const yg_pattern_literal *)b)->text);
}

static bool add_check(yg_patterns *p, const yg_pattern_node *node, yg_error *err) {
    yg_pattern_check check = {
        .op = node->op,
        .negated = node->negated,
        .is_folded = is_folded(node),
        .type = type_number(p, node->type),
        .path = yg_arena_copy(&p->arena, yg_pattern_hash_path(node->path)),
        .has_star = yg_str_find(node->path, YG_STR("[*]")) != SIZE_MAX,
        .literals = yg_arena_alloc(&p->arena, (node->literals_n + 1) * sizeof *check.literals),
        .literals_n = node->literals_n,
        .all_strings = true};
    for (size_t i = 0; i < node->literals_n; i++) {
        if (!add_literal(p, node, &node->literals[i], &check, &check.literals[i], err))
            return false;
        check.all_strings &= check.literals[i].kind == YG_OBSERVED_STRING;
    }
    if (check.all_strings && check.literals_n > 1)
        qsort(check.literals, check.literals_n, sizeof *check.literals, by_text);
    yg_vec_push(&p->checks, check);
    return true;
}

/* Left, right, then what joins them: a chain that leans to the left holds two values at once. */
static bool add_steps(yg_patterns *p, const yg_pattern_node *node, size_t depth, yg_error *err) {
    p->deepest = depth > p->deepest ? depth : p->deepest;
    if (node->kind != YG_PATTERN_TEST &&
        (!add_steps(p, node->left, depth, err) || !add_steps(p, node->right, depth + 1, err)))
        return false;
    if (node->kind == YG_PATTERN_TEST && !add_check(p, node, err))
        return false;
    yg_vec_push(&p->steps,
                ((yg_pattern_step){.what = (uint8_t)node->kind,
                                   .check = (uint32_t)(p->checks.n > 0 ? p->checks.n - 1 : 0)}));
    return true;
}

static bool add_bracket(yg_patterns *p, const yg_pattern_node *node, uint32_t *ret, yg_error *err) {
    yg_pattern_bracket bracket = {.pattern = (uint32_t)p->patterns.n, .first = p->steps.n};
    if (!add_steps(p, node->left, 1, err))
        return false;
    bracket.n = p->steps.n - bracket.first;
    for (size_t i = bracket.first; i < p->steps.n; i++) {
        const yg_pattern_step *step = &p->steps.at[i];
        if (step->what == YG_PATTERN_TEST)
            bracket.types |= UINT64_C(1) << p->checks.at[step->check].type % 64;
    }
    *ret = (uint32_t)p->brackets.n;
    yg_vec_push(&p->brackets, bracket);
    return true;
}

/* --- Over time --- */

static int64_t micros(double seconds) {
    return seconds > 3e11 ? INT64_MAX / 4 : (int64_t)(seconds * 1e6 + 0.5);
}

static bool add_part(yg_patterns *p, const yg_pattern_node *node, uint32_t *ret, yg_error *err) {
    yg_pattern_part part = {
        .kind = node->kind, .from_us = node->from_us, .until_us = node->until_us};
    if (node->kind == YG_PATTERN_OBSERVED ? !add_bracket(p, node, &part.bracket, err)
                                          : !add_part(p, node->left, &part.left, err))
        return false;
    if (node->right != NULL && !add_part(p, node->right, &part.right, err))
        return false;
    if (node->kind == YG_PATTERN_WITHIN)
        part.within_us = micros(node->number);
    if (node->kind == YG_PATTERN_REPEATS && node->number > YG_PATTERN_REMEMBERED)
        return yg_stix_pattern_fail(err, YG_ERR_LIMIT, p->adding, node->offset_bytes,
                                    YG_STR("REPEATS asks for 4096 times at most"));
    part.times = node->kind == YG_PATTERN_REPEATS ? (uint32_t)node->number : 1;
    *ret = (uint32_t)p->parts.n;
    yg_vec_push(&p->parts, part);
    return true;
}

static bool asks_time(const yg_pattern_node *node) {
    if (node->kind == YG_PATTERN_OBSERVED)
        return false;
    if (node->kind == YG_PATTERN_FOLLOWEDBY || node->kind == YG_PATTERN_WITHIN ||
        node->kind == YG_PATTERN_START)
        return true;
    return asks_time(node->left) || (node->right != NULL && asks_time(node->right));
}

bool yg_patterns_add(yg_patterns *p, const yg_stix_pattern *pattern, yg_error *err) {
    size_t brackets = p->brackets.n, steps = p->steps.n, checks = p->checks.n, parts = p->parts.n;
    yg_pattern_one one = {.bracket = (uint32_t)brackets,
                          .asks_time = asks_time(pattern->root),
                          .horizon_us = INT64_MAX};
    p->adding = pattern->text;
    if (!add_part(p, pattern->root, &one.root, err)) {
        p->brackets.n = brackets;
        p->steps.n = steps;
        p->checks.n = checks;
        p->parts.n = parts;
        return false;
    }
    one.brackets_n = (uint32_t)(p->brackets.n - brackets);
    one.is_single = pattern->root->kind == YG_PATTERN_OBSERVED;
    if (pattern->root->kind == YG_PATTERN_WITHIN)
        one.horizon_us = p->parts.at[one.root].within_us;
    yg_vec_push(&p->patterns, one);
    return true;
}
