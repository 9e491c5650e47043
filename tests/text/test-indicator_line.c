#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "text/defang.h"
#include "text/indicator_line.h"

static uint64_t seed = 88172645463325252;

static uint64_t draw(uint64_t below) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

/* What is recognised slowly, in its normal form; no kind: "". */
static const char *slowly(yg_str value, yg_buf *normal) {
    YG_CLEANUP_BUF yg_buf refanged = {0};
    yg_str is, port;
    const char *kind = yg_indicator_recognise(&refanged, value, &is, &port);
    yg_buf_clear(normal);
    if (kind == NULL || port.n > 0 || !yg_indicator_normalise(yg_str_of(kind), is, normal))
        return "";
    return kind;
}

static void check_agrees(yg_str value, size_t *quick_n) {
    char lower[YG_QUICK_BYTES];
    yg_str quick;
    YG_CLEANUP_BUF yg_buf normal = {0};
    yg_quick_kind found = yg_indicator_quick(value, lower, &quick);
    const char *kind = yg_quick_kind_word(found);
    if (found == YG_QUICK_NONE)
        return;
    ++*quick_n;
    const char *slow = slowly(value, &normal);
    if (strcmp(slow, kind) != 0 || !yg_str_eq(quick, yg_buf_str(&normal)))
        fail_msg("\"%.*s\": quick %s \"%.*s\", slow %s \"%.*s\"", YG_FMT(value), kind,
                 YG_FMT(quick), slow, YG_FMT(yg_buf_str(&normal)));
}

/* Pieces of indicators put together and damaged, so that every check of the quick way is near. */
static void quick__made_values__as_the_slow_way(void **state) {
    static const char *const pieces[] = {"example",  ".",
                                         "com",      "-",
                                         "_",        "a",
                                         "0",        "255",
                                         "256",      "01",
                                         "1.2.3.4",  "http://",
                                         "/",        ":",
                                         "8080",     "xn--",
                                         "exe",      "co.jp",
                                         "www",      "E",
                                         "F0",       "?q=1",
                                         "https://", "#",
                                         "%20",      "..",
                                         "@",        "[.]",
                                         "zip",      "HTTP",
                                         ",",        "\"",
                                         "deadbeef", "d41d8cd98f00b204e9800998ecf8427e",
                                         "\xC3\xA9", " ",
                                         "(",        "::1",
                                         "js",       "pdf",
                                         ":0"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    size_t quick_n = 0;
    for (int i = 0; i < 60000; i++) {
        YG_CLEANUP_BUF yg_buf value = {0};
        for (uint64_t n = 1 + draw(7); n > 0; n--)
            yg_buf_addz(&value, pieces[draw(PIECES)]);
        check_agrees(yg_buf_str(&value), &quick_n);
    }
    assert_true(quick_n > 600); /* or nothing was tested */
}

static void quick__lengths_at_their_limits__as_the_slow_way(void **state) {
    size_t quick_n = 0;
    for (size_t label = 60; label <= 66; label++) {
        for (size_t labels = 1; labels <= 5; labels++) {
            YG_CLEANUP_BUF yg_buf value = {0};
            for (size_t i = 0; i < labels * label; i++)
                yg_buf_addc(&value, i % label == 0 && i > 0 ? '.' : 'b');
            yg_buf_addz(&value, ".com");
            check_agrees(yg_buf_str(&value), &quick_n);
        }
    }
    for (size_t n = 30; n <= 130; n++) {
        YG_CLEANUP_BUF yg_buf value = {0};
        for (size_t i = 0; i < n; i++)
            yg_buf_addc(&value, "0aF9"[i % 4]);
        check_agrees(yg_buf_str(&value), &quick_n);
    }
    assert_true(quick_n > 8);
}

static void registry_key__spellings__one_form(void **state) {
    static const struct {
        const char *value, *normal;
    } cases[] = {
        {"HKLM\\Software\\Run", "HKEY_LOCAL_MACHINE\\Software\\Run"},
        {"hkey_local_machine\\Software\\Run\\", "HKEY_LOCAL_MACHINE\\Software\\Run"},
        {"HKLM\\\\Software\\\\Run", "HKEY_LOCAL_MACHINE\\Software\\Run"},
        {"HKCU:\\Software\\x", "HKEY_CURRENT_USER\\Software\\x"},
        {"%HKCU%\\Software\\x", "HKEY_CURRENT_USER\\Software\\x"},
        {"[HKCR\\.abc]", "HKEY_CLASSES_ROOT\\.abc"},
        {"Computer\\HKEY_USERS\\.DEFAULT", "HKEY_USERS\\.DEFAULT"},
        {"\\REGISTRY\\MACHINE\\SOFTWARE\\x", "HKEY_LOCAL_MACHINE\\SOFTWARE\\x"},
        {"\\\\REGISTRY\\\\USER\\\\S-1-5-18", "HKEY_USERS\\S-1-5-18"},
        {"HKLM", NULL},
        {"HKLM\\", NULL},
        {"HKLMX\\a", NULL},
        {"Software\\Microsoft", NULL},
        {"HKLM\\a\nb", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf normal = {0};
        bool done = yg_indicator_normalise(YG_STR("windows-registry-key"),
                                           yg_str_of(cases[i].value), &normal);
        if (done != (cases[i].normal != NULL) ||
            (done && !yg_str_eqz(yg_buf_str(&normal), cases[i].normal)) || (!done && normal.n > 0))
            fail_msg("\"%s\": \"%.*s\"", cases[i].value, YG_FMT(yg_buf_str(&normal)));
    }
}

static void kind_of_word__address_under_hostname__stays_one(void **state) {
    yg_str value = YG_STR("1.2.3.4");
    assert_string_equal(yg_indicator_kind_of_word(YG_STR("hostname")), "host-name");
    assert_string_equal(yg_indicator_kind_wanted("host-name", "ipv4-addr", value, &value),
                        "ipv4-addr");
    assert_string_equal(yg_indicator_kind_wanted("host-name", "domain-name", value, &value),
                        "host-name");
    assert_null(yg_indicator_kind_of_word(YG_STR("mutex")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quick__made_values__as_the_slow_way),
        cmocka_unit_test(quick__lengths_at_their_limits__as_the_slow_way),
        cmocka_unit_test(registry_key__spellings__one_form),
        cmocka_unit_test(kind_of_word__address_under_hostname__stays_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
