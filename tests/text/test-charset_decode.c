/* Sets by name, one after the other: what is sound comes back as iconv(3) has it, what is not costs
 * no byte behind it, and places can be found from both sides. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "seeded.h"
#include "text/charset.h"

static void encode(const char *text, const char *charset, yg_buf *ret) {
    char out[2048], *from = (char *)(uintptr_t)text, *to = out;
    size_t from_n = strlen(text), to_n = sizeof out;
    iconv_t job = iconv_open(charset, "UTF-8");
    assert_true(job != (iconv_t)-1);
    assert_int_equal(iconv(job, &from, &from_n, &to, &to_n), 0);
    assert_int_equal(iconv(job, NULL, NULL, &to, &to_n), 0); /* back to ASCII */
    iconv_close(job);
    yg_buf_add(ret, (yg_str){out, sizeof out - to_n});
}

static void decode_as(yg_charset_id id, yg_str bytes, yg_buf *ret, yg_charset_reading *reading) {
    *reading = (yg_charset_reading){0};
    yg_charset_decode(yg_charset_decoder_of(id), bytes, bytes.n, reading, ret);
    assert_int_equal(reading->bytes, bytes.n);
    assert_int_equal(reading->text, ret->n);
}

static const struct {
    const char *text, *iconv;
    yg_charset_id id;
} samples[] = {
    {"説明\tソフト表能ﾜｰﾄﾞ ①髙 \\evil\n", "CP932", YG_CHARSET_SHIFT_JIS},
    {"銀行をかたる偽サイト ﾜｰﾄﾞ 丂\n", "EUC-JP", YG_CHARSET_EUC_JP},
    {"銀行をかたる evil.example 偽サイト\nSJIS\n", "ISO-2022-JP", YG_CHARSET_ISO_2022_JP},
    {"恶意软件 evil 㐀 é ß 𠀀\n", "GB18030", YG_CHARSET_GB18030},
    {"惡意軟體功許蓋\n", "BIG5", YG_CHARSET_BIG5},
    {"은행을 똠방각하 펲\n", "CP949", YG_CHARSET_EUC_KR},
    {"gefälschte Seite €\n", "CP1252", YG_CHARSET_WINDOWS_1252},
    {"банк №\n", "CP1251", YG_CHARSET_WINDOWS_1251},
    {"žluťoučký kůň\n", "CP1250", YG_CHARSET_WINDOWS_1250},
    {"τράπεζα\n", "CP1253", YG_CHARSET_WINDOWS_1253},
    {"ธนาคาร\n", "CP874", YG_CHARSET_WINDOWS_874},
};

static void decode__each_set__as_iconv(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_charset_reading reading;
        encode(samples[i].text, samples[i].iconv, &bytes);
        decode_as(samples[i].id, yg_buf_str(&bytes), &text, &reading);
        assert_string_equal(yg_buf_z(&text), samples[i].text);
        assert_int_equal(reading.faults, 0);
        assert_true(reading.characters > 0);
    }
}

/* In every prefix and from every byte on: each place leads to the character that holds it. */
static void skip__every_place__as_decode(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        encode(samples[i].text, samples[i].iconv, &bytes);
        const yg_charset_decoder *decoder = yg_charset_decoder_of(samples[i].id);
        for (size_t until = 0; until <= bytes.n; until++) {
            YG_CLEANUP_BUF yg_buf text = {0};
            yg_charset_reading read = {0}, skipped = {0}, by_text = {0};
            yg_charset_decode(decoder, yg_buf_str(&bytes), until, &read, &text);
            assert_int_equal(read.text, text.n);
            assert_true(read.bytes >= until);
            assert_int_equal(yg_utf8_check(yg_buf_str(&text)), text.n);
            yg_charset_skip(decoder, yg_buf_str(&bytes), until, SIZE_MAX, &skipped);
            assert_true(skipped.bytes <= until && read.bytes - skipped.bytes <= 4);
            yg_charset_skip(decoder, yg_buf_str(&bytes), SIZE_MAX, skipped.text, &by_text);
            assert_int_equal(by_text.text, skipped.text);
            yg_charset_decode(decoder, yg_buf_str(&bytes), bytes.n, &read, &text);
            assert_string_equal(yg_buf_z(&text), samples[i].text);
        }
    }
}

static void decode__wrong_bytes__cost_nothing_behind_them(void **state) {
    (void)state;
    static const struct {
        yg_charset_id id;
        const char *bytes, *text;
        size_t n, faults;
    } cases[] = {
        /* A lead byte before a byte that ends no character, and at the end. */
        {YG_CHARSET_SHIFT_JIS,
         "\x83\x20"
         "a",
         "\uFFFD a", 3, 1},
        {YG_CHARSET_SHIFT_JIS, "\x83\nb", "\uFFFD\nb", 3, 1},
        {YG_CHARSET_SHIFT_JIS, "a\x83", "a\uFFFD", 2, 1},
        {YG_CHARSET_SHIFT_JIS,
         "\xFD\xFE\xFF"
         "evil",
         "\uFFFD\uFFFD\uFFFDevil", 7, 3},
        {YG_CHARSET_SHIFT_JIS, "\x83\x41\0\x83\x42", "ア\0ィ", 5, 0},
        {YG_CHARSET_EUC_JP,
         "\xA4"
         "evil",
         "\uFFFDevil", 5, 1},
        {YG_CHARSET_EUC_JP, "\x8F\xA4z", "\uFFFD\uFFFDz", 3, 2},
        {YG_CHARSET_GB18030,
         "\xFF"
         "e",
         "\uFFFDe", 2, 1},
        {YG_CHARSET_GB18030,
         "\x81\x30"
         "9x",
         "\uFFFD"
         "09x",
         4, 1},
        {YG_CHARSET_BIG5, "\xA4 x", "\uFFFD x", 3, 1},
        {YG_CHARSET_EUC_KR, "\xC7.x", "\uFFFD.x", 3, 1},
        {YG_CHARSET_WINDOWS_1252,
         "\x81"
         "e",
         "\uFFFDe", 2, 1},
        /* A line ends what was not ended; other escapes are bytes. */
        {YG_CHARSET_ISO_2022_JP, "\x1B$B\x25\nevil", "\uFFFD\nevil", 9, 1},
        {YG_CHARSET_ISO_2022_JP, "\x1B$B%\"\nevil", "ア\nevil", 10, 0},
        {YG_CHARSET_ISO_2022_JP, "\x1B[31mx\xA4", "\x1B[31mx\uFFFD", 7, 1},
        {YG_CHARSET_ISO_2022_JP, "\x1B(I1\x1B(J1", "ｱ1", 8, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_charset_reading reading;
        decode_as(cases[i].id, (yg_str){cases[i].bytes, cases[i].n}, &text, &reading);
        assert_memory_equal(yg_buf_z(&text), cases[i].text, text.n);
        assert_int_equal(reading.faults, cases[i].faults);
    }
}

/* Any bytes: sound UTF-8 comes out, whatever the steps, and ASCII that no lead byte stands before
 * is there. */
static void decode__any_bytes__same_in_any_steps(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 3000; round++) {
        char bytes[64];
        yg_charset_id id = YG_CHARSET_SHIFT_JIS +
                           (yg_charset_id)seeded_below(&seed, YG_CHARSETS - YG_CHARSET_SHIFT_JIS);
        size_t n = (size_t)seeded_below(&seed, sizeof bytes);
        for (size_t i = 0; i < n; i++)
            bytes[i] = seeded_below(&seed, 3) == 0 ? "\x1B$B(J01\n"[seeded_below(&seed, 8)]
                                                   : (char)seeded_below(&seed, 256);
        YG_CLEANUP_BUF yg_buf whole = {0};
        YG_CLEANUP_BUF yg_buf parts = {0};
        yg_charset_reading reading, r = {0};
        decode_as(id, (yg_str){bytes, n}, &whole, &reading);
        assert_int_equal(yg_utf8_check(yg_buf_str(&whole)), whole.n);
        while (r.bytes < n)
            yg_charset_decode(yg_charset_decoder_of(id), (yg_str){bytes, n},
                              r.bytes + 1 + (size_t)seeded_below(&seed, 9), &r, &parts);
        assert_true(yg_str_eq(yg_buf_str(&whole), yg_buf_str(&parts)));
        assert_int_equal(r.faults, reading.faults);
    }
}

static void by_name__names_people_use__found(void **state) {
    (void)state;
    yg_charset_id id;
    static const struct {
        const char *name;
        yg_charset_id id;
    } cases[] = {
        {"Shift_JIS", YG_CHARSET_SHIFT_JIS}, {"SHIFT-JIS", YG_CHARSET_SHIFT_JIS},
        {"cp932", YG_CHARSET_SHIFT_JIS},     {"Windows-31J", YG_CHARSET_SHIFT_JIS},
        {"EUC-JP", YG_CHARSET_EUC_JP},       {"iso-2022-jp", YG_CHARSET_ISO_2022_JP},
        {"GBK", YG_CHARSET_GB18030},         {"Big5", YG_CHARSET_BIG5},
        {"CP949", YG_CHARSET_EUC_KR},        {"latin1", YG_CHARSET_WINDOWS_1252},
        {"UTF8", YG_CHARSET_UTF8},           {"utf-16", YG_CHARSET_UTF16_LE},
        {"auto", YG_CHARSET_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(yg_charset_by_name(yg_str_of(cases[i].name), &id));
        assert_int_equal(id, cases[i].id);
    }
    for (int i = 0; i < YG_CHARSETS; i++) {
        assert_true(yg_charset_by_name(yg_str_of(yg_charset_word((yg_charset_id)i)), &id));
        assert_int_equal(id, i);
    }
    assert_false(yg_charset_by_name(YG_STR(""), &id));
    assert_false(yg_charset_by_name(YG_STR("ebcdic"), &id));
    assert_false(yg_charset_by_name(YG_STR("shift_jis_________________________________"), &id));
}

static void guess__lines_of_logs__set_or_none(void **state) {
    (void)state;
    static const struct {
        const char *text, *iconv;
        yg_charset_id id;
    } cases[] = {
        {"10:20 httpd: 接続先の表示に失敗しました host=a.example\n", "CP932", YG_CHARSET_SHIFT_JIS},
        {"10:20 httpd: 接続先の表示に失敗しました host=a.example\n", "EUC-JP", YG_CHARSET_EUC_JP},
        {"10:20 httpd: 服务器连接失败，这是一个错误的请求 host=a.example\n", "GB18030",
         YG_CHARSET_GB18030},
        {"10:20 httpd: 這是一個伺服器的錯誤，我們無法連線 host=a.example\n", "BIG5",
         YG_CHARSET_BIG5},
        {"10:20 httpd: 서버에 연결할 수 없습니다 한국에서 발견된 host=a.example\n", "CP949",
         YG_CHARSET_EUC_KR},
        {"10:20 httpd: Die Verbindung für den Täter wäre möglich host=a.example\n", "CP1252",
         YG_CHARSET_WINDOWS_1252},
        {"10:20 httpd: 接続先の表示に失敗しました\n", "UTF-8", YG_CHARSET_NONE},
        {"10:20 httpd: nothing\n", "UTF-8", YG_CHARSET_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        encode(cases[i].text, cases[i].iconv, &bytes);
        assert_string_equal(yg_charset_word(yg_charset_guess(yg_buf_str(&bytes))),
                            yg_charset_word(cases[i].id));
        /* Lines of UTF-8 beside them change nothing. */
        yg_buf_addz(&bytes, "これは正しい行です、とても長い行です、とても長い行です\n");
        assert_string_equal(yg_charset_word(yg_charset_guess(yg_buf_str(&bytes))),
                            yg_charset_word(cases[i].id));
    }
    assert_false(yg_charset_is_foreign(YG_STR("これは切れた行\xE3\x81")));
    assert_false(yg_charset_is_foreign(YG_STR("\x89PNG\x00\x01\x02\x03\x04\x05\xFF\xD8")));
    assert_true(yg_charset_is_foreign(YG_STR("\x83\x41\x83\x42 log")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode__each_set__as_iconv),
        cmocka_unit_test(skip__every_place__as_decode),
        cmocka_unit_test(decode__wrong_bytes__cost_nothing_behind_them),
        cmocka_unit_test(decode__any_bytes__same_in_any_steps),
        cmocka_unit_test(by_name__names_people_use__found),
        cmocka_unit_test(guess__lines_of_logs__set_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
