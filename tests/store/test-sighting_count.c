/* How often an indicator was seen, when a file is scanned again, in however many batches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/sightings.h"

static void must(fixture *f, bool done) {
    if (!done)
        fail_msg("%s", f->err.text);
}

static void put(fixture *f, const char *file, uint64_t count, int64_t scan_us) {
    yg_sighting_row row = {.day = 19000,
                           .machine = YG_STR("host-1"),
                           .role = YG_STR("query"),
                           .file = yg_str_of(file),
                           .count = count,
                           .first_us = 5,
                           .last_us = 6};
    must(f, yg_store_begin(f->store, &f->err));
    must(f, yg_store_sighting_put(f->store, 1, &row, scan_us, &f->err));
    must(f, yg_store_commit(f->store, &f->err));
}

static bool add_count(void *self, const yg_sighting_row *row, yg_error *err) {
    (void)err;
    *(uint64_t *)self += row->count;
    return true;
}

static uint64_t total(fixture *f) {
    uint64_t count = 0;
    must(f, yg_store_sightings(f->store, 1, 0, add_count, &count, &f->err));
    return count;
}

static void sighting_put__again__largest_of_all_scans(void **state) {
    fixture *f = *state;
    put(f, "a.log", 10, 1);
    assert_int_equal(total(f), 10);
    /* The file grew; neither of the two batches is larger than what was there. */
    put(f, "a.log", 6, 2);
    assert_int_equal(total(f), 10);
    put(f, "a.log", 9, 2);
    assert_int_equal(total(f), 15);
    put(f, "a.log", 9, 3);
    put(f, "a.log", 6, 3);
    assert_int_equal(total(f), 15);
    put(f, "a.log", 3, 4);
    assert_int_equal(total(f), 15);
    put(f, "b.log", 2, 4);
    assert_int_equal(total(f), 17);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sighting_put__again__largest_of_all_scans, fixture_open,
                                        fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
