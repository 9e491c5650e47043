#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/limits.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- A folder of this test --- */

static char folder[] = "/tmp/yagura-input-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, yg_str bytes) {
    FILE *f = fopen(in_folder(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p ? bytes.p : "", 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where) {
    return remove(path);
}

static int make_folder(void **state) {
    strcpy(strrchr(folder, '-'), "-XXXXXX");
    return mkdtemp(folder) != NULL && chmod(folder, 0755) == 0 ? 0 : -1;
}

static int remove_folder(void **state) {
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- What is visited, as text --- */

typedef struct {
    yg_buf log;
    const char *refuses; /* a path's end */
    size_t files;
    bool counts_only;
} visitor;

static bool visit(void *self, const yg_input_file *file, yg_error *err) {
    visitor *v = self;
    v->files++;
    if (v->refuses != NULL && yg_str_ends(file->path, yg_str_of(v->refuses)))
        return yg_fail(err, YG_ERR_USAGE, "enough");
    if (v->counts_only)
        return true;
    yg_str path = file->path;
    if (yg_str_starts(path, yg_str_of(folder)))
        path = yg_str_from(path, strlen(folder) + 1);
    yg_buf_addf(&v->log, "%.*s%s=%.*s%s%s\n", YG_FMT(path), file->walked ? "*" : "",
                YG_FMT(file->bytes), file->damage ? " DAMAGE " : "",
                file->damage ? file->damage : "");
    return true;
}

static void assert_visits(const char *path, uint64_t max_bytes, const char *want) {
    visitor v = {0};
    yg_error err = {0};
    yg_input_options options = {.max_bytes = max_bytes};
    if (!yg_input_each(path, &options, visit, &v, &err))
        fail_msg("%s", err.text);
    assert_string_equal(yg_buf_z(&v.log), want);
    yg_buf_free(&v.log);
}

static void assert_fails(const char *path, uint64_t max_bytes, yg_code code, const char *part) {
    visitor v = {.counts_only = true};
    yg_error err = {0};
    yg_input_options options = {.max_bytes = max_bytes};
    assert_false(yg_input_each(path, &options, visit, &v, &err));
    assert_int_equal(err.code, code);
    if (strstr(err.text, part) == NULL)
        fail_msg("'%s' says nothing of '%s'", err.text, part);
}

/* --- Packed bytes, made by libarchive --- */

typedef struct {
    const char *name, *text;
} member;

typedef int (*setting)(struct archive *);

static yg_buf pack(setting format, setting filter, const member *members, size_t n) {
    yg_buf out = {0};
    size_t used = 0;
    yg_buf_reserve(&out, (n + 16) * 1024);
    for (size_t i = 0; i < n && members != NULL; i++)
        yg_buf_reserve(&out, (n + 16) * 1024 + strlen(members[i].text));
    struct archive *a = archive_write_new();
    assert_int_equal(format(a), ARCHIVE_OK);
    if (filter != NULL)
        assert_int_equal(filter(a), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open_memory(a, out.p, out.cap, &used), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        member one = members != NULL ? members[i] : (member){"x", ""};
        struct archive_entry *entry = archive_entry_new();
        bool is_folder = yg_str_ends(yg_str_of(one.name), YG_STR("/"));
        archive_entry_set_pathname(entry, one.name);
        archive_entry_set_filetype(entry, is_folder ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)strlen(one.text));
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        archive_write_data(a, one.text, strlen(one.text));
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    out.n = used;
    return out;
}

static const struct {
    const char *name;
    setting filter;
} filters[] = {
    {"gz", archive_write_add_filter_gzip},
    {"xz", archive_write_add_filter_xz},
    {"zst", archive_write_add_filter_zstd},
    {"bz2", archive_write_add_filter_bzip2},
};

/* Text that does not compress away, so that a cut leaves a front. */
static yg_buf noise(size_t n) {
    yg_buf text = {0};
    uint64_t seed = 9;
    while (text.n < n)
        yg_buf_addf(&text, "%016llx\n", (unsigned long long)seeded_next(&seed));
    text.n = n;
    return text;
}

static void each__plain_file__byte_for_byte(void **state) {
    static const char *const names[] = {"a.txt", "a.gz", "a.zip"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char want[64];
        write_file(names[i], YG_STR("plain text"));
        snprintf(want, sizeof want, "%s=plain text\n", names[i]);
        assert_visits(in_folder(names[i]), 0, want);
    }
    write_file("empty", YG_STR(""));
    assert_visits(in_folder("empty"), 0, "empty=\n");
    write_file("short", YG_STR("\x1f"));
    assert_visits(in_folder("short"), 0, "short=\x1f\n");
}

static void each__compressed_file__recognised_by_content(void **state) {
    for (size_t i = 0; i < COUNT(filters); i++) {
        member one = {"x", "unpacked text"};
        yg_buf bytes = pack(archive_write_set_format_raw, filters[i].filter, &one, 1);
        write_file("misnamed.txt", yg_buf_str(&bytes));
        assert_visits(in_folder("misnamed.txt"), 0, "misnamed.txt=unpacked text\n");
        yg_buf_free(&bytes);
    }
}

static void each__compressed_empty_file__empty(void **state) {
    for (size_t i = 0; i < COUNT(filters); i++) {
        member one = {"x", ""};
        yg_buf bytes = pack(archive_write_set_format_raw, filters[i].filter, &one, 1);
        write_file("empty.packed", yg_buf_str(&bytes));
        if (bytes.n > 0)
            assert_visits(in_folder("empty.packed"), 0, "empty.packed=\n");
        yg_buf_free(&bytes);
    }
}

static void each__archive__every_file_in_it(void **state) {
    static const member members[] = {
        {"a.json", "one"}, {"folder/", ""}, {"folder/b.json", "two"}, {"../../c", "three"}};
    static const struct {
        setting format, filter;
    } kinds[] = {
        {archive_write_set_format_zip, NULL},
        {archive_write_set_format_ustar, NULL},
        {archive_write_set_format_pax, NULL},
        {archive_write_set_format_ustar, archive_write_add_filter_gzip},
        {archive_write_set_format_ustar, archive_write_add_filter_zstd},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        yg_buf bytes = pack(kinds[i].format, kinds[i].filter, members, COUNT(members));
        write_file("packed", yg_buf_str(&bytes));
        assert_visits(in_folder("packed"), 0,
                      "packed!a.json*=one\npacked!folder/b.json*=two\npacked!../../c*=three\n");
        yg_buf_free(&bytes);
    }
    assert_int_equal(access(in_folder("a.json"), F_OK), -1);
}

/* Whatever the cut: the visited bytes are a front part, and a cut is told as damage. */
typedef struct {
    yg_str whole;
    size_t kept;
} front;

static bool visit_front(void *self, const yg_input_file *file, yg_error *err) {
    front *f = self;
    f->kept = file->bytes.n;
    if (file->damage == NULL)
        return yg_fail(err, YG_ERR_IO, "no damage told");
    return yg_str_starts(f->whole, file->bytes) || yg_fail(err, YG_ERR_IO, "no front part");
}

/* The filters give their output in blocks (bzip2: of 900 kB, the others of 64 to 128 KiB); a file
 * without one whole block is refused. */
static void each__compressed_file_cut_short__front_kept_and_told(void **state) {
    for (size_t i = 0; i < COUNT(filters); i++) {
        bool bzip2 = filters[i].filter == archive_write_add_filter_bzip2;
        size_t block = bzip2 ? 900000 : 140000;
        YG_CLEANUP_BUF yg_buf text = noise(bzip2 ? 2000000 : 500000);
        member one = {"x", yg_buf_z(&text)};
        yg_buf bytes = pack(archive_write_set_format_raw, filters[i].filter, &one, 1);
        for (size_t part = 5; part <= 9; part += 4) {
            front f = {.whole = yg_buf_str(&text)};
            yg_error err = {0};
            yg_str cut = yg_str_sub(yg_buf_str(&bytes), 0, bytes.n * part / 10);
            if (!yg_input_each_bytes(YG_STR("x"), cut, NULL, visit_front, &f, &err))
                fail_msg("%s at %zu/10: %s", filters[i].name, part, err.text);
            if (f.kept + block + text.n / 20 < text.n * part / 10)
                fail_msg("%s at %zu/10: only %zu", filters[i].name, part, f.kept);
        }
        yg_buf_free(&bytes);
    }
}

static void each__every_short_cut__ends_without_harm(void **state) {
    static const member members[] = {{"a", "one"}, {"b", "two"}};
    yg_buf packed[COUNT(filters) + 2];
    for (size_t i = 0; i < COUNT(filters); i++)
        packed[i] = pack(archive_write_set_format_raw, filters[i].filter, members, 1);
    packed[COUNT(filters)] = pack(archive_write_set_format_zip, NULL, members, 2);
    packed[COUNT(filters) + 1] = pack(archive_write_set_format_ustar, NULL, members, 2);
    for (size_t i = 0; i < COUNT(packed); i++) {
        for (size_t n = 0; n < packed[i].n; n++) {
            char *exact = malloc(n > 0 ? n : 1); /* so that a read past the end is seen */
            visitor v = {.counts_only = true};
            yg_error err = {0};
            memcpy(exact, packed[i].p, n);
            if (!yg_input_each_bytes(YG_STR("x"), (yg_str){exact, n}, NULL, visit, &v, &err))
                assert_int_equal(err.code, YG_ERR_INPUT);
            free(exact);
        }
        yg_buf_free(&packed[i]);
    }
}

static void each__larger_than_the_limit__told_with_the_option(void **state) {
    YG_CLEANUP_BUF yg_buf text = noise(3u << 20);
    member one = {"x", yg_buf_z(&text)};
    write_file("plain", yg_buf_str(&text));
    yg_buf packed = pack(archive_write_set_format_raw, archive_write_add_filter_gzip, &one, 1);
    write_file("packed", yg_buf_str(&packed));
    yg_buf_free(&packed);
    assert_fails(in_folder("plain"), (3u << 20) - 1, YG_ERR_LIMIT, "--max-input");
    assert_fails(in_folder("packed"), (3u << 20) - 1, YG_ERR_LIMIT, "--max-input");
    visitor v = {.counts_only = true};
    yg_error err = {0};
    yg_input_options exact = {.max_bytes = 3u << 20};
    assert_true(yg_input_each(in_folder("plain"), &exact, visit, &v, &err));
    assert_true(yg_input_each(in_folder("packed"), &exact, visit, &v, &err));
    assert_int_equal(v.files, 2);
}

static void each__members_together_larger_than_the_limit__told(void **state) {
    char text[401];
    memset(text, 'x', 400);
    text[400] = '\0';
    const member members[] = {{"a", text}, {"b", text}, {"c", text}};
    yg_buf bytes = pack(archive_write_set_format_ustar, NULL, members, 3);
    visitor v = {.counts_only = true};
    yg_error err = {0};
    yg_input_options options = {.max_bytes = 1199};
    assert_false(yg_input_each_bytes(YG_STR("x"), yg_buf_str(&bytes), &options, visit, &v, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
    assert_int_equal(v.files, 2);
    options.max_bytes = 1200;
    assert_true(yg_input_each_bytes(YG_STR("x"), yg_buf_str(&bytes), &options, visit, &v, &err));
    yg_buf_free(&bytes);
}

static void each__bomb__expansion_is_told(void **state) {
    char *zeroes = malloc((40u << 20) + 1);
    memset(zeroes, '0', 40u << 20);
    zeroes[40u << 20] = '\0';
    member one = {"x", zeroes};
    yg_buf bytes = pack(archive_write_set_format_raw, archive_write_add_filter_gzip, &one, 1);
    free(zeroes);
    write_file("bomb", yg_buf_str(&bytes));
    yg_buf_free(&bytes);
    assert_fails(in_folder("bomb"), 0, YG_ERR_LIMIT, "expands more than 400 times");
}

static void each__too_many_members__told(void **state) {
    yg_buf bytes = pack(archive_write_set_format_ustar, archive_write_add_filter_zstd, NULL,
                        YG_LIMIT_MEMBERS + 1);
    visitor v = {.counts_only = true};
    yg_error err = {0};
    assert_false(yg_input_each_bytes(YG_STR("x"), yg_buf_str(&bytes), NULL, visit, &v, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
    assert_int_equal(v.files, YG_LIMIT_MEMBERS);
    yg_buf_free(&bytes);
}

static void each__folder__bytewise_order_hidden_and_links_passed_over(void **state) {
    write_file("b", YG_STR("2"));
    write_file("B", YG_STR("1"));
    write_file("\xe3\x81\x82", YG_STR("4"));
    write_file(".hidden", YG_STR("no"));
    assert_int_equal(mkdir(in_folder("c"), 0755), 0);
    write_file("c/z", YG_STR("3"));
    assert_int_equal(mkdir(in_folder(".git"), 0755), 0);
    write_file(".git/x", YG_STR("no"));
    assert_int_equal(mkfifo(in_folder("fifo"), 0644), 0);
    assert_int_equal(symlink("..", in_folder("c/up")), 0);
    assert_int_equal(symlink("c", in_folder("to-folder")), 0);
    assert_int_equal(symlink("round", in_folder("round")), 0);
    assert_int_equal(symlink("nowhere", in_folder("dangling")), 0);
    assert_int_equal(symlink("b", in_folder("to-file")), 0);
    assert_visits(folder, 0, "B*=1\nb*=2\nc/z*=3\nto-file*=2\n\xe3\x81\x82*=4\n");
    /* Named by the user, a link is followed. */
    assert_visits(in_folder("to-folder"), 0, "to-folder/z*=3\n");
    assert_visits(in_folder("c///"), 0, "c/z*=3\n");
}

static void each__name_is_no_utf8__repaired(void **state) {
    write_file("\xff", YG_STR("1"));
    assert_visits(folder, 0, "\xEF\xBF\xBD*=1\n");
}

static void each__unreadable_entries_of_a_folder__told_and_the_rest_read(void **state) {
    bool root = geteuid() == 0;
    write_file("a", YG_STR("1"));
    write_file("b", YG_STR("secret"));
    write_file("c", YG_STR("\x1f\x8b\x08\x00garbage garbage garbage"));
    write_file("d", YG_STR("too large"));
    write_file("f", YG_STR("2"));
    assert_int_equal(mkdir(in_folder("e"), 0755), 0);
    assert_int_equal(chmod(in_folder("b"), 0), 0);
    assert_int_equal(chmod(in_folder("e"), 0), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    visitor v = {0};
    yg_error err = {0};
    bool done = yg_input_each(folder, &(yg_input_options){.max_bytes = 40}, visit, &v, &err);
    if (root)
        assert_int_equal(seteuid(0), 0);
    chmod(in_folder("e"), 0755);
    if (!done)
        fail_msg("%s", err.text);
    yg_str log = yg_buf_str(&v.log), line;
    static const char *const starts[] = {
        "a*=1", "b*= DAMAGE ", "c*=", "d*=too large", "e*= DAMAGE ", "f*=2"};
    for (size_t i = 0; i < COUNT(starts); i++) {
        assert_true(yg_str_split(&log, '\n', &line));
        if (!yg_str_starts(line, yg_str_of(starts[i])))
            fail_msg("%.*s is not %s", YG_FMT(line), starts[i]);
    }
    assert_int_equal(log.n, 0);
    yg_buf_free(&v.log);
}

static void each__entry_of_a_folder_hits_a_limit__told_and_the_rest_read(void **state) {
    write_file("a", YG_STR("0123456789"));
    write_file("b", YG_STR("ok"));
    assert_visits(folder, 5,
                  "a*= DAMAGE hits a limit; import the file by itself to see which\nb*=ok\n");
}

static void each__folders_too_deep__told(void **state) {
    YG_CLEANUP_BUF yg_buf name = {0};
    for (int i = 0; i < YG_LIMIT_WALK_DEPTH; i++) {
        yg_buf_addz(&name, i > 0 ? "/d" : "d");
        assert_int_equal(mkdir(in_folder(yg_buf_z(&name)), 0755), 0);
    }
    yg_buf_addz(&name, "/f");
    write_file(yg_buf_z(&name), YG_STR("deep"));
    visitor v = {.counts_only = true};
    yg_error err = {0};
    assert_true(yg_input_each(folder, NULL, visit, &v, &err));
    assert_int_equal(v.files, 1);
    name.n--;
    yg_buf_addc(&name, 'd');
    assert_int_equal(mkdir(in_folder(yg_buf_z(&name)), 0755), 0);
    assert_fails(folder, 0, YG_ERR_LIMIT, "nested more than 32 deep");
}

static void each__visit_refuses__its_error_unchanged_and_no_more_visits(void **state) {
    static const member members[] = {{"a", "1"}, {"stop", "2"}, {"z", "3"}};
    yg_buf bytes = pack(archive_write_set_format_zip, NULL, members, 3);
    write_file("archive", yg_buf_str(&bytes));
    assert_int_equal(mkdir(in_folder("sub"), 0755), 0);
    write_file("sub/stop", YG_STR("x"));
    write_file("sub/z", YG_STR("x"));
    static const char *const paths[] = {"archive", "sub", "sub/stop", ""};
    for (size_t i = 0; i < COUNT(paths); i++) {
        visitor v = {.counts_only = true, .refuses = "stop"};
        yg_error err = {0};
        assert_false(yg_input_each(in_folder(paths[i]), NULL, visit, &v, &err));
        assert_int_equal(err.code, YG_ERR_USAGE);
        assert_string_equal(err.text, "enough");
        assert_int_equal(v.files, i == 1 || i == 2 ? 1 : 2);
        assert_false(yg_input_each(in_folder(paths[i]), NULL, visit, &v, NULL));
    }
    visitor v = {.counts_only = true, .refuses = "stop"};
    yg_error err = {0};
    assert_false(yg_input_each_bytes(YG_STR("m"), yg_buf_str(&bytes), NULL, visit, &v, &err));
    assert_string_equal(err.text, "enough");
    yg_buf_free(&bytes);
}

static void each__path_that_cannot_be_read__error_names_it(void **state) {
    assert_fails(in_folder("nothing"), 0, YG_ERR_USAGE, "nothing: cannot open");
    write_file("bad", YG_STR("BZh9 but no bzip2 at all, only the first bytes of one"));
    visitor v = {.counts_only = true};
    yg_error err = {0};
    /* Refused, or read as damaged: never passed as sound text. */
    if (!yg_input_each(in_folder("bad"), NULL, visit, &v, &err))
        assert_non_null(strstr(err.text, "/bad: "));
}

static void read_file__plain_or_not_there__bytes_or_error(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err = {0};
    yg_buf_addz(&bytes, "kept");
    assert_false(yg_input_read_file(in_folder("no"), 10, &bytes, &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
    assert_false(yg_input_read_file(folder, 10, &bytes, &err));
    write_file("f", YG_STR("0123456789"));
    assert_false(yg_input_read_file(in_folder("f"), 9, &bytes, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
    assert_string_equal(yg_buf_z(&bytes), "kept");
    assert_true(yg_input_read_file(in_folder("f"), 10, &bytes, &err));
    assert_string_equal(yg_buf_z(&bytes), "0123456789");
    /* No decompression here. */
    write_file("g", YG_STR("\x1f\x8b\x08"));
    assert_true(yg_input_read_file(in_folder("g"), 10, &bytes, &err));
    assert_int_equal(bytes.n, 3);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(each__plain_file__byte_for_byte),
        IN_FOLDER(each__compressed_file__recognised_by_content),
        IN_FOLDER(each__compressed_empty_file__empty),
        IN_FOLDER(each__archive__every_file_in_it),
        cmocka_unit_test(each__compressed_file_cut_short__front_kept_and_told),
        cmocka_unit_test(each__every_short_cut__ends_without_harm),
        IN_FOLDER(each__larger_than_the_limit__told_with_the_option),
        cmocka_unit_test(each__members_together_larger_than_the_limit__told),
        IN_FOLDER(each__bomb__expansion_is_told),
        cmocka_unit_test(each__too_many_members__told),
        IN_FOLDER(each__folder__bytewise_order_hidden_and_links_passed_over),
        IN_FOLDER(each__name_is_no_utf8__repaired),
        IN_FOLDER(each__unreadable_entries_of_a_folder__told_and_the_rest_read),
        IN_FOLDER(each__entry_of_a_folder_hits_a_limit__told_and_the_rest_read),
        IN_FOLDER(each__folders_too_deep__told),
        IN_FOLDER(each__visit_refuses__its_error_unchanged_and_no_more_visits),
        IN_FOLDER(each__path_that_cannot_be_read__error_names_it),
        IN_FOLDER(read_file__plain_or_not_there__bytes_or_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
