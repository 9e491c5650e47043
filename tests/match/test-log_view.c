/* The decoded views of a log: each step, the order of the steps, and the way back to the bytes.
 * tests/scan/slow_scan.py does the same in another language, over 1,000 seeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/log_view.h"
#include "seeded.h"

static void check(const char *bytes, const char *want) {
    yg_log_view view = {0};
    yg_str raw = yg_str_of(bytes);
    bool is_changed = yg_log_view_make(raw, true, &view);
    if (!yg_str_eqz(view.text, want))
        fail_msg("\"%s\" becomes \"%.*s\", not \"%s\"", bytes, YG_FMT(view.text), want);
    assert_int_equal(is_changed, !yg_str_eqz(raw, want));
    assert_int_equal(view.from.n, view.text.n + 1);
    assert_int_equal(view.from.at[view.text.n], raw.n);
    for (size_t i = 0; i < view.text.n; i++)
        assert_true(view.from.at[i] <= view.from.at[i + 1]);
    yg_log_view_free(&view);
}

static void make__escapes__undone(void **state) {
    (void)state;
    check("plain text, 100% (ok) [a]", "plain text, 100% (ok) [a]");
    check("a\\/b\\\\c\\=d\\qe\\", "a/b\\c=d\\qe\\");
    check("x\\ty\\nz\\r\\n\\b\\f", "x y z    ");
    check("\\\\n", "\\n");
    check("\\u0041\\u00e9\\u65e5\\x41\\x2E", "A\xC3\xA9\xE6\x97\xA5"
                                             "A.");
    check("\\ud83d\\ude00", "\xF0\x9F\x98\x80");
    check("\\ud83d\\u0041 \\ude00 \\ud83d", "\\ud83d"
                                            "A \\ude00 \\ud83d");
    check("\\u004 \\u00g0 \\x4", "\\u004 \\u00g0 \\x4");
    check("\\\\u0026 \\\\\\/ \\\\\\\\u0026", "& / \\&");
    check("\\u005cu0041", "A"); /* JSON inside JSON */
    check("\\u005cn", "\\n");
}

static void make__percent__twice(void **state) {
    (void)state;
    check("%41%2e%2E%2", "A..%2");
    check("%2541 %25252541 %%34%31", "A %2541 A");
    check("%g1 %4 %", "%g1 %4 %");
    check("\\u002541", "A");
    check("%5cn %5Cu0041", "\\n \\u0041"); /* escapes come first */
}

static void make__defanged__undone(void **state) {
    (void)state;
    check("a[.]b(.)c{.}d", "a.b.c.d");
    check("a[dot]b(DOT)c{Dot}d", "a.b.c.d");
    check("a[at]b(@)c[AT]d", "a@b@c@d");
    check("h[:]//a[:/]/b[://]c[/]d", "h://a://b://c/d");
    check("a[.b a.]b a[.)b [ . ]", "a[.b a.]b a[.)b [ . ]");
    check("[[.]] %5b.%5D", "[.] .");
}

static void make__edges__nothing_crosses(void **state) {
    (void)state;
    check("%\"41\" [.\" ]", "%\"41\" [.\" ]");
    check("\\\" %4 1 \\u00 41 <%41>", "\\\" %4 1 \\u00 41 <A>");
    check("%22a%20b%0a", "\"a b\n");
}

static void make__places__of_the_sequence(void **state) {
    (void)state;
    yg_log_view view = {0};
    assert_true(yg_log_view_make(YG_STR("a%2eb\\u0020\\u65e5c"), false, &view));
    assert_string_equal(view.text.p, "a.b \xE6\x97\xA5"
                                     "c");
    static const uint32_t places[] = {0, 1, 4, 5, 11, 11, 11, 17, 18};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_int_equal(view.from.at[i], places[i]);
    assert_false(yg_log_view_make(YG_STR("nothing here"), false, &view));
    assert_int_equal(view.text.n, 8); /* untouched */
    yg_log_view_free(&view);
}

static void make__long_stretch__in_pieces(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_log_view view = {0};
    while (bytes.n < YG_LOG_VIEW_MAX - 1)
        yg_buf_addc(&bytes, 'a');
    yg_buf_addz(&bytes, "%41%42");
    assert_true(yg_log_view_make(yg_buf_str(&bytes), false, &view));
    yg_str end = yg_str_from(view.text, view.text.n - 4);
    assert_true(yg_str_eqz(end, "%41B")); /* cut behind the first '%' */
    yg_log_view_free(&view);
}

static void check_names(const char *text, const char *want) {
    yg_log_view view = {0};
    bool is_changed = yg_log_view_names(yg_str_of(text), NULL, NULL, &view);
    assert_int_equal(is_changed, strcmp(text, want) != 0);
    if (is_changed && !yg_str_eqz(view.text, want))
        fail_msg("\"%s\" becomes \"%.*s\", not \"%s\"", text, YG_FMT(view.text), want);
    if (is_changed)
        assert_int_equal(view.from.at[view.text.n], strlen(text));
    yg_log_view_free(&view);
}

static void names__outside_ascii__a_labels(void **state) {
    (void)state;
    check_names("http://日本.example/日本", "http://xn--wgv71a.example/日本");
    check_names("日本。example｡jp．", "xn--wgv71a.example.jp．");
    check_names("文。 。文", "文。 。文");
    check_names("-.日本.jp.-x", "-.日本.jp.-x"); /* a label must not begin with a hyphen */
    check_names("_.日本.jp.- x", "_.xn--wgv71a.jp.- x");
    check_names("ＥＶＩＬ．ｃｏｍ BÜCHER.de", "evil.com xn--bcher-kva.de");
    check_names("faß.de", "xn--fa-hia.de"); /* non-transitional */
    check_names("日本..jp \xFF.\xE6\x97.jp", "日本..jp \xFF.\xE6\x97.jp");
    check_names("a😀b.com", "a😀b.com"); /* no letter: two tokens */
}

static void names__places__of_the_labels(void **state) {
    (void)state;
    yg_log_view view = {0};
    assert_true(yg_log_view_names(YG_STR("x www.日本.jp."), NULL, NULL, &view));
    assert_string_equal(view.text.p, "x www.xn--wgv71a.jp.");
    static const struct {
        size_t at, from;
    } places[] = {{0, 0},   {2, 2},   {3, 2},   {5, 5},   {6, 6},  {15, 6},
                  {16, 12}, {17, 13}, {18, 13}, {19, 15}, {20, 16}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_int_equal(view.from.at[places[i].at], places[i].from);
    yg_log_view_free(&view);
}

/* Any bytes: what comes out is never longer, places never run backwards or out. */
static void views__any_bytes__keep_their_bounds(void **state) {
    (void)state;
    static const char bytes[] = "\\\\\\u%%[](){}.:/@datDOxnu0041fFdD8c 。日\xE3\x80\xFF\"";
    uint64_t seed = 3;
    yg_log_view view = {0}, names = {0};
    for (int i = 0; i < 20000; i++) {
        char text[96];
        size_t n = seeded_below(&seed, sizeof text);
        for (size_t k = 0; k < n; k++)
            text[k] = bytes[seeded_below(&seed, sizeof bytes - 1)];
        yg_str raw = {text, n};
        (void)yg_log_view_make(raw, true, &view);
        assert_true(view.text.n <= n && view.from.n == view.text.n + 1);
        for (size_t k = 0; k < view.text.n; k++)
            assert_true(view.from.at[k] <= view.from.at[k + 1] && view.from.at[k] < n);
        if (!yg_log_view_names(view.text, NULL, NULL, &names))
            continue;
        for (size_t k = 0; k < names.text.n; k++)
            assert_true(names.from.at[k] <= names.from.at[k + 1] && names.from.at[k] < view.text.n);
    }
    yg_log_view_free(&view);
    yg_log_view_free(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(make__escapes__undone),
        cmocka_unit_test(make__percent__twice),
        cmocka_unit_test(make__defanged__undone),
        cmocka_unit_test(make__edges__nothing_crosses),
        cmocka_unit_test(make__places__of_the_sequence),
        cmocka_unit_test(make__long_stretch__in_pieces),
        cmocka_unit_test(names__outside_ascii__a_labels),
        cmocka_unit_test(names__places__of_the_labels),
        cmocka_unit_test(views__any_bytes__keep_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
