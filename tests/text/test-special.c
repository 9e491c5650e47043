/* Addresses that no blocklist may hold (text/special.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text/special.h"

static void special__networks_and_what_lies_beside_them__told(void **state) {
    static const struct {
        const char *value;
        bool is_special;
    } cases[] = {
        {"0.255.255.255", true},
        {"1.0.0.0", false},
        {"9.255.255.255", false},
        {"10.0.0.0", true},
        {"10.255.255.255/32", true},
        {"11.0.0.0", false},
        {"100.63.255.255", false},
        {"100.64.0.1", true},
        {"100.127.255.255", true},
        {"100.128.0.0", false},
        {"127.8.9.10", true},
        {"169.254.0.1", true},
        {"169.253.255.255", false},
        {"172.16.0.1", true},
        {"172.31.255.255", true},
        {"172.32.0.0", false},
        {"192.0.0.8", true},
        {"192.0.1.0", false},
        {"192.168.3.4", true},
        {"198.17.255.255", false},
        {"198.19.0.1", true},
        {"198.20.0.0", false},
        {"223.255.255.255", false},
        {"224.0.0.1", true},
        {"255.255.255.255", true},
        {"8.0.0.0/5", true}, /* shares 10/8 */
        {"8.0.0.0/7", false},
        {"::", true},
        {"::1", true},
        {"::2", false},
        {"::ffff:10.0.0.1", true},
        {"::fffe:a00:1", false},
        {"100::1", true},
        {"100:0:0:1::", false},
        {"fbff::1", false},
        {"fc00::1", true},
        {"fdff::1", true},
        {"fe00::1", false},
        {"fe80::1", true},
        {"febf::1", true},
        {"fec0::1", false},
        {"ff02::1", true},
        {"2001:db8::1", false},
        {"http://10.0.0.1/x", true},
        {"http://user@192.168.0.1:8080/", true},
        {"http://[fe80::1]/x", true},
        {"http://192.0.2.1/10.0.0.1", false},
        {"evil.example.com", false},
        {"10.0.0", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (yg_address_is_special(yg_str_of(cases[i].value)) != cases[i].is_special)
            fail_msg("%s", cases[i].value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(special__networks_and_what_lies_beside_them__told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
