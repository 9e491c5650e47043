#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/vec.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void eq__views__by_bytes_and_length(void **state) {
    assert_true(yg_str_eq(YG_STR(""), (yg_str){NULL, 0}));
    assert_true(yg_str_eq((yg_str){NULL, 0}, (yg_str){NULL, 0}));
    assert_true(yg_str_eq(YG_STR("a\0b"), YG_STR("a\0b")));
    assert_false(yg_str_eq(YG_STR("a\0b"), YG_STR("a\0c")));
    assert_false(yg_str_eq(YG_STR("a"), YG_STR("ab")));
    assert_true(yg_str_eqz(YG_STR("ab"), "ab"));
    assert_false(yg_str_eqz(YG_STR("a\0"), "a"));
    assert_true(yg_str_eqz((yg_str){NULL, 0}, NULL));
    assert_int_equal(yg_str_of(NULL).n, 0);
}

static void starts_ends__table__both_sides(void **state) {
    static const struct {
        const char *s, *part;
        bool starts, ends;
    } cases[] = {
        {"abc", "", true, true},       {"", "", true, true},       {"", "a", false, false},
        {"abc", "ab", true, false},    {"abc", "bc", false, true}, {"abc", "abc", true, true},
        {"abc", "abcd", false, false}, {"aba", "a", true, true},   {"abc", "b", false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_str s = yg_str_of(cases[i].s), part = yg_str_of(cases[i].part);
        assert_int_equal(yg_str_starts(s, part), cases[i].starts);
        assert_int_equal(yg_str_ends(s, part), cases[i].ends);
    }
}

static void sub__any_range__clamped(void **state) {
    static const struct {
        size_t from, n;
        const char *want;
    } cases[] = {
        {0, 3, "abc"}, {1, 1, "b"},          {1, SIZE_MAX, "bc"},      {3, 1, ""},
        {4, 1, ""},    {SIZE_MAX, 1, ""},    {SIZE_MAX, SIZE_MAX, ""}, {0, 0, ""},
        {2, 9, "c"},   {0, SIZE_MAX, "abc"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(
            yg_str_eqz(yg_str_sub(YG_STR("abc"), cases[i].from, cases[i].n), cases[i].want));
    assert_null(yg_str_sub((yg_str){NULL, 0}, 2, 2).p);
    assert_true(yg_str_eqz(yg_str_from(YG_STR("abc"), 2), "c"));
}

static void cmp__table__bytewise_and_shorter_first(void **state) {
    static const struct {
        yg_str a, b;
        int order;
    } cases[] = {
        {{"", 0}, {NULL, 0}, 0},    {{"a", 1}, {"b", 1}, -1},       {{"b", 1}, {"a", 1}, 1},
        {{"a", 1}, {"ab", 2}, -1},  {{"ab", 2}, {"a", 1}, 1},       {{"\xff", 1}, {"a", 1}, 1},
        {{"a\0", 2}, {"a", 1}, 1},  {{"a\0b", 3}, {"a\0c", 3}, -1}, {{"Z", 1}, {"a", 1}, -1},
        {{NULL, 0}, {"\0", 1}, -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int order = yg_str_cmp(cases[i].a, cases[i].b);
        assert_int_equal((order > 0) - (order < 0), cases[i].order);
    }
}

static void eq_nocase__ascii_only__other_bytes_as_they_are(void **state) {
    assert_true(yg_str_eq_nocase(YG_STR("aZ09@["), YG_STR("Az09@[")));
    assert_false(yg_str_eq_nocase(YG_STR("@"), YG_STR("`")));
    assert_false(yg_str_eq_nocase(YG_STR("["), YG_STR("{")));
    assert_false(yg_str_eq_nocase(YG_STR("\xc3\x84"), YG_STR("\xc3\xa4")));
    assert_false(yg_str_eq_nocase(YG_STR("a"), YG_STR("aa")));
    assert_true(yg_str_eq_nocase((yg_str){NULL, 0}, YG_STR("")));
}

static void find__table__first_index(void **state) {
    static const struct {
        yg_str s, needle;
        size_t at;
    } cases[] = {
        {{"abcabc", 6}, {"bc", 2}, 1},     {{"abc", 3}, {"", 0}, 0},
        {{NULL, 0}, {"", 0}, 0},           {{NULL, 0}, {"a", 1}, SIZE_MAX},
        {{"ab", 2}, {"abc", 3}, SIZE_MAX}, {{"a\0b", 3}, {"\0b", 2}, 1},
        {{"abc", 2}, {"c", 1}, SIZE_MAX},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(yg_str_find(cases[i].s, cases[i].needle) == cases[i].at);
    assert_true(yg_str_chr(YG_STR("a\0b"), '\0') == 1);
    assert_true(yg_str_chr(YG_STR("ab"), 'c') == SIZE_MAX);
    assert_true(yg_str_chr((yg_str){NULL, 0}, 'c') == SIZE_MAX);
}

static void trim__table__ascii_space_of_both_ends(void **state) {
    static const struct {
        const char *s, *want;
    } cases[] = {
        {"", ""},         {" \t\r\n\v\f", ""},        {" a b ", "a b"},
        {"a", "a"},       {"\xc2\xa0x", "\xc2\xa0x"}, {"\x1f ", "\x1f"},
        {"\n\na\n", "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(yg_str_eqz(yg_str_trim(yg_str_of(cases[i].s)), cases[i].want));
    assert_int_equal(yg_str_trim((yg_str){NULL, 0}).n, 0);
}

static void split__table__every_part_also_empty_ones(void **state) {
    static const struct {
        const char *s, *want;
    } cases[] = {
        {"a,b,c", "<a><b><c>"}, {"a,,b", "<a><><b>"}, {",", "<><>"},   {"", "<>"},
        {"abc", "<abc>"},       {"a,", "<a><>"},      {",a", "<><a>"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_str rest = yg_str_of(cases[i].s), part;
        while (yg_str_split(&rest, ',', &part))
            yg_buf_addf(&got, "<%.*s>", YG_FMT(part));
        assert_string_equal(yg_buf_z(&got), cases[i].want);
    }
    yg_str none = {NULL, 0}, part = YG_STR("untouched");
    assert_false(yg_str_split(&none, ',', &part));
    assert_true(yg_str_eqz(part, "untouched"));
}

static void to_u64__table__digits_without_overflow(void **state) {
    static const struct {
        yg_str s;
        bool good;
        uint64_t value;
    } cases[] = {
        {{"0", 1}, true, 0},
        {{"007", 3}, true, 7},
        {{"18446744073709551615", 20}, true, UINT64_MAX},
        {{"18446744073709551616", 20}, false, 0},
        {{"18446744073709551620", 20}, false, 0},
        {{"99999999999999999999", 20}, false, 0},
        {{"184467440737095516150", 21}, false, 0},
        {{"00000000000000000000000000000000009", 35}, true, 9},
        {{"", 0}, false, 0},
        {{NULL, 0}, false, 0},
        {{"+1", 2}, false, 0},
        {{"-1", 2}, false, 0},
        {{" 1", 2}, false, 0},
        {{"1 ", 2}, false, 0},
        {{"1\0", 2}, false, 0},
        {{"0x1", 3}, false, 0},
        {{"1e3", 3}, false, 0},
        {{"\xef\xbc\x91", 3}, false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t value = 42;
        assert_int_equal(yg_str_to_u64(cases[i].s, &value), cases[i].good);
        assert_true(value == (cases[i].good ? cases[i].value : 42));
    }
}

static void to_double__table__one_number_and_nothing_else(void **state) {
    static const struct {
        const char *s;
        bool good;
        double value;
    } cases[] = {
        {"0", true, 0},       {"-1.5", true, -1.5}, {"+2", true, 2},        {"1e3", true, 1000},
        {"1E-2", true, 0.01}, {".5", true, 0.5},    {"5.", true, 5},        {"", false, 0},
        {"-", false, 0},      {".", false, 0},      {"e5", false, 0},       {"1e", false, 0},
        {"1,5", false, 0},    {" 1", false, 0},     {"1 ", false, 0},       {"0x10", false, 0},
        {"nan", false, 0},    {"inf", false, 0},    {"infinity", false, 0}, {"1.2.3", false, 0},
        {"1--2", false, 0},   {"1e999", false, 0},  {"-1e999", false, 0},   {"1e-999", true, 0},
        {"１", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double value = 42;
        if (yg_str_to_double(yg_str_of(cases[i].s), &value) != cases[i].good)
            fail_msg("'%s' is %sa number", cases[i].s, cases[i].good ? "not " : "");
        assert_true(fabs(value - (cases[i].good ? cases[i].value : 42)) < 1e-12);
    }
    double value = 42;
    assert_false(yg_str_to_double(YG_STR("1\0"), &value));
    assert_false(yg_str_to_double(YG_STR("0000000000000000000000000000000000000000000000000000000"
                                         "000000000000001"),
                                  &value));
    assert_true(value > 41);
}

static void buf__many_additions__hold_what_was_added(void **state) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    YG_VEC(char) want = {0};
    uint64_t seed = 1;
    for (int i = 0; i < 4000; i++) {
        char piece[300];
        size_t n = (size_t)seeded_below(&seed, sizeof piece);
        for (size_t k = 0; k < n; k++) {
            piece[k] = (char)seeded_next(&seed);
            yg_vec_push(&want, piece[k]);
        }
        if (n == 1)
            yg_buf_addc(&buf, piece[0]);
        else
            yg_buf_add(&buf, (yg_str){piece, n});
        assert_true(buf.n <= buf.cap);
    }
    assert_int_equal(buf.n, want.n);
    assert_memory_equal(buf.p, want.at, want.n);
    yg_vec_free(&want);
}

static void buf__every_length__terminator_is_not_counted(void **state) {
    for (size_t n = 0; n < 400; n++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        for (size_t i = 0; i < n; i++)
            yg_buf_addc(&buf, 'x');
        const char *z = yg_buf_z(&buf);
        assert_int_equal(strlen(z), n);
        assert_int_equal(buf.n, n);
        assert_int_equal(yg_buf_str(&buf).n, n);
    }
}

static void buf_addf__lengths_about_the_capacity__whole_text(void **state) {
    for (int n = 0; n < 300; n++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        yg_buf_addf(&buf, "%*d", n, 7);
        yg_buf_addf(&buf, "%s", "end");
        assert_int_equal(buf.n, (n < 1 ? 1 : n) + 3);
        assert_true(yg_str_ends(yg_buf_str(&buf), YG_STR("7end")));
    }
}

static void buf__cleared_or_emptied__usable_again(void **state) {
    yg_buf buf = {0};
    yg_buf_addz(&buf, "first");
    yg_buf_clear(&buf);
    yg_buf_add(&buf, (yg_str){NULL, 0});
    yg_buf_addz(&buf, NULL);
    yg_buf_addf(&buf, "%s", "");
    assert_int_equal(buf.n, 0);
    yg_buf_addz(&buf, "second");
    assert_string_equal(yg_buf_z(&buf), "second");
    yg_buf_free(&buf);
    assert_null(buf.p);
    yg_buf_addz(&buf, "third");
    assert_string_equal(yg_buf_z(&buf), "third");
    yg_buf_free(&buf);
}

static void buf_reserve__then_additions__do_not_move(void **state) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_buf_reserve(&buf, 1000);
    const char *before = buf.p;
    for (int i = 0; i < 1000; i++)
        yg_buf_addc(&buf, 'x');
    assert_ptr_equal(buf.p, before);
}

static void percent__every_byte__there_and_back(void **state) {
    YG_CLEANUP_BUF yg_buf encoded = {0};
    YG_CLEANUP_BUF yg_buf all = {0};
    YG_CLEANUP_BUF yg_buf back = {0};
    (void)state;
    for (int c = 0; c < 256; c++)
        yg_buf_addc(&all, (char)c);
    yg_buf_add_percent(&encoded, yg_buf_str(&all));
    for (size_t i = 0; i < encoded.n; i++) {
        int byte = yg_percent_byte(yg_buf_str(&encoded), i);
        assert_true(byte >= 0 || encoded.p[i] != '%');
        yg_buf_addc(&back, byte >= 0 ? (char)byte : encoded.p[i]);
        i += byte >= 0 ? 2 : 0;
    }
    assert_int_equal(back.n, 256);
    assert_memory_equal(back.p, all.p, 256);
    assert_int_equal(encoded.n, 256 + 2 * (256 - 62 - 5));
    assert_int_equal(yg_percent_byte(YG_STR("%e3"), 0), 0xE3);
    assert_int_equal(yg_percent_byte(YG_STR("%E3"), 0), 0xE3);
    static const char *const none[] = {"", "%", "%4", "%4g", "%g4", "%@1", "x41", "%`1"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(yg_percent_byte(yg_str_of(none[i]), 0), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percent__every_byte__there_and_back),
        cmocka_unit_test(eq__views__by_bytes_and_length),
        cmocka_unit_test(starts_ends__table__both_sides),
        cmocka_unit_test(sub__any_range__clamped),
        cmocka_unit_test(cmp__table__bytewise_and_shorter_first),
        cmocka_unit_test(eq_nocase__ascii_only__other_bytes_as_they_are),
        cmocka_unit_test(find__table__first_index),
        cmocka_unit_test(trim__table__ascii_space_of_both_ends),
        cmocka_unit_test(split__table__every_part_also_empty_ones),
        cmocka_unit_test(to_u64__table__digits_without_overflow),
        cmocka_unit_test(to_double__table__one_number_and_nothing_else),
        cmocka_unit_test(buf__many_additions__hold_what_was_added),
        cmocka_unit_test(buf__every_length__terminator_is_not_counted),
        cmocka_unit_test(buf_addf__lengths_about_the_capacity__whole_text),
        cmocka_unit_test(buf__cleared_or_emptied__usable_again),
        cmocka_unit_test(buf_reserve__then_additions__do_not_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
