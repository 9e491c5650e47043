/* Labels of periods, in English and Japanese; the traps are labels that must give nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/date.h"
#include "text/period.h"

static const char *const cases[][2] = {
    {"2022-H1", "2022-H1"},
    {"2022 H1", "2022-H1"},
    {"H2 2022", "2022-H2"},
    {"1H 2022", "2022-H1"},
    {"first half of 2022", "2022-H1"},
    {"Second half of 2023", "2023-H2"},
    {"Q3 2022", "2022-Q3"},
    {"2022Q4", "2022-Q4"},
    {"third quarter of 2021", "2021-Q3"},
    {"2022年", "2022"},
    {"2022", "2022"},
    {"２０２２年", "2022"},
    {"2022年上半期", "2022-H1"},
    {"2022年下期", "2022-H2"},
    {"令和4年上半期", "2022-H1"},
    {"令和元年", "2019"},
    {"平成30年", "2018"},
    {"R5年上期", "2023-H1"},
    {"2022年1〜6月", "2022-H1"},
    {"2022年1月～6月", "2022-H1"},
    {"2022年7月から12月", "2022-H2"},
    {"2022年3月", "2022-03"},
    {"2022年4月～6月", "2022-Q2"},
    {"2022年第3四半期", "2022-Q3"},
    {"2022年度", "2022-04/2023-03"},
    {"Jan-Jun 2022", "2022-H1"},
    {"March 2022", "2022-03"},
    {"Mar 2022", "2022-03"},
    {"2022/03", "2022-03"},
    {"2022.3", "2022-03"},
    {"2022/03/10", "2022-03-10"},
    {"2024年5月1日", "2024-05-01"},
    {"令和6年6月3日", "2024-06-03"},
    {"2024/7/8", "2024-07-08"},
    {"2024.07.8", "2024-07-08"},
    {"Feb-Apr 2022", "2022-02/2022-04"},
};
static const char *const none[] = {
    "",           "22",       "last year",  "H1",         "1h",           "製造業",
    "Total",      "202",      "20222",      "2022-13",    "2022 cases",   "h1 22",
    "R5",         "2022-H3",  "令和年",     "1899",       "上半期",       "Marching 2022",
    "2022年13月", "2024/7.8", "2024年5月1", "2024/7/8/9", "2024年2月30日"};

static void period__labels__as_partial_dates(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        yg_date date;
        if (!yg_period_add(&buf, yg_str_of(cases[i][0])) ||
            !yg_str_eqz(yg_buf_str(&buf), cases[i][1]))
            fail_msg("%s: %.*s, not %s", cases[i][0], YG_FMT(yg_buf_str(&buf)), cases[i][1]);
        assert_true(yg_date_parse(yg_buf_str(&buf), &date));
    }
}

static void period__other_words__nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        yg_date date;
        if (yg_period_add(&buf, yg_str_of(none[i])) && yg_date_parse(yg_buf_str(&buf), &date))
            fail_msg("\"%s\" gives %.*s", none[i], YG_FMT(yg_buf_str(&buf)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(period__labels__as_partial_dates),
        cmocka_unit_test(period__other_words__nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
