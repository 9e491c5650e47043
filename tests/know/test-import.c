#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "fixture.h"
#include "know/import.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

#define BUNDLE(name)                                                                               \
    "{\"type\":\"bundle\",\"id\":\"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d\",\"objects\":["   \
    "{\"type\":\"intrusion-set\",\"spec_version\":\"2.1\","                                        \
    "\"id\":\"intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29\","                              \
    "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.000Z\","          \
    "\"name\":\"" name "\"}]}"

static void write_file(const fixture *f, const char *name, const char *text, char path[128]) {
    snprintf(path, 128, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static bool import(fixture *f, const char *const *paths, size_t n, yg_import_result *result) {
    yg_import_options options = {
        .paths = paths, .paths_n = n, .source_name = YG_STR("S"), .now_us = 1};
    return yg_import(f->store, &options, result, &f->err);
}

static void import__bad_path_behind_a_good_one__nothing_goes_in(void **state) {
    static const struct {
        const char *name, *text; /* of the bad one; text NULL: not there */
        yg_code code;
    } cases[] = {
        {"absent.json", NULL, YG_ERR_USAGE},
        {"unknown.bin", "\x01\x02\x03 nothing known", YG_ERR_INPUT},
        {"empty.json", "", YG_ERR_INPUT},
    };
    fixture *f = *state;
    char good[128], bad[128];
    YG_CLEANUP_BUF yg_buf before = fixture_dump(f);
    write_file(f, "good.json", BUNDLE("Good"), good);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_import_result result = {.files = 42};
        if (cases[i].text != NULL)
            write_file(f, cases[i].name, cases[i].text, bad);
        else
            snprintf(bad, sizeof bad, "%s/%s", f->folder, cases[i].name);
        assert_false(import(f, (const char *[]){good, bad}, 2, &result));
        assert_int_equal(f->err.code, cases[i].code);
        if (strstr(f->err.text, cases[i].name) == NULL)
            fail_msg("%s", f->err.text);
        assert_int_equal(result.files, 42);
        YG_CLEANUP_BUF yg_buf after = fixture_dump(f);
        assert_string_equal(yg_buf_z(&after), yg_buf_z(&before));
    }
    /* The store is still of use. */
    yg_import_result result;
    assert_true(import(f, (const char *[]){good}, 1, &result));
    assert_int_equal(result.files, 1);
    assert_int_equal(result.records.taken, 1);
    YG_CLEANUP_BUF yg_buf hits = fixture_search(f, YG_STR("good"));
    assert_string_equal(yg_buf_z(&hits), "Good");
}

static void skipped(void *self, yg_str path, const char *why, bool damaged) {
    yg_buf_addf(self, "%s%s\n", damaged ? "damaged: " : "", why);
}

static void import__unknown_file_in_a_folder__passed_over_and_told(void **state) {
    fixture *f = *state;
    char path[128];
    YG_CLEANUP_BUF yg_buf told = {0};
    yg_import_result result = {0};
    write_file(f, "a.bin", "\x01\x02 nothing known", path);
    write_file(f, "b.json", BUNDLE("Good"), path);
    write_file(f, "c.gz", "\x1f\x8b\x08\x01", path);
    const char *paths[] = {f->folder};
    yg_import_options options = {.paths = paths,
                                 .paths_n = 1,
                                 .source_name = YG_STR("S"),
                                 .max_bytes = 4000, /* the store itself is larger */
                                 .self = &told,
                                 .skipped = skipped};
    if (!yg_import(f->store, &options, &result, &f->err))
        fail_msg("%s", f->err.text);
    assert_int_equal(result.files, 1);
    assert_true(result.files_skipped >= 3);
    assert_true(result.files_damaged >= 1 && result.files_damaged < result.files_skipped);
    assert_non_null(strstr(yg_buf_z(&told), "no known format"));
    assert_non_null(strstr(yg_buf_z(&told), "damaged: hits a limit"));
}

static void import__same_file_twice__second_changes_nothing(void **state) {
    fixture *f = *state;
    char path[128];
    yg_import_result first, second;
    write_file(f, "b.json", BUNDLE("Good"), path);
    assert_true(import(f, (const char *[]){path}, 1, &first));
    assert_true(import(f, (const char *[]){path}, 1, &second));
    assert_int_equal(first.records.taken, 1);
    assert_int_equal(second.records.taken, 0);
    assert_int_equal(second.records.unchanged, 1);
    assert_int_equal(second.bytes, first.bytes);
}

static void import__memory_and_named_format__read_as_said(void **state) {
    fixture *f = *state;
    yg_import_result result;
    const yg_import_memory memory = {YG_STR("x"), YG_STR(BUNDLE("Good"))};
    yg_import_options options = {.memory = &memory, .memory_n = 1, .format = YG_STR("stix")};
    assert_true(yg_import(f->store, &options, &result, &f->err));
    assert_int_equal(result.records.taken, 1);
    options.format = YG_STR("misp-galaxy");
    assert_false(yg_import(f->store, &options, &result, &f->err));
    assert_int_equal(f->err.code, YG_ERR_INPUT);
    assert_non_null(strstr(f->err.text, "x: misp-galaxy"));
    options.max_bytes = 10;
    options.format = YG_STR("");
    const yg_import_memory unknown = {YG_STR("x"), YG_STR("\xFF\xFE{\0")};
    options.memory = &unknown;
    assert_false(yg_import(f->store, &options, &result, &f->err));
    assert_non_null(strstr(f->err.text, "UTF-16"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(import__bad_path_behind_a_good_one__nothing_goes_in),
        WITH_STORE(import__unknown_file_in_a_folder__passed_over_and_told),
        WITH_STORE(import__same_file_twice__second_changes_nothing),
        WITH_STORE(import__memory_and_named_format__read_as_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
