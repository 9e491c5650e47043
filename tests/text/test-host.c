/* Addresses of onion services in every dress that a browser sees through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/host.h"

static void onion__every_dress__seen(void **state) {
    static const char *const onions[] = {
        "http://abc.onion/",      "http://abc.ONION/1",        "https://abc.onion:8080/x",
        "http://abc。onion/",     "http://abc．onion/",        "http://abc｡onion/",
        "http://abc%2eonion/",    "http://abc.%6Fnion/",       "http://abc.oni\xC2\xADon/",
        "http://abc.ｏｎｉｏｎ/", "http://abc.onion.example/", "abc.onion",
        "http://abc.onion./",     "http://user@abc.onion/",    "http://abc.onion?x",
    };
    static const char *const others[] = {
        "",
        "http://onion.example/",
        "https://example.com/abc.onion",
        "https://example.com/?u=http://abc.onion",
        "https://theonion.com/",
        "http://abc.onions/",
        "https://",
        "%",
        "http://%zz.example/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof onions / sizeof *onions; i++)
        if (!yg_address_is_onion(yg_str_of(onions[i])))
            fail_msg("not seen: %s", onions[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (yg_address_is_onion(yg_str_of(others[i])))
            fail_msg("taken for an onion service: %s", others[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(onion__every_dress__seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
