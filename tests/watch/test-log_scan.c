#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "seeded.h"
#include "watch/log_scan_part.h"

/* A folder of its own, and what a scan of its files said. */
typedef struct {
    char folder[64];
    yg_watchlist *list;
    YG_VEC(char *) told; /* "NAME OFFSET LINE INDICATOR COUNT" */
    yg_charset_id charset;
    size_t stop_after; /* sightings; 0: never */
    atomic_bool stop;
    unsigned refused, faults;
    yg_code refused_code;
} fixture;

static void write_file(const fixture *f, const char *name, const char *bytes, size_t n) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static int start(void **state) {
    static const char indicators[] = "evil.example\nworse.example\n203.0.113.77\n2001:db8:bad::1\n"
                                     "http://split.example/a/b?c=1\n";
    fixture *f = calloc(1, sizeof *f);
    char path[128];
    yg_error err = {0};
    snprintf(f->folder, sizeof f->folder, "/tmp/yg-log-scan-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    write_file(f, "indicators.txt", indicators, strlen(indicators));
    snprintf(path, sizeof path, "%s/indicators.txt", f->folder);
    const char *files[] = {path};
    yg_watchlist_options options = {.files = files, .files_n = 1};
    if (!yg_watchlist_open(&options, &f->list, &err))
        fail_msg("%s", err.text);
    *state = f;
    return 0;
}

static void clear(fixture *f) {
    for (size_t i = 0; i < f->told.n; i++)
        free(f->told.at[i]);
    f->told.n = 0;
    f->refused = f->faults = 0;
    atomic_store(&f->stop, false);
}

static int end(void **state) {
    fixture *f = *state;
    char command[128];
    clear(f);
    yg_vec_free(&f->told);
    yg_watchlist_free(f->list);
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static bool take(void *self, const yg_sighting *s, yg_error *err) {
    (void)err;
    fixture *f = self;
    char line[512];
    size_t slash = s->file.n;
    while (slash > 0 && s->file.p[slash - 1] != '/')
        slash--;
    snprintf(line, sizeof line, "%.*s %llu %llu %.*s %llu", YG_FMT(yg_str_from(s->file, slash)),
             (unsigned long long)s->offset_bytes, (unsigned long long)s->line, YG_FMT(s->indicator),
             (unsigned long long)s->count);
    yg_vec_push(&f->told, strdup(line));
    if (f->stop_after > 0 && f->told.n >= f->stop_after)
        atomic_store(&f->stop, true);
    return true;
}

static void on_refused(void *self, const yg_error *why) {
    fixture *f = self;
    f->refused++;
    f->refused_code = why->code;
}

static void on_fault(void *self, yg_str file, const yg_fault *fault) {
    (void)file;
    (void)fault;
    ((fixture *)self)->faults++;
}

/* Scans files of the folder, names separated by blanks. */
static bool scan(fixture *f, const char *names, unsigned threads, bool all, const char *resume,
                 yg_buf *ret_resume, yg_log_scan_counts *ret_counts, yg_error *err) {
    char paths[16][128];
    const char *list[16];
    size_t n = 0;
    yg_str rest = yg_str_of(names), word;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        snprintf(paths[n], sizeof paths[n], "%s/%.*s", f->folder, YG_FMT(word));
        list[n] = paths[n];
        n++;
    }
    yg_log_scan_options options = {.watchlist = f->list,
                                   .threads = threads,
                                   .charset = f->charset,
                                   .all = all,
                                   .resume = resume,
                                   .stop = &f->stop,
                                   .self = f,
                                   .take = take,
                                   .fault = on_fault,
                                   .refused = on_refused};
    return yg_log_scan_run(&options, list, n, ret_counts, ret_resume, err);
}

static void scan_well(fixture *f, const char *names, unsigned threads, bool all,
                      yg_log_scan_counts *ret_counts) {
    yg_error err = {0};
    if (!scan(f, names, threads, all, NULL, NULL, ret_counts, &err))
        fail_msg("%s", err.text);
}

/* A log of n bytes or more with lines of random length, some empty, some longer than a piece, some
 * longer than a record may be; what is to be found goes into expected, as take writes it. */
typedef struct {
    yg_buf text;
    bool is_shift_jis; /* what is planted stands between katakana, without a blank */
    YG_VEC(char *) expected;
} log;

static void add_line(log *l, const char *name, uint64_t *seed, size_t line) {
    static const size_t lengths[] = {0, 1, 40, 200, 4000, 600000, 1500000};
    static const char *const planted[] = {"evil.example", "worse.example", "203.0.113.77"};
    char text[256];
    size_t kind = (size_t)seeded_below(seed, 1000);
    size_t most = lengths[kind < 3 ? 6 : kind < 8 ? 5 : kind % 5];
    /* アイソａ能 and half-width ｱ: second bytes that are a letter, a backslash, high */
    static const char *const kana[] = {"\x83\x41", "\x83\x43", "\x83\x5C",
                                       "\x82\x81", "\x94\x5C", "\xB1"};
    size_t n = most > 0 ? (size_t)seeded_below(seed, most) : 0, at = l->text.n;
    size_t before = n > 0 ? (size_t)seeded_below(seed, n) : 0;
    bool plants = seeded_below(seed, 40) == 0 || most > 4000;
    const char *what = planted[seeded_below(seed, 3)];
    for (size_t i = 0; i < n; i++) {
        if (plants && i == before) {
            yg_buf_addf(&l->text, l->is_shift_jis ? "\x83\x41%s\x83\x5C" : " %s ", what);
            snprintf(text, sizeof text, "%s %zu %zu %s 1", name, at, line, what);
            yg_vec_push(&l->expected, strdup(text));
        }
        yg_buf_addc(&l->text, "abcdefghi jklm:n=;"[seeded_below(seed, 18)]);
        if (l->is_shift_jis && i % 3 == 0)
            yg_buf_addz(&l->text, kana[seeded_below(seed, 6)]);
    }
    yg_buf_addc(&l->text, '\n');
}

static void make_log(log *l, const char *name, uint64_t seed, size_t bytes) {
    *l = (log){.is_shift_jis = l->is_shift_jis};
    for (size_t line = 1; l->text.n < bytes; line++)
        add_line(l, name, &seed, line);
}

static void free_log(log *l) {
    for (size_t i = 0; i < l->expected.n; i++)
        free(l->expected.at[i]);
    yg_vec_free(&l->expected);
    yg_buf_free(&l->text);
}

static void assert_told(const fixture *f, size_t from, const log *l, size_t at) {
    for (size_t i = 0; i < l->expected.n - at && from + i < f->told.n; i++)
        assert_string_equal(f->told.at[from + i], l->expected.at[at + i]);
    assert_true(f->told.n - from >= l->expected.n - at);
}

static void run__records_of_any_length__place_and_line_right(void **state) {
    fixture *f = *state;
    log a = {0}, b = {0};
    make_log(&a, "a.log", 1, 7000000);
    make_log(&b, "b.log", 2, 3000000);
    write_file(f, "a.log", a.text.p, a.text.n - 1); /* the last line has no end */
    write_file(f, "b.log", b.text.p, b.text.n);
    static const unsigned threads[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        yg_log_scan_counts counts;
        clear(f);
        scan_well(f, "a.log b.log", threads[i], true, &counts);
        assert_int_equal(f->told.n, a.expected.n + b.expected.n);
        assert_told(f, 0, &a, 0);
        assert_told(f, a.expected.n, &b, 0);
        assert_int_equal(counts.text_bytes, a.text.n - 1 + b.text.n);
        assert_int_equal(counts.files, 2);
        assert_true(counts.long_records > 0);
    }
    free_log(&a);
    free_log(&b);
}

/* As UTF-16, the offsets are those of its own bytes. */
static void run__utf16__offsets_of_the_file(void **state) {
    fixture *f = *state;
    static const char *const forms[] = {"\xFF\xFE", "\xFE\xFF", ""};
    for (int form = 0; form < 3; form++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf expected = {0};
        yg_log_scan_counts counts;
        clear(f);
        yg_buf_addz(&text, forms[form]);
        for (int line = 1; line <= 60000; line++) {
            char one[64];
            size_t at = text.n;
            bool hit = line % 5000 == 0;
            snprintf(one, sizeof one, "line %d %s", line, hit ? "evil.example" : "fine.example");
            for (size_t i = 0; one[i] != '\0'; i++) {
                const char pair[2] = {form == 1 ? 0 : one[i], form == 1 ? one[i] : 0};
                yg_buf_add(&text, (yg_str){pair, 2});
            }
            /* 青, and a character that is a pair (U+1F600) */
            yg_buf_add(&text, form == 1 ? YG_STR("\x97\x52\xD8\x3D\xDE\x00\x00\x0A")
                                        : YG_STR("\x52\x97\x3D\xD8\x00\xDE\x0A\x00"));
            if (hit)
                yg_buf_addf(&expected, "u.log %zu %d evil.example 1\n", at, line);
        }
        write_file(f, "u.log", text.p, text.n);
        scan_well(f, "u.log", 2, true, &counts);
        assert_int_equal(f->told.n, 12);
        YG_CLEANUP_BUF yg_buf told = {0};
        for (size_t i = 0; i < f->told.n; i++)
            yg_buf_addf(&told, "%s\n", f->told.at[i]);
        assert_string_equal(yg_buf_z(&told), yg_buf_z(&expected));
        yg_buf_free(&expected);
    }
}

/* Nothing separates names from the Japanese around them but the charset: pieces, records of any
 * length, offsets. Found whether the set is told or guessed. */
static void run__shift_jis__place_and_line_right(void **state) {
    fixture *f = *state;
    static const yg_charset_id sets[] = {YG_CHARSET_NONE, YG_CHARSET_SHIFT_JIS};
    log a = {.is_shift_jis = true};
    make_log(&a, "a.log", 4, 6000000);
    write_file(f, "a.log", a.text.p, a.text.n);
    for (size_t i = 0; i < 4; i++) {
        yg_log_scan_counts counts;
        clear(f);
        f->charset = sets[i % 2];
        scan_well(f, "a.log", i < 2 ? 1 : 3, true, &counts);
        assert_told(f, 0, &a, 0);
        assert_int_equal(f->told.n, a.expected.n);
        assert_int_equal(counts.text_bytes, a.text.n);
        assert_true(counts.converted_bytes > a.text.n / 2);
    }
    clear(f);
    f->charset = YG_CHARSET_UTF8; /* that it takes the set to find them */
    yg_log_scan_counts counts;
    scan_well(f, "a.log", 2, true, &counts);
    assert_true(f->told.n < a.expected.n / 2);
    free_log(&a);
}

static void run__repeats__counted_in_each_file(void **state) {
    fixture *f = *state;
    yg_log_scan_counts counts;
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < 20000; i++)
        yg_buf_addf(&text, "%s to %s\n", i % 2 ? "x" : "203.0.113.77",
                    i % 4 == 3 ? "evil.example" : "fine.example");
    write_file(f, "r.log", text.p, text.n);
    write_file(f, "s.log", text.p, 100);
    scan_well(f, "r.log s.log", 2, false, &counts);
    assert_int_equal(f->told.n, 4);
    assert_string_equal(f->told.at[0], "r.log 0 1 203.0.113.77 10000");
    assert_string_equal(f->told.at[1], "r.log 76 4 evil.example 5000");
    assert_string_equal(f->told.at[2], "s.log 0 1 203.0.113.77 2");
    assert_int_equal(counts.hits, 15000 + 3);
    assert_int_equal(counts.sightings, 4);
}

/* Stopped anywhere and resumed, the two scans together have told everything, and nothing twice,
 * in the middle of a long record too. */
static void run__stopped_and_resumed__nothing_lost(void **state) {
    fixture *f = *state;
    log a = {0}, b = {0};
    make_log(&a, "a.log", 5, 2500000);
    make_log(&b, "b.log", 6, 2500000);
    write_file(f, "a.log", a.text.p, a.text.n);
    write_file(f, "b.log", b.text.p, b.text.n);
    size_t all = a.expected.n + b.expected.n;
    for (size_t after = 1; after < all; after += all / 7 + 1) {
        for (unsigned threads = 1; threads <= 3; threads++) {
            YG_CLEANUP_BUF yg_buf resume = {0};
            yg_log_scan_counts counts;
            yg_error err = {0};
            clear(f);
            f->stop_after = after;
            assert_true(scan(f, "a.log b.log", threads, true, NULL, &resume, &counts, &err));
            f->stop_after = 0;
            assert_true(f->told.n >= after);
            if (resume.n == 0) { /* it was at its end before it saw the sign */
                assert_int_equal(f->told.n, all);
                continue;
            }
            YG_VEC(char *) seen = {0};
            for (size_t i = 0; i < f->told.n; i++)
                yg_vec_push(&seen, strdup(f->told.at[i]));
            clear(f);
            if (!scan(f, "a.log b.log", threads, true, yg_buf_z(&resume), NULL, &counts, &err))
                fail_msg("%s: %s", yg_buf_z(&resume), err.text);
            assert_true(seen.n + f->told.n >= all);
            size_t again = seen.n + f->told.n - all;
            if (again != 0)
                fail_msg("%s: %zu sightings were told again", yg_buf_z(&resume), again);
            for (size_t i = 0; i < all; i++) {
                const char *expected =
                    i < a.expected.n ? a.expected.at[i] : b.expected.at[i - a.expected.n];
                if (i < seen.n)
                    assert_string_equal(seen.at[i], expected);
                if (i + again >= seen.n)
                    assert_string_equal(f->told.at[i + again - seen.n], expected);
            }
            for (size_t i = 0; i < seen.n; i++)
                free(seen.at[i]);
            yg_vec_free(&seen);
        }
    }
    free_log(&a);
    free_log(&b);
}

static void run__resume_that_does_not_fit__usage(void **state) {
    static const char *const words[] = {"x", "1:2", "1:2:", "1:2:/nowhere", "a:1:/x"};
    fixture *f = *state;
    write_file(f, "a.log", "evil.example\n", 13);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        yg_log_scan_counts counts;
        yg_error err = {0};
        assert_false(scan(f, "a.log", 1, true, words[i], NULL, &counts, &err));
        assert_int_equal(err.code, YG_ERR_USAGE);
    }
}

static void run__file_that_is_not_there__the_others_are_told(void **state) {
    fixture *f = *state;
    yg_log_scan_counts counts;
    yg_error err = {0};
    write_file(f, "a.log", "evil.example\n", 13);
    write_file(f, "empty.log", "", 0);
    assert_false(scan(f, "a.log nothing.log empty.log a.log", 2, true, NULL, NULL, &counts, &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
    assert_int_equal(f->refused, 1);
    assert_int_equal(f->told.n, 2);
    assert_int_equal(counts.failed, YG_ERR_USAGE);
}

static bool take_two(void *self, const yg_sighting *s, yg_error *err) {
    take(self, s, err);
    return ((fixture *)self)->told.n < 2 || yg_fail(err, YG_ERR_IO, "enough");
}

static void run__take_fails__ends_with_its_error(void **state) {
    fixture *f = *state;
    log a = {0};
    char path[128];
    make_log(&a, "a.log", 9, 6000000);
    write_file(f, "a.log", a.text.p, a.text.n);
    snprintf(path, sizeof path, "%s/a.log", f->folder);
    const char *paths[] = {path};
    yg_log_scan_counts counts;
    yg_error err = {0};
    yg_log_scan_options options = {
        .watchlist = f->list, .threads = 4, .all = true, .self = f, .take = take_two};
    assert_false(yg_log_scan_run(&options, paths, 1, &counts, NULL, &err));
    assert_string_equal(err.text, "enough");
    assert_int_equal(f->told.n, 2);
    free_log(&a);
}

/* A hit in every few bytes: more than may wait to be told at once. */
static void run__flood_of_hits__bounded_and_complete(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_log_scan_counts counts;
    for (int i = 0; i < 300000; i++)
        yg_buf_addz(&text, i % 7 == 0 ? "evil.example\n" : "evil.example ");
    write_file(f, "flood.log", text.p, text.n);
    scan_well(f, "flood.log flood.log", 4, false, &counts);
    assert_int_equal(counts.hits, 600000);
    assert_int_equal(f->told.n, 2);
    assert_string_equal(f->told.at[0], "flood.log 0 1 evil.example 300000");
}

/* Characters of every length, whole, cut and wrong, at every place of the steps of 32 bytes. */
static void is_utf8__any_bytes__as_checked_byte_by_byte(void **state) {
    (void)state;
    static const char *const pieces[] = {"a",
                                         "\xC3\xA9",
                                         "\xE3\x82\xA2",
                                         "\xF0\x9F\x98\x80",
                                         "\xE3\x82",
                                         "\x82",
                                         "\xC0\x80",
                                         "\xE0\x9F\xBF",
                                         "\xED\xA0\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xF0\x8F\xBF\xBF",
                                         "\xF5",
                                         "\xF4\x8F\xBF\xBF",
                                         "\xED\x9F\xBF",
                                         "\xFF",
                                         "plain text, long "};
    uint64_t seed = 3, sound = 0;
    for (int round = 0; round < 20000; round++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        uint64_t kinds = seeded_below(&seed, 3) == 0 ? 16 : 4;
        for (uint64_t n = seeded_below(&seed, 40); n > 0; n--)
            yg_buf_addz(&text, pieces[seeded_below(&seed, 8) == 0 ? seeded_below(&seed, kinds)
                                                                  : 15 * seeded_below(&seed, 2)]);
        if (seeded_below(&seed, 4) == 0 && text.n > 0)
            text.n -= 1;
        bool is_sound = yg_utf8_check(yg_buf_str(&text)) == text.n;
        assert_int_equal(yg_log_is_utf8(yg_buf_str(&text)), is_sound);
        sound += is_sound;
    }
    assert_true(sound > 5000 && sound < 19000);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        CASE(run__records_of_any_length__place_and_line_right),
        CASE(run__utf16__offsets_of_the_file),
        CASE(run__shift_jis__place_and_line_right),
        cmocka_unit_test(is_utf8__any_bytes__as_checked_byte_by_byte),
        CASE(run__repeats__counted_in_each_file),
        CASE(run__stopped_and_resumed__nothing_lost),
        CASE(run__resume_that_does_not_fit__usage),
        CASE(run__file_that_is_not_there__the_others_are_told),
        CASE(run__take_fails__ends_with_its_error),
        CASE(run__flood_of_hits__bounded_and_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
