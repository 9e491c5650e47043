/* STIX patterns: trees as the grammar of STIX 2.1 section 9 has them, and errors with their place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "seeded.h"
#include "text/stix_pattern.h"

static const char *const operators[] = {"",         "=",          "!=",    "<",    "<=",
                                        ">",        ">=",         "IN",    "LIKE", "MATCHES",
                                        "ISSUBSET", "ISSUPERSET", "EXISTS"};

static void add_test(yg_buf *out, const yg_pattern_node *node) {
    yg_buf_addf(out, "%s%s %.*s:%.*s", node->negated ? "not " : "", operators[node->op],
                YG_FMT(node->type), YG_FMT(node->path));
    for (size_t i = 0; i < node->literals_n; i++) {
        const yg_literal *l = &node->literals[i];
        if (l->kind == YG_LITERAL_INTEGER || l->kind == YG_LITERAL_BOOLEAN ||
            l->kind == YG_LITERAL_TIMESTAMP)
            yg_buf_addf(out, " %lld", (long long)l->integer);
        else if (l->kind == YG_LITERAL_FLOAT)
            yg_buf_addf(out, " %g", l->number);
        else
            yg_buf_addf(out, " %c%.*s%c", l->kind == YG_LITERAL_STRING ? '\'' : '<',
                        YG_FMT(l->text), l->kind == YG_LITERAL_STRING ? '\'' : '>');
    }
}

static void add_node(yg_buf *out, const yg_pattern_node *node) {
    static const char *const names[] = {"",        "followedby", "or",   "and", "within",
                                        "repeats", "start",      "seen", "OR",  "AND"};
    yg_buf_addc(out, '(');
    if (node->kind == YG_PATTERN_TEST) {
        add_test(out, node);
    } else {
        yg_buf_addz(out, names[node->kind]);
        if (node->number > 0)
            yg_buf_addf(out, " %g", node->number);
        if (node->kind == YG_PATTERN_START)
            yg_buf_addf(out, " %lld", (long long)(node->until_us - node->from_us));
        yg_buf_addc(out, ' ');
        add_node(out, node->left);
        if (node->right != NULL)
            add_node(out, node->right);
    }
    yg_buf_addc(out, ')');
}

static const struct {
    const char *pattern, *tree;
} good[] = {
    {"[file:name = 'a.exe']", "(seen (= file:name 'a.exe'))"},
    {"[file:name == 'a']", "(seen (= file:name 'a'))"},
    {"[file:size <> 1]", "(seen (!= file:size 1))"},
    {"[file:size>=-5]", "(seen (>= file:size -5))"},
    {"[a:b < 1.5 OR a:b > .5]", "(seen (OR (< a:b 1.5)(> a:b 0.5)))"},
    {"[a:b = -.25]", "(seen (= a:b -0.25))"},
    {"[a:b = +3]", "(seen (= a:b 3))"},
    {"[a:b = true AND a:c != false]", "(seen (AND (= a:b 1)(!= a:c 0)))"},
    {"[a:b=1 OR a:c=2 AND a:d=3]", "(seen (OR (= a:b 1)(AND (= a:c 2)(= a:d 3))))"},
    {"[(a:b=1 OR a:c=2) AND a:d=3]", "(seen (AND (OR (= a:b 1)(= a:c 2))(= a:d 3)))"},
    {"[file:hashes.'SHA-256' = 'aa']", "(seen (= file:hashes.SHA-256 'aa'))"},
    {"[x-y:'p-q'.r[*].s[0].t[-1] = 'v']", "(seen (= x-y:p-q.r[*].s[0].t[-1] 'v'))"},
    {"[a:b NOT = 'x']", "(seen (not = a:b 'x'))"},
    {"[a:b NOT IN ('x', 'y', 3)]", "(seen (not IN a:b 'x' 'y' 3))"},
    {"[a:b IN ()]", "(seen (IN a:b))"},
    {"[a:b LIKE 'x%_']", "(seen (LIKE a:b 'x%_'))"},
    {"[a:b MATCHES '^\\\\d\\'$']", "(seen (MATCHES a:b '^\\d'$'))"},
    {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
     "(seen (ISSUBSET ipv4-addr:value '198.51.100.0/24'))"},
    {"[ipv4-addr:value NOT ISSUPERSET '198.51.100.1']",
     "(seen (not ISSUPERSET ipv4-addr:value '198.51.100.1'))"},
    {"[EXISTS a:b]", "(seen (EXISTS a:b))"},
    {"[NOT EXISTS a:b.c]", "(seen (not EXISTS a:b.c))"},
    {"[a:b = h'4a4B']", "(seen (= a:b <JK>))"},
    {"[a:b = b'SksgTA==']", "(seen (= a:b <JK L>))"},
    {"[a:b = t'1970-01-01T00:00:01Z']", "(seen (= a:b 1000000))"},
    {"[a:b = t'1970-01-01T00:00:01.5Z']", "(seen (= a:b 1500000))"},
    {"[a:b=1] OR [a:c=2] AND [a:d=3]",
     "(or (seen (= a:b 1))(and (seen (= a:c 2))(seen (= a:d 3))))"},
    {"[a:b=1] FOLLOWEDBY [a:c=2] OR [a:d=3]",
     "(followedby (seen (= a:b 1))(or (seen (= a:c 2))(seen (= a:d 3))))"},
    {"[a:b=1] FOLLOWEDBY [a:c=2] WITHIN 5 SECONDS",
     "(followedby (seen (= a:b 1))(within 5 (seen (= a:c 2))))"},
    {"([a:b=1] FOLLOWEDBY [a:c=2]) WITHIN 0.5 SECONDS",
     "(within 0.5 (followedby (seen (= a:b 1))(seen (= a:c 2))))"},
    {"[a:b=1] REPEATS 5 TIMES WITHIN 1800 SECONDS", "(within 1800 (repeats 5 (seen (= a:b 1))))"},
    {"[a:b=1] START t'1970-01-01T00:00:00Z' STOP t'1970-01-01T00:00:02Z'",
     "(start 2000000 (seen (= a:b 1)))"},
    {"[a:b=1] START '1970-01-01T00:00:00Z' STOP '1970-01-01T00:00:02Z'",
     "(start 2000000 (seen (= a:b 1)))"},
    {"/* one */ [ a : b /* two */ = 1 ] // three", "(seen (= a:b 1))"},
    {"[a:b = '\xe6\xad\xa6\xe8\x80\x85']", "(seen (= a:b '\xe6\xad\xa6\xe8\x80\x85'))"},
    {"[a:b = '// no comment']", "(seen (= a:b '// no comment'))"},
    {"[a:and = 1 AND a:or = 2]", "(seen (AND (= a:and 1)(= a:or 2)))"},
    {"[a:b=1 OR c:d=2]", "(seen (OR (= a:b 1)(= c:d 2)))"},
    {"[(a:b=1 OR c:d=2) AND c:e=3]", "(seen (AND (OR (= a:b 1)(= c:d 2))(= c:e 3)))"},
};

static void parse__grammar__tree(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        yg_stix_pattern pattern = {0};
        yg_error err = {0};
        YG_CLEANUP_BUF yg_buf tree = {0};
        if (!yg_stix_pattern_parse(&pattern, yg_str_of(good[i].pattern), &err))
            fail_msg("%s: %s", good[i].pattern, err.text);
        add_node(&tree, pattern.root);
        assert_string_equal(yg_buf_z(&tree), good[i].tree);
        yg_stix_pattern_free(&pattern);
    }
}

static const struct {
    const char *pattern;
    size_t offset;
    const char *says;
} bad[] = {
    {"", 0, "the pattern ends where \"[\" is missing"},
    {"[", 1, "an object type is missing"},
    {"[]", 1, "an object type was awaited here, not \"]\""},
    {"[file]", 5, "\":\" behind the object type"},
    {"[file:name]", 10, "a comparison"},
    {"[file:name = ]", 13, "a value"},
    {"[file:name = 'a'", 16, "AND, OR or \"]\" is missing"},
    {"[file:name = 'a]", 13, "this string has no end"},
    {"[file:name = 'a\\n']", 15, "a backslash in a string"},
    {"[file:hashes.SHA-256 = 'a']", 13, "stands in quotes: 'SHA-256'"},
    {"[a:b < true]", 7, "a value that has an order"},
    {"[a:b LIKE 3]", 10, "a string in quotes"},
    {"[a:b IN 'x']", 8, "\"(\" was awaited"},
    {"[a:b IN ('x' 'y')]", 13, "\",\" or \")\""},
    {"[a:b = 1] WITHIN 0 SECONDS", 17, "more than 0"},
    {"[a:b = 1] REPEATS 1.5 TIMES", 18, "1 or more"},
    {"[a:b = 1] REPEATS 2", 19, "TIMES is missing"},
    {"[a:b = 1] START t'2020-01-02T00:00:00Z' STOP t'2020-01-01T00:00:00Z'", 45,
     "not later than START"},
    {"[a:b = 1] followedby [a:b = 2]", 10, "AND, OR, FOLLOWEDBY"},
    {"[a:b = 1] ]", 10, "or the end"},
    {"[a:b = 01]", 7, "does not begin with 0"},
    {"[a:b = 99999999999999999999]", 7, "too large"},
    {"[a:b = h'abc']", 7, "even number"},
    {"[a:b = h'zz']", 7, "something else"},
    {"[a:b = b'A']", 7, "multiple of 4"},
    {"[a:b = t'yesterday']", 7, "is no time"},
    {"[a:b = 1 /* ]", 9, "this comment has no end"},
    {"[a:b = 1 AND c:d = 2]", 9, "no object is both c and a"},
    {"[a:b = 'x' # ]", 11, "no meaning here"},
    {"[a:b = '\xff']", 8, "no UTF-8"},
    {"\n\n [a:b]", 7, "line 3, column 6"},
    {"[a:b[x] = 1]", 5, "a number or *"},
};

static void parse__fault__its_place_and_what_was_awaited(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        yg_stix_pattern pattern = {0};
        yg_error err = {0};
        char place[64];
        snprintf(place, sizeof place, "byte %zu ", bad[i].offset);
        assert_false(yg_stix_pattern_parse(&pattern, yg_str_of(bad[i].pattern), &err));
        assert_null(pattern.root);
        assert_int_equal(err.code, YG_ERR_INPUT);
        if (strstr(err.text, place) == NULL || strstr(err.text, bad[i].says) == NULL)
            fail_msg("%s: %s", bad[i].pattern, err.text);
    }
}

static void parse__deep_or_long__refused(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_stix_pattern pattern = {0};
    yg_error err = {0};
    (void)state;
    for (int i = 0; i < 1000; i++)
        yg_buf_addc(&text, i < 500 ? '(' : '[');
    assert_false(yg_stix_pattern_parse(&pattern, yg_buf_str(&text), &err));
    yg_buf_clear(&text);
    yg_buf_addz(&text, "[a:b=1");
    for (int i = 0; i < 5000; i++)
        yg_buf_addz(&text, " OR a:b=1");
    yg_buf_addc(&text, ']');
    assert_false(yg_stix_pattern_parse(&pattern, yg_buf_str(&text), &err));
    assert_non_null(strstr(err.text, "more than 4096 parts"));
    text.n = 6 + 9 * 2000;
    yg_buf_addc(&text, ']');
    assert_true(yg_stix_pattern_parse(&pattern, yg_buf_str(&text), &err));
    yg_stix_pattern_free(&pattern);
}

/* Any bytes: an error or a tree, never more; and what is cut from a good pattern is told inside it.
 */
static void parse__stirred_patterns__an_answer(void **state) {
    uint64_t seed = 17;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[256];
        const char *from = good[seeded_below(&seed, sizeof good / sizeof *good)].pattern;
        size_t n = strlen(from);
        memcpy(text, from, n);
        for (uint64_t edits = seeded_below(&seed, 4); edits > 0 && n > 1; edits--) {
            size_t at = seeded_below(&seed, n);
            if (seeded_below(&seed, 2))
                text[at] = "[](): '\\=<>!.,*tbhANDOR0-\xe6\xff"[seeded_below(&seed, 28)];
            else
                memmove(text + at, text + at + 1, --n - at);
        }
        yg_stix_pattern pattern = {0};
        yg_error err = {0};
        unsigned long long at = 0;
        if (yg_stix_pattern_parse(&pattern, (yg_str){text, n}, &err)) {
            assert_non_null(pattern.root);
        } else {
            assert_int_equal(sscanf(strstr(err.text, ", at byte "), ", at byte %llu ", &at), 1);
            assert_true(at <= n);
        }
        yg_stix_pattern_free(&pattern);
    }
}

static bool take(void *self, yg_str type, yg_str path, yg_str value) {
    yg_buf_addf(self, "%.*s:%.*s=%.*s;", YG_FMT(type), YG_FMT(path), YG_FMT(value));
    return true;
}

static void simple__equalities__each(void **state) {
    static const struct {
        const char *pattern, *equalities; /* NULL: not simple */
    } cases[] = {
        {"[a:b='1']", "a:b=1;"},
        {"[a:b='1' OR c:d IN ('2','3')] OR [e:f='4']", "a:b=1;c:d=2;c:d=3;e:f=4;"},
        {"[a:b='1' AND a:c='2']", NULL},
        {"[a:b!='1']", NULL},
        {"[a:b NOT ='1']", NULL},
        {"[a:b=1]", NULL},
        {"[a:b IN ()]", NULL},
        {"[a:b='1'] AND [a:b='2']", NULL},
        {"[a:b='1'] START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'", NULL},
        {"[a:b LIKE '1']", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_stix_pattern pattern = {0};
        YG_CLEANUP_BUF yg_buf all = {0};
        assert_true(yg_stix_pattern_parse(&pattern, yg_str_of(cases[i].pattern), NULL));
        assert_int_equal(yg_stix_pattern_is_simple(&pattern), cases[i].equalities != NULL);
        if (cases[i].equalities != NULL) {
            assert_true(yg_stix_pattern_each_equality(&pattern, take, &all));
            assert_string_equal(yg_buf_z(&all), cases[i].equalities);
        }
        yg_stix_pattern_free(&pattern);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__grammar__tree),
        cmocka_unit_test(parse__fault__its_place_and_what_was_awaited),
        cmocka_unit_test(parse__deep_or_long__refused),
        cmocka_unit_test(parse__stirred_patterns__an_answer),
        cmocka_unit_test(simple__equalities__each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
