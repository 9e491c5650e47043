#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text/defang.h"

static void refang__every_habit__gives_the_value(void **state) {
    static const struct {
        const char *value, *want;
        bool changed;
    } cases[] = {
        {"hxxp://evil[.]com/a", "http://evil.com/a", true},
        {"hXXps://evil[.]com", "https://evil.com", true},
        {"HXXP[:]//evil(.)com", "http://evil.com", true},
        {"hxxps[://]evil{.}com", "https://evil.com", true},
        {"h**p://evil[dot]com", "http://evil.com", true},
        {"fxp://evil(dot)com/x", "ftp://evil.com/x", true},
        {"1[.]2[.]3[.]4", "1.2.3.4", true},
        {"2001[:]db8[:][:]1", "2001:db8::1", true},
        {"a[at]evil[.]com", "a@evil.com", true},
        {"a(at)evil[ . ]com", "a@evil.com", true},
        {"a[@]evil.com", "a@evil.com", true},
        {"evil\\.com", "evil.com", true},
        {"  \"evil[.]com\", ", "evil.com", true},
        {"'evil.com'", "evil.com", false},
        {"<http://evil.com/>", "http://evil.com/", false},
        {"[2001:db8::1]", "2001:db8::1", false},
        {"　evil.com\xC2\xA0", "evil.com", false},
        {"「evil.com」", "evil.com", false},
        {"evil.com.", "evil.com", false},
        {"http://evil.com/a(dot)b[.]c", "http://evil.com/a(dot)b.c", true},
        {"http://evil.com/(at)", "http://evil.com/(at)", false},
        {"http://evil.com/x.", "http://evil.com/x.", false},
        {"http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/", false},
        {"hxxpd.example", "hxxpd.example", false},
        {"[.", "[.", false},
        {"", "", false},
        {"[", "[", false},
        {"\"", "\"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        bool changed = yg_defang_refang(yg_str_of(cases[i].value), &got);
        assert_string_equal(yg_buf_z(&got), cases[i].want);
        assert_int_equal(changed, cases[i].changed);
    }
}

static void refang__of_what_defang_wrote__gives_it_back(void **state) {
    static const char *const values[] = {
        "http://evil.com/a.b?c=d.e",
        "https://sub.evil.co.jp:8080/",
        "evil.com",
        "1.2.3.4",
        "10.0.0.0/8",
        "a.b@mail.evil.com",
        "ftp://1.2.3.4/x",
        "http://u:p@evil.com/",
        "櫓.jp",
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        YG_CLEANUP_BUF yg_buf defanged = {0};
        YG_CLEANUP_BUF yg_buf back = {0};
        yg_defang_add(&defanged, yg_str_of(values[i]));
        yg_defang_refang(yg_buf_str(&defanged), &back);
        assert_string_equal(yg_buf_z(&back), values[i]);
    }
}

static void kind__of_values__is_checked(void **state) {
    static const struct {
        const char *value, *want;
    } cases[] = {
        {"1.2.3.4", "ipv4-addr"},
        {"10.0.0.0/8", "ipv4-addr"},
        {"10.0.0.0/33", NULL},
        {"1.2.3.256", NULL},
        {"1.2.3.04", NULL},
        {"1.2.3", NULL},
        {"1.2.3.4.5", NULL},
        {"1.2.3.4:80", NULL},
        {"::1", "ipv6-addr"},
        {"2001:DB8::/32", "ipv6-addr"},
        {"2001:db8::1::", NULL},
        {"00:11:22:33:44:55", NULL},
        {"fe80::1%eth0", NULL},
        {"evil.com", "domain-name"},
        {"EVIL.com.", "domain-name"},
        {"_dmarc.evil.co.jp", "domain-name"},
        {"xn--80ak6aa92e.com", "domain-name"},
        {"evil.xn--p1ai", "domain-name"},
        {"日本.jp", "domain-name"},
        {"例え。テスト", "domain-name"},
        {"-evil.com", NULL},
        {"evil..com", NULL},
        {"evil", NULL},
        {"evil.c0m", NULL},
        {"two words.com", NULL},
        {"a\xE2\x80\xAE.com", NULL},
        {"http://evil.com/a", "url"},
        {"hTTp://1.2.3.4:8080/", "url"},
        {"http://[2001:db8::1]/", "url"},
        {"http://[2001:db8::1/64]/", NULL},
        {"tcp://evil.com:443", "url"},
        {"evil.com/path", "url"},
        {"http://evil.com:99999/", NULL},
        {"http://evil/", NULL},
        {"evil.com://", NULL},
        {"no one://evil.com", NULL},
        {"http:///x", NULL},
        {"http://evil.com/a b", "url"},
        {"http://evil .com/", NULL},
        {"evil.com/a b", NULL},
        {"a-.evil.com", "domain-name"},
        {"evil-.com", NULL},
        {"and/or", NULL},
        {"a@evil.com", "email-addr"},
        {"a@b@evil.com", NULL},
        {"@evil.com", NULL},
        {"d41d8cd98f00b204e9800998ecf8427e", "md5"},
        {"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "sha1"},
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha256"},
        {"d41d8cd98f00b204e9800998ecf8427", NULL},
        {"g41d8cd98f00b204e9800998ecf8427e", NULL},
        {"evil.exe", "file-name"},
        {"Invoice.PDF.js", "file-name"},
        {".exe", NULL},
        {"", NULL},
        {"x", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = yg_indicator_kind(yg_str_of(cases[i].value));
        if ((got == NULL) != (cases[i].want == NULL) ||
            (got != NULL && strcmp(got, cases[i].want) != 0))
            fail_msg("%s is %s", cases[i].value, got ? got : "nothing");
    }
}

static void normalise__of_values__gives_one_form(void **state) {
    static const struct {
        const char *kind, *value, *want;
    } cases[] = {
        {"domain-name", "EVIL.Com.", "evil.com"},
        {"domain-name", "日本。JP", "xn--wgv71a.jp"},
        {"domain-name", "faß.de", "xn--fa-hia.de"},
        {"ipv4-addr", "1.2.3.4/32", "1.2.3.4"},
        {"ipv4-addr", "10.0.0.0/8", "10.0.0.0/8"},
        {"ipv6-addr", "2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"ipv6-addr", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"ipv6-addr", "2001:DB8::/32", "2001:db8::/32"},
        {"ipv6-addr", "::ffff:1.2.3.4/128", "::ffff:1.2.3.4"},
        {"url", "HTTP://EVIL.com:80/A?B=C#D", "http://evil.com:80/A?B=C#D"},
        {"url", "http://U:P@Evil.com", "http://U:P@evil.com"},
        {"url", "http://[2001:DB8:0::1]/X", "http://[2001:db8::1]/X"},
        {"url", "http://日本.jp/パス", "http://xn--wgv71a.jp/パス"},
        {"url", "http://evil.com/a b/ c", "http://evil.com/a%20b/%20c"},
        {"url", "EVIL.com/Path", "evil.com/Path"},
        {"email-addr", "Bob@EVIL.com", "Bob@evil.com"},
        {"md5", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"},
        {"file-name", "A b.EXE", "A b.EXE"},
        {"md5", "da39a3ee5e6b4b0d3255bfef95601890afd80709", NULL},
        {"domain-name", "1.2.3.4", NULL},
        {"ipv4-addr", "::1", NULL},
        {"url", "evil.com", NULL},
        {"other", "x", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        bool fine =
            yg_indicator_normalise(yg_str_of(cases[i].kind), yg_str_of(cases[i].value), &got);
        assert_int_equal(fine, cases[i].want != NULL);
        assert_string_equal(yg_buf_z(&got), fine ? cases[i].want : "");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refang__every_habit__gives_the_value),
        cmocka_unit_test(refang__of_what_defang_wrote__gives_it_back),
        cmocka_unit_test(kind__of_values__is_checked),
        cmocka_unit_test(normalise__of_values__gives_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
