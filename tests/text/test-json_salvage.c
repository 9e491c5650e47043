/* What yg_json_salvage leaves of damaged texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "text/json.h"

static void damage__costs_what_it_hits(void **state) {
    static const struct {
        const char *text, *left;
    } rows[] = {
        {"{\"a\":1}", "{\"a\":1}"},
        {"[1,2,]", "[1,2]"},
        {"{\"a\":[1,],\"b\":2,}", "{\"a\":[1],\"b\":2}"},
        {"{\"a\":tru,\"b\":2}", "{\"b\":2}"},
        {"[{\"a\":1},{\"a\":x,\"b\":2},{\"a\":3}]", "[{\"a\":1},{\"b\":2},{\"a\":3}]"},
        {"[{\"a\":1,\n{\"a\":2},\n{\"a\":3}]", "[{\"a\":1},{\"a\":2},{\"a\":3}]"},
        {"{\"l\":[{\"a\":1},{\"a\":\"cut", "{\"l\":[{\"a\":1},{}]}"},
        {"{\"l\":[{\"a\":1},{\"a\":2", "{\"l\":[{\"a\":1},{\"a\":2}]}"},
        {"{\"a\\q\":1,\"b\":2}", "{\"b\":2}"},
        {"[", "[]"},
        {"{\"a\"", "{}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        YG_CLEANUP_BUF yg_buf left = {0};
        yg_json_parser parser = {0};
        const char *reason;
        size_t at;
        assert_true(yg_json_salvage(&left, yg_str_of(rows[i].text)));
        assert_string_equal(yg_buf_z(&left), rows[i].left);
        assert_non_null(yg_json_parse(&parser, yg_buf_str(&left), &reason, &at));
        yg_json_parser_free(&parser);
    }
}

static void no_container__nothing(void **state) {
    YG_CLEANUP_BUF yg_buf left = {0};
    (void)state;
    assert_false(yg_json_salvage(&left, YG_STR("")));
    assert_false(yg_json_salvage(&left, YG_STR("\"a\"")));
    assert_int_equal(left.n, 0);
}

/* Each of these opens records that never close. */
static void hostile_texts__done_in_time(void **state) {
    static const char *const units[] = {",{", "[{\"a\":", ",\n{\"a\":[", "{\"a\":{\"b\":[\n",
                                        "\"\\"};
    clock_t start = clock();
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf left = {0};
        yg_buf_addz(&text, "[{}");
        while (text.n < (1u << 20))
            yg_buf_addz(&text, units[i]);
        assert_true(yg_json_salvage(&left, yg_buf_str(&text)));
    }
    assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage__costs_what_it_hits),
        cmocka_unit_test(no_container__nothing),
        cmocka_unit_test(hostile_texts__done_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
