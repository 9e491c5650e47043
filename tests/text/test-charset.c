/* Text of other character sets: made by iconv(3) from one sentence of each language. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/charset.h"

static const char japanese[] =
    "日付,URL,説明\n2024-01-02,http://evil.com/,銀行をかたる偽サイトです\n"
    "2024-01-03,http://evil.net/,フィッシング詐欺の報告がありました\n";
static const char chinese[] = "日期,网址,说明\n2024-01-02,http://evil.com/,这是一个假冒银行的网站\n"
                              "2024-01-03,http://evil.net/,我们在中国发现的恶意软件\n";
static const char taiwanese[] =
    "日期,網址,說明\n2024-01-02,http://evil.com/,這是一個假冒銀行的網站\n"
    "2024-01-03,http://evil.net/,我們在台灣發現的惡意軟體\n";
static const char korean[] =
    "날짜,URL,설명\n2024-01-02,http://evil.com/,은행을 사칭하는 가짜 사이트입니다\n"
    "2024-01-03,http://evil.net/,한국에서 발견된 악성 코드\n";
static const char german[] = "Datum,URL,Beschreibung\n2024-01-02,http://evil.com/,Die gefälschte "
                             "Seite für die Bank\n2024-01-03,http://evil.net/,Über den Köder der "
                             "Täter ist nichts bekannt\n";

static void encode(const char *text, const char *charset, yg_buf *ret) {
    char out[2048], *from = (char *)(uintptr_t)text, *to = out;
    size_t from_n = strlen(text), to_n = sizeof out;
    iconv_t job = iconv_open(charset, "UTF-8");
    assert_true(job != (iconv_t)-1);
    assert_int_equal(iconv(job, &from, &from_n, &to, &to_n), 0);
    iconv_close(job);
    yg_buf_add(ret, (yg_str){out, sizeof out - to_n});
}

static void to_utf8__each_charset__comes_back(void **state) {
    static const struct {
        const char *text, *charset, *name;
    } cases[] = {
        {japanese, "CP932", "Shift_JIS"},   {japanese, "EUC-JP", "EUC-JP"},
        {chinese, "GB18030", "GB18030"},    {taiwanese, "BIG5", "Big5"},
        {korean, "EUC-KR", "EUC-KR"},       {german, "ISO-8859-1", "windows-1252"},
        {german, "CP1252", "windows-1252"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_charset charset = {0};
        encode(cases[i].text, cases[i].charset, &bytes);
        if (!yg_charset_to_utf8(yg_buf_str(&bytes), &got, &charset))
            fail_msg("%s: not recognised", cases[i].charset);
        assert_string_equal(charset.name, cases[i].name);
        assert_non_null(strstr(charset.reason, charset.name));
        assert_true((unsigned char)bytes.p[charset.first_bytes] >= 0x80);
        if (!yg_str_eqz(yg_buf_str(&got), cases[i].text))
            fail_msg("%s: %.*s", cases[i].charset, YG_FMT(yg_buf_str(&got)));
    }
}

/* Feeds cut off by a full disk or a limit end anywhere. */
static void to_utf8__cut_inside_the_last_character__same_guess(void **state) {
    static const struct {
        const char *text, *charset, *name;
    } cases[] = {
        {japanese, "CP932", "Shift_JIS"}, {japanese, "EUC-JP", "EUC-JP"},
        {chinese, "GB18030", "GB18030"},  {taiwanese, "BIG5", "Big5"},
        {korean, "EUC-KR", "EUC-KR"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_charset charset = {0};
        encode(cases[i].text, cases[i].charset, &bytes);
        encode(cases[i].text, cases[i].charset, &bytes); /* twice; cut is the second one */
        while ((unsigned char)bytes.p[bytes.n - 1] < 0x80)
            bytes.n--;
        bytes.n--; /* the second half of the last character */
        if (!yg_charset_to_utf8(yg_buf_str(&bytes), &got, &charset))
            fail_msg("%s: not recognised", cases[i].charset);
        assert_string_equal(charset.name, cases[i].name);
        assert_true(yg_str_starts(yg_buf_str(&got), yg_str_of(cases[i].text)));
        assert_true(yg_str_ends(yg_buf_str(&got), YG_STR("\xEF\xBF\xBD")));
    }
}

static void to_utf8__few_kanji__are_no_quotes_and_dashes(void **state) {
    static const char *const texts[] = {"風守.com\n風守.com\n", "青葉自動車.jp\n"};
    static const char quotes[] = "don\x92t \x93stop\x94 now \x97 it\x92s \x93late\x94\n";
    yg_charset charset = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        YG_CLEANUP_BUF yg_buf got = {0};
        encode(texts[i], "CP932", &bytes);
        assert_true(yg_charset_to_utf8(yg_buf_str(&bytes), &got, &charset));
        assert_string_equal(charset.name, "Shift_JIS");
        assert_string_equal(yg_buf_z(&got), texts[i]);
    }
    YG_CLEANUP_BUF yg_buf got = {0};
    assert_true(yg_charset_to_utf8(yg_str_of(quotes), &got, &charset));
    assert_string_equal(charset.name, "windows-1252");
}

static void to_utf8__no_other_charset__is_left_alone(void **state) {
    static const yg_str cases[] = {
        {"", 0},
        {"evil.com\n", 9},
        {"\xE6\x97\xA5\xE6\x9C\xAC\n", 7},
        {"\xE6\x97\xA5\xE6\x9C\xAC\xFF\n", 8},
        {"a\xFF\xFE\x80\n", 5},
        {"\x83\x74\0\x83\x42", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_charset charset;
        assert_false(yg_charset_to_utf8(cases[i], &got, &charset));
        assert_int_equal(got.n, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_utf8__each_charset__comes_back),
        cmocka_unit_test(to_utf8__cut_inside_the_last_character__same_guess),
        cmocka_unit_test(to_utf8__few_kanji__are_no_quotes_and_dashes),
        cmocka_unit_test(to_utf8__no_other_charset__is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
