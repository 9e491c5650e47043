#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/date.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int64_t day(int year, int month, int day_of_month) {
    return yg_days_from_civil(year, month, day_of_month) * YG_US_PER_DAY;
}

static yg_date date(const char *text) {
    yg_date d = {0};
    if (!yg_date_parse(yg_str_of(text), &d))
        fail_msg("%s is no date", text);
    return d;
}

static void parse__every_form__from_to_and_precision(void **state) {
    const struct {
        const char *text;
        int64_t from_us, to_us;
        yg_date_precision precision;
    } cases[] = {
        {"2022", day(2022, 1, 1), day(2023, 1, 1), YG_DATE_YEAR},
        {"2022-H1", day(2022, 1, 1), day(2022, 7, 1), YG_DATE_HALF},
        {"2022-H2", day(2022, 7, 1), day(2023, 1, 1), YG_DATE_HALF},
        {"2022-Q1", day(2022, 1, 1), day(2022, 4, 1), YG_DATE_QUARTER},
        {"2022-Q4", day(2022, 10, 1), day(2023, 1, 1), YG_DATE_QUARTER},
        {"2024-02", day(2024, 2, 1), day(2024, 3, 1), YG_DATE_MONTH},
        {"2022-12", day(2022, 12, 1), day(2023, 1, 1), YG_DATE_MONTH},
        {"2024-02-29", day(2024, 2, 29), day(2024, 3, 1), YG_DATE_DAY},
        {"1900-01-01", day(1900, 1, 1), day(1900, 1, 2), YG_DATE_DAY},
        {"2199-12-31", day(2199, 12, 31), day(2200, 1, 1), YG_DATE_DAY},
        {" 2022 ", day(2022, 1, 1), day(2023, 1, 1), YG_DATE_YEAR},
        {"2022-03-10T00:00:00.000001Z", day(2022, 3, 10) + 1, day(2022, 3, 10) + 2,
         YG_DATE_INSTANT},
        {"2022-03-10T09:00:00+09:00", day(2022, 3, 10), day(2022, 3, 10) + 1, YG_DATE_INSTANT},
        {"2022/2022", day(2022, 1, 1), day(2023, 1, 1), YG_DATE_RANGE},
        {"2021-11/2022-Q1", day(2021, 11, 1), day(2022, 4, 1), YG_DATE_RANGE},
        {"2022-06/2022", day(2022, 6, 1), day(2023, 1, 1), YG_DATE_RANGE},
        {"2022-03-10/2022-03-10", day(2022, 3, 10), day(2022, 3, 11), YG_DATE_RANGE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_date got = date(cases[i].text);
        if (got.from_us != cases[i].from_us || got.to_us != cases[i].to_us ||
            got.precision != cases[i].precision)
            fail_msg("%s", cases[i].text);
    }
}

static void parse__bad_ones__refused_and_untouched(void **state) {
    static const char *const cases[] = {
        "",
        "202",
        "20222",
        "1899",
        "2200",
        "0000",
        "abcd",
        "2022-",
        "2022-1",
        "2022-00",
        "2022-13",
        "2022-H0",
        "2022-H3",
        "2022-Q0",
        "2022-Q5",
        "2022-h1",
        "2022-q1",
        "2022Q1",
        "2022-W01",
        "2022-02-29",
        "2022-04-31",
        "2022-01-00",
        "2022-1-01",
        "2022-01-1",
        "2022/01/02",
        "2022-01/02",
        "2022-01-01T",
        "2022-03-10T12:30:00",
        "/",
        "2022/",
        "/2022",
        "2022/2021",
        "2022-03/2022-02",
        "2022//2023",
        "2022/2023/2024",
        "+202",
        " 022",
        "2022-+1",
        "2022-01- 1",
        "２０２２",
        "2022-01-01/",
        "20 22",
        "2022 - 01",
        "March 2022",
        "2022/ 2023",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_date got = {1, 2, YG_DATE_DAY};
        if (yg_date_parse(yg_str_of(cases[i]), &got))
            fail_msg("'%s' is taken", cases[i]);
        assert_true(got.from_us == 1 && got.to_us == 2 && got.precision == YG_DATE_DAY);
    }
    yg_date got = {0};
    assert_false(yg_date_parse((yg_str){NULL, 0}, &got));
    assert_false(yg_date_parse(YG_STR("2022\0"), &got));
}

static void overlaps_within__table__half_open_ends(void **state) {
    static const struct {
        const char *a, *b;
        bool overlaps, within;
    } cases[] = {
        {"2022", "2022", true, true},
        {"2022-03", "2022", true, true},
        {"2022", "2022-03", true, false},
        {"2022", "2023", false, false},
        {"2022-12-31", "2023", false, false},
        {"2022-12-31T23:59:59.999999Z", "2022", true, true},
        {"2023-01-01T00:00:00Z", "2022", false, false},
        {"2022-H1", "2022-Q2", true, false},
        {"2022-Q2", "2022-H1", true, true},
        {"2022-06/2022-08", "2022-H1", true, false},
        {"2021-12-31/2022-01-01", "2022", true, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_date a = date(cases[i].a), b = date(cases[i].b);
        if (yg_date_overlaps(a, b) != cases[i].overlaps ||
            yg_date_overlaps(b, a) != cases[i].overlaps || yg_date_within(a, b) != cases[i].within)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
    }
    yg_date none = {0}, epoch = date("1970");
    assert_false(yg_date_overlaps(none, epoch));
    assert_false(yg_date_overlaps(epoch, none));
    assert_false(yg_date_overlaps(none, none));
    assert_false(yg_date_within(none, epoch));
    assert_false(yg_date_within(epoch, none));
}

/* A random date of each form, written by the test itself. */
static void write_one(yg_buf *text, uint64_t *seed, int form) {
    int year = 1900 + (int)seeded_below(seed, 300), month = 1 + (int)seeded_below(seed, 12);
    int last = yg_days_in_month(year, month), d = 1 + (int)seeded_below(seed, (uint64_t)last);
    if (form == 0)
        yg_buf_addf(text, "%d", year);
    else if (form == 1)
        yg_buf_addf(text, "%d-H%d", year, 1 + (int)seeded_below(seed, 2));
    else if (form == 2)
        yg_buf_addf(text, "%d-Q%d", year, 1 + (int)seeded_below(seed, 4));
    else if (form == 3)
        yg_buf_addf(text, "%d-%02d", year, month);
    else
        yg_buf_addf(text, "%d-%02d-%02d", year, month, d);
    if (form == 5)
        yg_buf_addf(text, "T%02d:%02d:%02d.%06dZ", (int)seeded_below(seed, 24),
                    (int)seeded_below(seed, 60), (int)seeded_below(seed, 60),
                    1000 * (int)seeded_below(seed, 1000) + 1 + (int)seeded_below(seed, 999));
    if (form == 6) {
        yg_buf_addc(text, '/');
        yg_buf_addf(text, "%d-%02d-%02d", year + 1, month, d > 28 ? 28 : d);
    }
}

static void add__random_dates_of_every_form__same_text_again(void **state) {
    uint64_t seed = 10;
    for (int i = 0; i < 14000; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf again = {0};
        yg_date got = {0};
        write_one(&text, &seed, i % 7);
        if (i % 7 == 6 && yg_str_starts(yg_buf_str(&text), YG_STR("2199")))
            continue; /* its end is past what is allowed */
        if (!yg_date_parse(yg_buf_str(&text), &got))
            fail_msg("%s", yg_buf_z(&text));
        assert_true(got.from_us < got.to_us);
        yg_date_add(&again, got);
        assert_string_equal(yg_buf_z(&again), yg_buf_z(&text));
    }
}

static void add__none_and_ranges__nothing_and_two_days(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_date_add(&text, (yg_date){0});
    assert_int_equal(text.n, 0);
    yg_date_add(&text, date("2021-Q4/2022-H1"));
    assert_string_equal(yg_buf_z(&text), "2021-10-01/2022-06-30");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__every_form__from_to_and_precision),
        cmocka_unit_test(parse__bad_ones__refused_and_untouched),
        cmocka_unit_test(overlaps_within__table__half_open_ends),
        cmocka_unit_test(add__random_dates_of_every_form__same_text_again),
        cmocka_unit_test(add__none_and_ranges__nothing_and_two_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
