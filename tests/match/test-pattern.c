/* STIX patterns against observations: each comparison by hand, and what is asked over time held
 * against a slow search of all bindings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/hash.h"
#include "match/pattern_matcher_part.h"
#include "sanitized.h"
#include "seeded.h"

static yg_patterns *compile(const char *text) {
    yg_stix_pattern tree = {0};
    yg_error err = {0};
    yg_patterns *patterns = yg_patterns_make();
    if (!yg_stix_pattern_parse(&tree, yg_str_of(text), &err) ||
        !yg_patterns_add(patterns, &tree, &err))
        fail_msg("%s: %s", text, err.text);
    yg_stix_pattern_free(&tree);
    return patterns;
}

static void add(yg_observation *o, const char *path, const char *text) {
    yg_observed_value value = {
        .path = yg_str_of(path), .kind = YG_OBSERVED_STRING, .text = yg_str_of(text)};
    yg_vec_push(&o->values, value);
    o->objects.at[o->objects.n - 1].n++;
}

static void add_number(yg_observation *o, const char *path, int64_t number) {
    yg_observed_value value = {.path = yg_str_of(path),
                               .kind = YG_OBSERVED_INTEGER,
                               .integer = number,
                               .number = (double)number};
    yg_vec_push(&o->values, value);
    o->objects.at[o->objects.n - 1].n++;
}

static void begin(yg_observation *o, const char *type) {
    yg_observed_object object = {.type = yg_str_of(type), .first = o->values.n};
    yg_vec_push(&o->objects, object);
}

static void make_record(yg_observation *o) {
    begin(o, "file");
    add(o, "name", "Invoice 2022.pdf.exe");
    add(o, "hashes.SHA-256", "aabb");
    add_number(o, "size", 1200);
    add(o, "extensions.windows-pebinary-ext.sections[0].name", ".text");
    add(o, "extensions.windows-pebinary-ext.sections[1].name", ".evil");
    begin(o, "network-traffic");
    add(o, "dst_ref.value", "198.51.100.7");
    add_number(o, "dst_port", 443);
    add(o, "protocols[0]", "tcp");
    begin(o, "ipv4-addr");
    add(o, "value", "198.51.100.7");
    begin(o, "ipv6-addr");
    add(o, "value", "2001:db8::7");
    begin(o, "domain-name");
    add(o, "value", "login.example.com");
    begin(o, "user-account");
    add(o, "display_name", "e\xcc\x81ric"); /* decomposed */
    begin(o, "process");
    yg_observed_value hidden = {
        .path = YG_STR("is_hidden"), .kind = YG_OBSERVED_BOOLEAN, .integer = 1};
    yg_vec_push(&o->values, hidden);
    o->objects.at[o->objects.n - 1].n++;
    yg_observed_value created = {
        .path = YG_STR("created_time"), .kind = YG_OBSERVED_TIMESTAMP, .integer = 5000000};
    yg_vec_push(&o->values, created);
    o->objects.at[o->objects.n - 1].n++;
}

static const struct {
    const char *pattern;
    bool met;
} comparisons[] = {
    {"[file:name = 'Invoice 2022.pdf.exe']", true},
    {"[file:name = 'invoice 2022.pdf.exe']", false},
    {"[file:name != 'x']", true},
    {"[file:name NOT = 'x']", true},
    {"[file:name LIKE '%.exe']", true},
    {"[file:name LIKE 'Invoice ____.%']", true},
    {"[file:name LIKE '%.ex']", false},
    {"[file:name NOT LIKE '%.ex']", true},
    {"[file:name MATCHES '\\\\.pdf\\\\.(exe|scr)$']", true},
    {"[file:name MATCHES '^pdf']", false},
    {"[file:name IN ('a', 'Invoice 2022.pdf.exe', 'b')]", true},
    {"[file:name IN ('a', 3)]", false},
    {"[file:name NOT IN ('a', 'b')]", true},
    {"[file:hashes.'SHA-256' = 'AABB']", true},
    {"[file:hashes.SHA256 = 'aabb']", true},
    {"[file:hashes.MD5 = 'aabb']", false},
    {"[file:hashes.MD5 != 'aabb']", false},
    {"[file:size > 1199 AND file:size < 1201]", true},
    {"[file:size >= 1200.0]", true},
    {"[file:size <= 1199.5]", false},
    {"[file:size = '1200']", false},
    {"[file:size IN (1, 1200)]", true},
    {"[file:extensions.'windows-pebinary-ext'.sections[*].name = '.evil']", true},
    {"[file:extensions.'windows-pebinary-ext'.sections[0].name = '.evil']", false},
    {"[file:extensions.'windows-pebinary-ext'.sections[1].name = '.evil']", true},
    {"[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 443]", true},
    {"[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 80]", false},
    {"[network-traffic:protocols[*] = 'tcp']", true},
    {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']", true},
    {"[ipv4-addr:value ISSUBSET '198.51.100.0/29']", true},
    {"[ipv4-addr:value ISSUBSET '198.51.100.8/29']", false},
    {"[ipv4-addr:value NOT ISSUBSET '203.0.113.0/24']", true},
    {"[ipv4-addr:value ISSUPERSET '198.51.100.7/32']", true},
    {"[ipv4-addr:value ISSUPERSET '198.51.100.0/24']", false},
    {"[ipv6-addr:value ISSUBSET '2001:db8::/32']", true},
    {"[ipv6-addr:value ISSUBSET '2001:db9::/32']", false},
    {"[ipv6-addr:value ISSUBSET '0.0.0.0/0']", false},
    {"[domain-name:value = 'LOGIN.example.com']", true},
    {"[user-account:display_name = '\xc3\xa9ric']", true},
    {"[process:is_hidden = true]", true},
    {"[process:is_hidden = false]", false},
    {"[process:is_hidden = 1]", false},
    {"[process:created_time >= t'1970-01-01T00:00:05Z']", true},
    {"[process:created_time < t'1970-01-01T00:00:05Z']", false},
    {"[EXISTS file:size]", true},
    {"[EXISTS file:nothing]", false},
    {"[NOT EXISTS file:nothing]", true},
    {"[NOT EXISTS file:size]", false},
    {"[file:size = 1 OR ipv4-addr:value = '198.51.100.7']", true},
    {"[(file:size = 1 OR file:size = 1200) AND file:name LIKE 'I%']", true},
    {"[url:value = 'x']", false},
    {"[file:name = 'x'] OR [file:size = 1200]", true},
    {"[file:size = 1200] AND [file:size = 1200]", false}, /* one observation is used once */
};

static void note(void *self, uint32_t pattern, const uint64_t *ids, size_t n) {
    ++*(size_t *)self;
}

static void test__comparison__as_the_standard_says(void **state) {
    yg_observation o = {0};
    (void)state;
    make_record(&o);
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        yg_patterns *patterns = compile(comparisons[i].pattern);
        yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
        yg_pattern_matcher *matcher = yg_pattern_matcher_make(patterns, NULL);
        size_t n, found = 0;
        const uint32_t *met = yg_patterns_test(patterns, scratch, &o, &n);
        yg_pattern_matcher_put(matcher, met, n, (yg_pattern_seen){1000000, 1, 0}, note, &found);
        if ((found > 0) != comparisons[i].met)
            fail_msg("%s", comparisons[i].pattern);
        yg_pattern_matcher_free(matcher);
        yg_pattern_scratch_free(scratch);
        yg_patterns_free(patterns);
    }
    yg_observation_free(&o);
}

static void compile__what_cannot_be__refused_with_its_place(void **state) {
    static const char *const bad[] = {
        "[a:b MATCHES '(']", "[ipv4-addr:value ISSUBSET '198.51.100.0/33']",
        "[ipv4-addr:value ISSUPERSET 'x']", "[a:b = 1] REPEATS 4097 TIMES"};
    (void)state;
    yg_patterns *patterns = compile("[a:b = 1]");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        yg_stix_pattern tree = {0};
        yg_error err = {0};
        assert_true(yg_stix_pattern_parse(&tree, yg_str_of(bad[i]), &err));
        assert_false(yg_patterns_add(patterns, &tree, &err));
        assert_non_null(strstr(err.text, ", at byte "));
        yg_stix_pattern_free(&tree);
    }
    assert_int_equal(yg_patterns_count(patterns), 1);
    yg_patterns_free(patterns);
}

static void can_be_met__what_no_log_has__named(void **state) {
    static const struct {
        const char *pattern, *missing;
        bool can;
    } cases[] = {
        {"[file:name = 'x' AND file:hashes.SHA256 = 'aa']", "", true},
        {"[network-traffic:protocols[*] = 'tcp' OR email-message:to_refs[7].value = 'x']", "",
         true},
        {"[network-traffic:protocols = 'tcp']",
         "network-traffic:protocols (did you mean network-traffic:protocols[*]?)", false},
        {"[domain-nmae:value = 'x']", "domain-nmae:value (did you mean domain-name:value?)", false},
        {"[file:nam = 'x' AND file:name = 'y'] OR [file:nam = 'z' OR url:value = 'y']",
         "file:nam (did you mean file:name?)", true},
        {"([mutex:name = 'x'] AND [file:name = 'y']) WITHIN 5 SECONDS", "mutex:name", false},
        {"[NOT EXISTS file:ctime]", "", true},
        {"[file:ctime != 'x']", "file:ctime", false},
        {"[windows-registry-key:values[1].name = 'x']",
         "windows-registry-key:values[1].name (did you mean windows-registry-key:values[0].name?)",
         false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf missing = {0};
        yg_stix_pattern tree = {0};
        assert_true(yg_stix_pattern_parse(&tree, yg_str_of(cases[i].pattern), NULL));
        assert_int_equal(yg_stix_pattern_can_be_met(&tree, &missing), cases[i].can);
        assert_string_equal(missing.n > 0 ? yg_buf_z(&missing) : "", cases[i].missing);
        yg_stix_pattern_free(&tree);
    }
}

static void test__regex_that_explodes__given_up(void **state) {
    char text[201] = {0};
    (void)state;
    memset(text, 'a', 200);
    yg_patterns *patterns = compile("[file:name MATCHES '(a|aa|a?)+$b']");
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
    yg_observation o = {0};
    size_t n;
    begin(&o, "file");
    add(&o, "name", text);
    yg_patterns_test(patterns, scratch, &o, &n);
    assert_int_equal(n, 0);
    assert_int_equal(yg_pattern_scratch_given_up(scratch), 1);
    yg_observation_free(&o);
    yg_pattern_scratch_free(scratch);
    yg_patterns_free(patterns);
}

/* --- Over time, slowly: all subsets of observations, all ways to split them --- */

enum { LETTERS = 3, MOST = 9 };
typedef struct {
    unsigned letters; /* bit k: meets [x:k = 1] */
    int64_t time_us;
} event;

static int64_t first_of(const event *events, unsigned set) {
    int64_t t = INT64_MAX;
    for (int i = 0; i < MOST; i++)
        t = set >> i & 1 && events[i].time_us < t ? events[i].time_us : t;
    return t;
}

static int64_t last_of(const event *events, unsigned set) {
    int64_t t = INT64_MIN;
    for (int i = 0; i < MOST; i++)
        t = set >> i & 1 && events[i].time_us > t ? events[i].time_us : t;
    return t;
}

static bool binds(const yg_pattern_node *node, const event *events, unsigned set, unsigned times) {
    if (node->kind == YG_PATTERN_REPEATS && times == 0)
        times = (unsigned)node->number;
    switch (node->kind) {
    case YG_PATTERN_OBSERVED:
        return set != 0 && (set & (set - 1)) == 0 &&
               events[__builtin_ctz(set)].letters >> (node->left->path.p[0] - 'a') & 1;
    case YG_PATTERN_OBSERVED_OR:
        return binds(node->left, events, set, 0) || binds(node->right, events, set, 0);
    case YG_PATTERN_WITHIN:
        return set != 0 &&
               last_of(events, set) - first_of(events, set) <= (int64_t)(node->number * 1e6) &&
               binds(node->left, events, set, 0);
    case YG_PATTERN_START:
        return set != 0 && first_of(events, set) >= node->from_us &&
               last_of(events, set) < node->until_us && binds(node->left, events, set, 0);
    case YG_PATTERN_REPEATS:
        if (times == 1)
            return binds(node->left, events, set, 0);
        for (unsigned a = (set - 1) & set; a != 0; a = (a - 1) & set) {
            if (binds(node->left, events, a, 0) && binds(node, events, set & ~a, times - 1))
                return true;
        }
        return false;
    default:
        for (unsigned a = (set - 1) & set; a != 0; a = (a - 1) & set) {
            unsigned b = set & ~a;
            if ((node->kind != YG_PATTERN_FOLLOWEDBY ||
                 last_of(events, a) <= first_of(events, b)) &&
                binds(node->left, events, a, 0) && binds(node->right, events, b, 0))
                return true;
        }
        return false;
    }
}

static bool exists(const yg_pattern_node *root, const event *events, int n) {
    for (unsigned set = 1; set < 1U << n; set++) {
        if (binds(root, events, set, 0))
            return true;
    }
    return false;
}

/* A pattern over [x:a=1], [x:b=1], [x:c=1]. */
static void make_pattern(uint64_t *seed, yg_buf *text, int depth) {
    uint64_t kind = depth == 0 ? 0 : seeded_below(seed, 8);
    if (kind < 2) {
        yg_buf_addf(text, "[x:%c = 1]", (char)('a' + seeded_below(seed, LETTERS)));
    } else if (kind < 5) {
        yg_buf_addc(text, '(');
        make_pattern(seed, text, depth - 1);
        yg_buf_addz(text, kind == 2 ? " AND " : kind == 3 ? " OR " : " FOLLOWEDBY ");
        make_pattern(seed, text, depth - 1);
        yg_buf_addc(text, ')');
    } else {
        yg_buf_addc(text, '(');
        make_pattern(seed, text, depth - 1);
        yg_buf_addc(text, ')');
        if (kind == 5)
            yg_buf_addf(text, " WITHIN %d SECONDS", (int)seeded_below(seed, 4) + 1);
        else if (kind == 6)
            yg_buf_addf(text, " REPEATS %d TIMES", (int)seeded_below(seed, 3) + 1);
        else
            yg_buf_addf(text, " START t'1970-01-01T00:00:0%dZ' STOP t'1970-01-01T00:00:09Z'",
                        (int)seeded_below(seed, 4));
    }
}

/* The first observation with which a binding is there must be the one at which it is told. */
static void put__made_up_streams__told_when_the_slow_search_says(void **state) {
    uint64_t seed = 5;
    int told_in_all = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_stix_pattern tree = {0};
        event events[MOST];
        make_pattern(&seed, &text, 3);
        yg_patterns *patterns = compile(yg_buf_z(&text));
        assert_true(yg_stix_pattern_parse(&tree, yg_buf_str(&text), NULL));
        yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
        yg_pattern_matcher *matcher = yg_pattern_matcher_make(patterns, NULL);
        for (int i = 0; i < MOST; i++) {
            yg_observation o = {0};
            static const char *const paths[] = {"a", "b", "c"};
            size_t n, told = 0;
            events[i] = (event){1 + (unsigned)seeded_below(&seed, 7),
                                (int64_t)seeded_below(&seed, 10) * 1000000};
            begin(&o, "x");
            for (int k = 0; k < LETTERS; k++) {
                if (events[i].letters >> k & 1)
                    add_number(&o, paths[k], 1);
            }
            const uint32_t *met = yg_patterns_test(patterns, scratch, &o, &n);
            yg_pattern_matcher_put(
                matcher, met, n, (yg_pattern_seen){events[i].time_us, (uint64_t)i, 0}, note, &told);
            yg_observation_free(&o);
            if ((told > 0) != exists(tree.root, events, i + 1))
                fail_msg("round %d, observation %d: %s", round, i, yg_buf_z(&text));
            if (told > 0) {
                told_in_all++;
                break;
            }
        }
        assert_int_equal(yg_pattern_matcher_count(matcher).given_up, 0);
        yg_pattern_matcher_free(matcher);
        yg_pattern_scratch_free(scratch);
        yg_patterns_free(patterns);
        yg_stix_pattern_free(&tree);
    }
    assert_in_range(told_in_all, 1000, 2999);
}

static void put__endless_stream__bounded(void **state) {
    (void)state;
    yg_patterns *patterns = compile("[x:a = 1] REPEATS 50 TIMES FOLLOWEDBY [x:b = 1]");
    yg_pattern_matcher *matcher =
        yg_pattern_matcher_make(patterns, &(yg_pattern_matcher_options){.most = 100});
    size_t told = 0;
    const uint32_t first = 0, second = 1;
    for (uint64_t i = 0; i < 100000; i++)
        yg_pattern_matcher_put(matcher, &first, 1, (yg_pattern_seen){(int64_t)i, i, 0}, note,
                               &told);
    assert_int_equal(told, 0);
    assert_true(yg_pattern_matcher_count(matcher).forgotten > 99800);
    yg_pattern_matcher_put(matcher, &second, 1, (yg_pattern_seen){YG_TIME_NONE, 1, 0}, note, &told);
    assert_int_equal(yg_pattern_matcher_count(matcher).timeless, 1);
    yg_pattern_matcher_put(matcher, &second, 1, (yg_pattern_seen){200000, 200000, 0}, note, &told);
    assert_int_equal(told, 1);
    yg_pattern_matcher_free(matcher);
    yg_patterns_free(patterns);
}

/* Each would take hours, or all of the stack. */
static void put__patterns_that_explode__given_up(void **state) {
    (void)state;
    yg_buf chain = {0};
    yg_buf_addc(&chain, '(');
    for (int i = 0; i < 20; i++)
        yg_buf_addf(&chain, "%s([domain-name:value != '%d.x'] REPEATS 4000 TIMES)",
                    i > 0 ? " AND " : "", i);
    yg_buf_addc(&chain, ')');
    const char *const texts[] = {
        "([domain-name:value = 'a'] AND [domain-name:value != 'b']) REPEATS 3000 TIMES",
        "([domain-name:value = 'a'] WITHIN 9 SECONDS WITHIN 9 SECONDS) REPEATS 4000 TIMES",
        yg_buf_z(&chain)};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        yg_patterns *patterns = compile(texts[t]);
        yg_pattern_matcher *matcher = yg_pattern_matcher_make(patterns, NULL);
        const uint32_t met[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,
                                10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        size_t told = 0;
        size_t n = t == 0 ? 2 : t == 1 ? 1 : 20;
        for (uint64_t i = 0; i < 5000; i++)
            yg_pattern_matcher_put(matcher, met, n, (yg_pattern_seen){(int64_t)i, i, 0}, note,
                                   &told);
        assert_true(yg_pattern_matcher_count(matcher).given_up > 50);
        assert_int_equal(told, 0);
        yg_pattern_matcher_free(matcher);
        yg_patterns_free(patterns);
    }
    yg_buf_free(&chain);
}

/* --- LIKE --- */

static bool is_like_slowly(const char *v, const char *l) {
    if (*l == '%')
        return is_like_slowly(v, l + 1) || (*v != '\0' && is_like_slowly(v + 1, l));
    if (*l == '\0' || *v == '\0')
        return *l == *v;
    return (*l == '_' || *l == *v) && is_like_slowly(v + 1, l + 1);
}

static bool is_met(const yg_patterns *patterns, const char *name, uint64_t *ret_given_up) {
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
    yg_observation o = {0};
    size_t n;
    begin(&o, "file");
    add(&o, "name", name);
    yg_patterns_test(patterns, scratch, &o, &n);
    *ret_given_up = yg_pattern_scratch_given_up(scratch);
    yg_observation_free(&o);
    yg_pattern_scratch_free(scratch);
    return n > 0;
}

static void test__made_up_likes__as_slowly(void **state) {
    uint64_t seed = 21, given_up;
    size_t met = 0;
    (void)state;
    for (int round = 0; round < (IS_SANITIZED ? 4000 : 20000); round++) {
        char name[16] = "", like[16] = "", text[64];
        for (uint64_t n = 1 + seeded_below(&seed, 9), i = 0; i < n; i++)
            name[i] = "ab"[seeded_below(&seed, 2)];
        for (uint64_t n = 1 + seeded_below(&seed, 8), i = 0; i < n; i++)
            like[i] = "aabb_%"[seeded_below(&seed, 6)];
        snprintf(text, sizeof text, "[file:name LIKE '%s']", like);
        yg_patterns *patterns = compile(text);
        bool expected = is_like_slowly(name, like);
        if (is_met(patterns, name, &given_up) != expected || given_up > 0)
            fail_msg("'%s' LIKE '%s'", name, like);
        met += expected;
        yg_patterns_free(patterns);
    }
    assert_in_range(met, 400, 18000);
}

static void test__like_outside_ascii__by_signs(void **state) {
    static const struct {
        const char *like, *name;
        bool met;
    } cases[] = {{"_", "\xe6\x97\xa5", true},
                 {"__", "\xe6\x97\xa5", false},
                 {"%_", "\xe6\x97\xa5", true},
                 {"%__", "x\xe6\x97\xa5", true},
                 {"%x_", "x\xe6\x97\xa5", true},
                 {"%\xe6\x97\xa5_%", "a\xe6\x97\xa5", false},
                 {"%\xe6\x97\xa5", "\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", true},
                 {"%\xe6\x9c\xac%_", "\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", true},
                 {"_%_%_%_", "\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        uint64_t given_up;
        snprintf(text, sizeof text, "[file:name LIKE '%s']", cases[i].like);
        yg_patterns *patterns = compile(text);
        if (is_met(patterns, cases[i].name, &given_up) != cases[i].met)
            fail_msg("'%s' LIKE '%s'", cases[i].name, cases[i].like);
        yg_patterns_free(patterns);
    }
}

/* A megabyte of steps and no more, whatever the pattern; those without _ are linear. */
static void test__like_that_explodes__given_up(void **state) {
    static char name[60001];
    yg_buf text = {0};
    uint64_t given_up;
    (void)state;
    memset(name, 'a', sizeof name - 1);
    for (int sign = 0; sign < 2; sign++) {
        yg_buf_clear(&text);
        yg_buf_addz(&text, "[file:name LIKE '%");
        for (int i = 0; i < 30000; i++)
            yg_buf_addc(&text, sign == 1 && i == 7 ? '_' : 'a');
        yg_buf_addz(&text, "b%']");
        yg_patterns *patterns = compile(yg_buf_z(&text));
        assert_false(is_met(patterns, name, &given_up));
        assert_int_equal(given_up, sign);
        yg_patterns_free(patterns);
    }
    yg_buf_free(&text);
}

/* One file's name asked of all patterns: how many are met. */
static size_t names_met(const yg_patterns *patterns, yg_pattern_scratch *scratch,
                        const char *name) {
    yg_observation o = {0};
    size_t n;
    begin(&o, "file");
    add(&o, "name", name);
    yg_patterns_test(patterns, scratch, &o, &n);
    yg_observation_free(&o);
    return n;
}

static const char endless[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac";
enum { TICKS_ONE = 50, TICKS_BLOCK = 128, TICKS_ALL = 8192, BYTES_TICK = 16 << 10 };

/* A regular expression has 128 ticks in a block, and one for each 16 KiB of it; what never ends
 * takes 50 each time. Another block is another beginning. */
static void test__costly_regex_again_and_again__given_up(void **state) {
    (void)state;
    yg_patterns *patterns = compile("[file:name MATCHES '^(a+)+b$']");
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
    uint64_t given_up = 0;
    size_t n;
    static const int blocks[] = {TICKS_BLOCK, 149, 150, 151, 177, 200, 201};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        int ticks = blocks[i];
        yg_pattern_scratch_block(scratch, (size_t)(ticks - TICKS_BLOCK) * BYTES_TICK);
        for (int left = ticks; left > 0; left -= TICKS_ONE) {
            assert_int_equal(names_met(patterns, scratch, "aab"), 1);
            assert_int_equal(names_met(patterns, scratch, endless), 0);
            assert_int_equal(yg_pattern_scratch_given_up(scratch), ++given_up);
        }
        assert_int_equal(names_met(patterns, scratch, "aab"), 0);
        assert_int_equal(yg_pattern_scratch_given_up(scratch), ++given_up);
    }
    const yg_pattern_hard *hard = yg_pattern_scratch_hard(scratch, &n);
    assert_int_equal(n, 1);
    assert_int_equal(hard[0].pattern, 0);
    assert_int_equal(hard[0].n, given_up);
    yg_pattern_scratch_hard(scratch, &n);
    assert_int_equal(n, 0);
    yg_pattern_scratch_free(scratch);
    yg_patterns_free(patterns);
}

/* Many of them have 8192 ticks together, however long the block is. */
static void test__many_costly_regexes__bounded_together(void **state) {
    (void)state;
    for (size_t n = TICKS_ALL / TICKS_ONE; n <= TICKS_ALL / TICKS_ONE + 1; n++) {
        yg_patterns *patterns = yg_patterns_make();
        yg_stix_pattern tree = {0};
        assert_true(yg_stix_pattern_parse(&tree, YG_STR("[file:name MATCHES '^(a+)+b$']"), NULL));
        for (size_t i = 0; i < n; i++)
            assert_true(yg_patterns_add(patterns, &tree, NULL));
        yg_stix_pattern_free(&tree);
        yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
        yg_pattern_scratch_block(scratch, (size_t)TICKS_ALL * BYTES_TICK);
        assert_int_equal(names_met(patterns, scratch, endless), 0);
        assert_int_equal(yg_pattern_scratch_given_up(scratch), n);
        assert_int_equal(names_met(patterns, scratch, "aab"), n == TICKS_ALL / TICKS_ONE ? n : 0);
        yg_pattern_scratch_free(scratch);
        yg_patterns_free(patterns);
    }
}

/* Each type by its own number, which many share but for 64; one that nobody asks for. */
static void test__thousands_of_types__each_told_apart(void **state) {
    enum { TYPES = 5000 };
    (void)state;
    yg_patterns *patterns = yg_patterns_make();
    char text[64];
    for (int i = 0; i < TYPES; i++) {
        yg_stix_pattern tree = {0};
        snprintf(text, sizeof text, "[x-made-up-%d:name = 'a']", i);
        assert_true(yg_stix_pattern_parse(&tree, yg_str_of(text), NULL));
        assert_true(yg_patterns_add(patterns, &tree, NULL));
        yg_stix_pattern_free(&tree);
    }
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
    for (int i = 0; i <= TYPES; i += 500) {
        yg_observation o = {0};
        size_t n;
        snprintf(text, sizeof text, "x-made-up-%d", i);
        assert_int_equal(yg_patterns_want(patterns, yg_str_of(text)), i < TYPES);
        begin(&o, text);
        add(&o, "name", "a");
        const uint32_t *met = yg_patterns_test(patterns, scratch, &o, &n);
        assert_int_equal(n, i < TYPES);
        if (n > 0)
            assert_int_equal(met[0], i);
        yg_observation_free(&o);
    }
    yg_pattern_scratch_free(scratch);
    yg_patterns_free(patterns);
}

/* --- Memory --- */

static yg_patterns *compile_many(int n) {
    yg_patterns *patterns = yg_patterns_make();
    yg_stix_pattern tree = {0};
    assert_true(yg_stix_pattern_parse(
        &tree, YG_STR("[x:a = 1] FOLLOWEDBY [x:b = 1] FOLLOWEDBY [x:c = 1]"), NULL));
    for (int i = 0; i < n; i++)
        assert_true(yg_patterns_add(patterns, &tree, NULL));
    yg_stix_pattern_free(&tree);
    return patterns;
}

/* Thousands of patterns that every record begins: bounded altogether, counted, and still of use. */
static void put__thousands_of_patterns__bounded_together(void **state) {
    enum { PATTERNS = 3000, KEPT = 50000 };
    uint32_t met[PATTERNS], middle[PATTERNS];
    size_t told = 0;
    (void)state;
    yg_patterns *patterns = compile_many(PATTERNS);
    yg_pattern_matcher *matcher =
        yg_pattern_matcher_make(patterns, &(yg_pattern_matcher_options){.most_all = KEPT});
    for (uint32_t i = 0; i < PATTERNS; i++) {
        met[i] = i * 3;
        middle[i] = i * 3 + 1;
    }
    for (uint64_t i = 0; i < 300; i++) {
        yg_pattern_matcher_put(matcher, met, PATTERNS, (yg_pattern_seen){(int64_t)i, i, 0}, note,
                               &told);
        assert_true(matcher->all <= KEPT);
    }
    size_t held = 0;
    for (size_t b = 0; b < patterns->brackets.n; b++)
        held += matcher->brackets[b].seen.cap;
    assert_true(held <= 2 * KEPT);
    assert_true(yg_pattern_matcher_count(matcher).forgotten > 800000);
    assert_int_equal(yg_pattern_matcher_count_of(matcher, 7).forgotten,
                     300 - matcher->brackets[21].seen.n);
    yg_pattern_matcher_put(matcher, middle, PATTERNS, (yg_pattern_seen){400, 400, 0}, note, &told);
    const uint32_t last = 2;
    yg_pattern_matcher_put(matcher, &last, 1, (yg_pattern_seen){500, 500, 0}, note, &told);
    assert_int_equal(told, 1);
    yg_pattern_matcher_free(matcher);
    yg_patterns_free(patterns);
}

/* Saved at every observation and taken up by a fresh matcher, the streams of the slow search tell
 * the same; what was damaged at any byte, or cut, is refused and leaves nothing. */
static void save__at_every_observation__goes_on_as_before(void **state) {
    uint64_t seed = 17;
    (void)state;
    for (int round = 0; round < (IS_SANITIZED ? 60 : 400); round++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        make_pattern(&seed, &text, 3);
        yg_patterns *patterns = compile(yg_buf_z(&text));
        yg_pattern_matcher *one = yg_pattern_matcher_make(patterns, NULL);
        yg_pattern_matcher *other = yg_pattern_matcher_make(patterns, NULL);
        for (uint64_t i = 0; i < 20; i++) {
            YG_CLEANUP_BUF yg_buf saved = {0}, again = {0};
            uint32_t met[MOST * 2];
            size_t n = 0, told[2] = {0};
            uint64_t next = 0;
            for (uint32_t b = 0; b < patterns->brackets.n; b++) {
                if (seeded_below(&seed, 3) == 0 && n < MOST * 2)
                    met[n++] = b;
            }
            yg_pattern_seen seen = {(int64_t)seeded_below(&seed, 10) * 1000000, i,
                                    seeded_below(&seed, 2)};
            yg_pattern_matcher_put(one, met, n, seen, note, &told[0]);
            yg_pattern_matcher_put(other, met, n, seen, note, &told[1]);
            assert_int_equal(told[0], told[1]);
            yg_pattern_matcher_save(other, i + 1, &saved);
            yg_pattern_matcher_free(other);
            other = yg_pattern_matcher_make(patterns, NULL);
            assert_true(yg_pattern_matcher_load(other, yg_buf_str(&saved), &next, NULL));
            assert_int_equal(next, i + 1);
            yg_pattern_matcher_save(other, i + 1, &again);
            assert_true(yg_str_eq(yg_buf_str(&saved), yg_buf_str(&again)));
        }
        yg_pattern_matcher_free(one);
        yg_pattern_matcher_free(other);
        yg_patterns_free(patterns);
    }
}

static void load__damaged__refused(void **state) {
    YG_CLEANUP_BUF yg_buf saved = {0}, empty = {0}, now = {0};
    uint64_t next;
    size_t told = 0;
    (void)state;
    yg_patterns *patterns = compile_many(3);
    yg_pattern_matcher *matcher = yg_pattern_matcher_make(patterns, NULL);
    yg_pattern_matcher_save(matcher, 0, &empty);
    const uint32_t met[] = {0, 1, 4, 8};
    for (uint64_t i = 0; i < 5; i++)
        yg_pattern_matcher_put(matcher, met + i % 3, 2, (yg_pattern_seen){(int64_t)i, i, i}, note,
                               &told);
    yg_pattern_matcher_save(matcher, 9, &saved);
    yg_pattern_matcher_free(matcher);
    matcher = yg_pattern_matcher_make(patterns, NULL);
    for (size_t i = 0; i < saved.n; i++) {
        yg_error err = {0};
        saved.p[i] ^= 0x11;
        assert_false(yg_pattern_matcher_load(matcher, yg_buf_str(&saved), &next, &err));
        assert_true(err.code == YG_ERR_INPUT);
        saved.p[i] ^= 0x11;
        assert_false(yg_pattern_matcher_load(matcher, (yg_str){saved.p, i}, &next, NULL));
    }
    /* A right digest over wrong numbers: whoever writes the file can make one. */
    for (size_t i = 19; i + 24 < saved.n; i += 8) {
        YG_CLEANUP_BUF yg_buf bad = {0};
        yg_buf_add(&bad, yg_buf_str(&saved));
        memset(bad.p + i, 0x7f, 8);
        yg_hash128((yg_str){bad.p, bad.n - 16}, (unsigned char *)bad.p + bad.n - 16);
        (void)yg_pattern_matcher_load(matcher, yg_buf_str(&bad), &next, NULL);
        yg_pattern_matcher_put(matcher, met, 2, (yg_pattern_seen){7, 70 + i, 0}, note, &told);
        yg_pattern_matcher_free(matcher);
        matcher = yg_pattern_matcher_make(patterns, NULL);
    }
    yg_pattern_matcher_save(matcher, 0, &now);
    assert_true(yg_str_eq(yg_buf_str(&empty), yg_buf_str(&now)));
    assert_true(yg_pattern_matcher_load(matcher, yg_buf_str(&saved), &next, NULL));
    yg_patterns *others = compile_many(2);
    yg_pattern_matcher *stranger = yg_pattern_matcher_make(others, NULL);
    assert_false(yg_pattern_matcher_load(stranger, yg_buf_str(&saved), &next, NULL));
    yg_pattern_matcher_free(stranger);
    yg_patterns_free(others);
    yg_pattern_matcher_free(matcher);
    yg_patterns_free(patterns);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test__comparison__as_the_standard_says),
        cmocka_unit_test(compile__what_cannot_be__refused_with_its_place),
        cmocka_unit_test(can_be_met__what_no_log_has__named),
        cmocka_unit_test(test__regex_that_explodes__given_up),
        cmocka_unit_test(test__made_up_likes__as_slowly),
        cmocka_unit_test(test__like_outside_ascii__by_signs),
        cmocka_unit_test(test__like_that_explodes__given_up),
        cmocka_unit_test(test__costly_regex_again_and_again__given_up),
        cmocka_unit_test(test__many_costly_regexes__bounded_together),
        cmocka_unit_test(test__thousands_of_types__each_told_apart),
        cmocka_unit_test(put__thousands_of_patterns__bounded_together),
        cmocka_unit_test(save__at_every_observation__goes_on_as_before),
        cmocka_unit_test(load__damaged__refused),
        cmocka_unit_test(put__made_up_streams__told_when_the_slow_search_says),
        cmocka_unit_test(put__endless_stream__bounded),
        cmocka_unit_test(put__patterns_that_explode__given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
