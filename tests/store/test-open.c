#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static void assert_refused(fixture *f, yg_store_mode mode, const char *part) {
    yg_store *store = NULL;
    yg_error err = {0};
    if (yg_store_open(f->path, mode, &store, &err))
        fail_msg("opened, no '%s'", part);
    assert_null(store);
    assert_int_equal(err.code, YG_ERR_IO);
    if (strstr(err.text, part) == NULL || strstr(err.text, f->path) == NULL)
        fail_msg("'%s' says nothing of '%s'", err.text, part);
}

static void write_bytes(fixture *f, const char *bytes, size_t n) {
    f->store = yg_store_close(f->store);
    FILE *file = fopen(f->path, "wb");
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

/* What another program, or another version, may have done to the file. */
static void tamper(fixture *f, const char *sql) {
    sqlite3 *db = NULL;
    f->store = yg_store_close(f->store);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void open__no_file__read_fails_and_makes_none(void **state) {
    fixture *f = *state;
    f->store = yg_store_close(f->store);
    unlink(f->path);
    assert_refused(f, YG_STORE_READ, "there is none");
    assert_int_equal(access(f->path, F_OK), -1);
}

static void open__write__makes_private_folders(void **state) {
    fixture *f = *state;
    char path[128];
    struct stat st;
    yg_store *store = NULL;
    snprintf(path, sizeof path, "%s/a/b/y.db", f->folder);
    assert_true(yg_store_open(path, YG_STORE_WRITE, &store, &f->err));
    yg_store_close(store);
    unlink(path);
    *strrchr(path, '/') = '\0';
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    rmdir(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
    assert_false(yg_store_open("/dev/null/y.db", YG_STORE_WRITE, &store, &f->err));
    assert_int_equal(f->err.code, YG_ERR_IO);
}

static void open__empty_file__write_fills_it_read_refuses(void **state) {
    fixture *f = *state;
    write_bytes(f, "", 0);
    assert_refused(f, YG_STORE_READ, "empty");
    fixture_again(f, YG_STORE_WRITE);
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_commit(f);
    fixture_again(f, YG_STORE_READ);
}

static void open__other_files__refused_and_left_alone(void **state) {
    fixture *f = *state;
    static const char text[] = "This is no database, whatever its name may be.\n";
    char kept[sizeof text] = "";
    write_bytes(f, text, sizeof text - 1);
    assert_refused(f, YG_STORE_WRITE, "no yagura store");
    assert_refused(f, YG_STORE_READ, "no yagura store");
    FILE *file = fopen(f->path, "rb");
    assert_int_equal(fread(kept, 1, sizeof kept, file), sizeof text - 1);
    fclose(file);
    assert_string_equal(kept, text);
    unlink(f->path);
    tamper(f, "CREATE TABLE note(text); INSERT INTO note VALUES('mine')");
    assert_refused(f, YG_STORE_WRITE, "not made by yagura");
    assert_refused(f, YG_STORE_READ, "not made by yagura");
}

static void open__newer_or_absurd_version__refused(void **state) {
    fixture *f = *state;
    static const char *const versions[] = {
        "PRAGMA user_version=99", "PRAGMA user_version=2147483647", "PRAGMA user_version=-1",
        "PRAGMA user_version=-2147483648"};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        tamper(f, versions[i]);
        assert_refused(f, YG_STORE_READ, i < 2 ? "newer yagura" : "damaged");
        assert_refused(f, YG_STORE_WRITE, i < 2 ? "newer yagura" : "damaged");
    }
    tamper(f, "PRAGMA user_version=6");
    fixture_again(f, YG_STORE_READ);
}

static bool pass(void *self, const yg_hit_row *row, yg_error *err) {
    return true;
}

static void open__cut_or_overwritten_file__no_harm(void **state) {
    fixture *f = *state;
    fixture_begin(f, "A");
    for (unsigned i = 0; i < 50; i++)
        fixture_object(f, "tool", i, "A name", 1, "text");
    fixture_commit(f);
    f->store = yg_store_close(f->store);
    static char bytes[1 << 20];
    FILE *file = fopen(f->path, "rb");
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(n > 20000 && n < sizeof bytes);
    for (size_t k = 1; k < 40; k++) {
        write_bytes(f, bytes, n * k / 40);
        yg_error err = {0};
        if (!yg_store_open(f->path, YG_STORE_READ, &f->store, &err)) {
            assert_int_equal(err.code, YG_ERR_IO);
            continue;
        }
        yg_store_search(f->store, YG_STR("name"), 10, pass, NULL, &err);
        f->store = yg_store_close(f->store);
    }
}

static void open__reader_beside_a_writer__sees_what_is_committed(void **state) {
    fixture *f = *state;
    yg_store *other = NULL;
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_commit(f);
    /* A reader sees the state before a writer's commit and never waits. */
    assert_true(yg_store_open(f->path, YG_STORE_READ, &other, &f->err));
    fixture_begin(f, "B");
    fixture_object(f, "tool", 2, "Two", 1, "");
    int64_t eid = -1;
    assert_true(yg_store_entity_of(other, fixture_id("tool", 2), &eid, &f->err));
    assert_int_equal(eid, 0);
    fixture_commit(f);
    /* One reader sees one state for as long as it is open; the next one sees the new state. */
    assert_true(yg_store_entity_of(other, fixture_id("tool", 2), &eid, &f->err));
    assert_int_equal(eid, 0);
    yg_store_close(other);
    assert_true(yg_store_open(f->path, YG_STORE_READ, &other, &f->err));
    assert_true(yg_store_entity_of(other, fixture_id("tool", 2), &eid, &f->err));
    assert_true(eid > 0);
    yg_store_close(other);
    assert_null(yg_store_close(NULL));
}

static void open__read_only_file__can_be_read(void **state) {
    fixture *f = *state;
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_commit(f);
    f->store = yg_store_close(f->store);
    bool root = geteuid() == 0;
    assert_int_equal(chmod(f->path, 0444), 0);
    assert_int_equal(chmod(f->folder, 0777), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    bool opened = yg_store_open(f->path, YG_STORE_READ, &f->store, &f->err);
    int64_t eid = 0;
    bool asked = opened && yg_store_entity_of(f->store, fixture_id("tool", 1), &eid, &f->err);
    yg_sink sink = yg_store_sink(f->store);
    bool wrote = opened && yg_store_begin(f->store, &f->err) &&
                 sink.source(sink.self, &(yg_source){.name = YG_STR("B")}, &f->err);
    f->store = opened ? yg_store_close(f->store) : NULL;
    if (root)
        assert_int_equal(seteuid(0), 0);
    if (!opened || !asked)
        fail_msg("%s", f->err.text);
    assert_true(eid > 0);
    assert_false(wrote);
    assert_int_equal(f->err.code, YG_ERR_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(open__no_file__read_fails_and_makes_none),
        WITH_STORE(open__write__makes_private_folders),
        WITH_STORE(open__empty_file__write_fills_it_read_refuses),
        WITH_STORE(open__other_files__refused_and_left_alone),
        WITH_STORE(open__newer_or_absurd_version__refused),
        WITH_STORE(open__cut_or_overwritten_file__no_harm),
        WITH_STORE(open__reader_beside_a_writer__sees_what_is_committed),
        WITH_STORE(open__read_only_file__can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
