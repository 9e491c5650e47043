#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/stream.h"
#include "seeded.h"

/* --- Packing --- */

typedef enum { PLAIN, GZIP, ZSTD, XZ, BZIP2, ZIP, TAR_GZIP, PACKINGS } packing;

/* text packed, in members of at most `step` bytes (gzip: one member behind the other). */
static void pack(packing how, yg_str text, yg_buf *ret) {
    size_t used = 0, cap = text.n * 2 + 65536;
    char *out = malloc(cap);
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    if (how == ZIP)
        archive_write_set_format_zip(a);
    else if (how == TAR_GZIP)
        archive_write_set_format_pax_restricted(a);
    else
        archive_write_set_format_raw(a);
    if (how == GZIP || how == TAR_GZIP)
        archive_write_add_filter_gzip(a);
    if (how == ZSTD)
        archive_write_add_filter_zstd(a);
    if (how == XZ)
        archive_write_add_filter_xz(a);
    if (how == BZIP2)
        archive_write_add_filter_bzip2(a);
    assert_int_equal(archive_write_open_memory(a, out, cap, &used), ARCHIVE_OK);
    archive_entry_set_pathname(entry, "a/b.txt");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, (la_int64_t)text.n);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    if (text.n > 0)
        assert_int_equal(archive_write_data(a, text.p, text.n), (la_ssize_t)text.n);
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    yg_buf_add(ret, (yg_str){out, used});
    archive_write_free(a);
    archive_entry_free(entry);
    free(out);
}

/* --- Reading --- */

/* A file in memory: thousands are made. */
static const char *put_file(yg_str bytes) {
    static char path[64];
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("stream", MFD_CLOEXEC);
    assert_true(fd >= 0 && ftruncate(fd, 0) == 0);
    for (size_t at = 0; at < bytes.n;) {
        ssize_t n = pwrite(fd, bytes.p + at, bytes.n - at, (off_t)at);
        assert_true(n > 0);
        at += (size_t)n;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

/* Everything that comes out, read in pieces of `cap`. */
static bool read_all(yg_str bytes, size_t cap, yg_buf *ret, bool *ret_damaged, yg_error *err) {
    yg_stream *stream = NULL;
    char *buf = malloc(cap);
    yg_str path;
    bool done = yg_stream_open(put_file(bytes), NULL, &stream, err);
    *ret_damaged = false;
    while (done && yg_stream_next(stream, &path, err)) {
        size_t n = 0;
        while ((done = yg_stream_read(stream, buf, cap, &n, err)) && n > 0)
            yg_buf_add(ret, (yg_str){buf, n});
        *ret_damaged |= yg_stream_damage(stream) != NULL;
    }
    free(buf);
    yg_stream_close(stream);
    return done && err->code == YG_OK;
}

static void make_text(yg_buf *text, size_t n) {
    uint64_t state = 7;
    while (text->n < n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        yg_buf_addf(text, "%llx.example\n", (unsigned long long)(state >> 40));
    }
}

static void stream_read__every_packing_and_piece__the_same_bytes(void **state) {
    static const size_t pieces[] = {1, 7, 4096, 1 << 20}, sizes[] = {0, 1, 600, 300000, 900000};
    for (packing how = PLAIN; how < PACKINGS; how++) {
        for (size_t s = 0; s < 5; s++) {
            YG_CLEANUP_BUF yg_buf text = {0};
            YG_CLEANUP_BUF yg_buf packed = {0};
            make_text(&text, sizes[s]);
            if (how == PLAIN)
                yg_buf_add(&packed, yg_buf_str(&text));
            else
                pack(how, yg_buf_str(&text), &packed);
            for (size_t p = sizes[s] > 100000 ? 2 : 0; p < 4; p++) {
                YG_CLEANUP_BUF yg_buf got = {0};
                yg_error err = {0};
                bool damaged;
                assert_true(read_all(yg_buf_str(&packed), pieces[p], &got, &damaged, &err));
                assert_false(damaged);
                assert_true(yg_str_eq(yg_buf_str(&got), yg_buf_str(&text)));
            }
        }
    }
}

static void stream_read__gzip_members_one_behind_the_other__one_text(void **state) {
    for (size_t members = 1; members < 9; members++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf packed = {0};
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_error err = {0};
        bool damaged;
        for (size_t m = 0; m < members; m++) {
            YG_CLEANUP_BUF yg_buf part = {0};
            make_text(&part, m % 3 == 0 ? 200000 * m : m * 5);
            pack(GZIP, yg_buf_str(&part), &packed);
            yg_buf_add(&text, yg_buf_str(&part));
        }
        for (size_t zeros = 0; zeros < 700; zeros++)
            yg_buf_addc(&packed, '\0');
        assert_true(read_all(yg_buf_str(&packed), 100000, &got, &damaged, &err));
        assert_false(damaged);
        assert_true(yg_str_eq(yg_buf_str(&got), yg_buf_str(&text)));
    }
}

/* Cut off anywhere, or with one byte changed: what comes is a beginning of the text, or the damage
 * is told; never other bytes without a word. */
static void stream_read__gzip_cut_or_changed__damage_is_told(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf packed = {0};
    make_text(&text, 3000);
    pack(GZIP, yg_buf_str(&text), &packed);
    for (size_t i = 2; i < packed.n; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        YG_CLEANUP_BUF yg_buf changed = {0};
        yg_error err = {0};
        bool damaged;
        assert_true(!read_all(yg_str_sub(yg_buf_str(&packed), 0, i), 4096, &got, &damaged, &err) ||
                    damaged);
        assert_true(yg_str_starts(yg_buf_str(&text), yg_buf_str(&got)));
        yg_buf_clear(&got);
        err.code = YG_OK;
        yg_buf_add(&changed, yg_buf_str(&packed));
        changed.p[i] = (char)(changed.p[i] ^ 0x41);
        bool whole = read_all(yg_buf_str(&changed), 4096, &got, &damaged, &err) && !damaged;
        /* The header's time, flags of speed and system carry no data. */
        assert_true(!whole || yg_str_eq(yg_buf_str(&got), yg_buf_str(&text)));
    }
}

static void stream_read__a_bomb__is_a_limit(void **state) {
    YG_CLEANUP_BUF yg_buf zeros = {0};
    YG_CLEANUP_BUF yg_buf packed = {0};
    YG_CLEANUP_BUF yg_buf twice = {0};
    YG_CLEANUP_BUF yg_buf got = {0};
    yg_error err = {0};
    bool damaged;
    yg_buf_reserve(&zeros, 128 << 20);
    memset(zeros.p, '\n', 128 << 20);
    zeros.n = 128 << 20;
    pack(GZIP, yg_buf_str(&zeros), &packed);
    assert_false(read_all(yg_buf_str(&packed), 1 << 20, &got, &damaged, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
}

static void stream_open__what_is_not_there_or_no_file__is_usage(void **state) {
    yg_stream *stream = NULL;
    yg_error err = {0};
    assert_false(yg_stream_open("/nowhere/at/all", NULL, &stream, &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
    assert_false(yg_stream_open("/tmp", NULL, &stream, &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
    assert_false(yg_stream_open(put_file(YG_STR("\xFD"
                                                "7zXZ\0nonsense")),
                                NULL, &stream, &err));
    assert_int_equal(err.code, YG_ERR_INPUT);
}

static void stream_read__stopped__is_at_its_end(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    atomic_bool stop = false;
    yg_stream *stream = NULL;
    yg_error err = {0};
    yg_str path;
    char buf[100];
    size_t n = 0;
    make_text(&text, 4 << 20);
    assert_true(yg_stream_open(put_file(yg_buf_str(&text)), &stop, &stream, &err));
    assert_true(yg_stream_next(stream, &path, &err));
    assert_true(yg_stream_read(stream, buf, sizeof buf, &n, &err));
    assert_int_equal(n, sizeof buf);
    atomic_store(&stop, true);
    uint64_t left = 0;
    while (yg_stream_read(stream, buf, sizeof buf, &n, &err) && n > 0)
        left += n;
    assert_true(left < 1 << 20);
    yg_stream_close(stream);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_read__every_packing_and_piece__the_same_bytes),
        cmocka_unit_test(stream_read__gzip_members_one_behind_the_other__one_text),
        cmocka_unit_test(stream_read__gzip_cut_or_changed__damage_is_told),
        cmocka_unit_test(stream_read__a_bomb__is_a_limit),
        cmocka_unit_test(stream_open__what_is_not_there_or_no_file__is_usage),
        cmocka_unit_test(stream_read__stopped__is_at_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
