/* Made names: what holds for every name of any domain, and what single makers owe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_rank.h"

typedef struct {
    yg_map names; /* name to kind + 1 */
    yg_map unicode;
    yg_str domain;
    size_t n, stop_after;
} seen;

static bool is_label(yg_str label) {
    if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

/* The U-labels of a name encode to its A-labels, and the registry takes the registrable one. */
static void check_unicode(const yg_made_name *made) {
    yg_str unicode = made->unicode, rest = made->name, part, label;
    yg_suffix_split split;
    size_t at = 0;
    yg_suffix_find(yg_suffixes_built_in(), made->name, &split);
    while (yg_str_split(&rest, '.', &label)) {
        uint32_t points[64];
        char encoded[64];
        size_t n = 0, encoded_n = 0;
        assert_true(yg_str_split(&unicode, '.', &part));
        for (size_t i = 0; i < part.n;) {
            assert_true(n < 64);
            points[n++] = yg_utf8_next(part, &i);
        }
        assert_true(yg_punycode_encode(points, n, encoded, &encoded_n));
        assert_true(yg_str_eq((yg_str){encoded, encoded_n}, label));
        if (at == split.registrable && encoded_n != part.n)
            assert_true(yg_idn_allowed(points, n, yg_str_from(made->name, split.suffix)));
        at += label.n + 1;
    }
    assert_int_equal(unicode.n, 0);
}

static bool take(void *self, const yg_made_name *made) {
    seen *s = self;
    yg_suffix_split split;
    bool is_new = false;
    yg_str rest = made->name, label;
    assert_in_range(made->name.n, 3, YG_NAME_MAX);
    while (yg_str_split(&rest, '.', &label))
        assert_true(is_label(label));
    yg_suffix_find(yg_suffixes_built_in(), made->name, &split);
    assert_false(split.is_suffix);
    assert_int_equal(yg_utf8_check(made->unicode), made->unicode.n);
    if (!yg_str_eq(made->name, made->unicode))
        check_unicode(made);
    assert_false(yg_str_eq(made->name, s->domain));
    *yg_map_put(&s->names, made->name, &is_new) = (uint64_t)made->kind + 1;
    assert_true(is_new);
    *yg_map_put(&s->unicode, made->unicode, NULL) = (uint64_t)made->kind + 1;
    return ++s->n != s->stop_after;
}

static void make(seen *s, const char *domain, yg_made_options options, yg_made_counts *counts) {
    yg_error err = {0};
    *s = (seen){.domain = yg_str_of(domain)};
    assert_true(yg_made_names(yg_str_of(domain), &options, take, s, counts, &err));
}

static void drop(seen *s) {
    yg_map_free(&s->names);
    yg_map_free(&s->unicode);
}

static uint64_t only(yg_made_kind kind) {
    return UINT64_C(1) << kind;
}

static bool has(const seen *s, const char *name, yg_made_kind kind) {
    const uint64_t *found = yg_map_get(&s->names, yg_str_of(name));
    if (found == NULL)
        found = yg_map_get(&s->unicode, yg_str_of(name));
    if (found == NULL || *found != (uint64_t)kind + 1)
        print_error("%s: %s\n", name, found == NULL ? "missing" : "of another kind");
    return found != NULL && *found == (uint64_t)kind + 1;
}

static void made_names__any_domain__names_are_sound_and_bounded(void **state) {
    static const char *const domains[] = {
        "example.com",
        "example.co.jp",
        "a.jp",
        "ab.de",
        "x-y-z.net",
        "1one4you2.org",
        "xn--cckwcxetd.jp",
        "xn--bcher-kva.de",
        "a--b.com",
        "shop.duckdns.org",
        "aaaaaaaaaaaaaaaaaaaaaaaa.jp",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890.co.jp",
        "0123456789.xyz",
        "vvomcldrnnlbck.com",
        "xn--80ak6aa92e.com"};
    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        for (int all = 0; all < 2; all++) {
            seen s;
            yg_made_counts counts;
            make(&s, domains[i], (yg_made_options){.tlds = all ? YG_STR("all") : YG_STR("")},
                 &counts);
            uint64_t sum = 0;
            for (int kind = 0; kind < YG_MADE_KINDS; kind++)
                sum += counts.by_kind[kind];
            assert_int_equal(counts.names, s.n);
            assert_int_equal(sum, s.n);
            assert_in_range(s.n, 100, YG_MADE_MOST);
            assert_int_equal(counts.is_full, s.n == YG_MADE_MOST);
            drop(&s);
        }
    }
}

static void made_names__most__cuts_and_says_so(void **state) {
    seen s;
    yg_made_counts counts;
    (void)state;
    make(&s, "example.com", (yg_made_options){.most = 500}, &counts);
    assert_int_equal(s.n, 500);
    assert_true(counts.is_full);
    drop(&s);
}

static void made_names__taker_says_stop__ends(void **state) {
    seen s = {.domain = YG_STR("example.com"), .stop_after = 7};
    yg_made_options options = {0};
    yg_made_counts counts;
    yg_error err = {0};
    (void)state;
    assert_true(yg_made_names(s.domain, &options, take, &s, &counts, &err));
    assert_int_equal(s.n, 7);
    assert_false(counts.is_full);
    drop(&s);
}

/* Of a label with n different letters that have no neighbours to confuse, kinds have exact sizes.
 */
static void made_names__exact_counts__of_simple_kinds(void **state) {
    static const struct {
        yg_made_kind kind;
        size_t n;
    } cases[] = {{YG_MADE_OMISSION, 7},
                 {YG_MADE_TRANSPOSITION, 6},
                 {YG_MADE_REPETITION, 7},
                 {YG_MADE_ADDITION, 8 * 36 - 7},
                 {YG_MADE_REPLACEMENT, 7 * 35}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        seen s;
        yg_made_counts counts;
        make(&s, "abcdefg.jp", (yg_made_options){.kinds = only(cases[i].kind)}, &counts);
        assert_int_equal(s.n, cases[i].n);
        drop(&s);
    }
}

static void made_names__glyphs__every_letter_of_com_has_one(void **state) {
    seen s;
    yg_made_counts counts;
    (void)state;
    make(&s, "example.com", (yg_made_options){.kinds = only(YG_MADE_IDN)}, &counts);
    assert_true(has(&s, "éxample.com", YG_MADE_IDN));
    assert_true(has(&s, "éxamplé.com", YG_MADE_IDN));
    assert_true(has(&s, "exämple.com", YG_MADE_IDN));
    assert_true(has(&s, "exaṁple.com", YG_MADE_IDN));
    assert_true(has(&s, "examƿle.com", YG_MADE_IDN));
    drop(&s);
    make(&s, "apple.com", (yg_made_options){.kinds = only(YG_MADE_IDN)}, &counts);
    assert_true(has(&s, "аррӏе.com", YG_MADE_IDN)); /* all letters Cyrillic */
    drop(&s);
    make(&s, "example.jp", (yg_made_options){.kinds = only(YG_MADE_IDN)}, &counts);
    assert_true(counts.forbidden > 100);
    drop(&s);
}

static void made_names__japanese__signs_that_look_alike(void **state) {
    seen s;
    yg_made_counts counts;
    yg_made_options options = {.kinds = only(YG_MADE_IDN) | only(YG_MADE_SOUND)};
    (void)state;
    make(&s, "xn--cckwcxetd.jp", options, &counts); /* アマゾン */
    assert_true(has(&s, "アマゾソ.jp", YG_MADE_IDN));
    assert_true(has(&s, "あまぞん.jp", YG_MADE_IDN));
    assert_true(has(&s, "amazon.jp", YG_MADE_SOUND));
    drop(&s);
}

static void made_names__wrong_input__fails(void **state) {
    static const char *const wrong[] = {"",        "com",         "co.jp",   "-a.com",
                                        "a_b.com", "192.0.2.1..", "a b.com", "xn--99999999999.com"};
    yg_made_options options = {0};
    yg_made_counts counts;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        yg_error err = {0};
        seen s = {0};
        assert_false(yg_made_names(yg_str_of(wrong[i]), &options, take, &s, &counts, &err));
        assert_int_equal(err.code, YG_ERR_INPUT);
        assert_int_equal(s.n, 0);
    }
    yg_error err = {0};
    seen s = {0};
    options.tlds = YG_STR("com,co jp");
    assert_false(yg_made_names(YG_STR("example.com"), &options, take, &s, &counts, &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
}

static void made_kind__words__are_unique_and_read_back(void **state) {
    (void)state;
    for (int kind = 0; kind < YG_MADE_KINDS; kind++) {
        yg_made_kind back = YG_MADE_KINDS;
        assert_true(yg_made_kind_from_word(yg_made_kind_word((yg_made_kind)kind), &back));
        assert_int_equal(back, kind);
        assert_true(yg_made_kind_text((yg_made_kind)kind, false).n > 0);
        assert_true((unsigned char)yg_made_kind_text((yg_made_kind)kind, true).p[0] != 0);
        assert_true(yg_made_kind_eye((yg_made_kind)kind) > 0);
        assert_true(yg_made_kind_use((yg_made_kind)kind) > 0);
    }
    yg_made_kind kept = YG_MADE_BIT;
    assert_false(yg_made_kind_from_word(YG_STR("nothing"), &kept));
    assert_int_equal(kept, YG_MADE_BIT);
}

static void name_rank__scores__likeness_above_noise_and_own_left_out(void **state) {
    const yg_str domains[] = {YG_STR("aoba-motors.com"), YG_STR("aobamotors.jp")};
    yg_name_rank *rank = NULL;
    yg_error err = {0};
    yg_name_ranked close, far, own_rank;
    (void)state;
    assert_true(yg_name_rank_open(domains, 2, NULL, &rank, &err));
    const yg_made_name near = {.name = YG_STR("aoba-motors-login.com"),
                               .domain = domains[0],
                               .kind = YG_MADE_COMBO,
                               .fit = 1};
    const yg_made_name away = {
        .name = YG_STR("xyzzy.com"), .domain = domains[0], .kind = YG_MADE_DOUBLE, .fit = 1};
    const yg_made_name own = {
        .name = YG_STR("aobamotors.jp"), .domain = domains[0], .kind = YG_MADE_TLD, .fit = 1};
    assert_true(yg_name_rank_of(rank, &near, &close));
    assert_true(yg_name_rank_of(rank, &away, &far));
    assert_true(close.score > 0 && close.can_register);
    assert_true(far.score <= YG_RANK_NO_LIKENESS && far.rank < close.rank);
    assert_false(yg_name_rank_of(rank, &own, &own_rank));
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_name_rank_explain(rank, &near, false, &text);
    assert_true(yg_str_find(yg_buf_str(&text), YG_STR("aoba-motors")) != SIZE_MAX);
    yg_name_rank_free(rank);
    yg_name_rank_free(NULL);
}

/* Each row: the first ranks above the second, all else equal. */
static void name_rank__parts_of_the_formula__order_names(void **state) {
    static const struct {
        const char *better, *worse;
        yg_made_kind kind;
    } rows[] = {
        {"aoba-motors.jp", "aoba-motors.museum", YG_MADE_TLD},  /* known suffixes */
        {"aoba-motors.net", "aoba-motors.ac.jp", YG_MADE_TLD},  /* not for everybody */
        {"aoba-motrs.com", "oba-motors.com", YG_MADE_OMISSION}, /* the first letter */
        {"aoba-motors.co.jp", "aoba-motors.aichi.jp", YG_MADE_TLD},
    };
    static const char *const nobodys[] = {"aoba-motors.duckdns.org", "aoba-motors.com.top",
                                          "aoba-mo.tors.com"};
    const yg_str domain = YG_STR("aoba-motors.com");
    yg_name_rank *rank = NULL;
    yg_error err = {0};
    yg_name_ranked a, b;
    (void)state;
    assert_true(yg_name_rank_open(&domain, 1, NULL, &rank, &err));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        yg_made_name one = {.domain = domain, .kind = rows[i].kind, .fit = 1}, other = one;
        one.name = yg_str_of(rows[i].better);
        other.name = yg_str_of(rows[i].worse);
        assert_true(yg_name_rank_of(rank, &one, &a));
        assert_true(yg_name_rank_of(rank, &other, &b));
        if (a.rank <= b.rank)
            print_error("%s %f, %s %f\n", rows[i].better, a.rank, rows[i].worse, b.rank);
        assert_true(a.rank > b.rank && a.can_register);
        assert_true(a.rank <= 1 && b.rank > 0);
        other = one;
        other.fit = 0.5;
        assert_true(yg_name_rank_of(rank, &other, &b));
        assert_true(a.rank > b.rank);
    }
    for (size_t i = 0; i < sizeof nobodys / sizeof *nobodys; i++) {
        yg_made_name one = {
            .name = yg_str_of(nobodys[i]), .domain = domain, .kind = YG_MADE_SHARED, .fit = 1};
        assert_true(yg_name_rank_of(rank, &one, &a));
        assert_false(a.can_register);
    }
    yg_name_rank_free(rank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_names__any_domain__names_are_sound_and_bounded),
        cmocka_unit_test(made_names__most__cuts_and_says_so),
        cmocka_unit_test(made_names__taker_says_stop__ends),
        cmocka_unit_test(made_names__exact_counts__of_simple_kinds),
        cmocka_unit_test(made_names__glyphs__every_letter_of_com_has_one),
        cmocka_unit_test(made_names__japanese__signs_that_look_alike),
        cmocka_unit_test(made_names__wrong_input__fails),
        cmocka_unit_test(made_kind__words__are_unique_and_read_back),
        cmocka_unit_test(name_rank__scores__likeness_above_noise_and_own_left_out),
        cmocka_unit_test(name_rank__parts_of_the_formula__order_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
