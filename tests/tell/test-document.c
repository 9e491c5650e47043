/* The report document: sets, numbers, figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "sample.h"

static void evidence_add__any_order__ascending_and_once(void **state) {
    (void)state;
    YG_CLEANUP_REPORT yg_report report = {0};
    yg_evidence_set set = {0};
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 1000; i++)
            yg_evidence_add(&report, &set, (i * 617) % 1000 + 1);
    assert_int_equal(set.n, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(set.at[i], i + 1);
}

static void number__unused_evidence__dropped(void **state) {
    (void)state;
    YG_CLEANUP_REPORT yg_report report = {0};
    sample_make(&report, YG_LANG_EN, (yg_str){0});
    assert_int_equal(report.evidence.n, 2);
    assert_int_equal(report.references.n, 2);
    for (size_t i = 0; i < report.evidence.n; i++)
        assert_false(yg_str_eqz(report.evidence.at[i]->id, "statistic--0"));
}

/* The judgement stands first on the page, so what it rests on is number 1. */
static void number__by_first_use(void **state) {
    (void)state;
    YG_CLEANUP_REPORT yg_report report = {0};
    sample_make(&report, YG_LANG_EN, (yg_str){0});
    assert_true(yg_str_eqz(report.evidence.at[0]->id, "statistic--2"));
    assert_true(yg_str_eqz(report.evidence.at[1]->id, "statistic--1"));
    assert_int_equal(report.figures.at[0]->evidence.at[0], 2);
    assert_int_equal(report.evidence.at[1]->references.at[0], 2);
}

static void reference__addresses_that_are_no_web_pages__never_kept(void **state) {
    static const char *const hostile[] = {
        "javascript:alert(1)",   "data:text/html,x", "file:///etc/passwd",
        "http://abcdefgh.onion", "//example.org",    " https://example.org",
        "JAVASCRIPT:alert(1)",   "vbscript:x",       "https:example.org",
        "https://x.onion.ws/a",
    };
    (void)state;
    YG_CLEANUP_REPORT yg_report report = {0};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        uint32_t n = yg_report_reference(&report, YG_STR("x"), yg_str_of(hostile[i]), YG_STR("c"));
        assert_int_equal(report.references.at[n - 1]->address.n, 0);
    }
    uint32_t n =
        yg_report_reference(&report, YG_STR("x"), YG_STR("https://www.example.org/a"), YG_STR("c"));
    assert_true(yg_str_eqz(report.references.at[n - 1]->name, "example.org"));
}

static void figure__few_cases__hides_what_may_not_be_shown(void **state) {
    (void)state;
    YG_CLEANUP_REPORT yg_report report = {0};
    sample_make(&report, YG_LANG_EN, (yg_str){0});
    assert_int_equal(report.figures.at[0]->show, YG_SHOW_SHARE);
    assert_int_equal(report.figures.at[1]->show, YG_SHOW_INTERVAL);
    assert_int_equal(report.figures.at[2]->show, YG_SHOW_NOTHING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_add__any_order__ascending_and_once),
        cmocka_unit_test(number__unused_evidence__dropped),
        cmocka_unit_test(number__by_first_use),
        cmocka_unit_test(reference__addresses_that_are_no_web_pages__never_kept),
        cmocka_unit_test(figure__few_cases__hides_what_may_not_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
