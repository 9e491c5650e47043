#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "fetch/address.h"

static void classify__every_special_range__has_its_kind(void **state) {
    static const struct {
        const char *text;
        yg_address_kind kind;
    } cases[] = {
        {"8.8.8.8", YG_ADDRESS_PUBLIC},
        {"1.0.0.0", YG_ADDRESS_PUBLIC},
        {"0.0.0.0", YG_ADDRESS_UNSPECIFIED},
        {"0.255.255.255", YG_ADDRESS_UNSPECIFIED},
        {"9.255.255.255", YG_ADDRESS_PUBLIC},
        {"10.0.0.0", YG_ADDRESS_PRIVATE},
        {"10.255.255.255", YG_ADDRESS_PRIVATE},
        {"11.0.0.0", YG_ADDRESS_PUBLIC},
        {"100.63.255.255", YG_ADDRESS_PUBLIC},
        {"100.64.0.0", YG_ADDRESS_SHARED},
        {"100.127.255.255", YG_ADDRESS_SHARED},
        {"100.128.0.0", YG_ADDRESS_PUBLIC},
        {"126.255.255.255", YG_ADDRESS_PUBLIC},
        {"127.0.0.1", YG_ADDRESS_LOOPBACK},
        {"127.255.255.255", YG_ADDRESS_LOOPBACK},
        {"169.253.255.255", YG_ADDRESS_PUBLIC},
        {"169.254.169.254", YG_ADDRESS_LINK_LOCAL},
        {"172.15.255.255", YG_ADDRESS_PUBLIC},
        {"172.16.0.0", YG_ADDRESS_PRIVATE},
        {"172.31.255.255", YG_ADDRESS_PRIVATE},
        {"172.32.0.0", YG_ADDRESS_PUBLIC},
        {"192.0.0.1", YG_ADDRESS_RESERVED},
        {"192.0.2.1", YG_ADDRESS_RESERVED},
        {"192.0.3.1", YG_ADDRESS_PUBLIC},
        {"192.88.99.1", YG_ADDRESS_RESERVED},
        {"192.168.0.1", YG_ADDRESS_PRIVATE},
        {"192.169.0.0", YG_ADDRESS_PUBLIC},
        {"198.17.255.255", YG_ADDRESS_PUBLIC},
        {"198.18.0.0", YG_ADDRESS_RESERVED},
        {"198.19.255.255", YG_ADDRESS_RESERVED},
        {"198.20.0.0", YG_ADDRESS_PUBLIC},
        {"198.51.100.7", YG_ADDRESS_RESERVED},
        {"203.0.113.7", YG_ADDRESS_RESERVED},
        {"223.255.255.255", YG_ADDRESS_PUBLIC},
        {"224.0.0.1", YG_ADDRESS_MULTICAST},
        {"239.255.255.255", YG_ADDRESS_MULTICAST},
        {"240.0.0.0", YG_ADDRESS_RESERVED},
        {"255.255.255.255", YG_ADDRESS_RESERVED},
        {"::", YG_ADDRESS_UNSPECIFIED},
        {"::1", YG_ADDRESS_LOOPBACK},
        {"::2", YG_ADDRESS_RESERVED},
        {"::127.0.0.1", YG_ADDRESS_LOOPBACK},
        {"::ffff:127.0.0.1", YG_ADDRESS_LOOPBACK},
        {"::ffff:10.0.0.1", YG_ADDRESS_PRIVATE},
        {"::ffff:169.254.169.254", YG_ADDRESS_LINK_LOCAL},
        {"::ffff:0.0.0.0", YG_ADDRESS_UNSPECIFIED},
        {"::ffff:8.8.8.8", YG_ADDRESS_PUBLIC},
        {"::ffff:0:10.0.0.1", YG_ADDRESS_PRIVATE},
        {"64:ff9b::10.0.0.1", YG_ADDRESS_PRIVATE},
        {"64:ff9b::8.8.8.8", YG_ADDRESS_PUBLIC},
        {"64:ff9b:1::8.8.8.8", YG_ADDRESS_PRIVATE},
        {"2002:7f00:1::1", YG_ADDRESS_LOOPBACK},
        {"2002:0a00:0001::", YG_ADDRESS_PRIVATE},
        {"2002:0808:0808::", YG_ADDRESS_PUBLIC},
        {"2001::1", YG_ADDRESS_RESERVED},
        {"2001:1ff::1", YG_ADDRESS_RESERVED},
        {"2001:200::1", YG_ADDRESS_PUBLIC},
        {"2001:db8::1", YG_ADDRESS_RESERVED},
        {"2606:4700::1", YG_ADDRESS_PUBLIC},
        {"3fff::1", YG_ADDRESS_RESERVED},
        {"3fff:1000::1", YG_ADDRESS_PUBLIC},
        {"4000::1", YG_ADDRESS_RESERVED},
        {"5f00::1", YG_ADDRESS_RESERVED},
        {"100::1", YG_ADDRESS_RESERVED},
        {"fc00::1", YG_ADDRESS_PRIVATE},
        {"fdff::1", YG_ADDRESS_PRIVATE},
        {"fe80::1", YG_ADDRESS_LINK_LOCAL},
        {"febf::1", YG_ADDRESS_LINK_LOCAL},
        {"fec0::1", YG_ADDRESS_PRIVATE},
        {"ff02::1", YG_ADDRESS_MULTICAST},
        {"ffff::1", YG_ADDRESS_MULTICAST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_address address;
        if (!yg_address_parse(yg_str_of(cases[i].text), &address) ||
            yg_address_classify(address) != cases[i].kind)
            fail_msg("%s", cases[i].text);
        assert_non_null(yg_address_kind_text(cases[i].kind));
    }
}

static void parse__unusual_forms__are_no_literals(void **state) {
    static const char *const bad[] = {
        "",           "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
        "127.0.0.1.", "127.0.0",    "1.2.3.256",  "localhost",  "[::1",
        "fe80::1%lo", ":::",        "1.2.3.4 ",   "[]",         "[127.0.0.1]x"};
    yg_address address;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (yg_address_parse(yg_str_of(bad[i]), &address))
            fail_msg("%s", bad[i]);
    }
    assert_false(yg_address_parse((yg_str){"1.2.3.4\0", 8}, &address));
    assert_true(yg_address_parse(YG_STR("[::1]"), &address));
}

static void add__a_parsed_address__comes_back(void **state) {
    static const char *const texts[] = {"10.0.0.1", "::1", "2001:db8::5", "fe80::1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        yg_address address;
        assert_true(yg_address_parse(yg_str_of(texts[i]), &address));
        yg_address_add(&buf, address);
        assert_string_equal(yg_buf_z(&buf), texts[i]);
    }
}

static void from_socket__both_families__keep_address_and_port(void **state) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(8080)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(443)};
    struct sockaddr local = {.sa_family = AF_UNIX};
    yg_address address;
    uint16_t port = 0;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    in6.sin6_addr = in6addr_loopback;
    assert_true(yg_address_from_socket((void *)&in, sizeof in, &address, &port));
    assert_int_equal(port, 8080);
    assert_int_equal(yg_address_classify(address), YG_ADDRESS_LOOPBACK);
    assert_true(yg_address_from_socket((void *)&in6, sizeof in6, &address, &port));
    assert_int_equal(port, 443);
    assert_int_equal(yg_address_classify(address), YG_ADDRESS_LOOPBACK);
    assert_false(yg_address_from_socket((void *)&in6, sizeof in6 - 1, &address, &port));
    assert_false(yg_address_from_socket(&local, sizeof local, &address, &port));
}

static void allowed__private_addresses__only_the_configured_one_or_when_allowed(void **state) {
    yg_address own, other, mapped, everyone, nobody, public;
    yg_address_parse(YG_STR("10.0.0.1"), &own);
    yg_address_parse(YG_STR("10.0.0.2"), &other);
    yg_address_parse(YG_STR("::ffff:10.0.0.1"), &mapped);
    yg_address_parse(YG_STR("224.0.0.1"), &everyone);
    yg_address_parse(YG_STR("0.0.0.0"), &nobody);
    yg_address_parse(YG_STR("8.8.8.8"), &public);
    yg_address_rule strict = {0}, literal = {.has_own = true, .own = own, .own_port = 80},
                    open = {.allow_private = true};
    assert_true(yg_address_allowed(&strict, public, 80));
    assert_false(yg_address_allowed(&strict, own, 80));
    assert_true(yg_address_allowed(&literal, own, 80));
    assert_true(yg_address_allowed(&literal, mapped, 80));
    assert_false(yg_address_allowed(&literal, own, 81));
    assert_false(yg_address_allowed(&literal, other, 80));
    assert_true(yg_address_allowed(&open, other, 80));
    assert_false(yg_address_allowed(&open, everyone, 80));
    assert_false(yg_address_allowed(&open, nobody, 80));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classify__every_special_range__has_its_kind),
        cmocka_unit_test(parse__unusual_forms__are_no_literals),
        cmocka_unit_test(add__a_parsed_address__comes_back),
        cmocka_unit_test(from_socket__both_families__keep_address_and_port),
        cmocka_unit_test(allowed__private_addresses__only_the_configured_one_or_when_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
