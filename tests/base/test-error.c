#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/utf8.h"

static void fail__text_and_code__kept(void **state) {
    yg_error err = {0};
    assert_false(yg_fail(&err, YG_ERR_LIMIT, "%s: %d", "a", 7));
    assert_int_equal(err.code, YG_ERR_LIMIT);
    assert_string_equal(err.text, "a: 7");
    assert_false(yg_fail(&err, YG_ERR_IO, "b"));
    assert_int_equal(err.code, YG_ERR_IO);
    assert_string_equal(err.text, "b");
}

static void fail__no_error_wanted__false(void **state) {
    assert_false(yg_fail(NULL, YG_ERR_IO, "%s", "x"));
    assert_false(yg_fail_in(NULL, "%s", "x"));
}

static void fail_in__way_up__prefixes_outermost_first(void **state) {
    yg_error err = {0};
    yg_fail(&err, YG_ERR_INPUT, "no uuid");
    assert_false(yg_fail_in(&err, "event %d", 12));
    assert_false(yg_fail_in(&err, "misp feed %s", "x.json"));
    assert_string_equal(err.text, "misp feed x.json: event 12: no uuid");
    assert_int_equal(err.code, YG_ERR_INPUT);
}

/* Every alignment of a three-byte character to the end of the buffer. */
static void fail__too_long__cut_at_a_character(void **state) {
    for (size_t lead = 0; lead < 4; lead++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_error err = {0};
        for (size_t i = 0; i < lead; i++)
            yg_buf_addc(&text, 'x');
        for (size_t i = 0; i < 600; i++)
            yg_buf_addz(&text, "櫓");
        yg_fail(&err, YG_ERR_INPUT, "%s", yg_buf_z(&text));
        size_t n = strlen(err.text);
        assert_true(n > sizeof err.text - 4 && n < sizeof err.text);
        assert_int_equal(yg_utf8_check((yg_str){err.text, n}), n);
        assert_memory_equal(err.text, text.p, n);
    }
}

static void fail_in__prefix_or_whole_too_long__cut_at_a_character(void **state) {
    for (size_t lead = 0; lead < 4; lead++) {
        YG_CLEANUP_BUF yg_buf prefix = {0};
        yg_error err = {0};
        for (size_t i = 0; i < lead; i++)
            yg_buf_addc(&prefix, 'x');
        for (size_t i = 0; i < 300; i++)
            yg_buf_addz(&prefix, "櫓");
        yg_fail(&err, YG_ERR_INPUT, "the reason");
        yg_fail_in(&err, "%s", yg_buf_z(&prefix));
        yg_str text = yg_str_of(err.text);
        assert_int_equal(yg_utf8_check(text), text.n);
        assert_true(yg_str_ends(text, YG_STR("櫓: the reason")));
        for (int i = 0; i < 5; i++)
            yg_fail_in(&err, "%s", yg_buf_z(&prefix));
        text = yg_str_of(err.text);
        assert_int_equal(yg_utf8_check(text), text.n);
        assert_true(text.n < sizeof err.text && text.n > sizeof err.text - 8);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail__text_and_code__kept),
        cmocka_unit_test(fail__no_error_wanted__false),
        cmocka_unit_test(fail_in__way_up__prefixes_outermost_first),
        cmocka_unit_test(fail__too_long__cut_at_a_character),
        cmocka_unit_test(fail_in__prefix_or_whole_too_long__cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
