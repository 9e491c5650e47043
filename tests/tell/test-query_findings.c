#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tell/query_findings.h"

static bool parse(yg_arena *arena, const char *text, yg_findings_query *q) {
    yg_error err = {0};
    bool done = yg_findings_query_parse(arena, yg_str_of(text), q, &err);
    if (!done)
        assert_int_equal(err.code, YG_ERR_INPUT);
    return done;
}

static void parse__sound__gives_itself_again(void **state) {
    static const char *const texts[] = {
        "findings?organisation=identity--1",
        "findings?organisation=identity--1&state=new",
        "findings?organisation=identity--1&state=false-alarm&kind=typo&brand=Aoba%20%26%20Co%25",
        "findings?organisation=identity--1&brand=%E9%9D%92%E8%91%89&period=2022-H1",
        "findings?organisation=identity--1&period=2022-01-01%2F2022-02-01",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf again = {0};
        yg_findings_query q;
        assert_true(parse(&arena, texts[i], &q));
        yg_findings_query_add(&again, &q);
        assert_string_equal(yg_buf_z(&again), texts[i]);
    }
}

static void parse__unsound__refused(void **state) {
    static const char *const texts[] = {
        "",
        "findings",
        "incidents?source=x",
        "findings?",
        "findings?state=new",                          /* whose? */
        "findings?organisation=",                      /* no value */
        "findings?organisation",                       /* no sign */
        "findings?organisation=a&organisation=b",      /* twice */
        "findings?organisation=a&kind=typo&state=new", /* not in order */
        "findings?organisation=a&source=x",            /* no key of findings */
        "findings?organisation=a&period=soon",
        "findings?organisation=%",
        "findings?organisation=%4",
        "findings?organisation=%zz",
        "findings?organisation=a&",
        "findings?organisation=a&&state=new",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        yg_findings_query q;
        if (parse(&arena, texts[i], &q))
            fail_msg("%s", texts[i]);
    }
}

static void match__each_key__asks(void **state) {
    const yg_finding_row row = {.state = YG_STR("new"),
                                .how = YG_STR("typo"),
                                .brand = YG_STR("Aoba"),
                                .first_us = INT64_C(1640995200000000), /* 2022-01-01 */
                                .last_us = INT64_C(1646092800000000)}; /* 2022-03-01 */
    static const struct {
        const char *text;
        bool has;
    } cases[] = {
        {"", true},
        {"&state=new", true},
        {"&state=gone", false},
        {"&kind=typo", true},
        {"&kind=combo", false},
        {"&brand=Aoba", true},
        {"&brand=aoba", false},
        {"&period=2022-02", true},
        {"&period=2021", false},
        {"&period=2022-04", false},
        {"&period=2022-03-01", true},
        {"&period=2022-01-01", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_findings_query q;
        yg_buf_addf(&text, "findings?organisation=a%s", cases[i].text);
        assert_true(parse(&arena, yg_buf_z(&text), &q));
        if (yg_findings_query_match(&q, &row) != cases[i].has)
            fail_msg("%s", cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__sound__gives_itself_again),
        cmocka_unit_test(parse__unsound__refused),
        cmocka_unit_test(match__each_key__asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
