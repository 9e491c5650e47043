#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "seeded.h"
#include "text/key.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void key__table__letters_marks_digits_folded(void **state) {
    static const struct {
        yg_str name;
        const char *key, *folded;
    } cases[] = {
        {{"", 0}, "", ""},
        {{NULL, 0}, "", ""},
        {{"APT 10", 6}, "apt10", "apt 10"},
        {{"apt-10", 6}, "apt10", "apt 10"},
        {{"ＡＰＴ１０", 15}, "apt10", "apt10"},
        {{"ＡＰＴ　１０", 18}, "apt10", "apt 10"},
        {{" -- a -- b -- ", 14}, "ab", "a b"},
        {{"!?#", 3}, "", ""},
        {{"a\0b", 3}, "ab", "a b"},
        {{"海莲花", 9}, "海莲花", "海莲花"},
        {{"海 莲花", 10}, "海莲花", "海 莲花"},
        {{"ß", 2}, "ss", "ss"},
        {{"SS", 2}, "ss", "ss"},
        {{"ﬁn7", 5}, "fin7", "fin7"},
        {{"é", 2}, "é", "é"},
        {{"e\xcc\x81", 3}, "é", "é"},
        {{"É", 2}, "é", "é"},
        {{"İ", 2}, "i\xcc\x87", "i\xcc\x87"},
        {{"ΣΑΣ", 6}, "σασ", "σασ"},
        {{"σας", 6}, "σασ", "σασ"},
        {{"\xc2\xad", 2}, "", ""},
        {{"a\xe2\x80\x8b\x62", 5}, "ab", "ab"},
        {{"①", 3}, "1", "1"},
        {{"が", 3}, "が", "が"},
        {{"か\xe3\x82\x99", 6}, "が", "が"},
        {{"a\xff\x62", 3}, "ab", "a b"},
        {{"\xff\xfe\xc0", 3}, "", ""},
        {{"d´Ivoire", 9}, "divoire", "d ivoire"},
        {{"a¨", 3}, "a", "a"},
        {{"𠮷野家", 10}, "𠮷野家", "𠮷野家"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        YG_CLEANUP_BUF yg_buf folded = {0};
        yg_key_add(&key, cases[i].name);
        yg_key_add_folded(&folded, cases[i].name);
        if (strcmp(yg_buf_z(&key), cases[i].key) != 0 ||
            strcmp(yg_buf_z(&folded), cases[i].folded) != 0)
            fail_msg("%zu: '%s' and '%s', not '%s' and '%s'", i, key.p, folded.p, cases[i].key,
                     cases[i].folded);
    }
}

static void key__half_width_katakana__as_full_width(void **state) {
    static const char *const same[] = {"オーシャンロータス", "ｵｰｼｬﾝﾛｰﾀｽ", "オーシャン・ロータス",
                                       "ｵｰｼｬﾝ ﾛｰﾀｽ"};
    for (size_t i = 0; i < COUNT(same); i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_key_add(&key, yg_str_of(same[i]));
        assert_string_equal(yg_buf_z(&key), same[0]);
    }
    YG_CLEANUP_BUF yg_buf voiced = {0};
    yg_key_add(&voiced, YG_STR("ｶﾞﾊﾟ"));
    assert_string_equal(yg_buf_z(&voiced), "ガパ");
}

static void nfkc__table__case_and_signs_stay(void **state) {
    static const struct {
        const char *s, *want;
    } cases[] = {
        {"", ""},     {"A-b", "A-b"},     {"ＡＰＴ－１０", "APT-10"},
        {"ｶﾞ", "ガ"}, {"e\xcc\x81", "é"}, {"海 莲", "海 莲"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_key_add_nfkc(&got, yg_str_of(cases[i].s));
        assert_string_equal(yg_buf_z(&got), cases[i].want);
    }
}

/* The path without ICU gives what ICU gives: one full-width sign takes the other path. */
static void key__ascii_beside_unicode_path__same_key(void **state) {
    uint64_t seed = 16;
    for (int i = 0; i < 5000; i++) {
        char b[24];
        YG_CLEANUP_BUF yg_buf other = {0};
        YG_CLEANUP_BUF yg_buf key = {0};
        YG_CLEANUP_BUF yg_buf other_key = {0};
        for (size_t k = 0; k < sizeof b; k++)
            b[k] = (char)seeded_below(&seed, 128);
        yg_buf_add(&other, (yg_str){b, sizeof b});
        yg_buf_addz(&other, "、");
        yg_key_add(&key, (yg_str){b, sizeof b});
        yg_key_add(&other_key, yg_buf_str(&other));
        assert_string_equal(yg_buf_z(&key), yg_buf_z(&other_key));
        yg_buf_clear(&key);
        yg_buf_clear(&other_key);
        yg_key_add_folded(&key, (yg_str){b, sizeof b});
        yg_key_add_folded(&other_key, yg_buf_str(&other));
        assert_string_equal(yg_buf_z(&key), yg_buf_z(&other_key));
    }
}

/* A key is a key of itself. Marks without their letter are left out: they may change places. */
static void key__random_code_points__valid_and_its_own_key(void **state) {
    static const struct {
        uint32_t from, to;
    } ranges[] = {{0x00, 0x2FF},    {0x370, 0x3FF},   {0x410, 0x44F},   {0x2460, 0x24FF},
                  {0x3041, 0x3096}, {0x4E00, 0x9FFF}, {0xFB00, 0xFB06}, {0xFF01, 0xFF9D}};
    uint64_t seed = 17;
    for (int i = 0; i < 5000; i++) {
        YG_CLEANUP_BUF yg_buf name = {0};
        YG_CLEANUP_BUF yg_buf key = {0};
        YG_CLEANUP_BUF yg_buf again = {0};
        for (uint64_t n = seeded_below(&seed, 6); n > 0; n--) {
            size_t r = (size_t)seeded_below(&seed, COUNT(ranges));
            yg_utf8_put(&name, ranges[r].from + (uint32_t)seeded_below(
                                                    &seed, ranges[r].to - ranges[r].from + 1));
        }
        yg_buf_addz(&key, "before ");
        yg_key_add(&key, yg_buf_str(&name));
        yg_str own = yg_str_from(yg_buf_str(&key), 7);
        assert_int_equal(yg_utf8_check(own), own.n);
        yg_key_add(&again, own);
        if (!yg_str_eq(own, yg_buf_str(&again)))
            fail_msg("%s: %.*s becomes %s", yg_buf_z(&name), YG_FMT(own), yg_buf_z(&again));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key__table__letters_marks_digits_folded),
        cmocka_unit_test(key__half_width_katakana__as_full_width),
        cmocka_unit_test(nfkc__table__case_and_signs_stay),
        cmocka_unit_test(key__ascii_beside_unicode_path__same_key),
        cmocka_unit_test(key__random_code_points__valid_and_its_own_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
