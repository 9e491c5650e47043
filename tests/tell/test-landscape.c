/* The landscape of Japan from the starter claims: figures, disputes, and the same bytes again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "know/import.h"
#include "sanitized.h"
#include "tell/landscape.h"

static void fill(char folder[64], int64_t now_us, yg_store **ret_store) {
    yg_error err = {0};
    char path[96];
    const char *const paths[] = {YG_STARTER_DATA};
    strcpy(folder, "/tmp/yagura-tell-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.db", folder);
    assert_true(yg_store_open(path, YG_STORE_WRITE, ret_store, &err));
    yg_import_options options = {.paths = paths, .paths_n = 1, .now_us = now_us};
    yg_import_result result;
    assert_true(yg_import(*ret_store, &options, &result, &err));
}

static void drop(const char *folder, yg_store *store) {
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm"};
    yg_store_close(store);
    for (size_t i = 0; i < 3; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static const yg_figure *figure(const yg_report *report, const char *id) {
    for (size_t i = 0; i < report->figures.n; i++)
        if (yg_str_eqz(report->figures.at[i]->id, id))
            return report->figures.at[i];
    fail_msg("no figure %s", id);
    return NULL;
}

static void japan__figures(void **state) {
    static const struct {
        const char *id;
        uint64_t x, n;
    } rows[] = {
        {"figure-npa-ransomware-industry-manufacturing-2022-H1", 37, 114},
        {"figure-npa-ransomware-industry-medical-welfare-2022-H1", 9, 114},
        {"figure-npa-ransomware-entry-vector-vpn-2022", 63, 102},
        {"figure-npa-ransomware-industry-manufacturing-2025", 91, 226},
        {"figure-entered-abroad", 7, 9},
        {"figure-reached-yes", 4, 7},
        {"figure-reached-no", 2, 7},
    };
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    yg_error err = {0};
    YG_CLEANUP_REPORT yg_report report = {0};
    fill(folder, 0, &store);
    yg_report_options options = {YG_COUNTRY('J', 'P'), YG_LANG_EN};
    assert_true(yg_report_landscape(store, &options, &report, &err));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const yg_figure *f = figure(&report, rows[i].id);
        assert_int_equal(f->numerator, rows[i].x);
        assert_int_equal(f->denominator, rows[i].n);
        assert_true(f->evidence.n > 0);
    }
    /* 230 reports, 102 answers. */
    assert_int_equal(figure(&report, rows[2].id)->unknown, 128);
    drop(folder, store);
}

static void take_line(void *self, yg_str text) {
    size_t *lines = self;
    assert_true(text.n > 0);
    ++*lines;
}

/* Every paragraph that is no remark, every figure, every judgement names its evidence. */
static void japan__everything_has_evidence(void **state) {
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    yg_error err = {0};
    size_t lines = 0;
    YG_CLEANUP_REPORT yg_report report = {0};
    fill(folder, 0, &store);
    yg_report_options options = {YG_COUNTRY('J', 'P'), YG_LANG_JA};
    assert_true(yg_report_landscape(store, &options, &report, &err));
    for (size_t i = 0; i < report.figures.n; i++)
        assert_true(report.figures.at[i]->evidence.n > 0);
    for (size_t s = 0; s < report.sections.n; s++)
        for (size_t b = 0; b < report.sections.at[s]->blocks.n; b++) {
            const yg_block *block = &report.sections.at[s]->blocks.at[b];
            if (block->kind == YG_BLOCK_PARAGRAPH && block->paragraph->role != YG_TEXT_NOTE)
                assert_true(block->paragraph->evidence.n > 0);
        }
    yg_report_findings(&report, 3, take_line, &lines);
    assert_int_equal(lines, 3);
    drop(folder, store);
}

static void write_all(yg_store *store, yg_buf *out) {
    static const yg_country countries[] = {YG_COUNTRY('J', 'P'), YG_COUNTRY('C', 'A'),
                                           YG_COUNTRY('T', 'V')};
    yg_error err = {0};
    for (size_t c = 0; c < sizeof countries / sizeof *countries; c++)
        for (int lang = YG_LANG_EN; lang <= YG_LANG_JA; lang++)
            for (const yg_renderer *r = yg_renderers; r->name != NULL; r++) {
                yg_report_options options = {countries[c], (enum yg_lang)lang};
                assert_true(yg_report_write(store, &options, r, out, &err));
            }
}

/* Two stores filled from the same files on different days. */
static void any_country__two_stores__same_bytes_and_no_missing_message(void **state) {
    (void)state;
    char folder[2][64];
    yg_store *store[2] = {0};
    YG_CLEANUP_BUF yg_buf a = {0};
    YG_CLEANUP_BUF yg_buf b = {0};
    fill(folder[0], 1, &store[0]);
    fill(folder[1], INT64_C(1700000000000000), &store[1]);
    write_all(store[0], &a);
    write_all(store[1], &b);
    assert_true(yg_str_eq(yg_buf_str(&a), yg_buf_str(&b)));
    assert_int_equal(yg_str_find(yg_buf_str(&a), YG_STR("⟪")), SIZE_MAX);
    drop(folder[0], store[0]);
    drop(folder[1], store[1]);
}

static void japan__subset_against_alias__side_by_side(void **state) {
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    yg_error err = {0};
    YG_CLEANUP_BUF yg_buf out = {0};
    fill(folder, 0, &store);
    yg_report_options options = {YG_COUNTRY('J', 'P'), YG_LANG_EN};
    assert_true(yg_report_write(store, &options, yg_renderer_find(YG_STR("md")), &out, &err));
    yg_str text = yg_buf_str(&out);
    assert_int_not_equal(yg_str_find(text, YG_STR("Earth Tengshe is a part of APT10")), SIZE_MAX);
    assert_int_not_equal(yg_str_find(text, YG_STR("APT10 = Bronze Riverside: MITRE")), SIZE_MAX);
    drop(folder, store);
}

static void report_of(yg_store *store, const yg_report_options *options, yg_report *report) {
    yg_error err = {0};
    assert_true(yg_report_landscape(store, options, report, &err));
}

static bool says(const yg_report *report, const char *text) {
    YG_CLEANUP_BUF yg_buf out = {0};
    yg_error err = {0};
    assert_true(yg_renderer_find(YG_STR("md"))->render(report, &out, &err));
    return yg_str_find(yg_buf_str(&out), yg_str_of(text)) != SIZE_MAX;
}

/* Nothing asked for: the world. All sections and both languages, without a missing message. */
static void any_scope__no_missing_message(void **state) {
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    fill(folder, 0, &store);
    for (int lang = YG_LANG_EN; lang <= YG_LANG_JA; lang++)
        for (char sector = 'A' - 1; sector <= 'U'; sector++)
            for (int with = 0; with < 4; with++) {
                YG_CLEANUP_REPORT yg_report report = {0};
                yg_report_options options = {.lang = (enum yg_lang)lang,
                                             .sector = sector < 'A' ? 0 : sector,
                                             .country = with & 1 ? YG_COUNTRY('J', 'P') : 0,
                                             .period =
                                                 with & 2 ? YG_STR("2017-12/2023-06") : YG_STR("")};
                report_of(store, &options, &report);
                assert_false(says(&report, "⟪"));
            }
    drop(folder, store);
}

/* All 249 entries of ISO 3166-1 and Kosovo, in both languages by turns. */
static void every_country__no_missing_message(void **state) {
    const size_t one_in = IS_SANITIZED ? 5 : 1;
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    size_t countries = 0;
    fill(folder, 0, &store);
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            yg_country country = YG_COUNTRY(a, b);
            if (yg_country_alpha2(country).n == 0)
                continue;
            if (countries++ % one_in != 0)
                continue;
            YG_CLEANUP_REPORT yg_report report = {0};
            yg_report_options options = {.country = country,
                                         .lang = countries % 2 ? YG_LANG_EN : YG_LANG_JA};
            report_of(store, &options, &report);
            assert_false(says(&report, "⟪"));
        }
    assert_int_equal(countries, 250);
    drop(folder, store);
}

static void wrong_scope__usage_error(void **state) {
    static const yg_report_options wrong[] = {
        {.country = YG_COUNTRY('Z', 'Z')},
        {.sector = 'Z'},
        {.period = {"2022-H3", 7}},
        {.organisation = {"Nobody Example", 14}},
    };
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    fill(folder, 0, &store);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        YG_CLEANUP_REPORT yg_report report = {0};
        yg_error err = {0};
        assert_false(yg_report_landscape(store, &wrong[i], &report, &err));
        assert_int_equal(err.code, YG_ERR_USAGE);
    }
    drop(folder, store);
}

static void period__incidents_and_counts_outside_are_left_out(void **state) {
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    YG_CLEANUP_REPORT yg_report report = {0};
    fill(folder, 0, &store);
    yg_report_options options = {.country = YG_COUNTRY('J', 'P'), .period = YG_STR("2022-H1")};
    report_of(store, &options, &report);
    assert_true(says(&report, "Kojima"));
    assert_false(says(&report, "Nissan Canada Finance"));
    for (size_t i = 0; i < report.figures.n; i++)
        if (report.figures.at[i]->series.n > 0)
            assert_true(yg_str_starts(report.figures.at[i]->period, YG_STR("2022")));
    assert_int_equal(
        figure(&report, "figure-npa-ransomware-industry-manufacturing-2022-H1")->numerator, 37);
    drop(folder, store);
}

/* By site only, a company abroad of a group at home does not count. */
static void by_site__affiliates_abroad_do_not_count(void **state) {
    (void)state;
    char folder[64];
    yg_store *store = NULL;
    YG_CLEANUP_REPORT yg_report site = {0};
    YG_CLEANUP_REPORT yg_report parent = {0};
    fill(folder, 0, &store);
    yg_report_options options = {.country = YG_COUNTRY('J', 'P'), .by = YG_BY_SITE};
    report_of(store, &options, &site);
    options.by = YG_BY_PARENT;
    report_of(store, &options, &parent);
    assert_false(says(&site, "Nissan Canada Finance (Nissan)"));
    assert_true(says(&parent, "Nissan Canada Finance (Nissan)"));
    drop(folder, store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(japan__figures),
        cmocka_unit_test(japan__everything_has_evidence),
        cmocka_unit_test(any_country__two_stores__same_bytes_and_no_missing_message),
        cmocka_unit_test(japan__subset_against_alias__side_by_side),
        cmocka_unit_test(any_scope__no_missing_message),
        cmocka_unit_test(every_country__no_missing_message),
        cmocka_unit_test(wrong_scope__usage_error),
        cmocka_unit_test(period__incidents_and_counts_outside_are_left_out),
        cmocka_unit_test(by_site__affiliates_abroad_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
