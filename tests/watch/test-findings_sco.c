#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "watch/findings_sco.h"

static void expect_id(const char *word, const char *value, const char *id) {
    char buf[YG_ID_BYTES];
    yg_sco sco;
    assert_true(yg_sco_of(yg_str_of(word), yg_str_of(value), &sco));
    yg_sco_id(&sco, buf);
    assert_string_equal(buf, id);
}

/* Identifiers made by Python's uuid.uuid5 over canonical JSON of the contributing members. */
static void id__every_kind__as_other_programs_make_it(void **state) {
    (void)state;
    expect_id("ipv4-addr", "198.51.100.3", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
    expect_id("domain-name", "aoba-moters.example",
              "domain-name--08e34945-2b8f-5f17-bcbd-a2ab65ada9c0");
    expect_id("host-name", "aoba-moters.example",
              "domain-name--08e34945-2b8f-5f17-bcbd-a2ab65ada9c0");
    expect_id("sha256", "abababababababababababababababababababababababababababababababab",
              "file--20432b06-75d2-54b6-80ef-6d923b5d925d");
    expect_id("windows-registry-key", "HKEY_LOCAL_MACHINE\\Software",
              "windows-registry-key--36acc6b1-80b8-52c4-89e4-352df18169a5");
}

static void id__signs_to_escape__only_those_of_canonical_json(void **state) {
    (void)state;
    expect_id("url", "http://a.example/?a=1&b=<\xC3\xA9\">\\",
              "url--4e8be0fe-c61a-5393-9eb8-651faadfaab5");
    expect_id("file-name", "\xE9\x9D\x92\x01\t.exe", "file--404b94f0-9135-5b2f-a79c-0bbf2faaa540");
}

static void object__pattern_or_unknown_word__none(void **state) {
    yg_sco sco;
    (void)state;
    assert_false(yg_sco_of(YG_STR("stix-pattern"), YG_STR("[a:b = 'c']"), &sco));
    assert_false(yg_sco_of(YG_STR(""), YG_STR("x"), &sco));
}

static void expect_pattern(const char *word, const char *value, const char *pattern) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_sco_add_pattern(&buf, yg_str_of(word), yg_str_of(value));
    assert_string_equal(yg_buf_z(&buf), pattern);
}

static void pattern__every_kind__quoted(void **state) {
    (void)state;
    expect_pattern("ipv4-addr", "198.51.100.3", "[ipv4-addr:value = '198.51.100.3']");
    expect_pattern("ipv6-addr", "2001:db8::/32", "[ipv6-addr:value ISSUBSET '2001:db8::/32']");
    expect_pattern("url", "http://a.example/'\\/x", "[url:value = 'http://a.example/\\'\\\\/x']");
    expect_pattern("url", "a.example/'",
                   "[url:value = 'http://a.example/\\'' OR url:value = 'https://a.example/\\'']");
    expect_pattern("md5", "00", "[file:hashes.MD5 = '00']");
    expect_pattern("sha1", "00", "[file:hashes.'SHA-1' = '00']");
    expect_pattern("stix-pattern", "[a:b = 'c'] FOLLOWEDBY [a:b = 'd']",
                   "[a:b = 'c'] FOLLOWEDBY [a:b = 'd']");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id__every_kind__as_other_programs_make_it),
        cmocka_unit_test(id__signs_to_escape__only_those_of_canonical_json),
        cmocka_unit_test(object__pattern_or_unknown_word__none),
        cmocka_unit_test(pattern__every_kind__quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
