/* The parser: one function for each level of precedence (FOLLOWEDBY, OR, AND between observations;
 * OR, AND between comparisons), left to right. */
#include "text/stix_pattern.h"

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "text/stix_pattern_part.h"

typedef struct {
    yg_pt_reader reader;
    yg_pt token; /* the next one */
    yg_stix_pattern *pattern;
    unsigned depth;
} parser;

static yg_pattern_node *observations(parser *p);
static yg_pattern_node *comparisons(parser *p);

static bool advance(parser *p) {
    return yg_pt_next(&p->reader, &p->token);
}

static bool is_word(const parser *p, const char *word) {
    return p->token.kind == YG_PT_WORD && yg_str_eqz(p->token.text, word);
}

static bool is_sign(const parser *p, char sign) {
    return p->token.kind == YG_PT_SIGN && p->token.sign == sign;
}

/* NULL, with the error filled: "a comparison operator was awaited, not 'X'". */
static void *awaited(parser *p, const char *what) {
    yg_str found = yg_str_sub(yg_str_from(p->reader.text, p->token.offset_bytes), 0,
                              p->token.kind == YG_PT_WORD ? p->token.text.n : 1);
    if (p->token.kind == YG_PT_END)
        yg_pt_fail(&p->reader, p->reader.text.n, "the pattern ends where %s is missing", what);
    else
        yg_pt_fail(&p->reader, p->token.offset_bytes, "%s was awaited here, not \"%.*s\"", what,
                   YG_FMT(yg_str_sub(found, 0, 60)));
    return NULL;
}

static bool take_sign(parser *p, char sign, const char *what) {
    return is_sign(p, sign) ? advance(p) : awaited(p, what) != NULL;
}

static bool take_word(parser *p, const char *word) {
    return is_word(p, word) ? advance(p) : awaited(p, word) != NULL;
}

static yg_pattern_node *make(parser *p, yg_pattern_kind kind) {
    if (++p->pattern->nodes > YG_PATTERN_NODES) {
        yg_pt_fail(&p->reader, p->token.offset_bytes, "the pattern has more than %d parts",
                   YG_PATTERN_NODES);
        return NULL;
    }
    yg_pattern_node *node = yg_arena_alloc(&p->pattern->arena, sizeof *node);
    node->kind = kind;
    node->offset_bytes = p->token.offset_bytes;
    return node;
}

static bool enter(parser *p) {
    if (++p->depth <= YG_LIMIT_DEPTH)
        return true;
    return yg_pt_fail(&p->reader, p->token.offset_bytes, "parentheses are nested more than %d deep",
                      YG_LIMIT_DEPTH);
}

/* LEFT (WORD RIGHT)* */
static yg_pattern_node *chain(parser *p, yg_pattern_kind kind, const char *word,
                              yg_pattern_node *(*part)(parser *)) {
    yg_pattern_node *left = part(p);
    while (left != NULL && is_word(p, word)) {
        yg_pattern_node *node = make(p, kind);
        if (node == NULL || !advance(p))
            return NULL;
        node->left = left;
        node->right = part(p);
        left = node->right != NULL ? node : NULL;
    }
    return left;
}

/* --- Object paths: type:first.'second'[*].third --- */

static bool is_hyphenated(yg_str s) {
    return yg_str_chr(s, '-') != SIZE_MAX;
}

/* A step: a word without hyphen, or a string. */
static bool add_step(parser *p, yg_buf *path) {
    if (p->token.kind == YG_PT_LITERAL && p->token.literal.kind == YG_LITERAL_STRING) {
        yg_buf_add(path, p->token.literal.text);
        return advance(p);
    }
    if (p->token.kind != YG_PT_WORD)
        return awaited(p, "the name of a property") != NULL;
    if (is_hyphenated(p->token.text))
        return yg_pt_fail(&p->reader, p->token.offset_bytes,
                          "a property with a hyphen stands in quotes: '%.*s'",
                          YG_FMT(yg_str_sub(p->token.text, 0, 100)));
    yg_buf_add(path, p->token.text);
    return advance(p);
}

static bool add_index(parser *p, yg_buf *path) {
    yg_buf_addc(path, '[');
    if (!advance(p))
        return false;
    if (is_sign(p, '*'))
        yg_buf_addc(path, '*');
    else if (p->token.kind == YG_PT_LITERAL && p->token.literal.kind == YG_LITERAL_INTEGER)
        yg_buf_addf(path, "%lld", (long long)p->token.literal.integer);
    else
        return awaited(p, "a number or *") != NULL;
    yg_buf_addc(path, ']');
    return advance(p) && take_sign(p, ']', "]");
}

static bool read_path(parser *p, yg_pattern_node *node) {
    YG_CLEANUP_BUF yg_buf path = {0};
    if (p->token.kind != YG_PT_WORD)
        return awaited(p, "an object type") != NULL;
    node->type = yg_arena_copy(&p->pattern->arena, p->token.text);
    if (!advance(p) || !take_sign(p, ':', "\":\" behind the object type") || !add_step(p, &path))
        return false;
    while (is_sign(p, '.') || is_sign(p, '[')) {
        bool is_index = is_sign(p, '[');
        if (!is_index)
            yg_buf_addc(&path, '.');
        if (is_index ? !add_index(p, &path) : !advance(p) || !add_step(p, &path))
            return false;
    }
    node->path = yg_arena_copy(&p->pattern->arena, yg_buf_str(&path));
    return true;
}

/* --- Tests --- */

static const struct {
    const char *word;
    char sign;
    yg_pattern_operator op;
} operators[] = {
    {NULL, '=', YG_PATTERN_EQ},
    {NULL, '!', YG_PATTERN_NEQ},
    {NULL, '<', YG_PATTERN_LT},
    {NULL, '{', YG_PATTERN_LE},
    {NULL, '>', YG_PATTERN_GT},
    {NULL, '}', YG_PATTERN_GE},
    {"IN", 0, YG_PATTERN_IN},
    {"LIKE", 0, YG_PATTERN_LIKE},
    {"MATCHES", 0, YG_PATTERN_MATCHES},
    {"ISSUBSET", 0, YG_PATTERN_ISSUBSET},
    {"ISSUPERSET", 0, YG_PATTERN_ISSUPERSET},
};

static bool read_operator(parser *p, yg_pattern_node *node) {
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].word != NULL ? is_word(p, operators[i].word)
                                      : is_sign(p, operators[i].sign)) {
            node->op = operators[i].op;
            return advance(p);
        }
    }
    return awaited(p,
                   "a comparison (=, !=, <, <=, >, >=, IN, LIKE, MATCHES, ISSUBSET, ISSUPERSET)") !=
           NULL;
}

/* Does this operator take this literal? Strings for texts and networks; what has an order for < and
 * >. */
static bool check_literal(parser *p, const yg_pattern_node *node) {
    if (p->token.kind != YG_PT_LITERAL)
        return awaited(
                   p,
                   "a value ('text', 17, 1.5, true, h'00ff', b'AA==', t'2022-03-01T09:00:00Z')") !=
               NULL;
    bool is_string = p->token.literal.kind == YG_LITERAL_STRING;
    if (node->op >= YG_PATTERN_LIKE && node->op <= YG_PATTERN_ISSUPERSET && !is_string)
        return awaited(p, "a string in quotes") != NULL;
    if (node->op >= YG_PATTERN_LT && node->op <= YG_PATTERN_GE &&
        p->token.literal.kind == YG_LITERAL_BOOLEAN)
        return awaited(p, "a value that has an order") != NULL;
    return true;
}

static bool read_set(parser *p, yg_pattern_node *node) {
    YG_CLEANUP_BUF yg_buf rows = {0};
    size_t n = 0;
    if (!take_sign(p, '(', "\"(\""))
        return false;
    while (!is_sign(p, ')')) {
        if (n > 0 && !take_sign(p, ',', "\",\" or \")\""))
            return false;
        if (!check_literal(p, node))
            return false;
        if (++n > YG_PATTERN_LITERALS)
            return yg_pt_fail(&p->reader, p->token.offset_bytes, "the set has more than %d values",
                              YG_PATTERN_LITERALS);
        yg_buf_add(&rows, (yg_str){(const char *)&p->token.literal, sizeof p->token.literal});
        if (!advance(p))
            return false;
    }
    node->literals = yg_arena_alloc(&p->pattern->arena, rows.n + 1);
    node->literals_n = n;
    if (n > 0)
        memcpy(node->literals, rows.p, rows.n);
    return advance(p);
}

static bool read_value(parser *p, yg_pattern_node *node) {
    if (node->op == YG_PATTERN_IN)
        return read_set(p, node);
    if (!check_literal(p, node))
        return false;
    node->literals = yg_arena_alloc(&p->pattern->arena, sizeof *node->literals);
    *node->literals = p->token.literal;
    node->literals_n = 1;
    return advance(p);
}

static yg_pattern_node *test(parser *p) {
    yg_pattern_node *node;
    if (is_sign(p, '(')) {
        if (!enter(p) || !advance(p) || (node = comparisons(p)) == NULL ||
            !take_sign(p, ')', "\")\""))
            return NULL;
        p->depth--;
        return node;
    }
    if ((node = make(p, YG_PATTERN_TEST)) == NULL)
        return NULL;
    bool negated = is_word(p, "NOT");
    if (negated && !advance(p))
        return NULL;
    if (negated || is_word(p, "EXISTS")) {
        node->op = YG_PATTERN_EXISTS;
        node->negated = negated;
        return take_word(p, "EXISTS") && read_path(p, node) ? node : NULL;
    }
    if (!read_path(p, node))
        return NULL;
    node->negated = is_word(p, "NOT");
    if ((node->negated && !advance(p)) || !read_operator(p, node) || !read_value(p, node))
        return NULL;
    return node;
}

static yg_pattern_node *comparison_ands(parser *p) {
    return chain(p, YG_PATTERN_AND, "AND", test);
}

static yg_pattern_node *comparisons(parser *p) {
    return chain(p, YG_PATTERN_OR, "OR", comparison_ands);
}

/* --- Observations and their qualifiers --- */

/* START and STOP take t'...'; 2.0 wrote a plain string. */
static bool read_moment(parser *p, int64_t *ret_us) {
    const yg_literal *literal = &p->token.literal;
    bool is_literal = p->token.kind == YG_PT_LITERAL;
    if (is_literal && literal->kind == YG_LITERAL_TIMESTAMP)
        *ret_us = literal->integer;
    else if (!is_literal || literal->kind != YG_LITERAL_STRING ||
             !yg_time_parse(literal->text, ret_us))
        return awaited(p, "a time (t'2022-03-01T09:00:00Z')") != NULL;
    return advance(p);
}

static bool read_start(parser *p, yg_pattern_node *node) {
    if (!take_word(p, "START") || !read_moment(p, &node->from_us) || !take_word(p, "STOP"))
        return false;
    size_t offset = p->token.offset_bytes;
    if (!read_moment(p, &node->until_us))
        return false;
    return node->until_us > node->from_us ||
           yg_pt_fail(&p->reader, offset, "STOP is not later than START");
}

static bool read_number_of(parser *p, yg_pattern_node *node) {
    bool whole = node->kind == YG_PATTERN_REPEATS;
    if (!advance(p))
        return false;
    bool is_number =
        p->token.kind == YG_PT_LITERAL && (p->token.literal.kind == YG_LITERAL_INTEGER ||
                                           (!whole && p->token.literal.kind == YG_LITERAL_FLOAT));
    if (!is_number || !(p->token.literal.number > 0))
        return awaited(p, whole ? "a number of times, 1 or more"
                                : "a number of seconds, more than 0") != NULL;
    node->number = p->token.literal.number;
    return advance(p) && take_word(p, whole ? "TIMES" : "SECONDS");
}

static yg_pattern_node *qualified(parser *p, yg_pattern_node *node) {
    while (node != NULL && p->token.kind == YG_PT_WORD) {
        yg_pattern_kind kind = is_word(p, "WITHIN")    ? YG_PATTERN_WITHIN
                               : is_word(p, "REPEATS") ? YG_PATTERN_REPEATS
                               : is_word(p, "START")   ? YG_PATTERN_START
                                                       : YG_PATTERN_TEST;
        if (kind == YG_PATTERN_TEST)
            return node;
        yg_pattern_node *outer = make(p, kind);
        if (outer == NULL ||
            !(kind == YG_PATTERN_START ? read_start(p, outer) : read_number_of(p, outer)))
            return NULL;
        outer->left = node;
        node = outer;
    }
    return node;
}

static yg_pattern_node *observation(parser *p) {
    yg_pattern_node *node = NULL;
    if (is_sign(p, '(')) {
        if (!enter(p) || !advance(p) || (node = observations(p)) == NULL ||
            !take_sign(p, ')', "\")\""))
            return NULL;
        p->depth--;
        return qualified(p, node);
    }
    if (!is_sign(p, '['))
        return awaited(p, "\"[\"");
    if ((node = make(p, YG_PATTERN_OBSERVED)) == NULL || !advance(p) ||
        (node->left = comparisons(p)) == NULL || !take_sign(p, ']', "AND, OR or \"]\"") ||
        !yg_pt_check_types(&p->reader, node->left))
        return NULL;
    return qualified(p, node);
}

static yg_pattern_node *observation_ands(parser *p) {
    return chain(p, YG_PATTERN_OBSERVED_AND, "AND", observation);
}

static yg_pattern_node *observation_ors(parser *p) {
    return chain(p, YG_PATTERN_OBSERVED_OR, "OR", observation_ands);
}

static yg_pattern_node *observations(parser *p) {
    return chain(p, YG_PATTERN_FOLLOWEDBY, "FOLLOWEDBY", observation_ors);
}

bool yg_stix_pattern_parse(yg_stix_pattern *pattern, yg_str text, yg_error *err) {
    yg_stix_pattern_free(pattern);
    parser p = {.reader = {.text = text, .arena = &pattern->arena, .err = err}, .pattern = pattern};
    if (text.n > YG_PATTERN_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "STIX pattern: more than %d bytes", YG_PATTERN_BYTES);
    size_t bad = yg_utf8_check(text);
    bool ok = bad == text.n || yg_pt_fail(&p.reader, bad, "this byte is no UTF-8");
    yg_pattern_node *root = ok && advance(&p) ? observations(&p) : NULL;
    if (root != NULL && p.token.kind != YG_PT_END)
        root = awaited(&p, "AND, OR, FOLLOWEDBY, a qualifier or the end");
    if (root == NULL) {
        yg_stix_pattern_free(pattern);
        return false;
    }
    pattern->root = root;
    pattern->text = yg_arena_copy(&pattern->arena, text);
    return true;
}

void yg_stix_pattern_free(yg_stix_pattern *pattern) {
    yg_arena_free(&pattern->arena);
    *pattern = (yg_stix_pattern){0};
}
