#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A slow decoder from the text of RFC 3629: the bits of the pattern, then the three rules. Gives
 * the length of the character at s.p and its value, or 0. */
static size_t slow_decode(yg_str s, uint32_t *ret_c) {
    static const struct {
        unsigned char mask, mark;
        size_t n;
        uint32_t least;
    } patterns[] = {{0x80, 0x00, 1, 0},
                    {0xE0, 0xC0, 2, 0x80},
                    {0xF0, 0xE0, 3, 0x800},
                    {0xF8, 0xF0, 4, 0x10000}};
    for (size_t i = 0; i < COUNT(patterns); i++) {
        unsigned char first = (unsigned char)s.p[0];
        if ((first & patterns[i].mask) != patterns[i].mark)
            continue;
        uint32_t c = first & (unsigned char)~patterns[i].mask;
        if (s.n < patterns[i].n)
            return 0;
        for (size_t k = 1; k < patterns[i].n; k++) {
            if (((unsigned char)s.p[k] & 0xC0) != 0x80)
                return 0;
            c = c * 64 + ((unsigned char)s.p[k] & 0x3F);
        }
        if (c < patterns[i].least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
            return 0;
        *ret_c = c;
        return patterns[i].n;
    }
    return 0;
}

static size_t slow_check(yg_str s) {
    uint32_t c;
    size_t at = 0, n;
    while (at < s.n && (n = slow_decode(yg_str_from(s, at), &c)) > 0)
        at += n;
    return at;
}

static void compare(yg_str s) {
    assert_int_equal(yg_utf8_check(s), slow_check(s));
    for (size_t at = 0; at < s.n;) {
        uint32_t want = 0xFFFD;
        size_t n = slow_decode(yg_str_from(s, at), &want), next = at;
        assert_int_equal(yg_utf8_next(s, &next), n > 0 ? want : 0xFFFD);
        assert_int_equal(next, at + (n > 0 ? n : 1));
        at = next;
    }
}

static void check__all_sequences_of_two_bytes__as_the_slow_decoder(void **state) {
    for (unsigned i = 0; i < 0x10000; i++) {
        char b[2] = {(char)(i >> 8), (char)i};
        compare((yg_str){b, 2});
    }
}

/* ASCII before and behind a sequence of one or two bytes adds nothing that shorter ones do not
 * show, so the first byte is none. */
static void check__all_sequences_of_three_bytes__as_the_slow_decoder(void **state) {
    for (unsigned i = 0x800000; i < 0x1000000; i++) {
        char b[3] = {(char)(i >> 16), (char)(i >> 8), (char)i};
        yg_str s = {b, 3};
        if (yg_utf8_check(s) != slow_check(s))
            fail_msg("%06x", i);
    }
}

static void check__random_bytes__as_the_slow_decoder(void **state) {
    /* Bytes at the edges of what is allowed, so that long valid runs and near misses come up. */
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                          0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
                                          0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5};
    uint64_t seed = 2;
    for (int i = 0; i < 40000; i++) {
        char b[24];
        size_t n = (size_t)seeded_below(&seed, sizeof b + 1);
        for (size_t k = 0; k < n; k++)
            b[k] = (char)(i % 2 ? edges[seeded_below(&seed, COUNT(edges))] : seeded_next(&seed));
        compare((yg_str){b, n});
    }
}

static void put__every_code_point__comes_back(void **state) {
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        size_t at = 0;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        if (c > 0x20000 && c % 251 != 0 && c != 0x10FFFF)
            continue;
        yg_utf8_put(&buf, c);
        if (yg_utf8_next(yg_buf_str(&buf), &at) != c || at != buf.n)
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void check__fault_behind_a_long_run__its_offset(void **state) {
    for (size_t n = 0; n < 40; n++) {
        char b[48];
        memset(b, 'a', sizeof b);
        b[n] = '\xff';
        assert_int_equal(yg_utf8_check((yg_str){b, sizeof b}), n);
    }
    assert_int_equal(yg_utf8_check((yg_str){NULL, 0}), 0);
}

static void floor__every_index__cuts_no_character(void **state) {
    yg_str s = YG_STR("aé日𠮷z日");
    for (size_t at = 0; at <= s.n + 3; at++) {
        size_t want = at > s.n ? s.n : at;
        while (want > 0 && want < s.n && ((unsigned char)s.p[want] & 0xC0) == 0x80)
            want--;
        assert_int_equal(yg_utf8_floor(s, at), want);
        yg_str cut = yg_str_sub(s, 0, yg_utf8_floor(s, at));
        assert_int_equal(yg_utf8_check(cut), cut.n);
    }
    assert_int_equal(yg_utf8_floor((yg_str){NULL, 0}, 3), 0);
}

/* Of bytes that are no UTF-8, floor only has to stay in range. */
static void floor__random_bytes__stays_in_range(void **state) {
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        char b[12];
        size_t n = (size_t)seeded_below(&seed, sizeof b + 1), at = (size_t)seeded_below(&seed, 16);
        for (size_t k = 0; k < n; k++)
            b[k] = (char)(0x60 + seeded_below(&seed, 0xA0));
        size_t floor = yg_utf8_floor((yg_str){b, n}, at), most = at < n ? at : n;
        assert_true(floor <= most && most - floor < 4);
    }
}

static void repaired__table__one_mark_for_each_bad_byte(void **state) {
    static const struct {
        yg_str s;
        const char *want;
    } cases[] = {
        {{"", 0}, ""},
        {{"good 日本", 11}, "good 日本"},
        {{"\xff", 1}, "\xEF\xBF\xBD"},
        {{"a\xe6\x97z", 4}, "a\xEF\xBF\xBD\xEF\xBF\xBDz"},
        {{"\xed\xa0\x80", 3}, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {{"\xc0\x80", 2}, "\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_utf8_add_repaired(&got, cases[i].s);
        assert_string_equal(yg_buf_z(&got), cases[i].want);
    }
}

static void repaired__random_bytes__valid_and_good_text_kept(void **state) {
    uint64_t seed = 4;
    for (int i = 0; i < 5000; i++) {
        char b[40];
        YG_CLEANUP_BUF yg_buf once = {0};
        YG_CLEANUP_BUF yg_buf twice = {0};
        for (size_t k = 0; k < sizeof b; k++)
            b[k] = (char)seeded_next(&seed);
        yg_utf8_add_repaired(&once, (yg_str){b, sizeof b});
        assert_int_equal(yg_utf8_check(yg_buf_str(&once)), once.n);
        yg_utf8_add_repaired(&twice, yg_buf_str(&once));
        assert_true(yg_str_eq(yg_buf_str(&once), yg_buf_str(&twice)));
    }
}

/* What may act on a terminal: written down here by itself, not taken from the code. */
static bool acts(uint32_t c) {
    static const uint32_t others[] = {0x7F,   0x061C, 0x200E, 0x200F, 0x202A, 0x202B,
                                      0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
                                      0x2069, 0x2028, 0x2029, 0xFEFF};
    for (size_t i = 0; i < COUNT(others); i++) {
        if (c == others[i])
            return true;
    }
    return c <= 0x1F || (c >= 0x80 && c <= 0x9F);
}

static void printable__every_code_point__nothing_active_comes_through(void **state) {
    for (uint32_t c = 0; c < 0x20000; c++) {
        YG_CLEANUP_BUF yg_buf in = {0};
        YG_CLEANUP_BUF yg_buf out = {0};
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        assert_int_equal(yg_utf8_is_active(c), acts(c));
        yg_utf8_put(&in, c);
        yg_utf8_add_printable(&out, yg_buf_str(&in), false);
        if (!acts(c)) {
            assert_true(yg_str_eq(yg_buf_str(&in), yg_buf_str(&out)));
            continue;
        }
        assert_true(out.n > 0);
        for (size_t i = 0; i < out.n; i++)
            assert_true(out.p[i] >= 0x20 && out.p[i] < 0x7F);
    }
}

static void printable__table__visible_escapes(void **state) {
    static const struct {
        yg_str s;
        const char *flat, *lines;
    } cases[] = {
        {{"plain 日本語 é", 18}, "plain 日本語 é", "plain 日本語 é"},
        {{"\x1b[31m", 5}, "\\x1b[31m", "\\x1b[31m"},
        {{"a\nb\tc\rd", 7}, "a b c d", "a\nb\tc d"},
        {{"\0", 1}, "\\x00", "\\x00"},
        {{"\x7f", 1}, "\\x7f", "\\x7f"},
        {{"\xc2\x9b", 2}, "\\x9b", "\\x9b"},
        {{"\xe2\x80\xae", 3}, "\\u202e", "\\u202e"},
        {{"\xef\xbb\xbf", 3}, "\\ufeff", "\\ufeff"},
        {{"\xe2\x80\xa8", 3}, "\\u2028", "\\u2028"},
        {{"\xff\xfe", 2}, "\\xff\\xfe", "\\xff\\xfe"},
        {{"\xEF\xBF\xBD", 3}, "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf flat = {0};
        YG_CLEANUP_BUF yg_buf lines = {0};
        yg_utf8_add_printable(&flat, cases[i].s, false);
        yg_utf8_add_printable(&lines, cases[i].s, true);
        assert_string_equal(yg_buf_z(&flat), cases[i].flat);
        assert_string_equal(yg_buf_z(&lines), cases[i].lines);
    }
}

static void columns__table__as_a_terminal_shows_them(void **state) {
    static const struct {
        const char *s;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"é", 1},
        {"e\xcc\x81", 1},
        {"日本", 4},
        {"ｱｲｳ", 3},
        {"ＡＢ", 4},
        {"か\xe3\x82\x99", 2},
        {"한글", 4},
        {"𠮷", 2},
        {"ёж", 2},
        {"，。", 4},
        {"\xe2\x80\x8b", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (yg_utf8_columns(yg_str_of(cases[i].s)) != cases[i].columns)
            fail_msg("%s takes %zu", cases[i].s, yg_utf8_columns(yg_str_of(cases[i].s)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__all_sequences_of_two_bytes__as_the_slow_decoder),
        cmocka_unit_test(check__all_sequences_of_three_bytes__as_the_slow_decoder),
        cmocka_unit_test(check__random_bytes__as_the_slow_decoder),
        cmocka_unit_test(put__every_code_point__comes_back),
        cmocka_unit_test(check__fault_behind_a_long_run__its_offset),
        cmocka_unit_test(floor__every_index__cuts_no_character),
        cmocka_unit_test(floor__random_bytes__stays_in_range),
        cmocka_unit_test(repaired__table__one_mark_for_each_bad_byte),
        cmocka_unit_test(repaired__random_bytes__valid_and_good_text_kept),
        cmocka_unit_test(printable__every_code_point__nothing_active_comes_through),
        cmocka_unit_test(printable__table__visible_escapes),
        cmocka_unit_test(columns__table__as_a_terminal_shows_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
