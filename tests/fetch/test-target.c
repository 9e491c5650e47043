#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "fetch/target.h"

static void parse__addresses__are_taken_or_refused(void **state) {
    static const struct {
        const char *address, *origin, *want; /* origin NULL: refused with a text holding `want` */
    } cases[] = {
        {"https://Example.ORG/a?b#c", "https://example.org:443", NULL},
        {"http://example.org:8080/", "http://example.org:8080", NULL},
        {"http://127.0.0.1:1/x", "http://127.0.0.1:1", NULL},
        {"http://[::1]:1/x", "http://[::1]:1", NULL},
        {"file:///etc/passwd", NULL, "only http and https"},
        {"ftp://example.org/", NULL, "only http and https"},
        {"gopher://example.org/", NULL, "only http and https"},
        {"javascript:alert(1)", NULL, ""},
        {"dict://example.org/", NULL, "only http and https"},
        {"example.org/feed", NULL, ""},
        {"", NULL, ""},
        {"http://", NULL, ""},
        {"http:///etc/passwd", NULL, "two slashes"},
        {"http:/example.org/", NULL, "two slashes"},
        {"HTTPS:\\\\example.org/", NULL, ""},
        {"http://%31%32%37.0.0.1/", NULL, "unusual"},
        {"http://１２７.0.0.1/", NULL, "xn--"},
        {"http://127。0。0。1/", NULL, "xn--"},
        {"http://xn--wgv71a119e.jp/", "http://xn--wgv71a119e.jp:80", NULL},
        {"http://[::1%25]/", NULL, ""},
        {"http://user:word@example.org/", NULL, "user name"},
        {"http://user@example.org/", NULL, "user name"},
        {"http://example.org@10.0.0.1/", NULL, "user name"},
        {"http://example.org:0/", NULL, "port"},
        {"http://example.org:65536/", NULL, ""},
        {"http://example.org:80:80/", NULL, ""},
        {"http://2130706433/", NULL, "unusual"},
        {"http://0x7f000001/", NULL, "unusual"},
        {"http://0177.0.0.1/", NULL, "unusual"},
        {"http://127.1/", NULL, "unusual"},
        {"http://127.0.0.01/", NULL, "unusual"},
        {"http://exa mple.org/", NULL, ""},
        {"http://exa\x01mple.org/", NULL, ""},
        {"http://[fe80::1%25lo]/", NULL, "zone"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_target target;
        yg_error err = {0};
        bool taken = yg_target_parse(cases[i].address, &target, &err);
        if (taken != (cases[i].origin != NULL))
            fail_msg("%s: %s", cases[i].address, taken ? target.address : err.text);
        if (taken)
            assert_string_equal(target.origin, cases[i].origin);
        else if (strstr(err.text, cases[i].want) == NULL)
            fail_msg("%s: %s", cases[i].address, err.text);
    }
}

static void follow__locations__are_followed_or_refused(void **state) {
    static const struct {
        const char *location, *address, *want;
    } cases[] = {
        {"/b", "https://example.org/b", NULL},
        {"c", "https://example.org/feeds/c", NULL},
        {"?q=1", "https://example.org/feeds/a?q=1", NULL},
        {"//other.example/x", "https://other.example/x", NULL},
        {"https://other.example/a b", "https://other.example/a%20b", NULL},
        {"https://8.8.8.8/", "https://8.8.8.8/", NULL},
        {"http://example.org/b", NULL, "from https to http"},
        {"file:///etc/passwd", NULL, "only http and https"},
        {"FILE:///etc/passwd", NULL, "only http and https"},
        {"https://10.0.0.1/", NULL, "a private address"},
        {"//169.254.169.254/latest", NULL, "a link-local address"},
        {"https://[::1]/", NULL, "a loopback address"},
        {"https://[::ffff:127.0.0.1]/", NULL, "a loopback address"},
        {"https://0.0.0.0/", NULL, "an unspecified address"},
        {"https://127.0.0.2/", NULL, "a loopback address"},
        {"https://100.64.0.1/", NULL, "a carrier-grade NAT address"},
        {"https://224.0.0.1/", NULL, "a multicast address"},
        {"https://2130706433/", NULL, "unusual"},
        {"//0x7f.1/", NULL, "unusual"},
        {"/a//10.0.0.1/x", "https://example.org/a//10.0.0.1/x", NULL},
        {"///10.0.0.1/", NULL, "two slashes"},
        {"https:/10.0.0.1/", NULL, "two slashes"},
        {"/redirect?to=//10.0.0.1/", "https://example.org/redirect?to=//10.0.0.1/", NULL},
        {"https://a:b@other.example/", NULL, "user name"},
    };
    yg_target from;
    assert_true(yg_target_parse("https://example.org/feeds/a", &from, NULL));
    yg_address_rule rule = yg_target_rule(&from, false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_target to;
        yg_error err = {0};
        bool taken = yg_target_follow(&from, cases[i].location, &rule, &to, &err);
        if (taken != (cases[i].address != NULL))
            fail_msg("%s: %s", cases[i].location, taken ? to.address : err.text);
        if (taken)
            assert_string_equal(to.address, cases[i].address);
        else if (strstr(err.text, cases[i].want) == NULL)
            fail_msg("%s: %s", cases[i].location, err.text);
    }
}

static void proxy__environment_and_config__are_weighed(void **state) {
    static const struct {
        const char *address, *proxy, *no_proxy, *want;
    } cases[] = {
        {"http://example.org/", "", "", "http://lower:1"},
        {"https://example.org/", "", "", "http://secure:1"},
        {"https://example.org/", "http://own:1", "", "http://own:1"},
        {"https://example.org/", "none", "", ""},
        {"https://a.skip.example/", "", "", ""},
        {"https://skip.example/", "", "", ""},
        {"https://noskip.example/", "", "", "http://secure:1"},
        {"https://10.1.2.3/", "", "", ""},
        {"https://10.1.2.4/", "", "", "http://secure:1"},
        {"https://example.org/", "", "*", ""},
        {"https://example.org/", "http://own:1", ".org", ""},
        {"https://example.org/", "http://own:1", " , ,EXAMPLE.org", ""},
        {"https://[::1]/", "http://own:1", "[::1]", ""},
    };
    setenv("http_proxy", "http://lower:1", 1);
    setenv("HTTP_PROXY", "http://attacker:1", 1);
    setenv("https_proxy", "http://secure:1", 1);
    setenv("no_proxy", "other.example, .skip.example,10.1.2.3", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_target target;
        assert_true(yg_target_parse(cases[i].address, &target, NULL));
        yg_str got =
            yg_target_proxy(&target, yg_str_of(cases[i].proxy), yg_str_of(cases[i].no_proxy));
        if (!yg_str_eqz(got, cases[i].want))
            fail_msg("%s: %.*s", cases[i].address, YG_FMT(got));
    }
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    yg_target plain;
    assert_true(yg_target_parse("http://example.org/", &plain, NULL));
    assert_int_equal(yg_target_proxy(&plain, YG_STR(""), YG_STR("")).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__addresses__are_taken_or_refused),
        cmocka_unit_test(follow__locations__are_followed_or_refused),
        cmocka_unit_test(proxy__environment_and_config__are_weighed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
