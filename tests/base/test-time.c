#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void parse__good_ones__their_moment(void **state) {
    static const struct {
        const char *text, *again;
        int64_t us;
    } cases[] = {
        {"1970-01-01T00:00:00Z", NULL, 0},
        {"1970-01-01T00:00:00.000001Z", NULL, 1},
        {"1969-12-31T23:59:59.999999Z", NULL, -1},
        {"1969-12-31T23:59:59Z", NULL, -1000000},
        {"2001-09-09T01:46:40Z", NULL, INT64_C(1000000000000000)},
        {"2038-01-19T03:14:08Z", NULL, INT64_C(2147483648000000)},
        {"2000-02-29T12:00:00Z", NULL, INT64_C(951825600000000)},
        {"2024-02-29T00:00:00Z", NULL, INT64_C(1709164800000000)},
        {"2022-03-10t12:30:00z", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-10 12:30:00Z", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-10T21:30:00+09:00", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-10T00:30:00-12:00", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-10T12:30:00-00:00", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-11T12:29:00+23:59", "2022-03-10T12:30:00Z", INT64_C(1646915400000000)},
        {"2022-03-10T12:30:00.5Z", "2022-03-10T12:30:00.500Z", INT64_C(1646915400500000)},
        {"2022-03-10T12:30:00.123456Z", NULL, INT64_C(1646915400123456)},
        {"2022-03-10T12:30:00.1234569Z", "2022-03-10T12:30:00.123456Z", INT64_C(1646915400123456)},
        {"2022-03-10T12:30:00.00000000000000000000000009Z", "2022-03-10T12:30:00Z",
         INT64_C(1646915400000000)},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", INT64_C(1483228800000000)},
        {"0001-01-01T00:00:00Z", NULL, INT64_C(-62135596800000000)},
        {"9999-12-31T23:59:59Z", NULL, INT64_C(253402300799000000)},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf again = {0};
        int64_t us = 42;
        if (!yg_time_parse(yg_str_of(cases[i].text), &us) || us != cases[i].us)
            fail_msg("%s gives %lld", cases[i].text, (long long)us);
        yg_time_add(&again, us);
        assert_string_equal(yg_buf_z(&again), cases[i].again ? cases[i].again : cases[i].text);
    }
}

static void parse__bad_ones__refused_and_untouched(void **state) {
    static const char *const cases[] = {
        "",
        "2022",
        "2022-03-10",
        "2022-03-10T12:30:00",
        "2022-03-10T12:30Z",
        "2022-03-10X12:30:00Z",
        "2022-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2022-04-31T00:00:00Z",
        "2022-13-01T00:00:00Z",
        "2022-00-01T00:00:00Z",
        "2022-01-00T00:00:00Z",
        "2022-01-32T00:00:00Z",
        "2022-01-01T24:00:00Z",
        "2022-01-01T00:60:00Z",
        "2022-01-01T00:00:61Z",
        "2022-01-01T00:00:00.Z",
        "2022-01-01T00:00:00,5Z",
        "2022-01-01T00:00:00.5",
        "2022-01-01T00:00:00+9:00",
        "2022-01-01T00:00:00+0900",
        "2022-01-01T00:00:00+24:00",
        "2022-01-01T00:00:00+09:60",
        "2022-01-01T00:00:00+09:00Z",
        "2022-01-01T00:00:00ZZ",
        "2022-01-01T00:00:00Z ",
        " 2022-01-01T00:00:00Z",
        "2022/01/01T00:00:00Z",
        "22-01-01T00:00:00.000Z",
        "-022-01-01T00:00:00Z",
        "+2022-01-01T00:00:00Z",
        "2022-1-01T00:00:00.0Z",
        "２０２２-01-01T00:00:00Z",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t us = 42;
        if (yg_time_parse(yg_str_of(cases[i]), &us) || us != 42)
            fail_msg("'%s' is taken", cases[i]);
    }
}

/* A calendar that counts day by day, beside the arithmetic. */
static void civil__every_day_of_four_centuries_and_more__counts_on(void **state) {
    int64_t days = yg_days_from_civil(1583, 1, 1);
    assert_true(yg_days_from_civil(1970, 1, 1) == 0);
    for (int year = 1583; year <= 2400; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int last = month == 2                                              ? 28 + leap
                       : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                               : 31;
            assert_int_equal(yg_days_in_month(year, month), last);
            for (int day = 1; day <= last; day++, days++) {
                int y, m, d;
                yg_civil_from_days(days, &y, &m, &d);
                if (yg_days_from_civil(year, month, day) != days || y != year || m != month ||
                    d != day)
                    fail_msg("%04d-%02d-%02d", year, month, day);
            }
        }
    }
}

static void add__random_moments__parse_back(void **state) {
    uint64_t seed = 8;
    int64_t first = yg_days_from_civil(1, 1, 1) * YG_US_PER_DAY;
    uint64_t span = (uint64_t)(yg_days_from_civil(10000, 1, 1) * YG_US_PER_DAY - first);
    for (int i = 0; i < 20000; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        int64_t us = first + (int64_t)seeded_below(&seed, span), back = 0;
        us -= i % 3 == 0 ? us % 1000 : i % 3 == 1 ? us % 1000000 : 0;
        yg_time_add(&text, us);
        if (!yg_time_parse(yg_buf_str(&text), &back) || back != us)
            fail_msg("%s", yg_buf_z(&text));
    }
}

static void add__none__nothing(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add(&text, YG_TIME_NONE);
    assert_int_equal(text.n, 0);
}

static void now__two_clocks__run(void **state) {
    int64_t a = yg_time_mono_us(), b = yg_time_mono_us();
    assert_true(b >= a);
    assert_true(yg_time_now_us() > yg_days_from_civil(2020, 1, 1) * YG_US_PER_DAY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__good_ones__their_moment),
        cmocka_unit_test(parse__bad_ones__refused_and_untouched),
        cmocka_unit_test(civil__every_day_of_four_centuries_and_more__counts_on),
        cmocka_unit_test(add__random_moments__parse_back),
        cmocka_unit_test(add__none__nothing),
        cmocka_unit_test(now__two_clocks__run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
