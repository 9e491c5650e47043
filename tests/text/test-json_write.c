#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "text/json.h"
#include "text/json_write.h"

static void write_all(yg_jw *w) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "s", YG_STR("a\"b"));
    yg_jw_opt(w, "left out", (yg_str){NULL, 0});
    yg_jw_opt(w, "opt", YG_STR("o"));
    yg_jw_int(w, "int", INT64_MIN);
    yg_jw_uint(w, "uint", UINT64_MAX);
    yg_jw_double(w, "double", 0.125, 2);
    yg_jw_double(w, "nan", NAN, 2);
    yg_jw_double(w, "inf", -INFINITY, 2);
    yg_jw_bool(w, "yes", true);
    yg_jw_null(w, "null");
    yg_jw_raw(w, "raw", YG_STR("[1,2]"));
    yg_jw_list(w, "list", YG_STR(",a,,b,"), ',');
    yg_jw_list(w, "empty list", (yg_str){NULL, 0}, ',');
    yg_jw_begin(w, "a", '[');
    yg_jw_begin(w, NULL, '{');
    yg_jw_end(w, '}');
    yg_jw_begin(w, NULL, '[');
    yg_jw_end(w, ']');
    yg_jw_int(w, NULL, 1);
    yg_jw_end(w, ']');
    yg_jw_str(w, "</k>", (yg_str){NULL, 0});
    yg_jw_end(w, '}');
}

static void write__every_member__compact(void **state) {
    YG_CLEANUP_BUF yg_buf out = {0};
    yg_jw w = {.buf = &out};
    write_all(&w);
    assert_string_equal(
        yg_buf_z(&out),
        "{\"s\":\"a\\\"b\",\"opt\":\"o\",\"int\":-9223372036854775808,"
        "\"uint\":18446744073709551615,\"double\":0.12,\"nan\":null,\"inf\":null,\"yes\":true,"
        "\"null\":null,\"raw\":[1,2],\"list\":[\"a\",\"b\"],\"empty list\":[],\"a\":[{},[],1],"
        "\"\\u003c/k\\u003e\":\"\"}");
}

static void write__pretty__same_value_indented(void **state) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    YG_CLEANUP_BUF yg_buf pretty = {0};
    YG_CLEANUP_BUF yg_buf small = {0};
    yg_jw w = {.buf = &plain}, p = {.buf = &pretty, .pretty = true};
    write_all(&w);
    write_all(&p);
    yg_json_minify(&small, yg_buf_str(&pretty));
    assert_string_equal(yg_buf_z(&small), yg_buf_z(&plain));
    assert_true(yg_str_starts(yg_buf_str(&pretty), YG_STR("{\n  \"s\": \"a\\\"b\",\n  \"opt\"")));
    assert_true(yg_str_find(yg_buf_str(&pretty),
                            YG_STR("\"a\": [\n    {},\n    [],\n    1\n  ],\n")) != SIZE_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write__every_member__compact),
        cmocka_unit_test(write__pretty__same_value_indented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
