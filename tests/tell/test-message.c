/* Messages: shares, dates, lists, and that both catalogues fit together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "tell/message.h"

#define VOICE(name, language)                                                                      \
    YG_CLEANUP_ARENA yg_arena arena_##name = {0};                                                  \
    yg_voice name = {language, &arena_##name}

static void same(yg_str got, const char *want) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_buf_add(&buf, got);
    assert_string_equal(yg_buf_z(&buf), want);
}

static void say_share__table(void **state) {
    static const struct {
        uint64_t x, n;
        const char *en, *ja;
    } rows[] = {
        {37, 114, "37 of 114 (32.5 %, 95 % interval 24.6 to 41.5)",
         "114件中37件（32.5%、95%信頼区間 24.6〜41.5%）"},
        {9, 114, "9 of 114 (7.9 %, 95 % interval 4.2 to 14.3)",
         "114件中9件（7.9%、95%信頼区間 4.2〜14.3%）"},
        {63, 102, "63 of 102 (61.8 %, 95 % interval 52.1 to 70.6)",
         "102件中63件（61.8%、95%信頼区間 52.1〜70.6%）"},
        {9, 12, "n = 12: only the 95 % interval is given, 46.8 to 91.1",
         "n=12のため95%信頼区間のみ示す（46.8〜91.1%）"},
        {1, 3, "no share is given (n = 3, fewer than 5)", "割合は示さない（n=3、5未満）"},
        {0, 0, "no share is given (n = 0, fewer than 5)", "割合は示さない（n=0、5未満）"},
        {1500, 3000, "1,500 of 3,000 (50.0 %, 95 % interval 48.2 to 51.8)",
         "3,000件中1,500件（50.0%、95%信頼区間 48.2〜51.8%）"},
    };
    (void)state;
    VOICE(en, YG_LANG_EN);
    VOICE(ja, YG_LANG_JA);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        same(yg_say_share(&en, rows[i].x, rows[i].n), rows[i].en);
        same(yg_say_share(&ja, rows[i].x, rows[i].n), rows[i].ja);
    }
}

static void say_date__table(void **state) {
    static const char *const rows[][3] = {
        {"2022", "2022", "2022年"},
        {"2022-H1", "first half of 2022", "2022年上半期"},
        {"2022-H2", "second half of 2022", "2022年下半期"},
        {"2022-Q3", "Q3 2022", "2022年第3四半期"},
        {"2022-03", "March 2022", "2022年3月"},
        {"2022-03-10", "10 March 2022", "2022年3月10日"},
        {"2019-10/2020", "October 2019 to 2020", "2019年10月〜2020年"},
        {"<b>", "<b>", "<b>"},
        {"", "", ""},
    };
    (void)state;
    VOICE(en, YG_LANG_EN);
    VOICE(ja, YG_LANG_JA);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        same(yg_say_date(&en, yg_str_of(rows[i][0])), rows[i][1]);
        same(yg_say_date(&ja, yg_str_of(rows[i][0])), rows[i][2]);
    }
}

static void say_list__table(void **state) {
    const yg_str items[] = {YG_STR("a"), YG_STR("b"), YG_STR("c"), YG_STR("d")};
    static const char *const want[][2] = {
        {"", ""},
        {"a", "a"},
        {"a and b", "a、b"},
        {"a, b and c", "a、b、c"},
        {"a, b, c and d", "a、b、c、d"},
    };
    (void)state;
    VOICE(en, YG_LANG_EN);
    VOICE(ja, YG_LANG_JA);
    for (size_t n = 0; n <= 4; n++) {
        same(yg_say_list(&en, items, n), want[n][0]);
        same(yg_say_list(&ja, items, n), want[n][1]);
    }
}

/* Arguments are text, never patterns. */
static void say__arguments_with_braces_and_quotes__kept(void **state) {
    (void)state;
    VOICE(en, YG_LANG_EN);
    same(yg_say(&en, "name.with-id", "ss", YG_STR("{0} '{1}' ''"), YG_STR("{9,number}")),
         "{0} '{1}' '' ({9,number})");
    same(yg_say(&en, "name.with-id", "ss", ((yg_str){"a\0b", 3}), YG_STR("\xff")),
         "a\xef\xbf\xbd"
         "b (\xef\xbf\xbd)");
}

static void say__unknown_key_or_other_types__visible_fault(void **state) {
    (void)state;
    VOICE(en, YG_LANG_EN);
    same(yg_say(&en, "no.such.key", ""), "⟪no.such.key⟫");
    same(yg_say(&en, "name.with-id", "s", YG_STR("x")), "⟪name.with-id⟫");
}

static void say_word__unknown_or_hostile_word__itself(void **state) {
    static const char *const words[] = {"no-such-word", "", "\"><script>", "full", "percent"};
    (void)state;
    VOICE(en, YG_LANG_EN);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        same(yg_say_word(&en, "share", yg_str_of(words[i])), words[i]);
    same(yg_say_word(&en, "type", YG_STR("ddos")), "denial of service");
}

static void catalogues__same_keys_in_order(void **state) {
    (void)state;
    size_t i = 0;
    for (; yg_message_key(YG_LANG_EN, i) != NULL; i++) {
        assert_non_null(yg_message_key(YG_LANG_JA, i));
        assert_string_equal(yg_message_key(YG_LANG_EN, i), yg_message_key(YG_LANG_JA, i));
        if (i > 0)
            assert_true(strcmp(yg_message_key(YG_LANG_EN, i - 1), yg_message_key(YG_LANG_EN, i)) <
                        0);
    }
    assert_null(yg_message_key(YG_LANG_JA, i));
    assert_true(i > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(say_share__table),
        cmocka_unit_test(say_date__table),
        cmocka_unit_test(say_list__table),
        cmocka_unit_test(say__arguments_with_braces_and_quotes__kept),
        cmocka_unit_test(say__unknown_key_or_other_types__visible_fault),
        cmocka_unit_test(say_word__unknown_or_hostile_word__itself),
        cmocka_unit_test(catalogues__same_keys_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
