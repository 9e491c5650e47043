/* Failing writes: the disk takes no more at some point in the middle of an import. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "seeded.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

enum { DONE = 0, TOLD = 3, NOT_TOLD = 4 };

static bool put_many(fixture *f, const char *source, unsigned n) {
    yg_sink sink = yg_store_sink(f->store);
    uint64_t seed = 13;
    yg_store_counts counts;
    if (!yg_store_begin(f->store, &f->err))
        return false;
    yg_store_document(f->store, &(yg_document){.path = yg_str_of(source),
                                               .reader = YG_STR("stix"),
                                               .digest = YG_STR("00"),
                                               .now_us = 1});
    if (!sink.source(sink.self, &(yg_source){.name = yg_str_of(source)}, &f->err))
        return false;
    for (unsigned i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf raw = {0};
        yg_buf_addc(&raw, '"');
        for (int k = 0; k < 200; k++)
            yg_buf_addf(&raw, "%016llx", (unsigned long long)seeded_next(&seed));
        yg_buf_addc(&raw, '"');
        const yg_object object = {.id = fixture_id("tool", i),
                                  .type = YG_STR("tool"),
                                  .entry = YG_STR("tool"),
                                  .media = YG_STR("stix"),
                                  .name = YG_STR("A name"),
                                  .text = yg_buf_str(&raw),
                                  .raw = yg_buf_str(&raw)};
        const yg_name name = {.text = YG_STR("A name"), .kind = YG_NAME_PRIMARY};
        if (sink.object(sink.self, &object, &f->err) == YG_PUT_FAILED ||
            !sink.name(sink.self, &name, &f->err))
            return false;
    }
    return yg_store_document_end(f->store, true, &counts, &f->err) &&
           yg_store_commit(f->store, &f->err);
}

/* In a process of its own: files may grow by `room` bytes, then every write fails. */
static int import_with_room(fixture *f, rlim_t room) {
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct stat st;
        signal(SIGXFSZ, SIG_IGN);
        if (stat(f->path, &st) != 0 || !yg_store_open(f->path, YG_STORE_WRITE, &f->store, &f->err))
            _exit(NOT_TOLD);
        rlim_t most = (rlim_t)st.st_size + room;
        if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, most}) != 0)
            _exit(NOT_TOLD);
        bool done = put_many(f, "B", 2500);
        if (!done)
            yg_store_rollback(f->store);
        yg_store_close(f->store);
        _exit(done ? DONE : f->err.code == YG_ERR_IO && f->err.text[0] != '\0' ? TOLD : NOT_TOLD);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void import__disk_takes_no_more__error_and_store_as_it_was(void **state) {
    static const rlim_t rooms[] = {0, 1000, 20000, 300000, 2000000, 4000000};
    fixture *f = *state;
    fixture_begin(f, "A");
    for (unsigned i = 0; i < 20; i++)
        fixture_object(f, "malware", i, "Kept", 1, "kept text");
    fixture_commit(f);
    YG_CLEANUP_BUF yg_buf before = fixture_dump(f);
    f->store = yg_store_close(f->store);
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        assert_int_equal(import_with_room(f, rooms[i]), TOLD);
        assert_true(yg_store_open(f->path, YG_STORE_READ, &f->store, &f->err));
        YG_CLEANUP_BUF yg_buf after = fixture_dump(f);
        YG_CLEANUP_BUF yg_buf hits = fixture_search(f, YG_STR("kept text"));
        f->store = yg_store_close(f->store);
        assert_string_equal(yg_buf_z(&after), yg_buf_z(&before));
        assert_int_equal(hits.n, 20 * sizeof "Kept*" - 1);
    }
    /* And with room enough the same import goes in. */
    assert_int_equal(import_with_room(f, 200000000), DONE);
    fixture_again(f, YG_STORE_READ);
    YG_CLEANUP_BUF yg_buf after = fixture_dump(f);
    assert_true(after.n > before.n);
}

/* A process that dies in the middle leaves the store as it was. */
static void import__process_killed__store_as_it_was(void **state) {
    fixture *f = *state;
    int status = 0;
    fixture_begin(f, "A");
    fixture_object(f, "malware", 1, "Kept", 1, "kept text");
    fixture_commit(f);
    YG_CLEANUP_BUF yg_buf before = fixture_dump(f);
    f->store = yg_store_close(f->store);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (yg_store_open(f->path, YG_STORE_WRITE, &f->store, &f->err) &&
            yg_store_begin(f->store, &f->err)) {
            fixture_document(f, "B", "b", NULL);
            for (unsigned i = 0; i < 500; i++)
                fixture_object(f, "tool", i, "Lost", 1, "lost text");
        }
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    fixture_again(f, YG_STORE_WRITE);
    YG_CLEANUP_BUF yg_buf after = fixture_dump(f);
    assert_string_equal(yg_buf_z(&after), yg_buf_z(&before));
    fixture_begin(f, "C");
    fixture_object(f, "tool", 1, "New", 1, "");
    fixture_commit(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(import__disk_takes_no_more__error_and_store_as_it_was),
        WITH_STORE(import__process_killed__store_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
