#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tell/query_sightings.h"

static bool parse(yg_arena *arena, const char *text, yg_sightings_query *q) {
    yg_error err = {0};
    bool done = yg_sightings_query_parse(arena, yg_str_of(text), q, &err);
    if (!done)
        assert_int_equal(err.code, YG_ERR_INPUT);
    return done;
}

static void parse__sound__gives_itself_again(void **state) {
    static const char *const texts[] = {
        "sightings?count=sightings&organisation=identity--1",
        "sightings?count=indicators&organisation=-",
        "sightings?count=machines&organisation=identity--1&state=new%2Cclosed",
        "sightings?count=indicators&organisation=a&actor=Grey%20Heron%20%26%20Co%25",
        "sightings?count=indicators&organisation=a&actor=-",
        "sightings?count=days&organisation=a&period=2022-H1&at=identity--2",
        "sightings?count=organisations&organisation=a&day=2022-03-10",
        "sightings?count=sightings&organisation=a&state=false-alarm&day=2022-03",
        "sightings?count=sightings&organisation=a&finding=finding--1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf again = {0};
        yg_sightings_query q;
        if (!parse(&arena, texts[i], &q))
            fail_msg("%s", texts[i]);
        yg_sightings_query_add(&again, &q);
        assert_string_equal(yg_buf_z(&again), texts[i]);
    }
}

static void parse__unsound__refused(void **state) {
    static const char *const texts[] = {
        "",
        "sightings",
        "findings?organisation=a",
        "sightings?",
        "sightings?organisation=a",                 /* what? */
        "sightings?count=hits&organisation=a",      /* no such count */
        "sightings?count=sightings",                /* whose? */
        "sightings?organisation=a&count=sightings", /* not in order */
        "sightings?count=sightings&organisation=",  /* no value */
        "sightings?count=sightings&organisation",   /* no sign */
        "sightings?count=sightings&organisation=a&brand=b",
        "sightings?count=sightings&organisation=a&actor=b&at=c", /* two */
        "sightings?count=sightings&organisation=a&actor=-&day=2022-03-10",
        "sightings?count=sightings&organisation=a&day=2022",
        "sightings?count=sightings&organisation=a&day=soon",
        "sightings?count=sightings&organisation=a&period=soon",
        "sightings?count=sightings&organisation=%4",
        "sightings?count=sightings&organisation=a&",
        "sightings?count=sightings&organisation=%61", /* not its own form */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        yg_sightings_query q;
        if (parse(&arena, texts[i], &q))
            fail_msg("%s", texts[i]);
    }
}

static void parse__what_one_statement_answers__by_and_key(void **state) {
    static const struct {
        const char *text;
        yg_sighting_counts_by by;
        const char *key;
    } cases[] = {
        {"", YG_SIGHTING_COUNTS_ALL, ""},
        {"&actor=-", YG_SIGHTING_COUNTS_ACTOR, ""},
        {"&actor=APT%200", YG_SIGHTING_COUNTS_ACTOR, "APT 0"},
        {"&at=x", YG_SIGHTING_COUNTS_ORGANISATION, "x"},
        {"&day=2022-03-10", YG_SIGHTING_COUNTS_DAY, "2022-03-10"},
        {"&day=2022-03", YG_SIGHTING_COUNTS_MONTH, "2022-03"},
        {"&finding=f", YG_SIGHTING_COUNTS_FINDING, "f"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_sightings_query q;
        yg_buf_addf(&text, "sightings?count=sightings&organisation=a%s", cases[i].text);
        assert_true(parse(&arena, yg_buf_z(&text), &q));
        assert_int_equal(q.by, cases[i].by);
        assert_true(yg_str_eqz(q.key, cases[i].key));
    }
}

static void days__of_a_period__whole_days(void **state) {
    static const struct {
        const char *text;
        int64_t from, to;
    } cases[] = {
        {"", INT64_MIN, INT64_MAX},
        {"&period=1970", 0, 365},
        {"&period=1970-01-02", 1, 2},
        {"&period=1969-12-31", -1, 0},
        {"&period=1970-01-02%2F1970-02", 1, 59},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_sightings_query q;
        int64_t from, to;
        yg_buf_addf(&text, "sightings?count=days&organisation=a%s", cases[i].text);
        if (!parse(&arena, yg_buf_z(&text), &q))
            fail_msg("%s", cases[i].text);
        yg_sightings_query_days(&q, &from, &to);
        if (from != cases[i].from || to != cases[i].to)
            fail_msg("%s: %lld %lld", cases[i].text, (long long)from, (long long)to);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__sound__gives_itself_again),
        cmocka_unit_test(parse__unsound__refused),
        cmocka_unit_test(parse__what_one_statement_answers__by_and_key),
        cmocka_unit_test(days__of_a_period__whole_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
