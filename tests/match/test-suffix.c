/* Public suffixes: every rule of the list that was compiled in, and names around it, as libpsl has
 * them; small lists by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <libpsl.h>

#include "../seeded.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/suffix.h"

enum { HOST_MAX = 253 };

static void report(const char *host, const yg_suffix_split *split, const char *wanted) {
    fail_msg("%s: registrable at %u, suffix at %u, private %d, listed %d; libpsl: %s", host,
             split->registrable, split->suffix, split->is_private, split->is_listed, wanted);
}

/* One host name against libpsl; longer ones than a name can be are left out. */
static void compare(const psl_ctx_t *psl, const char *host) {
    yg_suffix_split split;
    size_t n = strlen(host);
    if (n > HOST_MAX)
        return;
    yg_suffix_find(yg_suffixes_built_in(), (yg_str){host, n}, &split);
    const char *suffix = psl_unregistrable_domain(psl, host),
               *registrable = psl_registrable_domain(psl, host);
    if (suffix == NULL || strcmp(suffix, host + split.suffix) != 0)
        report(host, &split, suffix != NULL ? suffix : "nothing");
    if (split.is_suffix != (registrable == NULL) ||
        (registrable != NULL && strcmp(registrable, host + split.registrable) != 0))
        report(host, &split, registrable != NULL ? registrable : "a suffix");
    bool listed = psl_is_public_suffix2(psl, suffix, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
    bool icann = psl_is_public_suffix2(psl, suffix, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
    if (split.is_listed != listed || split.is_private != (listed && !icann))
        report(host, &split, listed ? icann ? "public" : "private" : "not listed");
}

/* A rule of the list as the end of host names: "*" as some label, "!" left out, A-labels. */
static bool host_of(yg_str rule, char ret_host[512]) {
    size_t n = 0;
    if (rule.p[0] == '!')
        rule = yg_str_from(rule, 1);
    for (yg_str rest = rule, part; yg_str_split(&rest, '.', &part);) {
        uint32_t points[64];
        char label[64];
        size_t points_n = 0, bytes = 0;
        for (size_t at = 0; at < part.n && points_n < 64;)
            points[points_n++] = yg_utf8_next(part, &at);
        if (points_n == 1 && points[0] == '*')
            points[0] = 'q';
        if (!yg_punycode_encode(points, points_n, label, &bytes) || n + bytes + 2 > 400)
            return false;
        memcpy(ret_host + n, label, bytes);
        n += bytes;
        ret_host[n++] = '.';
    }
    ret_host[n - 1] = '\0';
    return true;
}

/* The rule's own name, the names above it, and names below it. */
static void compare_around(const psl_ctx_t *psl, const char *host, uint64_t *state) {
    static const char *const fronts[] = {"a.", "b.a.", "www.", "co.", "city.", "x.y.z.w."};
    char name[600];
    for (const char *at = host; at != NULL; at = strchr(at, '.')) {
        at += *at == '.';
        compare(psl, at);
    }
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        snprintf(name, sizeof name, "%s%s", fronts[i], host);
        compare(psl, name);
    }
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "a.b.%s", host);
        char *letter = &name[seeded_below(state, strlen(name))];
        if (*letter != '.')
            *letter = "abcdefgijklmnopqrstuvwx0123456789"[seeded_below(state, 33)];
        compare(psl, name);
    }
}

static void find__every_rule_and_names_around_it__as_libpsl(void **unused) {
    psl_ctx_t *psl = psl_load_file(YG_SUFFIX_LIST);
    FILE *file = fopen(YG_SUFFIX_LIST, "r");
    char line[1024], host[512];
    uint64_t state = 11;
    size_t rules = 0;
    (void)unused;
    assert_non_null(psl);
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        size_t n = strcspn(line, " \t\r\n");
        if (n == 0 || strncmp(line, "//", 2) == 0)
            continue;
        assert_true(host_of((yg_str){line, n}, host));
        compare_around(psl, host, &state);
        rules++;
    }
    assert_true(rules > 5000);
    fclose(file);
    psl_free(psl);
}

typedef struct {
    const char *list, *host;
    int registrable, suffix;
    bool is_private, is_listed;
} small_case;

static const small_case small_cases[] = {
    {"com\n", "a.b.com", 2, 4, false, true},
    {"com\n", "a.b.unknown", 2, 4, false, false},
    {"*.ck\n!www.ck\n", "a.www.ck", 2, 6, false, true},
    {"*.ck\n!www.ck\n", "a.b.c.ck", 2, 4, false, true},
    {"jp\n*.kawasaki.jp\n!city.kawasaki.jp\n", "x.city.kawasaki.jp", 2, 7, false, true},
    {"com // rest of the line\r\n", "b.com", 0, 2, false, true},
    {"// ===BEGIN PRIVATE DOMAINS===\nduckdns.org\n", "a.duckdns.org", 0, 2, true, true},
    {"a-label-that-has-more-than-eight-bytes.com\ncom\n",
     "x.a-label-that-has-more-than-eight-bytes.com", 0, 2, false, true},
    {"a-label-that-has-more-than-eight-bytes.com\ncom\n",
     "x.a-label-that-has-more-thAn-eight-bytes.com", 2, 41, false, true},
};

static void find__small_list__as_the_rules_say(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof small_cases / sizeof *small_cases; i++) {
        const small_case *c = &small_cases[i];
        yg_suffixes *suffixes = NULL;
        yg_suffix_split split;
        yg_error err = {0};
        assert_true(yg_suffixes_compile(yg_str_of(c->list), &suffixes, &err));
        yg_suffix_find(suffixes, yg_str_of(c->host), &split);
        if (split.registrable != c->registrable || split.suffix != c->suffix ||
            split.is_private != c->is_private || split.is_listed != c->is_listed)
            report(c->host, &split, "by hand");
        yg_suffixes_free(suffixes);
    }
}

static void compile__damaged_list__error_with_the_byte(void **unused) {
    static const char *const damaged[] = {"com\n\xff\xfe.jp\n", "com\na..b\n", "com\na.*.b\n",
                                          "com\n!jp\n",         "com\n.jp\n",  "com\njp.\n",
                                          "com\na%b\n"};
    (void)unused;
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        yg_suffixes *suffixes = NULL;
        yg_error err = {0};
        assert_false(yg_suffixes_compile(yg_str_of(damaged[i]), &suffixes, &err));
        assert_null(suffixes);
        assert_non_null(strstr(err.text, "byte 4:"));
    }
    yg_suffixes *suffixes = NULL;
    yg_error err = {0};
    assert_false(yg_suffixes_compile(YG_STR("// nothing\n"), &suffixes, &err));
    assert_int_equal(err.code, YG_ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__small_list__as_the_rules_say),
        cmocka_unit_test(compile__damaged_list__error_with_the_byte),
        cmocka_unit_test(find__every_rule_and_names_around_it__as_libpsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
